from __future__ import annotations

from index.train.ragged import tokenize
from index.train.tokenizer import build_tokenizer, count_words

TEXTS = [
    "用人单位应当支付赔偿金,劳动合同另有约定的除外。" * 3,
    "the employer shall pay compensation, shall it not? " * 300,
    "劳动合同在2019年解除。" * 3,
]


def _tokens(text: str) -> list[str]:
    tokenizer = build_tokenizer(*count_words(TEXTS), chinese_size=200, latin_size=60)
    return list(tokenizer.encode(text).tokens)


def test_known_words_are_whole_and_punctuation_is_gone() -> None:
    assert _tokens("用人单位,劳动合同。") == ["用人单位", "劳动合同"]


def test_unseen_words_are_cut_into_known_characters() -> None:
    assert "".join(_tokens("约位赔")) == "约位赔"


def test_english_words_keep_their_letters_and_years_stay_whole() -> None:
    pieces = _tokens("compensation 2019")
    assert "".join(pieces[:-1]) == "compensation"
    assert pieces[-1] == "2019"


def test_characters_never_seen_are_left_out_of_the_ids() -> None:
    tokenizer = build_tokenizer(*count_words(TEXTS), chinese_size=200, latin_size=60)
    rows = tokenize(tokenizer, ["劳动合同", "☃鑫", ""])
    assert rows.lengths().tolist() == [1, 0, 0]
