"""What a ranker sees of a question and a passage: one row of named figures a passage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind, Status
from corpus.normalize import comparable
from index.model import StoredDocument
from index.tokens import content_tokens
from rag.figures import Figure, find_figures
from rag.passages import Window
from rag.question import AnswerKind, Question

__all__ = [
    "FEATURES",
    "Candidate",
    "QuestionTerms",
    "coverage",
    "feature_rows",
    "kind_evidence",
    "pairs",
    "question_terms",
]

FEATURES: tuple[str, ...] = (
    "fused",
    "lexical",
    "lexical_rank",
    "dense",
    "dense_rank",
    "window_dense",
    "coverage",
    "coverage_clause",
    "coverage_context",
    "coverage_title",
    "coverage_path",
    "rarest",
    "bigrams",
    "bigrams_context",
    "longest",
    "kind_match",
    "kind_missing",
    "figures_shared",
    "exact_number",
    "exact_title",
    "exact_address",
    "document_score",
    "log_length",
    "whole",
    "is_heading",
    "is_title",
    "is_front",
    "is_signature",
    "is_row",
    "is_item",
    "position",
    "repealed",
    "depth",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the routes said of its clause.

    :param lexical: BM25 score, 0 when that route did not find it; likewise ``dense``.
    :param lexical_rank: 1 / rank, 0 when not found.
    :param window_dense: cosine of the question with the passage itself.
    """

    window: Window
    document: StoredDocument
    fused: float
    lexical: float
    lexical_rank: float
    dense: float
    dense_rank: float
    window_dense: float
    exact_number: bool
    exact_title: bool
    exact_address: bool
    document_score: float


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """A question's content words with their weights, and its character pairs."""

    weights: Mapping[str, float]
    total: float
    rarest: str
    bigrams: frozenset[str]
    plain: str
    figures: tuple[Figure, ...]
    kinds: frozenset[AnswerKind]


def question_terms(
    question: Question, frequencies: Mapping[str, int], clauses: int
) -> QuestionTerms:
    """Weigh a question's words by how rare they are in the Store.

    The weight is BM25's idf, ``ln(1 + (N - n + 0.5) / (n + 0.5))`` (Robertson and Zaragoza 2009).

    :param frequencies: clauses that hold each word.
    :param clauses: clauses in the Store, N.
    """
    words = [w for w in dict.fromkeys(content_tokens(question.search)) if w.strip()]
    weights = {
        word: math.log1p((clauses - n + 0.5) / (n + 0.5))
        for word in words
        if (n := min(frequencies.get(word, 0), clauses)) >= 0
    }
    plain = comparable(question.search)
    content = "\n".join(words)
    return QuestionTerms(
        weights=weights,
        total=sum(weights.values()) or 1.0,
        rarest=max(weights, key=lambda w: weights[w], default=""),
        bigrams=frozenset(
            a + b for a, b in zip(content, content[1:], strict=False) if "\n" not in (a, b)
        ),
        plain=plain,
        figures=tuple(find_figures(question.search)),
        kinds=question.kinds,
    )


_KIND_FIGURES: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.AMOUNT: ("amount",),
    AnswerKind.RATE: ("rate",),
    AnswerKind.NUMBER: ("count", "amount", "rate", "age", "period"),
    AnswerKind.DATE: ("date",),
    AnswerKind.PERIOD: ("period", "date"),
}
# Words with which official texts open an answer of that kind; general language only.
_KIND_WORDS: Mapping[AnswerKind, tuple[str, ...]] = {
    AnswerKind.WHO: ("由", "负责", "牵头", "责任单位", "主管", "设在", "部门", "报", "组长"),
    AnswerKind.DEFINITION: ("是指", "指", "即", "以下简称", "包括"),
    AnswerKind.CONDITION: ("应当", "条件", "符合", "的,", "下列", "满", "以上", "不得"),
    AnswerKind.PROCEDURE: ("申请", "提交", "报", "审核", "受理", "应当", "程序", "后"),
    AnswerKind.LIST: ("、", ";", "(一)", "包括", "下列"),
    AnswerKind.YESNO: ("可以", "不得", "应当", "允许", "鼓励", "支持", "禁止", "不予", "可"),
}


