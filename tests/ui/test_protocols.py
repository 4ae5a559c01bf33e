"""What the window needs of an assistant is what rag's Assistant offers."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from rag import Assistant
from rag.interfaces.examples import sample_folder
from ui import protocols


def members(protocol: type) -> list[str]:
    return [name for name in vars(protocol) if not name.startswith("_")]


@pytest.mark.parametrize("name", members(protocols.AnyAssistant))
def test_the_assistant_takes_what_the_window_gives_it(name: str) -> None:
    wanted = inspect.signature(getattr(protocols.AnyAssistant, name)).parameters
    offered = inspect.signature(getattr(Assistant, name)).parameters
    assert set(wanted) <= set(offered)


def test_what_the_assistant_returns_has_what_the_window_reads(tmp_path: Path) -> None:
    assistant = Assistant.open(tmp_path / "store", create=True)
    report = assistant.add([next(iter(sorted(sample_folder().glob("*.txt"))))])
    (document, *_) = assistant.documents()
    (article, *_) = assistant.snapshot.articles(document.id)
    for value, protocol in (
        (report, protocols.AnyReport),
        (document, protocols.AnyDocument),
        (article, protocols.AnyArticle),
        (article.clauses[0], protocols.AnyClause),
    ):
        assert not [name for name in members(protocol) if not hasattr(value, name)]
