"""One comparison form for Chinese text: NFKC, traditional to simplified, lower case.

The same form is used by tokens, encoders, citations and scoring, so that half and full width
or traditional and simplified never keep a question and its clause apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
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


# Characters that NFKC and lower case change, if at all, in the same way whatever stands beside
# them: neither marks that join a letter before them nor anything that becomes one. Nearly every
# text is made of these alone, and is then translated character by character, in a third of the
# time.
_ALONE = (
    "\x00-\xa7\xa9-\xae\xb0-\xb3\xb5-\xb7\xb9-\u024f\u2000-\u2016\u2018-\u203d\u2100-\u2adb"
    "\u3000-\u3029\u3105-\u312f\u3200-\u9fff\ue000-\ufaff\uff01-\uff9d\uffe0-\uffe2"
)
_BESIDE_OTHERS = re.compile(f"[^{_ALONE}]")


class _Forms(dict[int, str]):
    """Characters in one form, made when they are first seen."""

    def __init__(self, form: Callable[[str], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, code: int) -> str:
        self[code] = self._form(chr(code))
        return self[code]


def normalize(text: str) -> str:
    """Return NFKC, simplified, lower-case text. May change the length (NFKC)."""
    if _BESIDE_OTHERS.search(text):
        return _normalize(text)
    return text.translate(_NORMAL)


def comparable(text: str) -> str:
    """Return ``normalize(text)`` with white space removed and quote marks unified."""
    if _BESIDE_OTHERS.search(text):
        return _compare(text)
    return text.translate(_COMPARABLE)


def _normalize(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()


def _compare(text: str) -> str:
    return "".join(_normalize(text).translate(_QUOTES).split())


_NORMAL = _Forms(_normalize)
_COMPARABLE = _Forms(_compare)
