"""What the servers offer of an assistant."""

from __future__ import annotations

import json

import pytest

from rag import Answer, Assistant, InvalidQuestion, PolicyQAError
from rag.interfaces.requests import MOST_HITS, Inquiry
from rag.interfaces.service import Service
from tests.rag.opened import assistant

__all__ = ["assistant"]

QUESTION = "新引进的博士研究生安家补贴多少钱？"


@pytest.fixture
def service(assistant: Assistant) -> Service:
    return Service(assistant)


def test_history_and_date_reach_every_verb(service: Service) -> None:
    asked = Inquiry("那硕士研究生呢？", [(QUESTION, "20万元[1]。")], "2021-05-01")
    answer = service.ask(asked)
    *pieces, last = service.stream(asked)
    hits = service.search(asked, 3)
    assert "8万元" in answer.text
    assert any("尚未施行" in notice for notice in answer.notices)
    assert isinstance(last, Answer)
    assert last.text == answer.text == "".join(map(str, pieces))
    assert "8万元" in hits[0]["text"]
    assert hits[0]["document"]["status"] == "not_yet_in_force"


@pytest.mark.parametrize("k", [0, -1, MOST_HITS + 1])
def test_a_number_of_passages_out_of_range_is_refused(service: Service, k: int) -> None:
    with pytest.raises(InvalidQuestion, match=f"1 to {MOST_HITS}"):
        service.search(Inquiry(QUESTION), k)


def test_documents_are_plain_values_and_readable_text(service: Service) -> None:
    listed = service.documents()
    assert json.dumps(listed)
    talent = next(document["id"] for document in listed if document["number"])
    (article,) = service.document(talent, "第五条")["articles"]
    assert article["address"] == "第五条"
    assert "6个月" in service.show(talent[:12], "第五条")
    outline = service.show(talent)
    assert "第二章 安家补贴" in outline
    assert "6个月" not in outline


def test_an_unknown_document_is_refused(service: Service) -> None:
    with pytest.raises(PolicyQAError, match="no document"):
        service.document("zzz")
