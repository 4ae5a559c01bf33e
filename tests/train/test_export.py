"""From trained vectors to the folder that an encoder loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from tokenizers.models import Unigram

from index.train.export import rotate, write_model


def test_a_rotation_changes_no_cosine_and_puts_the_variance_first() -> None:
    vectors = np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32)
    vectors[:, 2] *= 10
    turned = rotate(vectors, np.ones(50, np.int64))
    assert np.allclose(turned @ turned.T, vectors @ vectors.T, rtol=1e-3, atol=1e-2)
    variances = (turned**2).sum(axis=0)
    assert list(variances) == sorted(variances, reverse=True)


def test_tokens_that_never_occur_do_not_turn_the_axes() -> None:
    vectors = np.asarray([[1, 0], [0, 100]], np.float32)
    assert np.abs(rotate(vectors, np.asarray([5, 0]))[0]).tolist() == [1.0, 0.0]
    assert np.isfinite(rotate(vectors, np.asarray([0, 0]))).all()


def test_a_written_model_holds_scaled_halves_and_no_unknown_token(tmp_path: Path) -> None:
    tokenizer = Tokenizer(Unigram([("<unk>", 0.0), ("停车", -1.23456)], unk_id=0))
    folder = tmp_path / "new" / "model"
    write_model(folder, tokenizer, np.asarray([[9, 9], [4, -2]], np.float32))
    stored = load_file(folder / "model.safetensors")["embeddings"]
    assert stored.dtype == np.float16
    assert stored[0].tolist() == [0, 0]
    assert np.allclose(stored[1], np.asarray([4, -2]) / 9, atol=1e-3)
    assert json.loads((folder / "config.json").read_text())["normalize"] is True
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    assert vocabulary == [["<unk>", 0.0], ["停车", -1.235]]
    assert Tokenizer.from_file(str(folder / "tokenizer.json")).encode("停车").tokens == ["停车"]
