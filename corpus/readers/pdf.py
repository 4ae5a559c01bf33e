"""Pdf to text: the text layer, page headers and numbers left out, broken lines mended."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.numbering import read_label
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable

__all__ = ["read_pdf"]

_EDGE = 3  # lines at the top and bottom of a page that may be its header or footer
_PAGE_NUMBER = re.compile(
    r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?(?:\s*[/共]\s*\d{1,4}\s*页?)?|[ivxIVX]{1,5})[-—–\s]*"
)
_ENDS = "。！？!?；;：:"
_SCANNED = 12  # characters a page, on average, below which there is no text layer


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    left: float
    right: float
    height: float
    page: int


def read_pdf(path: Path, limits: Limits) -> Reading:
    """Return the text layer of a pdf as lines, one a paragraph as far as its layout tells."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(str(path))
    except pdfium.PdfiumError as error:
        protected = "password" in str(error).lower()
        words = (
            "protected by a password; save it without one"
            if protected
            else f"damaged pdf ({error})"
        )
        raise Unreadable(words) from error
    pages = len(document)
    if pages > limits.max_pages:
        raise TooLarge(f"{pages:,} pages, the limit is {limits.max_pages:,}; split it")
    per_page = [_page_lines(document[i], i, limits) for i in range(pages)]
    size = sum(len(line.text) for lines in per_page for line in lines)
    if size < max(8, _SCANNED * pages):
        raise Unreadable(
            f"{size} characters on {pages} pages: a scan without a text layer; "
            "run text recognition first"
        )
    return Reading("\n".join(_mended(_without_furniture(per_page))))


def _page_lines(page: Any, number: int, limits: Limits) -> list[_Line]:
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > limits.max_characters:
        raise TooLarge(f"{count:,} characters on page {number + 1}; split it")
    text = text_page.get_text_range() if count else ""
    lines, index = [], 0
    for raw in re.split(r"\r\n|\n|\r", text):
        stripped = raw.strip("\ufffe\x02 \u3000\xa0")
        if stripped:
            lines.append(
                _placed(text_page, stripped, index + raw.index(stripped[0]), number, count)
            )
        index += len(raw) + 2
    text_page.close()
    page.close()
    return lines


def _placed(text_page: Any, text: str, index: int, page: int, count: int) -> _Line:
    """Find where a line stands; pdfium counts the two characters of each line break."""
    first = text_page.get_charbox(min(index, count - 1))
    last = text_page.get_charbox(min(index + len(text) - 1, count - 1))
    height = max(first[3] - first[1], last[2] - last[0], 1.0)
    return _Line(_visible(text), first[0], last[2], height, page)


def _visible(text: str) -> str:
    return "".join(c for c in text if c >= " " and c not in "\ufffe\uffff")


def _without_furniture(pages: list[list[_Line]]) -> list[_Line]:
    """Drop page numbers, and lines that recur at the edge of most pages."""
    edges: Counter[str] = Counter()
    for lines in pages:
        edges.update({_shape(line.text) for line in (*lines[:_EDGE], *lines[-_EDGE:])})
    often = max(2, len(pages) // 2)
    recurring = {shape for shape, n in edges.items() if n >= often and shape}
    kept = []
    for lines in pages:
        for i, line in enumerate(lines):
            at_edge = i < _EDGE or i >= len(lines) - _EDGE
            if at_edge and (_PAGE_NUMBER.fullmatch(line.text) or _shape(line.text) in recurring):
                continue
            kept.append(line)
    return kept


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))


def _mended(lines: list[_Line]) -> list[str]:
    """Join lines that the page's width broke."""
    if not lines:
        return []
    margin_left = _common([line.left for line in lines])
    margin_right = (
        max(line.right for line in lines)
        if len(lines) < 8
        else _high([line.right for line in lines])
    )
    out: list[str] = []
    previous: _Line | None = None
    for line in lines:
        if previous is not None and _continues(previous, line, margin_left, margin_right):
            gap = " " if _latin(out[-1][-1:]) and _latin(line.text[:1]) else ""
            out[-1] += gap + line.text
        else:
            out.append(line.text)
        previous = line
    return out


def _continues(previous: _Line, line: _Line, left: float, right: float) -> bool:
    em = max(previous.height, 6.0)
    full = previous.right >= right - 2.2 * em
    indented = line.left >= left + 1.2 * em
    if not full or indented or read_label(line.text):
        return False
    return not (previous.text[-1] in _ENDS and line.left > left + 0.8 * em)


def _common(values: list[float]) -> float:
    """Return the leftmost edge that many lines share."""
    counts = Counter(round(v) for v in values)
    usual = [v for v, n in counts.items() if n >= max(2, len(values) // 12)]
    return float(min(usual, default=round(min(values))))


def _high(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _latin(c: str) -> bool:
    return bool(c) and c.isascii() and c.isalnum()
