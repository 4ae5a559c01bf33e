"""A process that asks, adds and removes for long holds no more at its end (R9)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def soaked(folder: Path, seconds: float, cycles: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.crash.soak", str(folder), str(seconds), str(cycles)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=seconds + 120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    figure: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"soak {figure['cycles']} {figure['middle']} {figure['end']}\n")
    assert abs(figure["end"]["descriptors"] - figure["middle"]["descriptors"]) <= 2
    assert abs(figure["end"]["threads"] - figure["middle"]["threads"]) <= 5
    return figure


def test_descriptors_and_threads_stay_as_many(tmp_path: Path) -> None:
    # Generations that were not let go took 4 descriptors each, dozens of them at a time.
    assert soaked(tmp_path, 60, 16)["end"]["descriptors"] < 40


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_half_an_hour_of_asking_and_adding_holds_no_more_at_its_end(tmp_path: Path) -> None:
    figure = soaked(tmp_path, 1800, 1_000_000)
    assert figure["cycles"] > 200
    assert figure["end"]["megabytes"] < 1.05 * figure["middle"]["megabytes"]
