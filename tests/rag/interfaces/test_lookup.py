"""A Document is found by the start of its id, its Articles by a typed address."""

from __future__ import annotations

import pytest

from rag import Assistant, PolicyQAError
from rag.interfaces.lookup import articles_at, find_document
from tests.rag.opened import assistant

__all__ = ["assistant"]


def test_the_first_letters_of_an_id_are_enough(assistant: Assistant) -> None:
    for document in assistant.documents():
        assert find_document(assistant.documents(), document.id[:12]) is document


@pytest.mark.parametrize("given", ["", "zzz"])
def test_an_id_that_fits_no_document_is_named(assistant: Assistant, given: str) -> None:
    with pytest.raises(PolicyQAError, match="no document in the store"):
        find_document(assistant.documents(), given)


def test_an_id_that_fits_two_documents_is_refused(assistant: Assistant) -> None:
    first = assistant.documents()[0]
    with pytest.raises(PolicyQAError, match="2 documents in the store"):
        find_document([first, first], first.id)


def test_an_address_gives_the_articles_that_stand_there(assistant: Assistant) -> None:
    document = next(d for d in assistant.documents() if d.number)
    articles = assistant.articles(document.id)
    assert articles_at(document, articles, None) == articles
    (found,) = articles_at(document, articles, "5条")
    assert str(found.address) == "第五条"


@pytest.mark.parametrize(
    ("address", "says"), [("第九十九条", "has no 第九十九条"), ("somewhere", "is not an address")]
)
def test_an_address_that_leads_nowhere_is_named(
    assistant: Assistant, address: str, says: str
) -> None:
    document = next(d for d in assistant.documents() if d.number)
    with pytest.raises(PolicyQAError, match=says):
        articles_at(document, assistant.articles(document.id), address)
