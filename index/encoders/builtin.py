"""The embedding model that travels with the project: static token vectors in ``index/builtin``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import normalize
from index.encoders.vectors import Vectors, first_line, unit
from index.errors import EncoderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["BUILTIN", "BUILTIN_FOLDER", "TEXTS_AT_ONCE", "BuiltinEncoder", "Pieces", "is_builtin"]

BUILTIN = "builtin"
BUILTIN_FOLDER = Path(__file__).parents[1] / "builtin"
TEXTS_AT_ONCE = 1024
_CHARACTERS_AT_ONCE = 400_000
# So many are cut sooner than the tokenizer's threads are awake: a question, its words.
_FEW_CHARACTERS = 400
# Between these two stands the normalizer of a tokenizer's file as it is written here.
_NORMALIZER, _PRE_TOKENIZER = b'"normalizer":', b',"pre_tokenizer":'


@dataclass(frozen=True, slots=True)
class Pieces:
    """Texts cut into the model's pieces.

    :param ids: int32, those of the first text, then of the next.
    :param starts: int64 [texts + 1], where each text's begin, and where the last one's end.
    """

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]


class BuiltinEncoder:
    """The model in ``index/builtin``: the normalised sum of one vector a token.

    Needs no torch, no network and no model hub. The folder is one that model2vec loads; its two
    files are read here without importing model2vec, which would bring a hub client and a process
    pool along and take three times as long. The vectors are the same.
    """

    def __init__(self, folder: Path = BUILTIN_FOLDER, *, batch_size: int = TEXTS_AT_ONCE) -> None:
        """Load the model from ``folder``, or say in one line why it cannot be loaded."""
        self._folder = folder
        self._batch_size = batch_size
        self._tokenizer, self._vectors = _static_model(folder)

    @cached_property
    def name(self) -> str:
        """Return ``builtin-`` and the first digits of the hash of its two files.

        The normalizer in the tokenizer's file does not count: it is for other programs, texts are
        normalised here before they are cut.
        """
        digest = hashlib.sha256()
        digest.update((self._folder / "model.safetensors").read_bytes())
        digest.update(_without_normalizer((self._folder / "tokenizer.json").read_bytes()))
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

    def cut(self, texts: Sequence[str]) -> Pieces:
        """Cut texts into pieces: most of what encoding them takes."""
        rows = self._cut([normalize(text) for text in texts])
        ids = np.fromiter(chain.from_iterable(rows), np.int32)
        return Pieces(ids, np.cumsum([0, *map(len, rows)], dtype=np.int64))

    def encode_cut(self, pieces: Pieces, places: NDArray[np.int64]) -> Vectors:
        """Return float32 [len(places), dim]: the vectors of some of the texts that were cut."""
        starts, ends = pieces.starts[places], pieces.starts[places + 1]
        lengths = ends - starts
        firsts = np.cumsum(lengths) - lengths
        rows = np.repeat(starts - firsts, lengths) + np.arange(int(lengths.sum()))
        sums = np.zeros((len(places), self.dim), np.float32)
        filled = np.flatnonzero(lengths)
        if len(filled):
            found = self._vectors.take(pieces.ids[rows], 0, mode="clip")
            sums[filled] = np.add.reduceat(found, firsts[filled], axis=0)
        return unit(sums)

    def _encode(self, normal: Sequence[str]) -> Vectors:
        rows = self._cut(normal)
        sums = np.zeros((len(rows), self.dim), np.float32)
        for i, row in enumerate(rows):
            # The unknown piece's vector is zero, so it needs no leaving out.
            # For a word or two, taking and adding them this way halves the time.
            np.add.reduce(self._vectors.take(row, 0, mode="clip"), axis=0, out=sums[i])
        return unit(sums)

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of each text's pieces."""
        cut = self._tokenizer
        if sum(map(len, texts)) <= _FEW_CHARACTERS:
            return [cut.encode(text, add_special_tokens=False).ids for text in texts]
        return [row.ids for row in cut.encode_batch_fast(texts, add_special_tokens=False)]


def is_builtin(name: str) -> bool:
    """Tell whether an encoder's name is that of a built-in model, today's or an earlier one."""
    return name.startswith(f"{BUILTIN}-")


def _batches(texts: Sequence[str], size: int) -> Iterator[list[str]]:
    """Yield normalised texts, at most ``size`` and not many more characters than usual at once.

    The tokenizer keeps hundreds of bytes for each character of a batch.
    """
    batch: list[str] = []
    characters = 0
    for text in map(normalize, texts):
        if batch and (len(batch) >= size or characters + len(text) > _CHARACTERS_AT_ONCE):
            yield batch
            batch, characters = [], 0
        batch.append(text)
        characters += len(text)
    if batch:
        yield batch


def _static_model(folder: Path) -> tuple[Tokenizer, Vectors]:
    """Read the tokenizer and the token vectors [pieces, dim] of a folder that model2vec loads."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        content = _without_normalizer((folder / "tokenizer.json").read_bytes())
        tokenizer = _tokenizer(content.decode())
        table = load_file(folder / "model.safetensors")["embeddings"]
        if table.ndim != 2 or len(table) != tokenizer.get_vocab_size():
            raise ValueError(
                f"vectors of shape {list(table.shape)} for {tokenizer.get_vocab_size()} pieces"
            )
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise EncoderUnavailable(
            f"the built-in embedding model in {folder} cannot be loaded ({first_line(error)});"
            " install policyqa again"
        ) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer, np.ascontiguousarray(table, np.float32)


def _without_normalizer(content: bytes) -> bytes:
    """Return the content of a tokenizer's file with no normalizer in it."""
    start, end = content.find(_NORMALIZER), content.find(_PRE_TOKENIZER)
    if not 0 <= start < end:
        return content
    return content[:start] + _NORMALIZER + b"null" + content[end:]


def _tokenizer(content: str) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_str(content)
    except Exception as error:  # the library raises no narrower class
        raise ValueError(f"tokenizer.json: {error}") from error