def kind_evidence(kinds: frozenset[AnswerKind], plain: str, figures: Sequence[Figure]) -> float:
    """Return the share of the asked kinds whose form of answer stands in a text, 0 to 1.

    :param plain: the text in comparable form.
    """
    present = {figure.kind for figure in figures}
    checks = [
        bool(present & set(_KIND_FIGURES[kind]))
        if kind in _KIND_FIGURES
        else any(word in plain for word in _KIND_WORDS[kind])
        for kind in kinds
        if kind in _KIND_FIGURES or kind in _KIND_WORDS
    ]
    return sum(checks) / len(checks) if checks else 0.0


def feature_rows(terms: QuestionTerms, candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """Return float32 [len(candidates), len(FEATURES)]."""
    rows = [_row(terms, candidate) for candidate in candidates]
    return np.asarray(rows, dtype=np.float32).reshape(len(rows), len(FEATURES))


def _row(terms: QuestionTerms, c: Candidate) -> list[float]:
    clause, window = c.window.clause, c.window
    text = comparable(window.text)
    whole = text if window.whole else comparable(clause.text)
    path = comparable("".join((*clause.path, clause.heading)))
    title = comparable(c.document.title or "")
    figures = find_figures(window.text)
    kind_match = kind_evidence(terms.kinds, text, figures)
    return [
        c.fused,
        c.lexical,
        c.lexical_rank,
        c.dense,
        c.dense_rank,
        c.window_dense,
        coverage(terms, text),
        coverage(terms, whole),
        coverage(terms, whole + "\n" + path + "\n" + title),
        coverage(terms, title),
        coverage(terms, path),
        float(bool(terms.rarest) and terms.rarest in whole),
        pairs(terms, text),
        pairs(terms, whole + path + title),
        _longest_shared(terms.plain, text) / max(len(terms.plain), 1),
        kind_match,
        float(bool(terms.kinds) and kind_match == 0.0),
        _shared_figures(terms, figures),
        float(c.exact_number),
        float(c.exact_title),
        float(c.exact_address),
        c.document_score,
        math.log1p(len(text)),
        float(window.whole),
        *(
            float(clause.kind is kind)
            for kind in (
                ClauseKind.HEADING,
                ClauseKind.TITLE,
                ClauseKind.FRONT,
                ClauseKind.SIGNATURE,
                ClauseKind.ROW,
                ClauseKind.ITEM,
            )
        ),
        clause.position / max(c.document.clause_count, 1),
        float(c.document.status in (Status.REPEALED, Status.EXPIRED)),
        float(len(clause.path)),
    ]


def coverage(terms: QuestionTerms, text: str) -> float:
    """Return the idf-weighted share of the question's words that stand in ``text``."""
    return sum(w for word, w in terms.weights.items() if word in text) / terms.total


def pairs(terms: QuestionTerms, text: str) -> float:
    """Return the share of the question's character pairs that stand in ``text``."""
    if not terms.bigrams:
        return 0.0
    return sum(pair in text for pair in terms.bigrams) / len(terms.bigrams)


def _longest_shared(question: str, text: str) -> int:
    """Return the length of the longest piece of ``question`` that stands in ``text``."""
    best = 0
    for start in range(len(question)):
        while start + best < len(question) and question[start : start + best + 1] in text:
            best += 1
    return best


def _shared_figures(terms: QuestionTerms, figures: Sequence[Figure]) -> float:
    """Return the share of the question's figures that stand in the passage."""
    if not terms.figures:
        return 0.0
    values = {(figure.kind, figure.value, figure.unit) for figure in figures}
    return sum((f.kind, f.value, f.unit) in values for f in terms.figures) / len(terms.figures)
