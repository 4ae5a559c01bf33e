"""Ask questions that have nothing to do with the documents, and count those answered all the same.

Such a list is a text file, one question a line. Uses the public interface only: ``Assistant.ask``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.metrics import percentile
from eval.questions import GoldError
from rag.model import AnswerStatus

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["Outcome", "ask_off_topic", "load_off_topic", "off_topic_figures", "off_topic_table"]

_WRONG = (AnswerStatus.ANSWERED, AnswerStatus.UNSURE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an unrelated question was told."""

    question: str
    status: AnswerStatus
    confidence: float
    answer: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        return {
            **{name: getattr(self, name) for name in self.__slots__},
            "status": str(self.status),
        }


def load_off_topic(path: Path) -> list[str]:
    """Read the questions of a text file, one a line; empty lines are skipped.

    :raises GoldError: it is missing, no text in UTF-8, or holds no question.
    """
    if not path.is_file():
        raise GoldError(f"{path}: no such file of unrelated questions; expected one a line")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not a text in UTF-8 ({error.reason})") from error
    questions = [line.strip() for line in lines if line.strip()]
    if not questions:
        raise GoldError(f"{path}: holds no question; expected one a line")
    return questions


def ask_off_topic(
    assistant: Assistant,
    questions: Sequence[str],
    progress: Callable[[Iterable[str]], Iterable[str]] | None = None,
) -> list[Outcome]:
    """Ask each question once, each without a history.

    :param progress: wraps the questions, to show how far it is.
    """
    return [_ask(assistant, question) for question in (progress or iter)(questions)]


def _ask(assistant: Assistant, question: str) -> Outcome:
    answer = assistant.ask(question)
    return Outcome(question, answer.status, answer.confidence, answer.text)


def off_topic_figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the share answered and the share unsure, with those questions and what they were told.

    ``answer_length`` is the median over all texts shown, refusals among them.
    """
    wrong = {status: [o for o in outcomes if o.status is status] for status in _WRONG}
    return {
        "questions": len(outcomes),
        **{status.value: len(group) / len(outcomes) for status, group in wrong.items()},
        "answer_length": percentile([len(o.answer) for o in outcomes], 0.5),
        **{
            f"{status.value}_questions": [o.to_dict() for o in group]
            for status, group in wrong.items()
        },
    }


def off_topic_table(outcomes: Sequence[Outcome]) -> str:
    """Return the shares as text, and below them the questions that were not turned away."""
    values = off_topic_figures(outcomes)
    lines = [
        f"unrelated questions     {values['questions']}",
        f"answered                {values['answered']:.3f}",
        f"unsure                  {values['unsure']:.3f}",
        f"answer length, median   {values['answer_length']}",
    ]
    listed = [f"{o.status.value}: {o.question}" for s in _WRONG for o in outcomes if o.status is s]
    return "\n".join([*lines, *listed])
