"""Passages that lead are looked at again; the others stay behind them in their order."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.model import ClauseKind
from rag import Assistant
from rag.query.question import analyse
from rag.ranking.linear_ranker import ALL_FEATURES, ordered
from rag.ranking.second_stage_features import LEADING_FEATURES


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
