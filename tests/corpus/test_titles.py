"""What a line is when it stands alone: title, issuing body, salutation, number, opening."""

from __future__ import annotations

import pytest

from corpus.titles import (
    is_body_name,
    is_gazette,
    is_note,
    is_number_line,
    is_opening,
    is_person,
    is_salutation,
    is_title_like,
    issued_names,
    kind_of,
    part_title,
    title_key,
)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云澜市停车管理办法", "办法"),
        ("云澜市停车管理办法（试行）", "办法"),
        ("关于印发《云澜市停车管理办法》的通知", "通知"),
        ("云澜市停车工作若干意见", "意见"),
        ("雲瀾市停車管理辦法", "办法"),
        ("一图读懂停车新规", "解读"),
        ("停车管理办法政策解读", "解读"),
        ("大事记", "大事记"),
        ("云澜市停车场", None),
        ("", None),
    ],
)
def test_the_kind_of_document_is_the_word_that_its_title_ends_with(
    title: str, kind: str | None
) -> None:
    assert kind_of(title) == kind


@pytest.mark.parametrize("line", ["云澜市停车管理办法", "关于停车、充电，照明的通知"])
def test_a_short_line_without_a_sentence_mark_may_be_a_title(line: str) -> None:
    assert is_title_like(line)


@pytest.mark.parametrize(
    "line",
    [
        "办",
        "停车收费如下。",
        "停车，充电，照明，养护",
        "（2024年5月6日）",
        "区域\t收费",
        "长" * 121,
    ],
    ids=["one-letter", "sentence", "three-commas", "bracket", "row", "long"],
)
def test_sentences_rows_and_remarks_are_no_titles(line: str) -> None:
    assert not is_title_like(line)


@pytest.mark.parametrize(
    "line",
    ["云澜市人民政府办公厅", "云澜市发展改革委 云澜市财政局", "中共云澜市委文件", "雲瀾市財政局"],
)
def test_lines_of_issuing_bodies_are_told_by_their_last_word(line: str) -> None:
    assert is_body_name(line)


@pytest.mark.parametrize(
    "line", ["关于财政局", "云澜市财政局 张三", "《财政局》", "财政局：", "云澜" * 31 + "局"]
)
def test_a_line_that_says_more_than_names_is_no_issuing_body(line: str) -> None:
    assert not is_body_name(line)


def test_a_persons_name_may_be_spaced_out_and_has_two_to_four_characters() -> None:
    assert is_person("周 海 兵")
    assert is_person("欧阳海兵")
    assert not is_person("周")
    assert not is_person("周海兵先生")
    assert not is_person("Zhou")


@pytest.mark.parametrize(
    "line",
    [
        "各区县人民政府，市政府各部门：",
        "各有关单位:",
        "同志们：",
        "尊敬的各位代表，",
        "各区县人民政府：现将有关事项通知如下。",
    ],
)
def test_a_salutation_addresses_its_readers(line: str) -> None:
    assert is_salutation(line)


@pytest.mark.parametrize(
    "line",
    ["各区县人民政府应当加强管理。", "收费标准：", "各单位负责下列事项：清扫、照明、养护。"],
    ids=["no-colon", "no-reader", "text-after-colon"],
)
def test_a_sentence_that_names_readers_is_no_salutation(line: str) -> None:
    assert not is_salutation(line)


def test_a_number_line_holds_one_number_and_little_else() -> None:
    assert is_number_line("云府发〔2024〕12号")
    assert is_number_line("云澜市人民政府文件 云府发〔2024〕12号")
    assert is_number_line("第18号")
    assert not is_number_line("云府发〔2024〕12号、云府发〔2024〕13号")
    assert not is_number_line("根据《停车办法》（云府发〔2024〕12号）")
    assert not is_number_line("云府发〔2024〕12号同时废止。")


def test_remarks_on_publication_are_notes_and_sentences_are_not() -> None:
    assert is_note("（此件公开发布）")
    assert is_note("来源：云澜市人民政府网站")
    assert is_note("抄送：市委办公室，市人大常委会办公室")
    assert not is_note("来源可靠的停车数据应当向社会公开，并由主管部门会同有关单位每年核对一次。")
    assert not is_note("（此件公开发布）" * 11)


def test_an_opening_says_that_this_document_was_drawn_up() -> None:
    assert is_opening("为规范停车秩序，根据有关规定，制定本办法。")
    assert is_opening("為規範停車秩序，制定本辦法。")
    assert is_opening("现将有关事项通知如下：")
    assert not is_opening("各部门应当制定停车方案。")


def test_only_the_strict_sense_rejects_openings_that_other_sentences_share() -> None:
    assert is_opening("根据会议要求，现将有关事项通知如下：")
    assert not is_opening("根据会议要求，现将有关事项通知如下：", strict=True)
    assert is_opening("为规范停车，制定本办法。", strict=True)


def test_the_opening_of_a_quoted_wording_opens_nothing() -> None:
    assert not is_opening("“为规范停车，制定本办法。”")


@pytest.mark.parametrize(
    "line", ["衡阳政报2016年第9期", "云澜市政府公报", "2016年第9期", "【市政府文件】"]
)
def test_the_masthead_of_a_gazette_is_known(line: str) -> None:
    assert is_gazette(line)


def test_a_title_that_mentions_a_gazette_is_no_masthead() -> None:
    assert not is_gazette("关于做好云澜市政府公报发行工作的通知")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("第一篇：停车工作方案", "停车工作方案"),
        ("【篇三】 停车工作总结", "停车工作总结"),
        ("停车工作方案（篇2）", "停车工作方案"),
        ("停车工作方案 3", "停车工作方案"),
        ("第二篇", ""),
        ("停车工作方案", None),
        ("第二条 停车应当有序", None),
    ],
)
def test_a_title_that_only_counts_loses_its_count(line: str, title: str | None) -> None:
    assert part_title(line) == title


def test_titles_compare_without_script_spaces_quotes_or_brackets() -> None:
    assert title_key("《雲瀾市 停車 辦法》（試行）") == title_key("云澜市停车办法试行")
    assert title_key("Parking Rules") == "parkingrules"
    assert title_key("云澜市停车办法") != title_key("云澜市停车方案")


def test_what_a_notice_issues_is_named_in_its_title() -> None:
    title = "关于印发《云澜市停车管理办法》和《云澜市充电管理办法》的通知"
    assert issued_names(title, "") == ["云澜市停车管理办法", "云澜市充电管理办法"]


def test_what_a_notice_issues_may_stand_without_quotes_or_in_the_first_sentence() -> None:
    assert issued_names("云澜市人民政府关于印发云澜市停车管理办法的通知", "") == [
        "云澜市停车管理办法"
    ]
    assert issued_names("通知", "现将《云澜市停车管理办法》印发给你们，请遵照执行。") == [
        "云澜市停车管理办法"
    ]


def test_a_name_in_title_and_opening_counts_once() -> None:
    opening = "现将《云澜市停车 管理办法》印发给你们。"
    assert issued_names("关于印发《云澜市停车管理办法》的通知", opening) == ["云澜市停车管理办法"]


def test_a_document_that_only_cites_another_issues_nothing() -> None:
    assert issued_names("关于落实《云澜市停车管理办法》的通知", "请各单位落实。") == []
