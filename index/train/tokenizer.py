"""The built-in model's tokenizer: a Unigram model over Chinese words and English pieces.

Chinese pieces are words as a dictionary segmenter cuts them, English pieces come from the Unigram
trainer of ``tokenizers`` (Kudo 2018); each piece scores the logarithm of its share. The Viterbi
path then takes the likeliest cut, and single characters stand in for words never seen.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["UNKNOWN", "build_tokenizer", "count_words"]

UNKNOWN = "[UNK]"
_LATIN = re.compile(r"[a-z][a-z']*")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_LONGEST_WORD = 8
_RARE_SHARE = 1e-9


def count_words(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count Chinese words (and their single characters) and Latin words in normalised texts."""
    import rjieba

    chinese: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    for text in texts:
        latin.update(_LATIN.findall(text))
        for run in _CJK.findall(text):
            chinese.update(rjieba.cut(run, False))
    return chinese, latin


def build_tokenizer(
    chinese: Counter[str], latin: Counter[str], *, chinese_size: int, latin_size: int
) -> Tokenizer:
    """Build the tokenizer from word counts.

    :param chinese_size: pieces kept for Chinese: every character seen twice, then frequent words.
    :param latin_size: pieces kept for Latin script, digits and other characters not counted.
    """
    from tokenizers import Tokenizer, models

    scored = _chinese_pieces(chinese, chinese_size) | _latin_pieces(latin, latin_size)
    for digit in "0123456789":
        scored.setdefault(digit, math.log(1e-4))
    for number in [*range(10, 100), *range(1949, 2036)]:
        scored.setdefault(str(number), math.log(1e-5))
    pieces = sorted(scored.items(), key=lambda item: (-item[1], item[0]))
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *pieces], unk_id=0))
    tokenizer.pre_tokenizer = _pre_tokenizer()  # type: ignore[assignment]
    return tokenizer


def _pre_tokenizer() -> object:
    from tokenizers import pre_tokenizers

    return pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation("removed")]
    )


def _chinese_pieces(counts: Counter[str], size: int) -> dict[str, float]:
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    kept = {c: counts.get(c, 0) for c, n in characters.items() if n >= 2}
    words = ((w, n) for w, n in counts.most_common() if 1 < len(w) <= _LONGEST_WORD)
    for word, count in words:
        if len(kept) >= size:
            break
        kept[word] = count
    return _log_shares(kept)


def _latin_pieces(counts: Counter[str], size: int) -> dict[str, float]:
    from tokenizers import Tokenizer, models, trainers

    letters = dict.fromkeys("abcdefghijklmnopqrstuvwxyz", _RARE_SHARE)
    scored = {letter: math.log(share) for letter, share in letters.items()}
    if not counts:
        return scored
    tokenizer = Tokenizer(models.Unigram())
    trainer = trainers.UnigramTrainer(vocab_size=size, show_progress=False, unk_token=UNKNOWN)
    tokenizer.train_from_iterator(_repeated(counts), trainer)
    import json

    vocabulary = json.loads(tokenizer.to_str())["model"]["vocab"]
    return scored | {piece: score for piece, score in vocabulary if piece != UNKNOWN}


def _repeated(counts: Counter[str]) -> Iterator[str]:
    """Yield words as often as counted, dampened: the trainer only takes plain texts."""
    for word, count in sorted(counts.items()):
        for _ in range(max(1, round(count**0.75 / 4))):
            yield word


def _log_shares(counts: dict[str, int]) -> dict[str, float]:
    total = sum(counts.values()) or 1
    return {piece: math.log(max(count, 0.3) / total) for piece, count in counts.items()}
