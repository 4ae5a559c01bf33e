"""Damaged and hostile files end in a Document or a refusal, in time and in memory."""

from __future__ import annotations

import random
import time
from pathlib import Path

import psutil
import pytest

from corpus import UnreadableDocument, read_documents
from corpus.readers import child
from corpus.samples import sample_folder
from tests.corpus.readers.oldfiles import ofd_file, word_file, workbook_file
from tests.fuzz.hostile import HOSTILE

_SECONDS = 10.0
_MEMORY = 512_000_000


def _sources() -> list[tuple[str, bytes]]:
    files = sorted(
        p for p in sample_folder().iterdir() if p.suffix in {".txt", ".html", ".docx", ".pdf"}
    )
    return [*((p.name, p.read_bytes()) for p in files), *_made()]


def _made() -> list[tuple[str, bytes]]:
    """Return small files of the formats that no sample has."""
    page = "From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    page += (
        "Content-Type: text/html; charset=utf-8\n\n<html><p>第一条　停车有序。</p></html>\n--b--\n"
    )
    return [
        ("made.doc", word_file("停车办法\r第一条　停车\x02有序。\ra\x07\x07", notes="注。\r")),
        ("made.xls", workbook_file([["区域", "收费"], ["一类", 5.0]])),
        ("made.rtf", rb"{\rtf1\ansi\ansicpg936 \'cd\'a3\'b3\'b5\par a\cell b\cell\row}"),
        ("made.mhtml", page.encode()),
        ("made.csv", "区域,收费,减免\n一类,5,无\n二类,3,无\n".encode()),
        ("made.ofd", ofd_file(("停车办法", 30, 40), ("第一条停车有序。", 30, 60))),
    ]


def _mutant(data: bytes, rng: random.Random) -> bytes:
    """Return ``data`` damaged in one to four ways."""
    out = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(out) + 1)
        span = rng.choice((1, 2, 7, 64, 1000))
        match rng.randrange(7):
            case 0:
                del out[at:]
            case 1:
                out[at : at + span] = rng.randbytes(min(span, len(out) - at))
            case 2:
                out[at : at + span] = b"\x00" * span
            case 3:
                out[at:at] = out[at : at + span] * rng.randint(1, 50)
            case 4:
                del out[at : at + span]
            case 5:
                out[at:at] = rng.choice(
                    (b"<", b"]]>", b"\xff\xfe", b"&#", b"PK\x03\x04", b"endobj", "第一条".encode())
                )
            case _:
                other = rng.randrange(len(out) + 1)
                out[at : at + span], out[other : other + span] = (
                    out[other : other + span],
                    out[at : at + span],
                )
    return bytes(out)


def _read(path: Path) -> float:
    """Read a file; anything but Documents or a one-line refusal fails. Return seconds."""
    start = time.monotonic()
    refusal = ""
    try:
        for document in read_documents(path):
            assert document.first_line <= document.last_line
    except UnreadableDocument as error:
        refusal = str(error)
    assert "\n" not in refusal
    return time.monotonic() - start


def _peak_of_child() -> int:
    running = child._child
    if running is None or running.process.poll() is not None:
        return 0
    return int(psutil.Process(running.process.pid).memory_info().rss)


def _fuzz(folder: Path, count: int, seed: int) -> None:
    rng = random.Random(seed)
    sources = _sources()
    for n in range(count):
        name, data = rng.choice(sources)
        path = folder / f"{n % 50}-{name}"
        path.write_bytes(_mutant(data, rng))
        assert _read(path) <= _SECONDS, path
        assert _peak_of_child() <= _MEMORY, path


def test_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    _fuzz(tmp_path, 150, seed=20240301)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_thousand_damaged_files_are_read_or_refused(tmp_path: Path) -> None:
    _fuzz(tmp_path, 5000, seed=7)


_QUICK = [
    "nul.txt", "half-gb18030.txt", "laughs.html", "xxe.docx", "cut.docx", "cycle.pdf", "wrong.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", _QUICK)
def test_hostile_files_are_read_or_refused(tmp_path: Path, name: str) -> None:
    _hostile(tmp_path, name)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", HOSTILE)
def test_each_of_forty_hostile_files_is_read_or_refused(tmp_path: Path, name: str) -> None:
    _hostile(tmp_path, name)


def _hostile(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(HOSTILE[name]())
    assert _read(path) <= _SECONDS
    assert _peak_of_child() <= _MEMORY
