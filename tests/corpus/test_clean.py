"""Broken lines mended, noise told apart, offsets kept."""

from __future__ import annotations

import pytest

from corpus.clean import is_noise, is_row, merged, paragraphs


def _texts(text: str) -> list[str]:
    return [p.text for p in paragraphs(text) if not p.noise]


def test_a_value_split_over_lines_is_joined_to_its_sentence() -> None:
    assert _texts("推进平台建设，依托。\n962333。\n社区养老热线，提供服务。") == [
        "推进平台建设，依托。962333。社区养老热线，提供服务。"
    ]


def test_two_values_on_neighbouring_lines_do_not_read_as_one() -> None:
    assert _texts("试点自。\n2015。\n4\n2017。\n年推开。") == ["试点自。2015。4 2017。年推开。"]


def test_a_split_item_number_is_mended_to_a_label() -> None:
    found = paragraphs("1\n.落实责任。\n(\n2\n)鼓励参与。\n7.\n培育组织。")
    assert [(p.text, p.label.unit if p.label else None) for p in found] == [
        ("1.落实责任。", "1."),
        ("(2)鼓励参与。", "(1)"),
        ("7.培育组织。", "1."),
    ]


def test_a_label_alone_on_its_line_takes_the_next_line() -> None:
    assert _texts("三、\n实施步骤。") == ["三、实施步骤。"]


def test_a_title_broken_inside_its_quotation_is_joined() -> None:
    assert _texts("关于印发《云澜市农村电商\n\n工作方案》的通知") == [
        "关于印发《云澜市农村电商工作方案》的通知"
    ]


def test_offsets_lead_back_to_the_source_across_joined_lines() -> None:
    text = "  达到每千人。\n\n35。\n张床位。"
    (p,) = paragraphs(text)
    assert p.text == "达到每千人。35。张床位。"
    assert text[p.offset(p.text.index("3"))] == "3"
    assert text[p.offset(p.text.index("张"))] == "张"
    assert (p.first, p.last) == (1, 4)


@pytest.mark.parametrize(
    "line",
    [
        "打印 关闭",
        "扫一扫在手机打开当前页",
        "【字体：大 中 小】",
        "当前位置：首页 > 政务公开",
        "上一篇：关于某事的通知",
        "责任编辑：某某",
        "下面是小编为大家整理的，供大家参考。",
        "第 3 页 共 12 页",
        "工作方案(汇总13篇)",
    ],
)
def test_page_furniture_is_noise(line: str) -> None:
    assert is_noise(line)


@pytest.mark.parametrize(
    "line",
    [
        "云澜市人民政府办公室",
        "关闭不合格的加油站，打击违法行为。",
        "分享改革发展成果。",
        "希望各单位认真贯彻执行。",
        "2018年10月16日",
    ],
)
def test_text_that_resembles_furniture_is_kept(line: str) -> None:
    assert not is_noise(line)


def test_lines_broken_at_the_width_of_a_page_are_joined() -> None:
    sentence = "各县区人民政府和市政府各部门要充分认识这项工作的意义，加强组织领导明确责任分工"
    wrapped = "\n".join(
        line for n in range(1, 7) for line in _chunks(f"第{n}条 {sentence * 2}，确保落实。", 30)
    )
    found = paragraphs(wrapped)
    assert [p.label.number for p in found if p.label] == [1, 2, 3, 4, 5, 6]
    assert len(found) == 6


def _chunks(text: str, width: int) -> list[str]:
    return [text[i : i + width] for i in range(0, len(text), width)]


def test_short_lines_of_a_list_are_not_joined() -> None:
    names = "\n".join(f"云澜市某某单位第{n}个部门负责同志名单" for n in range(20))
    assert len(paragraphs(names)) == 20


def test_a_page_number_inside_a_sentence_is_left_out() -> None:
    assert _texts("凡首次接待来函、来电-12-\n") == ["凡首次接待来函、来电"]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("区域\t收费", True),
        ("| 区域 | 收费 |", True),
        ("区域\t收费\t时间", True),
        ("区域 | 收费", False),
        ("| 区域", False),
        ("1.\t停车应当有序", False),
        ("停车有序。\t充电安全", False),
        ("停车" * 60 + "\t收费", False),
    ],
)
def test_a_row_has_cells_between_bars_or_short_ones_between_tabs(line: str, row: bool) -> None:
    assert is_row(line) is row


def test_merged_paragraphs_stand_apart_by_a_space_and_keep_their_offsets() -> None:
    source = "一、停车\n\n有序\n\n充电"
    whole = merged(paragraphs(source))
    assert whole.text == "一、停车 有序 充电"
    assert (whole.first, whole.last, whole.end) == (1, 5, len(source))
    for word in ("停车", "有序", "充电"):
        assert whole.offset(whole.text.index(word)) == source.index(word)


def test_a_paragraph_merged_with_nothing_is_itself() -> None:
    (alone,) = paragraphs("停车有序。")
    assert merged([alone]) is alone


def test_a_line_without_end_becomes_paragraphs_cut_after_sentences() -> None:
    text = "停车应当有序，不得占道。" * 5_000 + "充电" * 15_000
    found = paragraphs(text)
    assert max(len(p.text) for p in found) <= 20_000
    assert "".join(p.text for p in found) == text
    assert found[0].text.endswith("。")
    assert all(text[p.start : p.end] == p.text for p in found)
    assert {(p.first, p.last) for p in found} == {(1, 1)}
