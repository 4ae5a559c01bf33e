"""One comparison form for Chinese text: NFKC, traditional to simplified, lower case.

The same form is used by tokens, encoders, citations and scoring, so that half and full width
or traditional and simplified never keep a question and its clause apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, cached_property, lru_cache

__all__ = ["comparable", "normalize", "simplified_table", "to_simplified"]

_KEPT = 400  # characters of a text whose comparable form is remembered
_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞＂«»「」『』‘’‚‛′″'", '"'))


@cache
def simplified_table() -> dict[int, str]:
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
    return re.compile(f"[{re.escape(''.join(map(chr, simplified_table())))}]")


def to_simplified(text: str) -> str:
    """Convert traditional characters to simplified ones, one for one."""
    # Most texts are simplified already, and looking is ten times faster than translating.
    if text.isascii() or not _traditional().search(text):
        return text
    return text.translate(simplified_table())


# Characters that NFKC and lower case change, if at all, in the same way whatever stands beside
# them: neither marks that join a letter before them nor anything that becomes one. Nearly every
# text is made of these alone.
_ALONE = (
    "\x00-\xa7\xa9-\xae\xb0-\xb3\xb5-\xb7\xb9-\u024f\u2000-\u2016\u2018-\u203d\u2100-\u2adb"
    "\u3000-\u3029\u3105-\u312f\u3200-\u9fff\ue000-\ufaff\uff01-\uff9d\uffe0-\uffe2"
)
_BESIDE_OTHERS = re.compile(f"[^{_ALONE}]")


# Blocks in which other characters than traditional ones change by themselves: letters, signs,
# compatibility forms and full widths. Of Han characters (3400-9FFF) only traditional ones do.
_CHANGING = ((0x00, 0x24F), (0x2000, 0x2ADB), (0x3000, 0x33FF), (0xF900, 0xFAFF), (0xFF01, 0xFFE2))

# More different ones than this, as a long text in traditional characters has, are sooner changed
# all at once.
_MOST_CHANGING = 64


@cache
def _changing() -> tuple[str, ...]:
    """Return the characters of those blocks that may change in some form."""
    codes = (code for low, high in _CHANGING for code in range(low, high + 1))
    return tuple(
        c
        for c in map(chr, codes)
        if unicodedata.normalize("NFKC", c).lower() != c or c.isspace() or ord(c) in _QUOTES
        if not _BESIDE_OTHERS.search(c)
    )


class _Folding:
    """Brings texts of characters that stand alone into one form.

    A text has few different characters that change, most of them punctuation, so each is replaced
    throughout: four times faster than translating the text character by character.
    """

    def __init__(self, form: Callable[[str], str]) -> None:
        self._form = form

    @cached_property
    def _table(self) -> dict[str, str]:
        simplified = {chr(code): to for code, to in simplified_table().items()}
        return {
            **{c: to for c, to in simplified.items() if not _BESIDE_OTHERS.search(c)},
            **{c: formed for c in _changing() if (formed := self._form(c)) != c},
        }

    @cached_property
    def _changing(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(''.join(self._table))}]")

    @cached_property
    def _unstable(self) -> frozenset[str]:
        """Return characters whose form may change again: they cannot be replaced one by one."""
        table = self._table
        return frozenset(
            c
            for c, formed in table.items()
            if _BESIDE_OTHERS.search(formed) or not table.keys().isdisjoint(formed)
        )

    def __call__(self, text: str) -> str:
        """Return the text in the form."""
        if _BESIDE_OTHERS.search(text):
            return self._form(text)
        found = set(self._changing.findall(text))
        if len(found) > _MOST_CHANGING or not found.isdisjoint(self._unstable):
            return self._form(text)
        for character in found:
            text = text.replace(character, self._table[character])
        return text


def normalize(text: str) -> str:
    """Return NFKC, simplified, lower-case text. May change the length (NFKC)."""
    return _NORMAL(text)


def comparable(text: str) -> str:
    """Return ``normalize(text)`` with white space removed and quote marks unified."""
    return _comparable(text) if len(text) <= _KEPT else _COMPARABLE(text)


@lru_cache(maxsize=16384)  # sentences and headings that questions are compared with come up again
def _comparable(text: str) -> str:
    return _COMPARABLE(text)


def _normalize(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()


def _compare(text: str) -> str:
    return "".join(_normalize(text).translate(_QUOTES).split())


_NORMAL = _Folding(_normalize)
_COMPARABLE = _Folding(_compare)
