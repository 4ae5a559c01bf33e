"""Official documents: files in, Documents made of Articles and Clauses out.

Each name is loaded from its module the first time it is used, so that who only answers questions
does not pay for the grammars that read documents.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.address import Address, Step
    from corpus.errors import DocumentTooLarge, PolicyQAError, UnreadableDocument
    from corpus.limits import Limits
    from corpus.model import Article, Clause, ClauseKind, Document, Reference, Status, TableRow
    from corpus.read import parse_text, read_documents

__all__ = [
    "Address",
    "Article",
    "Clause",
    "ClauseKind",
    "Document",
    "DocumentTooLarge",
    "Limits",
    "PolicyQAError",
    "Reference",
    "Status",
    "Step",
    "TableRow",
    "UnreadableDocument",
    "parse_text",
    "read_documents",
]

_HOME = {
    "Address": "corpus.address",
    "Article": "corpus.model",
    "Clause": "corpus.model",
    "ClauseKind": "corpus.model",
    "Document": "corpus.model",
    "DocumentTooLarge": "corpus.errors",
    "Limits": "corpus.limits",
    "PolicyQAError": "corpus.errors",
    "Reference": "corpus.model",
    "Status": "corpus.model",
    "Step": "corpus.address",
    "TableRow": "corpus.model",
    "UnreadableDocument": "corpus.errors",
    "parse_text": "corpus.read",
    "read_documents": "corpus.read",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module the first time it is used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
