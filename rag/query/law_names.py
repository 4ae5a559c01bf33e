"""Which Documents of a Store a name stands for: exactly, without its place, or abbreviated.

Documents of one name are one family: editions of one law, or the parts of a code. A name that no
Document bears exactly is matched by rule (``abbreviations``); one that other documents cite as a
title of its own is never taken for an abbreviation of something else: it is missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from corpus.normalize import comparable
from corpus.text.places import short_name
from index.model import StoredDocument
from index.recent_cache import cached_method
from rag.query.abbreviations import in_order, is_initials, nearness, shortened, subject_of
from rag.query.law_titles import area_of, law_key, regionless, title_keys

__all__ = ["Family", "Known", "LawNames", "Named"]

# So many documents that cite a title in 《》 say that it is a law's own name.
_CITED = 2
# Another reading that is less far behind than this is told.
_CLOSE = 0.6
# What a place in a title costs that the name does not have, and names offered for a missing one.
_OTHER_PLACE = 1.5
# A title cited so much more than a near one is what the near one is said for: 招投标法.
_FAR_MORE = 10
_SURELY = -1.5
_SUBJECT = -0.5
_NEVER = float("-inf")
_FARTHEST = -6.0
_OFFERED = 3


class Known(StrEnum):
    """How a name is known."""

    EXACT = "exact"
    PLACELESS = "placeless"  # the only Document of that name, without its place
    ABBREVIATED = "abbreviated"  # single characters of a title's words
    NEAREST = "nearest"  # whole words of a title: not that name, and no other law is known by it
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Family:
    """The Documents of one name.

    :param key: the name, as ``law_key`` gives it; ``place``: of their place, "" without one.
    """

    key: str
    place: str
    documents: tuple[StoredDocument, ...]

    @property
    def title(self) -> str:
        """Return the name as the first Document prints it."""
        return self.documents[0].title or self.documents[0].source


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for.

    :param name: as typed; ``family``: ``None`` where it is missing.
    :param others: other families that it may stand for, nearest first; what is offered where it
        is missing.
    """

    name: str
    known: Known
    family: Family | None = None
    others: tuple[Family, ...] = ()


