"""Addresses that a question names and the Document named does not have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.address import Address, Step
from index.model import StoredArticle, StoredDocument
from rag.model import cite_as

__all__ = ["Missing", "missing_places"]

# A Document with fewer numbered articles is not taken for one that is numbered throughout.
_FEWEST = 3
_ABSENT = {
    "zh": "{name}没有{address}，全文编号到{last}为止。",
    "en": "{name} has no {address}; its numbers end with {last}.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A place that a Document does not have.

    :param last: the last article that it has, as printed.
    """

    document: StoredDocument
    address: str
    last: str

    def sentence(self, language: str) -> str:
        """Return what to tell who asked for it."""
        return _ABSENT[language].format(
            name=cite_as(self.document), address=self.address, last=self.last
        )


def missing_places(
    document: StoredDocument, articles: Sequence[StoredArticle], addresses: Iterable[Address]
) -> list[Missing] | None:
    """Return the 条 asked for that a Document does not have; ``None`` when it cannot be told.

    Letters and plans number in many ways that people call 条; of one only a number beyond every
    number in it is surely missing.

    :param articles: the Document's.
    """
    numbered = [s for a in articles for s in a.address.steps if s.unit == "条"]
    if len({s.number for s in numbered}) < _FEWEST:
        return _beyond(document, articles, addresses)
    last = max(numbered, key=lambda s: (s.number, s.suffix))
    have = {(s.number, s.suffix) for s in numbered}
    return [
        Missing(document, step.label or f"第{step.number}条", last.label)
        for step in _articles_of(addresses)
        if (step.number, step.suffix) not in have
    ]


def _beyond(
    document: StoredDocument, articles: Sequence[StoredArticle], addresses: Iterable[Address]
) -> list[Missing] | None:
    """Return the 条 asked for whose numbers lie beyond every number in a Document."""
    steps = [s for a in articles for c in a.clauses for s in c.address.steps if s.label]
    asked = _articles_of(addresses)
    if len({s.number for s in steps}) < _FEWEST or not asked:
        return None
    last = max(steps, key=lambda s: s.number)
    if any(step.number <= last.number for step in asked):
        return None
    return [Missing(document, s.label or f"第{s.number}条", last.label) for s in asked]


def _articles_of(addresses: Iterable[Address]) -> list[Step]:
    return [step for address in addresses for step in address.steps if step.unit == "条"]
