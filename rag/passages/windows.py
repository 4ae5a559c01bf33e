"""Passages: a clause with its neighbours when it is short, or the sentences of a long one.

A long paragraph of a speech or a plan holds many subjects; a reader, like the score, wants the
sentences that answer. An item of six characters says nothing without the items beside it. So a
clause is offered as one stretch of whole clauses of its article, or as overlapping windows of
whole sentences; each is a contiguous piece of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import ClauseKind
from corpus.normalize import comparable
from corpus.text.sentences import split
from index.model import StoredClause

__all__ = [
    "LONG",
    "WINDOW",
    "Near",
    "Window",
    "comparable_clause",
    "comparable_text",
    "expanded",
    "joining_keys",
    "neighbour_keys",
    "read_around",
    "windows",
]

# Characters of a passage: a shorter one cuts answers off, a longer one pushes the next candidate
# off the reader's first screen.
WINDOW = 220
# Characters up to which a clause is offered whole.
LONG = 290
# Clauses on either side of a short one that may join it.
BEFORE, AFTER = 2, 10
# Characters of a clause of which nothing is known.
_USUAL = 90
_SPREADING = frozenset({ClauseKind.ITEM, ClauseKind.PARAGRAPH, ClauseKind.HEADING})
# What stands at the head of a Document is read together: title, number, whom it is addressed to,
# and the paragraph that says what is issued.
_OPENING = frozenset({ClauseKind.TITLE, ClauseKind.FRONT})
_JOINING = _SPREADING | _OPENING


@dataclass(frozen=True, slots=True)
class Window:
    """A contiguous piece of a Document: whole neighbouring clauses, or a part of one.

    :param clause: the clause that was found; one of ``clauses``.
    :param clauses: the clauses the piece covers, in source order.
    :param text: the piece; clauses stand on lines of their own.
    :param start: offset of the piece in the clause's text, 0 for whole clauses.
    """

    clause: StoredClause
    clauses: tuple[StoredClause, ...]
    text: str
    start: int = 0

    @property
    def whole(self) -> bool:
        """Return whether the piece is made of whole clauses."""
        return len(self.clauses) > 1 or len(self.text) == len(self.clause.text)


def comparable_text(window: Window) -> str:
    """Return a passage's text in comparable form."""
    texts = [c.text for c in window.clauses] if window.whole else [window.text]
    return "".join(map(comparable_clause, texts))


class Near(Mapping[int, StoredClause]):
    """Clauses by key, read when they are first looked at. Its keys are known before."""

    def __init__(
        self,
        clauses: Iterable[StoredClause],
        keys: Iterable[int],
        read: Callable[[Sequence[int]], Sequence[StoredClause]],
        lengths: Mapping[int, float] | None = None,
    ) -> None:
        """Begin with ``clauses``.

        :param keys: of the clauses that may be looked at beside them.
        :param read: returns clauses by key.
        :param lengths: about how many characters clauses have, by key; ``None``: not known. What
            is read together depends on it, what is found does not.
        """
        self._read = read
        self._found = {clause.key: clause for clause in clauses}
        self._keys = {*keys, *self._found}
        self._lengths = lengths or {}

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[int]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, key: int) -> StoredClause:
        """Return a clause.

        :raises KeyError: it is none of those that may be looked at.
        """
        if key not in self._found:
            if key not in self._keys:
                raise KeyError(key)
            self.look_at([key])
        return self._found[key]

    def look_at(self, keys: Iterable[int]) -> None:
        """Read clauses at once that are going to be looked at."""
        new = [key for key in keys if key in self._keys and key not in self._found]
        if new:
            self._found.update((clause.key, clause) for clause in self._read(new))

    def among(self, keys: Iterable[int]) -> dict[int, StoredClause]:
        """Return those of ``keys`` whose clauses have been read."""
        found = self._found
        return {key: found[key] for key in keys if key in found}

    def at_hand(self, key: int) -> StoredClause | float:
        """Return a clause if it has been read, else about how many characters it has."""
        found = self._found.get(key)
        return self._lengths.get(key, _USUAL) if found is None else found


def joining_keys(clause: StoredClause, count: int, article: range) -> range:
    """Return the keys of a clause and of those that can stand in one passage with it.

    :param count: clauses of its Document.
    :param article: keys of its Article's clauses; no others join, but at the head of a Document.
    """
    keys = neighbour_keys(clause, count)
    if clause.kind in _OPENING:
        return keys
    return range(max(keys.start, article.start), min(keys.stop, article.stop))


