"""Many readers and one writer at once, across processes (R6), and two writers (R7)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from index import Store
from index.errors import StoreBusy
from index.ingest.verify import verify
from index.sqlite.lock import writer_lock
from tests.crash.work import NAMES, Change, apply
from tests.doubles import HashEncoder

ROOT = Path(__file__).resolve().parents[2]


def start(mode: str, folder: Path, seconds: float, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.readers", mode, str(folder), str(seconds), str(seed)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process: subprocess.Popen[str], seconds: float) -> dict[str, Any]:
    out, err = process.communicate(timeout=seconds + 90)
    assert process.returncode == 0, err[-2000:]
    found: dict[str, Any] = json.loads(out.splitlines()[-1])
    return found


def alone(folder: Path, readers: int, seconds: float) -> float:
    """Return the median of the readers' p95 in milliseconds, with nobody writing."""
    processes = [start("read", folder, seconds, n) for n in range(readers)]
    return median(result(process, seconds)["p95_ms"] for process in processes)


def together(folder: Path, readers: int, seconds: float) -> float:
    """Return how many times longer the readers' p95 is beside a writer than without one."""
    with Store.create(folder, HashEncoder()) as store:
        for name in NAMES:
            apply(store, Change(name, 1))
    idle = alone(folder, readers, seconds / 4)
    processes = [start("read", folder, seconds, n) for n in range(readers)]
    writer = start("write", folder, seconds, 99)
    found = [result(process, seconds) for process in processes]
    changes = result(writer, seconds)["changes"]
    asked = sum(reader["asked"] for reader in found)
    wrong = [problem for reader in found for problem in reader["wrong"]]
    p95 = median(reader["p95_ms"] for reader in found)
    # Before and after: what else the machine does may begin or end meanwhile.
    idle = max(idle, alone(folder, readers, seconds / 4))
    sys.stdout.write(
        f"readers {readers} asked {asked} changes {changes} wrong {len(wrong)} "
        f"p95 {p95:.0f} ms, without a writer {idle:.0f} ms\n"
    )
    assert wrong == []
    assert asked > readers
    assert changes > 1
    assert max(reader["generations"] for reader in found) > 1
    assert verify(folder).whole
    return p95 / idle


def test_readers_always_see_one_state_while_another_process_writes(tmp_path: Path) -> None:
    together(tmp_path / "store", readers=2, seconds=4)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_eight_readers_and_a_writer_for_a_minute(tmp_path: Path) -> None:
    # The same readers in the same run, once beside a writer: a slow machine is slow for both. Only
    # over a minute: in four seconds one pause of the machine is the slowest twentieth.
    assert together(tmp_path / "store", readers=8, seconds=60) < 2


def test_a_second_writer_is_told_within_five_seconds_and_harms_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with Store.create(folder, HashEncoder()) as store:
        apply(store, Change(NAMES[0], 1))
        with writer_lock(folder):
            started = time.monotonic()
            with pytest.raises(StoreBusy, match=f"process {os.getpid()}"):
                apply(store, Change(NAMES[1], 1))
            assert time.monotonic() - started < 5
        apply(store, Change(NAMES[1], 1))
    assert verify(folder).documents == 4
