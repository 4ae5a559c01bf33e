"""Editions of one text under different titles: the newest in force is cited."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.model import StoredDocument
from rag import Assistant
from rag.passages.near_duplicates import Alike, alike_at_sight, chosen_copies
from rag.passages.windows import Window
from tests.rag.made_passages import document, passage

TEXT = """{title}

{number}

第一条 为了规范夜市，制定本办法。

第二条 夜市的营业时间为18时至24时。

第三条 摊位费每月{fee}元，按月缴纳。

第四条 摊主应当在收摊后三十分钟内清理垃圾，保持场地整洁。

第五条 本办法自{year}年5月1日起施行。

{place}人民政府
{year}年4月2日
"""
EDITIONS = (
    ("云澜市夜市管理办法", "云政发〔2019〕9号", 200, 2019, "云澜市"),
    ("关于加强夜市摊点管理的若干措施", "云政发〔2021〕31号", 250, 2021, "云澜市"),
    ("云澜市夜市管理办法", "云政发〔2023〕9号", 300, 2023, "云澜市"),
    ("栖石县夜市管理办法", "栖政发〔2024〕2号", 180, 2024, "栖石县"),
)


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("markets")
    files: list[Path] = []
    for place, (title, number, fee, year, of) in enumerate(EDITIONS):
        text = TEXT.format(title=title, number=number, fee=fee, year=year, place=of)
        files.append(folder / f"{place}.txt")
        files[-1].write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True)
    assert not opened.add(files).failed
    return opened


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("云澜夜市收摊后多久要打扫干净？", "2023"),
        ("云澜夜市摊位费每月多少元？", "2023"),
        ("云澜市2019年的夜市摊位费每月多少元？", "2019"),
        ("栖石县夜市摊位费每月多少元？", "2024"),
        ("栖石县夜市收摊后多久要打扫干净？", "2024"),
    ],
)
def test_the_newest_edition_of_the_place_is_cited(
    markets: Assistant, question: str, year: str
) -> None:
    answer = markets.ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].document.number is not None
    assert f"〔{year}〕" in answer.citations[0].document.number


def test_texts_are_compared_within_a_place(markets: Assistant) -> None:
    alike = Alike(markets.snapshot)
    by_year = {(d.number or "")[4:8]: d for d in markets.documents()}
    assert alike(by_year["2019"], by_year["2021"])
    assert alike(by_year["2023"], by_year["2021"])
    assert not alike(by_year["2023"], by_year["2024"])


def test_documents_on_other_matters_are_not_alike(assistant: Assistant) -> None:
    alike = Alike(assistant.snapshot)
    documents = assistant.documents()
    pairs = [(a, b) for a in documents for b in documents if a.id < b.id]
    found = {(a.title, b.title) for a, b in pairs if alike(a, b)}
    assert all(
        "公共租赁住房管理" in (a or "") and "公共租赁住房管理" in (b or "") for a, b in found
    )


def test_passages_that_are_nearly_the_same_give_their_documents_away() -> None:
    text = "摊位费每月{}元，按月缴纳，逾期按日加收滞纳金。"
    hits = [
        passage(1, text.format(200), of=document("a")).hit,
        passage(2, text.format(300), of=document("b")).hit,
        passage(3, "养犬应当登记，每年验证一次。", of=document("c")).hit,
        passage(4, text.format(200), of=document("a")).hit,
    ]
    assert alike_at_sight(hits) == {"a", "b"}
    assert alike_at_sight([hits[0], hits[3]]) == frozenset()


def test_of_copies_the_chosen_one_takes_the_first_place(canteens: Assistant) -> None:
    snapshot = canteens.snapshot
    [stored] = snapshot.documents()
    one, other = snapshot.clauses(list(snapshot.keys(stored.id)))[:2]
    pieces = [Window(clause, (clause,), clause.text) for clause in (other, one, one)]
    documents = [document("x"), document("old"), document("new")]

    def newest(copies: Sequence[StoredDocument]) -> int:
        return [copy.id for copy in copies].index("new")

    assert chosen_copies([1, 0, 2], pieces, documents, newest) == [2, 0, 1]
    same = [document("x"), document("old"), document("old")]
    assert chosen_copies([1, 0, 2], pieces, same, newest) == [1, 0, 2]
