"""Passages: a clause, or the stretch of whole sentences of a long clause that answers best.

A long paragraph of a speech or a plan holds many subjects; a reader, like the score, wants the
sentences that answer. So a clause over ``WINDOW`` characters is offered as overlapping windows
of whole sentences, each a contiguous piece of the source.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.model import StoredClause
from rag.sentences import split

__all__ = ["WINDOW", "Window", "windows"]

# Characters. Chosen on the cross-validated gold: shorter windows cut answers off, longer ones
# push the next candidate out of the reader's first screen.
WINDOW = 220


@dataclass(frozen=True, slots=True)
class Window:
    """A contiguous piece of a clause.

    :param text: the piece as the clause's text has it.
    :param start: offset of the piece in the clause's ``text``.
    """

    clause: StoredClause
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset just past the piece in the clause's ``text``."""
        return self.start + len(self.text)

    @property
    def whole(self) -> bool:
        """Return whether the piece is all of its clause."""
        return len(self.text) == len(self.clause.text)


def windows(clause: StoredClause, size: int = WINDOW) -> list[Window]:
    """Return the passages a clause offers: itself, or windows of at most ``size`` characters.

    A single sentence longer than ``size`` stays whole.
    """
    if len(clause.text) <= size * 1.3:
        return [Window(clause, clause.text, 0)]
    spans = split(clause.text)
    found: list[Window] = []
    last_end = -1
    for i, (start, first_end) in enumerate(spans):
        end = first_end
        for _, next_end in spans[i + 1 :]:
            if next_end - start > size:
                break
            end = next_end
        if end > last_end:  # a window inside the one before it adds nothing
            found.append(Window(clause, clause.text[start:end], start))
            last_end = end
    return found
