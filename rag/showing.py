"""Which passages are shown, and how much of each: the best first, and no text twice.

A long clause offers overlapping passages, and neighbouring short clauses offer each other. Of those
that share text, the second is joined to the first while the two are short enough together, so that
a reader's first screen holds different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.model import StoredClause
from rag.passages import Near, Window, comparable_text, expanded, read_around

__all__ = ["BRIEF", "CONTEXT", "JOINED", "shown"]

# The first passages are brief; later ones show up to this many characters. Who reads on has not
# found the answer yet; there the neighbourhood is worth more than brevity.
BRIEF = 5
CONTEXT = 450
# Characters that a brief passage may have with what is joined to it.
JOINED = 350
# Of a passage that cannot be joined to the one it shares text with, so much must be new.
_NEW = 0.5
# Of as many passages more the surroundings are read, since some are joined to others.
_SPARE = 2

# Of each clause by key, which characters: (start, end).
_Spans = Mapping[int, tuple[int, int]]


def shown(
    windows: Sequence[Window], order: Sequence[int], k: int, near: Near | None = None
) -> list[tuple[int, Window]]:
    """Return at most ``k`` passages with their places in ``windows``, as they are shown.

    :param order: places, best first.
    :param near: the clauses around; ``None``: later passages are as brief as the first.
    """
    kept: list[tuple[int, Window]] = []
    texts: list[str] = []
    if near is not None:
        _read_context([windows[place] for place in order[BRIEF : k + _SPARE]], near)
    for place in order:
        window = windows[place]
        text = comparable_text(window)
        if any(text in earlier for earlier in texts):
            continue
        joined = _joined_to(window, kept)
        if joined is not None:
            at, whole = joined
            kept[at] = (kept[at][0], whole)
            texts[at] = comparable_text(whole)
            continue
        left = _left(window, [w for _, w in kept])
        if left is None:
            continue
        if near is not None and len(kept) >= BRIEF:
            left = expanded(left, near, CONTEXT)
        kept.append((place, left))
        texts.append(comparable_text(left))
        if len(kept) == k:
            break
    return kept


def _read_context(later: Iterable[Window], near: Near) -> None:
    """Read at once what stands around passages that are likely to be shown with it."""
    short = [w.clause for w in later if w.whole and len(w.text) < CONTEXT]
    read_around([(clause, near) for clause in short], near, CONTEXT, across=True)


def _joined_to(window: Window, kept: Sequence[tuple[int, Window]]) -> tuple[int, Window] | None:
    """Return the one passage that shares text with ``window``, by its place, and the two as one.

    ``None`` when none shares any, when more than one does, or the two are too long for one.
    """
    sharing = [(at, other) for at, (_, other) in enumerate(kept) if _shares(other, window)]
    if len(sharing) != 1:
        return None
    at, other = sharing[0]
    whole = _union(other, window)
    most = JOINED if at < BRIEF else CONTEXT
    return (at, whole) if whole is not None and len(whole.text) <= most else None


def _shares(a: Window, b: Window) -> bool:
    """Return whether two passages have text of one clause in common."""
    mine, its = _spans(a), _spans(b)
    return any(
        key in its and max(start, its[key][0]) < min(end, its[key][1])
        for key, (start, end) in mine.items()
    )


def _union(a: Window, b: Window) -> Window | None:
    """Return two passages of an Article that share text as one; ``None`` when they cannot be."""
    clauses = sorted({c.key: c for c in (*a.clauses, *b.clauses)}.values(), key=lambda c: c.key)
    if len(clauses) == 1:
        start = min(a.start, b.start)
        end = max(a.start + len(a.text), b.start + len(b.text))
        return replace(a, text=a.clause.text[start:end], start=start)
    # What stands at the head of a Document belongs to no Article, and stays by itself.
    if not (a.whole and b.whole) or len({c.article_id for c in clauses}) > 1:
        return None
    return replace(a, clauses=tuple(clauses), text="\n".join(c.text for c in clauses))


def _left(window: Window, kept: Sequence[Window]) -> Window | None:
    """Return what of a passage no earlier one shows; ``None`` when that is too little of it."""
    others = [other for other in kept if _shares(other, window)]
    if not others:
        return window
    if len(window.clauses) > 1:
        left = _clauses_left(window, {key for other in others for key in _spans(other)})
    else:
        left = _text_left(window, [_spans(other)[window.clause.key] for other in others])
    enough = left is not None and len(left.text) >= _NEW * len(window.text)
    return left if enough else None


def _clauses_left(window: Window, seen: set[int]) -> Window | None:
    """Return the longest run of clauses that have not been seen."""
    runs: list[list[StoredClause]] = [[]]
    for clause in window.clauses:
        if clause.key in seen:
            runs.append([])
        else:
            runs[-1].append(clause)
    longest = max(runs, key=lambda run: sum(len(c.text) for c in run))
    if not longest:
        return None
    own = window.clause if window.clause in longest else longest[0]
    return Window(own, tuple(longest), "\n".join(c.text for c in longest))


def _text_left(window: Window, seen: Sequence[tuple[int, int]]) -> Window | None:
    """Return the longest piece of a part of a clause that has not been seen."""
    pieces = [(window.start, window.start + len(window.text))]
    for start, end in seen:
        pieces = [
            piece
            for a, b in pieces
            for piece in ((a, min(b, start)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    if not pieces:
        return None
    start, end = max(pieces, key=lambda piece: piece[1] - piece[0])
    return Window(window.clause, window.clauses, window.clause.text[start:end], start)


def _spans(window: Window) -> _Spans:
    """Return which characters of which clauses a passage shows."""
    if window.whole:
        return {c.key: (0, len(c.text)) for c in window.clauses}
    return {window.clause.key: (window.start, window.start + len(window.text))}
