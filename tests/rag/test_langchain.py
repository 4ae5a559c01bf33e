"""LangChain's own tests of a retriever, and the assistant as a Runnable."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from langchain_tests.integration_tests import RetrieversIntegrationTests

from rag import Answer, Assistant, InvalidQuestion
from rag.langchain import PolicyRetriever, PolicyRunnable
from tests.rag.opened import assistant

__all__ = ["assistant"]

QUESTION = "新引进的博士研究生安家补贴多少钱？"


class TestPolicyRetriever(RetrieversIntegrationTests):
    """LangChain's standard tests."""

    opened: Assistant

    @pytest.fixture(autouse=True)
    def _open(self, assistant: Assistant) -> None:
        type(self).opened = assistant

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return PolicyRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"assistant": self.opened, "k": 2}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


def test_a_retrieved_document_says_where_it_stands(assistant: Assistant) -> None:
    best = PolicyRetriever(assistant=assistant).invoke(QUESTION)[0]
    assert "20万元" in best.page_content
    assert best.metadata["title"] == "云澜市人才安居办法"
    assert best.metadata["number"] == "云政办发〔2022〕12号"
    assert "第三条" in best.metadata["address"]
    source = assistant.snapshot.text(best.metadata["document_id"])
    assert source[best.metadata["start"] : best.metadata["end"]].strip() == best.page_content


def test_documents_are_judged_on_the_date_given(assistant: Assistant) -> None:
    found = PolicyRetriever(assistant=assistant, as_of="2021-05-01").invoke(QUESTION)
    assert {document.metadata["status"] for document in found} == {"not_yet_in_force"}
    answer = PolicyRunnable(assistant).invoke({"question": QUESTION, "as_of": "2021-05-01"})
    assert any("尚未施行" in notice for notice in answer.notices)


def test_the_assistant_stands_in_a_chain(assistant: Assistant) -> None:
    chain = PolicyRunnable(assistant) | RunnableLambda(lambda answer: answer.text)
    assert "20万元" in chain.invoke(QUESTION)
    assert "8万元" in chain.invoke(
        {"question": "那硕士研究生呢？", "history": [(QUESTION, "20万元[1]。")]}
    )


def test_the_runnable_streams_pieces_and_then_the_answer(assistant: Assistant) -> None:
    *pieces, answer = PolicyRunnable(assistant).stream(QUESTION)
    assert isinstance(answer, Answer)
    assert "".join(str(p) for p in pieces) == answer.text


def test_errors_come_through_the_runnable_unchanged(assistant: Assistant) -> None:
    with pytest.raises(InvalidQuestion):
        PolicyRunnable(assistant).invoke("  ")
