"""Which sentences stand at the place that a question names, such as 第十六条第一款."""

from __future__ import annotations

from functools import lru_cache

from corpus.address import Address
from rag.answering.sentences import Sentence
from rag.question import Question

__all__ = ["stands_at"]

# What a place is cited by; 一项 and 五项 count things.
_CITED = ("第", "附件", "(", "（", "、", ".")


def stands_at(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence stands at a place the question names, in a Document it means."""
    hit = sentence.evidence.hit
    named = [a for a in question.addresses if any(mark in str(a) for mark in _CITED)]
    if not named or not hit.scores.get("exact_address"):
        return False
    place = _parsed(hit.place_at(sentence.start).address)
    return place is not None and any(place.matches(address) for address in named)


@lru_cache(maxsize=256)
def _parsed(address: str) -> Address | None:
    return Address.parse(address)
