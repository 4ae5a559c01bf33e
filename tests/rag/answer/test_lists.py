"""Lists stay whole: their items, and the words that lead them in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.model import StoredClause
from rag import Assistant
from rag.answer.candidate_sentences import Sentence, sentences_of
from rag.answer.lists import (
    after_heading,
    lead_in_of,
    leads_in,
    list_lines,
    series_of,
    whole_list,
)
from rag.passages.evidence import number_evidence
from tests.rag.made_passages import evidence_of

ITEMS = (
    "（一）近三年因食品安全受过行政处罚的；",
    "（二）被列入失信被执行人名单的；",
    "（三）没有固定经营场所的。",
)
LEAD_IN = "第三条 有下列情形之一的，不得申请开办社区食堂："


@pytest.fixture(scope="module")
def sentences(canteens: Assistant) -> list[Sentence]:
    """Return the sentences of every passage of the document on canteens."""
    hits = canteens.retrieve("哪些情形不得申请开办社区食堂，补贴多少，谁来选址？")
    return sentences_of(number_evidence(hits, canteens.snapshot.text))


def _clauses(canteens: Assistant, article_id: str) -> Sequence[StoredClause]:
    return canteens.snapshot.article(article_id).clauses


def _sentence(sentences: Sequence[Sentence], start: str) -> Sentence:
    return next(s for s in sentences if s.quote.startswith(start))


@pytest.mark.parametrize("start", ["（二）", "第三条"])
def test_a_list_is_whole_from_any_of_its_sentences(
    canteens: Assistant, sentences: list[Sentence], start: str
) -> None:
    found = whole_list(_sentence(sentences, start), lambda a: _clauses(canteens, a))
    assert [s.shown for s in found] == [LEAD_IN, *ITEMS]
    assert all(s.evidence.source[s.start : s.end] == s.quote for s in found)


def test_a_list_is_one_line_with_its_count_and_one_citation(
    canteens: Assistant, sentences: list[Sentence]
) -> None:
    found = whole_list(_sentence(sentences, "（二）"), lambda a: _clauses(canteens, a))
    [line] = list_lines(found)
    assert line.text.splitlines() == [
        "有下列情形之一的，不得申请开办社区食堂，共3项：",
        "- 近三年因食品安全受过行政处罚的",
        "- 被列入失信被执行人名单的",
        "- 没有固定经营场所的。",
    ]
    [quoted] = line.quoted
    assert (quoted.sentence.start, quoted.sentence.end) == (found[0].start, found[-1].end)
    assert all(piece in quoted.sentence.quote for piece in quoted.pieces)


def test_a_list_without_a_lead_in_opens_with_its_count() -> None:
    found = sentences_of(evidence_of("（一）城区每餐补贴3元；（二）镇上每餐补贴4元；"))
    [line] = list_lines(found)
    assert line.text == "共2项：\n- 城区每餐补贴3元\n- 镇上每餐补贴4元"


@pytest.mark.parametrize(
    ("count", "item"),
    [
        (11, "申请人应当提交身份证明，并且附上居住证明、社会保险证明；"),
        (6, "申请人，" + "应当" * 60),
    ],
)
def test_the_items_of_a_very_long_list_are_shown_by_their_heads(count: int, item: str) -> None:
    text = "".join(f"{item.rstrip('；')}；" for _ in range(count))
    [line] = list_lines(sentences_of(evidence_of(text)))
    counted, *rows = line.text.splitlines()
    assert counted == f"共{count}项："
    assert len(rows) == count
    assert all(row.endswith("…") and len(row) < len(item) for row in rows) or count == 6
    assert all(piece in line.quoted[0].sentence.quote for piece in line.quoted[0].pieces)


def test_what_stands_in_no_list_has_none(canteens: Assistant, sentences: list[Sentence]) -> None:
    alone = _sentence(sentences, "第二条")
    assert whole_list(alone, lambda a: _clauses(canteens, a)) == []
    assert lead_in_of(alone, lambda a: _clauses(canteens, a)) is None


def test_an_item_is_led_in_by_the_words_before_its_list(
    canteens: Assistant, sentences: list[Sentence]
) -> None:
    found = lead_in_of(_sentence(sentences, "（三）"), lambda a: _clauses(canteens, a))
    assert found is not None
    assert found.shown == LEAD_IN
    assert lead_in_of(_sentence(sentences, "第三条"), lambda a: _clauses(canteens, a)) is None


def test_a_series_goes_from_one_semicolon_to_the_full_stop() -> None:
    sentences = sentences_of(
        evidence_of("前言。补贴标准：城区3元；镇上4元；村里5元。食堂由街道办事处选址。")
    )
    middle = next(s for s in sentences if s.quote == "镇上4元；")
    series = [s.quote for s in series_of(middle, sentences)]
    assert "".join(series).endswith("城区3元；镇上4元；村里5元。")
    assert "食堂由街道办事处选址。" not in series
    last = next(s for s in sentences if s.quote == "食堂由街道办事处选址。")
    assert series_of(last, sentences) == [last]


def test_what_stands_under_a_heading_follows_it(
    canteens: Assistant, sentences: list[Sentence]
) -> None:
    article = _sentence(sentences, "第二条")
    heading = Sentence(article.evidence, article.start, article.start + len("第二条"))
    under = after_heading(heading, lambda a: _clauses(canteens, a))
    assert under is not None
    assert under.quote.strip().startswith("社区食堂由街道办事处负责选址")
    assert after_heading(heading, lambda a: ()) is None


@pytest.mark.parametrize(("text", "leads"), [(LEAD_IN, True), ("条件: ", True), ("条件。", False)])
def test_a_colon_leads_in(text: str, *, leads: bool) -> None:
    assert leads_in(text) is leads
