"""STARD's articles ranked by the product's own search."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.statutes.laws import laws_of
from eval.statutes.stard_files import StardError, Statute
from eval.statutes.store_search import add_laws, in_order, search_articles
from rag import Assistant
from tests.doubles import HashEncoder
from tests.eval.statutes.made_corpus import QUESTIONS, STATUTES

LAWS = laws_of(STATUTES)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())


def test_the_article_that_answers_comes_first(assistant: Assistant) -> None:
    add_laws(assistant, LAWS)
    told: list[str] = []
    found = search_articles(assistant, LAWS, [q.text for q in QUESTIONS] * 20, 100, told.append)
    assert [STATUTES[passages[0][0]].id for passages in found[:3]] == [11, 13, 12]
    assert told == ["asked 50 of 60 questions"]


def test_an_item_of_an_article_counts_as_the_article(assistant: Assistant) -> None:
    add_laws(assistant, LAWS)
    assert search_articles(assistant, LAWS, ["不办理登记的"], 1) == [[(2,)]]


def test_articles_shown_around_the_one_found_come_after_it(assistant: Assistant) -> None:
    title = "云澜市养犬条例"
    numbers = "一二三四五六七八九十"
    statutes = [
        Statute(i, title, f"第{n}条", (), f"第{n}种犬的登记费是{i}元。")
        for i, n in enumerate(numbers)
    ]
    laws = laws_of(statutes)
    add_laws(assistant, laws)
    [passages] = search_articles(assistant, laws, ["犬的登记费"], 10)
    several = [shown for shown in passages if len(shown) > 1]
    assert several
    assert all(list(shown[1:]) == sorted(shown[1:]) for shown in several)
    assert all(shown[0] not in shown[1:] for shown in several)


def test_articles_stand_in_the_order_in_which_they_are_first_shown() -> None:
    assert in_order([(3,), (5, 4), (3, 6)], 10) == [3, 5, 4, 6]
    assert in_order([(3,), (5, 4), (3, 6)], 3) == [3, 5, 4]


def test_laws_that_are_there_are_not_added_again(assistant: Assistant) -> None:
    told: list[str] = []
    add_laws(assistant, LAWS[:2], told.append)
    add_laws(assistant, LAWS, told.append)
    add_laws(assistant, LAWS, told.append)
    assert told == ["adding 2 of 2 laws to the store", "adding 1 of 3 laws to the store"]
    assert len(assistant.documents()) == 3


def test_a_store_of_other_documents_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("云澜市供热办法\n第一条　按面积收费。\n", encoding="utf-8")
    assistant.add([tmp_path / "other.txt"])
    with pytest.raises(StardError, match=r"other\.txt, which is no law of this corpus"):
        add_laws(assistant, LAWS)
