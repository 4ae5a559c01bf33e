"""What every interface offers of an assistant: ask, search, documents, show; as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import InvalidQuestion
from rag.interfaces import printing
from rag.model import Answer, cite_as

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["MOST_HITS", "Service", "with_sources"]

MOST_HITS = 100
History = Sequence[tuple[str, str]]


class Service:
    """An assistant's verbs with plain values in and out. Safe to use from several threads."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def ask(self, question: str, history: History = (), as_of: str | None = None) -> Answer:
        """Answer a question.

        :param as_of: the date at which documents are judged.
        :raises InvalidQuestion: it is empty or over-long, or ``as_of`` is no date.
        """
        return self._assistant.ask(question, history=history, as_of=as_of)

    def stream(
        self, question: str, history: History = (), as_of: str | None = None
    ) -> Iterator[str | Answer]:
        """Yield pieces of the answer's text, then the Answer.

        :raises InvalidQuestion: as of ``ask``; on the first piece.
        """
        return self._assistant.stream(question, history=history, as_of=as_of)

    def search(
        self, question: str, k: int = 10, history: History = (), as_of: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the passages found, best first.

        :raises InvalidQuestion: as of ``ask``, or ``k`` is out of range.
        """
        if not 1 <= k <= MOST_HITS:
            raise InvalidQuestion(f"k is {k}: ask for 1 to {MOST_HITS} passages")
        found = self._assistant.retrieve(question, k, history=history, as_of=as_of)
        return [hit.to_dict() for hit in found]

    def documents(self) -> list[dict[str, Any]]:
        """Return every Document of the Store."""
        return [document.to_dict() for document in self._assistant.documents()]

    def document(self, document_id: str, address: str | None = None) -> dict[str, Any]:
        """Return a Document with its Articles, or those at ``address``.

        :raises PolicyQAError: there is no such Document or address.
        """
        found = printing.resolve_document(self._assistant.documents(), document_id)
        articles = self._assistant.articles(found.id)
        return printing.show_dict(found, printing.at_address(found, articles, address))

    def show(self, document_id: str, address: str | None = None) -> str:
        """Return a Document's outline as text, or the full text at ``address``.

        :raises PolicyQAError: there is no such Document or address.
        """
        found = printing.resolve_document(self._assistant.documents(), document_id)
        articles = printing.at_address(found, self._assistant.articles(found.id), address)
        return printing.show_text(found, articles, outline=address is None)


def with_sources(answer: Answer) -> str:
    """Return an answer with its sources and notices as text, for clients that show only text."""
    return answer.text + sources_text(answer)


def sources_text(answer: Answer) -> str:
    """Return what follows an answer's text: each source with its quote, and the notices."""
    lines = []
    if answer.citations:
        lines += ["", "来源 Sources:"]
    for citation in answer.citations:
        place = f"{cite_as(citation.document)} {citation.address}".rstrip()
        lines.append(f"[{citation.number}] {place}: “{_one_line(citation.quote)}”")
    if answer.notices:
        lines += ["", *(f"! {notice}" for notice in answer.notices)]
    return "".join(f"\n{line}" for line in lines)


def _one_line(quote: str) -> str:
    """Return a quote without line breaks, cut where it is long."""
    line = " ".join(quote.split())
    return line if len(line) <= 160 else f"{line[:159]}…"
