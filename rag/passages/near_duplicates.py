"""Documents that say nearly the same: a new edition under another title, a copy sent on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise

import numpy as np

from corpus.normalize import comparable
from index.engine import SearchView
from index.model import StoredDocument
from index.recent_cache import cached_method
from index.searchfiles.token_index import TokenIds
from rag.model import Hit
from rag.passages.windows import Window, comparable_text

__all__ = ["Alike", "Choose", "alike_at_sight", "chosen_copies"]

# Of two documents' different words, those in common as a share of all (Jaccard 1901). Two yearly
# notices of one office share some two thirds; an edition and the next nine tenths and more.
_SAME_WORDS = 0.8
# How much longer one may be than the other, and clauses below which nothing can be told.
_LONGER = 1.5
_FEWEST = 4
_KEPT = 512
# Passages are compared by pairs of characters, of so many of them.
_SAME_PAIRS, _COMPARED = 0.6, 120

Choose = Callable[[Sequence[StoredDocument]], int]


class Alike:
    """Compares the documents of one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView) -> None:
        self._snapshot = snapshot
        self._words = cached_method(self._read_words, _KEPT)

    def __call__(self, a: StoredDocument, b: StoredDocument) -> bool:
        """Return whether two documents of one place say nearly the same."""
        fewer, more = sorted((a.clause_count, b.clause_count))
        if a.region != b.region or fewer < _FEWEST or more > _LONGER * fewer:
            return False
        if not self._snapshot.vocabulary:
            return False
        mine, its = self._words(a.id), self._words(b.id)
        common = len(np.intersect1d(mine, its, assume_unique=True))
        return common >= _SAME_WORDS * (len(mine) + len(its) - common)

    def _read_words(self, document_id: str) -> TokenIds:
        return np.unique(self._snapshot.document_token_ids([document_id])[0])


def alike_at_sight(hits: Sequence[Hit]) -> frozenset[str]:
    """Return the ids of the documents of which a passage is nearly that of another document."""
    pairs = [set(pairwise(comparable(hit.text)[:_COMPARED])) for hit in hits]
    found: set[str] = set()
    for (a, mine), (b, its) in combinations(zip(hits, pairs, strict=True), 2):
        if a.document.id != b.document.id and len(mine & its) >= _SAME_PAIRS * len(mine | its):
            found |= {a.document.id, b.document.id}
    return frozenset(found)


def chosen_copies(
    order: Sequence[int],
    windows: Sequence[Window],
    documents: Sequence[StoredDocument],
    choose: Choose,
) -> list[int]:
    """Return the order with the chosen one first of passages that say the same word for word.

    Only the first of them will be shown.

    :param order: places of the passages, best first; ``documents``: by place.
    :param choose: returns which of several documents is to be cited, best first.
    """
    places: dict[str, list[int]] = {}
    for at, place in enumerate(order):
        places.setdefault(comparable_text(windows[place]), []).append(at)
    found = list(order)
    for same in places.values():
        copies = [documents[order[at]] for at in same]
        if len({document.id for document in copies}) > 1:
            best = choose(copies)
            found[same[0]], found[same[best]] = order[same[best]], order[same[0]]
    return found
