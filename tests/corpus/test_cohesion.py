"""Where the subject of a compilation without titles changes."""

from __future__ import annotations

import pytest

from corpus.clean import Paragraph, paragraphs
from corpus.cohesion import shared_pairs, subject_break
from corpus.roles import Role, roles_of

PARKING = (
    "一、停车场应当划线，车辆停放在线内。",
    "二、停车场收费应当公示，车辆按小时计费。",
    "三、停车场应当照明。车辆夜间停放安全。",
)
FOREIGN = "学校食堂供餐卫生关系儿童健康，教育部门每周检查菜谱。"
MEALS = ("一、食堂菜谱每周公布，儿童营养均衡。", "二、教育部门检查食堂卫生。")


def _break(*lines: str) -> int | None:
    cut = paragraphs("\n\n".join(lines))
    return subject_break(cut, roles_of(cut), 0, len(cut) - 1)


def test_a_document_begins_where_another_subject_and_another_series_begin() -> None:
    assert _break(*PARKING, FOREIGN, *MEALS) == 3


def test_the_same_subject_goes_on_in_a_second_series() -> None:
    same = "停车场车辆停放收费公示照明划线，应当由停车场按小时检查。"
    assert _break(*PARKING, same, *PARKING[:2]) is None


def test_text_that_no_series_follows_begins_nothing() -> None:
    assert _break(*PARKING, FOREIGN, "教育部门检查食堂卫生，儿童营养均衡。") is None


def test_a_series_of_two_is_too_short_to_have_ended() -> None:
    assert _break(*PARKING[:2], FOREIGN, *MEALS) is None


def test_text_below_a_bare_heading_belongs_to_it() -> None:
    assert _break(*PARKING[:2], "三、供餐", FOREIGN, *MEALS) is None


def test_an_empty_range_has_no_break() -> None:
    none: list[Paragraph] = []
    roles: list[Role] = []
    assert subject_break(none, roles, 0, -1) is None


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [
        ("停车收费", "停车收费", 1.0),
        ("停车收费", "停车", 1.0),
        ("停车收费", "食堂供餐", 0.0),
        ("停车收费", "停车免费", 1 / 3),
        ("", "停车", 0.0),
        ("abc 123", "abc 123", 0.0),
        ("停 车", "停车", 1.0),
    ],
)
def test_texts_share_the_pairs_of_the_one_with_fewer(a: str, b: str, share: float) -> None:
    assert shared_pairs(a, b) == pytest.approx(share)
    assert shared_pairs(b, a) == pytest.approx(share)
