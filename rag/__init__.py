"""Ask official documents in everyday words; get the clause that answers, with a checked citation.

```python
from rag import ask, Assistant

answer = ask("…")  # the default store, opened once per process
assistant = Assistant.open("store")
hits = assistant.retrieve("…", k=10)
```

Importing this package loads no model, opens no file and reaches no network.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.errors import PolicyQAError, UnreadableDocument
    from index.errors import EncoderMismatch, StoreBusy, StoreCorrupt, StoreNotFound
    from rag.assistant import Assistant, ask
    from rag.errors import InvalidQuestion, InvalidSettings, ModelUnavailable
    from rag.model import Answer, Citation, Hit

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "EncoderMismatch",
    "Hit",
    "InvalidQuestion",
    "InvalidSettings",
    "ModelUnavailable",
    "PolicyQAError",
    "StoreBusy",
    "StoreCorrupt",
    "StoreNotFound",
    "UnreadableDocument",
    "ask",
]

_HOME = {
    "Answer": "rag.model",
    "Assistant": "rag.assistant",
    "Citation": "rag.model",
    "EncoderMismatch": "index.errors",
    "Hit": "rag.model",
    "InvalidQuestion": "rag.errors",
    "InvalidSettings": "rag.errors",
    "ModelUnavailable": "rag.errors",
    "PolicyQAError": "corpus.errors",
    "StoreBusy": "index.errors",
    "StoreCorrupt": "index.errors",
    "StoreNotFound": "index.errors",
    "UnreadableDocument": "corpus.errors",
    "ask": "rag.assistant",
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
