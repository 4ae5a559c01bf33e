"""Completing a follow-up from the conversation, by rule, when no chat model rewrites it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.normalize import to_simplified
from corpus.text.places import short_name

__all__ = ["asks_the_same", "complete", "is_follow_up", "leans_back", "subject_before"]

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
# English is counted in words.
_ENGLISH_SHORT = 4
_ENGLISH_LEANS = 7
_ENGLISH_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|those|these|this|that)\b", re.IGNORECASE
)
# A follow-up that names another place or year and nothing else: 那天门呢？ 2017年呢？
_INSTEAD = re.compile(
    r"(?:那么?|如果是|换成|要是|and|what about|how about)?\s*(.{2,12}?)\s*(?:的)?呢?\s*[?？。]*"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?")


def leans_back(question: str) -> bool:
    """Return whether the question says itself that it goes on from the one before it."""
    text = question.strip()
    if _is_english(text):
        short = len(text.split()) <= _ENGLISH_LEANS
        return bool(_OPENING.search(text)) or (short and bool(_ENGLISH_PRONOUN.search(text)))
    return bool(_OPENING.search(text) or _ENDING.search(text) or _PRONOUN.search(text))


def is_follow_up(question: str) -> bool:
    """Return whether the question leans back, or is so short that it may leave its subject out."""
    text = question.strip()
    if leans_back(text):
        return True
    if _is_english(text):
        return len(text.split()) <= _ENGLISH_SHORT
    return len(text) <= _SHORT and "《" not in text and "〔" not in text


def _is_english(text: str) -> bool:
    return text.isascii() and any(c.isalpha() for c in text)


def subject_before(history: Sequence[tuple[str, str]]) -> str:
    """Return the last earlier question that stands alone; the first where none does.

    :param history: earlier questions and answers, oldest first; at least one.
    """
    whole = (earlier for earlier, _ in reversed(history) if not is_follow_up(earlier))
    return next(whole, history[0][0])


def asks_the_same(question: str) -> bool:
    """Return whether a follow-up leaves open what it asks: 那骗取的呢, 它的呢."""
    return bool(_ENDING.search(question.strip()))


def complete(
    question: str,
    history: Sequence[tuple[str, str]],
    places: Collection[str] = (),
    subject: str = "",
) -> str:
    """Return the question with what it leaves out, taken from the earlier questions.

    那天门呢 after a question about 衡阳 asks the same of another place: the place is put in its
    stead, so that the first one is not searched for again; so is a year.

    :param history: earlier questions and answers, oldest first.
    :param places: short names of the places that the Store's documents are of.
    :param subject: what the earlier question was about, where no more of it is to be kept.
    """
    if not history or not is_follow_up(question):
        return question
    earlier = subject_before(history)
    swapped = _swapped(earlier, question, places)
    joint = ", " if question.isascii() else "，"
    return swapped or f"{subject or _stem(earlier)}{joint}{question.strip()}"


def _swapped(earlier: str, question: str, places: Collection[str]) -> str | None:
    """Return the earlier question about the place or year that the follow-up names instead.

    ``None`` when the follow-up says more than that, or the earlier one names not exactly one.
    """
    found = _INSTEAD.fullmatch(to_simplified(question.strip()))
    if found is None:
        return None
    topic, plain = found[1], to_simplified(earlier)
    if _YEAR.fullmatch(topic):
        named = set(_YEAR.findall(plain))
        new = topic
    else:
        named = {place for place in places if place in plain}
        new = topic if topic in places else short_name(topic)
        if new not in places:
            return None
    if len(named) != 1 or new in named:
        return None
    return plain.replace(named.pop(), new)


def _stem(question: str) -> str:
    """Return a question without its closing mark."""
    return question.strip().rstrip("?？。!！")
