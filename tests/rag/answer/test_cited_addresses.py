"""Citations keep an address only as far as the printed number agrees."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from corpus.address import Address
from corpus.model import ClauseKind
from rag.answer.cited_addresses import agreed_citations
from rag.model import Citation
from tests.rag.made_passages import document

if TYPE_CHECKING:
    from index.engine import SearchView


def _agreed(text: str, address: str, language: str = "zh") -> tuple[str, tuple[str, ...]]:
    """Return the address under which a clause is cited, and what the reader is told."""
    clause = SimpleNamespace(
        id="c", text=text, kind=ClauseKind.PARAGRAPH, address=Address.parse(address)
    )
    article = SimpleNamespace(clauses=(clause,))
    snapshot = cast("SearchView", SimpleNamespace(article=lambda _: article))
    made = Citation(1, text, address, document(), 0, len(text), "c", "a")
    citations, told = agreed_citations([made], snapshot, language)
    return citations[0].address, told


def test_what_agrees_is_cited_as_it_is() -> None:
    assert _agreed("第十五条　停车。", "第十五条第一款") == ("第十五条第一款", ())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_contradicted_address_is_cut_and_the_reader_is_told(language: str) -> None:
    address, told = _agreed("（三）停车。", "第十四条第一款第(二)项", language)
    assert address == "第十四条第一款"
    assert len(told) == 1
    assert "（三）" in told[0]
    assert "第十四条第一款" in told[0]


def test_of_a_contradicted_article_only_the_document_is_cited() -> None:
    address, told = _agreed("第十五条　停车。", "第十四条第二款")
    assert address == ""
    assert told == (
        "《云澜市人才安居办法》(云政办发〔2022〕12号)的引文开头印着“第十五条”，"
        "与它在文中的位置对不上，只引到文件本身。",
    )
