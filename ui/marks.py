"""Find a quote in a clause's text by its stored offsets, so that it can be marked.

A clause's text is its stretch of the source with line breaks and padding removed, so an offset in
the source is at most as far as that from the offset in the text. Where nothing was removed the
offsets are exact; otherwise they bound the place, and the quote's own characters settle it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.protocols import AnyClause

__all__ = ["Quoted", "marked_parts", "quoted_span"]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote and its character offsets in the Document's text.

    :param key: what the place of its mark is called on the page.
    """

    text: str
    start: int
    end: int
    key: str = ""


def quoted_span(clause: AnyClause, quote: Quoted) -> tuple[int, int] | None:
    """Return where the quote stands in the clause's text, ``None`` where it does not.

    A clause that the quote touches but whose characters cannot be told apart is taken whole.
    """
    start, end = max(quote.start, clause.start), min(quote.end, clause.end)
    if start >= end:
        return None
    whole = (0, len(clause.text))
    if (start, end) == (clause.start, clause.end):
        return whole
    if clause.end - clause.start == len(clause.text):
        return start - clause.start, end - clause.start
    if quote.start < clause.start or quote.end > clause.end:
        return whole
    return _bounded_span(clause, quote) or whole


def marked_parts(clause: AnyClause, quotes: Sequence[Quoted]) -> list[tuple[str, Quoted | None]]:
    """Return the clause's text in parts, each with the quote that covers it, ``None`` for none.

    Where two quotes overlap the earlier one keeps the common part.
    """
    spans = [(span, quote) for quote in quotes if (span := quoted_span(clause, quote))]
    parts: list[tuple[str, Quoted | None]] = []
    at = 0
    for (start, end), quote in sorted(spans, key=lambda found: found[0]):
        start = max(start, at)
        if start < end:
            parts += [(clause.text[at:start], None), (clause.text[start:end], quote)]
            at = end
    parts.append((clause.text[at:], None))
    return [(text, quote) for text, quote in parts if text]


def _bounded_span(clause: AnyClause, quote: Quoted) -> tuple[int, int] | None:
    """Return the one place of the quote that its offsets allow, ``None`` without one."""
    places = [index for index, character in enumerate(clause.text) if not character.isspace()]
    text = "".join(clause.text[index] for index in places)
    wanted = "".join(quote.text.split())
    latest = quote.start - clause.start  # characters are removed, never added
    after = clause.end - quote.end
    allowed = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        first, last = places[at], places[at + len(wanted) - 1]
        if first <= latest and len(clause.text) - 1 - last <= after:
            allowed.append((first, last + 1))
        at = text.find(wanted, at + 1)
    return min(allowed, key=lambda span: latest - span[0]) if allowed else None
