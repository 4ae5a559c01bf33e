"""A power cut: what was not fsynced is lost or torn (R3). What was acknowledged is there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
_COMPILER = shutil.which("cc") or shutil.which("gcc")

pytestmark = pytest.mark.skipif(
    _COMPILER is None or not sys.platform.startswith("linux"),
    reason="needs a C compiler and Linux to watch what is fsynced",
)


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the library that tells of every fsync, compiled."""
    made = tmp_path_factory.mktemp("hook") / "fsync_hook.so"
    source = Path(__file__).with_name("fsync_hook.c")
    command = [_COMPILER or "cc", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made


def cut_power(hook: Path, folder: Path, seeds: int, first: int, timeout: float) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.power", str(folder), str(seeds), str(first)],
        cwd=ROOT,
        env={
            **os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "LD_PRELOAD": str(hook)
        },
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    figure: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    sys.stdout.write(f"power {figure}\n")
    assert figure["failed"] == 0, done.stderr[-2000:]
    assert min(figure["moments"].values()) > 20
    return figure


def test_some_power_cuts_lose_nothing(hook: Path, tmp_path: Path) -> None:
    assert cut_power(hook, tmp_path / "store", 15, 7, timeout=110)["cut"] > 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_five_hundred_power_cuts_lose_nothing(hook: Path, tmp_path: Path) -> None:
    figure = cut_power(hook, tmp_path / "store", 500, 1000, timeout=1700)
    assert figure["cut"] + figure["returned"] == 500
    assert figure["returned"] > 10
