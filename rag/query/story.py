"""What a long question tells before it asks: its story."""

from __future__ import annotations

import re

from corpus.normalize import normalize

__all__ = ["told_and_asked"]

# Characters from which on a question tells a story. Below, over STARD and EQUALS, what stands
# before the clause that asks is the case itself: to weigh it less lost as much as it won.
_LONG = 80
_PIECE = re.compile(r"[^。!?;,、\n]+[。!?;,、\n]?")
_ASKS = re.compile(
    r"\?|吗|呢|什么|啥|怎么|怎样|如何|咋|多少|多久|多长|多大|哪|谁|(?<!了)(?<!好)几[个种项天年月倍级岁]|为何|是否|能否|可否"
    r"|(.)不\1|有没有|算不算|请问|想问|想知道|想了解"
    r"|\b(?:what|which|who|when|where|how|why|can|may|must|do|does|is|are)\b",
    re.IGNORECASE,
)


def told_and_asked(question: str) -> tuple[str, str]:
    """Divide a long question into the clauses that ask nothing and those that ask.

    Who asks at length tells what happened and then asks: 我妈前年回老家种地了, …, 能不能参保?
    A short question, or one without a clause that asks, tells nothing.
    """
    plain = normalize(question)
    pieces = _PIECE.findall(plain)
    asking = [bool(_ASKS.search(piece)) for piece in pieces]
    if len(plain) <= _LONG or not any(asking):
        return "", plain
    told = (piece for piece, asks in zip(pieces, asking, strict=True) if not asks)
    return "\n".join(told), "\n".join(piece for piece, a in zip(pieces, asking, strict=True) if a)
