"""From trained vectors to the folder that model2vec and sentence-transformers load."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.train.charsmap import normalizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["rotate", "write_model"]

# Tokens: longer than any text, and a number, which is what some programs ask for.
_LONGEST = 1_000_000

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]


def rotate(vectors: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """Rotate so that leading dimensions carry most of the variance of running text.

    A rotation changes no cosine, so shorter vectors (the first 64, 128, …) come for free.

    :param vectors: [tokens, dimensions]
    :param counts: how often each token occurs in the training texts.
    """
    share = np.sqrt(counts / max(int(counts.sum()), 1))
    weighted = vectors.astype(np.float64) * share[:, None]
    values, axes = np.linalg.eigh(weighted.T @ weighted)
    turned: NDArray[np.float32] = (vectors @ axes[:, np.argsort(-values)]).astype(np.float32)
    return turned


def write_model(folder: Path, tokenizer: Tokenizer, vectors: NDArray[np.float32]) -> None:
    """Write ``vectors`` as float16 with the tokenizer and both libraries' settings.

    Token 0, the unknown piece, becomes the zero vector: model2vec leaves it out of the mean and
    sentence-transformers does not, and both then point the same way.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    # float16 keeps three digits; the largest value at 1 keeps small ones far from its underflow.
    halves = (vectors / np.abs(vectors).max()).astype(np.float16)
    halves[0] = 0
    save_file({"embeddings": halves}, folder / "model.safetensors")
    (folder / "tokenizer.json").write_text(tokenizer_json(tokenizer), encoding="utf-8")
    config = {"normalize": True, "max_length": _LONGEST, "embedding_dtype": "float16"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", encoding="utf-8")


def tokenizer_json(tokenizer: Tokenizer) -> str:
    """Return the tokenizer's JSON with scores of four digits: a third smaller, the same cuts.

    It normalises too: the other programs that load the folder know nothing of ``corpus``.
    """
    content = json.loads(tokenizer.to_str())
    content["normalizer"] = json.loads(normalizer().__getstate__())
    vocabulary = content["model"]["vocab"]
    content["model"]["vocab"] = [[piece, round(score, 3)] for piece, score in vocabulary]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
