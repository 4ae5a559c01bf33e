"""Words placed on pages to lines of text."""

from __future__ import annotations

from corpus.readers.layout import Page, lines_to_text
from corpus.readers.layout_margins import without_margins
from corpus.readers.layout_rows import rows_of
from corpus.readers.layout_tables import ruled_tables
from corpus.readers.placed import Line, Word

SIZE = 12.0


def _word(text: str, left: float, top: float, size: float = SIZE, *, bold: bool = False) -> Word:
    width = sum(size if c > "\u2e7f" else size / 2 for c in text)
    return Word(text, left, top - size, left + width, top, bold)


def _page(*lines: str, top: float = 750.0) -> Page:
    return Page([_word(line, 90, top - 20 * n) for n, line in enumerate(lines)])


FULL = "停车应当有序不得占用消防通道和盲道以及人行道路口也不得占道"


def test_a_full_line_goes_on_and_a_date_at_the_right_ends_its_line() -> None:
    words = [_word(FULL, 90, 750), _word("并服从指挥。", 90, 730)]
    words += [_word("2026年7月13日", 370, 710), _word("关于停车的措施", 90, 690)]
    assert lines_to_text([Page(words)]).text.split("\n") == [
        f"{FULL}并服从指挥。", "2026年7月13日", "关于停车的措施",
    ]  # fmt: skip


def test_running_heads_and_page_numbers_are_left_out_and_recurring_text_stays() -> None:
    pages = [
        [
            Line("云澜市人民政府公报", 90, 300, SIZE, n, 800, 812),
            Line("承办单位：监管科。", 90, 300, SIZE, n, 700, 712),
            Line(f"第{n}条的收费为5元。", 90, 300, SIZE, n, 680, 692),
            Line("云澜市人民政府", 90, 300, SIZE, n, 660, 672),
            Line(f"— {n} —", 290, 310, SIZE, n, 30, 42),
        ]
        for n in (1, 2)
    ]
    kept = without_margins(pages, [842.0, 842.0])
    assert [line.text for line in kept[0]] == [
        "承办单位：监管科。", "第1条的收费为5元。", "云澜市人民政府",
    ]  # fmt: skip


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [_word("左栏停车应当有序不得占道甲乙丙", 60, 740 - 20 * n) for n in range(8)]
    right = [_word("右栏充电应当安全不得占道甲乙丙", 320, 740 - 20 * n) for n in range(8)]
    title = [_word("关于停车和充电安全管理有关问题的若干规定", 150, 780)]
    mixed = title + [w for pair in zip(left, right, strict=True) for w in pair]
    texts = [line.text[:2] for line in rows_of(mixed, 595.0, (), 0)]
    assert texts == ["关于", *["左栏"] * 8, *["右栏"] * 8]


def test_cells_in_line_are_rows_and_words_with_a_gap_are_not() -> None:
    rows = [("区域", "小型车", "大型车"), ("一类区", "10", "20"), ("二类区", "6", "12")]
    words = [
        _word(c, 90 + 120 * n, 700 - 20 * r)
        for r, row in enumerate(rows)
        for n, c in enumerate(row)
    ]
    lines = rows_of([*words, _word("第一章", 90, 620), _word("总则", 160, 620)], 595.0, (), 0)
    assert [line.text for line in lines] == [
        "区域\t小型车\t大型车", "一类区\t10\t20", "二类区\t6\t12", "第一章 总则",
    ]  # fmt: skip


def test_a_ruled_table_has_its_merged_cells_filled_in_each_row() -> None:
    xs, ys = (50.0, 150.0, 250.0, 350.0), (700.0, 670.0, 640.0, 610.0)
    rules = [(x, ys[3], x, ys[0]) for x in xs] + [
        (xs[0], y, xs[3], y) for y in (ys[0], ys[1], ys[3])
    ]
    rules.append((xs[1], ys[2], xs[3], ys[2]))  # the first cell of two rows is one
    cells = [("对象", 60, 692), ("等级", 160, 692), ("金额", 260, 692), ("低保", 60, 650)]
    cells += [("失能", 160, 662), ("900", 260, 662), ("半失能", 160, 632), ("600", 260, 632)]
    words = [_word(*cell) for cell in cells]
    tables, rest = ruled_tables([*words, _word("完", 60, 500)], rules)
    assert [line.text for line in tables[0]] == [
        "对象\t等级\t金额", "低保\t失能\t900", "低保\t半失能\t600",
    ]  # fmt: skip
    assert [w.text for w in rest] == ["完"]


def test_a_frame_round_the_text_is_no_table() -> None:
    rules = [(50.0, 60.0, 50.0, 800.0), (300.0, 60.0, 300.0, 800.0), (550.0, 60.0, 550.0, 800.0)]
    rules += [(50.0, y, 550.0, y) for y in (60.0, 780.0, 800.0)]
    words = [_word(FULL[:20], 60, 770 - 15 * n) for n in range(46)]
    tables, rest = ruled_tables(words, rules)
    assert not tables
    assert len(rest) == len(words)


def test_entries_with_leaders_are_left_out_and_each_page_has_its_place() -> None:
    contents = _page("目录", "第一章 总则……………………1", "第二章 收费……………………3", "第三章 附则……………………9")
    body = _page("第一章 总则", "第一条 停车有序。")
    reading = lines_to_text([contents, body])
    assert reading.text == "第一章 总则\n第一条 停车有序。"
    assert len(reading.pages) == 2
    assert reading.share < 1


def test_a_footnote_stands_at_its_mark_and_the_largest_letters_are_the_title() -> None:
    words = [_word("停车办法", 200, 780, 20), _word("低收入家庭①免费停车有序不得占道。", 90, 740)]
    words += [_word("充电应当安全，不得占道。", 90, 720), _word("照明应当节约。", 90, 700)]
    words += [_word("①指人均月收入低于2200元的。", 90, 90, 9)]
    reading = lines_to_text([Page(words)])
    assert "低收入家庭[注：指人均月收入低于2200元的。]免费" in reading.text
    assert reading.title == "停车办法"


def test_words_that_run_over_the_lines_of_a_table_stand_in_cells_of_their_own() -> None:
    xs, ys = (50.0, 150.0, 250.0), (700.0, 670.0, 640.0)
    rules = [(x, ys[2], x, ys[0]) for x in xs] + [(xs[0], y, xs[2], y) for y in ys]
    head = Word("小型车（元/小时） 大型车（元/小时）", 54, 680, 246, 692)
    tables, _ = ruled_tables([head, _word("5", 60, 662), _word("8", 160, 662)], rules)
    assert [line.text for line in tables[0]] == ["小型车（元/小时）\t大型车（元/小时）", "5\t8"]


def test_an_article_below_a_title_in_letters_as_large_is_none_of_it() -> None:
    words = [_word("停车收费标准", 90, 760, 14), _word("第一条 收费见下表：", 90, 740, 14)]
    words += [_word(c, 90, 700 - 20 * n, 10) for n, c in enumerate("甲乙丙丁")]
    assert lines_to_text([Page(words)]).title == "停车收费标准"


def test_the_rest_of_a_paragraph_that_runs_over_a_page_is_on_the_next_page() -> None:
    full = "停车应当有序" * 6
    first = _page("云澜市停车办法", "第一条　" + full[:-4], full)
    reading = lines_to_text([first, Page([]), _page(full[:20] + "。", "第二条　甲。")])
    assert full + full[:20] + "。" in reading.text
    assert reading.pages[0] == 0
    assert reading.pages[1] == reading.pages[2]
    assert reading.text[reading.pages[2] :].startswith(full[:20] + "。\n")
