"""Word documents to text: paragraphs with the numbers Word generates, tables as rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.reading import Reading
from corpus.readers.refusals import Unreadable, check_package
from corpus.readers.tables import table_lines
from corpus.readers.wordnumbers import Numbering

__all__ = ["read_docx"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((f"{_W}del", f"{_W}moveFrom", _MC_FALLBACK, f"{_W}instrText", f"{_W}delText"))


def read_docx(path: Path, limits: Limits) -> Reading:
    """Return the text of a Word document, headers, footers and deleted text left out."""
    from docx import Document as open_docx

    check_package(path, limits)
    document = open_docx(str(path))
    numbering = Numbering(document)
    lines = list(_block_lines(document.element.body, numbering))
    text = "\n".join(lines)
    if not text.strip():
        raise Unreadable("no text in it; a scan needs text recognition first")
    return Reading(text)


def _block_lines(parent: Any, numbering: Numbering) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            line = _paragraph(child, numbering)
            yield from line.split("\n")
        elif child.tag == f"{_W}tbl":
            yield from table_lines(_rows(child))
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _block_lines(content, numbering)


def _paragraph(p: Any, numbering: Numbering) -> str:
    own = _text(p)
    boxes = [
        _text(inner)
        for box in p.iter(f"{_W}txbxContent")
        if not _in_fallback(box)
        for inner in box.iter(f"{_W}p")
    ]
    label = numbering.label(p) if own.strip() else ""
    return "\n".join([label + own.replace("\t", " "), *boxes])


def _in_fallback(element: Any) -> bool:
    return any(a.tag == _MC_FALLBACK for a in element.iterancestors())


def _text(p: Any) -> str:
    parts: list[str] = []
    stack = [iter(p)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        tag = element.tag
        if tag == f"{_W}t":
            parts.append(element.text or "")
        elif tag == f"{_W}tab":
            parts.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif (
            tag not in _SKIPPED
            and tag != f"{_W}txbxContent"
            and tag != f"{_W}pPr"
            and tag != f"{_W}rPr"
        ):
            stack.append(iter(element))
    return "".join(parts)


def _rows(table: Any) -> list[list[tuple[str, int, int]]]:
    """Return rows of (text, columns spanned, 1); vertically merged cells repeat their text."""
    rows = []
    above: dict[int, str] = {}
    for tr in table.iter(f"{_W}tr"):
        row: list[tuple[str, int, int]] = []
        column = 0
        for tc in tr.iterchildren(f"{_W}tc"):
            text = " ".join(_text(p) for p in tc.iter(f"{_W}p")).strip()
            properties = tc.find(f"{_W}tcPr")
            span, merged = _merge(properties)
            if merged == "continue":
                text = above.get(column, "")
            above[column] = text
            row.append((text, span, 1))
            column += span
        rows.append(row)
    return rows


def _merge(properties: Any) -> tuple[int, str | None]:
    if properties is None:
        return 1, None
    grid, vertical = properties.find(f"{_W}gridSpan"), properties.find(f"{_W}vMerge")
    value = grid.get(f"{_W}val") if grid is not None else None
    span = min(int(value), 100) if value and value.isdecimal() else 1
    if vertical is None:
        return span, None
    return span, vertical.get(f"{_W}val") or "continue"
