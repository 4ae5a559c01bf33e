"""The pages of a Document: where each begins in its text, and which were recognised (OCR)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import fmean

__all__ = ["Pages"]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that a text stands on, one after the other.

    :param first: number in the file of the page that the text begins on, from 1.
    :param starts: offset in the text at which each page begins; a page without text begins where
        the next one does.
    :param confidences: how sure text recognition was of each page, from 0 to 1, and 0 for a page
        that has a text layer; empty where no page was recognised.
    """

    first: int
    starts: tuple[int, ...]
    confidences: tuple[float, ...] = ()

    def number_at(self, offset: int) -> int:
        """Return the number of the page that holds a character of the text."""
        return self.first + self._index(offset)

    def confidence_at(self, offset: int) -> float | None:
        """Return how sure the recognition of a character's page was, ``None`` if it was typed."""
        return (self.confidences[self._index(offset)] or None) if self.confidences else None

    @property
    def confidence(self) -> float | None:
        """Return how sure recognition was on average, ``None`` where no page was recognised."""
        recognised = [sure for sure in self.confidences if sure]
        return fmean(recognised) if recognised else None

    def within(self, start: int, end: int) -> Pages:
        """Return the pages of a part of the text, with offsets in that part."""
        first = self._index(start)
        last = max(first + 1, bisect_left(self.starts, end))
        return Pages(
            self.first + first,
            tuple(max(0, at - start) for at in self.starts[first:last]),
            self.confidences[first:last],
        )

    def _index(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)
