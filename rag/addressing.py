"""Places that a question names by their address: there first, or not there and said so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.address import Address, Step
from index.model import StoredArticle, StoredDocument
from rag.model import Hit
from rag.notices import cite_as

__all__ = ["Missing", "addressed_first", "missing_places"]

# A Document with fewer numbered articles is not taken for one that is numbered throughout.
_FEWEST = 3
_ABSENT = {
    "zh": "{name}没有{address}，全文到{last}为止。",
    "en": "{name} has no {address}; its last article is {last}.",
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
    """Return the 条 asked for that a Document does not have; ``None`` of one not numbered by 条.

    Letters and plans number in too many ways to say what they lack.

    :param articles: the Document's.
    """
    numbered = [s for a in articles for s in a.address.steps if s.unit == "条"]
    if len({s.number for s in numbered}) < _FEWEST:
        return None
    last = max(numbered, key=lambda s: (s.number, s.suffix))
    have = {(s.number, s.suffix) for s in numbered}
    return [
        Missing(document, step.label or f"第{step.number}条", last.label)
        for step in _articles_of(addresses)
        if (step.number, step.suffix) not in have
    ]


def _articles_of(addresses: Iterable[Address]) -> list[Step]:
    return [step for address in addresses for step in address.steps if step.unit == "条"]


def addressed_first(hits: Sequence[Hit]) -> list[Hit]:
    """Put the passages at the address asked for first, one of each Document before a second.

    :param hits: best first.
    """
    there = [hit for hit in hits if hit.scores.get("exact_address")]
    seen: set[str] = set()
    leading = []
    for hit in there:
        if hit.document.id not in seen:
            seen.add(hit.document.id)
            leading.append(hit)
    taken = {id(hit) for hit in leading}
    rest = [hit for hit in hits if id(hit) not in taken]
    return [*leading, *rest]
