"""The window in a process of its own, answered by the scripted assistant.

Its own process, because Gradio leaves event loops behind that would count as this test's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from ui.limits import LIMITS, Limits

__all__ = ["served"]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@contextmanager
def served(folder: Path, *, limits: Limits = LIMITS, pause: float = 0.01) -> Iterator[str]:
    """Yield the address of a window, and end it afterwards.

    :param folder: its folder for temporary files; its log is beside it.
    :param pause: seconds the scripted assistant takes for each piece of an answer.
    """
    folder.mkdir(exist_ok=True)
    arguments = json.dumps({"limits": asdict(limits), "pause": pause})
    command = [sys.executable, "-m", "tests.ui.served", arguments]
    log = folder.with_suffix(".log")
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert process.stdout
    try:
        address = process.stdout.readline().decode().strip()
        assert address.startswith("http"), log.read_text()
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _serve(arguments: str) -> None:
    from tests.ui.fake import FakeAssistant
    from ui.app import launch

    chosen = json.loads(arguments)
    chosen["limits"]["kinds"] = tuple(chosen["limits"]["kinds"])
    launch(
        FakeAssistant(pause=chosen["pause"]),
        port=0,
        open_browser=False,
        examples=["谁可以参保？", "月亮归谁管？"],
        limits=Limits(**chosen["limits"]),
        on_ready=lambda address: os.write(1, f"{address}\n".encode()),
    )


if __name__ == "__main__":
    _serve(sys.argv[1])
