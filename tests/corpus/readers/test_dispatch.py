"""Which reader a file needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.readers import dispatch
from corpus.readers.dispatch import read_file
from corpus.readers.kinds import Kind
from corpus.readers.reading import Reading


def _file(folder: Path, data: bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Kind]:
    """Record the kinds of the files that are handed to the child process."""
    kinds: list[Kind] = []

    def read(path: Path, kind: Kind, limits: Limits) -> Reading:
        kinds.append(kind)
        return Reading("停车有序。")

    monkeypatch.setattr(dispatch, "read_in_child", read)
    return kinds


def test_plain_text_is_decoded_here_and_risky_formats_in_a_child(
    tmp_path: Path, handed: list[Kind]
) -> None:
    assert (
        read_file(_file(tmp_path, "第一条 停车。".encode("gb18030")), Limits()).text
        == "第一条 停车。"
    )
    assert handed == []
    for data in (b"%PDF-1.4", b"<html><p>x</p></html>"):
        read_file(_file(tmp_path, data), Limits())
    assert handed == [Kind.PDF, Kind.HTML]


def test_the_name_of_a_file_does_not_decide(tmp_path: Path, handed: list[Kind]) -> None:
    assert read_file(_file(tmp_path, "停车。".encode(), "a.pdf"), Limits()).text == "停车。"
    assert handed == []


def test_a_file_of_just_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = _file(tmp_path, b"parking")
    assert read_file(path, Limits(max_bytes=7)).text == "parking"
    with pytest.raises(DocumentTooLarge, match="7 bytes, the limit is 6"):
        read_file(path, Limits(max_bytes=6))


@pytest.mark.parametrize("name", ["none.txt", "", "a\0b", "n" * 300])
def test_a_path_that_is_no_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(tmp_path / name, Limits())
    assert "\n" not in str(caught.value)


def test_an_unknown_kind_is_refused_with_its_path(tmp_path: Path) -> None:
    path = _file(tmp_path, b"GIF89a")
    with pytest.raises(UnreadableDocument, match="picture") as caught:
        read_file(path, Limits())
    assert "a.txt" in str(caught.value)


def test_a_long_text_is_decoded_in_the_child(tmp_path: Path, handed: list[Kind]) -> None:
    read_file(_file(tmp_path, "停车。\n".encode() * 200_000), Limits())
    read_file(_file(tmp_path, "区域,收费\n".encode() * 100_000), Limits())
    assert handed == [Kind.TEXT, Kind.CSV]


def test_what_recognising_a_picture_will_cost_is_said_before_it_begins(
    tmp_path: Path,
    handed: list[Kind],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(dispatch, "can_recognise", lambda: True)
    assert read_file(_file(tmp_path, b"\x89PNG\r\n", "a.png"), Limits()).text == "停车有序。"
    assert handed == [Kind.IMAGE]
    assert "a.png: 1 page(s) to recognise, about 15 s" in caplog.text
