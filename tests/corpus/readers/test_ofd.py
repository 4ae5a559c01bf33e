"""OFD documents to text."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.ofd import read_ofd
from corpus.readers.refusals import TooLarge, Unreadable
from tests.corpus.readers.oldfiles import ofd_file


def _ofd(folder: Path, *texts: tuple[str, float, float]) -> Path:
    path = folder / "a.ofd"
    path.write_bytes(ofd_file(*texts))
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
