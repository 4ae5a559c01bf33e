"""Strange questions are answered, or refused in one line (R12)."""

from __future__ import annotations

import sys
import time
from collections import Counter

import pytest

from rag import Answer, Assistant, InvalidQuestion
from tests.fuzz.questions import strange_questions
from tests.rag.conftest import assistant, demo_store

__all__ = ["assistant", "demo_store"]


def asked(assistant: Assistant, count: int, seed: int) -> Counter[str]:
    """Ask strange questions by every verb; anything but an answer or a refusal fails the test."""
    outcomes: Counter[str] = Counter()
    longest, lines = 0.0, [""]
    for question in strange_questions(count, seed):
        began = time.process_time()
        try:
            answer = assistant.ask(question, history=[(question[:200], question[:200])])
        except InvalidQuestion as refused:
            outcomes["refused"] += 1
            lines.append(str(refused))
            with pytest.raises(InvalidQuestion):
                assistant.retrieve(question, 5)
        else:
            outcomes[answer.status.value] += 1
            check(assistant, answer)
            assert len(assistant.retrieve(question, 5)) <= 5
        longest = max(longest, time.process_time() - began)
    sys.stdout.write(f"questions {dict(outcomes)}, longest {longest:.2f} s of processor time\n")
    assert longest < 5
    assert not [line for line in lines if "\n" in line or len(line) > 500]
    return outcomes


def check(assistant: Assistant, answer: Answer) -> None:
    answer.text.encode()
    for citation in answer.citations:
        source = assistant.snapshot.text(citation.document.id)
        assert source[citation.start : citation.end] == citation.quote


def test_some_strange_questions_are_answered_or_refused(assistant: Assistant) -> None:
    outcomes = asked(assistant, 150, 18)
    assert outcomes["refused"]
    assert sum(outcomes.values()) == 150


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_thousand_strange_questions_are_answered_or_refused(assistant: Assistant) -> None:
    assert sum(asked(assistant, 2000, 2026).values()) == 2000


@pytest.mark.parametrize(
    "marks", ['"{}"', "{}*", "({}", "{} ^ ~", "+{} -", "*{}*", ":{}:", "{}\\", "/{}/", "[{} }}"]
)
def test_no_sign_of_a_query_language_means_anything(assistant: Assistant, marks: str) -> None:
    snapshot = assistant.snapshot
    expected = snapshot.search_text("公租房转租", 20)
    assert expected
    assert snapshot.search_text(marks.format("公租房转租"), 20) == expected
