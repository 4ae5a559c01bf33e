"""Editions of one law: texts of the same title, ordered by the history line under it.

修正 and 修订 are how Chinese laws change: （2015年…通过 2018年…第一次修正）. The last event a text
tells of is what made it; it holds from then, or from the day it is put in force, until the next.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.model import Status
from corpus.validity import Event, read_events
from index.model import StoredDocument
from rag.query.as_of_date import earlier
from rag.query.law_titles import area_of, law_key

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["Edition", "Editions", "edition_of"]

# So much of a text is read for its history line, which stands before the first article.
_HEAD = 4000
_FIRST = re.compile(r"^[#>*\s]*第\s?[一1]\s?[条條章编編]", re.MULTILINE)
_MADE = ("通过", "公布", "发布", "颁布", "修正", "修订", "修改")
_BEGAN = ("施行", "实施", "生效")
_NAMED_DATE = re.compile(r"[(（](\d{4}-\d{2}-\d{2})[)）]")
_MOST_TEXTS = 24


@dataclass(frozen=True, slots=True)
class Edition:
    """One text of a law among several.

    :param made: the date of the event that made it; ``begins``: since when it holds.
    :param ends: the day from which the next one holds, "" for the newest.
    :param label: as a citation names it: 2018年修正文本.
    """

    document_id: str
    made: str
    begins: str
    label: str
    ends: str = ""


def edition_of(document: StoredDocument, text: str) -> Edition | None:
    """Return the edition that a text says it is; ``None`` where it tells no date."""
    first = _FIRST.search(text, 0, _HEAD)
    events = read_events(text[: first.start() if first else _HEAD].splitlines())
    made = max((e for e in events if e.verb in _MADE), key=lambda e: e.date, default=None)
    date = made.date if made else document.date
    named = _NAMED_DATE.search(document.source)
    if named and (date is None or date[:4] < named[1][:4]):
        date, made = named[1], None  # the history line was not kept up
    if date is None:
        return None
    begun = [e.date for e in events if e.verb in _BEGAN and not earlier(e.date, date)]
    own = document.effective
    if not begun and own and not earlier(own, date):
        begun = [own]
    return Edition(document.id, date, max(begun, default=date), _label(date, made))


def _label(date: str, made: Event | None) -> str:
    """Return how a citation names an edition."""
    verb = made.verb if made and made.verb in ("修正", "修订", "修改") else ""
    return f"{date[:4]}年{verb}文本"


class Editions:
    """The editions of one snapshot's laws. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView) -> None:
        self._snapshot = snapshot
        self._read: dict[str, Mapping[str, Edition]] = {}

    def of(self, document_id: str) -> Edition | None:
        """Return a Document's edition, ``None`` where the Store has no other text of its law."""
        family = self._families.get(document_id)
        return None if family is None else self._dated(family).get(document_id)

    def labelled(self, document: StoredDocument) -> StoredDocument:
        """Return a Document's record with the name of its edition, if it is one of several."""
        edition = self.of(document.id)
        return document if edition is None else replace(document, edition=edition.label)

    def siblings(self, document_id: str) -> Sequence[StoredDocument]:
        """Return the Documents of a Document's title, itself among them; empty where alone."""
        return self._families.get(document_id, ())

    def judged(self, document: StoredDocument, on: str) -> StoredDocument | None:
        """Return a Document's record with the status its edition has on a date.

        ``None`` where it is no edition among several.
        """
        edition = self.of(document.id)
        if edition is None:
            return None
        named = replace(document, edition=edition.label)
        if earlier(on, edition.begins):
            return replace(named, status=Status.NOT_YET_IN_FORCE, status_reason=edition.begins)
        if edition.ends and not earlier(on, edition.ends) and _whole_day(on, edition.ends):
            return replace(named, status=Status.SUPERSEDED, status_reason=edition.ends)
        if named.status is Status.NOT_YET_IN_FORCE:
            named = replace(named, status=Status.IN_FORCE, status_reason=None)
        if edition.ends and named.status in (None, Status.IN_FORCE):
            return replace(named, status=None, status_reason=edition.ends)  # it held until then
        return named

    def held(self, document_id: str, on: str) -> StoredDocument | None:
        """Return the edition of a Document's law that holds on a date; ``None`` for none."""
        family = self._families.get(document_id, ())
        judged = [d for d in (self.judged(each, on) for each in family) if d is not None]
        holding = [
            d for d in judged if d.status not in (Status.SUPERSEDED, Status.NOT_YET_IN_FORCE)
        ]
        return max(holding, key=lambda d: self._order(d), default=None)

    def newest_first(self, documents: Sequence[StoredDocument]) -> list[StoredDocument]:
        """Return Documents by the date of their editions, the newest first."""
        return sorted(documents, key=self._order, reverse=True)

    def _order(self, document: StoredDocument) -> tuple[str, str, str]:
        edition = self.of(document.id)
        named = _NAMED_DATE.search(document.source)
        hint = named[1] if named else ""
        return (edition.made if edition else document.date or "", hint, document.id)

    @cached_property
    def _families(self) -> dict[str, tuple[StoredDocument, ...]]:
        """Return, by id, the Documents that share a title and a place, where there are several."""
        groups: dict[tuple[str, str], list[StoredDocument]] = defaultdict(list)
        for document in self._snapshot.documents():
            if document.title:
                groups[law_key(document.title), area_of(document.region)].append(document)
        several = [tuple(g) for g in groups.values() if 1 < len(g) <= _MOST_TEXTS]
        return {d.id: group for group in several for d in group}

    def _dated(self, family: Sequence[StoredDocument]) -> Mapping[str, Edition]:
        """Return a family's editions by id, each with the day on which the next one begins."""
        key = family[0].id
        if key not in self._read:
            texts = self._snapshot.texts([d.id for d in family])
            read = [edition_of(d, text) for d, text in zip(family, texts, strict=True)]
            found = [e for e in read if e is not None]
            self._read[key] = _with_ends(found, family)
        return self._read[key]


