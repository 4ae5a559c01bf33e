"""What a question names, looked up in a Store."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.address import Address, Step
from rag import Assistant
from rag.answer.field_answer import FieldAnswers
from rag.answer.look_up_answer import (
    cited_clause,
    missing_draft,
    missing_sentences,
    place_draft,
    reading_notices,
    with_missing_first,
)
from rag.model import AnswerStatus
from rag.passages.address_follow_up import complete_place
from rag.passages.amendments import Amendments, replaced_by
from rag.passages.lookups import LookUps
from rag.passages.place_hits import first_of_places, place_hits, with_amendments
from rag.passages.placing import all_clauses, clauses_at, leads_in
from rag.passages.versions import Timeline
from rag.query.as_of_date import Moment
from rag.query.asked_places import Heading
from rag.query.question import analyse
from rag.query.stored_fields import AskedField, AskedList, Field
from tests.doubles import HashEncoder
from tests.rag.laws import opened

MOMENT = Moment("2026-06-01")


@pytest.fixture(scope="module")
def look_ups(tmp_path_factory: pytest.TempPathFactory) -> LookUps:
    snapshot = opened(tmp_path_factory.mktemp("lookups")).snapshot
    return LookUps(snapshot, Timeline(snapshot))


def test_names_and_places_are_looked_up(look_ups: LookUps) -> None:
    found = look_ups.find(analyse("海洋牧场法第三条"), MOMENT)
    assert [str(c.address) for p in found.places for c in p.clauses] == ["第三条第一款"]
    assert found.alone
    assert found.quoted
    assert not found.missing
    assert look_ups.names_in("海洋牧场法第三条") == ["海洋牧场法"]
    after = look_ups.beside("海洋牧场法", Step("条", 3), 1)
    assert after is not None
    assert after.number == 4


def test_places_become_passages_and_stand_first(look_ups: LookUps) -> None:
    found = look_ups.find(analyse("海洋牧场法第三条"), MOMENT)
    [hit] = place_hits(found.places, 2.0)
    assert hit.address == "第三条第一款"
    assert first_of_places(found.places, [hit]) == [*place_hits(found.places, hit.score)]


def test_a_place_is_quoted_whole(look_ups: LookUps) -> None:
    found = look_ups.find(analyse("停车管理条例第四条"), MOMENT)
    draft = place_draft(found, None, look_ups._snapshot.text, "zh")
    [citation] = draft.citations
    assert "（二）警车" in citation.quote
    assert reading_notices(found, "zh") == ("“停车管理条例”指《云澜市停车管理条例》。",)
    assert with_missing_first(draft, found, "zh") == draft
    clause = found.places[0].clauses[0]
    assert cited_clause(1, found.places[0].document, clause).quote == clause.text


def test_what_is_missing_is_said(look_ups: LookUps) -> None:
    found = look_ups.find(analyse("海洋渔业法第三条"), MOMENT)
    assert missing_sentences(found, "zh")[0].startswith("库中没有《海洋渔业法》。")
    assert missing_draft(found, "en").status is AnswerStatus.ABSTAINED


def test_a_decision_amends_until_the_text_is_newer(look_ups: LookUps) -> None:
    amendments = Amendments(look_ups._snapshot)
    clinic = next(d for d in look_ups._snapshot.documents() if d.source == "clinic.txt")
    [decision] = amendments.of(clinic, "2026-06-01")
    assert amendments.any
    assert amendments.of(clinic, "2020-01-01") == []
    assert "1500元" in "".join(c.text for c in amendments.saying(decision, Step("条", 2)))
    assert replaced_by(clinic, decision).status_reason == f"《{decision.title}》"
    article = look_ups._snapshot.articles_numbered(clinic.id, 2)[0]
    found = look_ups.find(analyse("青屿县村卫生室补助办法第二条"), Moment("2020-01-01"))
    shown = with_amendments(place_hits(found.places, 1.0), amendments, "2026-06-01")
    assert [hit.document.id for hit in shown] == [decision.id, article.document_id]


def test_clauses_of_a_chapter_are_found(look_ups: LookUps) -> None:
    law = next(d for d in look_ups._snapshot.documents() if d.source == "law.txt")
    articles = look_ups._snapshot.articles(law.id)
    chapter = clauses_at(articles, Heading("章", 2))
    assert any("二十年" in c.text for c in chapter)
    assert set(chapter) <= set(all_clauses(articles))
    assert not leads_in(chapter, Heading("章", 2))


def test_a_place_alone_is_completed_with_its_law(look_ups: LookUps) -> None:
    history = [("海洋牧场法第二条", "第二条　海洋牧场实行登记制度。")]
    assert complete_place("下一条", history, look_ups) == "海洋牧场法第三条"
    assert complete_place("第一款", history, look_ups) == "海洋牧场法第二条第一款"
    assert complete_place("停车管理条例第三条", history, look_ups) is None
    assert complete_place("租金多少", history, look_ups) is None


def test_an_english_place_alone_is_completed_with_its_act(tmp_path: Path) -> None:
    act = (
        "Parking Act 2022\n1. Title.\n2.—(1) A permit is needed.\n(2) A fee is due.\n3. An appeal."
    )
    (tmp_path / "act.txt").write_text(act, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / "act.txt"])
    found = LookUps(opened.snapshot, Timeline(opened.snapshot))
    history = [("Section 2 of the Parking Act", "A permit is needed.")]
    assert complete_place("subsection (2)", history, found) == "Parking Act Section 2(2)"
    assert complete_place("next section", history, found) == "Parking Act Section 3"
    further = [*history, ("next section", "Appeals lie.")]
    assert complete_place("previous section", further, found) == "Parking Act Section 2"
    assert complete_place("Section 1(3)?", history, found) == "Parking Act Section 1(3)?"


def test_headings_lead_down_to_a_section_and_a_part_is_headed_by_its_title(
    look_ups: LookUps,
) -> None:
    snapshot = look_ups._snapshot
    law = next(d for d in snapshot.documents() if d.source == "law.txt")
    articles = snapshot.articles(law.id)
    place = Address((Step("章", 3),))
    assert clauses_at(articles, place) == clauses_at(articles, Heading("章", 3))
    assert clauses_at(articles, Heading("", 0, "海洋牧场法")) == all_clauses(articles)


def test_a_field_is_answered_from_the_record(look_ups: LookUps) -> None:
    snapshot = look_ups._snapshot
    fields = FieldAnswers(snapshot, Timeline(snapshot))
    law = next(d for d in snapshot.documents() if d.source == "law.txt")
    draft = fields.answer([law], AskedField(Field.ARTICLES, 1, 2), "zh")
    assert draft is not None
    assert draft.text.startswith("共4条。")
    passed = fields.answer([law], AskedField(Field.ISSUER, 1, 2, "通过"), "zh")
    assert passed is not None
    assert passed.text.startswith("第十三届全国人民代表大会第五次会议。")
    changed = next(d for d in snapshot.documents() if d.source == "v2.txt")
    amended = fields.answer([changed], AskedField(Field.DATE, 1, 2, "修订"), "zh")
    assert amended is not None
    assert amended.text.startswith("2018年9月1日。")
    over = replace(changed, status=None, status_reason="2022-07-01")
    valid = fields.answer([over], AskedField(Field.VALID, 1, 2), "zh")
    assert valid is not None
    assert valid.text.startswith("问到的日期有效，后来不再有效（2022-07-01）。")
    unwritten = fields.answer([law], AskedField(Field.NUMBER, 1, 2), "zh")
    assert unwritten is not None
    assert "没有写文号" in unwritten.text
    assert fields.listed(AskedList("", "补助", ""), "zh").text.startswith("共2份")
