"""Numerals are read and written as official texts print them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.numerals import (
    COMMON_HAN,
    HAN_DIGITS,
    HAN_NUMERAL,
    canonical,
    parse,
    parse_whole,
    write,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("〇", 0),
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("廿三", 23),
        ("卅", 30),
        ("一百零五", 105),
        ("一百〇五", 105),
        ("一百一十", 110),
        ("百二十", 120),
        ("两百五十", 250),
        ("三千零五十", 3050),
        ("三千零五", 3005),
        ("五千三百零二", 5302),
        ("十万", 100_000),
        ("一百二十万", 1_200_000),
        ("一万二百", 10_200),
        ("三亿零五千", 300_005_000),
        ("十二亿三千四百五十六万七千八百九十", 1_234_567_890),
        ("一万二千亿", 1_200_000_000_000),
        ("三千五百万", 35_000_000),
        ("一千万亿", 10**15),
    ],
)
def test_a_numeral_with_its_units_is_read(text: str, value: int) -> None:
    assert parse(text) == value
    assert parse_whole(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("两万五", 25_000),
        ("二百五", 250),
        ("一百二", 120),
        ("三千五", 3500),
        ("十万五", 105_000),
        ("百五", 150),
        ("万五", 15_000),
        ("一亿二", 120_000_000),
        ("3万5", 35_000),
    ],
)
def test_a_last_digit_without_its_unit_counts_the_next_lower_one(text: str, value: int) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("两万零五", 20_005), ("二百零五", 205), ("一亿零二", 100_000_002)]
)
def test_after_a_zero_the_last_digit_counts_for_itself(text: str, value: int) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("二〇二三", 2023), ("二○一八", 2018), ("二OO八", 2008), ("一〇〇万", 1_000_000)],
)
def test_a_run_of_digits_is_read_digit_by_digit(text: str, value: int) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("贰万叁仟伍佰", 23_500),
        ("壹佰零伍", 105),
        ("貳萬", 20_000),
        ("陸億", 600_000_000),
        ("兩千", 2000),
    ],
)
def test_bankers_forms_and_traditional_characters_are_read(text: str, value: int) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20,000", "20000"),
        ("２万", "20000"),
        ("1,234.5", "1234.5"),
        ("1.5亿", "150000000"),
        ("3万5千", "35000"),
        ("3万五千", "35000"),
        ("12.5万亿", "12500000000000"),
        ("3百万", "3000000"),
        ("二点五", "2.5"),
        ("十二点二五", "12.25"),
        ("两点五亿", "250000000"),
        ("1" * 20, "1" * 20),
    ],
)
def test_arabic_digits_fractions_and_mixed_forms_are_read(text: str, value: str) -> None:
    read = parse(text)
    assert read is not None
    assert canonical(read) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("two", 2),
        ("twenty-five", 25),
        ("two hundred fifty", 250),
        ("one million two hundred thousand", 1_200_000),
        ("3 million", 3_000_000),
        ("2.5 billion", 2_500_000_000),
    ],
)
def test_english_number_words_are_read(text: str, value: int) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "甲", "两三", "两三万", "七八十", "二百三百", "三万两万", "一二十", "1.2.3", "点五", "x1",
     "two dozen", "一" * 100, "9" * 5000],
)  # fmt: skip
def test_what_is_no_one_number_is_none(text: str) -> None:
    assert parse(text) is None
    assert parse_whole(text) is None


def test_a_fraction_is_no_whole_number() -> None:
    assert parse_whole("二点五") is None
    assert parse_whole("二点五万") == 25_000
    assert parse_whole("１９") == 19


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (250, "二百五十"),
        (1010, "一千零一十"),
        (25_000, "二万五千"),
        (20_005, "二万零五"),
        (120_000, "十二万"),
        (100_010, "十万零一十"),
        (100_005_000, "一亿零五千"),
        (10**8 + 1, "一亿零一"),
    ],
)
def test_a_number_is_written_with_all_its_units(number: int, text: str) -> None:
    assert write(number) == text


@pytest.mark.parametrize("number", [-1, 10**12])
def test_a_number_out_of_range_is_not_written(number: int) -> None:
    with pytest.raises(ValueError, match="no number from 0"):
        write(number)


def test_every_number_up_to_a_hundred_thousand_survives_a_round_trip() -> None:
    assert all(parse_whole(write(n)) == n for n in range(100_000))


SECTIONS = st.sampled_from([0, 1, 5, 10, 12, 20, 100, 105, 110, 250, 1000, 1010, 5000, 9999])


@given(
    st.one_of(
        st.integers(min_value=0, max_value=10**12 - 1),
        st.builds(lambda a, b, c: (a * 10**4 + b) * 10**4 + c, SECTIONS, SECTIONS, SECTIONS),
    )
)
def test_any_number_survives_a_round_trip(number: int) -> None:
    assert parse(write(number)) == number
    assert parse_whole(write(number)) == number
    assert set(write(number)) <= set(COMMON_HAN + "万亿")


@given(st.text(alphabet=HAN_NUMERAL + "点0123456789.,", max_size=40))
def test_any_soup_of_numerals_is_read_or_refused_without_an_error(text: str) -> None:
    value = parse(text)
    assert value is None or value >= 0


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=1000))
def test_the_canonical_form_keeps_the_value(value: Fraction) -> None:
    assert Fraction(canonical(value)) == value


def test_every_digit_is_a_numeral_by_itself() -> None:
    assert all(parse(digit) is not None for digit in HAN_DIGITS)
