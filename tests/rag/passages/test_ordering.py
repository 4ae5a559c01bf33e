"""The rules that move passages after the ranking, each on a small case of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from corpus.model import Status
from index.model import StoredDocument
from rag.model import FoundBy, Hit, PlacedBy
from rag.passages.ordering import (
    ORDER_RULES,
    Surroundings,
    VersionsHeld,
    addressed_first,
    each_part_early,
    issued_first,
    order_passages,
    penalties_behind_duties,
    uncovered_parts,
    versions_in_force_first,
)
from rag.query.question import Question, analyse
from tests.rag.made_passages import document, passage


def _hit(
    number: int,
    text: str,
    *found_by: FoundBy,
    of: StoredDocument | None = None,
    score: float | None = None,
) -> Hit:
    made = passage(number, text, of=of).hit
    return replace(
        made, score=10.0 - number if score is None else score, found_by=frozenset(found_by)
    )


def _held_now(hits: Sequence[Hit]) -> VersionsHeld:
    return VersionsHeld({hit.document.id: hit.document for hit in hits}, {}, (), strict=False)


def _around(question: str | Question, **changes: Any) -> Surroundings:
    """Return what the rules look up for a question whose documents have one version each."""
    asked = analyse(question) if isinstance(question, str) else question
    values: dict[str, Any] = {
        "question": asked, "most": 10, "of_parts": (), "penalties": lambda _: (),
        "versions": _held_now,
    }  # fmt: skip
    return Surroundings(**{**values, **changes})


def _texts(hits: Sequence[Hit]) -> list[str]:
    return [hit.text for hit in hits]


def _placed(hits: Sequence[Hit]) -> dict[str, PlacedBy]:
    """Return what put each passage there that the ranking did not."""
    return {hit.text: hit.placed_by for hit in hits if hit.placed_by is not PlacedBy.RANKING}


HITS = [_hit(n, text) for n, text in enumerate(("甲条。", "乙条。", "丙条。", "丁条。"), start=1)]


def test_every_rule_is_applied_in_one_order() -> None:
    assert (
        each_part_early,
        addressed_first,
        issued_first,
        penalties_behind_duties,
        versions_in_force_first,
    ) == ORDER_RULES


def test_a_question_that_no_rule_speaks_of_keeps_the_order_of_the_ranking() -> None:
    ordered = order_passages(HITS, _around("公租房租金怎么收？"))
    assert ordered == HITS
    assert _placed(ordered) == {}


def test_no_rule_writes_into_the_scores_nor_into_how_a_passage_was_found() -> None:
    duty = replace(_hit(1, "不得转租。", FoundBy.WORDS), scores={"lexical": 1.0})
    breach = replace(_hit(2, "违反的，罚款。", FoundBy.REFERENCE), scores={"lexical": 0.5})
    around = _around(
        "第八条，转租怎么罚？", of_parts=([_hit(3, "丙条。")],), penalties=lambda _: (breach,)
    )
    ordered = order_passages([duty], around)
    assert [dict(hit.scores) for hit in ordered] == [{"lexical": 1.0}, {"lexical": 0.5}, {}]
    assert ordered[0].found_by == {FoundBy.WORDS}


# ---- parts --------------------------------------------------------------------------------


def test_the_best_of_each_part_stands_behind_the_best_of_the_whole() -> None:
    parts = ([_hit(5, "戊条。"), _hit(6, "己条。")], [_hit(7, "庚条。"), _hit(8, "辛条。")])
    ordered = each_part_early(HITS, _around("甲多少？", of_parts=parts))
    assert _texts(ordered) == [
        "甲条。", "戊条。", "庚条。", "乙条。", "丙条。", "己条。", "辛条。", "丁条。",
    ]  # fmt: skip
    assert _placed(ordered) == dict.fromkeys(
        ("戊条。", "庚条。", "己条。", "辛条。"), PlacedBy.PART
    )


def test_scores_of_a_part_never_exceed_those_above_it() -> None:
    parts = ([_hit(5, "戊条。", score=99.0)],)
    ordered = each_part_early(HITS, _around("甲多少？", of_parts=parts))
    scores = [hit.score for hit in ordered]
    assert scores == sorted(scores, reverse=True)


def test_what_the_whole_found_too_keeps_its_own_figures() -> None:
    same = replace(HITS[3], score=99.0, scores={"bm25": 9.0})
    ordered = each_part_early(HITS, _around("甲多少？", of_parts=([same],)))
    assert _texts(ordered) == ["甲条。", "丁条。", "乙条。", "丙条。"]
    assert ordered[1].scores == HITS[3].scores
    assert ordered[1].placed_by is PlacedBy.PART


def test_no_text_is_shown_twice_and_no_more_than_asked_for() -> None:
    parts = ([_hit(5, "甲条。"), _hit(6, "己条。")],)
    ordered = each_part_early(HITS, _around("甲多少？", of_parts=parts, most=3))
    assert _texts(ordered) == ["甲条。", "乙条。", "丙条。"]


def test_parts_that_the_first_passages_speak_of_are_not_searched_for() -> None:
    question = analyse("博士研究生的安家补贴是多少？个人担保贷款额度最高多少？")
    loan = question.parts[1]
    hits = [_hit(1, "博士研究生安家补贴20万元。"), _hit(2, "硕士研究生安家补贴8万元。")]
    weights = dict.fromkeys(("博士", "研究生", "安家", "补贴", "贷款", "额度", "担保"), 1.0)
    assert uncovered_parts(question, hits, weights) == [loan]
    assert uncovered_parts(question, [], weights) == list(question.parts)


def test_both_sides_of_a_comparison_are_searched_for() -> None:
    question = analyse("城区的食堂和乡镇的食堂，每餐补贴有什么区别？")
    assert len(question.parts) == 2
    hits = [_hit(1, "城区的食堂和乡镇的食堂每餐补贴有区别。")]
    weights = dict.fromkeys(("城区", "乡镇", "食堂", "补贴"), 1.0)
    assert tuple(uncovered_parts(question, hits, weights)) == question.parts


# ---- addresses ----------------------------------------------------------------------------


def test_what_stands_at_the_address_of_a_named_document_comes_first() -> None:
    there = _hit(3, "第八条 丙。", FoundBy.ADDRESS)
    hits = [HITS[0], HITS[1], there]
    ordered = addressed_first(hits, _around("《云澜市养犬管理办法》第八条说什么？"))
    assert _texts(ordered) == ["第八条 丙。", "甲条。", "乙条。"]
    assert _placed(ordered) == {"第八条 丙。": PlacedBy.ADDRESS}


def test_each_document_has_one_passage_there_before_any_has_two() -> None:
    a, b = document("a"), document("b")
    hits = [
        _hit(1, "一。", of=a),
        _hit(2, "二。", FoundBy.ADDRESS, of=a),
        _hit(3, "三。", FoundBy.ADDRESS, of=a),
        _hit(4, "四。", FoundBy.ADDRESS, of=b),
    ]
    ordered = addressed_first(hits, _around("云政办发〔2022〕12号第三条"))
    assert _texts(ordered) == ["二。", "四。", "一。", "三。"]


def test_an_address_without_a_document_moves_nothing() -> None:
    hits = [HITS[0], _hit(2, "第八条 乙。", FoundBy.ADDRESS)]
    assert addressed_first(hits, _around("第八条说什么？")) == hits


# ---- issuers ------------------------------------------------------------------------------


def _by(number: int, issuer: str | None, region: str | None) -> Hit:
    name = f"d{number}"
    return _hit(number, f"{name}。", of=document(name, issuer=issuer, region=region))


CITY, SCHOOL = _by(3, "云澜市人民政府", "云澜市"), _by(4, "云澜市教育局", "云澜市")
OTHER, NOBODY = _by(2, "山前县人民政府", "山前县"), _by(1, None, None)


@pytest.mark.parametrize(
    ("issuer", "order"),
    [
        ("教育局", [SCHOOL, NOBODY, OTHER, CITY]),
        ("云澜市教育局", [SCHOOL, NOBODY, OTHER, CITY]),
        ("云澜市政府", [CITY, NOBODY, OTHER, SCHOOL]),
        ("山前政府", [OTHER, NOBODY, CITY, SCHOOL]),
        ("水务局", [NOBODY, OTHER, CITY, SCHOOL]),
    ],
)
def test_what_the_named_office_issued_comes_first(issuer: str, order: list[Hit]) -> None:
    question = replace(analyse("印发的通知说了什么？"), issuers=(issuer,))
    ordered = issued_first([NOBODY, OTHER, CITY, SCHOOL], _around(question))
    assert _texts(ordered) == _texts(order)
    moved = {} if order[0] is NOBODY else {order[0].text: PlacedBy.ISSUER}
    assert _placed(ordered) == moved


# ---- penalties ----------------------------------------------------------------------------

DUTY, BREACH = _hit(1, "不得转租。"), _hit(9, "违反第八条的，罚款500元。", FoundBy.REFERENCE)


def test_what_punishes_a_breach_stands_behind_the_duty() -> None:
    def penalties(hit: Hit) -> Sequence[Hit]:
        return (BREACH,) if hit is DUTY else ()

    ordered = penalties_behind_duties(
        [DUTY, *HITS[1:]], _around("转租怎么罚？", penalties=penalties)
    )
    assert _texts(ordered) == ["不得转租。", BREACH.text, "乙条。", "丙条。", "丁条。"]
    assert _placed(ordered) == {BREACH.text: PlacedBy.PENALTY}
    assert ordered[1].found_by == frozenset()


def test_a_penalty_that_was_found_moves_up_with_its_own_figures() -> None:
    found = replace(BREACH, text="违反第八条的，罚款500元。情节严重的，罚款一千元。", score=2.0)
    around = _around("转租怎么罚？", penalties=lambda _: (BREACH,))
    ordered = penalties_behind_duties([DUTY, HITS[1], found], around)
    assert _texts(ordered) == ["不得转租。", found.text, "乙条。"]
    assert ordered[1].score == 2.0


def test_only_who_asks_for_it_is_shown_the_penalty() -> None:
    around = _around("可以转租吗？", penalties=lambda _: (BREACH,))
    assert penalties_behind_duties([DUTY], around) == [DUTY]


# ---- versions -----------------------------------------------------------------------------

OLD = document("old", status=Status.REPEALED)
NEW = document("new")


def test_the_version_in_force_comes_before_the_one_it_replaced() -> None:
    old, new = _hit(1, "旧。", of=OLD), _hit(2, "新。", of=NEW)

    def versions(hits: Sequence[Hit]) -> VersionsHeld:
        return VersionsHeld({"old": OLD, "new": NEW}, {"old": "new"}, (), strict=False)

    ordered = versions_in_force_first([old, new], _around("收费多少？", versions=versions))
    assert _texts(ordered) == ["新。", "旧。"]
    assert _placed(ordered) == {"新。": PlacedBy.VERSION}


def test_a_version_that_was_not_found_is_shown_before_the_one_that_was() -> None:
    old, more = _hit(1, "旧。", of=OLD), _hit(2, "新。", of=NEW)

    def versions(hits: Sequence[Hit]) -> VersionsHeld:
        return VersionsHeld({"old": OLD, "new": NEW}, {"old": "new"}, (more,), strict=False)

    ordered = versions_in_force_first([old], _around("收费多少？", versions=versions))
    assert _texts(ordered) == ["新。", "旧。"]


def test_passages_carry_the_status_their_documents_have_on_the_date() -> None:
    now = document("a", status=Status.EXPIRED)

    def versions(hits: Sequence[Hit]) -> VersionsHeld:
        return VersionsHeld({"a": now}, {}, (), strict=True)

    [hit] = versions_in_force_first([_hit(1, "甲。")], _around("收费多少？", versions=versions))
    assert hit.document.status is Status.EXPIRED


def test_where_a_date_is_asked_for_outright_what_did_not_hold_then_comes_last() -> None:
    over, held = _hit(1, "旧。", of=OLD), _hit(2, "他。", of=document("other", title="养犬办法"))

    def versions(strict: bool) -> Any:
        documents = {"old": OLD, "other": held.document}
        return lambda hits: VersionsHeld(documents, {}, (), strict)

    lenient = versions_in_force_first([over, held], _around("收费？", versions=versions(False)))
    strict = versions_in_force_first([over, held], _around("收费？", versions=versions(True)))
    assert _texts(lenient) == ["旧。", "他。"]
    assert _texts(strict) == ["他。", "旧。"]
