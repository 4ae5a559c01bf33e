"""SIGTERM, as a service manager sends it, while documents are added."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from index import Store
from index.ingest.verify import verify

ROOT = Path(__file__).resolve().parents[3]


def test_what_was_added_is_said_and_kept(tmp_path: Path) -> None:
    folder, store = tmp_path / "docs", tmp_path / "store"
    folder.mkdir()
    articles = "".join(f"第{n}条 内容{n}由市级部门确定。\n" for n in range(1, 200))
    for n in range(400):
        (folder / f"{n:03}.txt").write_text(f"云澜市第{n}种办法\n{articles}", encoding="utf-8")
    adding = subprocess.Popen(
        [sys.executable, "-m", "rag", "add", str(folder), "--store", str(store)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_for(lambda: (store / "store.db").exists() and adding.poll() is None)
    time.sleep(1)
    adding.send_signal(signal.SIGTERM)
    _, said = adding.communicate(timeout=60)
    assert adding.returncode != 0
    assert "stopped" in said or "interrupted" in said
    assert "Traceback" not in said
    assert verify(store).whole
    with Store.open(store) as kept:
        assert len(kept.snapshot().documents()) < 400


def _wait_for(there: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not there() and time.monotonic() < end:
        time.sleep(0.05)
