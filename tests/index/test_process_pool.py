"""Work spread over processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import PolicyQAError
from index.process_pool import available_cores, map_in_order


def double_or_die(number: int) -> int:
    if number == 3:
        os._exit(1)
    if number == 7:
        raise PolicyQAError("seven is refused")
    return number * 2


def test_results_come_in_order() -> None:
    numbers = [n for n in range(100) if n not in (3, 7)]
    assert list(map_in_order(double_or_die, numbers, 2, lambda n: -n)) == [n * 2 for n in numbers]


def test_a_process_that_dies_costs_its_task_only() -> None:
    assert list(map_in_order(double_or_die, range(6), 2, lambda n: -n)) == [0, 2, 4, -3, 8, 10]


def test_a_refusal_is_raised_here() -> None:
    with pytest.raises(PolicyQAError, match="seven is refused"):
        list(map_in_order(double_or_die, [1, 7, 9], 2, lambda n: -n))


def test_closing_early_ends_the_processes() -> None:
    psutil = pytest.importorskip("psutil")
    results = map_in_order(double_or_die, iter(range(10, 10_000)), 2, lambda n: -n)
    assert next(results) == 20
    children = [p for p in psutil.Process().children() if "spawn_main" in " ".join(p.cmdline())]
    assert len(children) == 2
    results.close()  # type: ignore[attr-defined]
    assert not any(p.is_running() for p in children)


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('started')\n"
        "from index.process_pool import available_cores, map_in_order\n"
        "from math import factorial\n"
        "print(list(map_in_order(factorial, [3, 4], 2, int)))\n",
        encoding="utf-8",
    )
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    assert found.stdout == "started\n[6, 24]\n"
    assert found.stderr == ""


def test_worker_processes_import_no_model() -> None:
    code = (
        "import sys, index.ingest.prepare, index.searchfiles.analysis\n"
        "import index.process_pool, corpus.read\n"
        "bad = {'torch', 'transformers', 'model2vec', 'faiss'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_the_cores_this_process_may_use_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert available_cores() == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert available_cores() == 1
