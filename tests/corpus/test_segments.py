"""What separation knows of the Document it is reading."""

from __future__ import annotations

import pytest

from corpus.clean import paragraphs
from corpus.segments import Draft, Segment, alike


def _counted(*lines: str) -> Draft:
    draft = Draft(Segment(0, 0))
    for paragraph in paragraphs("\n\n".join(lines)):
        draft.count(paragraph)
    return draft


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("云澜市停车管理办法", "云澜市停车管理办法"),
        ("云澜市停车管理办法", "云澜市停车管理办法试行"),
        ("云澜市停车管理暂行办法", "云澜市停车管里暂行办法"),
    ],
    ids=["same", "longer", "slip-of-the-pen"],
)
def test_titles_that_differ_little_name_the_same_document(key: str, name: str) -> None:
    assert alike(key, name)
    assert alike(name, key)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("", ""),
        ("", "云澜市停车管理办法"),
        ("停车办法", "停车办法试行"),
        ("停车管理办法", "云澜市机动车公共停车场管理办法实施细则"),
        ("云澜市停车管理办法", "云澜市充电安全方案"),
    ],
    ids=["both-empty", "empty", "too-short", "half-as-long", "other-subject"],
)
def test_titles_that_share_too_little_name_two_documents(key: str, name: str) -> None:
    assert not alike(key, name)


def test_text_above_the_first_number_carries_no_weight() -> None:
    assert _counted("停车应当有序。" * 10).weight == 0
    assert _counted("一、停车", "停车应当有序。").weight == len("停车应当有序。")


def test_a_short_numbered_line_carries_no_weight_and_a_long_one_does() -> None:
    long = "一、" + "停车应当有序，" * 6 + "不得占道。"
    assert _counted("一、停车有序").weight == 0
    assert _counted(long).weight == len(long)


def test_the_highest_number_on_top_stays_until_the_series_begins_anew() -> None:
    assert _counted("一、停车", "二、充电", "三、照明").top == 3
    assert _counted("一、停车", "三、照明", "二、充电").top == 3
    assert _counted("一、停车", "二、充电", "一、照明").top == 1


def test_articles_and_chapters_make_a_statute() -> None:
    statute = _counted("第一章 总则", "第一条 停车有序。", "第二条 充电安全。")
    assert statute.higher
    assert statute.articles == 2
    assert not _counted("一、停车", "（一）充电").higher


def test_what_a_notice_issues_is_counted_from_its_title_on() -> None:
    draft = _counted("第一章 总则", "第一条 停车有序。", "一、停车", "停车应当有序。")
    draft.signed = draft.annex = True
    draft.begin_issued([4, 5])
    assert (draft.top, draft.articles, draft.weight) == (0, 0, 0)
    assert not any((draft.signed, draft.labelled, draft.higher, draft.annex))
    draft.begin_issued([9])
    assert draft.segment.issued == [4, 5], "the first issued title stays the Document's"
