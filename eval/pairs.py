"""Measure questions that stand alone in a conversation: ``python -m eval.pairs --store DIR``.

The questions of a file, one a line, are asked alone and then behind each of the others: the answer
must be the same. Without a file those of ``gold/short_questions.txt`` are asked. Exit codes: 0
done, 1 refused with one line why, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import PolicyQAError
from eval.off_topic import load_off_topic
from rag import Answer, Assistant

__all__ = ["SHORT", "main", "same_answers"]

SHORT = Path(__file__).parent / "gold" / "short_questions.txt"
"""Short questions of citizens, each of which says itself what it is about."""


def same_answers(
    assistant: Assistant, questions: Sequence[str]
) -> list[tuple[str, str, bool, bool]]:
    """Return each ordered pair, whether the second was joined to the first, and answered the same.

    :return: the question before, the question, joined, the same.
    """
    alone = {question: assistant.ask(question) for question in questions}
    found = []
    for before, question in itertools.permutations(questions, 2):
        answer = assistant.ask(question, history=[(before, alone[before].text)])
        joined = answer.question != alone[question].question
        found.append((before, question, joined, _said(answer) == _said(alone[question])))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.pairs", description="Ask in pairs.")
    parser.add_argument(
        "questions", type=Path, nargs="?", default=SHORT, metavar="FILE.txt", help="one a line"
    )
    parser.add_argument("--store", type=Path, required=True, metavar="DIR")
    parser.add_argument("--misses", action="store_true", help="list what was answered otherwise")
    options = parser.parse_args(arguments)
    try:
        questions = load_off_topic(options.questions)
        found = same_answers(Assistant.open(options.store), questions)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    if options.misses:
        for before, question, _, same in found:
            if not same:
                print(f"{before} -> {question}")
    figures = {
        "pairs": len(found),
        "joined": sum(joined for _, _, joined, _ in found),
        "same": round(sum(same for *_, same in found) / (len(found) or 1), 4),
    }
    print(json.dumps(figures))
    return 0


def _said(answer: Answer) -> tuple[str, tuple[str, ...]]:
    return answer.text, tuple(citation.quote for citation in answer.citations)


if __name__ == "__main__":
    sys.exit(main())
