"""What is read for passages, and how often."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import pytest

from corpus.model import ClauseKind
from corpus.normalize import comparable
from index import Snapshot
from index.model import Filters, StoredClause
from rag import Assistant
from rag.interfaces.examples import example_questions
from rag.passages.windows import (
    Near,
    Window,
    comparable_text,
    expanded,
    joining_keys,
    neighbour_keys,
    read_around,
    windows,
)
from rag.query.as_of_date import Moment, today
from rag.query.question import analyse


def _documents(snapshot: Snapshot) -> Iterator[list[StoredClause]]:
    for document in snapshot.documents():
        yield snapshot.clauses(list(snapshot.keys(document.id)))


def _around(clauses: Sequence[StoredClause]) -> dict[int, range]:
    return {c.key: neighbour_keys(c, len(clauses)) for c in clauses}


class _Reading:
    """Clauses of one Document, every seventh of them found, and what is read beside those."""

    def __init__(
        self, clauses: Sequence[StoredClause], lengths: Mapping[int, float] | None = None
    ) -> None:
        self.all = {c.key: c for c in clauses}
        self.around = _around(clauses)
        self.found = clauses[::7]
        self.reads: list[Collection[int]] = []
        self.near = Near(
            self.found, [k for c in self.found for k in self.around[c.key]], self._read, lengths
        )

    def _read(self, keys: Sequence[int]) -> list[StoredClause]:
        self.reads.append(keys)
        return [self.all[key] for key in keys]

    def brief(self) -> list[list[Window]]:
        read_around([(c, self.around[c.key]) for c in self.found], self.near)
        return [windows(c, self.near.among(self.around[c.key])) for c in self.found]

    def long(self) -> list[Window]:
        read_around([(c, self.near) for c in self.found], self.near, 450, across=True)
        rounds = len(self.reads)
        found = [
            expanded(window, self.near, 450)
            for c in self.found
            for window in windows(c, self.near.among(self.around[c.key]))
        ]
        assert len(self.reads) == rounds
        return found


def _expected(clauses: Sequence[StoredClause]) -> tuple[list[list[Window]], list[Window]]:
    """Return the same passages made of clauses that have all been read."""
    everything, around, found = {c.key: c for c in clauses}, _around(clauses), clauses[::7]
    offered = {k: everything[k] for c in found for k in around[c.key]}
    brief = [windows(c, {k: everything[k] for k in around[c.key]}) for c in found]
    return brief, [expanded(window, offered, 450) for of in brief for window in of]


def test_what_passages_hold_is_read_at_once(assistant: Assistant) -> None:
    for clauses in _documents(assistant.snapshot):
        reading = _Reading(clauses)
        brief = reading.brief()
        assert len(reading.reads) <= 12
        assert (brief, reading.long()) == _expected(clauses)


def test_who_knows_how_long_clauses_are_reads_once(assistant: Assistant) -> None:
    for clauses in _documents(assistant.snapshot):
        reading = _Reading(clauses, {c.key: len(c.text) for c in clauses})
        reading.brief()
        # Once more where what fits does not belong, so that what stands before it has more room.
        assert len(reading.reads) <= 2
        reading.long()
        assert len(reading.reads) <= 4


@pytest.mark.parametrize("factor", [0.0, 0.3, 3.0, 1000.0])
def test_lengths_that_are_wrong_change_no_passage(assistant: Assistant, factor: float) -> None:
    for clauses in _documents(assistant.snapshot):
        reading = _Reading(clauses, {c.key: factor * len(c.text) for c in clauses})
        assert (reading.brief(), reading.long()) == _expected(clauses)


def test_a_question_reads_clauses_a_few_times(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Sequence[int]] = []
    read = Snapshot.clauses_with_article_keys

    def counted(self: Snapshot, keys: Sequence[int]) -> list[tuple[StoredClause, range]]:
        reads.append(keys)
        return read(self, keys)

    def clauses(self: Snapshot, keys: Sequence[int]) -> list[StoredClause]:
        return [clause for clause, _ in counted(self, keys)]

    monkeypatch.setattr(Snapshot, "clauses_with_article_keys", counted)
    monkeypatch.setattr(Snapshot, "clauses", clauses)
    per_question = []
    for question in example_questions():
        reads.clear()
        # One search alone: none for a part, nor for another version of a document.
        whole = replace(analyse(question), parts=())
        assistant.pipeline.retrieve(whole, 10, moment=Moment(today()), filters=Filters())
        per_question.append(len(reads))
        assert sum(map(len, reads)) == len({key for keys in reads for key in keys})
    # Those chosen, those beside them, what later ones are shown with; rarely some more.
    assert sum(per_question) <= 3.5 * len(per_question)
    assert max(per_question) <= 6


def test_a_passage_is_compared_by_the_texts_of_its_clauses(assistant: Assistant) -> None:
    for clauses in _documents(assistant.snapshot):
        near = {c.key: c for c in clauses}
        for clause in clauses[:20]:
            for window in windows(clause, near):
                assert comparable_text(window) == comparable(window.text)


def test_what_can_join_a_clause_is_of_its_document_and_in_general_of_its_article(
    assistant: Assistant,
) -> None:
    for clauses in _documents(assistant.snapshot):
        articles = {c.article_id: [d.key for d in clauses if d.article_id == c.article_id]
                    for c in clauses}  # fmt: skip
        for clause in clauses:
            own = articles[clause.article_id]
            joining = joining_keys(clause, len(clauses), range(own[0], own[-1] + 1))
            assert clause.key in joining
            assert set(joining) <= set(neighbour_keys(clause, len(clauses)))
            if clause.kind is ClauseKind.PARAGRAPH:
                assert set(joining) <= set(own)
