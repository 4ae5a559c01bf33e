"""Names by which citations of different texts are told apart, whatever the texts say of themselves.

Texts of one title and number are cited by their edition; where no date tells their editions apart,
by the files they came in. No two texts are cited alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.normalize import comparable
from index.model import StoredDocument
from rag.passages.editions import Editions

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["DistinctNames"]

_PARTS = 24  # texts looked at for whether they are parts of one


class DistinctNames:
    """Names the texts of one snapshot apart. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView, editions: Editions) -> None:
        self._snapshot = snapshot
        self._editions = editions
        self._named: dict[str, Mapping[str, str]] = {}

    def labelled(self, document: StoredDocument) -> StoredDocument:
        """Return a Document's record with what tells its citation from those of other texts."""
        document = self._editions.labelled(document)
        alike = self._alike.get(document.id)
        if alike is None:
            return document
        key = alike[0].id
        if key not in self._named:
            self._named[key] = self._labels(alike)
        return replace(document, edition=self._named[key][document.id])

    @cached_property
    def _alike(self) -> dict[str, Sequence[StoredDocument]]:
        """Return, by id, the Documents whose titles and numbers are the same, where several are."""
        groups: dict[tuple[str, str], list[StoredDocument]] = defaultdict(list)
        for document in self._snapshot.documents():
            if document.title:
                groups[comparable(document.title), document.number or ""].append(document)
        return {d.id: group for group in groups.values() if len(group) > 1 for d in group}

    def _labels(self, alike: Sequence[StoredDocument]) -> dict[str, str]:
        """Return what is told of each: its edition, and its file where another has the same one.

        The parts of a code count their articles on, so that their addresses tell them apart.
        """
        first = sum(bool(self._snapshot.articles_numbered(d.id, 1)) for d in alike[:_PARTS])
        if first == 1:
            return {d.id: self._editions.labelled(d).edition for d in alike}
        own = {d.id: self._editions.labelled(d).edition or "" for d in alike}
        known = Counter(own.values())
        files = Counter(d.source for d in alike)
        names = Counter(PurePath(source).name for source in files)
        labels = {}
        for document in alike:
            edition = own[document.id]
            if edition and known[edition] == 1:
                labels[document.id] = edition
                continue
            name = PurePath(document.source).name
            name = name if names[name] == 1 else document.source
            if files[document.source] > 1:
                name = f"{name}:{document.first_line}"
            labels[document.id] = f"{edition}，{name}" if edition else name
        return labels
