"""What a chat model is shown: numbered passages, fenced, within a counted budget of tokens."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.text.sentences import split
from rag.model import cite_as
from rag.passages.evidence import Evidence
from rag.verification.injection import safe_length, without_instructions

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Context", "pack", "token_counter"]


@dataclass(frozen=True, slots=True)
class Context:
    """The passages as the model sees them.

    :param mark: random, new for every request, so that no document can forge the fence.
    :param shown: the evidence shown.
    :param left_out: numbers of the evidence that did not fit.
    :param refused: evidence that holds instructions to a model; what follows them is not shown.
    :param tokens: of ``text``, as counted.
    """

    text: str
    mark: str
    shown: tuple[Evidence, ...]
    left_out: tuple[int, ...]
    refused: tuple[Evidence, ...]
    tokens: int


def token_counter(model: BaseChatModel) -> Callable[[str], int]:
    """Return what counts a model's tokens: its own tokenizer in process, else an upper estimate.

    A hosted model's tokenizer would have to be downloaded. The estimate is 1.2 tokens a Chinese
    character and 1 for 3 others, above what the tokenizers of current models give.
    """
    own = getattr(model, "count_tokens", None)
    if callable(own):
        return lambda text: int(own(text))
    return _estimate


def _estimate(text: str) -> int:
    ascii_length = sum(c.isascii() for c in text)
    return math.ceil((len(text) - ascii_length) * 1.2 + ascii_length / 3)


def pack(evidence: Sequence[Evidence], budget: int, count: Callable[[str], int]) -> Context:
    """Choose and fence the passages shown, best first, as many as fit ``budget`` tokens.

    The first passage is cut to whole sentences where it alone is over the budget.
    """
    mark = f"<<{secrets.token_hex(8)}>>"
    blocks: list[str] = []
    shown: list[Evidence] = []
    left_out: list[int] = []
    used = 0
    for item in evidence:
        block = _block(item, without_instructions(item.hit.text))
        if block is None:
            continue
        cost = count(block)
        if used + cost > budget and not shown:
            block = _cut(item, budget, count)
            cost = count(block)
        if used + cost > budget and shown:
            left_out.append(item.number)
            continue
        blocks.append(block)
        shown.append(item)
        used += cost
    refused = tuple(e for e in evidence if safe_length(e.hit.text) < len(e.hit.text))
    text = "\n\n".join((mark, *blocks, mark))
    return Context(text, mark, tuple(shown), tuple(left_out), refused, used)


def _block(item: Evidence, text: str) -> str | None:
    """Return a passage with its number and place, ``None`` when nothing of it may be shown."""
    if not any(c.isalnum() for c in text):
        return None
    hit = item.hit
    place = " ".join(filter(None, (cite_as(hit.document), *hit.path, hit.address)))
    return f"[{item.number}] {without_instructions(place)}\n{text.strip()}"


def _cut(item: Evidence, budget: int, count: Callable[[str], int]) -> str:
    """Return the passage's first sentences that fit, at least one."""
    text = without_instructions(item.hit.text)
    kept = ""
    for _, end in split(text):
        block = _block(item, text[:end]) or ""
        if kept and count(block) > budget:
            break
        kept = block
    return kept
