"""One writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import StoreBusy
from index.sqlite.lock import writer_lock

ROOT = Path(__file__).resolve().parents[3]
HOLD = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from index.sqlite.lock import writer_lock\n"
    "with writer_lock(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    time.sleep(60)\n"
)


def test_a_second_writer_learns_who_holds_the_store(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        started = time.monotonic()
        busy = pytest.raises(StoreBusy, match=f"process {holder.pid} .* since 20")
        with busy, writer_lock(tmp_path, wait=0.3):
            pass
        assert time.monotonic() - started < 5
    finally:
        holder.kill()
        holder.communicate()
    with writer_lock(tmp_path, wait=5):  # a killed holder leaves nothing behind
        pass


def test_the_lock_excludes_threads_of_one_process(tmp_path: Path) -> None:
    busy = pytest.raises(StoreBusy, match=f"process {os.getpid()}")
    with writer_lock(tmp_path), busy, writer_lock(tmp_path, wait=0):
        pass
