"""The part of the body's vocabulary that the reader keeps, and how texts are cut into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from corpus.normalize import to_simplified
from eval.fit.reader.body import Body, Piece

__all__ = ["kept_pieces", "tokenizer_of"]

_HAN = range(0x4E00, 0x9FA6)


def tokenizer_of(vocabulary: Sequence[Piece], unknown: int) -> Tokenizer:
    """Return the body's way to cut texts, over a vocabulary or a part of it."""
    pieces = [(piece.text, piece.score) for piece in vocabulary]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


def kept_pieces(body: Body, texts: Iterable[str], most: int) -> list[int]:
    """Return the ids of the pieces that texts are made of, special ones first.

    Single characters of Han and ASCII are kept whether they occur or not, so that nothing official
    is unknown; of the others the most frequent.
    """
    special = [body.pad, body.start, body.end, body.unknown]
    single = [i for i, p in enumerate(body.vocabulary) if i not in special and _is_single(p.text)]
    counts: Counter[int] = Counter()
    for encoded in tokenizer_of(body.vocabulary, body.unknown).encode_batch_fast(list(texts)):
        counts.update(encoded.ids)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    first = {*special, *single}
    more = [i for i, _ in ranked if i not in first]
    return [*special, *single, *more][:most]


def _is_single(text: str) -> bool:
    bare = text.removeprefix("▁")
    if len(bare) != 1:
        return not bare
    return bare.isascii() or (ord(bare) in _HAN and to_simplified(bare) == bare)
