"""Pdf to text: the characters of the text layer, put together by where they stand."""

from __future__ import annotations

import ctypes
import math
import re
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
_LINE = re.compile(r"[^\r\n\s](?:[^\r\n]*[^\r\n\s])?")
_CHARACTER = re.compile(r"[^\s\x00-\x1f]")
# Figures stand for themselves: they may be raised above the line.
_TOKEN = re.compile(r"\d+|[^\s\x00-\x1f\d]+")
_WIDE = "\u2e80"
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


_Box = tuple[float, float, float, float]


class _Run:
    """The word at hand, and whether the next character still belongs to it."""

    __slots__ = ("bottom", "ended", "first", "left", "right", "text", "top")

    def __init__(self, c: str, first: int, box: tuple[float, float, float, float]) -> None:
        self.text, self.first = [c], first
        self.left, self.bottom, self.right, self.top = box
        self.ended = False  # whether a line of the text layer ended after it

    def extend(self, text: str, right: float) -> None:
        """Add characters that stand on the line, the last of them up to ``right``."""
        self.text.append(text)
        self.right = right

    def takes(self, c: str, box: tuple[float, float, float, float], spaces: int) -> bool:
        """Add a character, unless it leaves the line or stands too far away.

        :param spaces: blanks before it, as a number; negative where a space was typed.
        """
        x, y, right, t = box
        low = t - y
        if y == self.bottom and t == self.top and -1 <= spaces <= 1:
            return self._takes_level(c, x, right, low, spaces)
        if y != self.bottom or t != self.top:
            own = self.top - self.bottom
            low = low if low < own else own
            upper, lower = (
                (t if t < self.top else self.top),
                (y if y > self.bottom else self.bottom),
            )
            if upper - lower <= _STEP_DOWN * low:
                return False
        gap = x - self.right
        if not -0.6 * low <= gap <= max(_GAP, 0.75 * abs(spaces)) * (low if low > 1 else 1.0):
            return False
        if spaces and gap > (0.1 if spaces < 0 else _space_between(self.text[-1][-1], c)) * low:
            self.text.append(" ")
        elif t - y < 0.9 * (self.top - self.bottom):
            if c.isdecimal() and _is_raised(t - y, y, self.top, self.bottom):
                c = _raised(c, self.text[-1][-1])
        elif y != self.bottom or t != self.top:
            self.bottom, self.top = min(self.bottom, y), max(self.top, t)
        self.text.append(c)
        self.right = right
        return True

    def _takes_level(self, c: str, left: float, right: float, low: float, spaces: int) -> bool:
        """Add a character as high as the others, the usual case."""
        gap = left - self.right
        if not -0.6 * low <= gap <= _GAP * (low if low > 1 else 1.0):
            return False
        if (
            spaces
            and gap > 0.1 * low
            and (spaces < 0 or gap > _space_between(self.text[-1][-1], c) * low)
        ):
            self.text.append(" ")
        self.text.append(c)
        self.right = right
        return True

    def word(self, *, bold: bool) -> Word:
        """Return what was put together."""
        return Word("".join(self.text), self.left, self.bottom, self.right, self.top, bold)


def _words(text_page: Any, count: int, turn: int = 0) -> Iterator[_Run]:
    """Yield the words of a page: a new one where the next character leaves the line or is far.

    Asking where a character stands is what costs time. Of a line whose ends stand at one height
    only the characters beside a blank are asked, and the ends of figures, which may be raised.

    :param turn: quarters by which the text is turned against the page.
    """
    places = _Places(text_page, turn)
    text = _characters(text_page, count)
    run: _Run | None = None
    for line in _LINE.finditer(text):
        first, last = places.box(line.start()), places.box(line.end() - 1)
        level = first[1] == last[1] and first[3] == last[3] and not turn
        pattern = _TOKEN if level else _CHARACTER
        end = line.start()
        for token in pattern.finditer(text, line.start(), line.end()):
            i = token.start()
            spaces = places.blanks(text, end, i)
            end = token.end()
            box = places.box(i)
            if run is None or not run.takes(text[i], box, spaces or (run.ended and 1)):
                if run is not None:
                    yield run
                run = _Run(text[i], i, box)
            run.ended = False
            if end - i > 1:
                _extend(run, places, text, (i, end), box, first)
        if run is not None:
            run.ended = True
    if run is not None:
        yield run


def _extend(
    run: _Run, places: _Places, text: str, span: tuple[int, int], box: _Box, line: _Box
) -> None:
    """Add the rest of a token whose first character was taken; raised figures one by one."""
    start, end = span
    last = places.box(end - 1)
    level = last[1] == box[1] and last[3] == box[3]
    if text[start].isdecimal() and not (
        level and not _is_raised(box[3] - box[1], box[1], line[3], line[1])
    ):
        for i in range(start + 1, end):
            run.takes(text[i], places.box(i), 0)
    else:
        run.extend(text[start + 1 : end], last[2])


class _Places:
    """Where the characters of a page stand."""

    def __init__(self, text_page: Any, turn: int) -> None:
        import pypdfium2.raw as raw

        self._handle, self._turn = text_page.raw, turn
        self._rectangle = raw.FS_RECTF()
        self._reference = ctypes.byref(self._rectangle)
        self._get, self._is_generated = raw.FPDFText_GetLooseCharBox, raw.FPDFText_IsGenerated

    def box(self, i: int) -> _Box:
        """Return left, bottom, right and top of a character."""
        self._get(self._handle, i, self._reference)
        r = self._rectangle
        box = r.left, r.bottom, r.right, r.top
        return _turned(*box, self._turn) if self._turn else box

    def blanks(self, text: str, start: int, end: int) -> int:
        """Return how many blanks stand there; negative where a space was typed."""
        if start == end:
            return 0
        if end - start == 1 and end < len(text) and (text[start - 1] < _WIDE or text[end] < _WIDE):
            return -1  # beside letters of an alphabet a space is one, typed or not
        blanks = sum(2 if c == "\u3000" else 1 for c in text[start:end])
        typed = text[start] == " " and not self._is_generated(self._handle, start)
        return -blanks if typed else blanks


def _space_between(before: str, after: str) -> float:
    """Return the gap that is a space, in heights: Chinese characters are set with gaps."""
    return 0.28 if before > "\u2e80" and after > "\u2e80" else 0.1


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


def _upright(runs: Iterable[_Run], text_page: Any) -> tuple[list[Word], int]:
    """Leave out words that are turned against the others, as a watermark is.

    Also returns the quarters by which most of the text is turned against the page.
    """
    import pypdfium2.raw as raw

    kept: list[Word] = []
    turns: Counter[int] = Counter()
    angle_of, weight_of, handle = (
        raw.FPDFText_GetCharAngle,
        raw.FPDFText_GetFontWeight,
        text_page.raw,
    )
    for run in runs:
        quarters = angle_of(handle, run.first) / (math.pi / 2)
        if abs(quarters - round(quarters)) * math.pi / 2 > _SKEW:
            continue
        word = run.word(bold=weight_of(handle, run.first) >= _BOLD)
        turns[round(quarters) % 4] += len(word.text)
        kept.append(word)
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
    item_at, type_of, handle, path = (
        raw.FPDFPage_GetObject, raw.FPDFPageObj_GetType, page.raw, raw.FPDF_PAGEOBJ_PATH,
    )  # fmt: skip
    for n in range(min(raw.FPDFPage_CountObjects(handle), _MOST_OBJECTS)):
        item = item_at(handle, n)
        if type_of(item) != path:
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
