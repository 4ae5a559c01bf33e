"""One tokenizer for documents and questions.

Text is brought to the comparison form (NFKC, simplified, lower case) and cut into: Chinese words
as rjieba's search mode gives them (long words and the words inside them), Latin words, and
numbers kept whole (32511, 3.5, 30%). A document number (文号) is kept as one more token, in
canonical form, so that it is found however its brackets were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.normalize import normalize
from index.stopwords import STOP_WORDS

__all__ = ["TOKENS_VERSION", "content_tokens", "number_tokens", "tokens"]

# Raised whenever the same text would give other tokens: search files of another version are
# made anew.
TOKENS_VERSION = 1

_PIECE = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff〇]+)"
    r"|(?P<word>[a-z\u00e0-\u024f]+(?:'[a-z]+)?)"
    r"|(?P<number>\d+(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)*[%‰]?)"
)


def tokens(text: str) -> list[str]:
    """Cut a text into search tokens; order and repeats are kept for counting, not for phrases."""
    plain = normalize(text)
    han: list[str] = []
    found: list[str] = []
    for piece in _PIECE.finditer(plain):
        if piece.lastgroup == "han":
            han.append(piece[0])
        else:
            found.extend(_latin(piece[0]))
    if han:
        found.extend(_cut("\n".join(han)))
    if "号" in plain:
        found.extend(number_tokens(text))
    return found


def number_tokens(text: str) -> list[str]:
    """Return the document numbers that a text names, in canonical form."""
    from corpus.text.document_numbers import find_numbers

    return find_numbers(text)


def content_tokens(question: str) -> list[str]:
    """Return a question's tokens without stop words, each once, in order of appearance."""
    return list(_content(question))


# Each route and whoever ranks or answers cuts the same question.
@lru_cache(maxsize=64)
def _content(question: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in tokens(question) if t not in STOP_WORDS))


def _cut(text: str) -> Iterable[str]:
    import rjieba

    return (word for word in rjieba.cut_for_search(text) if word != "\n")


def _latin(piece: str) -> list[str]:
    if piece[0].isdigit():
        return [piece.replace(",", "")]
    word = piece.removesuffix("'s")
    return [word]
