"""Whether an address, as a document prints it, is the place an English question asks for."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.query.asked_places import EnglishPlace

__all__ = ["is_numbered_by", "stands_at"]

_AROUND = re.compile(
    r"\b(?:sub)?(?:part|chapter|title|division|book)\.?\s+(?:\d+[a-z]?|[ivxlc]+)(?:-\d+)?\b[\s,;:]*",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(articles?|art\.?|sections?|sec\.?|§+|regulations?|reg\.?|rules?|schedules?|annex(?:es)?|recitals?)\s*(?=[\divx])",
    re.IGNORECASE,
)
_STEP = re.compile(r"\d+(?:\.\d+)*[a-z]?(?![a-z])|(?<![a-z\d])[a-z]{1,5}(?![a-z])")
_WORD = re.compile(r"\b(?:para(?:graph)?|point|sub(?:section|paragraph)|clause|item)s?\b\.?")


def stands_at(address: str, place: EnglishPlace) -> bool:
    """Return whether an address is a place, or stands inside it."""
    unit, steps = _steps(address)
    if place.unit and unit and unit != place.unit:
        return False
    return bool(steps) and steps[: len(place.steps)] == place.steps


def is_numbered_by(address: str, unit: str) -> bool:
    """Return whether an address begins with a unit such as section or article."""
    return bool(unit) and _steps(address)[0] == unit


@lru_cache(maxsize=65536)
def _steps(address: str) -> tuple[str, tuple[str, ...]]:
    """Return the unit of an address and its numbers and letters, outermost first."""
    if any("\u4e00" <= c <= "\u9fff" for c in address):
        return "", ()
    text = _AROUND.sub(" ", address).lower()
    found = _UNIT.search(text)
    unit = _named(found[1]) if found else ""
    text = _WORD.sub(" ", _UNIT.sub(" ", text))
    return unit, tuple(step.strip(".") for step in _STEP.findall(text))


def _named(word: str) -> str:
    plain = word.lower().rstrip(".")
    for start, name in (
        ("art", "article"),
        ("sec", "section"),
        ("§", "section"),
        ("reg", "regulation"),
    ):
        if plain.startswith(start):
            return name
    return plain.rstrip("s")
