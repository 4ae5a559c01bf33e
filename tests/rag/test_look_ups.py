"""Look-ups: the law named, the edition asked for, the whole article; or that it is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Assistant
from rag.model import AnswerStatus, cite_as
from tests.doubles import HashEncoder
from tests.rag.laws import FILES, opened

TODAY = "2026-06-01"


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return opened(tmp_path_factory.mktemp("laws"))


def _asked(laws: Assistant, question: str, **options: object) -> Answer:
    return laws.ask(question, **({"as_of": TODAY} | options))  # type: ignore[arg-type]


def test_the_whole_article_is_shown(laws: Assistant) -> None:
    answer = _asked(laws, "停车管理条例第四条")
    assert [word in answer.text for word in ("下列车辆免费", "军车", "警车")] == [True] * 3
    assert answer.citations[0].address.startswith("第四条")
    assert any("云澜市停车管理条例" in notice for notice in answer.notices)


def test_an_item_stands_on_a_line_with_what_leads_it_in(laws: Assistant) -> None:
    answer = _asked(laws, "云澜市停车管理条例第四条第二项")
    assert answer.text.splitlines()[0].endswith("警车。[1][2]")
    assert "军车" not in answer.text


@pytest.mark.parametrize(
    ("question", "as_of", "fine", "edition"),
    [
        ("停车管理条例第三条", TODAY, "200元", "2018年修正文本"),
        ("停车管理条例第三条", "2016-06-01", "100元", "2015年文本"),
        ("停车管理条例第三条", "2018", "200元", "2018年修正文本"),
        ("2015年的停车管理条例第三条", TODAY, "100元", "2015年文本"),
        ("旧停车管理条例第三条", TODAY, "100元", "2015年文本"),
        ("违规停放机动车罚多少", TODAY, "200元", "2018年修正文本"),
        ("2016年的时候违规停放机动车罚多少", None, "100元", "2015年文本"),
    ],
)
def test_the_edition_of_the_date_is_cited(
    laws: Assistant, question: str, as_of: str | None, fine: str, edition: str
) -> None:
    answer = _asked(laws, question, as_of=as_of)
    assert fine in answer.text
    assert edition in cite_as(answer.citations[0].document)


def test_an_old_edition_is_said_to_be_old_today_only(laws: Assistant) -> None:
    assert any("不是现行文本" in n for n in _asked(laws, "旧停车管理条例第三条").notices)
    then = _asked(laws, "停车管理条例第三条", as_of="2016-06-01")
    assert not any("不是现行文本" in n for n in then.notices)


def test_a_law_that_is_not_there_is_said_to_be_missing(laws: Assistant) -> None:
    answer = _asked(laws, "海洋渔业法第三条")
    assert (answer.status, answer.citations) == ("abstained", ())
    assert answer.text.startswith("库中没有《海洋渔业法》。")
    numbered = _asked(laws, "青民发〔2023〕16号讲什么")
    assert numbered.text == "库中没有文号为青民发〔2023〕16号的文件。"


def test_what_repealed_a_missing_law_is_cited(laws: Assistant) -> None:
    answer = _asked(laws, "海滩养殖法第十五条")
    assert answer.text.startswith("库中没有《海滩养殖法》。")
    assert "同时废止" in answer.citations[0].quote


def test_another_document_answers_only_behind_that(laws: Assistant) -> None:
    answer = _asked(laws, "《海洋渔业法》里合同期限最长多少年")
    assert answer.text.startswith("库中没有《海洋渔业法》。")


def test_an_abbreviation_says_how_it_was_read(laws: Assistant) -> None:
    answer = _asked(laws, "海牧法第三条")
    assert "二十年" in answer.text
    assert "“海牧法”按《中华人民共和国海洋牧场法》理解。" in answer.notices


def test_a_fact_leads_and_the_article_follows(laws: Assistant) -> None:
    answer = _asked(laws, "云澜市停车管理条例第三条规定违规停放罚多少钱")
    assert "200元" in answer.text.split("[1]")[0]


def test_chapters_and_the_last_article_are_places(laws: Assistant) -> None:
    assert "二十年" in _asked(laws, "海洋牧场法第二章讲什么").text
    assert "2022年7月1日" in _asked(laws, "海洋牧场法最后一条是什么").text
    assert "没有第九条" in _asked(laws, "海洋牧场法第九条").text


def test_a_decision_stands_before_what_it_amends(laws: Assistant) -> None:
    assert "1500元" in _asked(laws, "青屿县村卫生室补助办法第二条").text.split("800元")[0]
    then = _asked(laws, "青屿县村卫生室补助办法第二条", as_of="2020-05-01")
    assert "1500元" not in then.text
    today = _asked(laws, "乡村医生每人每月补助多少钱").text
    assert "1500元" in today.split("800元")[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("青屿县村卫生室补助办法是几号令", "青屿县人民政府令第5号"),
        ("海洋牧场法什么时候开始施行", "2022年7月1日"),
        ("海洋牧场法是哪年通过的", "2022年3月11日"),
        ("海洋牧场法一共有多少条", "共4条"),
        ("海洋牧场法有几章", "共3章"),
        ("海洋牧场法还有效吗", "仍然有效"),
        ("旧停车管理条例还有效吗", "取代"),
    ],
)
def test_fields_are_answered_with_where_they_stand(
    laws: Assistant, question: str, said: str
) -> None:
    answer = _asked(laws, question)
    assert said in answer.text
    assert answer.citations


def test_what_a_decision_says_of_a_law_that_is_missing_is_shown(tmp_path: Path) -> None:
    decision = tmp_path / "decision.txt"
    decision.write_text(FILES["decision.txt"], encoding="utf-8")
    store = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    store.add([decision])
    answer = _asked(store, "村卫生室补助办法第二条怎么说")
    assert answer.text.startswith("库中没有《村卫生室补助办法》。")
    assert "1500元" in answer.text


def test_documents_are_listed(laws: Assistant) -> None:
    answer = _asked(laws, "列出关于补助的文件")
    assert answer.text.startswith("共2份")


def test_a_follow_up_for_a_place_is_of_the_law_before(laws: Assistant) -> None:
    history = [("海洋牧场法第二条", "第二条　海洋牧场实行登记制度。[1]")]
    assert _asked(laws, "下一条", history=history).citations[0].address.startswith("第三条")
    assert _asked(laws, "上一条呢", history=history).citations[0].address.startswith("第一条")
    assert "2022年7月1日" in _asked(laws, "第四条呢", history=history).text
    alone = _asked(laws, "停车管理条例第三条", history=history)
    assert "200元" in alone.text


def test_a_question_may_be_asked_without_the_history(laws: Assistant) -> None:
    history = [("海洋牧场法第二条", "第二条　海洋牧场实行登记制度。[1]")]
    assert _asked(laws, "下一条", history=history).question != "下一条"
    assert _asked(laws, "下一条", history=history, standalone=True).question == "下一条"


def test_the_articles_that_speak_of_a_word_are_listed(laws: Assistant) -> None:
    answer = laws.ask("青屿县村卫生室补助办法里哪些条款提到补助")
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.startswith("共2条提到“补助”：")
    assert [c.address for c in answer.citations] == ["第二条第一款", "第三条第一款"]
