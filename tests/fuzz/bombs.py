"""Small files that would unpack or count to far too much, for each container read."""

from __future__ import annotations

import base64
import io
import re
import struct
import zipfile
from collections.abc import Callable

from tests.corpus.readers.oldfiles import compound_file, ofd_file, word_file, workbook_file

__all__ = ["BOMBS"]

_MB = 1_000_000


def _repacked(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a package with one of its parts changed, all of them packed as small as they go."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == name else data)
    return out.getvalue()


_PAGE = "Doc_0/Pages/Page_0/Content.xml"


def _ofd_padded(size: int) -> bytes:
    page = ofd_file(("停车", 30, 40))
    return _repacked(page, _PAGE, lambda data: data + b"<!--" + b" " * size + b"-->")


def _ofd_objects() -> bytes:
    def repeated(data: bytes) -> bytes:
        whole = re.search(rb"<ofd:TextObject.*</ofd:TextObject>", data)
        return data.replace(whole[0], whole[0] * 150_000) if whole else data

    return _repacked(ofd_file(("停车有序不得占道", 30, 40)), _PAGE, repeated)


def _ofd_deltas() -> bytes:
    return _repacked(
        ofd_file(("停车有序", 30, 40)), _PAGE, lambda data: data.replace(b"g 3 5", b"g 999999999 5")
    )


def _ofd_entities() -> bytes:
    lines = '<!ENTITY a "xxxxxxxxxx">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    head = f"<!DOCTYPE x [{lines}]>".encode()
    return _repacked(
        ofd_file(("停车", 30, 40)), _PAGE, lambda data: head + data.replace("停车".encode(), b"&h;")
    )


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docm(body: bytes) -> bytes:
    out = io.BytesIO()
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        new.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        document = f"<w:document {_WORD}><w:body>".encode() + body + b"</w:body></w:document>"
        new.writestr("word/document.xml", document)
    return out.getvalue()


def _mhtml(page: bytes) -> bytes:
    head = "From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    head += "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.encodebytes(page) + b"\n--b--\n"


def _mhtml_parts() -> bytes:
    head = b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    part = b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+eDwvcD4=\n"
    return head + part * 100_000 + b"--b--\n"


def _mhtml_nested() -> bytes:
    head = b"From: x\nMIME-Version: 1.0\n"
    levels = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5_000)
    )
    return head + levels + b"Content-Type: text/html\n\n<p>x</p>\n"


def _doc_counts() -> bytes:
    """Return a Word file whose pieces say that they hold two thousand million characters."""
    data = bytearray(word_file("停车有序。\r"))
    at = data.find(struct.pack("<BIII", 2, 16, 0, 6))
    struct.pack_into("<I", data, at + 9, 0x7FFFFFF0)
    return bytes(data)


def _doc_lengths() -> bytes:
    data = bytearray(word_file("停车有序。\r"))
    struct.pack_into("<22I", data, 512 + 64, *[0x7FFFFFFF] * 22)
    return bytes(data)


def _long_stream(data: bytes) -> bytes:
    """Return a compound file whose streams state sizes far over what there is."""
    out = bytearray(data)
    for name in ("WordDocument", "1Table", "Workbook"):
        at = out.find((name + "\0").encode("utf-16-le"))
        if at >= 0:
            struct.pack_into("<I", out, at + 120, 0x7FFFFFFF)
    return bytes(out)


def _record(code: int, data: bytes) -> bytes:
    return struct.pack("<HH", code, len(data)) + data


def _sheet(records: bytes) -> bytes:
    """Return a workbook whose sheet goes on with more records."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    bound = _record(0x85, struct.pack("<IBBBB", len(begin) + 14 + 4, 0, 0, 1, 0) + b"AB")
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0))
    end = _record(0x0A, b"")
    return compound_file({"Workbook": begin + bound + end + sheet + records + end})


def _far_cells() -> bytes:
    cells = b"".join(
        _record(0x203, struct.pack("<HHHd", 65535 - n, 255, 0, 1.0)) for n in range(900)
    )
    return _sheet(cells)


def _merged_cells() -> bytes:
    cell = _record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.0))
    ranges = struct.pack("<H", 500) + struct.pack("<HHHH", 0, 65535, 0, 255) * 500
    return _sheet(cell + _record(0xE5, ranges))


BOMBS: dict[str, Callable[[], bytes]] = {
    "padded.ofd": lambda: _ofd_padded(90 * _MB),
    "over.ofd": lambda: _ofd_padded(120 * _MB),
    "objects.ofd": _ofd_objects,
    "deltas.ofd": _ofd_deltas,
    "entities.ofd": _ofd_entities,
    "blank.docm": lambda: _docm(b"<w:p><w:r><w:t>" + b"a" * (90 * _MB) + b"</w:t></w:r></w:p>"),
    "paragraphs.docm": lambda: _docm(b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000),
    "over.docm": lambda: _docm(b" " * (120 * _MB)),
    "long.mhtml": lambda: _mhtml(b"<html><p>" + b"a" * (20 * _MB) + b"</p></html>"),
    "tags.mhtml": lambda: _mhtml(b"<html><p>" + b"<b>" * (5 * _MB)),
    "parts.mhtml": _mhtml_parts,
    "nested.mhtml": _mhtml_nested,
    "counts.doc": _doc_counts,
    "lengths.doc": _doc_lengths,
    "stream.doc": lambda: _long_stream(word_file("停车有序。\r")),
    "stream.xls": lambda: _long_stream(workbook_file([["区域", 5.0]])),
    "far.xls": _far_cells,
    "merged.xls": _merged_cells,
    "groups.rtf": lambda: b"{\\rtf1" + b"{" * (8 * _MB),
    "unicode.rtf": lambda: b"{\\rtf1 " + b"\\u20572?" * _MB + b"}",
    "picture.rtf": lambda: b"{\\rtf1{\\pict\\bin2147483647 " + b"0" * (8 * _MB) + b"}}",
    "cells.csv": lambda: b"a,b\n" + b"," * (20 * _MB),
    "quote.csv": lambda: b"a,b\n1,2\n3,4\n" + b'"' + b"a,\n" * (6 * _MB),
}
"""Name to a function that builds the file; each is built when it is needed."""
