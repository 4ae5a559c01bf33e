from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from index.train.pieces import inner_pieces
from index.train.tokenizer import build_tokenizer

CHINESE = Counter({"劳动": 9, "合同": 9, "合同法": 8, "劳动合同法": 7, "人人有责": 6, "狗": 2})
LATIN = Counter({"labour": 400, "contract": 400, "law": 400})
TOKENIZER = build_tokenizer(CHINESE, LATIN, chinese_size=100, latin_size=60)


def inside(piece: str) -> list[str]:
    ids = TOKENIZER.get_vocab()
    pieces = {i: text for text, i in ids.items()}
    rows = inner_pieces(TOKENIZER).take(np.array([ids[piece]], np.int64))
    return sorted(pieces[i] for i in rows.ids.tolist())


def test_a_word_holds_its_characters_and_the_words_inside_it() -> None:
    assert inside("劳动合同法") == sorted([*"劳动合同法", "劳动", "合同", "合同法"])


def test_a_character_twice_in_a_word_counts_twice() -> None:
    assert inside("人人有责") == sorted("人人有责")


@pytest.mark.parametrize("piece", ["狗", "l", "2019", "19", "[UNK]"])
def test_characters_latin_pieces_and_numbers_hold_nothing(piece: str) -> None:
    assert inside(piece) == []


def test_there_is_one_row_for_every_token() -> None:
    assert len(inner_pieces(TOKENIZER)) == TOKENIZER.get_vocab_size()
