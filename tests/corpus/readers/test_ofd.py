"""OFD documents to text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.ofd import read_ofd
from corpus.readers.refusals import TooLarge, Unreadable

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def _ofd(folder: Path, *texts: tuple[str, float, float]) -> Path:
    """Write a file of one page: texts with their place from the top left, in millimetres."""
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
    path = folder / "a.ofd"
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return path


def test_words_are_lines_by_where_they_stand(tmp_path: Path) -> None:
    path = _ofd(
        tmp_path,
        ("第一条停车应当有序。", 30, 60),
        ("关于停车的批复", 60, 40),
        ("云政〔2024〕1号", 60, 50),
    )
    assert read_ofd(path, Limits()).text.split("\n") == [
        "关于停车的批复", "云政〔2024〕1号", "第一条停车应当有序。",
    ]  # fmt: skip


def test_outlines_only_and_too_many_pages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="outlines"):
        read_ofd(_ofd(tmp_path), Limits())
    with pytest.raises(TooLarge, match="pages"):
        read_ofd(_ofd(tmp_path, ("停车", 1, 1)), Limits(max_pages=0))
