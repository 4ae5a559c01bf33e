"""Places named by their address: there first, in every document that has them, or said missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant
from rag.query.missing_addresses import missing_places
from rag.query.question import analyse
from tests.doubles import HashEncoder
from tests.rag.opened import LOANS, TALENT

ENGLISH = """Measures of Yunlan City on Night Markets

Article 1 These Measures are formulated to regulate night markets.
Article 2 A stall pays a fee of 20 yuan per night.
Article 3 Markets close at 23:00.
"""
PAIR = """云澜市人民政府办公室关于印发《云澜市夜市管理办法》和《云澜市摊位管理规定》的通知
云澜政办规〔2024〕9号

各区人民政府：
现将《云澜市夜市管理办法》和《云澜市摊位管理规定》印发给你们，请遵照执行。
云澜市人民政府办公室
2024年5月20日

云澜市夜市管理办法

第一条 为规范夜市，制定本办法。
第二条 夜市由街道办事处管理。
第三条 夜市在23时关闭。

云澜市摊位管理规定

第一条 为规范摊位，制定本规定。
第二条 摊位由市场监管局登记。
第三条 摊位费每晚20元。
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("addressed")
    texts = {"talent": TALENT, "loans": LOANS, "english": ENGLISH, "pair": PAIR}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    assistant.add([Path(folder / f"{name}.txt") for name in texts])
    return assistant


@pytest.mark.parametrize(
    "question",
    [
        "《云澜市人才安居办法》第九十九条怎么规定？",
        "云政办发〔2022〕12号第99条是什么",
        "人才安居办法第九十九条",
    ],
)
def test_an_article_that_does_not_exist_is_said_not_to(opened: Assistant, question: str) -> None:
    answer = opened.ask(question)
    assert answer.status == "abstained"
    assert "没有第" in answer.text
    assert "第七条为止" in answer.text
    assert not answer.citations


def test_of_a_letter_only_a_number_beyond_all_of_its_own_is_surely_missing(
    tmp_path: Path,
) -> None:
    letter = (
        "云澜市人民政府关于做好夜市工作的意见\n\n云政发〔2023〕8号\n\n各区人民政府：\n"
        + "\n".join(f"{n}、夜市工作的第{n}个方面\n街道办事处要做好有关工作。" for n in "一二三四五")
    )
    (tmp_path / "letter.txt").write_text(letter, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / "letter.txt"])
    assert "没有第九十九条" in opened.ask("云政发〔2023〕8号第九十九条").text
    assert "没有" not in opened.ask("云政发〔2023〕8号第三条是什么？").text


def test_so_it_is_in_english(opened: Assistant) -> None:
    answer = opened.ask("What does Article 60 of the Measures on Night Markets say?")
    assert "has no Article 60; its numbers end with Article 3" in answer.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("《云澜市人才安居办法》第四条", "8万元"),
        ("人才安居办法第六条说了什么", "15个工作日"),
        ("What does Article 2 of the Measures on Night Markets say?", "20 yuan"),
    ],
)
def test_an_article_named_comes_first(opened: Assistant, question: str, text: str) -> None:
    assert text in opened.retrieve(question)[0].text
    assert opened.ask(question).status == "answered"


def test_an_address_in_two_documents_of_one_number_returns_both(opened: Assistant) -> None:
    first, second = opened.retrieve("云澜政办规〔2024〕9号第三条")[:2]
    assert {first.address, second.address} == {"第三条第一款"}
    assert first.document.id != second.document.id


@pytest.mark.parametrize(
    ("asked", "missing"),
    [("第九条", ["第九条"]), ("第三条", []), ("第三条第九款", []), ("第2条和第80条", ["第80条"])],
)
def test_only_articles_that_are_not_there_are_missing(
    opened: Assistant, asked: str, missing: list[str]
) -> None:
    talent = next(d for d in opened.documents() if d.title == "云澜市人才安居办法")
    addresses = analyse(f"人才安居办法{asked}怎么规定？").addresses
    assert addresses
    found = missing_places(talent, opened.articles(talent.id), addresses)
    assert found is not None
    assert [place.address for place in found] == missing
    assert all(place.last == "第七条" for place in found)
