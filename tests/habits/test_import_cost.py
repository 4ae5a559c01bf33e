"""Importing costs little and does nothing."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from tests.habits.sources import module_name, source_files

IMPORT_SECONDS = 0.3
NAMES_SECONDS = 0.6  # leaves a question on the command line most of its 1.5 s
PUBLIC = "from rag import ask, Assistant, Answer, Citation, Hit"
HEAVY = ("torch", "transformers", "gradio", "langchain", "langchain_core", "faiss")

# Runs in a child: notes whatever an import writes, starts or connects to. Python tries out its
# temporary folder the first time anyone asks where that is; it is asked beforehand.
WATCH = """
import sys
import tempfile
tempfile.gettempdir()
seen = []
def note(event, args):
    if "__pycache__" in str(args[:1]) or "site-packages" in str(args[:1]):
        return  # byte code, and what a library keeps beside itself
    if event == "subprocess.Popen" and str(args[0]).endswith("/ldconfig"):
        return  # a library that looks up a shared library of the system, as ctypes does
    if event == "open" and isinstance(args[0], str) and isinstance(args[1], str):
        if set(args[1]) & set("wax+") and args[0] != "/dev/null":
            seen.append(f"open {args[0]}")
    elif event in {"os.mkdir", "os.remove", "os.rename", "subprocess.Popen", "socket.connect"}:
        seen.append(f"{event} {args[0]}")
sys.addaudithook(note)
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
    if seen:
        sys.exit(f"importing {name}: {seen}")
"""


def _run(code: str, *arguments: str, folder: Path | None = None) -> str:
    command = [sys.executable, "-c", code, *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _processor_seconds(code: str) -> float:
    """Return the processor time of a Python that runs ``code``; other processes do not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _run(code)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _median_seconds(code: str) -> float:
    """Return what ``code`` costs beyond the start of a bare Python."""
    _run(code)  # writes the byte code once
    pairs = [(_processor_seconds(code), _processor_seconds("pass")) for _ in range(5)]
    return statistics.median(full - bare for full, bare in pairs)


def test_importing_rag_takes_less_than_three_tenths_of_a_second() -> None:
    assert _median_seconds("import rag") < IMPORT_SECONDS


def test_the_public_names_load_quickly() -> None:
    assert _median_seconds(PUBLIC) < NAMES_SECONDS


def test_importing_rag_loads_no_heavy_library() -> None:
    loaded = _run(f"{PUBLIC}\nimport sys; print(*sys.modules)").split()
    assert not set(HEAVY) & set(loaded)


def test_importing_any_module_writes_starts_and_connects_nothing(tmp_path: Path) -> None:
    names = [module_name(path) for path in source_files() if path.name != "__main__.py"]
    _run(WATCH, *names, folder=tmp_path)
    assert not os.listdir(tmp_path)
