"""Tables of contents: their entries are no titles of Documents."""

from __future__ import annotations

from corpus.clean import Paragraph, paragraphs
from corpus.roles import Role, roles_of
from corpus.titles import title_key
from corpus.toc import chapter_list, find_contents

PARKING, CHARGING = "云澜市停车管理办法", "云澜市充电管理办法"


def _cut(*lines: str) -> tuple[list[Paragraph], list[Role]]:
    cut = paragraphs("\n\n".join(lines))
    return cut, roles_of(cut)


def test_the_contents_of_a_gazette_end_where_a_listed_title_comes_again() -> None:
    found = find_contents(
        *_cut(
            "云澜政报2016年第9期", "目录", f"{PARKING}……3", f"{CHARGING}……8",
            PARKING, "第一条 停车有序。", CHARGING, "第一条 充电安全。",
        )
    )  # fmt: skip
    assert found is not None
    assert found.last == 3
    assert found.entries == (title_key(PARKING), title_key(CHARGING))
    assert found.titles == [0]


def test_contents_whose_entries_never_come_again_are_none() -> None:
    assert find_contents(*_cut("目录", PARKING, CHARGING, "停车应当有序，不得占道。")) is None


def test_a_file_without_contents_or_with_one_known_entry_has_none() -> None:
    assert find_contents(*_cut(PARKING, "第一条 停车有序。")) is None
    assert find_contents(*_cut("目录", PARKING, PARKING, "第一条 停车有序。")) is None
    assert find_contents([], []) is None


CHAPTERS = ("第一章 总则", "第二章 停车", "第三章 附则")


def test_a_run_of_chapters_that_all_come_again_is_a_list() -> None:
    body = [line for chapter in CHAPTERS for line in (chapter, "停车应当有序，不得占道。")]
    cut, roles = _cut(PARKING, *CHAPTERS, *body)
    assert chapter_list(cut, roles) == range(1, 4)


def test_chapters_that_do_not_come_again_are_the_body() -> None:
    cut, roles = _cut(PARKING, *CHAPTERS, "停车应当有序，不得占道。")
    assert not chapter_list(cut, roles)


def test_two_chapters_are_too_few_for_a_list() -> None:
    cut, roles = _cut(*CHAPTERS[:2], "停车应当有序，不得占道。", *CHAPTERS[:2])
    assert not chapter_list(cut, roles)


def test_a_text_without_numbers_has_no_list_of_chapters() -> None:
    assert not chapter_list(*_cut("停车应当有序，不得占道。"))
    assert not chapter_list([], [])


def test_chapters_listed_with_their_pages_are_no_headings() -> None:
    cut, roles = _cut(
        "云澜市停车管理办法", "目录", "第一章 总则 1", "第二章 收费 2", "第三章 罚则……5",
        "第一章 总则", "第一条 停车有序。", "第二章 收费", "第二条 收费5元。",
        "第三章 罚则", "第三条 罚款50元。",
    )  # fmt: skip
    assert chapter_list(cut, roles) == range(2, 5)
