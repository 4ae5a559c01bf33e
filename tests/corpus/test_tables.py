"""Tables as rows that know their header."""

from __future__ import annotations

import pytest

from corpus import ClauseKind, TableRow, parse_text
from corpus.clean import paragraphs
from corpus.tables import unit_of_table, with_tables


def _rows(text: str) -> list[tuple[str, TableRow | None]]:
    return [
        (str(c.address), c.row)
        for d in parse_text(f"云澜市方案\n\n一、指标\n\n{text}\n", source="t")
        for a in d.articles
        for c in a.clauses
        if c.kind is ClauseKind.ROW
    ]


def test_rows_parted_by_tabs_know_their_header() -> None:
    rows = _rows("指标\t2020年\t2025年（%）\n养老床位\t100\t120\n护理床位\t40\t55\n")
    assert rows[1:] == [
        ("一、第1行", TableRow(("指标", "2020年", "2025年（%）"), ("养老床位", "100", "120"))),
        ("一、第2行", TableRow(("指标", "2020年", "2025年（%）"), ("护理床位", "40", "55"))),
    ]


def test_markdown_tables_are_tables() -> None:
    rows = _rows("| 项目 | 金额 |\n| --- | ---: |\n| 食堂 | 50万元 |\n| 床位 | 20万元 |\n")
    assert [row for _, row in rows if row] == [
        TableRow(("项目", "金额"), ("食堂", "50万元")),
        TableRow(("项目", "金额"), ("床位", "20万元")),
    ]


def test_two_header_rows_are_read_as_one() -> None:
    rows = _rows(
        "县区\t大气\t\t水\n县区\t优良率\t细颗粒物\t优良断面\n甲区\t88.5\t31\t100\n乙区\t89\t30\t95\n"
    )
    assert rows[-1][1] == TableRow(
        ("县区", "大气优良率", "大气细颗粒物", "水优良断面"), ("乙区", "89", "30", "95")
    )


def test_a_table_flattened_to_text_becomes_rows() -> None:
    rows = _rows(
        "序号 具体指标 2020年完成 2025年目标 责任单位\n养老方面\n"
        "1 床位数(张) 11022 12500 市民政局\n"
        "2 参保率(%) ≥90 市人社局\n托育方面\n1 托位数(个) 4.5 市卫健委、\n\n市教育局\n\n"
        "2 普惠占比 50 市卫健委\n"
    )
    found = {str(row.cells[1]): row for _, row in rows if row}
    assert found["床位数(张)"].cells == ("1", "床位数(张)", "11022", "12500", "市民政局")
    assert found["参保率(%)"].cells == ("2", "参保率(%)", "", "≥90", "市人社局")
    assert found["托位数(个)"].cells[-1] == "市卫健委、市教育局"
    assert len(found) == 4


def test_what_follows_a_table_is_text_again() -> None:
    documents = parse_text(
        "云澜市方案\n\n一、指标\n\n序号 项目 金额\n1 食堂 50\n2 床位 20\n\n"
        "以上指标由市民政局负责解释，各县区遵照执行。\n\n二、要求\n\n抓好落实。\n",
        source="t",
    )
    texts = [c for a in documents[0].articles for c in a.clauses]
    after = next(c for c in texts if c.text.startswith("以上指标"))
    assert after.kind is ClauseKind.PARAGRAPH
    assert str(texts[-1].address) == "二、"


def test_numbered_prose_is_no_table() -> None:
    assert _rows("工作 重点 任务 分工\n\n有关事项如下，请认真研究。\n") == []


def _marked(text: str) -> list[tuple[int, int]]:
    return [(p.table, p.row_number) for p in with_tables(paragraphs(text))]


def test_rows_are_numbered_below_their_header_and_tables_one_after_another() -> None:
    table = "区域\t收费\n一类\t5\n二类\t3"
    assert _marked(f"{table}\n\n停车应当有序，不得占道。\n\n{table}") == [
        (1, 0), (1, 1), (1, 2), (0, 0), (2, 0), (2, 1), (2, 2),
    ]  # fmt: skip


def test_a_lone_row_is_no_table() -> None:
    assert _marked("区域\t收费\n\n停车应当有序，不得占道。") == [(0, 0), (0, 0)]


def test_a_short_row_is_filled_to_its_header_and_a_long_one_cut() -> None:
    rows = with_tables(paragraphs("区域\t收费\t时间\n一类\t5\n二类\t3\t夜间\t备注"))
    assert [p.row.cells for p in rows if p.row] == [("一类", "5", ""), ("二类", "3", "夜间")]


def test_text_without_tables_is_returned_as_it_is() -> None:
    cut = paragraphs("一、停车有序。\n\n二、充电安全。")
    assert with_tables(cut) == cut
    assert with_tables([]) == []


def test_the_group_above_names_the_rows_whose_first_cell_is_blank() -> None:
    rows = _rows(
        "| 对象 | 等级 | 市区 |\n| --- | --- | --- |\n"
        "| 低保 | 失能 | 900元 |\n|  | 半失能 | 600元 |\n| 低收入 | 失能 | 700元 |\n"
        "|  | 合计 | 2200元 |\n|  | 100 | 200 |\n"
    )
    firsts = [row.cells[:2] for _, row in rows if row]
    assert firsts == [
        ("低保", "失能"), ("低保", "半失能"), ("低收入", "失能"), ("", "合计"), ("", "100"),
    ]  # fmt: skip


def test_the_one_unit_above_a_table_stands_in_the_columns_of_bare_figures() -> None:
    text = "收费标准\n（单位：元/生·月）\n等级\t班型\t保教费\t人数\t升幅\n一级\t大班\t560\t30\t5%\n"
    (document,) = parse_text(text + "二级\t小班\t480\t25\t3%\n", source="a.xlsx")
    rows = [c.row for a in document.articles for c in a.clauses if c.row]
    assert rows[1].header == ("等级", "班型", "保教费（元/生·月）", "人数", "升幅")
    assert rows[1].cells == ("二级", "小班", "480", "25", "3%")


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("2023年收支表（金额单位：元）", "元"),
        ("责任单位：市民政局", ""),
        ("单位：市民政局", ""),
        ("单位：元、人", ""),
    ],
)
def test_a_line_states_a_unit_only_where_it_names_one_that_is_known(line: str, unit: str) -> None:
    assert unit_of_table(line) == unit


def test_a_row_is_read_with_its_group_where_that_stands_above_it_only() -> None:
    row = TableRow(("对象", "市区"), ("低保老人", "600元"))
    assert row.beside("低保老人 600元") == ("对象", "市区")
    assert row.beside("| | 600元 |") == ("对象", "市区", "低保老人")
    assert TableRow((), ()).beside("") == ()
