"""One comparison form for Chinese text: NFKC, traditional to simplified, lower case.

The same form is used by tokens, encoders, citations and scoring, so that half and full width
or traditional and simplified never keep a question and its clause apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["comparable", "normalize", "to_simplified"]

_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞＂«»「」『』‘’‚‛′″'", '"'))


@cache
def _simplified_table() -> dict[int, str]:
    """Return the one-to-one character table of OpenCC's t2s conversion.

    One character at a time, so that offsets stay where they are; phrase rules (乾隆, 瞭望)
    differ the same way on both sides of a comparison.
    """
    from opencc import OpenCC

    ranges = [(0x3400, 0x9FFF), (0xF900, 0xFAFF)]
    characters = [chr(c) for low, high in ranges for c in range(low, high + 1)]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    pairs = zip(characters, converted, strict=True)
    return {ord(a): b for a, b in pairs if a != b and len(b) == 1}


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(map(chr, _simplified_table())))}]")


def to_simplified(text: str) -> str:
    """Convert traditional characters to simplified ones, one for one."""
    # Most texts are simplified already, and looking is ten times faster than translating.
    if text.isascii() or not _traditional().search(text):
        return text
    return text.translate(_simplified_table())


def normalize(text: str) -> str:
    """Return NFKC, simplified, lower-case text. May change the length (NFKC)."""
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()


def comparable(text: str) -> str:
    """Return ``normalize(text)`` with white space removed and quote marks unified."""
    return "".join(normalize(text).translate(_QUOTES).split())
