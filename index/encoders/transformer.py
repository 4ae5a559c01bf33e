"""Any sentence-transformers model as an encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.vectors import Prompts, Vectors, checked, first_line, prompt_mark
from index.errors import EncoderUnavailable

__all__ = ["TransformerEncoder"]

_TEXTS_AT_ONCE = 32


class TransformerEncoder:
    """Any sentence-transformers model, by name or by path."""

    def __init__(
        self,
        name: str,
        *,
        device: str | None = None,
        batch_size: int = _TEXTS_AT_ONCE,
        half: bool = False,
        prompts: Prompts = (None, None),
        progress: bool = False,
    ) -> None:
        """Load the model; ``prompts`` are for questions and documents, None: the model's own."""
        self._model = _sentence_transformer(name, device, half=half)
        self._given = name
        self._prompts = prompts
        self._batch_size = batch_size
        self._progress = progress
        probe = self._checked(self._model.encode([""], convert_to_numpy=True), 1, None)
        self._dim = int(probe.shape[1])

    @cached_property
    def name(self) -> str:
        """Return the model's name, its revision, and a mark for prompts other than its own.

        Of a path only the last part counts, so that a folder may be moved.
        """
        name = Path(self._given).name if Path(self._given).is_dir() else self._given
        return f"{name}@{_revision(self._given, self._model)}{prompt_mark(self._prompts)}"

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return self._dim

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        return self._encode(self._model.encode_document, texts, self._prompts[1])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        return self._encode(self._model.encode_query, texts, self._prompts[0])

    def _encode(self, encode: Any, texts: Sequence[str], prompt: str | None) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        try:
            found = encode(
                list(texts),
                prompt=prompt,
                batch_size=self._batch_size,
                show_progress_bar=self._progress,
                convert_to_numpy=True,
            )
        except (RuntimeError, ValueError, IndexError) as error:
            raise EncoderUnavailable(
                f"{self._given}: encoding failed ({first_line(error)}); try another"
                " device, a smaller batch size, or another model"
            ) from error
        return self._checked(found, len(texts), self._dim)

    def _checked(self, found: Any, count: int, dim: int | None) -> Vectors:
        return checked(self._given, found, count, dim)


def _sentence_transformer(name: str, device: str | None, *, half: bool) -> Any:
    from sentence_transformers import SentenceTransformer

    local = Path(name).is_dir()
    options = {"dtype": "float16"} if half else {}
    failure: Exception | None = None
    for offline in (True,) if local else (True, False):
        try:
            model = SentenceTransformer(
                name, device=device, model_kwargs=options, local_files_only=offline
            )
            # Weights kept in 16 bits are computed in 32 unless asked otherwise: on a CPU that is
            # faster, and a text of no known token is then a zero rather than NaN.
            return model if half else model.float()
        except (OSError, ValueError, RuntimeError, KeyError, ImportError) as error:
            failure = error
    raise EncoderUnavailable(_load_advice(name, failure, local=local)) from failure


def _load_advice(name: str, error: Exception | None, *, local: bool) -> str:
    seen = f"the embedding model {name} cannot be loaded ({first_line(error)})"
    if local:
        return f"{seen}; the folder must hold what SentenceTransformer.save writes"
    return (
        f"{seen}; without a network, fetch it where there is one with"
        f" SentenceTransformer('{name}').save('FOLDER'), bring FOLDER here and name its path"
    )


def _revision(name: str, model: Any) -> str:
    """Return the hub's commit, or a digest of a local folder's weights."""
    folder = Path(name)
    if not folder.is_dir():
        config = getattr(getattr(model[0], "auto_model", None), "config", None)
        return str(getattr(config, "_commit_hash", None) or "unknown")[:12]
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".safetensors", ".bin", ".json"} and file.is_file():
            with file.open("rb") as stream:
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:12]
