"""Web pages saved as one file."""

from __future__ import annotations

import pytest

from corpus.readers.chunks import read_chunk
from corpus.readers.html import page_lines
from corpus.readers.mhtml import page_of, read_mhtml
from corpus.readers.refusals import Unreadable
from corpus.readers.rtf import read_rtf, rtf_text

PAGE = "<html><body><h1>云澜市停车办法</h1><p>第一条　停车有序。</p></body></html>"


def _saved(page: str, kind: str = "text/html", charset: str = "gb18030") -> bytes:
    import base64

    head = "From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    head += f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: base64\n\n"
    return head.encode() + base64.b64encode(page.encode(charset)) + b"\n--b--\n"


def test_the_first_page_of_a_saved_one_is_read_in_its_character_set() -> None:
    assert read_mhtml(_saved(PAGE)).text == "云澜市停车办法\n第一条　停车有序。"
    assert page_of(_saved(PAGE)).startswith(b'<meta charset="gb18030">')
    with pytest.raises(Unreadable, match="saved page"):
        page_of(_saved(PAGE, kind="image/png"))


def test_rich_text_is_read_with_its_tables_and_code_page() -> None:
    data = rb"{\rtf1\ansi\ansicpg936 \'cd\'a3\'b3\'b5\par a\cell b\cell\row\pard end}"
    assert rtf_text(data).split("\n")[0] == "停车"
    assert "a\tb" in rtf_text(data)
    assert read_rtf(data).text == rtf_text(data)
    with pytest.raises(Unreadable, match="no text"):
        read_rtf(rb"{\rtf1 }")


def test_a_part_taken_in_whole_is_read_by_what_it_is() -> None:
    def document(_: bytes) -> list[str]:
        return ["from a document"]

    lines = ["云澜市停车办法", "第一条　停车有序。"]
    assert page_lines(PAGE.encode()) == lines
    assert read_chunk("a.htm", PAGE.encode(), document) == lines
    assert read_chunk("a.mht", _saved(PAGE), document) == lines
    assert read_chunk("a.rtf", rb"{\rtf1 parking}", document) == ["parking"]
    assert read_chunk("a.txt", "停车\n充电".encode(), document) == ["停车", "充电"]
    assert read_chunk("a.bin", b"MZ\x90\x00", document) == []
    assert read_chunk("", b"", document) == []
