"""The embedding model behind a Store: one small protocol and its loaders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Encoder", "Vectors"]

Vectors = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into unit-length vectors.

    ``name`` identifies the model, its revision included; ``dim`` is the length of a vector.
    """

    @property
    def name(self) -> str:
        """Return what identifies the model, its revision included."""
        ...

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        ...

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        ...

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        ...
