"""Small files of the newer formats that unpack or count to far too much cost little to refuse."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus import Limits, UnreadableDocument, read_documents
from corpus.readers import child
from tests.fuzz.bombs import BOMBS

_QUICK = [
    "deltas.ofd", "entities.ofd", "nested.mhtml", "counts.doc", "lengths.doc", "stream.doc",
    "stream.xls", "picture.rtf",
]  # fmt: skip
_MEMORY = 480_000_000


@pytest.mark.parametrize("name", _QUICK)
def test_a_bomb_is_read_or_refused(tmp_path: Path, name: str) -> None:
    _defuse(tmp_path, name)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", BOMBS)
def test_each_bomb_is_read_or_refused(tmp_path: Path, name: str) -> None:
    _defuse(tmp_path, name)


def _defuse(folder: Path, name: str) -> None:
    """Read a bomb in a fresh child; anything but Documents or one line of refusal fails."""
    child._end_child()
    path = folder / name
    path.write_bytes(BOMBS[name]())
    start, refusal = time.process_time(), ""
    try:
        read_documents(path)
    except UnreadableDocument as error:
        refusal = str(error)
    assert "\n" not in refusal
    assert time.process_time() - start <= Limits().seconds  # the child has a limit of its own
    assert _peak_of_child() <= _MEMORY


def _peak_of_child() -> int:
    """Return the most memory that the child ever held, in bytes; 0 where that is not told."""
    running = child._child
    status = Path(f"/proc/{running.process.pid}/status") if running else None
    if status is None or not status.exists():
        return 0
    found = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
    return int(found[0].split()[1]) * 1024 if found else 0
