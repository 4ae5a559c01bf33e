"""Risky formats are read in a child process."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.readers import child
from corpus.readers.child import read_in_child
from corpus.readers.kinds import Kind

PAGE = "<html><body><p>停车应当有序。</p></body></html>".encode()


def _page(folder: Path, data: bytes = PAGE) -> Path:
    path = folder / "a.html"
    path.write_bytes(data)
    return path


def _pid() -> int:
    assert child._child is not None
    return child._child.process.pid


def test_one_child_serves_file_after_file(tmp_path: Path) -> None:
    path = _page(tmp_path)
    assert read_in_child(path, Kind.HTML, Limits()).text == "停车应当有序。"
    first = _pid()
    assert read_in_child(path, Kind.HTML, Limits()).text == "停车应当有序。"
    assert _pid() == first


def test_another_memory_limit_takes_another_child(tmp_path: Path) -> None:
    path = _page(tmp_path)
    read_in_child(path, Kind.HTML, Limits())
    first = _pid()
    read_in_child(path, Kind.HTML, Limits(memory=400_000_000))
    assert _pid() != first


def test_a_child_that_died_between_two_files_is_replaced(tmp_path: Path) -> None:
    path = _page(tmp_path)
    read_in_child(path, Kind.HTML, Limits())
    assert child._child is not None
    child._child.process.kill()
    child._child.process.wait()
    assert read_in_child(path, Kind.HTML, Limits()).text == "停车应当有序。"


def test_a_file_that_ends_the_child_is_refused_and_the_next_one_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> dict[str, str]:
        raise child._Gone

    path = _page(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(child._Child, "ask", gone)
        with pytest.raises(UnreadableDocument, match="gave up"):
            read_in_child(path, Kind.HTML, Limits())
    assert child._child is None
    assert read_in_child(path, Kind.HTML, Limits()).text == "停车应当有序。"


def test_what_the_child_refuses_is_refused_here_with_the_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.html.*damaged pdf"):
        read_in_child(_page(tmp_path), Kind.PDF, Limits())
    with pytest.raises(DocumentTooLarge, match=r"a\.html.*max_characters"):
        read_in_child(_page(tmp_path), Kind.HTML, Limits(max_characters=3))
