"""A process that dies (R1, R2), a disk that is full (R4), files that are damaged (R5).

Nothing promised is lost, nothing is half-visible, no damage reaches an answer.

Each test prints its figure. The seeds are fixed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from index import Store
from index.errors import StoreError
from tests.crash.work import NAMES, Change, apply, check
from tests.doubles import HashEncoder

ROOT = Path(__file__).resolve().parents[2]


def nursery(*arguments: object, timeout: float) -> dict[str, Any]:
    return figure_of("nursery", *arguments, timeout=timeout)


def figure_of(module: str, *arguments: object, timeout: float) -> dict[str, Any]:
    found = subprocess.run(
        [sys.executable, "-m", f"tests.crash.{module}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert found.returncode == 0, found.stderr[-2000:]
    figure: dict[str, Any] = json.loads(found.stdout.splitlines()[-1])
    sys.stdout.write(f"{module} {figure}\n")
    assert figure["failed"] == 0, found.stderr[-2000:]
    return figure


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    figure = nursery("kills", tmp_path / "store", 5, 20_240_501, timeout=100)
    assert figure["kills"] == 5


def test_some_steps_of_each_change_leave_it_whole_or_undone(tmp_path: Path) -> None:
    assert nursery("points", tmp_path / "store", 12, timeout=110)["points"] >= 10


def test_some_steps_of_each_change_survive_a_full_disk(tmp_path: Path) -> None:
    assert nursery("full", tmp_path / "store", 16, timeout=110)["points"] >= 8


def test_a_file_that_may_not_grow_is_a_clean_error(tmp_path: Path) -> None:
    assert nursery("limits", tmp_path / "store", 6, timeout=110)["refused"] >= 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 16 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk; this user has none")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_on_a_full_disk_the_store_still_answers_and_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    folder, encoder = small_disk / "store", HashEncoder()
    promised = dict.fromkeys(NAMES, 0)
    with Store.create(folder, encoder) as store:
        apply(store, Change(NAMES[0], 1))
    promised[NAMES[0]] = 1
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    begun = Change(NAMES[1], 2)
    with Store.open(folder, encoder) as store:
        assert store.snapshot().search_text(f"{NAMES[0]}罚款", 3)
        with pytest.raises(StoreError):
            apply(store, begun)
        assert store.snapshot().search_text(f"{NAMES[0]}罚款", 3)
    with Store.open(folder, encoder) as store:
        assert len(store.snapshot().documents()) == 2
    filler.unlink()
    problem, settled = check(folder, promised, begun)
    assert problem == ""
    assert settled == 0
    with Store.open(folder, encoder) as store:
        apply(store, begun)
        assert len(store.snapshot().documents()) == 4


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_limit_of_size_is_a_clean_error(tmp_path: Path) -> None:
    assert nursery("limits", tmp_path / "store", 1, timeout=800)["refused"] >= 12


def test_damage_is_refused_or_makes_no_difference(tmp_path: Path) -> None:
    figure = figure_of("damage", tmp_path / "store", 60, 5, timeout=110)
    assert figure["detected"] > 10


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_kinds_of_damage_are_refused_or_make_no_difference(tmp_path: Path) -> None:
    figure = figure_of("damage", tmp_path / "store", 1000, 11, timeout=1700)
    assert figure["mutations"] == 1000


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    figure = nursery("kills", tmp_path / "store", 200, 7, timeout=1700)
    assert figure["changes"] > 200


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_step_of_each_change_leaves_it_whole_or_undone(tmp_path: Path) -> None:
    assert nursery("points", tmp_path / "store", 1, timeout=1700)["points"] > 100


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_step_of_each_change_survives_a_full_disk(tmp_path: Path) -> None:
    assert nursery("full", tmp_path / "store", 1, timeout=1700)["points"] > 100
