"""Completing a follow-up from the conversation, by rule, when no chat model rewrites it."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["complete", "is_follow_up", "leans_back"]

# A question that opens with a connective or a pronoun, or ends in a bare 呢, leans on what
# was asked before. General language only.
_OPENING = re.compile(
    r"^(?:那么?|然后|还有|另外|此外|其中|其|它们?|他们?|她们?|这个?|这些|该|上述|前者|后者|同样|再|如果|要是|"
    r"and\b|what about|how about|it\b|its\b|they\b|those\b|that\b|this\b|then\b)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"呢[?？。!！\s]*$")
_PRONOUN = re.compile(
    r"它们?|其(?![他余次实中])|这[个些份项]|该(?:办法|文件|方案|意见|规定|政策|通知|计划)"
)
_SHORT = 12


def leans_back(question: str) -> bool:
    """Return whether the question says itself that it goes on from the one before it."""
    text = question.strip()
    return bool(_OPENING.search(text) or _ENDING.search(text) or _PRONOUN.search(text))


def is_follow_up(question: str) -> bool:
    """Return whether the question leans back, or is so short that it may leave its subject out."""
    text = question.strip()
    return leans_back(text) or (len(text) <= _SHORT and "《" not in text and "〔" not in text)


def complete(question: str, history: Sequence[tuple[str, str]]) -> str:
    """Return the question with what it leaves out, taken from the earlier questions.

    :param history: earlier questions and answers, oldest first.
    """
    if not history or not is_follow_up(question):
        return question
    for earlier, _ in reversed(history):
        if not is_follow_up(earlier):
            return f"{_stem(earlier)} {question.strip()}"
    return f"{_stem(history[0][0])} {question.strip()}"


def _stem(question: str) -> str:
    """Return a question without its closing mark."""
    return question.strip().rstrip("?？。!！")
