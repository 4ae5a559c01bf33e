"""Ctrl-C while files are added, as a terminal sends it: to every process of the group."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from index import Store
from index.ingest.verify import verify
from tests.doubles import HashEncoder

ROOT = Path(__file__).resolve().parents[3]
ADD = """
import json, sys, time
from index.ingest import add as ingest
from index import Store
from tests.doubles import HashEncoder

class Slow(HashEncoder):
    def encode_documents(self, texts):
        time.sleep(0.2)
        return super().encode_documents(texts)

ingest._TEXTS_AT_ONCE = 20
with Store.open(sys.argv[1], Slow()) as store:
    def show(progress):
        if progress.stage == "read":
            print(progress.done, flush=True)
    report = ingest.add_paths(store, [sys.argv[2]], progress=show, workers=2)
    print(json.dumps({"added": report.added, "interrupted": report.interrupted}))
"""


def test_what_was_committed_is_kept_and_counted(store: Store, tmp_path: Path) -> None:
    for n in range(200):
        path = tmp_path / f"docs/{n:03}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"云澜市第{n}种办法\n第一条 内容{n}。\n第二条 其他。\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", ADD, str(store.path), str(tmp_path / "docs")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    report = json.loads(out.splitlines()[-1])
    assert report["interrupted"]
    assert 0 < report["added"] < 200
    with Store.open(store.path, HashEncoder()) as again:
        assert len(again.snapshot().documents()) == report["added"]
    assert verify(store.path).whole
