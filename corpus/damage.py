"""Spans that lost their characters: a wrong encoding, a replaced quote, a stray tag."""

from __future__ import annotations

import re

__all__ = ["is_garbled"]

# ?? or ?! inside Chinese text, U+FFFD, private use, Cyrillic or Latin-1 letters among Chinese
# characters, and left-over HTML: what a GBK text read as UTF-8, or cut in half, leaves behind.
# × is the blank of a form (张××) and no letter.
_MARKS = re.compile(
    r"\ufffd|[\u4e00-\u9fff][?？]{1,2}[!！；;][\u4e00-\u9fff“”]|[\u4e00-\u9fff][?？]{2,}"
    r"|[\ue000-\uf8ff]|[\u4e00-\u9fff][\u0400-\u04ff]|[\u0400-\u04ff][\u4e00-\u9fff]"
    r"|[\u4e00-\u9fff][\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff][\u0080-\u00d6\u00d8-\u00ff]|</?[a-z]{1,6}\s?/?>|锟斤拷|烫烫烫|&(?:nbsp|amp|lt|gt|quot);"
    r"|[\u4e00-\u9fff][?？](?=[\u4e00-\u9fff])(?<![吗呢么何谁吧啊][?？])"
)
_PLACE = re.compile(r"[?？\ufffd\ue000-\uf8ff\u0400-\u04ff\u00c0-\u00ff<&锟烫]")


def is_garbled(text: str) -> bool:
    """Tell whether a text holds damaged characters."""
    return _PLACE.search(text) is not None and _MARKS.search(text) is not None
