"""What figure a question asks for, and whether a text gives it."""

from __future__ import annotations

import pytest

from corpus.normalize import comparable
from corpus.text.quantities import FigureKind
from rag.query.entities import places_in
from rag.query.expected_answer import asked_of, figure_form, figure_match, holder_named, years_in


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("签约服务费一年收多少元？", FigureKind.AMOUNT, "元"),
        ("一次性奖励多少万元？", FigureKind.AMOUNT, "元"),
        ("公租房转租罚多少？", FigureKind.AMOUNT, None),
        ("发明专利拥有量的目标是几件？", FigureKind.COUNT, "件"),
        ("摊位的租金是多少？", FigureKind.AMOUNT, None),
        ("报名要年满多少岁？", FigureKind.AGE, "岁"),
        ("要在多少个工作日内办完？", FigureKind.PERIOD, "工作日"),
        ("覆盖率要达到百分之几？", FigureKind.RATE, None),
        ("最晚什么时候报上来？", FigureKind.DATE, None),
        ("How much is the allowance?", FigureKind.AMOUNT, None),
    ],
)
def test_the_kind_and_unit_asked_for_are_read(
    question: str, kind: FigureKind, unit: str | None
) -> None:
    asked = asked_of(comparable(question))
    assert kind in asked.kinds
    assert unit is None or unit in asked.units


@pytest.mark.parametrize("question", ["谁负责验收？", "申请要交哪些材料？", "什么叫共享平台？"])
def test_a_question_without_a_figure_asks_for_none(question: str) -> None:
    assert not asked_of(comparable(question))


@pytest.mark.parametrize(
    "question", ["可以用哪几种方式？", "由哪几个部门来办？", "跟哪几家银行合作？"]
)
def test_which_ones_is_no_question_of_how_many(question: str) -> None:
    assert not asked_of(comparable(question))


def test_which_days_asks_for_dates() -> None:
    assert FigureKind.DATE in asked_of("哪几天可以申报?").kinds
    assert FigureKind.PERIOD not in asked_of("验收放在哪几个月?").kinds


def test_where_nothing_counted_is_named_an_amount_or_a_share_answers() -> None:
    asked = asked_of("每月发多少?")
    assert figure_match(asked, "每人每月发380元") == 1.0
    assert figure_match(asked_of("要占多少?"), "不低于百分之六十") == 1.0
    assert figure_match(asked_of("培训多少学员?"), "补助5万元") == 0.0


def test_a_figure_of_the_kind_and_unit_fits_best() -> None:
    asked = asked_of("建成多少家示范机构?")
    of_unit = figure_match(asked, "建成示范机构20家")
    of_other_unit = figure_match(asked, "培训2000人次")
    assert of_unit == 1.0
    assert 0 < of_other_unit < of_unit
    assert figure_match(asked, "加快示范机构建设") == 0.0


def test_money_is_no_answer_to_how_many_years() -> None:
    asked = asked_of("最多可以往后抵多少年?")
    assert figure_match(asked, "补助5万元") == 0.0
    assert figure_match(asked, "由5年延长到10年") == 1.0


def test_the_figures_of_an_english_text_are_read() -> None:
    asked = asked_of(comparable("How much is the allowance?"))
    assert figure_match(asked, figure_form("an allowance of 3,500 yuan per month")) == 1.0
    assert figure_match(asked, figure_form("每人每月 3 500 元")) == 1.0


@pytest.mark.parametrize("text", ["本办法自印发之日起施行", "每年年底进行评分", "每年3月公布"])
def test_a_date_may_depend_on_another_or_come_round(text: str) -> None:
    assert figure_match(asked_of("什么时候做?"), text) == 1.0
    assert figure_match(asked_of("什么时候做?"), "加强评分工作") == 0.0


def test_the_unit_of_a_table_cell_stands_in_its_column() -> None:
    row = "指标:养老床位数(张);2025年目标:200"
    assert figure_match(asked_of("要有多少张床位?"), row) == 1.0
    assert figure_match(asked_of("要投多少钱?"), row) < 1.0
    assert figure_match(asked_of("要投多少亿元?"), "总投资(亿元):1.5") == 1.0


def test_a_telephone_number_is_told_from_other_digits() -> None:
    asked = asked_of("联系电话是多少?")
    assert figure_match(asked, "联系电话:010-68208261") == 1.0
    assert not asked_of("补贴多少元?").phone


def test_the_short_number_of_a_hotline_is_a_telephone_number() -> None:
    asked = asked_of("投诉电话是多少?")
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
    asked = asked_of("领导小组的组长是谁?")
    assert asked.office == "组长"
    assert holder_named(asked.office, text) is named


def test_years_and_places_are_found() -> None:
    assert years_in("到2025年,比2020年翻一番") == {"2025", "2020"}
    assert years_in("编号12020351") == frozenset()
    assert years_in("执行2024—2026年的标准,by 2020.") == {"2024", "2026", "2020"}
    assert "贵州省" in places_in("贵州省今年增长多少") or "贵州" in places_in("贵州省今年增长多少")


def test_an_amount_of_four_digits_is_no_year() -> None:
    assert years_in("月工资1960元,共2000人") == frozenset()


def test_a_level_of_place_is_no_place() -> None:
    assert places_in("镇里和各县区怎么办") == ()
