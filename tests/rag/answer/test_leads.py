"""The direct answer that leads, and where none may."""

from __future__ import annotations

import pytest

from rag.answer.leads import LONGEST_LEAD, Lead, highlights_in, lead_of
from rag.query.question import analyse
from rag.retrieval.query_terms import QuestionTerms, question_terms


def _terms(text: str) -> QuestionTerms:
    return question_terms(analyse(text), {}, 10)


def _lead(text: str, shown: str, around: str = "") -> str | None:
    found = lead_of(_terms(text), shown, around)
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "shown", "lead"),
    [
        ("摊位可以转租吗？", "摊位可以转租。", "可以"),
        ("摊位可以转租吗？", "摊位不得转租。", "不可以"),
        ("养犬需要登记吗？", "养犬应当登记。", "是"),
        ("养犬需要登记吗？", "养犬无需登记。", "不用"),
        ("养犬登记需要缴费吗？", "养犬登记免予缴费。", "不用"),
    ],
)
def test_a_yes_or_no_leads_where_the_clause_says_so_itself(
    question: str, shown: str, lead: str
) -> None:
    assert _lead(question, shown) == lead


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("是否禁止转租摊位？", "禁止转租摊位。"),
        ("不得转租摊位吗？", "摊位不得转租。"),
        ("摊位能不能不登记？", "摊位应当登记。"),
    ],
)
def test_who_asks_whether_something_is_forbidden_gets_no_lead(question: str, shown: str) -> None:
    assert _lead(question, shown) is None


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("登记可以收费吗？", "登记免收费用。"),
        ("摊位需要转租吗？", "摊位不得转租。"),
        ("摊位可以转租吗？", "未登记的摊位可以转租。"),
        ("摊位可以转租吗？", "摊位转租应当报告。"),
    ],
)
def test_a_clause_that_answers_something_else_gives_no_verdict(question: str, shown: str) -> None:
    assert _lead(question, shown) is None


def test_another_clause_than_the_nearest_gives_no_verdict() -> None:
    assert _lead("摊位可以转租吗？", "食堂可以装修，摊位转租应当报告。") is None
    assert _lead("摊位可以转租吗？", "食堂可以装修。") is None


@pytest.mark.parametrize(
    ("question", "shown", "lead"),
    [
        ("每餐补贴多少元？", "老年人就餐每餐补贴3元。", "3元"),
        ("每餐补贴多少元？", "每餐补贴不超过3元。", "不超过3元"),
        ("罚款多少元？", "处500元以上罚款。", "500元以上"),
        ("几日内腾退？", "应当在30日内腾退。", "30日"),
        ("试用期最长多久？", "试用期最长不得超过六个月。", "不得超过六个月"),
        ("每餐补贴多少元？", "每餐补贴不得低于3元。", "不得低于3元"),
        ("食堂补贴比例提高多少？", "食堂补贴比例提高10%。", "10%"),
        ("每人每月资助多少元？", "资助每人每月500元。", "每人每月500元"),
        ("最晚什么时候腾退摊位？", "2017年底前腾退摊位。", "2017年底前"),
        ("摊位要在几日内腾退？", "摊位应当在30日内腾退。", "30日内"),
        ("有多少户？", "共有1200户，2500人。", "1200户"),
    ],
)
def test_the_only_figure_of_the_kind_asked_for_leads(question: str, shown: str, lead: str) -> None:
    found = _lead(question, shown)
    assert found is not None
    assert found.startswith(lead)
    assert found in shown


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("每餐补贴多少元？", "城区每餐补贴3元，镇上每餐补贴4元。"),
        ("每餐补贴多少元？", "推广“3元早餐”补贴。"),
        ("每餐补贴多少元？", "每餐补贴由财政承担。"),
        ("每餐补贴多少元？", "每餐补贴3元，送餐另补贴3元。"),
        ("每餐补贴多少元？", "食堂改造补助3元。"),
        ("食堂补贴比例是多少？", "食堂补贴比例提高10%。"),
        ("每餐补贴多少元？", "安排食堂补贴2600万元。"),
        ("云澜的食堂补贴差多少元？", "云澜的食堂补贴3元。"),
        ("全市食堂补贴多少元？", "全区食堂补贴3元。"),
        ("衡阳食堂补贴多少元？", "天门食堂补贴3元。"),
        ("2016年食堂补贴多少元？", "2018年食堂补贴3元。"),
        ("哪一年评选食堂？", "《2022年食堂评选办法》用于评选食堂。"),
        ("哪一年评选食堂？", "附件：2022年食堂评选办法。"),
        ("多久评选一次食堂？", "下一年评选食堂。"),
        ("补贴5万元的食堂有多少万元？", "食堂补贴5万元。"),
        ("食堂的数量是多少？", "食堂有8000人、30名厨师。"),
        ("有哪些补贴，各是多少元？", "每餐补贴3元。"),
    ],
)
def test_a_figure_that_may_be_another_one_does_not_lead(question: str, shown: str) -> None:
    assert _lead(question, shown) is None


def test_the_office_in_charge_leads_where_but_one_is_named() -> None:
    asked = "由哪个部门负责审核？"
    assert _lead(asked, "补贴由区民政局负责审核。") == "区民政局"
    assert _lead(asked, "由区民政局负责审核，由市财政局负责拨付。") is None
    assert _lead(asked, "补贴应当公示。") is None


def test_the_place_may_stand_in_the_title() -> None:
    assert _lead("衡阳食堂补贴多少元？", "食堂补贴3元。", "衡阳市食堂补贴办法") == "3元"


def test_a_follow_up_gets_a_figure_only_where_it_asks_for_one_itself() -> None:
    before = "食堂补贴多少元，"
    terms = question_terms(analyse("食堂呢？", search=f"{before}食堂呢？"), {}, 10)
    assert lead_of(terms, "食堂补贴3元。") is None
    terms = question_terms(analyse("补贴多少元？", search=f"{before}补贴多少元？"), {}, 10)
    assert lead_of(terms, "食堂补贴3元。") == Lead("3元")


def test_nothing_leads_in_english_or_for_several_questions() -> None:
    assert _lead("How much is the allowance?", "每餐补贴3元。") is None
    assert _lead("城区的食堂和乡镇的食堂，每餐补贴分别是多少？", "每餐补贴3元。") is None
    assert _lead("怎么申请补贴？", "每餐补贴3元。") is None


def test_a_lead_is_short() -> None:
    office = "由" + "市" * 12 + "人民政府负责"
    found = lead_of(_terms("谁负责审核？"), office)
    assert found is None or len(found.text) <= LONGEST_LEAD
    assert lead_of(_terms("每餐补贴多少元？"), "每餐补贴3元。") == Lead("3元")


def test_highlights_hold_the_figures_and_the_offices_asked_for() -> None:
    text = "3元。每餐补贴3元，由区民政局负责审核。[1]"
    figures = highlights_in(analyse("每餐补贴多少元？"), text)
    assert [text[a:b] for a, b in figures] == ["3元", "3元"]
    offices = highlights_in(analyse("谁负责审核？"), text)
    assert [text[a:b] for a, b in offices] == ["区民政局"]
    assert highlights_in(analyse("怎么申请补贴？"), text) == ()
