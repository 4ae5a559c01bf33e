"""A model's words as plain text: no markup, no image, no link, nothing hidden."""

from __future__ import annotations

import html
import re
import unicodedata

__all__ = ["plain_text"]

# Reasoning models think aloud first; none of it is the answer.
_THINKING = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_WITH_CONTENT = re.compile(
    r"<(script|style|iframe|object|svg|math|template|noscript|title|head)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,2000}(?:>|\Z)")
# A link's target, with one pair of brackets inside; possessive, so that no text makes it slow.
_TARGET = r"\((?:[^()\n]++|\([^()\n]*+\))*+\)"
_IMAGE = re.compile(rf"!\[[^\[\]]{{0,500}}\](?:{_TARGET}|\[[^\[\]]{{0,200}}\])")
_LINK = re.compile(rf"\[([^\[\]]{{0,500}})\]{_TARGET}")
_REFERENCE = re.compile(r"^[ \t]{0,3}\[[^\[\]]{1,200}\]:[ \t]*\S.*$", re.MULTILINE)
# What follows a scheme is part of the link up to white space, Chinese text or a closing mark.
_URL = re.compile(
    r"<?\b(?:https?|ftps?|file|wss?|mailto|tel|sms|javascript|vbscript|data|blob)\s{0,2}[:：]"
    r"[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef<>\"'`)\]}]{1,4000}>?",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3}|~~|`{1,3})")
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]{0,3}(?:`{3,}|~{3,})[\w+-]{0,20}[ \t]*$", re.MULTILINE)
_SPECIAL = re.compile(r"<\|[^|<>\n]{0,60}\|>|\[/?INST\]|<</?SYS>>|</?s>", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")


def plain_text(text: str) -> str:
    """Return ``text`` without HTML, images, links, Markdown marks and hidden characters.

    Markup is removed, not escaped, so that no later renderer can revive it. Linked words stay,
    their targets go. The time is linear in the length of the text.
    """
    for _ in range(3):  # what removal puts together must go too: <scr<b>ipt>, &lt;b&gt;
        cleaned = _once(text)
        if cleaned == text:
            break
        text = cleaned
    return _BLANKS.sub("\n\n", text.replace("<", "＜").replace(">", "＞")).strip()


def _once(text: str) -> str:
    text = _visible(html.unescape(text))
    for pattern in (_THINKING, _WITH_CONTENT, _COMMENT, _SPECIAL, _IMAGE, _REFERENCE, _FENCE):
        text = pattern.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub("", text)
    text = _URL.sub("", text)
    return _HEADING.sub("", _EMPHASIS.sub("", text))


def _visible(text: str) -> str:
    """Drop control, format and private characters; keep line breaks and tabs."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _HIDDEN)


_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