class LawNames:
    """The names of one snapshot's Documents. Safe to use from several threads."""

    def __init__(
        self, documents: Iterable[StoredDocument], cited: Mapping[str, int] | None = None
    ) -> None:
        """Read the titles.

        :param cited: how many documents cite each title, by ``law_key``.
        """
        self._cited = cited or {}
        self._families = _families(documents)
        self._placeless: dict[str, list[Family]] = defaultdict(list)
        for family in self._families.values():
            bare = regionless(family.key, family.place)
            if bare != family.key:
                self._placeless[bare].append(family)
        self._by_kind = self._stems()
        self._known_as = cached_method(self._look_up, 4096)

    def look_up(self, name: str, places: frozenset[str] = frozenset()) -> Named:
        """Return what a name stands for.

        :param name: as typed; ``places``: short names of the places the question speaks of.
        """
        return self._known_as(name, places)

    @cached_property
    def known(self) -> frozenset[str]:
        """Return every name that is one Document's or one family's, as ``law_key`` gives it."""
        placeless = (key for key in self._placeless if self.is_placeless(key))
        return frozenset((*self._families, *placeless))

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Return the first two characters of every such name."""
        return frozenset(name[:2] for name in self.known)

    @cached_property
    def longest(self) -> int:
        """Return the length of the longest name."""
        return max(map(len, self._families), default=0)

    def exact(self, key: str) -> Family | None:
        """Return the Documents of exactly a name, ``None`` where there are none."""
        return self._families.get(key)

    def is_placeless(self, key: str) -> bool:
        """Return whether a name is one Document's, but for its place."""
        return len(self._placeless.get(key, ())) == 1 and self._cited.get(key, 0) < _CITED

    def is_cited(self, key: str) -> bool:
        """Return whether documents cite a title as a law's own name."""
        return self._cited.get(key, 0) >= _CITED

    @cached_property
    def places(self) -> frozenset[str]:
        """Return the short names of the Documents' places."""
        return frozenset(
            comparable(short_name(f.place)) for f in self._families.values() if f.place
        )

    def family_of(self, document: StoredDocument) -> Family | None:
        """Return the family of a Document's title."""
        keys = title_keys(document.title) if document.title else ()
        found = [f for f in map(self._families.get, keys) if f is not None]
        return next((f for f in found if any(d.id == document.id for d in f.documents)), None)

    def _stems(self) -> dict[str, list[tuple[tuple[str, ...], Family]]]:
        """Return by kind of document each family's stems: whole, without place, its subject."""
        found: dict[str, list[tuple[tuple[str, ...], Family]]] = defaultdict(list)
        for family in self._families.values():
            whole, bare = shortened(family.key), shortened(regionless(family.key, family.place))
            if whole is not None and bare is not None:
                stems = (bare.stem, whole.stem, subject_of(whole.stem))
                found[whole.kind].append((tuple(dict.fromkeys(stems)), family))
        return found

    def _look_up(self, name: str, places: frozenset[str] = frozenset()) -> Named:
        """Return what a name stands for.

        :param name: as typed; ``places``: short names of the places the question speaks of.
        """
        key = law_key(name)
        if key in self._families:
            return Named(name, Known.EXACT, self._families[key])
        local = self._of_place(self._placeless.get(key, ()), places)
        near = self._near(key, places)
        offered = tuple(dict.fromkeys((*local, *(family for _, family in near))))
        if self._cited.get(key, 0) >= _CITED and not self._is_said_for(key, near):
            return Named(name, Known.MISSING, None, offered[:_OFFERED])
        if len(local) == 1:
            return Named(name, Known.PLACELESS, local[0])
        if local or not near or near[0][0] < _FARTHEST:
            return Named(name, Known.MISSING, None, offered[:_OFFERED])
        return self._nearest(name, key, near)

    def _is_said_for(self, key: str, near: Sequence[tuple[float, Family]]) -> bool:
        """Return whether a title that others cite is but the short form of one cited far more."""
        if not near or near[0][0] < _SURELY:
            return False
        return self._cited.get(near[0][1].key, 0) >= _FAR_MORE * self._cited.get(key, 0)

    def _nearest(self, name: str, key: str, near: Sequence[tuple[float, Family]]) -> Named:
        score, family = near[0]
        others = tuple(f for s, f in near[1:] if s > score - _CLOSE)[:_OFFERED]
        mine, its = shortened(key), shortened(family.key)
        initials = mine is not None and its is not None and is_initials(mine.stem, its.stem)
        return Named(name, Known.ABBREVIATED if initials else Known.NEAREST, family, others)

    def _of_place(self, families: Sequence[Family], places: frozenset[str]) -> list[Family]:
        """Return the families of a place that the question speaks of; all where none is."""
        own = [f for f in families if f.place and comparable(short_name(f.place)) in places]
        return own or list(families)

    def _near(self, key: str, places: frozenset[str]) -> list[tuple[float, Family]]:
        """Return the families that a name may abbreviate, nearest first."""
        mine = shortened(key)
        if mine is None:
            return []
        found = []
        for stems, family in self._by_kind.get(mine.kind, ()):
            near = max((_nearness(mine.stem, stem) for stem in stems), default=_NEVER)
            if near > _NEVER:
                found.append((near - self._distance(key, family, places), family))
        return sorted(found, key=lambda pair: (-pair[0], pair[1].key))

    def _distance(self, key: str, family: Family, places: frozenset[str]) -> float:
        """Return what it costs that a Document is of a place nobody named."""
        own = comparable(short_name(family.place)) if family.place else ""
        return _OTHER_PLACE if own and own not in places and own not in key else 0.0


def _nearness(stem: str, whole: str) -> float:
    if stem == whole:  # all that a longer title is about
        return _SUBJECT
    return nearness(stem, whole) if in_order(stem, whole) else _NEVER


def _families(documents: Iterable[StoredDocument]) -> dict[str, Family]:
    """Return the Documents by each name their titles give them."""
    found: dict[str, list[StoredDocument]] = defaultdict(list)
    for document in documents:
        for key in title_keys(document.title) if document.title else ():
            found[key].append(document)
    return {key: Family(key, area_of(own[0].region), tuple(own)) for key, own in found.items()}
