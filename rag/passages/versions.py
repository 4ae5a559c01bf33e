"""What held on a date: each Document's status then, and which of several versions comes first.

A Document says itself since when and until when it holds, and what it repeals. Nothing is
guessed: without such words its status stays what its source states.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from corpus.model import Reference, Status
from corpus.normalize import comparable
from corpus.text.dates import find_date
from corpus.text.document_numbers import canonical_number
from index.model import StoredDocument
from index.recent_cache import cached_method
from rag.passages.distinct_names import DistinctNames
from rag.passages.editions import Editions
from rag.query.as_of_date import Moment, earlier
from rag.query.named_documents import bare_title

if TYPE_CHECKING:
    from index.engine import SearchView
    from rag.query.question import Question

__all__ = ["OVER", "Timeline", "preferred_versions", "standing", "version_order"]

# What does not hold on the date in question.
OVER = frozenset({Status.REPEALED, Status.EXPIRED, Status.NOT_YET_IN_FORCE, Status.SUPERSEDED})
# What a source says of the day it was written.
_SAID_OF_TODAY = (None, Status.IN_FORCE, Status.REPEALED)
_OF_EDITIONS = (Status.SUPERSEDED, Status.NOT_YET_IN_FORCE)
# Titles looked at for a Document that repeals or renews another.
_LIKE = 8

_EDITION = re.compile(
    r"[(（\[【〔](?:试行|暂行|修订|修正|[12]\d{3}年?(?:修订|修正|版)?)[^)）\]】〕]*[)）\]】〕]"
    r"|试行|暂行"
)


def standing(
    document: StoredDocument, on: str, successor: StoredDocument | None = None
) -> StoredDocument:
    """Return the Document's record with the status it has on a date, and why.

    What held then and was repealed since has no status; the reason says by what.

    :param on: YYYY, YYYY-MM or YYYY-MM-DD; within a year that it leaves open everything that
        held on some day counts as in force.
    :param successor: the Document of the Store that repeals this one.
    """
    begins = document.effective or document.date
    if begins and not document.edition and earlier(on, begins):
        return replace(document, status=Status.NOT_YET_IN_FORCE, status_reason=begins)
    ends = _end(document, successor)
    if ends is not None:
        date, by = ends
        if date is None or _over(date, on):
            return replace(document, status=Status.REPEALED, status_reason=by)
        if document.status in _SAID_OF_TODAY:  # it held then, which the reason bounds
            return replace(document, status=None, status_reason=by or date)
    if document.expires and earlier(document.expires, on):
        return replace(document, status=Status.EXPIRED, status_reason=document.expires)
    if document.status is Status.NOT_YET_IN_FORCE and begins:
        return replace(document, status=Status.IN_FORCE, status_reason=None)
    return document


def _end(
    document: StoredDocument, successor: StoredDocument | None
) -> tuple[str | None, str | None] | None:
    """Return since when a Document is repealed and by what, ``None`` when it is not."""
    date = successor.effective or successor.date if successor else None
    if document.status is Status.REPEALED:
        return date or find_date(document.status_reason or ""), document.status_reason
    if successor is None:
        return None
    return date, f"{date or ''}《{successor.title}》"


def _over(end: str, on: str) -> bool:
    return earlier(end, on) or (len(on) == len("YYYY-MM-DD") and on == end)


class Timeline:
    """Versions of the Documents of one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView) -> None:
        self._snapshot = snapshot
        self.editions = Editions(snapshot)
        self.names = DistinctNames(snapshot, self.editions)
        self._cached_successor = cached_method(self._successor, 4096)
        self._cached_predecessor = cached_method(self._predecessor, 4096)

    def at(self, document: StoredDocument, on: str) -> StoredDocument:
        """Return a Document's record with its status on a date."""
        judged = self.editions.judged(document, on)
        if judged is not None and judged.status in _OF_EDITIONS:
            return self.names.labelled(judged)
        standing_then = standing(judged or document, on, self.successor(document.id))
        return self.names.labelled(standing_then)

    def successor(self, document_id: str) -> StoredDocument | None:
        """Return the Document of the Store that repeals this one by its own words."""
        return self._cached_successor(document_id)

    def predecessor(self, document_id: str) -> StoredDocument | None:
        """Return the Document of the Store that this one repeals."""
        return self._cached_predecessor(document_id)

    def date_meant(
        self, documents: Iterable[StoredDocument], question: Question, moment: Moment
    ) -> str:
        """Return the date at which documents are to be judged.

        A year alone may be what is asked about; of a text that was replaced since, it is when.

        :param documents: that the question names, or that were found.
        """
        year = next(iter(question.years)) if len(question.years) == 1 else ""
        if not year or question.as_of or moment.strict or not earlier(year, moment.date):
            return moment.date
        over = (d for d in documents if self.at(d, moment.date).status in OVER)
        then = any(self.at(d, year).status not in OVER for d in over)
        return year if then else moment.date

    def held(self, document: StoredDocument, on: str) -> StoredDocument | None:
        """Return the version that held on a date in place of one that did not.

        :param document: with its status on the date.
        """
        edition = self.editions.held(document.id, on)
        if edition is not None and edition.id != document.id:
            return edition
        step = {
            Status.REPEALED: self.successor,
            Status.EXPIRED: self.successor,
            Status.NOT_YET_IN_FORCE: self.predecessor,
        }.get(document.status or Status.IN_FORCE)
        other, passed = document, {document.id}
        while step is not None:
            found = step(other.id)
            if found is None or found.id in passed:
                return None
            passed.add(found.id)
            other = self.at(found, on)
            if other.status not in OVER:
                return other
        return None

    def _successor(self, document_id: str) -> StoredDocument | None:
        """Return the Document of the Store that repeals this one by its own words.

        A text of the same law that repeals the one before it does not repeal those that follow.
        """
        old = self._snapshot.document(document_id)
        if not self._named & _names(old.title, old.number):
            return None
        ordered = self.editions.of(old.id) is not None
        editions = {d.id for d in self.editions.siblings(old.id)} if ordered else {old.id}
        alike = (d for d in self._alike(old.title) if _repeals(self._snapshot.repeals(d.id), old))
        named = self._repealing.get(comparable(old.title or ""), ())
        others = (d for d in self._snapshot.documents_by_id(named) if _same_place(d, old))
        found = (d for d in chain(alike, others) if d.id not in editions)
        return next((d for d in found if not _is_older(d, old)), None)

    def _predecessor(self, document_id: str) -> StoredDocument | None:
        """Return the Document of the Store that this one repeals."""
        references = self._snapshot.repeals(document_id)
        near = (d for r in references for d in self._alike(r.title))
        return next((d for d in near if d.id != document_id and _repeals(references, d)), None)

    @cached_property
    def _repealing(self) -> Mapping[str, tuple[str, ...]]:
        """Return, by whole titles in comparison form, the Documents that repeal them.

        A law of quite another name may: 停车管理办法 is repealed by a 静态交通条例.
        """
        ids = [d.id for d in self._snapshot.documents()]
        found: dict[str, list[str]] = defaultdict(list)
        for document_id, references in zip(ids, self._snapshot.repeals_by_id(ids), strict=True):
            for title in {comparable(r.title) for r in references if r.title}:
                found[title].append(document_id)
        return {title: tuple(by) for title, by in found.items()}

    @cached_property
    def _named(self) -> frozenset[str]:
        """Return the numbers and titles of whatever any Document of the Store repeals.

        Read once, so that not for every passage's Document the titles have to be searched.
        """
        repealed = self._snapshot.all_repeals()
        return frozenset(name for r in repealed for name in _names(r.title, r.number))

    def _alike(self, title: str | None) -> list[StoredDocument]:
        return self._snapshot.documents_titled(bare_title(title), _LIKE) if title else []


