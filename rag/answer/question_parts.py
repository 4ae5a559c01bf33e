"""A sentence for each part of a question: what it asks one after another, the sides it compares.

And for each field of a form that answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.normalize import comparable
from index.tokens import content_tokens
from rag.answer.candidate_sentences import Sentence
from rag.answer.quoting import whole_sentence
from rag.answer.sentence_scoring import ScoredSentence
from rag.query.answer_fit import figure_form, figure_match
from rag.query.question import Question

__all__ = ["fields_asked_for", "missing_sides", "one_for_each_part"]

# Characters up to which the best sentence is read whole for what it speaks of.
_LONGEST = 380
# Share of a part's own words that a sentence must hold to speak of it, and by which it speaks of
# it already.
_SPEAKS = 0.5
_SPOKEN = 0.5
# What holding all of a part's own words is worth against the score.
_WORTH = 2.0
_FITS = 0.5  # of a figure that a part asks for
# How much farther behind the best one than others a sentence for a part may be.
_FARTHER = 1.5
# Characters that the name of a side may have to be told as missing.
_SHORTEST_SIDE, _LONGEST_SIDE = 2, 16


def one_for_each_part(
    parts: Sequence[Question], scored: Sequence[ScoredSentence], behind: float
) -> list[ScoredSentence]:
    """Return a sentence for each part that the best sentence does not speak of, in order.

    What tells a part from the others are the words that only it has: 城区 and 乡镇 of two sides;
    and a figure, where it asks for one.

    :param parts: what the question asks one after another, or the sides it compares.
    :param scored: sentences, best first.
    :param behind: how far behind the best one a sentence may be; for a part somewhat more.
    """
    if len(parts) < 2:
        return []
    found: list[ScoredSentence] = []
    candidates = [item for item in scored if scored[0].score - item.score <= _FARTHER * behind]
    texts = [_around(item.sentence) for item in candidates]
    first = replace(scored[0], sentence=whole_sentence(scored[0].sentence, _LONGEST))
    for part, own in zip(parts, _own_words(parts), strict=True):
        shares = [_speaks_of(part, own, i, text) for i, text in zip(candidates, texts, strict=True)]
        spoken = [_speaks_of(part, own, first, _around(first.sentence))]
        spoken += [shares[candidates.index(item)] for item in found]
        if max(spoken) >= _SPOKEN:
            continue
        worth = [
            item.score + _WORTH * share if share >= _SPEAKS else float("-inf")
            for item, share in zip(candidates, shares, strict=True)
        ]
        best = max(range(len(worth)), key=worth.__getitem__)
        if shares[best] >= _SPEAKS:
            found.append(candidates[best])
    return found


def fields_asked_for(
    question: Question, best: Sentence, scored: Sequence[ScoredSentence]
) -> list[ScoredSentence]:
    """Return the fields of a form that the label asked for names: 法定办结时限 and 承诺办结时限.

    :param best: the sentence that leads; nothing is returned where it is no such field.
    """
    labels = question.expected.labels
    if not best.field or not any(word in best.field for word in labels):
        return []
    return [
        item
        for item in scored
        if item.sentence.evidence is best.evidence
        and any(word in item.sentence.field for word in labels)
    ]


def _speaks_of(part: Question, own: frozenset[str], item: ScoredSentence, text: str) -> float:
    """Return how much of a part's own words a sentence holds; 0 without the figure it asks for."""
    if part.expected.figure_asked:
        if figure_match(part.expected, figure_form(item.sentence.shown)) < _FITS:
            return 0.0
        if not own:
            return _SPEAKS
    return _share(own, text)


def _own_words(parts: Sequence[Question]) -> list[frozenset[str]]:
    """Return for each part the words that no other part has."""
    words = [frozenset(w for w in content_tokens(part.search) if len(w) > 1) for part in parts]
    return [of.difference(*(other for other in words if other is not of)) for of in words]


def _around(sentence: Sentence) -> str:
    hit = sentence.evidence.hit
    named = (hit.document.title or "", hit.document.region or "", *hit.path)
    return comparable(f"{sentence.shown}{''.join(named)}")


def _share(words: frozenset[str], text: str) -> float:
    """Return the share of words, by length, that stand in a text."""
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in text) / total if total else 1.0


def missing_sides(question: Question, shown: Sequence[Sentence]) -> tuple[str, ...]:
    """Return the side of a comparison that nothing shown speaks of, where the other one is.

    :param shown: the sentences of the answer.
    """
    if not question.compares or len(question.parts) != 2:
        return ()
    text = "\n".join(_around(sentence) for sentence in shown)
    shares = [_share(own, text) if own else 1.0 for own in _own_words(question.parts)]
    names = _side_names(question.parts[0].search, question.parts[1].search)
    missing = [name for name, share in zip(names, shares, strict=True) if share == 0.0]
    fits = [name for name in missing if _SHORTEST_SIDE <= len(name) <= _LONGEST_SIDE]
    return tuple(fits) if len(missing) == 1 else ()


def _side_names(one: str, other: str) -> tuple[str, str]:
    """Return what two texts differ in: 天门 and 即墨 of the same question."""
    before = _common(one, other)
    one, other = one[before:], other[before:]
    after = _common(one[::-1], other[::-1])
    first, second = (text[: len(text) - after].strip("，, 的") for text in (one, other))
    return first, second


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
