"""Passages that lead are looked at again; the others stay behind them in their order."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.model import ClauseKind
from rag import Assistant
from rag.query.question import analyse
from rag.ranking.features import FEATURES, feature_rows
from rag.ranking.linear_ranker import ALL_FEATURES, load_ranker, ordered, rank
from rag.ranking.second_stage_features import LEADING_FEATURES, leading_rows
from rag.retrieval.query_terms import question_terms
from rag.retrieval.search_budget import Scale
from rag.retrieval.term_matrix import Bags, bags_of
from rag.retrieval.word_vectors import WordVectors
from tests.doubles import HashEncoder

Rows = NDArray[np.float32]


def test_the_second_look_orders_what_leads_and_only_that() -> None:
    first = np.asarray([5.0, 9.0, 7.0, 1.0, 3.0], np.float32)
    leading = np.asarray([1, 2])
    order, scores = ordered(first, leading, np.asarray([-4.0, -2.0], np.float32))
    assert order == [2, 1, 0, 4, 3]
    assert sorted(scores.tolist(), reverse=True) == [float(scores[place]) for place in order]
    assert scores[2] == -2.0
    assert scores[0] - scores[4] == 2.0


@pytest.mark.parametrize("count", [1, 3, 16])
def test_figures_of_leading_passages_are_told_by_name(assistant: Assistant, count: int) -> None:
    pipeline = assistant.pipeline
    question = analyse("云澜养犬登记要多少元？")
    pool = pipeline.retriever.candidates(question)
    look = pipeline.rank(question, pool, count)
    assert len(look.leading) == len(look.more) == count
    assert len(look.order) == len(pool.candidates)
    best = look.figures(int(look.leading[0]), ALL_FEATURES)
    assert set(LEADING_FEATURES) < set(best)
    last = look.figures(look.order[-1], ALL_FEATURES)
    assert {last[name] for name in LEADING_FEATURES} == {0.0}


def test_a_figure_a_place_and_a_near_stretch_are_seen(assistant: Assistant) -> None:
    pipeline = assistant.pipeline
    question = analyse("云澜的租房补贴每月多少元？")
    pool = pipeline.retriever.candidates(question)
    candidates = pool.candidates
    look = pipeline.rank(question, pool, len(candidates))
    by_place = {p: look.figures(p, ALL_FEATURES) for p in range(len(candidates))}
    money = [p for p, c in enumerate(candidates) if "元" in c.window.text]
    assert money
    assert all(by_place[p]["figure_fit"] > 0 for p in money)
    none = [
        p
        for p, c in enumerate(candidates)
        if not any(d in c.window.text for d in "0123456789一二三四五六七八九十百千万亿元")
    ]
    assert all(by_place[p]["figure_fit"] == 0 for p in none)
    for p, candidate in enumerate(candidates):
        region = candidate.document.region or ""
        if "云澜" in region:
            assert by_place[p]["place_asked"] == 1.0
            assert by_place[p]["place_other"] == 0.0
        if candidate.window.clause.kind is ClauseKind.PARAGRAPH:
            assert 0.0 <= by_place[p]["stretch"] <= 1.0


@pytest.mark.parametrize("scale", list(Scale))
def test_the_fitted_weights_are_of_figures_that_there_are(scale: Scale) -> None:
    ranker = load_ranker(scale)
    assert set(ranker.weights) <= set(FEATURES)
    assert set(ranker.leading) <= set(ALL_FEATURES)
    assert load_ranker(scale) is ranker


def test_without_candidates_there_is_nothing_to_rank() -> None:
    terms = question_terms(analyse("公租房租金"), {}, 10)
    vectors = WordVectors(HashEncoder())
    none = Bags.of([], vectors.vocabulary)
    assert feature_rows(terms, [], none, vectors).shape == (0, len(FEATURES))


def test_only_what_leads_is_scored_again(assistant: Assistant) -> None:
    class Counting:
        """Takes the later passage for the better, and the second time the earlier."""

        def score(self, rows: Rows) -> Rows:
            return np.arange(len(rows), dtype=np.float32)

        def score_leading(self, rows: Rows) -> Rows:
            assert rows.shape == (3, len(ALL_FEATURES))
            return np.arange(len(rows), dtype=np.float32)

    pipeline, question = assistant.pipeline, analyse("云澜养犬登记要多少元？")
    retriever = pipeline.retriever
    candidates = retriever.candidates(question).candidates
    terms, words = retriever.terms(question), retriever.words
    bags = bags_of([c.window for c in candidates], assistant.snapshot, words.vocabulary)
    last = len(candidates) - 1
    found = rank(terms, candidates, bags, words, set(), Counting(), 3)
    assert list(found.order[:4]) == [last - 2, last - 1, last, last - 3]
    more = leading_rows(terms, candidates[:2], bags.take(np.asarray([0, 1])), words, set())
    assert more.shape == (2, len(LEADING_FEATURES))