def _is_older(one: StoredDocument, other: StoredDocument) -> bool:
    """Return whether a Document held before another was made; what it repeals is a namesake."""
    begins = one.effective or one.date
    return bool(begins and other.date and earlier(begins, other.date))


def _same_place(one: StoredDocument, other: StoredDocument) -> bool:
    return not (one.region and other.region) or one.region == other.region


def _repeals(references: Sequence[Reference], old: StoredDocument) -> bool:
    """Return whether one of the references names the Document."""
    names = _names(old.title, old.number)
    return any(not names.isdisjoint(_names(r.title, r.number)) for r in references)


def _names(title: str | None, number: str | None) -> set[str]:
    """Return what a Document or a reference names: a title and a number, in comparison form."""
    names = set() if title is None else {comparable(bare_title(title))}
    canonical = canonical_number(number) if number else None
    return names if canonical is None else names | {f"#{canonical}"}


def preferred_versions(
    documents: Iterable[StoredDocument],
    *,
    years: Collection[str] = (),
    alike: Callable[[StoredDocument, StoredDocument], bool] | None = None,
) -> dict[str, str]:
    """Return, for each Document with a better version among them, that version's id.

    Better is what holds, then what is of a year asked about, then what is newer. Versions are told
    by their titles.

    :param documents: with their status on the date in question.
    :param years: that the question names; they may be what tells titles apart.
    :param alike: tells versions by their texts as well.
    """
    groups: list[list[StoredDocument]] = []
    keys: list[str] = []
    for document in documents:
        key = _version_key(document, dated=bool(years))
        for at, group in enumerate(groups):
            if (key and keys[at] == key) or (alike is not None and alike(group[0], document)):
                group.append(document)
                break
        else:
            groups.append([document])
            keys.append(key)
    found: dict[str, str] = {}
    for group in groups:
        ranks = {d.id: (d.status not in OVER, _date(d)[:4] in years) for d in group}
        best = max(group, key=lambda d: (ranks[d.id], _date(d)))
        others = (d for d in group if d.id != best.id)
        found |= {d.id: best.id for d in others if ranks[d.id] < ranks[best.id] or _older(d, best)}
    return found


