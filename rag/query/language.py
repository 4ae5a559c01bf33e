"""The language of a text: Chinese or English."""

from __future__ import annotations

import re

__all__ = ["language_of"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> str:
    """Return "en" for a text of mostly Latin words, else "zh"."""
    han = len(_HAN.findall(text))
    words = len(_LATIN_WORD.findall(text))
    return "en" if words > han else "zh"
