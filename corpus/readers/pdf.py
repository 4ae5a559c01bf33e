"""Pdf to text: the characters of the text layer, put together by where they stand."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.layout import Page, lines_to_text
from corpus.readers.placed import Word
from corpus.readers.reading import Reading
from corpus.readers.refusals import RECOGNISE, Scanned, TooLarge, Unreadable

__all__ = ["SCANNED", "open_pdf", "read_pdf", "text_page_of"]

SCANNED = 12  # characters a page, on average, below which there is no text layer
_STEP_DOWN = 0.5  # of its height, by which a character leaves its line
_GAP = 1.0  # heights of a character between two words of a row
_BOLD = 600
_SKEW = 0.12  # radians by which a watermark is turned
_MOST_NAMED = 6  # pages named in a warning


def read_pdf(path: Path, limits: Limits) -> Reading:
    """Return the text layer of a pdf, a paragraph or table row a line.

    :raises Unreadable: it is damaged, protected, or has no text layer.
    :raises TooLarge: it is over a limit.
    """
    document = open_pdf(path, limits)
    pages, bare = [], []
    for number in range(len(document)):
        page = document[number]
        pages.append(text_page_of(page, number, limits))
        if sum(len(w.text) for w in pages[-1].words) < SCANNED and _has_picture(page):
            bare.append(number + 1)
        page.close()
    size = sum(len(w.text) for page in pages for w in page.words)
    if size < max(8, SCANNED * len(pages)) and (bare or size < 8):
        raise Scanned(
            len(pages),
            f"{size} characters on {len(pages)} pages: a scan without a text layer; {RECOGNISE}",
        )
    return replace(lines_to_text(pages, _warnings(bare)), pictures=len(bare))


def open_pdf(path: Path, limits: Limits) -> Any:
    """Open a pdf.

    :raises Unreadable: it is damaged or protected. :raises TooLarge: it has too many pages.
    """
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
    return document


def _warnings(bare: list[int]) -> list[str]:
    if not bare:
        return []
    named = ", ".join(map(str, bare[:_MOST_NAMED])) + (", …" if len(bare) > _MOST_NAMED else "")
    return [f"page {named}: a picture without text, not read; {RECOGNISE}"]


def text_page_of(page: Any, number: int, limits: Limits) -> Page:
    """Return the words and ruled lines of an opened page.

    :param number: its index. :raises TooLarge: it has too many characters.
    """
    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > limits.max_characters:
        raise TooLarge(f"{count:,} characters on page {number + 1}; split it")
    width, height = page.get_width(), page.get_height()
    words, turn = _upright(_words(text_page, count), text_page)
    if turn:
        words, _ = _upright(_words(text_page, count, turn), text_page)
    text_page.close()
    if turn:
        left, bottom = min(w.left for w in words), min(w.bottom for w in words)
        words = [
            Word(w.text, w.left - left, w.bottom - bottom, w.right - left, w.top - bottom, w.bold)
            for w in words
        ]
        return Page(words, max(w.right for w in words), max(w.top for w in words))
    return Page(words, width, height, tuple(_rules(page)) if words else ())


_Placed = tuple[Word, int]  # a word with the index of its first character


def _words(text_page: Any, count: int, turn: int = 0) -> Iterator[_Placed]:
    """Yield the words of a page: a new one where the next character leaves the line or is far.

    :param turn: quarters by which the text is turned against the page.
    """
    import pypdfium2.raw as raw

    handle, box = text_page.raw, raw.FS_RECTF()
    reference, get_box = ctypes.byref(box), raw.FPDFText_GetLooseCharBox
    is_generated = raw.FPDFText_IsGenerated
    text: list[str] = []
    first = spaces = 0
    typed = False
    left = bottom = right = top = 0.0
    for i, c in enumerate(_characters(text_page, count)):
        if c.isspace() or c < " ":
            spaces += 1 + (c == "\u3000")
            typed = typed or (c == " " and not is_generated(handle, i))
            continue
        get_box(handle, i, reference)
        x, y, z, t = box.left, box.bottom, box.right, box.top
        if turn:
            x, y, z, t = _turned(x, y, z, t, turn)
        height = t - y
        if text:
            low = min(height, top - bottom)
            gap = x - right
            level = min(t, top) - max(y, bottom) > _STEP_DOWN * low
            room = max(_GAP, 0.75 * spaces) * max(low, 1.0)
            if level and -0.6 * height <= gap <= room:
                if spaces and gap > (0.1 if typed else _space_between(text[-1], c)) * low:
                    text.append(" ")
                elif _is_raised(height, y, top, bottom) and c.isdecimal():
                    c = _raised(c, text[-1])
                text.append(c)
                right, typed = z, False
                bottom, top = (
                    (bottom, top)
                    if height < 0.9 * (top - bottom)
                    else (min(bottom, y), max(top, t))
                )
                spaces = 0
                continue
            yield _word(text, left, bottom, right, top), first
        text, first, spaces, typed = [c], i, 0, False
        left, bottom, right, top = x, y, z, t
    if text:
        yield _word(text, left, bottom, right, top), first


def _space_between(before: str, after: str) -> float:
    """Return the gap that is a space, in heights: Chinese characters are set with gaps."""
    return 0.28 if before > "\u2e80" and after > "\u2e80" else 0.1


def _word(text: list[str], left: float, bottom: float, right: float, top: float) -> Word:
    return Word("".join(text), left, bottom, right, top)


def _is_raised(height: float, bottom: float, line_top: float, line_bottom: float) -> bool:
    whole = line_top - line_bottom
    return height < 0.8 * whole and bottom > line_bottom + 0.2 * whole


def _raised(c: str, before: str) -> str:
    """Return a raised figure: a power after a unit, else the mark of a note."""
    if before in "mM" and c in "23":
        return {"2": "²", "3": "³"}[c]
    return f"[{c}]"


def _characters(text_page: Any, count: int) -> str:
    """Return the characters of a page, one for each index."""
    import pypdfium2.raw as raw

    text = str(text_page.get_text_range())
    if len(text) != count:
        codes = (raw.FPDFText_GetUnicode(text_page.raw, i) for i in range(count))
        text = "".join(chr(code) if 0 < code < 0x110000 else " " for code in codes)
    return text.replace("\ufffe", "-").replace("\x02", "-").replace("\uffff", " ")


def _turned(
    left: float, bottom: float, right: float, top: float, turn: int
) -> tuple[float, float, float, float]:
    """Return a box as it stands after its text is turned upright."""
    if turn == 3:
        return bottom, -right, top, -left
    if turn == 1:
        return -top, left, -bottom, right
    return -right, -top, -left, -bottom


def _upright(words: Iterable[_Placed], text_page: Any) -> tuple[list[Word], int]:
    """Leave out words that are turned against the others, as a watermark is.

    Also returns the quarters by which most of the text is turned against the page.
    """
    import pypdfium2.raw as raw

    kept: list[Word] = []
    turns: Counter[int] = Counter()
    for word, first in words:
        quarters = raw.FPDFText_GetCharAngle(text_page.raw, first) / (math.pi / 2)
        if abs(quarters - round(quarters)) * math.pi / 2 > _SKEW:
            continue
        turns[round(quarters) % 4] += len(word.text)
        bold = raw.FPDFText_GetFontWeight(text_page.raw, first) >= _BOLD
        kept.append(Word(word.text, word.left, word.bottom, word.right, word.top, bold))
    usual, count = turns.most_common(1)[0] if turns else (0, 0)
    return kept, usual if count > 0.6 * sum(turns.values()) else 0


# -- ruled lines -------------------------------------------------------------------------------

_Rule = tuple[float, float, float, float]
_THIN = 2.5  # points
_MOST_OBJECTS = 20_000


def _rules(page: Any) -> Iterator[_Rule]:
    """Yield the level and upright lines drawn on a page, and the edges of boxes."""
    import pypdfium2.raw as raw

    values = [ctypes.c_float() for _ in range(4)]
    references = [ctypes.byref(v) for v in values]
    for n in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(page.raw, n)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(item, *references):
            continue
        left, bottom, right, top = (v.value for v in values)
        if raw.FPDFPath_CountSegments(item) > 6:
            yield from _segments(raw, item)
        else:
            yield from _edges(left, bottom, right, top)


def _edges(left: float, bottom: float, right: float, top: float) -> Iterator[_Rule]:
    if top - bottom <= _THIN and right - left > _THIN:
        y = (top + bottom) / 2
        yield left, y, right, y
    elif right - left <= _THIN and top - bottom > _THIN:
        x = (left + right) / 2
        yield x, bottom, x, top
    elif right - left > 8 and top - bottom > 8:
        yield left, bottom, right, bottom
        yield left, top, right, top
        yield left, bottom, left, top
        yield right, bottom, right, top


def _segments(raw: Any, item: Any) -> Iterator[_Rule]:
    """Yield the straight lines of a path of many parts."""
    x, y = ctypes.c_float(), ctypes.c_float()
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    before: tuple[float, float] | None = None
    for n in range(min(raw.FPDFPath_CountSegments(item), _MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item, n)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if before is not None and raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_LINETO:
            level = abs(before[1] - here[1]) <= 1 < abs(before[0] - here[0])
            upright = abs(before[0] - here[0]) <= 1 < abs(before[1] - here[1])
            if level or upright:
                yield (
                    min(before[0], here[0]), min(before[1], here[1]),
                    max(before[0], here[0]), max(before[1], here[1]),
                )  # fmt: skip
        before = here


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as raw

    count = min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)
    kinds = (raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page.raw, n)) for n in range(count))
    return any(kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM) for kind in kinds)
