"""The structures of a .doc file (MS-DOC): pieces of text, properties of paragraphs, lists."""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["DocFile", "ListLevel", "ParagraphProperties"]

# Indexes of (offset, length) pairs in the file information block.
_STYLES, _CHARACTERS, _PARAGRAPHS, _PIECES, _LISTS, _OVERRIDES = 1, 12, 13, 33, 73, 74
_FOOTNOTE_MARKS, _FOOTNOTES = 2, 3
_MOST_PIECES = 400_000
# How many bytes follow a property modifier, by the top bits of its code.
_OPERANDS = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
_IN_TABLE, _ROW_END, _LEVEL, _LIST, _ALIGN_OLD, _ALIGN = (
    0x2416, 0x2417, 0x260A, 0x460B, 0x2403, 0x2461,
)  # fmt: skip
_HIDDEN, _DELETED = 0x083C, 0x0800


@dataclass(frozen=True, slots=True)
class ParagraphProperties:
    """What a paragraph's properties say: its place in a table, its list, its alignment."""

    style: int = 0
    in_table: bool = False
    row_end: bool = False
    list_number: int | None = None
    level: int | None = None
    centred: bool = False


@dataclass(frozen=True, slots=True)
class ListLevel:
    """One level of a list: its first number, format code and pattern, levels as characters 0-8."""

    start: int
    code: int
    pattern: str
    follow: int


@dataclass(slots=True)
class _Table:
    """The stream that holds the tables, with the offsets to them."""

    data: bytes
    places: list[tuple[int, int]] = field(default_factory=list)

    def get(self, index: int) -> bytes:
        if index >= len(self.places):
            return b""
        offset, length = self.places[index]
        return self.data[offset : offset + length]


