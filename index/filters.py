"""Decide which documents pass a question's filters."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.normalize import comparable
from index.model import Filters, StoredDocument

__all__ = ["DocumentFilter"]


class DocumentFilter:
    """Filters in comparison form, to test documents with."""

    def __init__(self, filters: Filters) -> None:
        """Bring what is asked for into comparison form."""
        self._documents = frozenset(filters.documents)
        self._issuers = _forms(filters.issuers)
        self._regions = _forms(filters.regions)
        self._kinds = _forms(filters.kinds)
        self._statuses = frozenset(filters.statuses)
        self._from = filters.dated_from
        self._to = filters.dated_to

    def passes(self, document: StoredDocument) -> bool:
        """Tell whether a document meets every condition; an unknown field meets none."""
        return (
            (not self._documents or document.id in self._documents)
            and (not self._statuses or document.status in self._statuses)
            and _any(self._kinds, document.kind)
            and _any(self._regions, document.region)
            and _any(self._issuers, *(document.issuer or "").split("、"), document.issuer)
            and self._in_time(document.date)
        )

    def _in_time(self, date: str | None) -> bool:
        if self._from is None and self._to is None:
            return True
        if date is None:
            return False
        # Dates may be reduced to a month or a year: compare what both say.
        early = self._from is not None and date[: len(self._from)] < self._from[: len(date)]
        late = self._to is not None and date[: len(self._to)] > self._to[: len(date)]
        return not early and not late


def _forms(values: Iterable[str]) -> frozenset[str]:
    return frozenset(comparable(value) for value in values)


def _any(wanted: frozenset[str], *values: str | None) -> bool:
    return not wanted or any(comparable(value) in wanted for value in values if value)
