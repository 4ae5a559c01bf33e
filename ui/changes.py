"""What changed between two editions of a law, article by article, as HTML."""

from __future__ import annotations

from collections import Counter

from rag.model import cite_as
from rag.passages.edition_changes import EditionChanges
from rag.passages.edition_diff import ArticleChange, Change, word_changes
from ui.escaping import escape
from ui.words import Words

__all__ = ["render_changes"]

_SHOWN = 80


def render_changes(changes: EditionChanges | None, words: Words) -> str:
    """Return what became of every article, folded; those kept are only counted."""
    if changes is None:
        return ""
    told = [change for change in changes.changes if change.change is not Change.KEPT]
    counts = Counter(change.change for change in changes.changes)
    counted = "　".join(
        f"{words.changes[kind.value]} {counts[kind]}" for kind in Change if counts[kind]
    )
    names = words.changes_of.format(old=cite_as(changes.old), new=cite_as(changes.new))
    items = "".join(_item(change, words) for change in told[:_SHOWN])
    rest = len(told) - _SHOWN
    more = f"<p>{escape(words.documents_more.format(count=rest))}</p>" if rest > 0 else ""
    return (
        f'<details class="changes"><summary>{escape(words.changed)}</summary>'
        f'<p class="quiet">{escape(names)}</p><p class="quiet">{escape(counted)}</p>'
        f"<ul>{items}</ul>{more}</details>"
    )


def _item(change: ArticleChange, words: Words) -> str:
    moved = change.old and change.new and change.old != change.new
    number = f"{change.old} → {change.new}" if moved else change.new or change.old
    kind = escape(words.changes[change.change.value])
    head = f'<strong>{escape(number)}</strong> <span class="kind">{kind}</span>'
    return f'<li class="is-{change.change.value}">{head}{_words_of(change)}</li>'


def _words_of(change: ArticleChange) -> str:
    """Return an article's words, what went and what came marked; none of one only renumbered."""
    if change.change is Change.RENUMBERED:
        return ""
    pieces = word_changes(change.old_text, change.new_text)
    marked = (
        escape(kept)
        + (f"<del>{escape(went)}</del>" if went else "")
        + (f"<ins>{escape(came)}</ins>" if came else "")
        for kept, went, came in pieces
    )
    return f"<p>{''.join(marked)}</p>"
