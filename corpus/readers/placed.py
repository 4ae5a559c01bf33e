"""Words and lines with the places where they stand on a page, in points from its bottom left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Line", "Word"]


class Word(NamedTuple):
    """A run of characters that stand together on one line."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    bold: bool = False

    @property
    def height(self) -> float:
        """Return the height of its line."""
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        """Return the height at which its middle stands."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a row of a table with tabs between its cells.

    :param turns: where a paragraph goes on over pages, each of these pages as (number, offset in
        the text).
    """

    text: str
    left: float
    right: float
    height: float
    page: int
    bottom: float
    top: float
    bold: bool = False
    is_row: bool = False
    column: int = 0
    turns: tuple[tuple[int, int], ...] = ()
