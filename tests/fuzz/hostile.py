"""Forty files made to hurt a reader: name to a function that builds the content."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

__all__ = ["HOSTILE"]

_MB = 1_000_000
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PART}"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OPEN = f"<w:document {_W}><w:body>".encode()
_SHUT = b"</w:body></w:document>"


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def _docx(document: bytes, relations: str = _RELATIONS) -> bytes:
    return _zip(
        {
            "[Content_Types].xml": _TYPES.encode(),
            "_rels/.rels": relations.encode(),
            "word/document.xml": document,
        }
    )


def _page(body: str, before: str = "") -> bytes:
    return f"{before}<html><body>{body}</body></html>".encode()


def _laughs() -> str:
    lines = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return f'<!DOCTYPE html [<!ENTITY a0 "x">{lines}]>'


def _laughing_docx() -> bytes:
    lines = '<!ENTITY a "x"><!ENTITY b "' + "&a;" * 1000 + '"><!ENTITY c "' + "&b;" * 1000 + '">'
    text = b"<w:p><w:r><w:t>&c;</w:t></w:r></w:p>"
    return _docx(f"<!DOCTYPE d [{lines}]>".encode() + _OPEN + text + _SHUT)


def _entity_docx() -> bytes:
    entity = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return _docx(entity + _OPEN + b"<w:p><w:r><w:t>&x;text</w:t></w:r></w:p>" + _SHUT)


def _many_parts() -> bytes:
    return _zip({f"word/{i}.xml": b"x" for i in range(12_000)} | {"word/document.xml": b"<a/>"})


def _pdf(*objects: bytes) -> bytes:
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.4\n" + numbered + b"trailer<</Root 1 0 R>>\n%%EOF"


_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_LEAF = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"


def _pdf_bomb() -> bytes:
    packed = zlib.compress(b"BT (x) Tj ET " * (20 * _MB // 13))
    stream = b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    return _pdf(_CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", _LEAF, stream)


def _pdf_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * 100_000)
    return _pdf(_CATALOG, b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids, _LEAF)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nul.txt": lambda: b"\x00" * 100_000,
    "nul-inside.txt": lambda: "第一条 为了\x00规范。\n".encode() * 2000,
    "half-gb18030.txt": lambda: "云澜市停车管理办法".encode("gb18030")[:-1],
    "half-utf8.txt": lambda: "云澜市停车管理办法".encode()[:-1],
    "odd-utf16.txt": lambda: "云澜市".encode("utf-16")[:-1],
    "surrogates.txt": lambda: b"\xed\xa0\x80\xed\xb0\x80" * 500,
    "one-line.txt": lambda: "第一条为了规范".encode() * 100_000,
    "many-lines.txt": lambda: b"\n" * (4 * _MB),
    "numbers.txt": lambda: "一、\n".encode() * 100_000,
    "brackets.txt": lambda: "（《〔".encode() * 100_000,
    "right-to-left.txt": lambda: "\u202e第一条\u202c 甲。\n".encode() * 5000,
    "combining.txt": lambda: ("第一条 e" + "\u0301" * 100_000).encode(),
    "tabs.txt": lambda: b"\t" * _MB,
    "control.txt": lambda: bytes(range(32)) * 5000,
    "wrong.pdf": lambda: "第一条 这是文本。".encode(),
    "emoji.txt": lambda: "😀第一条 甲。\n".encode() * 5000,
    "laughs.html": lambda: _page("&a11;", before=_laughs()),
    "deep.html": lambda: b"<html><body>" + b"<div>" * 200_000 + "第一条 甲。".encode(),
    "spans.html": lambda: _page(
        "<p>a</p><table>"
        + "<tr><td rowspan=99999 colspan=99999>x</td><td>y</td></tr>" * 500
        + "</table>"
    ),
    "unclosed.html": lambda: b"<html><body><p" * 50_000,
    "entities.html": lambda: _page("<p>" + "&#x110000;&#0;&nosuch;" * 20_000),
    "attribute.html": lambda: _page('<p class="' + "a" * (3 * _MB) + '">第一条 甲。</p>'),
    "xxe.html": lambda: _page(
        "<p>&x;</p>", before='<!DOCTYPE html [<!ENTITY x SYSTEM "file:///dev/zero">]>'
    ),
    "no-text.html": lambda: _page("<script>1</script><img src=x>"),
    "bad-charset.html": lambda: _page('<meta charset="utf-99"><p>第一条 甲。</p>'),
    "cells.html": lambda: _page(
        "<table><tr>" + "<td>1</td>" * 20_000 + "</tr><tr><td>a</td><td>b</td></tr></table>"
    ),
    "bomb.docx": lambda: _docx(_OPEN + b" " * (150 * _MB)),
    "laughs.docx": _laughing_docx,
    "xxe.docx": _entity_docx,
    "deep.docx": lambda: _docx(_OPEN + b"<w:tbl><w:tr><w:tc>" * 20_000),
    "no-parts.docx": lambda: _zip({"word/document.xml": b""}),
    "loop.docx": lambda: _docx(b"<a/>", _RELATIONS.replace("word/document.xml", "_rels/.rels")),
    "cut.docx": lambda: _docx(_OPEN + _SHUT)[:-40],
    "many-parts.docx": _many_parts,
    "bad.xlsx": lambda: _zip({"xl/workbook.xml": b"<workbook/>", "[Content_Types].xml": b"<a/>"}),
    "traversal.docx": lambda: _zip({"../../evil": b"x", "word/document.xml": b"<a/>"}),
    "cycle.pdf": lambda: _pdf(_CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 100000>>"),
    "pages.pdf": _pdf_pages,
    "bomb.pdf": _pdf_bomb,
    "header-only.pdf": lambda: b"%PDF-1.7\n",
}
