"""Protocols of what the window needs from an assistant; ``rag.Assistant`` fulfils them."""

# ruff: noqa: D102 - each class says what its fields are
from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from rag.model import Answer
from rag.passages.edition_changes import EditionChanges

__all__ = [
    "AnyArticle",
    "AnyAssistant",
    "AnyClause",
    "AnyDocument",
    "AnyFailure",
    "AnyReport",
    "AnyRow",
]


class AnyRow(Protocol):
    """A table row: cell i stands under header i."""

    @property
    def header(self) -> tuple[str, ...]: ...
    @property
    def cells(self) -> tuple[str, ...]: ...


class AnyClause(Protocol):
    """A clause as shown: its text, and where it stands in the Document's text."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def row(self) -> AnyRow | None: ...


class AnyArticle(Protocol):
    """An article with its clauses in source order."""

    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def clauses(self) -> Sequence[AnyClause]: ...


class AnyDocument(Protocol):
    """A document's record: what tells it from others."""

    @property
    def title(self) -> str | None: ...
    @property
    def number(self) -> str | None: ...
    @property
    def issuer(self) -> str | None: ...
    @property
    def date(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def trial(self) -> bool: ...
    @property
    def status_reason(self) -> str | None: ...
    @property
    def edition(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def ocr_confidence(self) -> float | None: ...


class AnyFailure(Protocol):
    """A file that could not be added, and why, in one line."""

    @property
    def reason(self) -> str: ...


class AnyReport(Protocol):
    """What adding files came to."""

    @property
    def documents(self) -> Sequence[str]: ...
    @property
    def failed(self) -> Sequence[AnyFailure]: ...


class AnyAssistant(Protocol):
    """Answers questions from documents and takes new ones."""

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        standalone: bool = False,
    ) -> Iterator[str | Answer]:
        """Yield pieces of the answer's text, then the Answer."""
        ...

    def changes(self, document_id: str) -> EditionChanges | None:
        """Return what changed between editions of that document; ``None`` where it has none."""
        ...

    def add(self, paths: Sequence[Path]) -> AnyReport:
        """Read the files into the store."""
        ...

    def documents(self) -> Sequence[AnyDocument]:
        """Return the records of all documents in the store."""
        ...

    def article(self, article_id: str) -> AnyArticle | None:
        """Return the article with that id."""
        ...
