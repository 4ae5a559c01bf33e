"""Documents -> a Store that can be searched, updated and verified.

```python
from index import Store

with Store.open("store", encoder) as store:
    snapshot = store.snapshot()
    for match in snapshot.search_text("…", k=10):
        ...
```

Importing this package loads no search library and opens no file; each name is loaded from its
module the first time it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index import errors
    from index.encoders.encoder import Encoder
    from index.model import (
        FailedFile,
        Filters,
        Match,
        StoredArticle,
        StoredClause,
        StoredDocument,
        StoreInfo,
    )
    from index.snapshot import Snapshot
    from index.store import Store

__all__ = [
    "Encoder",
    "FailedFile",
    "Filters",
    "Match",
    "Snapshot",
    "Store",
    "StoreInfo",
    "StoredArticle",
    "StoredClause",
    "StoredDocument",
    "errors",
]

_HOME = {
    "Encoder": "index.encoders.encoder",
    "FailedFile": "index.model",
    "Filters": "index.model",
    "Match": "index.model",
    "Snapshot": "index.snapshot",
    "Store": "index.store",
    "StoreInfo": "index.model",
    "StoredArticle": "index.model",
    "StoredClause": "index.model",
    "StoredDocument": "index.model",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module the first time it is used."""
    if name == "errors":
        return import_module("index.errors")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
