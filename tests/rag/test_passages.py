"""What is read for passages, and how often."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import StoredClause
from rag import Assistant
from rag.passages import Inside, Near, expanded, neighbour_keys, read_around, windows


def test_what_passages_hold_is_read_at_once(assistant: Assistant) -> None:
    snapshot = assistant.snapshot
    reads: list[Sequence[int]] = []

    def read(keys: Sequence[int]) -> list[StoredClause]:
        reads.append(keys)
        return snapshot.clauses(keys)

    for document in snapshot.documents():
        clauses = snapshot.clauses(list(snapshot.keys(document.id)))
        around = {c.key: neighbour_keys(c, len(clauses)) for c in clauses}
        everything = {c.key: c for c in clauses}
        reads.clear()
        near = Near(clauses[::7], [k for c in clauses[::7] for k in around[c.key]], read)
        found = [(c, Inside(near, around[c.key])) for c in clauses[::7]]
        read_around(found, near)
        rounds = len(reads)
        assert rounds <= 12
        pieces = [(w, windows(c, Inside(everything, around[c.key]))) for c, w in found]
        for (clause, others), (_, expected) in zip(found, pieces, strict=True):
            assert windows(clause, others) == expected
        assert len(reads) == rounds
        read_around([(c, near) for c in clauses[::7]], near, 450, across=True)
        rounds = len(reads)
        for clause, others in found:
            for window in windows(clause, others):
                expanded(window, near, 450)
        assert len(reads) == rounds