def neighbour_keys(clause: StoredClause, count: int) -> range:
    """Return the keys of a clause and its neighbours, when it is short enough to need them.

    Keys of one Document are consecutive, in the order of its clauses.

    :param count: clauses of its Document.
    """
    if len(clause.text) >= WINDOW or clause.kind not in _JOINING:
        return range(clause.key, clause.key + 1)
    first = clause.key - min(BEFORE, clause.position)
    last = clause.key + min(AFTER, count - 1 - clause.position)
    return range(first, last + 1)


def windows(clause: StoredClause, near: Mapping[int, StoredClause]) -> list[Window]:
    """Return the passages a clause offers.

    :param near: clauses by key; those of ``neighbour_keys`` that are there may join.
    """
    if len(clause.text) <= LONG:
        return [_stretch(clause, near, WINDOW)]
    return [
        Window(clause, (clause,), clause.text[start:end], start)
        for start, end in _spans(clause.text, WINDOW)
    ]


def read_around(
    found: Iterable[tuple[StoredClause, Collection[int]]],
    near: Near,
    size: int = WINDOW,
    *,
    across: bool = False,
) -> None:
    """Read what the passages of some clauses may hold, for all of them at once.

    One passage after the other would read a clause or two at a time, each by a query of its own.
    What has not been read is taken to join as its length says; once it has been, that is certain,
    or some more is to be read.

    :param found: clauses, each with the keys of those that may join it.
    :param size: characters up to which a passage is made.
    :param across: go on into the articles beside it.
    """
    waiting = [each for each in found if each[0].kind in _JOINING]
    while waiting:
        unread = [_walk(clause, keys, near.at_hand, size, across)[1] for clause, keys in waiting]
        near.look_at({key for keys in unread for key in keys})
        waiting = [each for each, keys in zip(waiting, unread, strict=True) if keys]


def expanded(window: Window, near: Mapping[int, StoredClause], size: int) -> Window:
    """Return a passage with more of what stands around it, up to ``size`` characters."""
    if len(window.text) >= size:
        return window
    if window.whole:
        return _stretch(window.clause, near, size, across=True)
    text = window.clause.text
    start, end = window.start, window.start + len(window.text)
    spans = split(text)
    for a, b in [s for s in spans if s[0] >= end] + [s for s in reversed(spans) if s[1] <= start]:
        if max(end, b) - min(start, a) > size:
            continue
        start, end = min(start, a), max(end, b)
    return Window(window.clause, window.clauses, text[start:end], start)


def _stretch(
    clause: StoredClause, near: Mapping[int, StoredClause], size: int, *, across: bool = False
) -> Window:
    """Join a clause with the clauses of its article that follow and precede it, up to ``size``.

    :param across: go on into the articles beside it.
    """
    joined, _ = _walk(clause, near, near.__getitem__, size, across)
    joined.sort(key=lambda c: c.position)
    return Window(clause, tuple(joined), "\n".join(c.text for c in joined))


def _walk(
    clause: StoredClause,
    keys: Collection[int],
    look: Callable[[int], StoredClause | float],
    size: int,
    across: bool,
) -> tuple[list[StoredClause], list[int]]:
    """Return a clause and those that join it, and the keys of those that are to be read first.

    :param keys: of those that may join it.
    :param look: returns a clause by key, or about how many characters it has.
    """
    joined = [clause]
    unread: list[int] = []
    if clause.kind not in _JOINING:
        return joined, unread
    length: float = len(clause.text)
    for step in (1, -1):
        key = clause.key + step
        while key in keys:
            other = look(key)
            if isinstance(other, StoredClause):
                more: float = len(other.text)
                if length + more > size or not _belongs(other, clause, across):
                    break
                joined.append(other)
            else:
                more = other
                unread.append(key)
                if length + more > size:
                    break
            length += more
            key += step
    return joined, unread


def _belongs(other: StoredClause, clause: StoredClause, across: bool) -> bool:
    """Return whether a neighbour may join a clause in one passage."""
    if other.document_id != clause.document_id:
        return False
    if clause.kind in _OPENING:
        return other.kind in _OPENING or other.kind is ClauseKind.PARAGRAPH
    return other.kind in _SPREADING and (across or other.article_id == clause.article_id)


# A clause stands in passage after passage, and is compared again and again.
comparable_clause = lru_cache(maxsize=8192)(comparable)


def _spans(text: str, size: int) -> list[tuple[int, int]]:
    """Return overlapping spans of whole sentences, each at most ``size`` long if it can be."""
    spans = split(text)
    found: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(spans):
        for _, later in spans[i + 1 :]:
            if later - start > size:
                break
            end = later
        if not found or end > found[-1][1]:  # a window inside the one before it adds nothing
            found.append((start, end))
    return found
