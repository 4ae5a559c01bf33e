"""Why a passage stands where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rag import Assistant
from rag.model import FoundBy, Hit, PlacedBy
from rag.query.question import analyse
from rag.ranking.explain import Explanation, explain
from rag.ranking.linear_ranker import LinearRanker
from rag.retrieval.query_terms import QuestionTerms, question_terms
from tests.rag.made_passages import passage

RANKER = LinearRanker(weights={}, leading={"lexical": 2.0, "bm25": 1.0, "dense": -1.0})


def _terms() -> QuestionTerms:
    frequencies = {"博士": 1, "补贴": 5, "贷款": 3}
    return question_terms(analyse("博士的补贴和贷款"), frequencies, 20)


def _hit(number: int, text: str = "博士给予20万元。", **changes: Any) -> Hit:
    return replace(passage(number, text).hit, **changes)


def _explained(*hits: Hit) -> list[Explanation]:
    return explain(hits, _terms(), RANKER)


def test_words_are_told_by_where_they_stand() -> None:
    [reason] = _explained(_hit(1))
    assert reason.matched == ("博士",)
    assert reason.around == ("补贴",)  # in its heading, 安家补贴
    assert reason.missing == ("贷款",)


def test_only_the_routes_that_found_it_are_told_with_their_figures() -> None:
    scores = {"lexical": 0.7, "dense": 1.2, "exact_title": 0.0}
    found = frozenset({FoundBy.WORDS, FoundBy.TITLE})
    [reason] = _explained(_hit(1, scores=scores, found_by=found))
    assert reason.routes == {"words": 0.7, "title": 0.0}


def test_what_puts_it_above_the_next_is_told_greatest_first() -> None:
    above = _hit(1, scores={"lexical": 1.0, "bm25": 0.2, "dense": 0.5})
    below = _hit(2, scores={"lexical": 0.4, "bm25": 0.18, "dense": 0.1})
    first, last = _explained(above, below)
    assert list(first.ahead.items()) == [("lexical", 1.2), ("dense", -0.4)]
    assert last.ahead == {}


@pytest.mark.parametrize("placed", [by for by in PlacedBy if by is not PlacedBy.RANKING])
def test_a_rule_is_told_in_the_place_of_figures(placed: PlacedBy) -> None:
    above = _hit(1, scores={"lexical": 1.0}, placed_by=placed)
    first, _ = _explained(above, _hit(2, scores={"lexical": 0.1}))
    assert first.placed
    assert first.ahead == {}


def test_a_ranker_that_is_no_weighted_sum_is_not_taken_apart() -> None:
    class Other:
        def score(self, rows: Any) -> Any:
            return rows.sum(1)

        score_leading = score

    hits = [_hit(1, scores={"lexical": 1.0}), _hit(2, scores={"lexical": 0.1})]
    assert explain(hits, _terms(), Other())[0].ahead == {}


def test_an_assistant_explains_what_it_retrieves(assistant: Assistant) -> None:
    question = "云澜养犬登记要多少元？"
    explained = assistant.explain(question, 5)
    assert explained.question == assistant.analyse(question)
    assert list(explained.hits) == assistant.retrieve(question, 5)
    assert len(explained.reasons) == 5
    assert all(reason.routes or reason.placed for reason in explained.reasons)
