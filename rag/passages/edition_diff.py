"""Two editions article by article: kept, changed, added, dropped, renumbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.model import StoredArticle
from index.tokens import tokens

__all__ = ["ArticleChange", "Change", "changed_words", "compare_articles", "word_changes"]

# How alike the words of two articles are, from which on they are one article renumbered.
_ALIKE = 0.7

Number = tuple[int, int]


class Change(StrEnum):
    """What became of an article."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"
    RENUMBERED = "renumbered"


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What became of one article from one edition to another.

    :param old: its number in the older edition, as printed, "" where it is new; ``new`` likewise.
    :param old_text: its words in the older edition; ``new_text``: in the newer one.
    """

    change: Change
    old: str
    new: str
    old_text: str = ""
    new_text: str = ""

    @property
    def marked(self) -> str:
        """Return the newer words with what went and came marked: [-去-]{+来+}."""
        return changed_words(self.old_text, self.new_text)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        return {**asdict(self), "change": self.change.value, "marked": self.marked}


@dataclass(frozen=True, slots=True)
class _Numbered:
    label: str
    text: str
    words: frozenset[str]


def compare_articles(
    old: Sequence[StoredArticle], new: Sequence[StoredArticle]
) -> list[ArticleChange]:
    """Return what became of every article, in the order of the newer edition.

    An article is the same one where its words are; else where they are alike; else where its
    number is. What the older edition has and the newer one has not comes last.
    """
    before, after = _numbered(old), _numbered(new)
    pairs = _same_words(before, after)
    pairs |= _alike(before, after, pairs)
    found = [
        _change(before[pairs[number]] if number in pairs else None, article)
        for number, article in after.items()
    ]
    gone = [a for number, a in before.items() if number not in set(pairs.values())]
    return [*found, *(ArticleChange(Change.DROPPED, a.label, "", a.text) for a in gone)]


def changed_words(old: str, new: str) -> str:
    """Return a text with what went and what came since an older one marked: [-去-]{+来+}."""
    shown = []
    for kept, went, came in word_changes(old, new):
        shown += [kept, f"[-{went}-]" if went else "", f"{{+{came}+}}" if came else ""]
    return "".join(shown)


def word_changes(old: str, new: str) -> list[tuple[str, str, str]]:
    """Return a text piece by piece as what was kept, what went and what came since an older one."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [
        (new[c:d], "", "") if tag == "equal" else ("", old[a:b], new[c:d])
        for tag, a, b, c, d in codes
    ]


def _numbered(articles: Sequence[StoredArticle]) -> dict[Number, _Numbered]:
    """Return the numbered articles of an edition, their words without the number."""
    found: dict[Number, _Numbered] = {}
    for article in articles:
        step = next((s for s in article.address.steps if s.unit == "条"), None)
        if step is None:
            continue
        text = "".join("".join(c.text.split()) for c in article.clauses)
        text = text.removeprefix("".join(step.label.split()))
        found.setdefault(
            (step.number, step.suffix), _Numbered(step.label, text, frozenset(tokens(text)))
        )
    return found


def _same_words(
    before: Mapping[Number, _Numbered], after: Mapping[Number, _Numbered]
) -> dict[Number, Number]:
    """Return, by its new number, the old number of each article whose words were kept."""
    numbers: dict[str, list[Number]] = {}
    for number, article in before.items():
        numbers.setdefault(article.text, []).append(number)
    pairs = {}
    for number, article in after.items():
        olds = numbers.get(article.text, [])
        if olds:
            pairs[number] = olds.pop(olds.index(number) if number in olds else 0)
    return pairs


def _alike(
    before: Mapping[Number, _Numbered],
    after: Mapping[Number, _Numbered],
    pairs: Mapping[Number, Number],
) -> dict[Number, Number]:
    """Return pairs of those left: alike in their words, or of one number."""
    old = {n: a for n, a in before.items() if n not in set(pairs.values())}
    found: dict[Number, Number] = {}
    new = {n: a for n, a in after.items() if n not in pairs}
    taken: set[Number] = set()
    for _, _, number, then in sorted(_near(old, new), reverse=True):
        if number not in found and then not in taken:
            found[number] = then
            taken.add(then)
    for number in after:
        left = number not in pairs and number not in found
        if left and number in old and number not in taken:
            found[number] = number
    return found


def _near(
    old: Mapping[Number, _Numbered], new: Mapping[Number, _Numbered]
) -> list[tuple[float, int, Number, Number]]:
    """Return (share of words in common, nearness, new number, old number) of those alike."""
    if not old or not new:
        return []
    places: dict[str, int] = {}
    before, after = (_held(articles.values(), places) for articles in (old, new))
    width = len(places)
    shared = _rows(after, width) @ _rows(before, width).T
    sizes = [np.asarray([len(row) for row in rows], np.float32) for rows in (after, before)]
    shares = shared / np.maximum(sizes[0][:, None] + sizes[1][None, :] - shared, 1)
    olds, news = list(old), list(new)
    return [
        (float(shares[i, j]), -abs(news[i][0] - olds[j][0]), news[i], olds[j])
        for i, j in np.argwhere(shares >= _ALIKE)
    ]


def _held(articles: Iterable[_Numbered], places: dict[str, int]) -> list[list[int]]:
    """Return the places of each article's words among all words, which are added to."""
    return [[places.setdefault(w, len(places)) for w in sorted(a.words)] for a in articles]


def _rows(held: Sequence[Sequence[int]], width: int) -> NDArray[np.float32]:
    """Return float32 [articles, words]: 1 for each word that an article has."""
    rows = np.zeros((len(held), width), np.float32)
    for row, places in zip(rows, held, strict=True):
        row[places] = 1
    return rows


def _change(old: _Numbered | None, new: _Numbered) -> ArticleChange:
    if old is None:
        return ArticleChange(Change.ADDED, "", new.label, "", new.text)
    if old.text != new.text:
        return ArticleChange(Change.CHANGED, old.label, new.label, old.text, new.text)
    kind = Change.KEPT if old.label == new.label else Change.RENUMBERED
    return ArticleChange(kind, old.label, new.label, old.text, new.text)
