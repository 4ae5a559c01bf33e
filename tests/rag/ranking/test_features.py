"""The rankers' figures are those of their definitions, computed one by one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
import pytest

from corpus.model import ClauseKind, Status
from corpus.normalize import comparable
from index.tokens import tokens
from rag import Assistant
from rag.passages.windows import Window
from rag.query.answer_fit import kind_evidence
from rag.query.question import analyse
from rag.ranking.features import FEATURES
from rag.retrieval.candidates import Candidate
from rag.retrieval.document_priors import TRAITS
from rag.retrieval.query_terms import QuestionTerms, longest_shared, pairs, shared_figures
from rag.retrieval.word_vectors import WordVectors
from tests.rag.reference import best_of_forms, bm25, coverage, residual, soft, standing

QUESTIONS = (
    "刚毕业没房子，想申请云澜的公租房要什么条件？",
    "充电桩补贴每千瓦多少元，2024年以后还有吗",
    "什么是“公共数据授权运营”？",
    "云澜府发〔2022〕15号第三条说了什么",
    "Which documents does a foreign professional need?",
    "谁负责防汛",
)
_KINDS = ("heading", "title", "front", "signature", "row", "item")


def _readable(window: Window) -> str:
    row = window.clause.row
    return window.text if row is None else " ".join((*row.header, window.text))


def _hardest(terms: QuestionTerms, near: Sequence[float], context: str) -> tuple[float, float]:
    held = standing(terms, context)
    heaviest = max(terms.weights.values(), default=0.0)
    found = sorted(
        1.0 if word in held else cosine
        for (word, weight), cosine in zip(terms.weights.items(), near, strict=True)
        if len(word) > 1 and weight >= 0.5 * heaviest
    )
    if not found:
        return 1.0, 1.0
    return found[0], sum(found[:2]) / len(found[:2])


def _near(terms: QuestionTerms, bag: Sequence[str], vectors: WordVectors) -> list[float]:
    """Return each question word's cosine with the nearest word of the passage, 0 to 1."""
    names = terms.forms.tokens
    highest = {
        name: max((float(v @ w) for w in vectors.of_texts(bag)), default=0.0)
        for name, v in zip(names, vectors.of_texts(names), strict=True)
    }
    return [min(1.0, max(0.0, value)) for value in best_of_forms(terms, highest)]


def plain_row(
    terms: QuestionTerms, c: Candidate, near: Sequence[float], average: float
) -> dict[str, float]:
    """Return one passage's figures, one after the other."""
    clause, window = c.window.clause, c.window
    text = comparable(_readable(window))
    bag = tokens(_readable(window))
    whole = text if window.whole else comparable(clause.text)
    path = comparable("".join((*clause.path, clause.heading)))
    title = comparable(c.document.title or "")
    found = np.asarray(near)
    kind_match = kind_evidence(terms.question.kinds, text)
    hardest, hardest_two = _hardest(terms, near, title + "\n" + path)
    return {
        **{name: float(getattr(c, name)) for name in FEATURES if hasattr(c, name)},
        **dict(zip(TRAITS, c.traits.tolist(), strict=True)),
        "best_sentence": max(coverage(terms, part) for part in re.split("[。;!?]", text)),
        "coverage": coverage(terms, text),
        "coverage_residual": residual(terms, text, title),
        "coverage_clause": coverage(terms, whole),
        "coverage_context": coverage(terms, whole + "\n" + path + "\n" + title),
        "coverage_title": coverage(terms, title),
        "coverage_path": coverage(terms, path),
        "soft": soft(terms, found, ""),
        "soft_residual": soft(terms, found, title),
        "hardest": hardest,
        "hardest_two": hardest_two,
        "bm25": bm25(terms, bag, average),
        "rarest": float(terms.rarest in standing(terms, whole)),
        "bigrams": pairs(terms, text),
        "bigrams_context": pairs(terms, whole + path + title),
        "longest": longest_shared(terms.question.plain, text) / max(len(terms.question.plain), 1),
        "kind_match": kind_match,
        "kind_missing": float(bool(terms.question.kinds) and kind_match == 0.0),
        "figures_shared": shared_figures(terms, text),
        "quoted": sum(q in text for q in terms.question.quoted)
        / max(len(terms.question.quoted), 1),
        "defines": float(terms.definition is not None and bool(terms.definition.search(text))),
        "number_opening": float(c.exact_number and clause.position < 8),
        "log_length": math.log1p(len(text)),
        **{f"is_{name}": float(clause.kind is ClauseKind(name)) for name in _KINDS},
        "position": clause.position / max(c.document.clause_count, 1),
        "opening": float(clause.position < 8),
        "repealed": float(c.document.status in (Status.REPEALED, Status.EXPIRED)),
        "depth": float(len(clause.path)),
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_figures_are_what_they_are_defined_as(assistant: Assistant, question: str) -> None:
    asked, retriever = analyse(question), assistant.pipeline.retriever
    terms = retriever.terms(asked)
    pool = retriever.candidates(asked)
    candidates = pool.candidates
    assert candidates
    rows = assistant.pipeline.rank(asked, pool).rows
    bags = [tokens(_readable(c.window)) for c in candidates]
    average = sum(map(len, bags)) / len(bags)
    for candidate, bag, row in zip(candidates, bags, rows, strict=True):
        near = _near(terms, bag, retriever.words)
        wanted = plain_row(terms, candidate, near, average)
        assert wanted.keys() == set(FEATURES)
        found = dict(zip(FEATURES, map(float, row), strict=True))
        assert found == pytest.approx(wanted, abs=1e-5), candidate.window.text
