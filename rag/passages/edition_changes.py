"""What changed between the editions of a law that stands in the Store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import StoredDocument
from rag.passages.edition_diff import ArticleChange, compare_articles
from rag.passages.versions import Timeline

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["EditionChanges", "changes_of"]


@dataclass(frozen=True, slots=True)
class EditionChanges:
    """What became of every article from one edition to another.

    :param old: the older one, as a citation names it; ``new``: the newer one.
    """

    old: StoredDocument
    new: StoredDocument
    changes: tuple[ArticleChange, ...]


def changes_of(snapshot: SearchView, timeline: Timeline, document_id: str) -> EditionChanges | None:
    """Return what changed since an edition, or from the one before to the newest one.

    :return: ``None`` where the Store has no other edition of that Document.
    """
    editions = timeline.editions
    if editions.of(document_id) is None:
        return None
    ordered = [
        d for d in editions.newest_first(editions.siblings(document_id)) if editions.of(d.id)
    ]
    place = next(n for n, document in enumerate(ordered) if document.id == document_id)
    old = timeline.names.labelled(ordered[place or 1])
    new = timeline.names.labelled(ordered[0])
    changes = compare_articles(snapshot.articles(old.id), snapshot.articles(new.id))
    return EditionChanges(old, new, tuple(changes))
