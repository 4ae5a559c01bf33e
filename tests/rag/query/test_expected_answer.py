"""What answer a question expects: the kind, and the figure or thing asked for."""

from __future__ import annotations

import pytest

from corpus.text.quantities import QuantityKind
from rag.query.expected_answer import AnswerKind, ExpectedAnswer, expected_answer
from rag.query.question import analyse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("每户最多补贴多少钱？", AnswerKind.AMOUNT),
        ("参保率要达到百分之几？", AnswerKind.RATE),
        ("要建几所学校？", AnswerKind.NUMBER),
        ("最晚什么时候交材料？", AnswerKind.DATE),
        ("租房补贴能领多久？", AnswerKind.PERIOD),
        ("哪些人可以申请？", AnswerKind.LIST),
        ("这件事归哪个部门管？", AnswerKind.WHO),
        ("外地人能不能申请？", AnswerKind.YESNO),
        ("什么是灵活就业人员？", AnswerKind.DEFINITION),
        ("怎么申请公租房？", AnswerKind.PROCEDURE),
        ("申请要满足什么条件？", AnswerKind.CONDITION),
        ("两个办法的补贴有什么区别？", AnswerKind.COMPARE),
        ("How much is the subsidy?", AnswerKind.AMOUNT),
        ("When does the measure take effect?", AnswerKind.DATE),
        ("Which department is responsible?", AnswerKind.WHO),
        ("這項補貼可以領多久？", AnswerKind.PERIOD),
    ],
)
def test_the_kind_of_answer_is_recognised(text: str, kind: AnswerKind) -> None:
    assert kind in analyse(text).kinds


@pytest.mark.parametrize("text", ["申请要交什么？", "办公室要先办什么", "材料怎么交，要怎么?"])
def test_what_and_how_are_no_yes_or_no(text: str) -> None:
    assert AnswerKind.YESNO not in analyse(text).kinds


@pytest.mark.parametrize(
    "asked",
    ["共享平台是干什么用的？", "共享平台是做什么的", "共享平台是用来干嘛的", "共享平台有什么用"],
)
def test_what_something_is_for_asks_what_it_is(asked: str) -> None:
    assert AnswerKind.DEFINITION in analyse(asked).kinds


def test_what_to_do_is_no_definition() -> None:
    assert AnswerKind.DEFINITION not in analyse("丢了身份证要做什么").kinds


@pytest.mark.parametrize(
    ("question", "kind", "unit"),
    [
        ("签约服务费一年收多少元？", QuantityKind.AMOUNT, "元"),
        ("一次性奖励多少万元？", QuantityKind.AMOUNT, "元"),
        ("公租房转租罚多少？", QuantityKind.AMOUNT, None),
        ("发明专利拥有量的目标是几件？", QuantityKind.COUNT, "件"),
        ("摊位的租金是多少？", QuantityKind.AMOUNT, None),
        ("报名要年满多少岁？", QuantityKind.AGE, "岁"),
        ("要在多少个工作日内办完？", QuantityKind.PERIOD, "工作日"),
        ("覆盖率要达到百分之几？", QuantityKind.RATE, None),
        ("最晚什么时候报上来？", QuantityKind.DATE, None),
        ("How much is the allowance?", QuantityKind.AMOUNT, None),
    ],
)
def test_the_kind_and_unit_asked_for_are_read(
    question: str, kind: QuantityKind, unit: str | None
) -> None:
    asked = analyse(question).expected
    assert kind in asked.figures
    assert unit is None or unit in asked.units


@pytest.mark.parametrize("question", ["谁负责验收？", "申请要交哪些材料？", "什么叫共享平台？"])
def test_a_question_without_a_figure_asks_for_none(question: str) -> None:
    assert not analyse(question).expected.figure_asked


@pytest.mark.parametrize(
    "question",
    [
        "可以用哪几种方式？",
        "由哪几个部门来办？",
        "跟哪几家银行合作？",
        "资金分为哪几类？",
        "费用由哪几方来出？",
        "制度有哪几类？",
        "凭什么收费？",
    ],
)
def test_which_ones_is_no_question_of_how_many(question: str) -> None:
    assert not analyse(question).expected.figure_asked


@pytest.mark.parametrize("question", ["标准分几档？", "奖励有几种？", "费用由几个人分摊？"])
def test_how_many_kinds_there_are_is_no_question_of_money(question: str) -> None:
    assert analyse(question).expected.figures == {QuantityKind.COUNT}


@pytest.mark.parametrize("question", ["罚几百元？", "补贴多少？", "租金几块钱？"])
def test_how_much_money_still_asks_for_an_amount(question: str) -> None:
    assert QuantityKind.AMOUNT in analyse(question).expected.figures


def test_which_days_asks_for_dates() -> None:
    assert QuantityKind.DATE in analyse("哪几天可以申报?").expected.figures
    assert QuantityKind.PERIOD not in analyse("验收放在哪几个月?").expected.figures


def test_what_is_no_figure_is_read_in_the_same_value() -> None:
    assert analyse("领导小组的组长是谁？").expected.office == "组长"
    assert analyse("投诉电话是多少？").expected.phone
    assert analyse("跟哪几家银行合作？").expected.names
    assert analyse("转租摊位怎么罚？").expected.penalty
    assert analyse("第八条规定了什么？").expected.wording
    assert analyse("这个通知是哪天印发的？").expected.issue_date


def test_a_text_that_asks_nothing_expects_nothing() -> None:
    assert expected_answer("公租房租金", "公租房租金") == ExpectedAnswer()


def test_a_figure_asked_for_is_a_kind_of_answer_as_well() -> None:
    expected = analyse("补贴最多给多少元，几天到账？").expected
    assert expected.figures == {QuantityKind.AMOUNT, QuantityKind.PERIOD}
    assert {AnswerKind.AMOUNT, AnswerKind.PERIOD} <= expected.kinds


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("要发动的“六老”是哪六种人？", 6),
        ("要提升科学素质的五个人群是哪些？", 5),
        ("分成哪三个步骤？", 3),
        ("“六个一”主攻的十个产业都有哪些？", 10),
        ("要在几个工作日内办完？", 0),
        ("6个月的补贴是多少？", 0),
        ("“六个一”有哪些？", 0),
        ("第4-1條規定什麼", 0),
    ],
)
def test_how_many_things_are_asked_for_is_read(question: str, count: int) -> None:
    assert analyse(question).expected.how_many == count
