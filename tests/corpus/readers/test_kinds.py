"""What a file is, told by its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.readers.kinds import Kind, UnknownKind, kind_of_file


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in names:
            package.writestr(name, "")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Kind.TEXT),
        ("第一条 停车有序。".encode(), Kind.TEXT),
        (b"a < b and c > d", Kind.TEXT),
        ("停车有序。</p>".encode(), Kind.TEXT),
        ("停车有序。<p>充电安全。".encode(), Kind.TEXT),
        (b"<!DOCTYPE html><html></html>", Kind.HTML),
        (b"\xef\xbb\xbf  \n<div>x</div>", Kind.HTML),
        (b"x <p>1</p> <P>2</P> <td>3</td> <br>", Kind.HTML),
        ("<html><p>停车</p></html>".encode("utf-16"), Kind.HTML),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"junk before\n%PDF-1.4\n", Kind.PDF),
        (b"x" * 1024 + b"%PDF-1.4", Kind.TEXT),
        (_zip("word/document.xml"), Kind.DOCX),
        (_zip("word/document2.xml"), Kind.DOCX),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), Kind.XLSX),
        (_zip("OFD.xml"), Kind.OFD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), Kind.DOC),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), Kind.XLS),
        (b"{\\rtf1 x}", Kind.RTF),
        (b"\xff\xd8\xff\xe0", Kind.IMAGE),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b", Kind.MHTML),
        ("区域,收费\n一类,5\n二类,3\n三类,1\n".encode(), Kind.CSV),
        ("停车，有序。\n充电，安全。\n".encode(), Kind.TEXT),
    ],
)
def test_a_files_bytes_tell_its_kind(data: bytes, kind: Kind) -> None:
    assert kind_of_file(data) is kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        (b"GIF89a", "animated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x1f\x8b\x08", "unpack"),
        (b"MZ\x90\x00", "program"),
        (b"SQLite format 3\x00", "database"),
        (_zip("a.txt"), "zip file that is no"),
        (b"PK\x03\x04cut off", "damaged zip"),
    ],
)
def test_a_kind_that_cannot_be_read_says_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UnknownKind, match=words):
        kind_of_file(data)
