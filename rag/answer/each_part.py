"""A question that asks several things is answered with a sentence for each of them."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.normalize import comparable
from index.tokens import content_tokens
from rag.answer.sentence_scoring import ScoredSentence

__all__ = ["one_for_each_part"]

# Share of a part's own words that a sentence must hold to speak of it, and by which it speaks of
# it already.
_SPEAKS = 0.5
_SPOKEN = 0.5
# What holding all of a part's own words is worth against the score.
_WORTH = 2.0
_READ = 3  # sentences, from the best, in which a part may be spoken of already
# How much farther behind the best one than others a sentence for a part may be.
_FARTHER = 1.5


def one_for_each_part(
    parts: Sequence[str], scored: Sequence[ScoredSentence], behind: float
) -> list[ScoredSentence]:
    """Return a sentence for each part that the best sentences do not speak of, in order.

    What tells a part from the others are the words that only it has: 城区 and 乡镇 of two sides.

    :param parts: what the question asks one after another, or the sides it compares.
    :param scored: sentences, best first.
    :param behind: how far behind the best one a sentence may be; for a part somewhat more.
    """
    if len(parts) < 2:
        return []
    found: list[ScoredSentence] = []
    candidates = [item for item in scored if scored[0].score - item.score <= _FARTHER * behind]
    texts = [_around(item) for item in candidates]
    read = sum(scored[0].score - item.score <= behind for item in candidates[:_READ])
    for own in _own_words(parts):
        shares = [_share(own, text) for text in texts]
        if max(shares[:read]) >= _SPOKEN:
            continue
        worth = [
            item.score + _WORTH * share if share >= _SPEAKS else float("-inf")
            for item, share in zip(candidates, shares, strict=True)
        ]
        best = max(range(len(worth)), key=worth.__getitem__)
        if shares[best] >= _SPEAKS:
            found.append(candidates[best])
    return found


def _own_words(parts: Sequence[str]) -> list[frozenset[str]]:
    """Return for each part the words that no other part has."""
    words = [frozenset(w for w in content_tokens(part) if len(w) > 1) for part in parts]
    return [of.difference(*(other for other in words if other is not of)) for of in words if of]


def _around(item: ScoredSentence) -> str:
    hit = item.sentence.evidence.hit
    return comparable(f"{item.sentence.shown}{hit.document.title or ''}{''.join(hit.path)}")


def _share(words: frozenset[str], text: str) -> float:
    """Return the share of words, by length, that stand in a text."""
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in text) / total if total else 1.0
