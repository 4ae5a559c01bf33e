"""A hosted embedding endpoint as an encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoders.vectors import Prompts, Vectors, batches, checked, first_line, prompt_mark
from index.errors import EncoderUnavailable

__all__ = ["HostedEncoder"]

_TEXTS_AT_ONCE = 64


class HostedEncoder:
    """A hosted model behind the OpenAI embeddings protocol (``POST {base_url}/embeddings``)."""

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str | None = None,
        *,
        batch_size: int = _TEXTS_AT_ONCE,
        prompts: Prompts = (None, None),
        timeout: float = 60.0,
        retries: int = 2,
    ) -> None:
        """Ask the endpoint for one vector, to learn its length and that it can be reached."""
        from openai import OpenAI

        self._client = OpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            timeout=timeout,
            max_retries=retries,
        )
        self._model = model
        self._base_url = base_url
        self._batch_size = batch_size
        self._prompts = prompts
        self._dim: int | None = None
        self._dim = int(self._request(["."]).shape[1])

    @property
    def name(self) -> str:
        """Return the model's name and the endpoint's address; hosted models tell no revision."""
        return f"{self._model}@{self._base_url.rstrip('/')}{prompt_mark(self._prompts)}"

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        assert self._dim is not None, "set by the first request"  # noqa: S101
        return self._dim

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        return self._encode(texts, self._prompts[1])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        return self._encode(texts, self._prompts[0])

    def _encode(self, texts: Sequence[str], prompt: str | None) -> Vectors:
        # Endpoints refuse empty strings; a space stands for them.
        full = [(prompt or "") + text or " " for text in texts]
        parts = [self._request(part) for part in batches(full, self._batch_size)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dim), np.float32)

    def _request(self, texts: Sequence[str]) -> Vectors:
        from openai import OpenAIError

        try:
            reply = self._client.embeddings.create(
                model=self._model, input=list(texts), encoding_format="float"
            )
            ordered = sorted(reply.data, key=lambda item: item.index)
            found = [item.embedding for item in ordered]
        except (OpenAIError, AttributeError, TypeError, ValueError) as error:
            raise EncoderUnavailable(
                f"the embedding endpoint {self._base_url} gave no vectors for model"
                f" {self._model} ({first_line(error)}); check the address, the key and"
                " the model's name"
            ) from error
        return checked(self._model, found, len(texts), self._dim)
