"""Places that were looked up as passages, and decisions before the articles that they amend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.address import Address
from corpus.model import ClauseKind
from index.model import StoredClause, StoredDocument
from rag.model import FoundBy, Hit, Place, PlacedBy
from rag.passages.amendments import Amendments, replaced_by
from rag.passages.lookups import FoundPlace

__all__ = ["first_of_places", "place_hits", "with_amendments"]

# Passages whose articles' amendments are looked for.
_AMENDED = 3


def place_hits(places: Sequence[FoundPlace], score: float) -> list[Hit]:
    """Return the places found as passages, each article one.

    :param score: that of the passage they are put before.
    """
    hits = []
    for place in places:
        for article_id in dict.fromkeys(c.article_id for c in place.clauses):
            own = [c for c in place.clauses if c.article_id == article_id]
            hits.append(_hit(place.document, own, score))
    return hits


def first_of_places(places: Sequence[FoundPlace], hits: Sequence[Hit]) -> list[Hit]:
    """Put what stands at the places asked for before other passages."""
    first = place_hits(places, max((hit.score for hit in hits), default=0.0))
    shown = {hit.article_id for hit in first}
    return [*first, *(hit for hit in hits if hit.article_id not in shown)]


def with_amendments(hits: Sequence[Hit], amendments: Amendments, on: str) -> list[Hit]:
    """Put what a decision says of an article before the article it amends.

    :param on: the date at which documents are judged.
    """
    if not amendments.any:
        return list(hits)
    shown: dict[str, Hit] = {}
    for place, hit in enumerate(hits):
        amending = _amending(hit, amendments, on) if place < _AMENDED else []
        for each in amending:
            shown.setdefault(each.clause_id, each)
        if amending:
            record = replaced_by(hit.document, amending[0].document)
            hit = replace(hit, document=record)
        shown.setdefault(hit.clause_id, hit)
    return list(shown.values())


def _amending(hit: Hit, amendments: Amendments, on: str) -> list[Hit]:
    """Return what decisions that hold on a date say of a passage's article."""
    address = Address.parse(hit.address)
    steps = [s for s in address.steps if s.unit == "条"] if address else []
    found = [
        FoundPlace(decision, clauses, "")
        for decision in (amendments.of(hit.document, on) if steps else ())
        if (clauses := amendments.saying(decision, steps[0]))
    ]
    return place_hits(found, hit.score)


def _hit(document: StoredDocument, clauses: Sequence[StoredClause], score: float) -> Hit:
    first = next((c for c in clauses if c.kind is not ClauseKind.HEADING), clauses[0])
    places = tuple(Place(str(c.address), c.id, c.article_id, c.start, c.end) for c in clauses)
    return Hit(
        text="\n".join(c.text for c in clauses),
        score=score,
        address=str(first.address),
        document=document,
        clause_id=first.id,
        article_id=first.article_id,
        path=first.path,
        start=clauses[0].start,
        end=clauses[-1].end,
        row=first.row if len(clauses) == 1 else None,
        places=places if len(clauses) > 1 else (),
        kind=first.kind,
        found_by=frozenset({FoundBy.TITLE, FoundBy.ADDRESS}),
        placed_by=PlacedBy.ADDRESS,
    )