def _date(document: StoredDocument) -> str:
    return document.effective or document.date or ""


def version_order(
    documents: Sequence[StoredDocument], preferred: Mapping[str, str], *, strict: bool = False
) -> list[int]:
    """Return the places of passages with what holds before what it stands in for.

    Where the first passage of an older version stands, the best of the preferred one comes
    before it. With ``strict``, for a question about a date, all that did not hold then is last.

    :param documents: each passage's Document, best passage first.
    :param preferred: by Document, the version to be shown before it.
    """
    settled: list[int] = []
    seen: set[str] = set()
    for place, document in enumerate(documents):
        first = preferred.get(document.id)
        if first is not None and first not in seen:
            lead = next((p for p, d in enumerate(documents) if d.id == first), None)
            if lead is not None:
                settled.append(lead)
                seen.add(first)
        if place not in settled:
            settled.append(place)
            seen.add(document.id)
    if strict:
        settled.sort(key=lambda place: documents[place].status in OVER)
    return settled


def _older(document: StoredDocument, best: StoredDocument) -> bool:
    """Return whether one is over while the other holds, or is of an earlier date."""
    if (document.status in OVER) != (best.status in OVER):
        return True
    mine, its = document.effective or document.date, best.effective or best.date
    return bool(mine and its and earlier(mine, its))


def _version_key(document: StoredDocument, *, dated: bool) -> str:
    """Return what versions of one Document share: its subject, without edition and year."""
    if not document.title:
        return ""
    bare = _EDITION.sub("", bare_title(comparable(document.title)))
    return bare if dated else re.sub(r"[12]\d{3}(?:[-—~至][12]\d{3})?年?(?:度)?", "", bare)
