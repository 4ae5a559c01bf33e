"""Measure how well and how fast files are read: ``python -m eval.bench.parsing --shared DIR``.

Rows: separation of each described file, articles of the statutes, speed on plain text.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import Document, parse_text, read_documents
from corpus.numbering import read_label
from corpus.text.document_numbers import canonical_number, number_key

__all__ = [
    "Separation",
    "StatuteCount",
    "count_statutes",
    "main",
    "megabytes_a_second",
    "separation",
    "speed_rows",
]

_BORDER = 2  # lines by which a border may be off
_ARTICLE = re.compile(
    r"^(第[〇零一二三四五六七八九十百千两\d]{1,12}[ ]?条(?:之[一二三四五六七八九十]+)?)"
    r"(?=\s|[^的规定第和或、，。\s])",
    re.MULTILINE,
)
_BODY = "<!-- INFO END -->"


@dataclass(frozen=True, slots=True)
class Separation:
    """How the Documents found in one file compare with those described.

    :param described: Documents described. :param borders: found with both borders within two
        lines. :param numbers, dates: of those, with the right number and date. :param phantoms:
        found but not described.
    """

    described: int
    borders: int
    numbers: int
    dates: int
    phantoms: tuple[str, ...]
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatuteCount:
    """How the Articles of statutes compare with the lines that open with 第X条.

    :param statutes: files read. :param expected: such lines. :param found: of those, became
        one Article each. :param paths: of those, with the headings above them right.
    :param wrong: files with a difference.
    """

    statutes: int
    expected: int
    found: int
    paths: int
    wrong: tuple[str, ...]


def separation(found: list[Document], described: list[dict[str, Any]]) -> Separation:
    """Compare the Documents found in a file with its description."""
    left = list(found)
    missed, numbers, dates = [], 0, 0
    for gold in described:
        match = next((d for d in left if _same_borders(d, gold)), None)
        if match is None:
            missed.append(f"{gold['first_line']}-{gold['last_line']} {gold['title']}")
            continue
        left.remove(match)
        numbers += _key(match.number) == _key(gold["doc_number"])
        dates += match.written == gold["date"]
    borders = len(described) - len(missed)
    phantoms = tuple(f"{d.first_line}-{d.last_line} {d.title}" for d in left)
    return Separation(len(described), borders, numbers, dates, phantoms, tuple(missed))


def _same_borders(document: Document, gold: dict[str, Any]) -> bool:
    first: int = abs(document.first_line - gold["first_line"])
    last: int = abs(document.last_line - gold["last_line"])
    return first <= _BORDER and last <= _BORDER


def _key(number: str | None) -> str | None:
    return (canonical_number(number) or number_key(number)) if number else None


def count_statutes(archive: Path, limit: int | None = None) -> StatuteCount:
    """Read the statutes of an archive of Markdown files and compare their articles.

    Right is: every 第X条 that opens a line of the body gives one Article with that number,
    and no other Article with a 条 address exists.
    """
    statutes = expected = right = paths = 0
    wrong = []
    for name, text in _statutes(archive, limit):
        statutes += 1
        due = _headed_articles(text.partition(_BODY)[2] or text)
        got = _found_articles(parse_text(text, source=name))
        expected += len(due)
        numbers, found = [n for n, _ in due], [n for n, _ in got]
        right += len(due) if numbers == found else len(set(numbers) & set(found))
        paths += len(set(due) & set(got)) + len(due) - len(set(due))
        if due != got:
            wrong.append(f"{name}: {len(due)} articles, {len(got)} found")
    return StatuteCount(statutes, expected, right, paths, tuple(wrong))


def _headed_articles(body: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return (number, headings above) of each 第X条 that opens a line, by Markdown's levels."""
    found, headings = [], dict[int, str]()
    for line in body.split("\n"):
        level = len(line) - len(line.lstrip("#"))
        if level > 1 and read_label(line[level:].strip()):
            headings = {k: v for k, v in headings.items() if k < level}
            headings[level] = "".join(line[level:].split())
        elif m := _ARTICLE.match(line):
            found.append(("".join(m[1].split()), tuple(v for _, v in sorted(headings.items()))))
    return found


def _found_articles(documents: list[Document]) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("".join(str(a.address).split()), tuple("".join(p.split()) for p in a.path))
        for d in documents
        for a in d.articles
        if a.address.steps and a.address.steps[-1].unit == "条"
    ]


def _statutes(archive: Path, limit: int | None) -> Iterator[tuple[str, str]]:
    with tarfile.open(archive) as packed:
        count = 0
        for member in packed:
            name = Path(member.name)
            if name.suffix != ".md" or name.name == "_index.md" or not member.isfile():
                continue
            file = packed.extractfile(member)
            if file is not None:
                yield str(name), io.TextIOWrapper(file, encoding="utf-8").read()
                count += 1
            if limit is not None and count >= limit:
                return


def megabytes_a_second(texts: list[str]) -> float:
    """Return how many MB (10^6 bytes of UTF-8) one core parses in a second of its time."""
    size = sum(len(t.encode()) for t in texts)
    parse_text(texts[0], source="warm-up")
    start = time.process_time()
    for text in texts:
        parse_text(text, source="bench")
    return size / 1e6 / max(time.process_time() - start, 1e-9)


def rows(shared: Path) -> list[dict[str, Any]]:
    """Return the rows of the bench about what is read, over the shared data folder."""
    out: list[dict[str, Any]] = []
    for gold in sorted((shared / "gold").glob("documents_*.json")):
        number = gold.stem.removeprefix("documents_")
        seed = next((shared / "seeds").glob(f"{number}_*"))
        score = separation(read_documents(seed), json.loads(gold.read_text(encoding="utf-8")))
        out.append({"row": f"separation {number}", **_shown(score)})
    statutes = count_statutes(shared / "laws.tar.xz")
    out.append({"row": "statutes", **_shown(statutes)})
    return out


def speed_rows(shared: Path) -> list[dict[str, Any]]:
    """Return the rows of the bench about how fast plain text is read, over the same folder."""
    out: list[dict[str, Any]] = []
    seeds = [p.read_text(encoding="utf-8") for p in sorted((shared / "seeds").iterdir())]
    out.append({"row": "speed, letters", "MB/s": round(megabytes_a_second(seeds * 8), 2)})
    laws = [text for _, text in _statutes(shared / "laws.tar.xz", 300)]
    out.append({"row": "speed, statutes", "MB/s": round(megabytes_a_second(laws), 2)})
    return out


def _shown(value: Separation | StatuteCount) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def main() -> None:
    """Print the rows as a table, or as JSON."""
    parser = argparse.ArgumentParser(description="How well and how fast files are read.")
    parser.add_argument("--shared", type=Path, required=True, help="the shared data folder")
    parser.add_argument("--speed", action="store_true", help="only how fast plain text is read")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    if not (arguments.shared / "gold").is_dir():
        sys.exit(f"{arguments.shared}: no gold folder in it; expected the shared data folder")
    read = [] if arguments.speed else rows(arguments.shared)
    result = read + speed_rows(arguments.shared)
    if arguments.json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    for row in result:
        cells = [
            f"{k} {len(v) if isinstance(v, tuple) else v}" for k, v in row.items() if k != "row"
        ]
        print(f"{row['row']:18}", "  ".join(cells))
        for kind in ("missed", "phantoms", "wrong"):
            for line in row.get(kind, ()):
                print(f"{'':18}   {kind}: {line}")


if __name__ == "__main__":
    main()
