"""Errors of a Store.

- PolicyQAError (corpus.errors)
  - StoreError
    - StoreNotFound: no Store at that path
    - StoreCorrupt: a file of the Store is damaged
    - StoreBusy: another process is writing
    - StoreTooNew: written by a newer version of policyqa
    - EncoderMismatch: the Store's vectors were made by another encoder
  - EncoderUnavailable: an embedding model cannot be loaded, or gives unusable vectors
"""

from __future__ import annotations

from corpus.errors import PolicyQAError

__all__ = [
    "EncoderMismatch",
    "EncoderUnavailable",
    "StoreBusy",
    "StoreCorrupt",
    "StoreError",
    "StoreNotFound",
    "StoreTooNew",
]


class StoreError(PolicyQAError):
    """A Store cannot be used as asked."""


class StoreNotFound(StoreError):
    """There is no Store at that path."""


class StoreCorrupt(StoreError):
    """A file of the Store is damaged or missing."""


class StoreBusy(StoreError):
    """Another process is writing to the Store."""


class StoreTooNew(StoreError):
    """The Store was written by a newer version."""


class EncoderMismatch(StoreError):
    """The Store's vectors were made by another encoder."""


class EncoderUnavailable(PolicyQAError):
    """An embedding model cannot be loaded, or gives vectors that cannot be used."""
