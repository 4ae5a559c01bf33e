"""Recognising the text of scans, with a stand-in for the engine."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from corpus.errors import UnreadableDocument
from corpus.limits import Limits
from corpus.readers import dispatch, recognition
from corpus.readers.dispatch import read_file
from corpus.readers.pdf import open_pdf, text_page_of
from corpus.readers.recognition import can_recognise, read_picture, read_scan
from corpus.readers.refusals import TooLarge, Unreadable

_TURN = 20  # pixels by which the far end of a line is lower on a page laid askew


def _box(left: int, top: int, width: int) -> list[list[float]]:
    fall = _TURN * width / 1000
    return [
        [left, top],
        [left + width, top + fall],
        [left + width, top + 40 + fall],
        [left, top + 40],
    ]


class _Fake:
    def __init__(self, **_: object) -> None:
        pass

    def __call__(self, image: Any) -> Any:
        boxes = [_box(100, 400, 900), _box(100, 200, 600), _box(100, 480, 300)]
        texts = ("第一条停车应当有序不得占道也不得占用消防通道和", "云澜市停车办法", "盲道。")
        return SimpleNamespace(boxes=boxes, txts=texts, scores=(0.99, 0.97, 0.95))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rapidocr", SimpleNamespace(RapidOCR=_Fake))
    monkeypatch.setattr(recognition, "find_spec", lambda _: True)


def _picture(folder: Path) -> Path:
    path = folder / "a.png"
    Image.new("RGB", (1200, 800), "white").save(path)
    return path


def _scan(folder: Path) -> Path:
    path = folder / "a.pdf"
    Image.new("RGB", (1200, 800), "white").save(path, "PDF")
    return path


@pytest.mark.usefixtures("engine")
def test_lines_are_put_in_order_and_how_sure_it_is_is_said(tmp_path: Path) -> None:
    for reading in (
        read_picture(_picture(tmp_path), Limits()),
        read_scan(_scan(tmp_path), Limits()),
    ):
        assert reading.text.split("\n")[0] == "云澜市停车办法"
        assert "98% sure" in reading.warnings[0]  # long lines count for more
        assert reading.confidences == (0.982,)
        assert reading.pages == (0,)
    with pytest.raises(TooLarge, match="pages"):
        read_scan(_scan(tmp_path), Limits(max_pictures=0))


@pytest.mark.usefixtures("engine")
def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    with pytest.raises(Unreadable, match="damaged picture"):
        read_picture(path, Limits())


def test_without_the_extra_the_refusal_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "can_recognise", lambda: False)
    for path in (_picture(tmp_path), _scan(tmp_path)):
        with pytest.raises(UnreadableDocument, match=r"policyqa\[ocr\]"):
            read_file(path, Limits())
    monkeypatch.setattr(recognition, "find_spec", lambda _: None)
    assert not can_recognise()


def test_a_page_without_words_has_none(tmp_path: Path) -> None:
    page = open_pdf(_scan(tmp_path), Limits())[0]
    assert text_page_of(page, 0, Limits()).words == []
