"""The assistant inside LangChain: a retriever over its Store, and itself as a Runnable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import ConfigDict, Field

from rag.assistant import Assistant
from rag.model import Answer, Hit

__all__ = ["PolicyRetriever", "PolicyRunnable"]


class PolicyRetriever(BaseRetriever):
    """Finds the passages that answer a question.

    Each Document's ``page_content`` is source text; its metadata say where it stands: ``title``,
    ``number``, ``issuer``, ``date``, ``status``, ``address``, ``start``, ``end``, ``score``.

    :param assistant: an open Assistant.
    :param k: at most this many passages; can be given to ``invoke`` too.
    :param as_of: the date at which documents are judged, YYYY-MM-DD; ``None`` for today.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = Field(default=10, ge=1, le=100)
    as_of: str | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        hits = self.assistant.retrieve(query, k or self.k, as_of=self.as_of)
        return [_as_document(hit) for hit in hits]


def _as_document(hit: Hit) -> Document:
    document = hit.document
    return Document(
        id=f"{hit.clause_id}:{hit.start}",
        page_content=hit.text,
        metadata={
            "document_id": document.id,
            "title": document.title,
            "number": document.number,
            "issuer": document.issuer,
            "date": document.date,
            "status": document.status.value if document.status else None,
            "source": document.source,
            "address": hit.address,
            "start": hit.start,
            "end": hit.end,
            "score": hit.score,
        },
    )


class PolicyRunnable(Runnable[str | Mapping[str, Any], str | Answer]):
    """The assistant as a Runnable: a question in, a cited Answer out.

    The input is the question, or a mapping with ``question``, ``history`` and ``as_of``.
    ``invoke`` returns the Answer; ``stream`` yields its text piece by piece, then the Answer.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def invoke(
        self,
        input: str | Mapping[str, Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Answer:
        """Answer a question.

        :raises InvalidQuestion: it is empty or over-long.
        """
        question, history, as_of = _asked(input)
        answer = self._call_with_config(
            lambda _: self._assistant.ask(question, history=history, as_of=as_of), input, config
        )
        return cast(Answer, answer)  # typed as what ``stream`` may yield, too

    def stream(
        self,
        input: str | Mapping[str, Any],
        config: RunnableConfig | None = None,
        **kwargs: Any,
    ) -> Iterator[str | Answer]:
        """Yield the answer's text piece by piece, then the Answer.

        :raises InvalidQuestion: it is empty or over-long.
        """
        question, history, as_of = _asked(input)
        yield from self._assistant.stream(question, history=history, as_of=as_of)


def _asked(given: str | Mapping[str, Any]) -> tuple[str, list[tuple[str, str]], str | None]:
    """Return the question, the earlier turns and the date of an input."""
    if isinstance(given, str):
        return given, [], None
    history = [(str(q), str(a)) for q, a in given.get("history", ())]
    return str(given["question"]), history, given.get("as_of")
