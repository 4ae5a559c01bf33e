"""Where a Document begins whose title was stripped."""

from __future__ import annotations

from corpus.clean import Paragraph, paragraphs
from corpus.restarts import (
    is_bare,
    is_bracketed,
    lead_of,
    next_label,
    reopens,
    restarts,
    start_of_series,
)
from corpus.roles import Role, roles_of
from corpus.segments import Draft, Segment

OPENING = "为规范全市停车秩序，方便群众出行，根据有关规定，结合本市实际，制定本方案。"


def _cut(*lines: str) -> tuple[list[Paragraph], list[Role]]:
    cut = paragraphs("\n\n".join(lines))
    return cut, roles_of(cut)


def _draft(*, top: int = 0, articles: int = 0, weight: int = 200, **flags: bool) -> Draft:
    return Draft(Segment(0, 0), top=top, articles=articles, weight=weight, **flags)


def test_article_one_begins_again_only_after_three_articles() -> None:
    cut, roles = _cut("第三条 停车应当有序。", "第一条 充电应当安全。")
    assert restarts(cut, roles, 1, _draft(articles=3), compiled=False)
    assert not restarts(cut, roles, 1, _draft(articles=2), compiled=False)


def test_a_series_does_not_begin_again_in_an_annex_or_before_it_has_substance() -> None:
    cut, roles = _cut("第三条 停车应当有序。", "第一条 充电应当安全。")
    assert not restarts(cut, roles, 1, _draft(articles=3, annex=True), compiled=True)
    assert not restarts(cut, roles, 1, _draft(articles=3, weight=159), compiled=True)


def test_only_the_first_number_of_a_series_begins_it_again() -> None:
    cut, roles = _cut("三、停车有序", "二、充电安全", "停车有序")
    assert not restarts(cut, roles, 1, _draft(top=3), compiled=True)
    assert not restarts(cut, roles, 2, _draft(top=3), compiled=True)


def test_outside_a_compilation_a_new_series_needs_an_opening_above_it() -> None:
    bare, roles = _cut("三、停车应当有序。", "一、充电应当安全。")
    assert restarts(bare, roles, 1, _draft(top=3), compiled=True)
    assert not restarts(bare, roles, 1, _draft(top=3), compiled=False)
    opened, roles = _cut("三、停车应当有序。车辆不得占道。", OPENING, "一、充电应当安全。")
    assert restarts(opened, roles, 2, _draft(top=3), compiled=False)


def test_a_statute_may_number_its_parts_anew() -> None:
    cut, roles = _cut("三、停车应当有序。", "一、充电应当安全。")
    assert not restarts(cut, roles, 1, _draft(top=3, higher=True), compiled=True)


def test_a_definition_of_this_document_begins_a_new_one_at_once() -> None:
    cut, roles = _cut("二、停车应当有序。", "一、本办法所称充电，是指车辆充电。")
    assert restarts(cut, roles, 1, _draft(top=1), compiled=False)


def test_an_opening_after_a_numbered_body_heads_another_document() -> None:
    cut, _ = _cut("三、停车应当有序。", OPENING, "一、充电应当安全。")
    assert reopens(cut, 1, _draft(top=3))
    assert not reopens(cut, 1, _draft(top=1)), "一、 alone is no series that has ended"
    assert not reopens(cut, 1, _draft(top=3, annex=True))
    assert not reopens(cut, 1, _draft(top=3, weight=20))


def test_an_opening_that_no_numbering_follows_opens_nothing() -> None:
    cut, _ = _cut("三、停车应当有序。", OPENING, "充电应当安全。")
    assert not reopens(cut, 1, _draft(top=3))


def test_a_sentence_that_any_text_may_hold_opens_articles_only_in_the_strict_sense() -> None:
    loose = "根据市政府会议关于停车工作的有关要求，现将具体事项通知如下："
    cut, _ = _cut("第五条 停车应当有序。", loose, "第一条 充电应当安全。")
    assert not reopens(cut, 1, _draft(articles=5))
    cut, _ = _cut("第五条 停车应当有序。", OPENING, "第一条 充电应当安全。")
    assert reopens(cut, 1, _draft(articles=5))


def test_the_next_label_is_looked_for_a_few_paragraphs_ahead_only() -> None:
    near, _ = _cut(OPENING, "停车应当有序。", "一、充电安全")
    label = next_label(near, 0)
    assert label is not None
    assert (label.unit, label.number) == ("一、", 1)
    far, _ = _cut(OPENING, *["停车应当有序。"] * 8, "一、充电安全")
    assert next_label(far, 0) is None
    assert next_label(near, 2) is None, "the paragraph itself does not count"


def test_a_series_begins_with_the_introduction_above_it() -> None:
    cut, roles = _cut("三、停车应当有序。车辆不得占道。", OPENING, "一、充电应当安全。")
    assert start_of_series(cut, roles, 2, 0) == 1


def test_a_bare_heading_keeps_the_first_paragraph_below_it() -> None:
    cut, roles = _cut("三、停车", "车辆应当停在线内。", "一、充电应当安全。")
    assert start_of_series(cut, roles, 2, 0) == 2


def test_a_first_chapter_and_a_title_belong_to_article_one() -> None:
    cut, roles = _cut("第三条 停车有序。", "云澜市充电办法", "第一章 总则", "第一条 安全充电。")
    assert start_of_series(cut, roles, 3, 0) == 1
    cut, roles = _cut("第三条 停车有序。", "第二章 充电", "第一条 安全充电。")
    assert start_of_series(cut, roles, 2, 0) == 2


def test_an_opening_takes_the_bracketed_remark_and_title_above_it_along() -> None:
    cut, roles = _cut("三、停车应当有序。", "云澜市充电方案", "（2024年5月）", OPENING)
    assert lead_of(cut, roles, 3, 0) == 1
    assert lead_of(cut, roles, 3, 2) == 3, "never the first paragraph of the Document before"


def test_brackets_around_a_whole_paragraph_make_it_a_remark() -> None:
    cut, _ = _cut("（根据会议记录整理）", "（一）停车（含充电）", "（试行）的办法")
    assert [is_bracketed(p) for p in cut] == [True, False, False]


def test_a_heading_is_bare_where_no_sentence_stands_on_its_line() -> None:
    cut, _ = _cut("一、停车", "二、停车有序。", "三、停车有序。充电安全。", "四、停车；", "停车")
    assert [is_bare(p) for p in cut] == [True, True, False, False, False]
