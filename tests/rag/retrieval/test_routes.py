"""What each route searches for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.encoders.encoder import load_encoder
from index.model import Match
from rag import Assistant
from rag.query.question import analyse
from rag.retrieval.candidates import Retriever
from rag.retrieval.document_priors import TRAITS, Traits
from rag.retrieval.routes import (
    ROUTES,
    Routes,
    as_deviations,
    as_shares,
    by_rank,
    by_score,
    fuse,
)


def _found(assistant: Assistant, question: str, *, without: str | None = None) -> set[int]:
    retriever = Retriever(assistant.snapshot, load_encoder(), without=without)
    return set(retriever.unread(analyse(question)).keys.tolist())


def test_an_english_question_is_searched_by_chinese_words_as_well(assistant: Assistant) -> None:
    question = "How much is the fine for walking a dog without a leash?"
    by_words = _found(assistant, question, without="dense")
    texts = [c.text for c in assistant.snapshot.clauses(sorted(by_words))]
    assert any("犬" in text for text in texts)


def test_a_chinese_question_is_searched_by_its_own_words(assistant: Assistant) -> None:
    assert _found(assistant, "乙甲丙丁戊己", without="dense") == set()


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_left_out_finds_nothing(assistant: Assistant, route: str) -> None:
    question = "《云澜市养犬管理办法》第八条对遛狗有什么要求？"
    assert _found(assistant, question, without=route) <= _found(assistant, question)


def test_ranks_are_fused_and_a_route_may_weigh_more() -> None:
    routes = {"a": [Match(1, 9.0), Match(2, 8.0)], "b": [Match(2, 0.5)]}
    fused = fuse(routes, {})
    assert list(fused) == [2, 1]
    assert fused[2] == pytest.approx(1 / 62 + 1 / 61)
    assert list(fuse(routes, {"a": 3.0, "b": 0.0})) == [1, 2]
    assert fuse({}, {}) == {}


def test_a_routes_matches_are_told_by_rank_score_and_share() -> None:
    matches = [Match(7, 8.0), Match(5, 2.0)]
    assert by_rank(matches) == {7: 1.0, 5: 0.5}
    assert by_score(matches) == {7: 8.0, 5: 2.0}
    assert as_shares(matches) == {7: 1.0, 5: 0.25}
    assert as_shares([Match(7, 0.0)]) == {7: 0.0}
    assert as_deviations({7: 0.9, 5: 0.5}) == pytest.approx({7: 2.0, 5: 0.0})
    assert as_deviations({}) == {}
    assert as_deviations({7: 0.9}) == {7: 0.0}


def test_a_route_keeps_what_leads_by_its_scores_and_by_the_documents(assistant: Assistant) -> None:
    retriever = Retriever(assistant.snapshot, load_encoder())
    question = analyse("遛狗不拴绳罚多少？")
    begun = retriever.begin(question)
    routes = Routes(assistant.snapshot, retriever.words)
    plain = routes.search(question, (), begun, None).routes["dense"]
    last = plain[-1].key

    def traits_of(matches: Sequence[Match]) -> Traits:
        """Let all Documents but that of the last match be of another place."""
        traits = np.zeros((len(matches), len(TRAITS)), np.float32)
        traits[[m.key != last for m in matches], TRAITS.index("is_local")] = 100.0
        return traits

    found = routes.search(question, (), begun, None, traits_of).routes["dense"]
    assert found[0] == plain[-1]
    assert found[1:] == plain[:-1]
