"""Where the training pairs come from, and which part of STARD is held out.

A data folder holds ``pairs/`` (``manifest.json`` and gzipped JSON lines with ``a``, ``b`` and
``kind``), ``laws.tar.xz`` (Markdown, one law a file) and ``stard/`` (questions and articles).
All text leaves this module in the comparison form of ``corpus.normalize``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.normalize import normalize

__all__ = [
    "CLEAN_LICENCES",
    "Article",
    "Pair",
    "Question",
    "Source",
    "document_text",
    "is_held_out",
    "may_be_learned",
    "read_articles",
    "read_laws",
    "read_manifest",
    "read_pairs",
    "read_questions",
]

CLEAN_LICENCES = frozenset({"perm", "law", "sa", "mixed"})
"""Classes of licence that the bundled model learns from; its card names them."""
# Whatever class a source is filed under: terms that may reach what is made of it.
_COPYLEFT = re.compile(r"\b[AL]?GPL\b")
_ARTICLE = re.compile(
    r"^\s*(第[零〇一二三四五六七八九十百千0-9]+条(?:之[一二三四五六七八九十]+)?)\s*(.*)$"
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_HELD_OUT_PARTS = 5


@dataclass(frozen=True, slots=True)
class Source:
    """One file of pairs: where it is from and under which class of licence."""

    name: str
    origin: str
    licence: str
    licence_class: str
    pairs: int


def may_be_learned(source: Source, classes: frozenset[str] | None) -> bool:
    """Tell whether a model may learn from a source: never where its licence is of the GPL family.

    :param classes: classes of licence to learn from; ``None``: all.
    """
    allowed = classes is None or source.licence_class in classes
    return allowed and not _COPYLEFT.search(source.licence)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that belong together."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a law: the law's title, the headings above it, its number and its text."""

    title: str
    path: tuple[str, ...]
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the articles that answer it: any of each inner tuple's ids will do."""

    qid: int
    text: str
    relevant: tuple[tuple[int, ...], ...]


def is_held_out(qid: int, part: int = 0) -> bool:
    """Tell whether a STARD question belongs to held-out fifth ``part`` (0 to 4).

    Part 0 is the one that reported figures are measured on; the choice hangs on nothing but the
    question's id, so it is the same on every machine and in every run.
    """
    digest = hashlib.sha256(f"stard:{qid}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % _HELD_OUT_PARTS == part


def document_text(article: Article) -> str:
    """Return the text an article is embedded as: title, headings, then its own text."""
    return "\n".join((article.title, *article.path, article.text))


def read_manifest(folder: Path) -> list[Source]:
    """Read ``folder/manifest.json``; sources come back in the order of the file."""
    entries = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [
        Source(
            name=entry["file"].removesuffix(".jsonl.gz"),
            origin=entry["source"],
            licence=entry["licence"],
            licence_class=entry["licence_class"],
            pairs=int(entry["pairs_here"]),
        )
        for entry in entries
    ]


def read_pairs(folder: Path, source: Source, *, longest: int) -> Iterator[Pair]:
    """Yield the pairs of one source, normalised and cut to ``longest`` characters a side."""
    for record in _json_lines(folder / f"{source.name}.jsonl.gz"):
        a, b = (normalize(str(record[side])[:longest]) for side in ("a", "b"))
        if a.strip() and b.strip() and a != b:
            yield Pair(a, b)


def read_articles(path: Path) -> Iterator[Article]:
    """Yield the articles of a STARD corpus file in order; the position is the article's id."""
    for record in _json_lines(path):
        yield Article(
            title=normalize(record["title"]),
            path=tuple(normalize(heading) for heading in record["path"]),
            number=normalize(record["article"]),
            text=normalize(record["text"]),
        )


def read_questions(path: Path) -> Iterator[Question]:
    """Yield the questions of a STARD questions file."""
    for record in _json_lines(path):
        yield Question(
            qid=int(record["qid"]),
            text=record["question"],
            relevant=tuple(tuple(int(i) for i in group) for group in record["relevant"]),
        )


def read_laws(path: Path) -> Iterator[Article]:
    """Yield the articles of every law in a ``tar.xz`` of Markdown files."""
    with tarfile.open(path, "r:xz") as archive:
        for member in archive:
            if not member.isfile() or not member.name.endswith(".md"):
                continue
            stream = archive.extractfile(member)
            if stream is not None:
                yield from _law_articles(stream.read().decode("utf-8", "replace").splitlines())


def _law_articles(lines: Iterable[str]) -> Iterator[Article]:
    title, number = "", ""
    headings: dict[int, str] = {}
    body: list[str] = []
    for line in _COMMENT.sub("", "\n".join(lines)).splitlines():
        level = len(line) - len(line.lstrip("#"))
        match = None if level else _ARTICLE.match(line)
        if level or match:
            yield from _finished(title, headings, number, body)
            number, body = "", []
        if level == 1:
            title, headings = normalize(line.lstrip("# ").strip()), {}
        elif level:
            headings = {k: v for k, v in headings.items() if k < level}
            headings[level] = normalize(line.lstrip("# ").strip())
        elif match:
            number, body = normalize(match[1]), [match[2]]
        elif number and line.strip():
            body.append(line.strip())
    yield from _finished(title, headings, number, body)


def _finished(
    title: str, headings: dict[int, str], number: str, body: list[str]
) -> Iterator[Article]:
    text = normalize("\n".join(body)).strip()
    if number and text:
        path = tuple(headings[level] for level in sorted(headings))
        yield Article(title=title, path=path, number=number, text=text)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
