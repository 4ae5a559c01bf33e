"""How well a text fits what a question asks for: its figures, forms and names."""

from __future__ import annotations

import pytest

from corpus.normalize import comparable
from rag.query.answer_fit import figure_form, figure_match, holder_named, kind_evidence
from rag.query.expected_answer import AnswerKind
from rag.query.question import analyse


def test_where_nothing_counted_is_named_an_amount_or_a_share_answers() -> None:
    asked = analyse("每月发多少?").expected
    assert figure_match(asked, "每人每月发380元") == 1.0
    assert figure_match(analyse("要占多少?").expected, "不低于百分之六十") == 1.0
    assert figure_match(analyse("培训多少学员?").expected, "补助5万元") == 0.0


def test_a_figure_of_the_kind_and_unit_fits_best() -> None:
    asked = analyse("建成多少家示范机构?").expected
    of_unit = figure_match(asked, "建成示范机构20家")
    of_other_unit = figure_match(asked, "培训2000人次")
    assert of_unit == 1.0
    assert 0 < of_other_unit < of_unit
    assert figure_match(asked, "加快示范机构建设") == 0.0


def test_money_is_no_answer_to_how_many_years() -> None:
    asked = analyse("最多可以往后抵多少年?").expected
    assert figure_match(asked, "补助5万元") == 0.0
    assert figure_match(asked, "由5年延长到10年") == 1.0


def test_the_figures_of_an_english_text_are_read() -> None:
    asked = analyse("How much is the allowance?").expected
    assert figure_match(asked, figure_form("an allowance of 3,500 yuan per month")) == 1.0
    assert figure_match(asked, figure_form("每人每月 3 500 元")) == 1.0


@pytest.mark.parametrize("text", ["本办法自印发之日起施行", "每年年底进行评分", "每年3月公布"])
def test_a_date_may_depend_on_another_or_come_round(text: str) -> None:
    assert figure_match(analyse("什么时候做?").expected, text) == 1.0
    assert figure_match(analyse("什么时候做?").expected, "加强评分工作") == 0.0


def test_the_unit_of_a_table_cell_stands_in_its_column() -> None:
    row = "指标:养老床位数(张);2025年目标:200"
    assert figure_match(analyse("要有多少张床位?").expected, row) == 1.0
    assert figure_match(analyse("要投多少钱?").expected, row) < 1.0
    assert figure_match(analyse("要投多少亿元?").expected, "总投资(亿元):1.5") == 1.0


def test_a_telephone_number_is_told_from_other_digits() -> None:
    asked = analyse("联系电话是多少?").expected
    assert figure_match(asked, "联系电话:010-68208261") == 1.0
    assert not analyse("补贴多少元?").expected.phone


def test_the_short_number_of_a_hotline_is_a_telephone_number() -> None:
    asked = analyse("投诉电话是多少?").expected
    assert figure_match(asked, "拨打12345热线") == 1.0
    assert figure_match(asked, "共受理12345件") < 1.0
    assert figure_match(asked, "补助11000元") < 1.0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("王建国任组长", True),
        ("组长:王建国", True),
        ("组长由市长担任", True),
        ("由王建国兼任专班组长", True),
        ("成立领导小组(名单附后)", False),
        ("设立组长负责制的专班", False),
    ],
)
def test_the_holder_of_an_office_must_be_named(text: str, named: bool) -> None:
    asked = analyse("领导小组的组长是谁?").expected
    assert asked.office == "组长"
    assert holder_named(asked.office, text) is named


@pytest.mark.parametrize(
    ("kind", "fits", "fails"),
    [
        (AnswerKind.AMOUNT, "每人补贴300元", "给予适当补贴"),
        (AnswerKind.RATE, "不低于百分之六十", "保持较高水平"),
        (AnswerKind.DATE, "于2025年6月30日前报送", "及时报送"),
        (AnswerKind.PERIOD, "应当在15个工作日内办结", "应当尽快办结"),
        (AnswerKind.WHO, "由市教育局负责", "校园餐应当卫生"),
        (AnswerKind.DEFINITION, "本办法所称公租房,是指保障性住房", "公租房租金较低"),
        (AnswerKind.YESNO, "不得转租", "租金按月缴纳"),
    ],
)
def test_each_kind_of_answer_has_its_form(kind: AnswerKind, fits: str, fails: str) -> None:
    assert kind_evidence(frozenset({kind}), comparable(fits)) == 1.0
    assert kind_evidence(frozenset({kind}), comparable(fails)) == 0.0


def test_of_several_kinds_the_share_that_is_given_counts() -> None:
    kinds = frozenset({AnswerKind.AMOUNT, AnswerKind.DATE})
    assert kind_evidence(kinds, "每人补贴300元") == 0.5
    assert kind_evidence(frozenset({AnswerKind.COMPARE}), "每人补贴300元") == 0.0
    assert kind_evidence(frozenset(), "每人补贴300元") == 0.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("什么时候完成改造?", "年内完成改造"),
        ("什么时候报名?", "于上旬报名"),
        ("什么时候报名?", "x年9月20日起报名"),
        ("什么时间发生的?", "8∶54∶38发生爆炸"),
        ("几点结束?", "每日9:30结束"),
        ("多久检查一次?", "每季度至少检查一次"),
        ("多久检查一次?", "每半年检查一次"),
        ("占比要到多少?", "本科学历过半的"),
        ("师生比例是多少?", "师生比不低于1:15"),
    ],
)
def test_a_time_or_a_share_may_be_said_without_a_figure_of_its_kind(
    question: str, text: str
) -> None:
    assert figure_match(analyse(question).expected, figure_form(text)) == 1.0


def test_what_is_paid_every_month_does_not_say_how_often() -> None:
    asked = analyse("多久检查一次?").expected
    assert figure_match(asked, "每月补助300元") == 0.0
    assert figure_match(analyse("什么时候报名?").expected, "年内容不变") == 0.0


@pytest.mark.parametrize(
    "text", ["收费标准不收费", "是否收费：否", "免收登记费", "办理登记不收取费用"]
)
def test_nothing_to_pay_is_an_amount(text: str) -> None:
    assert figure_match(analyse("登记要多少钱？").expected, comparable(text)) == 1.0
