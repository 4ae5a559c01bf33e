"""STARD's articles ranked by the product's own search."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.statutes.laws import laws_of
from eval.statutes.stard_files import StardError
from eval.statutes.store_search import add_laws, rank_articles
from rag import Assistant
from tests.doubles import HashEncoder
from tests.eval.statutes.made_corpus import QUESTIONS, STATUTES

LAWS = laws_of(STATUTES)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())


def test_the_article_that_answers_comes_first(assistant: Assistant) -> None:
    add_laws(assistant, LAWS)
    ranked = rank_articles(assistant, LAWS, [q.text for q in QUESTIONS], 100)
    assert [STATUTES[rows[0]].id for rows in ranked] == [11, 13, 12]
    assert all(len(rows) == len(set(rows)) <= len(STATUTES) for rows in ranked)


def test_an_item_of_an_article_counts_as_the_article(assistant: Assistant) -> None:
    add_laws(assistant, LAWS)
    [rows] = rank_articles(assistant, LAWS, ["不办理登记的"], 1)
    assert rows == [2]


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
