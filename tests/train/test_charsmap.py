"""A table of characters as the normalizer of tokenizers reads it."""

from __future__ import annotations

import random

import pytest
from tokenizers.normalizers import Precompiled

from corpus.normalize import normalize
from index.train.charsmap import charsmap, normalizer


def test_what_stands_in_the_table_is_replaced_and_nothing_else() -> None:
    chance = random.Random(18)
    codes = chance.sample(range(0x4E00, 0x9FFF), 400)
    table = {chr(code): chance.choice(["", "x", "甲乙", "é"]) for code in codes} | {"a": "b"}
    read = Precompiled(charsmap(table))
    wrong = [c for c in map(chr, range(1, 0xA000)) if read.normalize_str(c) != table.get(c, c)]
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "養犬人應當辦理養犬登記",
        "ＡＢＣ１２３",
        "㈠ ①Ⅳ ﬁ",
        "Certificate OF Residence",
        "乾隆、瞭望",
        "☃é",
    ],
)
def test_other_programs_normalise_as_this_one_does(text: str) -> None:
    assert normalizer().normalize_str(text) == normalize(text)
