"""Two editions article by article, as `policyqa diff` prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.model import StoredDocument
from rag.model import cite_as
from rag.passages.edition_diff import ArticleChange, Change

__all__ = ["changes_text"]


def changes_text(old: StoredDocument, new: StoredDocument, changes: Sequence[ArticleChange]) -> str:
    """Return what became of every article: those kept counted, the others in full."""
    counts = Counter(change.change for change in changes)
    told = ", ".join(f"{kind.value} {counts[kind]}" for kind in Change)
    head = [f"- {old.id[:8]} {cite_as(old)}", f"+ {new.id[:8]} {cite_as(new)}", told]
    return "\n\n".join(["\n".join(head), *(_shown(c) for c in changes if _is_told(c))])


def _is_told(change: ArticleChange) -> bool:
    return change.change is not Change.KEPT


def _shown(change: ArticleChange) -> str:
    moved = f"{change.old} -> {change.new}" if change.old and change.new else ""
    if change.change is Change.CHANGED:
        name = change.new if change.old == change.new else moved
        return f"changed {name}\n{change.marked}"
    if change.change is Change.RENUMBERED:
        return f"renumbered {moved}"
    return f"{change.change.value} {change.new or change.old}\n{change.new_text or change.old_text}"
