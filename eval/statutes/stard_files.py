"""Read STARD's files: the articles of statutes, and the questions that they answer."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError
from index.train.sources import Question

__all__ = ["StardError", "Statute", "read_articles", "read_asked", "records", "relevant_rows"]


class StardError(PolicyQAError):
    """A file is not what STARD files look like."""


@dataclass(frozen=True, slots=True)
class Statute:
    """One article of the corpus.

    :param id: as the questions name it.
    :param title: of its law.
    :param label: its number as printed, 第十九条; "" without one.
    :param path: the headings above it, outermost first.
    """

    id: int
    title: str
    label: str
    path: tuple[str, ...]
    text: str

    @property
    def whole(self) -> str:
        """Return what is embedded: where the article stands, then what it says."""
        return "\n".join(part for part in (self.title, *self.path, self.text) if part)

    @property
    def labelled(self) -> str:
        """Return the article as a law prints it: its number, then what it says."""
        return f"{self.label}　{self.text}".strip()


def read_articles(path: Path) -> list[Statute]:
    """Read the articles of a corpus file, .jsonl or .jsonl.gz.

    :raises StardError: the file cannot be read, or a line is no article.
    """
    return [_statute(record) for record in records(path)]


def read_asked(path: Path) -> list[Question]:
    """Read the questions of a questions file.

    :raises StardError: the file cannot be read, or a line is no question.
    """
    return [_question(record) for record in records(path)]


def records(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a .jsonl or .jsonl.gz file; each says under "" where it stands.

    :raises StardError: the file cannot be read, or a line is no JSON object.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _record(path, number, line)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise StardError(f"{path}: cannot be read ({error}); give a .jsonl or .jsonl.gz") from error


def relevant_rows(
    statutes: Sequence[Statute], questions: Sequence[Question]
) -> list[list[list[int]]]:
    """Return the relevant entries by the articles' places in the file instead of their ids.

    :raises StardError: a question names an article that is not there.
    """
    row = {statute.id: place for place, statute in enumerate(statutes)}
    try:
        return [[[row[i] for i in entry] for entry in q.relevant] for q in questions]
    except KeyError as error:
        raise StardError(
            f"a question names article {error}, which the corpus of {len(statutes)} articles lacks:"
            " are the two files of the same edition?"
        ) from error


def _record(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise StardError(f"{path}, line {number}: not JSON ({error})") from error
    if not isinstance(record, dict):
        raise StardError(f"{path}, line {number}: not a JSON object")
    return {**record, "": f"{path}, line {number}"}


def _statute(record: Mapping[str, Any]) -> Statute:
    try:
        return Statute(
            id=int(record["id"]),
            title=str(record["title"]),
            label=str(record.get("article") or ""),
            path=tuple(str(heading) for heading in record.get("path") or ()),
            text=str(record["text"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StardError(f"{record['']}: an article needs id, title, text ({error})") from error


def _question(record: Mapping[str, Any]) -> Question:
    try:
        relevant = tuple(tuple(int(i) for i in group) for group in record["relevant"])
        found = Question(int(record["qid"]), str(record["question"]), relevant)
    except (KeyError, TypeError, ValueError) as error:
        raise StardError(
            f"{record['']}: a question needs qid, question and relevant, a list of lists of"
            f" article ids ({error})"
        ) from error
    if not found.relevant:
        raise StardError(f"{record['']}: a question needs at least one relevant article")
    return found
