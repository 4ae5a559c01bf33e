"""Which of the documents found are of another place than the one asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.normalize import comparable
from corpus.text.places import short_name
from rag.passages.evidence import Evidence
from rag.query.question import AnswerKind, Question

__all__ = ["NATIONAL", "foreign_documents"]

NATIONAL = "国家"
"""The place of what the whole country is governed by."""


def foreign_documents(question: Question, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the ids of the Documents whose rules are not those of the place asked about.

    None is when no passage is of that place: then another place's is all there is to show. What
    is of the whole country holds everywhere, and so does what comes from above: a place that the
    asked place's own documents name. What is of no known place may hold there when it names it. A
    comparison may be of two places.
    """
    if AnswerKind.COMPARE in question.kinds:
        return frozenset()
    placed = [item for item in evidence if item.hit.document.region not in (None, NATIONAL)]
    regions = {item.hit.document.region or "" for item in placed}
    asked = _named(regions, question)
    if not asked:
        return frozenset()
    home = {item.source for item in placed if item.hit.document.region in asked}
    others = [
        item
        for item in placed
        if item.hit.document.region not in asked
        and not any(short_name(item.hit.document.region or "") in source for source in home)
    ]
    unplaced = [
        item
        for item in evidence
        if item.hit.document.region is None and not any(short_name(r) in item.source for r in asked)
    ]
    return frozenset(item.hit.document.id for item in (*others, *unplaced))


def _named(regions: Iterable[str], question: Question) -> set[str]:
    """Return the regions that a question names, in full or by the first part of their names."""
    plain = comparable(question.search)
    places = [short_name(place) for place in question.places]
    return {
        region
        for region in regions
        if short_name(region) in plain
        or any(comparable(region).startswith(place) for place in places)
    }
