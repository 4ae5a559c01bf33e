"""Texts that were encoded recently are not encoded again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoders.recent import RecentVectors
from tests.doubles import HashEncoder


class Counting(HashEncoder):
    """Counts the texts it encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.encoded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return super().encode_documents(texts)


def test_each_text_gets_the_vector_the_encoder_gives_it_in_the_order_asked() -> None:
    encoder, texts = HashEncoder(), ["停车收费", "停水", "停车收费", "停电公告"]
    recent = RecentVectors(encoder)
    for _ in range(2):
        np.testing.assert_array_equal(recent.of(texts), encoder.encode_documents(texts))


def test_a_text_is_encoded_once() -> None:
    encoder = Counting()
    recent = RecentVectors(encoder)
    recent.of(["停车", "停水", "停车"])
    recent.of(["停水", "停电"])
    assert encoder.encoded == ["停车", "停水", "停电"]


def test_no_texts_give_no_rows() -> None:
    assert RecentVectors(HashEncoder()).of([]).shape == (0, HashEncoder().dim)