def _with_ends(editions: Sequence[Edition], family: Sequence[StoredDocument]) -> dict[str, Edition]:
    """Return editions by id with their ends; empty where nothing tells them apart.

    Texts of one date are told apart by the date in their files' names, where both have one.
    """
    hints = {d.id: m[1] for d in family if (m := _NAMED_DATE.search(d.source))}
    if len({e.made for e in editions}) < len(editions) and len(set(hints.values())) == len(family):
        editions = [_of_file(e, hints[e.document_id]) for e in editions]
    dates = sorted({(e.made, e.begins) for e in editions})
    if len({made for made, _ in dates}) < 2:
        return {}
    ends = {}
    for edition in _told_apart(editions):
        later = [begins for made, begins in dates if made > edition.made]
        ends[edition.document_id] = replace(edition, ends=min(later, default=""))
    return ends


def _told_apart(editions: Sequence[Edition]) -> list[Edition]:
    """Return editions with the day in the names of those that were made in one year."""
    dates = defaultdict(set)
    for edition in editions:
        dates[edition.label].add(edition.made)
    return [replace(e, label=_dated_label(e)) if len(dates[e.label]) > 1 else e for e in editions]


def _dated_label(edition: Edition) -> str:
    """Return the name of an edition with its whole date: 2018年9月1日修正文本."""
    year, *rest = edition.made.split("-")
    day = "".join(f"{int(part)}{unit}" for part, unit in zip(rest, "月日", strict=False))
    return f"{year}年{day}{edition.label.partition('年')[2]}"


def _of_file(edition: Edition, named: str) -> Edition:
    """Return an edition with the date in its file's name where its text says no more."""
    return replace(edition, made=named, begins=named, label=f"{named[:4]}年文本")


def _whole_day(on: str, end: str) -> bool:
    """Return whether a date lies past an end as far as both tell: 2018 is not past 2018-09-01."""
    return earlier(end, on) or (len(on) >= len(end) and on >= end)
