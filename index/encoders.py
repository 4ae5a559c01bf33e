"""The embedding model behind a Store: one small protocol and its loaders.

Three kinds stand behind the protocol: the model that travels with the project, any
sentence-transformers model by name or path, and a hosted endpoint that speaks the OpenAI protocol.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import normalize
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = [
    "BUILTIN",
    "BUILTIN_FOLDER",
    "BuiltinEncoder",
    "Encoder",
    "HostedEncoder",
    "TransformerEncoder",
    "Vectors",
    "load_encoder",
]

Vectors = NDArray[np.float32]

BUILTIN = "builtin"
BUILTIN_FOLDER = Path(__file__).parent / "builtin"
_TEXTS_AT_ONCE = 1024
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
        return HostedEncoder(
            name, base_url, api_key, batch_size=batch_size or _HOSTED_TEXTS_AT_ONCE, prompts=prompts
        )
    if name == BUILTIN:
        return BuiltinEncoder(batch_size=batch_size or _TEXTS_AT_ONCE)
    return TransformerEncoder(
        name,
        device=device,
        batch_size=batch_size or _TRANSFORMER_TEXTS_AT_ONCE,
        half=half,
        prompts=prompts,
        progress=progress,
    )


class BuiltinEncoder:
    """The model in ``index/builtin``: the normalised sum of one vector a token.

    Needs no torch, no network and no model hub. The folder is one that model2vec loads; its two
    files are read here without importing model2vec, which would bring a hub client and a process
    pool along and take three times as long. The vectors are the same.
    """

    def __init__(self, folder: Path = BUILTIN_FOLDER, *, batch_size: int = _TEXTS_AT_ONCE) -> None:
        """Load the model from ``folder``, or say in one line why it cannot be loaded."""
        self._folder = folder
        self._batch_size = batch_size
        self._tokenizer, self._vectors = _static_model(folder)

    @cached_property
    def name(self) -> str:
        """Return ``builtin-`` and the first digits of the hash of its two files."""
        digest = hashlib.sha256()
        for file in ("model.safetensors", "tokenizer.json"):
            digest.update((self._folder / file).read_bytes())
        return f"{BUILTIN}-{digest.hexdigest()[:12]}"

    @property
    def dim(self) -> int:
        """Return the length of a vector."""
        return int(self._vectors.shape[1])

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        parts = [self._encode(part) for part in _batches(texts, self._batch_size)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dim), np.float32)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dim], each row of length 1."""
        return self.encode_documents(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        plain = [normalize(text) for text in texts]
        rows = self._tokenizer.encode_batch_fast(plain, add_special_tokens=False)
        sums = np.zeros((len(rows), self.dim), np.float32)
        for i, row in enumerate(rows):
            # The unknown piece's vector is zero, so it needs no leaving out.
            self._vectors[row.ids].sum(axis=0, out=sums[i])
        return _unit(sums)


class TransformerEncoder:
    """Any sentence-transformers model, by name or by path."""

    def __init__(
        self,
        name: str,
        *,
        device: str | None = None,
        batch_size: int = _TRANSFORMER_TEXTS_AT_ONCE,
        half: bool = False,
        prompts: tuple[str | None, str | None] = (None, None),
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
        """Return the name given, the revision, and a mark for prompts other than the model's."""
        marks = "".join(f"\n{prompt}" for prompt in self._prompts if prompt is not None)
        mark = f"+{hashlib.sha256(marks.encode()).hexdigest()[:6]}" if marks else ""
        return f"{self._given}@{_revision(self._given, self._model)}{mark}"

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
                f"{self._given}: encoding failed ({_line(error)}); try another device, a smaller"
                " batch size, or another model"
            ) from error
        return self._checked(found, len(texts), self._dim)

    def _checked(self, found: Any, count: int, dim: int | None) -> Vectors:
        return _checked(self._given, found, count, dim)


class HostedEncoder:
    """A hosted model behind the OpenAI embeddings protocol (``POST {base_url}/embeddings``)."""

    def __init__(
        self,
        model: str,
        base_url: str,
        api_key: str | None = None,
        *,
        batch_size: int = _HOSTED_TEXTS_AT_ONCE,
        prompts: tuple[str | None, str | None] = (None, None),
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
        marks = "".join(f"\n{prompt}" for prompt in self._prompts if prompt is not None)
        mark = f"+{hashlib.sha256(marks.encode()).hexdigest()[:6]}" if marks else ""
        return f"{self._model}@{self._base_url.rstrip('/')}{mark}"

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
        parts = [self._request(part) for part in _batches(full, self._batch_size)]
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
                f" {self._model} ({_line(error)}); check the address, the key and the model's name"
            ) from error
        return _checked(self._model, found, len(texts), self._dim)


def _static_model(folder: Path) -> tuple[Tokenizer, Vectors]:
    """Read the tokenizer and the token vectors [pieces, dim] of a folder that model2vec loads."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        tokenizer = _tokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))
        table = load_file(folder / "model.safetensors")["embeddings"]
        if table.ndim != 2 or len(table) != tokenizer.get_vocab_size():
            raise ValueError(
                f"vectors of shape {list(table.shape)} for {tokenizer.get_vocab_size()} pieces"
            )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise EncoderUnavailable(
            f"the built-in embedding model in {folder} cannot be loaded ({_line(error)});"
            " install policyqa again"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, np.ascontiguousarray(table, np.float32)


def _tokenizer(content: str) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(content)
    except Exception as error:  # the library raises no narrower class
        raise ValueError(f"tokenizer.json: {error}") from error


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
    seen = f"the embedding model {name} cannot be loaded ({_line(error)})"
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


def _checked(name: str, found: Any, count: int, dim: int | None) -> Vectors:
    """Return the vectors at length 1, or say what is wrong with them."""
    try:
        vectors = np.asarray(found, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise EncoderUnavailable(f"{name}: vectors of different lengths or not numbers") from error
    expected = f"[{count}, {dim or 'any'}]"
    if vectors.ndim != 2 or len(vectors) != count or vectors.shape[1] != (dim or vectors.shape[1]):
        raise EncoderUnavailable(
            f"{name}: vectors of shape {list(vectors.shape)}, expected {expected};"
            " is this an embedding model for sentences?"
        )
    if not np.isfinite(vectors).all() or vectors.shape[1] == 0:
        raise EncoderUnavailable(
            f"{name}: vectors that are empty or not finite (NaN, infinity);"
            " try without half precision, or another model"
        )
    return _unit(vectors)


def _unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; a row of zeros (no known token) points along the last axis."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    empty = lengths[:, 0] < 1e-12
    unit = np.asarray(vectors / np.where(lengths < 1e-12, 1, lengths), np.float32)
    unit[empty, -1] = 1.0
    return unit


def _batches(texts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), size):
        yield texts[start : start + size]


def _line(error: object) -> str:
    """Return an error's first line, short enough for one line of a terminal."""
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
