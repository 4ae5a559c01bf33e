"""Read gold questions: one JSON object a line, as ``eval/gold`` and the shared gold hold them.

Fields: ``id question type answerable answer key_facts evidence doc_title path``, and two that may
be there: ``history`` ([[question, answer], ...], oldest first) makes it a follow-up, and
``evidence_at`` ([{"file", "line", "start", "end"}, ...]) names evidence by its place where its
words may not be copied: characters ``start`` to ``end`` of a 1-based line of a source file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError

__all__ = ["GoldError", "GoldQuestion", "group_of", "load_gold"]


class GoldError(PolicyQAError):
    """A gold file that cannot be used; says which line and why."""


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right answer says and where the documents say it.

    :param key_facts: each is a tuple of strings of which any one will do.
    :param evidence: source text, word for word; empty when unanswerable.
    :param history: earlier questions and answers, oldest first.
    """

    id: str
    question: str
    type: str
    answerable: bool
    answer: str
    key_facts: tuple[tuple[str, ...], ...]
    evidence: tuple[str, ...]
    history: tuple[tuple[str, str], ...] = ()


def load_gold(path: Path, sources: Path | None = None) -> list[GoldQuestion]:
    """Read a gold file.

    :param sources: folder of the files that ``evidence_at`` names.
    :raises GoldError: it is missing, a line is not a question, or named evidence is not there.
    """
    if not path.is_file():
        raise GoldError(f"{path}: no such gold file; expected one JSON question a line")
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line), sources))
        except (json.JSONDecodeError, KeyError, TypeError, ValueError, IndexError) as error:
            raise GoldError(f"{path}:{number}: not a gold question ({error!r})") from error
    if not questions:
        raise GoldError(f"{path}: holds no question; expected one JSON object a line")
    return questions


def group_of(name: str, gold: GoldQuestion) -> str:
    """Return what is held out together with a question in cross-validation.

    Questions about one source file belong together whichever gold file they stand in: ids that
    open with a number (002-017) name the source file by it. Others go by their gold file.

    :param name: of the gold file.
    """
    source = gold.id.split("-")[0]
    return source if source.isdecimal() else name


def _question(row: Mapping[str, Any], sources: Path | None) -> GoldQuestion:
    places = row.get("evidence_at") or ()
    return GoldQuestion(
        id=str(row["id"]),
        question=row["question"],
        type=row["type"],
        answerable=bool(row["answerable"]),
        answer=row.get("answer") or "",
        key_facts=tuple(tuple(alternatives) for alternatives in row.get("key_facts") or ()),
        evidence=(*(row.get("evidence") or ()), *(_at(place, sources) for place in places)),
        history=tuple((asked, answered) for asked, answered in row.get("history") or ()),
    )


def _at(place: Mapping[str, Any], sources: Path | None) -> str:
    """Return the source text at a place."""
    if sources is None:
        raise ValueError("evidence_at needs the folder of the sources: pass --sources DIR")
    line = _lines(sources / place["file"])[place["line"] - 1]
    text: str = line[place["start"] : place["end"]]
    if not text.strip():
        raise ValueError(f"nothing stands at {place}")
    return text


@lru_cache(maxsize=16)
def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise ValueError(f"no source file {path.name} in {path.parent}")
    return path.read_text(encoding="utf-8").split("\n")
