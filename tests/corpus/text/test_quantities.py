"""Figures come out equal however they are written, and different when they differ."""

from __future__ import annotations

import time
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.quantities import Quantity, QuantityKind, covers, find_quantities, supported


def same(a: Quantity, b: Quantity) -> bool:
    return covers(a, b) and covers(b, a)


def only(text: str) -> Quantity:
    figures = find_quantities(text)
    assert len(figures) == 1, figures
    return figures[0]


EQUAL = [
    [
        "2万元",
        "20,000元",
        "２００００元",
        "贰万元",
        "两万元",
        "2 万元",
        "20,000 yuan",
        "RMB 20,000",
        "¥2万",
        "2萬元",
    ],
    ["20.5亿元", "205000万元", "2,050,000,000元", "2.05 billion yuan", "二十点五亿元"],
    ["20500万元", "205 million yuan", "2.05亿元", "RMB 205 million"],
    ["30%", "百分之三十", "30％", "三成", "30 percent", "百分之30", "30 per cent"],
    ["2‰", "千分之二", "0.2%"],
    ["50%", "一半", "二分之一", "百分之五十"],
    [
        "2018年10月",
        "二〇一八年十月",
        "二○一八年十月",
        "October 2018",
        "2018-10",
        "２０１８年１０月",
    ],
    [
        "2016年9月9日",
        "September 9, 2016",
        "9 September 2016",
        "2016-09-09",
        "2016/9/9",
        "二〇一六年九月九日",
    ],
    ["3个工作日", "三个工作日", "3 working days", "three working days", "３个工作日"],
    ["6个月", "半年", "六个月", "6 months", "six months", "half a year"],
    ["3年", "三年", "36个月", "three years"],
    ["18个月", "一年半"],
    ["30日", "30天", "三十日", "30 days", "thirty days"],
    ["60周岁", "60岁", "六十周岁", "60 years old"],
    ["2000人", "2000名", "二千人", "2,000 people", "两千名"],
    ["5公里", "5000米", "5千米", "5 km"],
    ["1公顷", "15亩"],
    ["第十九条", "第19条", "Article 19", "第 19 条"],
    ["1:15", "1：15", "1∶15"],
    [
        "云政办发〔2021〕8号",
        "云政办发[2021]8号",
        "云政办发（2021）第8号",
        "云政办发〔二〇二一〕8号",
    ],
]


@pytest.mark.parametrize("forms", EQUAL, ids=lambda forms: forms[0])
def test_every_way_of_writing_a_figure_is_the_same_figure(forms: list[str]) -> None:
    figures = [only(form) for form in forms]
    for a, b in combinations(figures, 2):
        assert same(a, b), (a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2万元", "2亿元"),
        ("2万元", "2万美元"),
        ("30%", "30个百分点"),
        ("10日", "10个工作日"),
        ("10年", "10个月"),
        ("2018年10月", "2018年11月"),
        ("云政发〔2021〕8号", "云政办发〔2021〕8号"),
        ("云政发〔2021〕8号", "云政发〔2021〕9号"),
        ("云政发〔2021〕8号", "云政发〔2020〕8号"),
        ("第十九条", "第十九章"),
        ("20亩", "20个"),
        ("60岁", "60人"),
        ("1:15", "1:12"),
        ("500元", "500"),
    ],
)
def test_different_figures_are_not_the_same(a: str, b: str) -> None:
    assert not same(only(a), only(b))


def test_different_values_of_one_form_never_cover_each_other() -> None:
    for forms in EQUAL:
        for other in EQUAL:
            if forms is not other:
                a, b = only(forms[0]), only(other[0])
                assert not same(a, b), (a, b)


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("2018年", "2018年10月1日", True),
        ("2018年10月", "2018年10月1日", True),
        ("10月1日", "2018年10月1日", True),
        ("2018年10月1日", "2018年", False),
        ("2018年10月1日", "10月1日", False),
        ("20家", "20个", True),
        ("2000名", "2000人", True),
    ],
)
def test_a_claim_is_covered_by_a_more_precise_figure_only(
    claim: str, evidence: str, expected: bool
) -> None:
    assert covers(only(claim), only(evidence)) is expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2016年9月9日至12日", ["2016-09-09", "2016-09-12"]),
        ("2018年3月至5月", ["2018-03", "2018-05"]),
        ("2016—2020年", ["2016", "2020"]),
        ("3-5年", ["36", "60"]),
        ("1000-2000万元", ["10000000", "20000000"]),
        ("0.1%-0.2%", ["0.1", "0.2"]),
        ("三至五个工作日", ["3", "5"]),
    ],
)
def test_both_ends_of_a_range_are_found_with_the_parts_they_share(
    text: str, values: list[str]
) -> None:
    assert [figure.value for figure in find_quantities(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "单位：万元",
        "统一部署、一般要求",
        "千方百计",
        "十分重视",
        "一、总则",
        "（一）目标",
        "三农工作",
        "百姓",
    ],
)
def test_words_that_hold_numerals_are_not_figures(text: str) -> None:
    assert find_quantities(text) == []


def test_a_document_number_begins_after_the_word_that_leads_to_it() -> None:
    a = only("根据云政办发〔2021〕8号")
    b = only("现将云政办发〔2021〕8号")
    assert (a.kind, a.value, a.unit) == (QuantityKind.NUMBER, "2021/8", "云政办发")
    assert supported(a, [b])


def test_offsets_point_at_the_figure_in_the_text_as_given() -> None:
    text = "補助２００００元，期限三年，依據雲政發〔2021〕8號。"
    for figure in find_quantities(text):
        assert text[figure.start : figure.end] == figure.text


@given(st.integers(min_value=1, max_value=10**9))
def test_any_amount_is_the_same_in_digits_separators_and_wan(value: int) -> None:
    plain = only(f"{value}元")
    assert same(plain, only(f"{value:,}元"))
    assert same(plain, only(f"{value} yuan"))
    wan = f"{value // 10000}.{value % 10000:04d}".rstrip("0").rstrip(".")
    assert same(plain, only(f"{wan}万元"))


@given(
    st.text(
        alphabet="第一二十百千万亿零〇年月日元%〔〕号0123456789.,:-至 aoneMay个工作", max_size=60
    )
)
def test_any_soup_of_numerals_is_read_without_an_error(text: str) -> None:
    figures = find_quantities(text)
    assert all(0 <= f.start < f.end <= len(text) and f.value for f in figures)
    assert all(a.end <= b.start for a, b in pairwise(figures))


@pytest.mark.parametrize(
    "piece", ["第", "一", "1", "1,", "百", "one ", "〔2016", "一分之", "2018年", "1至"]
)
def test_time_is_linear_in_the_length_of_hostile_text(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        return min(_spent(text) for _ in range(3))  # others use the machine as well

    small = max(seconds(8_000), 0.003)
    assert seconds(40_000) < 5 * small * 3


def _spent(text: str) -> float:
    """Return the processor time that reading a text takes, in seconds."""
    start = time.process_time()
    find_quantities(text)
    return time.process_time() - start
