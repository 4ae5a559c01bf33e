"""The ``Encoder`` protocol of embedding models, and loading one by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from index.encoders.builtin import BUILTIN, TEXTS_AT_ONCE, BuiltinEncoder
from index.encoders.hosted import HostedEncoder
from index.encoders.transformer import TransformerEncoder
from index.encoders.vectors import Vectors
from index.errors import EncoderUnavailable

__all__ = ["Encoder", "load_encoder"]

_HOSTED_TEXTS_AT_ONCE = 64
_TRANSFORMER_TEXTS_AT_ONCE = 32


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


def load_encoder(
    name: str = BUILTIN,
    *,
    device: str | None = None,
    batch_size: int | None = None,
    half: bool = False,
    base_url: str | None = None,
    api_key: str | None = None,
    question_prompt: str | None = None,
    document_prompt: str | None = None,
    progress: bool = False,
) -> Encoder:
    """Load an embedding model.

    :param name: ``builtin``; a sentence-transformers name or path; with ``base_url`` the name the
        hosted endpoint knows the model by.
    :param device: where a transformer runs (``cpu``, ``cuda``, ``mps``); chosen when not given.
    :param batch_size: texts at once.
    :param half: run a transformer in half precision.
    :param base_url: address of an endpoint that speaks the OpenAI embeddings protocol.
    :param question_prompt: text put before every question, in place of the model's own prompt.
    :param document_prompt: the same for documents.
    :param progress: show how far a long encoding is, on stderr (transformers only).
    :raises EncoderUnavailable: the model cannot be loaded or reached, or gives unusable vectors.
    """
    if batch_size is not None and batch_size < 1:
        raise EncoderUnavailable(f"batch size {batch_size}: give a number of texts of 1 or more")
    prompts = (question_prompt, document_prompt)
    if base_url is not None:
        hosted_size = batch_size or _HOSTED_TEXTS_AT_ONCE
        return HostedEncoder(name, base_url, api_key, batch_size=hosted_size, prompts=prompts)
    if name == BUILTIN:
        return BuiltinEncoder(batch_size=batch_size or TEXTS_AT_ONCE)
    return TransformerEncoder(
        name,
        device=device,
        batch_size=batch_size or _TRANSFORMER_TEXTS_AT_ONCE,
        half=half,
        prompts=prompts,
        progress=progress,
    )
