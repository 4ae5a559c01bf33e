"""Passages as hits and as numbered evidence, and where they stand in their source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from index.model import StoredDocument
from rag.model import Citation, FoundBy, Hit, Place
from rag.passages.windows import Window

__all__ = ["Evidence", "citation_of", "hit_of", "locate", "number_evidence"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage shown to the answerer under a number.

    :param number: the n of [n], from 1.
    :param source: the whole source text of the hit's Document; offsets refer to it.
    :param start: offset of the passage in ``source``.
    :param end: offset just past it.
    """

    number: int
    hit: Hit
    source: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return the passage exactly as it stands in the source."""
        return self.source[self.start : self.end]

    @property
    def referred(self) -> bool:
        """Return whether it was not found, but is what a passage found refers to."""
        return FoundBy.REFERENCE in self.hit.found_by

    @property
    def readable(self) -> str:
        """Return the passage's text; a table row's after the names of its columns."""
        row = self.hit.row
        return self.text if row is None else " ".join((*row.beside(self.text), self.text))


def number_evidence(
    hits: Sequence[Hit], source_text: Callable[[str], str], limit: int = 10
) -> list[Evidence]:
    """Give the best hits numbers from 1, and each its Document's source text.

    What a hit refers to stands beside it, under a number of its own.

    :param source_text: gives a Document's text by its id.
    :param limit: at most this many hits.
    """
    shown = [passage for hit in hits[:limit] for passage in (hit, *hit.related)]
    return [
        Evidence(n, hit, source_text(hit.document.id), hit.start, hit.end)
        for n, hit in enumerate(shown, start=1)
    ]


def citation_of(number: int, evidence: Evidence, start: int, end: int) -> Citation:
    """Return the citation of a piece of a passage, at the clause it stands in.

    :param start: offset of the piece in the Document's text; ``end`` just past it.
    """
    place = evidence.hit.place_at(start)
    return Citation(
        number=number,
        quote=evidence.source[start:end],
        address=place.address,
        document=evidence.hit.document,
        start=start,
        end=end,
        clause_id=place.clause_id,
        article_id=place.article_id,
    )


def locate(source: str, start: int, end: int, text: str, piece: tuple[int, int]) -> tuple[int, int]:
    """Return the offsets in ``source`` of a piece of a clause.

    A clause's text is its span of the source without line breaks, padding and page noise, so its
    characters stand in the span in the same order; white space apart, each is found in turn.

    :param start: offset of the clause in ``source``; ``end`` just past it.
    :param text: the clause's text.
    :param piece: start and end of the piece in ``text``.
    """
    position = start
    first, last = -1, start
    for index, character in enumerate(text[: piece[1]]):
        if character.isspace():
            continue
        found = source.find(character, position, end)
        if found < 0:
            break
        position = found + 1
        if index >= piece[0]:
            first = found if first < 0 else first
            last = position
    return (first, last) if first >= 0 else (start, end)


def hit_of(
    window: Window,
    document: StoredDocument,
    source_text: Callable[[str], str],
    *,
    score: float,
    scores: Mapping[str, float],
    found_by: frozenset[FoundBy],
) -> Hit:
    """Return a passage as a hit, with its place in its Document's text.

    :param source_text: gives a Document's text by its id; asked for a part of a clause only.
    """
    clause = window.clause
    start, end = window.clauses[0].start, window.clauses[-1].end
    if not window.whole:
        piece = (window.start, window.start + len(window.text))
        start, end = locate(source_text(clause.document_id), start, end, clause.text, piece)
    return Hit(
        text=window.text,
        score=score,
        address=str(clause.address),
        document=document,
        clause_id=clause.id,
        article_id=clause.article_id,
        path=clause.path,
        start=start,
        end=end,
        row=clause.row,
        kind=clause.kind,
        places=tuple(
            Place(str(c.address), c.id, c.article_id, c.start, c.end)
            for c in (window.clauses if len(window.clauses) > 1 else ())
        ),
        scores=scores,
        found_by=found_by,
    )
