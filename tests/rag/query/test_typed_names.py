"""Names of laws in a question."""

from __future__ import annotations

import pytest

from rag.query.law_titles import law_key
from rag.query.typed_names import ends_here, exact_names, name_before, names_in_marks, outer_name

KNOWN = {"劳动法", "劳动合同法", "关于适用保险法的解释四", "仲裁法"}


def _is_name(key: str) -> bool:
    return key in KNOWN


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("劳动合同法第八十二条", ["劳动合同法"]),
        ("请问《中华人民共和国劳动法》第三条", ["劳动法"]),
        ("劳动法和劳动合同法有什么不同", ["劳动法", "劳动合同法"]),
        ("我被开除了劳动合同法怎么说", ["劳动合同法"]),
        (
            "关于适用《中华人民共和国保险法》的解释（四）第一条",
            ["关于适用《中华人民共和国保险法》的解释（四）"],
        ),
        ("劳动争议调解仲裁法第二条", []),
        ("劳动法司法解释第二条", []),
    ],
)  # fmt: skip
def test_a_known_name_is_found_where_nothing_before_it_belongs_to_it(
    text: str, names: list[str]
) -> None:
    assert [name.name for name in exact_names(text, 30, _is_name)] == names


def test_a_name_before_an_address_need_not_be_known() -> None:
    found = name_before("请问道交法第五十三条", len("请问道交法"), _is_name)
    assert found is not None
    assert found.name == "道交法"
    assert name_before("我们单位的规定第三条", len("我们单位的规定"), _is_name) is None
    found = name_before("合同法第三条", len("合同法"), _is_name)
    assert found is not None
    assert found.name == "合同法"
    assert name_before("公司规定第三条", len("公司规定"), _is_name) is None
    assert name_before("离职证明第三条", len("离职证明"), _is_name) is None


def test_a_law_about_a_law_is_named_whole() -> None:
    found = outer_name("云澜市实施《中华人民共和国水法》办法第八条")
    assert found is not None
    assert law_key(found.name) == "云澜市实施水法办法"
    assert outer_name("《水法》的规定") is None


def test_marks_name_what_stands_in_them() -> None:
    assert [name.name for name in names_in_marks("《水法》和《电法》")] == ["水法", "电法"]


def test_a_name_does_not_begin_inside_another() -> None:
    assert ends_here("根据")
    assert ends_here("")
    assert not ends_here("劳动争议调解")
