"""What each paragraph is, seen alone."""

from __future__ import annotations

import pytest

from corpus.clean import paragraphs
from corpus.roles import Role, roles_of


def _roles(*lines: str) -> list[Role]:
    return roles_of(paragraphs("\n\n".join(lines)))


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("打印本页", Role.NOISE),
        ("下面是小编为大家整理的停车方案", Role.SHELL),
        ("衡阳政报2016年第9期", Role.MASTHEAD),
        ("目 录", Role.CONTENTS),
        ("第一篇：停车工作方案", Role.PART),
        ("第一条 停车应当有序。", Role.LABEL),
        ("附件1", Role.ANNEX),
        ("附：停车收费表", Role.ANNEX),
        ("区域\t收费", Role.ROW),
        ("2024年5月6日", Role.DATE),
        ("二〇二四年五月六日", Role.DATE),
        ("（2024年5月6日）", Role.PAREN_DATE),
        ("云澜市财政局 2024年5月6日", Role.SIGNED),
        ("云府发〔2024〕12号", Role.NUMBER),
        ("各区县人民政府：", Role.SALUTATION),
        ("（此件公开发布）", Role.NOTE),
        ("发布日期：2024年5月6日", Role.META),
        ("云澜市人民政府", Role.BODY_NAME),
        ("周 海 兵", Role.NAME),
        ("云澜市停车管理办法", Role.TITLE),
        ("停车应当有序，不得占用消防通道。", Role.TEXT),
    ],
)
def test_each_line_has_the_role_that_its_form_gives_it(line: str, role: Role) -> None:
    assert _roles(line) == [role]


def test_a_long_paragraph_is_text_whatever_it_ends_with() -> None:
    assert _roles("停车管理" * 60 + "办法") == [Role.TEXT]


def test_the_history_of_a_statute_is_a_header_field_though_it_is_long() -> None:
    line = (
        "（2019年9月27日云澜市第五届人民代表大会常务委员会第十二次会议通过，"
        + "后" * 100
        + "修订）"
    )
    assert _roles(line) == [Role.META]


def test_the_value_below_a_lone_label_is_a_header_field_too() -> None:
    assert _roles("发布日期：", "2024年5月6日") == [Role.META, Role.META]
    assert _roles("发布机构", "云澜市人民政府") == [Role.META, Role.META]
    assert _roles("索引号：", "云澜市停车管理") == [Role.META, Role.META]


def test_a_line_below_a_label_of_another_sort_keeps_its_role() -> None:
    assert _roles("发布日期：", "云澜市停车管理办法") == [Role.META, Role.TITLE]
    assert _roles("发布日期：2024年5月6日", "2024年5月7日") == [Role.META, Role.DATE]
    assert _roles("发布机构", "一、停车有序") == [Role.META, Role.LABEL]


def test_no_paragraphs_have_no_roles() -> None:
    assert roles_of([]) == []
