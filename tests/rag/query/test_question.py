"""What a question asks for."""

from __future__ import annotations

import pytest

from corpus.normalize import comparable
from index.tokens import content_tokens
from rag.errors import InvalidQuestion
from rag.query.expected_answer import AnswerKind
from rag.query.language import language_of
from rag.query.question import analyse
from rag.retrieval.query_terms import question_terms


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
    "number", ["云政办发〔2022〕18号", "云政办发[2022]18号", "云政办发 (2022) 18 号"]
)
def test_a_document_number_is_found_in_any_bracket(number: str) -> None:
    assert analyse(f"{number}是什么文件？").numbers == ("云政办发〔2022〕18号",)


def test_an_address_inside_a_question_is_found() -> None:
    question = analyse("《云澜市公共租赁住房管理办法》第十九条第二款说了什么？")
    assert question.titles == ("云澜市公共租赁住房管理办法",)
    assert [str(a) for a in question.addresses] == ["第十九条第二款"]


@pytest.mark.parametrize(
    "text",
    [
        "人身自由权是一项独立的权利吗？",
        "县里要办哪五项工程？",
        "承运人要赔一部分损失吗？",
        "10、仓库里的货物变质了怎么办？",
        "三、谁来验收？",
        "“6.26”事故之后有什么要求？",
        "补贴3.2万元够吗？",
        "出台了哪19条措施？",
    ],
)
def test_a_count_a_figure_and_a_question_s_own_number_are_no_addresses(text: str) -> None:
    assert analyse(text).addresses == ()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("办法19条2款怎么说？", "19条2款"),
        ("19条说了什么？", "19条"),
        ("第五项是什么？", "第五项"),
        ("方案二、（一）3.讲什么？", "二、（一）3."),
        ("（三）里的补贴多少？", "（三）"),
        ("附件3里有什么？", "附件3"),
    ],
)
def test_an_address_may_be_typed_in_many_ways(text: str, address: str) -> None:
    assert [str(a) for a in analyse(text).addresses] == [address]


@pytest.mark.parametrize("text", ["", "   ", "？？？", "\x00\x07", "。，"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuestion, match="empty"):
        analyse(text)


def test_an_over_long_question_is_refused_with_both_lengths() -> None:
    with pytest.raises(InvalidQuestion, match="501 characters, the limit is 500"):
        analyse("问" * 501)


def test_control_characters_do_not_reach_the_search() -> None:
    assert analyse("补贴\x00多少\n钱").text == "补贴 多少 钱"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("云澜市的补贴多少？", "zh"),
        ("How much is the subsidy in Yunlan?", "en"),
        ("12345是什么", "zh"),
        ("ETC补贴是多少钱一年呢", "zh"),
        ("雲瀾市的補貼多少？", "zh"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("共享平台是管理目录的基础设施。", True),
        ("本办法所称共享平台，是指交换数据的设施。", True),
        ("遏制“共享平台”（下游一公里有居民的设施）的事故。", True),
        ("交换数据的设施（以下简称“共享平台”）由市里建。", True),
        ("数据通过共享平台交换。", False),
        ("“共享平台”（见附件）由市里建。", False),
    ],
)
def test_a_sentence_that_defines_the_term_in_quotes_is_known(text: str, *, defined: bool) -> None:
    terms = question_terms(analyse("“共享平台”是干什么用的？"), {}, 10)
    assert terms.definition is not None
    assert bool(terms.definition.search(comparable(text))) is defined


def test_words_that_only_ask_are_not_searched() -> None:
    assert content_tokens("错过了缴费时间怎么办，还能补吗？") == ["错过", "缴费", "时间", "补"]


@pytest.mark.parametrize(
    "asked",
    ["共享平台是干什么用的？", "共享平台是做什么的", "共享平台是用来干嘛的", "共享平台有什么用"],
)
def test_what_something_is_for_asks_what_it_is(asked: str) -> None:
    assert AnswerKind.DEFINITION in analyse(asked).kinds


def test_what_to_do_is_no_definition() -> None:
    assert AnswerKind.DEFINITION not in analyse("丢了身份证要做什么").kinds
