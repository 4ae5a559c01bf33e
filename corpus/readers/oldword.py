"""Old Word documents (.doc, and .wps of the same make) to text, by their table of pieces."""

from __future__ import annotations

import re
from pathlib import Path

from corpus.limits import Limits
from corpus.readers.oldwordparts import DocFile, ListLevel, ParagraphProperties
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable
from corpus.readers.tables import row_line
from corpus.readers.wordnumbers import printed_number

__all__ = ["read_doc"]

_FIELD, _FIELD_TEXT, _FIELD_END = "\x13", "\x14", "\x15"
_LINE_ENDS = {"\r": "\n", "\x0c": "\n"}
_AS = {"\x0b": "\n", "\x1e": "-", "\xa0": " ", "\t": " ", "\x0e": "\n"}
_TITLE_LINES = 12
# Number formats by their code: MS-OSHARED 2.2.1.3.
_FORMATS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "chineseCounting", 11: "chineseCounting", 13: "decimalFullWidth", 14: "decimalFullWidth",
    18: "decimalEnclosedCircle", 22: "decimalZero", 28: "decimalEnclosedCircle",
    33: "chineseCounting", 34: "chineseCounting", 35: "chineseCounting", 37: "chineseCounting",
    39: "chineseCounting",
}  # fmt: skip
_UNNUMBERED = frozenset((23, 255))


def read_doc(path: Path, limits: Limits) -> Reading:
    """Return the text of an old Word document, hidden and deleted text left out.

    :raises Unreadable: it is damaged, protected, or holds no text.
    :raises TooLarge: it is over a limit.
    """
    file = _opened(path)
    total = sum(last - first for first, last, _, _ in file.pieces)
    if total > limits.max_characters:
        raise TooLarge(f"{total:,} characters of text; split it or raise max_characters")
    story = _Story(file)
    text = "\n".join(line for line in story.lines() if line.strip())
    if not text.strip():
        raise Unreadable("no text in it; expected a document with text")
    return Reading(text, story.title())


def _opened(path: Path) -> DocFile:
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            streams = [_stream(ole, name) for name in ("WordDocument", "0Table", "1Table")]
    except (OSError, ValueError, IndexError) as error:
        raise Unreadable(f"damaged doc file ({error}); save it as .docx") from error
    try:
        return DocFile(streams[0], (streams[1], streams[2]))
    except (ValueError, IndexError) as error:
        words = str(error) or "it is cut short"
        raise Unreadable(f"a .doc file that cannot be read: {words}; save it as .docx") from error


def _stream(ole: object, name: str) -> bytes:
    import olefile

    if not isinstance(ole, olefile.OleFileIO) or not ole.exists(name):
        return b""
    data = ole.openstream(name).read()
    return data if isinstance(data, bytes) else b""


class _Story:
    """Writes the paragraphs and rows of a document in order."""

    def __init__(self, file: DocFile) -> None:
        self.file = file
        self.counters: dict[int, dict[int, int]] = {}
        self.centred: list[tuple[str, bool]] = []
        lengths = [*file.lengths, *[0] * 12]
        self.main, self.notes, headers = lengths[3], lengths[4], lengths[5]
        self.boxes_from = sum(lengths[3:9])
        self.boxes_end = self.boxes_from + lengths[9]
        del headers
        self.characters = list(file.characters())

    def lines(self) -> list[str]:
        """Return the lines of the text, those of text boxes after it."""
        out = self._part(0, self.main, self._noted())
        if self.boxes_end <= len(self.characters):
            out += self._part(self.boxes_from, self.boxes_end, {})
        return out

    def title(self) -> str:
        """Return the centred lines at the top, "" where there are none or too many."""
        lines: list[str] = []
        for text, centred in self.centred[:_TITLE_LINES]:
            if centred and len(text) <= 160:
                lines.append(text)
            elif lines:
                break
        return " ".join(lines) if 0 < len(lines) <= 4 else ""

    def _noted(self) -> dict[int, str]:
        """Return the footnotes by the position of their marks."""
        marks, bounds = self.file.note_marks()
        notes = {}
        for mark, first, last in zip(marks, bounds, bounds[1:], strict=False):
            if last > self.notes or first > last:
                continue
            part = self.characters[self.main + first : self.main + last]
            text = "".join(c if c >= " " else " " for c, _ in part)
            notes[mark] = " ".join(text.split())
        return notes

    def _part(self, first: int, last: int, notes: dict[int, str]) -> list[str]:
        out: list[str] = []
        buffer: list[str] = []
        cells: list[str] = []
        fields: list[bool] = []  # for each open field, whether its result has begun
        for position in range(first, min(last, len(self.characters))):
            c, offset = self.characters[position]
            if c in (_FIELD, _FIELD_TEXT, _FIELD_END):
                _step(fields, c)
            elif not all(fields):
                continue
            elif c == "\x07":
                self._cell(buffer, cells, offset, out)
            elif c in _LINE_ENDS:
                self._end(buffer, offset, out, in_cell=False)
            elif position in notes:
                buffer.append(f"[注：{notes[position]}]")
            elif (c in _AS or c >= " ") and not self.file.is_hidden(offset):
                buffer.append(_AS.get(c, c))
        self._end(buffer, self.characters[-1][1] if self.characters else 0, out, in_cell=False)
        return out

    def _cell(self, buffer: list[str], cells: list[str], offset: int, out: list[str]) -> None:
        properties = self.file.properties_at(offset)
        if properties.row_end:
            line = row_line(cells)
            if line:
                out.append(line)
                self.centred.append((line, False))
            cells.clear()
            buffer.clear()
            return
        held: list[str] = []
        self._end(buffer, offset, held, in_cell=True)
        cells.append(" ".join(held))

    def _end(self, buffer: list[str], offset: int, out: list[str], *, in_cell: bool) -> None:
        """Close the paragraph at hand; inside a cell it waits for the cell's end."""
        properties = self.file.properties_at(offset)
        text = "".join(buffer)
        if properties.in_table and not in_cell and text:
            buffer[:] = [self._label(properties) + text, " "]
            return
        buffer.clear()
        if text.strip():
            label = self._label(properties)
            out.extend((label + text).split("\n"))
            if not in_cell:
                self.centred.append((" ".join(text.split()), properties.centred))

    # -- numbers that Word prints ----------------------------------------------------------

    def _label(self, properties: ParagraphProperties) -> str:
        if not properties.list_number or properties.list_number not in self.file.levels:
            return ""
        identity, levels = self.file.levels[properties.list_number]
        index = min(properties.level or 0, len(levels) - 1)
        counters = self.counters.setdefault(identity, {})
        counters[index] = counters.get(index, levels[index].start - 1) + 1
        for deeper in [k for k in counters if k > index]:
            del counters[deeper]
        return _printed(levels, counters, index)


def _printed(levels: list[ListLevel], counters: dict[int, int], index: int) -> str:
    own = levels[index]
    if own.code in _UNNUMBERED:
        return ""

    def number(m: re.Match[str]) -> str:
        level = ord(m[0])
        if level >= len(levels):
            return ""
        value = counters.get(level, levels[level].start)
        return printed_number(value, _FORMATS.get(levels[level].code, "decimal"))

    return re.sub("[\x00-\x08]", number, own.pattern) + ("" if own.follow == 2 else " ")


def _step(fields: list[bool], mark: str) -> None:
    """Follow the marks of fields: only what a field shows is text, not what it says."""
    if mark == _FIELD:
        fields.append(False)
    elif fields and mark == _FIELD_TEXT:
        fields[-1] = True
    elif fields:
        fields.pop()
