"""What a caller sends with a question: one typed request for the HTTP, OpenAI and MCP interfaces.

``AsOf``, ``Turns`` and ``HitCount`` are the fields as callers write them; ``Inquiry`` is what the
service is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from rag.errors import InvalidQuestion

__all__ = [
    "LAST_TURNS",
    "MOST_HITS",
    "AsOf",
    "HitCount",
    "Inquiry",
    "Turns",
    "inquiry_from_messages",
    "last_of",
]

MOST_HITS = 100
AsOf = Annotated[
    str | None,
    Field(max_length=20, description="judge documents as they stood on this date, YYYY-MM-DD"),
]
HitCount = Annotated[int, Field(ge=1, le=MOST_HITS, description="at most this many passages")]
LAST_TURNS = 20
"""So many of the last questions and answers of a conversation count; those before are left out."""


def last_of(most: int) -> Callable[[Any], Any]:
    """Return what leaves the last few items of a list, whatever else it is given as it is."""

    def cut(given: Any) -> Any:
        return given[-most:] if isinstance(given, list) else given

    return cut


Turns = Annotated[
    list[tuple[str, str]],
    BeforeValidator(last_of(LAST_TURNS)),
    Field(description="earlier questions and answers, oldest first; the last few count"),
]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question with what it is asked after and for when.

    :param history: earlier questions and answers, oldest first.
    :param as_of: the date at which documents are judged.
    """

    question: str
    history: Sequence[tuple[str, str]] = ()
    as_of: str | None = None


def inquiry_from_messages(messages: Iterable[tuple[str, str]]) -> Inquiry:
    """Return the last question of a chat, with the earlier questions and their answers.

    :param messages: role and text of each, oldest first; only users and assistants count.
    :raises InvalidQuestion: the last message is not a user's.
    """
    talk = [(role, text) for role, text in messages if role in ("user", "assistant")]
    talk = [(role, text) for role, text in talk if text.strip()]
    if not talk or talk[-1][0] != "user":
        raise InvalidQuestion("the last message must be the user's question")
    history: list[tuple[str, str]] = []
    for role, text in talk[:-1]:
        if role == "user":
            history.append((text, ""))
        elif history:
            history[-1] = (history[-1][0], text)
    return Inquiry(talk[-1][1], history[-LAST_TURNS:])
