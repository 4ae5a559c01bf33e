"""The gold over the demo documents is sound: format, kinds, and evidence word for word."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from corpus.normalize import comparable
from corpus.samples import EXAMPLE_QUESTIONS, sample_folder
from eval.questions import GoldQuestion, load_gold
from tests.conftest import ROOT

GOLD = ROOT / "eval" / "gold"
FIELDS = {
    "id",
    "question",
    "type",
    "answerable",
    "answer",
    "key_facts",
    "evidence",
    "doc_title",
    "path",
}
KINDS = {
    "number",
    "list",
    "who",
    "yesno",
    "address",
    "condition",
    "procedure",
    "when",
    "definition",
    "compare",
    "fact",
    "traditional",
    "english",
    "unanswerable",
}
demo_files = pytest.mark.parametrize("name", ["demo.jsonl", "demo_conversations.jsonl"])


def demo_documents() -> list[Path]:
    return sorted(p for p in sample_folder().iterdir() if p.is_file() and p.suffix != ".py")


@cache
def demo_text() -> str:
    """Return the text of every demo document in the form that is compared."""
    from corpus import read_documents

    texts = (d.text for path in demo_documents() for d in read_documents(path))
    return "\n".join(comparable(text) for text in texts)


def questions(name: str) -> list[GoldQuestion]:
    return load_gold(GOLD / name)


def test_the_demo_gold_covers_every_kind() -> None:
    found = questions("demo.jsonl")
    assert len(found) >= 60
    assert {q.type for q in found} == KINDS
    assert sum(not q.answerable for q in found) >= 12


@demo_files
def test_every_line_has_the_fields_of_the_format(name: str) -> None:
    rows = [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]
    assert all(FIELDS - row.keys() == set() for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["type"] for row in rows} <= KINDS


@demo_files
def test_evidence_stands_word_for_word_in_the_demo_documents(name: str) -> None:
    missing = [
        (q.id, string)
        for q in questions(name)
        for string in q.evidence
        if comparable(string) not in demo_text()
    ]
    assert missing == []


@demo_files
def test_the_gold_answer_gives_every_key_fact(name: str) -> None:
    missing = [
        (q.id, fact)
        for q in questions(name)
        for fact in q.key_facts
        if not any(comparable(string) in comparable(q.answer) for string in fact)
    ]
    assert missing == []


@demo_files
def test_answerable_questions_have_evidence_and_facts_and_others_none(name: str) -> None:
    for q in questions(name):
        assert bool(q.evidence) == bool(q.key_facts) == q.answerable, q.id


def test_each_demo_document_says_that_it_is_made_up() -> None:
    from corpus import read_documents

    for path in demo_documents():
        texts = "".join(d.text for d in read_documents(path))
        words = ("虚构文件", "虛構文件", "made-up document")
        assert any(word in texts for word in words), path.name


def test_each_demo_document_stands_in_the_list() -> None:
    listed = (ROOT / "docs" / "demo-documents.md").read_text(encoding="utf-8")
    assert len(demo_documents()) >= 12
    assert [p.name for p in demo_documents() if f"`{p.name}`" not in listed] == []


def test_adding_the_folder_adds_the_demo_documents_and_nothing_else() -> None:
    from index.ingest.files import find_files

    assert sorted(find_files([sample_folder()]).files) == demo_documents()


def test_example_questions_are_in_three_scripts() -> None:
    assert len(EXAMPLE_QUESTIONS) == len(set(EXAMPLE_QUESTIONS)) == 8
    assert sum(q.isascii() for q in EXAMPLE_QUESTIONS) == 1
