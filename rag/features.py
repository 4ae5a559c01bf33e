"""What a ranker sees of a question and a passage: one row of named figures a passage."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind, Status
from corpus.normalize import comparable
from index.model import StoredDocument
from index.tokens import tokens
from rag.passages import Window
from rag.terms import (
    QuestionTerms,
    bm25,
    coverage,
    kind_evidence,
    longest_shared,
    nearness,
    pairs,
    residual,
    shared_figures,
    soft,
)
from rag.wordvectors import WordVectors

__all__ = ["FEATURES", "Candidate", "feature_rows"]

FEATURES: tuple[str, ...] = (
    "fused",
    "lexical",
    "lexical_rank",
    "dense",
    "dense_rank",
    "window_dense",
    "best_sentence",
    "coverage",
    "coverage_residual",
    "coverage_clause",
    "coverage_context",
    "coverage_title",
    "coverage_path",
    "soft",
    "soft_residual",
    "hardest",
    "hardest_two",
    "bm25",
    "rarest",
    "bigrams",
    "bigrams_context",
    "longest",
    "kind_match",
    "kind_missing",
    "figures_shared",
    "quoted",
    "defines",
    "exact_number",
    "exact_title",
    "exact_address",
    "number_opening",
    "document_score",
    "log_length",
    "is_heading",
    "is_title",
    "is_front",
    "is_signature",
    "is_row",
    "is_item",
    "position",
    "opening",
    "repealed",
    "depth",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what the routes said of its clause.

    :param lexical: BM25 score as a share of the best, 0 when that route did not find it.
    :param lexical_rank: 1 / rank, 0 when not found; likewise ``dense_rank``.
    :param dense: cosine with the clause in standard deviations over the candidates.
    :param window_dense: likewise with the passage itself.
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


def feature_rows(
    terms: QuestionTerms, candidates: Sequence[Candidate], vectors: WordVectors
) -> NDArray[np.float32]:
    """Return float32 [len(candidates), len(FEATURES)].

    :param vectors: of words, for what a passage says in other words than the question.
    """
    if not candidates:
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    bags = [tokens(_readable(c.window)) for c in candidates]
    near = nearness(terms, bags, vectors)
    average = sum(map(len, bags)) / len(bags) or 1.0
    rows = [
        _row(terms, candidate, bag, row, average)
        for candidate, bag, row in zip(candidates, bags, near, strict=True)
    ]
    return np.asarray(rows, dtype=np.float32)


def _row(
    terms: QuestionTerms,
    c: Candidate,
    bag: Sequence[str],
    near: NDArray[np.float32],
    average: float,
) -> list[float]:
    clause, window = c.window.clause, c.window
    text = comparable(_readable(window))
    whole = text if window.whole else comparable(clause.text)
    path = _comparable("".join((*clause.path, clause.heading)))
    title = _comparable(c.document.title or "")
    kind_match = kind_evidence(terms.kinds, text)
    return [
        c.fused,
        c.lexical,
        c.lexical_rank,
        c.dense,
        c.dense_rank,
        c.window_dense,
        max((coverage(terms, part) for part in _SENTENCE.split(text)), default=0.0),
        coverage(terms, text),
        residual(terms, text, title),
        coverage(terms, whole),
        coverage(terms, whole + "\n" + path + "\n" + title),
        coverage(terms, title),
        coverage(terms, path),
        soft(terms, near, ""),
        soft(terms, near, title),
        *_hardest(terms, near, title + "\n" + path),
        bm25(terms, bag, average),
        float(bool(terms.rarest) and terms.rarest in whole),
        pairs(terms, text),
        pairs(terms, whole + path + title),
        longest_shared(terms.plain, text) / max(len(terms.plain), 1),
        kind_match,
        float(bool(terms.kinds) and kind_match == 0.0),
        shared_figures(terms, text),
        sum(q in text for q in terms.quoted) / len(terms.quoted) if terms.quoted else 0.0,
        float(terms.definition is not None and bool(terms.definition.search(text))),
        float(c.exact_number),
        float(c.exact_title),
        float(c.exact_address),
        float(c.exact_number and clause.position < _OPENING_CLAUSES),
        c.document_score,
        math.log1p(len(text)),
        *_kind_flags(clause.kind),
        clause.position / max(c.document.clause_count, 1),
        float(clause.position < _OPENING_CLAUSES),
        float(c.document.status in (Status.REPEALED, Status.EXPIRED)),
        float(len(clause.path)),
    ]


def _readable(window: Window) -> str:
    """Return a passage's text; a table row's with the names of its columns."""
    row = window.clause.row
    return window.text if row is None else " ".join((*row.header, window.text))


_SENTENCE = re.compile(r"[。;!?]")
_OPENING_CLAUSES = 8  # title, number, salutation and the paragraph that says what is issued


def _kind_flags(kind: ClauseKind) -> list[float]:
    shown = (
        ClauseKind.HEADING,
        ClauseKind.TITLE,
        ClauseKind.FRONT,
        ClauseKind.SIGNATURE,
        ClauseKind.ROW,
        ClauseKind.ITEM,
    )
    return [float(kind is each) for each in shown]


def _hardest(terms: QuestionTerms, near: NDArray[np.float32], context: str) -> tuple[float, float]:
    """Return the nearness of the weighty word that is farthest, and the mean of the two farthest.

    A passage on another subject is near most words of a question and far from the one or two that
    name what it asks about.
    """
    heaviest = max(terms.weights.values(), default=0.0)
    found = sorted(
        1.0 if word in context else float(cosine)
        for (word, weight), cosine in zip(terms.weights.items(), near, strict=True)
        if len(word) > 1 and weight >= 0.5 * heaviest
    )
    if not found:
        return 1.0, 1.0
    return found[0], sum(found[:2]) / len(found[:2])


# Titles and heading paths come again and again.
_comparable = lru_cache(maxsize=4096)(comparable)
