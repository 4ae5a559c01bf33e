"""The two-turn conversations: follow-ups, and evidence named by place instead of copied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.normalize import comparable
from eval.questions import load_gold
from tests.conftest import ROOT

CONVERSATIONS = ROOT / "eval" / "gold" / "conversations.jsonl"
DEMO = ROOT / "eval" / "gold" / "demo_conversations.jsonl"
LONGEST_COMMON = 24  # names of places, bodies and files are longer than a dozen characters


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_there_are_enough_conversations() -> None:
    assert len(rows(CONVERSATIONS)) >= 40
    assert len(rows(DEMO)) >= 15


@pytest.mark.parametrize("path", [CONVERSATIONS, DEMO])
def test_each_second_turn_follows_one_earlier_question_and_answer(path: Path) -> None:
    for row in rows(path):
        assert [len(turn) for turn in row["history"]] == [2], row["id"]


def test_no_source_text_is_copied_into_the_conversations() -> None:
    assert all(row["evidence"] == [] and row["evidence_at"] for row in rows(CONVERSATIONS))


@pytest.mark.shared
def test_the_places_of_evidence_hold_the_key_facts(shared: Path) -> None:
    for q in load_gold(CONVERSATIONS, shared / "seeds"):
        evidence = comparable("".join(q.evidence))
        for fact in q.key_facts:
            assert any(comparable(string) in evidence for string in fact), (q.id, fact)


@pytest.mark.shared
def test_no_sentence_of_the_sources_stands_in_the_conversations(shared: Path) -> None:
    sources = "".join(
        comparable(path.read_text(encoding="utf-8")) for path in (shared / "seeds").glob("*.txt")
    )
    for row in rows(CONVERSATIONS):
        for text in (row["question"], row["answer"], *row["history"][0]):
            form = comparable(text)
            runs = (form[i : i + LONGEST_COMMON] for i in range(len(form) - LONGEST_COMMON + 1))
            assert not [run for run in runs if run in sources], row["id"]
