"""Which passages are shown, and how much of each: the best first, and no text twice.

A long clause offers overlapping passages, and neighbouring short clauses offer each other. Of those
that share text, the second is joined to the first while the two are short enough together, so that
a reader's first screen holds different things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index.model import StoredClause
from rag.passages.windows import Near, Window, comparable_text, expanded, read_around

__all__ = ["BRIEF", "CONTEXT", "JOINED", "shown"]

# The first passages are brief; later ones show up to this many characters. Who reads on has not
# found the answer yet; there the neighbourhood is worth more than brevity.
BRIEF = 5
CONTEXT = 450
# Characters that a brief passage may have with what is joined to it.
JOINED = 350
# Of a passage that cannot be joined to the one it shares text with, so much must be new.
_NEW = 0.5

# Of each clause by key, which characters: (start, end).
_Spans = Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A passage that is shown.

    :param place: among all passages.
    :param text: its text in comparable form.
    """

    place: int
    window: Window
    text: str
    spans: _Spans

    @classmethod
    def of(cls, place: int, window: Window) -> _Kept:
        return cls(place, window, comparable_text(window), _spans(window))


def shown(
    windows: Sequence[Window], order: Sequence[int], k: int, near: Near | None = None
) -> list[tuple[int, Window]]:
    """Return at most ``k`` passages with their places in ``windows``, as they are shown.

    :param order: places, best first.
    :param near: the clauses around; ``None``: later passages are as brief as the first.
    """
    kept: list[_Kept] = []
    read = 0  # turns up to which the surroundings have been read
    for turn, place in enumerate(order):
        window = windows[place]
        text = comparable_text(window)
        if any(text in earlier.text for earlier in kept):
            continue
        sharing = _sharing(window, kept)
        joined = _joined_to(window, sharing, kept)
        if joined is not None:
            at, whole = joined
            kept[at] = _Kept.of(kept[at].place, whole)
            continue
        left = _left(window, [kept[at] for at in sharing])
        if left is None:
            continue
        if near is not None and len(kept) >= BRIEF:
            if turn >= read:
                later = [windows[at] for at in order[turn:]]
                read = turn + _read_context(later, kept, k - len(kept), near)
            left = expanded(left, near, CONTEXT)
        kept.append(_Kept.of(place, left))
        if len(kept) == k:
            break
    return [(each.place, each.window) for each in kept]


def _read_context(later: Sequence[Window], kept: Sequence[_Kept], most: int, near: Near) -> int:
    """Read at once what stands around passages that are likely to be shown with it.

    :param later: passages not looked at yet, best first.
    :param most: how many of them can be shown.
    :return: how many of them have been gone through.
    """
    texts = [each.text for each in kept]
    short: list[StoredClause] = []
    turn = 0
    while turn < len(later) and len(texts) < len(kept) + most:
        window = later[turn]
        text = comparable_text(window)
        turn += 1
        if any(text in earlier for earlier in texts):
            continue
        texts.append(text)
        if window.whole and len(window.text) < CONTEXT:
            short.append(window.clause)
    read_around([(clause, near) for clause in short], near, CONTEXT, across=True)
    return turn


def _sharing(window: Window, kept: Sequence[_Kept]) -> list[int]:
    """Return which of the passages kept have text in common with another one."""
    mine = _spans(window)
    return [at for at, other in enumerate(kept) if _overlap(mine, other.spans)]


def _overlap(mine: _Spans, its: _Spans) -> bool:
    """Return whether two passages have a character in common."""
    return any(
        max(mine[key][0], its[key][0]) < min(mine[key][1], its[key][1])
        for key in mine.keys() & its.keys()
    )


def _joined_to(
    window: Window, sharing: Sequence[int], kept: Sequence[_Kept]
) -> tuple[int, Window] | None:
    """Return the one passage that shares text with ``window``, and the two as one.

    ``None`` when none shares any, when more than one does, or the two are too long for one.

    :param sharing: which of ``kept`` share text with it.
    """
    if len(sharing) != 1:
        return None
    at = sharing[0]
    whole = _union(kept[at].window, window)
    most = JOINED if at < BRIEF else CONTEXT
    return (at, whole) if whole is not None and len(whole.text) <= most else None


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


def _left(window: Window, others: Sequence[_Kept]) -> Window | None:
    """Return what of a passage no earlier one shows; ``None`` when that is too little of it.

    :param others: those that share text with it.
    """
    if not others:
        return window
    if len(window.clauses) > 1:
        left = _clauses_left(window, {key for other in others for key in other.spans})
    else:
        left = _text_left(window, [other.spans[window.clause.key] for other in others])
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
