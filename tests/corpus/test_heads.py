"""The lines that head a Document, and the signature that closes one."""

from __future__ import annotations

import pytest

from corpus.clean import paragraphs
from corpus.heads import Head, is_masked, read_head, signature_end
from corpus.roles import Role, roles_of


def _head(*lines: str, at: int = 0) -> Head:
    cut = paragraphs("\n\n".join(lines))
    return read_head(cut, roles_of(cut), at)


def test_a_head_runs_from_the_issuer_to_its_salutation() -> None:
    head = _head(
        "云澜市人民政府", "关于加强停车管理的通知", "云府发〔2024〕12号", "各区县人民政府：",
        "停车应当有序，不得占道。",
    )  # fmt: skip
    assert (head.first, head.end) == (0, 4)
    assert head.title == "云澜市人民政府关于加强停车管理的通知"
    assert head.official
    assert head.numbered


def test_a_title_alone_heads_nothing_official() -> None:
    head = _head("云澜市停车管理办法", "停车应当有序，不得占道。")
    assert (head.title, head.end) == ("云澜市停车管理办法", 1)
    assert not any((head.official, head.numbered, head.passed, head.dated))


def test_a_head_that_says_when_it_was_passed_is_official() -> None:
    head = _head(
        "云澜市停车条例",
        "（2019年9月27日云澜市第五届人大常委会第十二次会议通过）",
        "第一条 停车有序。",
    )
    assert head.passed
    assert head.official
    assert not head.numbered


def test_a_date_in_brackets_dates_the_head() -> None:
    assert _head("云澜市停车讲话", "（2024年5月6日）", "停车应当有序，不得占道。").dated


def test_the_number_of_a_form_with_blanks_is_none() -> None:
    head = _head("关于停车的通知", "云府发〔20××〕××号", "停车应当有序，不得占道。")
    assert not head.numbered


def test_short_lines_above_a_full_title_are_left_to_the_document_before() -> None:
    head = _head("停车示意图", "云澜市人民政府关于加强充电管理的通知", "充电应当安全，不得飞线。")
    assert head.first == 1
    assert head.title == "云澜市人民政府关于加强充电管理的通知"


def test_a_title_printed_twice_is_kept_once() -> None:
    title = "云澜市人民政府关于加强充电管理的通知"
    head = _head(title, title, "充电应当安全，不得飞线。")
    assert (head.first, head.title) == (0, title)


def test_a_speakers_name_below_the_title_is_not_part_of_it() -> None:
    head = _head("在停车工作会议上的讲话", "周海兵", "停车应当有序，不得占道。")
    assert head.title == "在停车工作会议上的讲话"


def test_a_place_without_a_head_still_moves_on_by_one_line() -> None:
    head = _head("停车应当有序，不得占道。")
    assert (head.first, head.end, head.titles, head.title) == (0, 1, [], "")


@pytest.mark.parametrize(
    ("roles", "loose", "end"),
    [
        ([Role.BODY_NAME, Role.DATE], False, 2),
        ([Role.BODY_NAME, Role.BODY_NAME, Role.DATE, Role.TEXT], False, 3),
        ([Role.SIGNED], False, 1),
        ([Role.BODY_NAME, Role.SIGNED], False, 2),
        ([Role.DATE], False, 0),
        ([Role.DATE], True, 1),
        ([Role.DATE, Role.TEXT], True, 0),
        ([Role.BODY_NAME], True, 0),
        ([Role.BODY_NAME] * 13 + [Role.DATE], False, 0),
        ([], True, 0),
    ],
)
def test_a_signature_is_issuers_and_then_a_date(roles: list[Role], loose: bool, end: int) -> None:
    assert signature_end(roles, 0, loose=loose) == end


def test_blanks_for_names_make_a_form() -> None:
    assert is_masked("云府发〔20××〕×号")
    assert is_masked("云府发〔20XX〕x号")
    assert not is_masked("云府发〔2024〕12号")


def test_an_english_number_below_a_title_is_not_part_of_it() -> None:
    title, number = "Yunlan Parking Ordinance", "Ordinance No. 2023-14, adopted 6 June 2023"
    assert _head(title, number, "Section 1. Purpose.").title == title
    assert _head(number, "Section 1. Purpose.").title == number
