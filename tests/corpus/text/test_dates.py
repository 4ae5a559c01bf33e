"""Dates as printed."""

from __future__ import annotations

import re

import pytest

from corpus.text.dates import DATE, ENGLISH_DATE, MONTHS, find_date, parse_date, whole_date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2018年10月16日", "2018-10-16"),
        ("二〇一八年十月十六日", "2018-10-16"),
        ("二○二四年四月二日", "2024-04-02"),
        ("(2012年9月19日)", "2012-09-19"),
        ("（2018年10月19日）。", "2018-10-19"),
        ("(2016年9月20日,根据录音整理)", "2016-09-20"),
        ("2018-12-31 19:58", "2018-12-31"),
        ("2024年3月15日印发", "2024-03-15"),
    ],
)
def test_a_line_that_is_a_date_gives_it(line: str, date: str) -> None:
    assert whole_date(line) == date


@pytest.mark.parametrize(
    "line", ["2018年10月底前完成。", "到2025年", "2018年13月40日", "自2018年10月16日起施行"]
)
def test_a_line_with_more_than_a_date_is_none(line: str) -> None:
    assert whole_date(line) is None


def test_reduced_dates_are_iso_prefixes() -> None:
    assert parse_date("2021年3月底") == "2021-03"
    assert find_date("自2021年起") == "2021"
    assert find_date("2021年起,自2022年5月1日施行") == "2022-05-01"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("9 September 2016", "2016-09-09"),
        ("September 9, 2016", "2016-09-09"),
        ("Sept. 2016", "2016-09"),
        ("adopted on 1 May 2020 by", "2020-05-01"),
        ("32 May 2020", None),
        ("you may 2020 times", None),
    ],
)
def test_english_dates_are_read_in_either_order(text: str, date: str | None) -> None:
    assert find_date(text) == date


def test_the_day_is_said_with_hao_unless_a_document_number_follows() -> None:
    assert parse_date("2018年10月16号") == "2018-10-16"
    assert parse_date("2018年10月16号文件") == "2018-10"


@pytest.mark.parametrize("text", ["2018年", "二〇一八年十月", "2018年10月16日", "2018-10-16"])
def test_the_pattern_of_a_date_has_no_groups_and_fits_what_is_read(text: str) -> None:
    assert re.compile(DATE).groups == re.compile(ENGLISH_DATE).groups == 0
    assert re.fullmatch(DATE, text)


@pytest.mark.parametrize(("name", "number"), MONTHS.items())
def test_every_name_of_a_month_is_read(name: str, number: int) -> None:
    assert find_date(f"{name.capitalize()} 2016") == f"2016-{number:02d}"
