"""Files made in bytes: old Office ones in their compound container, and OFD."""

from __future__ import annotations

import io
import struct
import zipfile

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Return an OLE container; every stream is padded so that none is a small one."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chains: list[int] = []
    starts = {}
    for name, data in padded.items():
        starts[name] = len(sectors)
        count = -(-len(data) // _SECTOR)
        chains += [len(sectors) + n + 1 for n in range(count - 1)] + [_END]
        sectors += [
            data[n * _SECTOR : (n + 1) * _SECTOR].ljust(_SECTOR, b"\0") for n in range(count)
        ]
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for n, (name, data) in enumerate(padded.items(), 1):
        sibling = n + 1 if n < len(padded) else _FREE
        entries.append(_entry(name, 2, starts[name], len(data), right=sibling))
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0")
    first_directory = len(sectors)
    count = len(directory) // _SECTOR
    chains += [first_directory + n + 1 for n in range(count - 1)] + [_END]
    sectors += [directory[n * _SECTOR : (n + 1) * _SECTOR] for n in range(count)]
    chains.append(_TABLE)
    table = struct.pack("<128I", *chains, *[_FREE] * (128 - len(chains)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, first_directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", len(sectors), *[_FREE] * 108)
    return header + b"".join(sectors) + table


def _entry(
    name: str, kind: int, start: int, size: int, child: int = _FREE, right: int = _FREE
) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, _FREE, right, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )


def word_file(text: str, properties: dict[int, bytes] | None = None, notes: str = "") -> bytes:
    """Return a .doc whose text is ``text``; paragraphs end in \\r, cells and rows in \\x07.

    :param properties: modifiers of the paragraph with that number, from 0.
    :param notes: the text of one footnote, whose mark is the first \\x02 of the text.
    """
    whole = text + notes
    start = 1024
    raw = whole.encode("utf-16-le")
    page_at = -(-(start + len(raw)) // 512)
    bounds, runs = [start], []
    for n, c in enumerate(whole):
        if c in "\r\x07" or n == len(whole) - 1:
            bounds.append(start + 2 * (n + 1))
            runs.append((properties or {}).get(len(runs), b""))
    page = _formatted_page(bounds, runs)
    pieces = b"\x02" + struct.pack("<I", 16) + struct.pack("<II", 0, len(whole))
    pieces += struct.pack("<HIH", 0, start, 0)
    paragraphs = struct.pack("<III", bounds[0], bounds[-1], page_at)
    places = {33: pieces, 13: paragraphs}
    if notes:
        places[2] = struct.pack("<IIH", text.index("\x02"), len(text), 1)
        places[3] = struct.pack("<III", 0, len(notes), len(notes) + 1)
    return _assembled(raw, page, page_at, places, len(text), len(notes))


def _formatted_page(bounds: list[int], runs: list[bytes]) -> bytes:
    page = bytearray(512)
    page[511] = len(runs)
    struct.pack_into(f"<{len(bounds)}I", page, 0, *bounds)
    at = 510
    for n, modifiers in enumerate(runs):
        data = struct.pack("<H", 0) + modifiers
        size = -(-(len(data) + 1) // 2)
        at -= 2 * size + at % 2
        page[at] = size
        page[at + 1 : at + 1 + len(data)] = data
        page[4 * len(bounds) + 13 * n] = at // 2
    return bytes(page)


def _assembled(
    raw: bytes, page: bytes, page_at: int, places: dict[int, bytes], text: int, notes: int
) -> bytes:
    table = b""
    pairs = [(0, 0)] * 93
    for index, data in places.items():
        pairs[index] = (len(table), len(data))
        table += data
    head = bytearray(32)
    struct.pack_into("<HH", head, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", head, 10, 0x0200)
    lengths = [0] * 22
    lengths[3], lengths[4] = text, notes
    main = bytes(head) + struct.pack("<H", 14) + bytes(28) + struct.pack("<H", 22)
    main += struct.pack("<22I", *lengths) + struct.pack("<H", 93)
    main += b"".join(struct.pack("<II", *pair) for pair in pairs)
    main = main.ljust(1024, b"\0") + raw
    main = main.ljust(512 * page_at, b"\0") + page
    return compound_file({"WordDocument": main, "1Table": table})


def workbook_file(rows: list[list[str | float]], percent: tuple[int, int] | None = None) -> bytes:
    """Return a .xls of one sheet; ``percent`` is the cell that is shown as per cent."""
    styles = b"".join(
        _record(0xE0, struct.pack("<HHHBBBBIIH", 0, number, kind, 0, 0, 0, 0, 0, 0, 0))
        for number, kind in ((0, 0xFFF5), (0, 1), (9, 1))
    )
    font = _record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 8, 400, 0, 0, 0, 0, 0) + b"\1\0A")
    name = "表".encode("utf-16-le")
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + font + styles
    bound_size = 4 + 8 + len(name)
    at = len(begin) + bound_size + 4
    book = begin + _record(0x85, struct.pack("<IBBBB", at, 0, 0, 1, 1) + name) + _record(0x0A, b"")
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            style = 2 if percent == (r, c) else 1
            if isinstance(value, str):
                words = value.encode("utf-16-le")
                data = struct.pack("<HHHHB", r, c, style, len(value), 1) + words
                sheet += _record(0x204, data)
            else:
                sheet += _record(0x203, struct.pack("<HHHd", r, c, style, value))
    return compound_file({"Workbook": book + sheet + _record(0x0A, b"")})


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd_file(*texts: tuple[str, float, float]) -> bytes:
    """Return an OFD of one page: texts with their place from the top left, in millimetres."""
    objects = "".join(
        f'<ofd:TextObject ID="{n}" Boundary="{x} {y} 150 6" Font="1" Size="5">'
        f'<ofd:TextCode X="0" Y="4" DeltaX="g {max(0, len(text) - 1)} 5">{text}</ofd:TextCode>'
        "</ofd:TextObject>"
        for n, (text, x, y) in enumerate(texts, 10)
    )
    parts = {
        "OFD.xml": f"<ofd:OFD {_NS}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>"
        "</ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document {_NS}><ofd:Pages><ofd:Page ID="1" '
        'BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {_NS}><ofd:Content><ofd:Layer>{objects}"
        "</ofd:Layer></ofd:Content></ofd:Page>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()