class DocFile:
    """A .doc file taken apart.

    :raises ValueError: it is damaged, encrypted or older than Word 97.
    """

    def __init__(self, main: bytes, tables: tuple[bytes, bytes]) -> None:
        if len(main) < 0x200 or main[:2] != b"\xec\xa5":
            raise ValueError("no Word 97 file")
        version, flags = _short(main, 2), _short(main, 10)
        if version < 0xC1:
            raise ValueError("older than Word 97")
        if flags & 0x0100:
            raise ValueError("protected by a password")
        self.main = main
        self.lengths, places = _blocks(main)
        self.table = _Table(tables[1 if flags & 0x0200 else 0], places)
        self.pieces = list(_read_pieces(self.table.get(_PIECES)))
        self._paragraphs = self._runs(_PARAGRAPHS)
        self._paragraph_starts = [start for start, _, _ in self._paragraphs]
        self._hidden = self._hidden_runs()
        self._hidden_starts = [start for start, _ in self._hidden]
        self.styles = _read_styles(self.table.get(_STYLES))
        self.levels = self._read_lists()

    def characters(self) -> Iterator[tuple[str, int]]:
        """Yield each character of all parts of the text with its offset in the file."""
        for first, last, offset, narrow in self.pieces:
            count = last - first
            width = 1 if narrow else 2
            raw = self.main[offset : offset + count * width]
            text = raw.decode("cp1252" if narrow else "utf-16-le", "replace")
            for n, c in enumerate(text):
                yield c, offset + n * width

    def properties_at(self, offset: int) -> ParagraphProperties:
        """Return the properties of the paragraph whose last character stands at an offset."""
        i = bisect_right(self._paragraph_starts, offset) - 1
        if i < 0 or offset >= self._paragraphs[i][1]:
            return ParagraphProperties()
        data = self._paragraphs[i][2]
        if len(data) < 2:
            return ParagraphProperties()
        style = _short(data, 0)
        base = self.styles.get(style, ParagraphProperties())
        return _applied(base, data[2:], style)

    def is_hidden(self, offset: int) -> bool:
        """Tell whether a character is hidden, or marked as deleted."""
        i = bisect_right(self._hidden_starts, offset) - 1
        return i >= 0 and offset < self._hidden[i][1]

    def note_marks(self) -> tuple[list[int], list[int]]:
        """Return where footnotes are marked in the text, and where each begins among notes."""
        marks, notes = self.table.get(_FOOTNOTE_MARKS), self.table.get(_FOOTNOTES)
        count = max(0, (len(marks) - 4) // 6)
        return _longs(marks, count), _longs(notes, len(notes) // 4)

    # -- formatted disk pages --------------------------------------------------------------

    def _runs(self, index: int) -> list[tuple[int, int, bytes]]:
        """Return the paragraphs of the file as (first offset, end, properties)."""
        found = []
        for page in self._pages(index):
            count = page[511]
            bounds = _longs(page, count + 1)
            for n in range(count):
                place = page[4 * (count + 1) + 13 * n] * 2
                found.append((bounds[n], bounds[n + 1], _paragraph_data(page, place)))
        return sorted(found, key=lambda run: run[0])

    def _hidden_runs(self) -> list[tuple[int, int]]:
        found = []
        for page in self._pages(_CHARACTERS):
            count = page[511]
            bounds = _longs(page, count + 1)
            for n in range(count):
                place = page[4 * (count + 1) + n] * 2
                data = page[place + 1 : place + 1 + page[place]] if place else b""
                if any(code in (_HIDDEN, _DELETED) and v == b"\x01" for code, v in _sprms(data)):
                    found.append((bounds[n], bounds[n + 1]))
        return sorted(found)

    def _pages(self, index: int) -> Iterator[bytes]:
        data = self.table.get(index)
        count = max(0, (len(data) - 4) // 8)
        for number in _longs(data[4 * (count + 1) :], count):
            page = self.main[512 * number : 512 * (number + 1)]
            if len(page) == 512 and page[511] <= 101:
                yield page

    # -- lists -----------------------------------------------------------------------------

    def _read_lists(self) -> dict[int, tuple[int, list[ListLevel]]]:
        """Return the levels of each list that a paragraph may name, with the list's identity."""
        if len(self.table.places) <= _OVERRIDES:
            return {}
        offset, length = self.table.places[_LISTS]
        data = self.table.data[offset:]
        if length < 2 or len(data) < 2:
            return {}
        levels = _read_levels(data, length)
        overrides = self.table.get(_OVERRIDES)
        found = {}
        count = min(_long(overrides, 0), len(overrides) // 16) if len(overrides) >= 4 else 0
        starts = _start_overrides(overrides, count)
        for n in range(count):
            identity = _long(overrides, 4 + 16 * n)
            if identity in levels:
                changed = [
                    ListLevel(starts.get((n, i), lv.start), lv.code, lv.pattern, lv.follow)
                    for i, lv in enumerate(levels[identity])
                ]
                own = any(key == n for key, _ in starts)
                found[n + 1] = (-n - 1 if own else identity, changed)
        return found


def _start_overrides(data: bytes, count: int) -> dict[tuple[int, int], int]:
    """Return the first numbers that lists are given anew: (list, level) -> number."""
    found: dict[tuple[int, int], int] = {}
    at = 4 + 16 * count
    for n in range(count):
        levels = data[4 + 16 * n + 12] if 4 + 16 * n + 12 < len(data) else 0
        at += 4
        for _ in range(levels):
            if at + 8 > len(data):
                return found
            start, flags = _long(data, at), _long(data, at + 4)
            at += 8
            if flags & 0x20:
                return found  # a level written out in full: its length is not needed elsewhere
            if flags & 0x10:
                found[n, flags & 0xF] = start
    return found


def _blocks(main: bytes) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the lengths of the parts of the text, and the places of the tables."""
    at = 32
    at += 2 + 2 * _short(main, at)
    words = _short(main, at)
    lengths = _longs(main[at + 2 :], words)
    at += 2 + 4 * words
    count = _short(main, at)
    flat = _longs(main[at + 2 :], 2 * count)
    return lengths, list(zip(flat[::2], flat[1::2], strict=True))


def _read_pieces(data: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """Yield the pieces of the text as (first character, end, offset, one byte a character)."""
    at = 0
    while at < len(data) and data[at] == 1:
        at += 3 + _short(data, at + 1)
    if at >= len(data) or data[at] != 2:
        raise ValueError("its text cannot be found")
    length = _long(data, at + 1)
    plex = data[at + 5 : at + 5 + length]
    count = (len(plex) - 4) // 12
    if not 0 < count <= _MOST_PIECES:
        raise ValueError("its text cannot be found")
    bounds = _longs(plex, count + 1)
    for n in range(count):
        place = _long(plex, 4 * (count + 1) + 8 * n + 2)
        narrow = bool(place & 0x40000000)
        offset = (place & 0x3FFFFFFF) // (2 if narrow else 1)
        if bounds[n + 1] > bounds[n]:
            yield bounds[n], bounds[n + 1], offset, narrow


def _paragraph_data(page: bytes, place: int) -> bytes:
    if not place:
        return b""
    size = page[place]
    if size:
        return page[place + 1 : place + 2 * size]
    return page[place + 2 : place + 2 + 2 * page[place + 1]] if place + 1 < 511 else b""


def _sprms(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the property modifiers of a run as (code, operand)."""
    at = 0
    while at + 2 < len(data):
        code = _short(data, at)
        at += 2
        size = _OPERANDS.get(code >> 13)
        if size is None:
            size = 2 + _short(data, at) - 1 if code == 0xD608 else 1 + data[at]
        yield code, data[at : at + size]
        at += size


def _applied(base: ParagraphProperties, data: bytes, style: int) -> ParagraphProperties:
    values: dict[int, int] = {}
    for code, operand in _sprms(data):
        if operand:
            values[code] = int.from_bytes(operand[:2], "little")
    align = values.get(_ALIGN, values.get(_ALIGN_OLD))
    return ParagraphProperties(
        style,
        bool(values.get(_IN_TABLE, base.in_table)),
        bool(values.get(_ROW_END, base.row_end)),
        values.get(_LIST, base.list_number),
        values.get(_LEVEL, base.level),
        align == 1 if align is not None else base.centred,
    )


def _read_styles(data: bytes) -> dict[int, ParagraphProperties]:
    """Return what each paragraph style says, what it is based on included."""
    if len(data) < 6:
        return {}
    count, base_size = _short(data, 2), _short(data, 4)
    at = 2 + _short(data, 0)
    raw: dict[int, tuple[int, bytes]] = {}
    for number in range(min(count, 4096)):
        if at + 2 > len(data):
            break
        size = _short(data, at)
        style = data[at + 2 : at + 2 + size]
        at += 2 + size
        if len(style) >= 10 and _short(style, 2) & 0xF == 1:
            raw[number] = (_short(style, 2) >> 4, _style_data(style, base_size))
    found: dict[int, ParagraphProperties] = {}
    for number in raw:
        chain: list[bytes] = []
        current = number
        while current in raw and len(chain) < 12:
            chain.append(raw[current][1])
            current = raw[current][0]
        properties = ParagraphProperties()
        for modifiers in reversed(chain):
            properties = _applied(properties, modifiers, number)
        found[number] = properties
    return found


def _style_data(style: bytes, base_size: int) -> bytes:
    """Return the paragraph properties of a style, after its name."""
    if base_size + 2 > len(style):
        return b""
    at = base_size + 2 + 2 * _short(style, base_size) + 2
    at += at % 2
    if at + 4 > len(style):
        return b""
    size = _short(style, at)
    return style[at + 4 : at + 2 + size]


def _read_levels(data: bytes, length: int) -> dict[int, list[ListLevel]]:
    count = min(_short(data, 0), max(0, (length - 2) // 28))
    at = length
    found: dict[int, list[ListLevel]] = {}
    for n in range(count):
        identity, simple = _long(data, 2 + 28 * n), data[2 + 28 * n + 26] & 1
        levels = []
        for _ in range(1 if simple else 9):
            if at + 28 > len(data):
                return found
            level, at = _read_level(data, at)
            levels.append(level)
        found[identity] = levels
    return found


def _read_level(data: bytes, at: int) -> tuple[ListLevel, int]:
    start, code, follow = _long(data, at), data[at + 4], data[at + 15]
    at += 28 + data[at + 24] + data[at + 25]
    size = _short(data, at) if at + 2 <= len(data) else 0
    pattern = data[at + 2 : at + 2 + 2 * size].decode("utf-16-le", "replace")
    return ListLevel(start, code, pattern, follow), at + 2 + 2 * size


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _long(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _longs(data: bytes, count: int) -> list[int]:
    count = max(0, min(count, len(data) // 4))
    return list(struct.unpack(f"<{count}I", data[: 4 * count]))
