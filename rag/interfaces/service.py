"""The verbs that every server offers: ask, search, documents, show; with plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rag.errors import InvalidQuestion
from rag.interfaces import printing
from rag.interfaces.lookup import articles_at, find_document
from rag.interfaces.requests import MOST_HITS, Inquiry
from rag.model import Answer

if TYPE_CHECKING:
    from index.model import StoredArticle, StoredDocument
    from rag.assistant import Assistant
    from rag.interfaces.metrics import Metrics

__all__ = ["Service"]


class Service:
    """An assistant's verbs with plain values in and out. Safe to use from several threads."""

    def __init__(self, assistant: Assistant, metrics: Metrics | None = None) -> None:
        """Take the assistant, and what counts its answers where they are counted."""
        self._assistant = assistant
        self._metrics = metrics

    def ask(self, asked: Inquiry) -> Answer:
        """Answer a question.

        :raises InvalidQuestion: it is empty or over-long, or its ``as_of`` is no date.
        """
        answer = self._assistant.ask(asked.question, history=asked.history, as_of=asked.as_of)
        if self._metrics is not None:
            self._metrics.count(answer)
        return answer

    def stream(self, asked: Inquiry) -> Iterator[str | Answer]:
        """Yield pieces of the answer's text, then the Answer.

        :raises InvalidQuestion: as of ``ask``; on the first piece.
        """
        pieces = self._assistant.stream(asked.question, history=asked.history, as_of=asked.as_of)
        return pieces if self._metrics is None else self._metrics.counted(pieces)

    def search(self, asked: Inquiry, k: int = 10) -> list[dict[str, Any]]:
        """Return the passages found, best first.

        :raises InvalidQuestion: as of ``ask``, or ``k`` is out of range.
        """
        if not 1 <= k <= MOST_HITS:
            raise InvalidQuestion(f"k is {k}: ask for 1 to {MOST_HITS} passages")
        found = self._assistant.retrieve(
            asked.question, k, history=asked.history, as_of=asked.as_of
        )
        return [hit.to_dict() for hit in found]

    def documents(self) -> list[dict[str, Any]]:
        """Return every Document of the Store."""
        return [document.to_dict() for document in self._assistant.documents()]

    def document(self, document_id: str, address: str | None = None) -> dict[str, Any]:
        """Return a Document with its Articles, or those at ``address``.

        :raises PolicyQAError: there is no such Document or address.
        """
        return printing.show_dict(*self._find(document_id, address))

    def show(self, document_id: str, address: str | None = None) -> str:
        """Return a Document's outline as text, or the full text at ``address``.

        :raises PolicyQAError: there is no such Document or address.
        """
        return printing.show_text(*self._find(document_id, address), outline=address is None)

    def _find(
        self, document_id: str, address: str | None
    ) -> tuple[StoredDocument, list[StoredArticle]]:
        document = find_document(self._assistant.documents(), document_id)
        return document, articles_at(document, self._assistant.articles(document.id), address)
