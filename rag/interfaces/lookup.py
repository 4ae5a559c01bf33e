"""Find a Document by the start of its id, and its Articles by an address as a person types it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.address import Address
from corpus.errors import PolicyQAError
from index.model import StoredArticle, StoredDocument
from rag.model import cite_as

__all__ = ["articles_at", "find_document"]


def find_document(documents: Sequence[StoredDocument], given: str) -> StoredDocument:
    """Return the Document whose id starts with what was given.

    :raises PolicyQAError: none, or more than one does.
    """
    found = [d for d in documents if given and d.id.startswith(given)]
    if len(found) != 1:
        seen = "no document" if not found else f"{len(found)} documents"
        raise PolicyQAError(
            f"{seen} in the store with an id that starts with {given!r}: "
            "`policyqa list` prints the ids"
        )
    return found[0]


def articles_at(
    document: StoredDocument, articles: Sequence[StoredArticle], address: str | None
) -> list[StoredArticle]:
    """Return those of a Document's Articles that stand at an address; all for ``None``.

    :raises PolicyQAError: the address cannot be read, or does not exist in the Document.
    """
    if address is None:
        return list(articles)
    place = Address.parse(address)
    if place is None:
        raise PolicyQAError(
            f"{address!r} is not an address: write one like 第十九条, 19条2款, 二(一)3"
        )
    found = [a for a in articles if any(c.address.matches(place) for c in a.clauses)]
    if not found:
        raise PolicyQAError(
            f"{cite_as(document)} has no {place}: "
            f"`policyqa show {document.id[:8]}` prints its outline"
        )
    return found
