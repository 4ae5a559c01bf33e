"""What a reader makes of a file: its text, and what the file states about itself."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Reading", "counted"]

_EMPTY = 0.05  # of what a file offers; no honest clean-up leaves less
_LITTLE = 0.35


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of a file.

    :param text: one paragraph or table row a line; cells of a row are parted by tabs.
    :param title: the title that the file's own markup or layout states, "" where it states none.
    :param fields: labelled fields that the file states outside its text, by their Chinese names
        (发布日期, 发布机构, 文号).
    :param offered: characters of text that the file offers, white space left out; 0 where the
        reader takes all there is.
    :param warnings: what was left out or could not be read, each a line for a person.
    :param pictures: pages that are pictures without text, which were not read.
    :param pages: offset in the text at which each page begins; empty without pages.
    :param confidences: how sure text recognition was of each page, 0 for one with a text layer;
        empty where no page was recognised.
    """

    text: str
    title: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    offered: int = 0
    warnings: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    confidences: tuple[float, ...] = ()
    pictures: int = 0

    @property
    def share(self) -> float:
        """Return the share of the characters on offer that was kept, from 0 to 1."""
        return min(1.0, counted(self.text) / self.offered) if self.offered else 1.0

    @property
    def losses(self) -> tuple[str, ...]:
        """Return the warnings, with one where less was kept than a clean-up explains."""
        if self.share >= _LITTLE:
            return self.warnings
        return (f"kept {self.share:.0%} of the text that the file offers", *self.warnings)

    @property
    def is_empty(self) -> bool:
        """Tell whether next to nothing of what the file offers was kept."""
        return self.offered > 0 and self.share < _EMPTY


def counted(text: str) -> int:
    """Return the number of characters of a text, white space left out."""
    return len("".join(text.split()))
