"""Word documents to text: paragraphs with the numbers Word generates, tables as rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.numbering import read_label
from corpus.readers.chunks import read_chunk
from corpus.readers.reading import Reading, counted
from corpus.readers.refusals import Unreadable, check_package
from corpus.readers.tables import table_lines
from corpus.readers.wordnumbers import Numbering
from corpus.readers.wordpackage import W, WordPackage
from corpus.readers.wordtext import inline_text, is_fallback, read_notes

__all__ = ["read_docx"]

# Wrappers whose children stand where they stand themselves.
_WRAPPERS = frozenset((
    f"{W}customXml", f"{W}smartTag", f"{W}ins", f"{W}moveTo", f"{W}sdtContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice",
))  # fmt: skip
_PROSE = 160  # characters of a paragraph that is no line of a title
_TITLE_LINES = 12  # paragraphs at the top in which a title is looked for


def read_docx(path: Path, limits: Limits) -> Reading:
    """Return the text of a Word document, headers, footers and deleted text left out.

    :raises Unreadable: there is no text in it.
    """
    check_package(path, limits)
    package = WordPackage(path)
    try:
        reader = _Reader(package)
        lines = [line for line in reader.blocks(package.body) if line.strip()]
        title = reader.title()
    finally:
        package.close()
    text = "\n".join(lines)
    if not text.strip():
        pictures = next(package.body.iter(f"{W}drawing", f"{W}pict"), None) is not None
        what = "only pictures" if pictures else "no text"
        raise Unreadable(f"{what} in it; expected a document with text")
    offered = sum(counted(t.text or "") for t in package.body.iter(f"{W}t") if not is_fallback(t))
    return Reading(text, title, offered=offered)


def _lines_of(data: bytes) -> list[str]:
    """Return the lines of a Word document inside a Word document."""
    package = WordPackage(io.BytesIO(data))
    try:
        return [line for line in _Reader(package).blocks(package.body) if line.strip()]
    finally:
        package.close()


class _Reader:
    def __init__(self, package: WordPackage) -> None:
        self.package = package
        styles = package.related("styles")
        self.numbering = Numbering(package.related("numbering"), styles)
        self.style_names = _style_names(styles)
        self.notes = read_notes(package.related("footnotes"), package.related("endnotes"))

    def blocks(self, parent: Any) -> Iterator[str]:
        """Yield the lines of a body, a content control or a cell that lays out the page."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self._paragraph(child).split("\n")
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}sdt":
                yield from self._control(child)
            elif child.tag == f"{W}altChunk":
                yield from self._chunk(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _control(self, sdt: Any) -> Iterator[str]:
        gallery = sdt.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
            return
        content = sdt.find(f"{W}sdtContent")
        if content is not None:
            yield from self.blocks(content)

    def _chunk(self, element: Any) -> Iterator[str]:
        """Yield the lines of a file that the document takes in whole: a page, RTF or text."""
        name, data = self.package.chunk(element)
        yield from read_chunk(name, data, _lines_of)

    def _paragraph(self, p: Any) -> str:
        if self._is_contents(p):
            return ""
        own = inline_text(p, self.notes)
        boxes = [
            inline_text(inner, self.notes)
            for box in p.iter(f"{W}txbxContent")
            if not is_fallback(box)
            for inner in box.iter(f"{W}p")
        ]
        label = self.numbering.label(p) if own.strip() else ""
        return "\n".join([label + own.replace("\t", " "), *boxes])

    def _is_contents(self, p: Any) -> bool:
        """Tell whether a paragraph is an entry of the table of contents that Word made."""
        style = self.style_names.get(_style_of(p), "")
        if style.startswith("toc ") and style[4:].strip().isdecimal():
            return True
        anchors = (link.get(f"{W}anchor") or "" for link in p.iter(f"{W}hyperlink"))
        codes = ("".join(e.itertext()) for e in p.iter(f"{W}instrText"))
        return any(a.startswith("_Toc") for a in anchors) or any("PAGEREF _Toc" in c for c in codes)

    # -- tables ----------------------------------------------------------------------------

    def _table(self, table: Any) -> Iterator[str]:
        cells = [list(_inside(tr, "tc")) for tr in _inside(table, "tr")]
        if self._lays_out([cell for row in cells for cell in row]):
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        yield from table_lines(self._rows(cells))

    def _lays_out(self, cells: list[Any]) -> bool:
        """Tell a table that lays out the page, articles in its cells, from one of data."""
        heads = 0
        for cell in cells:
            for p in cell.iter(f"{W}p"):
                text = inline_text(p, {}).strip()
                label = read_label(self.numbering.sample(p) + text) if text else None
                heads += label is not None and label.unit in ("条", "章")
        return heads >= 2

    def _rows(self, cells: list[list[Any]]) -> list[list[tuple[str, int, int]]]:
        """Return rows of (text, columns spanned, 1); vertically merged cells repeat their text."""
        rows = []
        above: dict[int, str] = {}
        for row_cells in cells:
            row: list[tuple[str, int, int]] = []
            column = 0
            for cell in row_cells:
                text = " ".join(" ".join(self.blocks(cell)).split())
                span, merged = _merge(cell.find(f"{W}tcPr"))
                if merged == "continue":
                    text = above.get(column, "")
                above[column] = text
                row.append((text, span, 1))
                column += span
            rows.append(row)
        return rows

    # -- title -----------------------------------------------------------------------------

    def title(self) -> str:
        """Return the title by layout: in a title style, or the centred lines at the top."""
        top = list(self.package.body.iter(f"{W}p"))[:_TITLE_LINES]
        shown = [(p, " ".join(inline_text(p, {}).split())) for p in top]
        shown = [(p, text) for p, text in shown if text]
        for p, text in shown:
            if self.style_names.get(_style_of(p), "") in ("title", "标题"):
                return text
        lines: list[tuple[int, str]] = []
        for p, text in shown:
            if _is_centred(p) and len(text) <= _PROSE and not text.startswith(("(", "（", "[")):
                lines.append((_size(p), text))
            elif lines or len(text) > _PROSE:
                break  # what is centred below a paragraph heads a part
        largest = max((size for size, _ in lines), default=0)
        run = [text for size, text in lines if size == largest]
        return " ".join(run if len(run) <= 4 else run[:1])


def _style_names(styles: Any | None) -> dict[str, str]:
    """Return the names of paragraph styles, in lower case, by their ids."""
    names = {}
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None:
            names[style.get(f"{W}styleId") or ""] = (name.get(f"{W}val") or "").lower()
    return names


def _style_of(p: Any) -> str:
    style = p.find(f"{W}pPr/{W}pStyle")
    return (style.get(f"{W}val") or "") if style is not None else ""


def _size(p: Any) -> int:
    """Return the size of a paragraph's letters in half points, 0 where its style says it."""
    sizes = [v for e in p.iter(f"{W}sz") if (v := e.get(f"{W}val") or "").isdecimal()]
    return max(map(int, sizes), default=0)


def _is_centred(p: Any) -> bool:
    jc = p.find(f"{W}pPr/{W}jc")
    return jc is not None and jc.get(f"{W}val") == "center"


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, those in content controls too."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _inside(content, name)
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)


def _merge(properties: Any) -> tuple[int, str | None]:
    if properties is None:
        return 1, None
    grid, vertical = properties.find(f"{W}gridSpan"), properties.find(f"{W}vMerge")
    value = grid.get(f"{W}val") if grid is not None else None
    span = min(int(value), 100) if value and value.isdecimal() else 1
    if vertical is None:
        return span, None
    return span, vertical.get(f"{W}val") or "continue"
