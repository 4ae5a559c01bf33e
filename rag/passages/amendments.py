"""Decisions that amend a document whose text in the Store was not changed by them.

关于修改《…》的决定 says which articles read differently from when on. Where it holds on the date
asked about, what it says of an article stands before the article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.address import Step
from corpus.model import ClauseKind, Status
from corpus.text.numerals import write
from index.model import StoredClause, StoredDocument
from rag.passages.editions import edition_of
from rag.query.as_of_date import earlier
from rag.query.asked_places import readable
from rag.query.law_titles import law_key, regionless

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["Amendments", "replaced_by"]

_AMENDS = re.compile(
    r"关于(?:修改|修订|修正)[《〈]?(.{3,60}?)[》〉]?(?:等.{0,20})?的(?:决定|通知)$"
)
_UNSHOWN = (ClauseKind.TITLE, ClauseKind.FRONT, ClauseKind.SIGNATURE, ClauseKind.NOTE)


class Amendments:
    """The amending decisions of one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView) -> None:
        self._snapshot = snapshot

    @property
    def any(self) -> bool:
        """Return whether the Store has decisions that amend something."""
        return bool(self._decisions)

    def of_name(self, key: str) -> Sequence[StoredDocument]:
        """Return the decisions that amend what a name names, oldest first.

        :param key: as ``law_key`` gives it, with its place or without.
        """
        return self._decisions.get(key, ())

    def of(self, document: StoredDocument, on: str) -> list[StoredDocument]:
        """Return the decisions that amend a Document's text and hold on a date, newest first."""
        decisions = self.of_name(law_key(document.title)) if document.title else ()
        if not decisions:
            return []
        edition = edition_of(document, self._snapshot.text(document.id))
        made = edition.made if edition else document.date or ""
        held = [d for d in decisions if (date := _date(d)) and not earlier(on, date)]
        return [d for d in reversed(held) if not made or earlier(made, _date(d))]

    def saying(self, decision: StoredDocument, article: Step) -> tuple[StoredClause, ...]:
        """Return what a decision says of an article."""
        suffix = f"之{write(article.suffix)}" if article.suffix else ""
        name = f"第{write(article.number)}条{suffix}"
        return tuple(
            clause
            for item in self._snapshot.articles(decision.id)
            if any(_names(clause, name) for clause in item.clauses)
            for clause in item.clauses
            if clause.kind not in _UNSHOWN
        )

    @cached_property
    def _decisions(self) -> dict[str, list[StoredDocument]]:
        found: dict[str, list[StoredDocument]] = defaultdict(list)
        for document in self._snapshot.documents():
            amended = _AMENDS.search("".join((document.title or "").split()))
            if amended:
                key = law_key(amended[1])
                for name in dict.fromkeys((key, regionless(key, document.region or ""))):
                    found[name].append(document)
        return {name: sorted(each, key=_date) for name, each in found.items()}


def _names(clause: StoredClause, article: str) -> bool:
    """Return whether a clause of a decision names an article."""
    shown = clause.kind not in _UNSHOWN
    return shown and re.search(rf"{article}(?!之)", readable(clause.text)) is not None


def replaced_by(document: StoredDocument, decision: StoredDocument) -> StoredDocument:
    """Return a Document's record as that of a text a decision has replaced."""
    name = f"《{decision.title}》"
    return replace(document, status=Status.SUPERSEDED, status_reason=name)


def _date(document: StoredDocument) -> str:
    return document.effective or document.date or ""
