"""Risky formats are read in a child process, under a deadline and a memory limit.

One child is kept warm and serves file after file; whatever happens to it, the parent gets an
error about that file and the next file gets a fresh child.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import DocumentTooLarge, UnreadableDocument
from corpus.limits import Limits
from corpus.readers.kinds import Kind
from corpus.readers.reading import Reading

__all__ = ["ScannedDocument", "read_in_child"]

_LOCK = threading.Lock()
_FILES_PER_CHILD = 200
_SEQUENCES = ("warnings", "pages", "confidences")  # of a Reading; JSON makes them lists
_WALL = 10  # times its processor time that a file may take by the clock
_child: _Child | None = None


class _Gone(Exception):
    """The child ended before it answered."""


class _Late(Exception):
    """The deadline passed."""


class _Deadline:
    """A limit on the processor time of a child, so that a busy machine refuses no file.

    Where the system does not tell a child's processor time, the clock on the wall counts.
    """

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._spent = _processor_time(pid)
        self._started = time.monotonic()

    @property
    def passed(self) -> bool:
        """Tell whether the time is used up."""
        return self._left() <= 0

    def wait(self) -> float:
        """Return how long to wait for an answer before looking again, in seconds."""
        return min(max(self._left(), 0.01), 0.5)

    def _left(self) -> float:
        wall = time.monotonic() - self._started
        spent = _processor_time(self._pid)
        if self._spent is None or spent is None:
            return self._seconds - wall
        return min(self._seconds - (spent - self._spent), _WALL * self._seconds - wall)


def _processor_time(pid: int) -> float | None:
    """Return the processor time that a process has used, in seconds, None where unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


class _Child:
    def __init__(self, memory: int) -> None:
        self.owner = os.getpid()
        self.memory = memory
        self.served = 0
        packages = str(Path(__file__).resolve().parents[2])
        known = os.environ.get("PYTHONPATH")
        process = subprocess.Popen(  # noqa: S603  our own module, no shell
            [sys.executable, "-m", "corpus.readers.worker", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (packages, known)))},
        )
        if process.stdin is None or process.stdout is None:
            raise _Gone
        self.process, self.requests, self.answers = process, process.stdin, process.stdout

    def fits(self, limits: Limits) -> bool:
        alive = self.process.poll() is None and self.owner == os.getpid()
        return alive and self.memory == limits.memory and self.served < _FILES_PER_CHILD

    def ask(self, request: Mapping[str, object], seconds: float) -> dict[str, Any]:
        """Send a request, return the answer."""
        self.served += 1
        deadline = _Deadline(self.process.pid, seconds)
        try:
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
        except OSError as error:
            raise _Gone from error
        length = int.from_bytes(self._read(8, deadline), "big")
        answer: dict[str, Any] = json.loads(self._read(length, deadline))
        return answer

    def _read(self, count: int, deadline: _Deadline) -> bytes:
        parts, missing = [], count
        with selectors.DefaultSelector() as selector:
            selector.register(self.answers, selectors.EVENT_READ)
            while missing:
                if deadline.passed:
                    raise _Late
                if not selector.select(deadline.wait()):
                    continue
                part = os.read(self.answers.fileno(), min(missing, 1 << 20))
                if not part:
                    raise _Gone
                parts.append(part)
                missing -= len(part)
        return b"".join(parts)

    def end(self) -> None:
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):  # the child is gone, nothing waits to be written
                pipe.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


class ScannedDocument(UnreadableDocument):
    """A pdf whose pages are pictures: their text may be recognised.

    :param pictures: how many pages are pictures.
    """

    def __init__(self, path: str | Path, reason: str, pictures: int) -> None:
        super().__init__(path, reason)
        self.pictures = pictures

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        return UnreadableDocument, (str(self.path), self.reason)


def read_in_child(path: Path, kind: Kind, limits: Limits) -> Reading:
    """Return what is read of a file of a risky format.

    :raises UnreadableDocument: the file cannot be read. :raises DocumentTooLarge: over a limit.
    :raises ScannedDocument: it is a scan.
    """
    request = {"path": str(path.resolve()), "kind": kind.value, "limits": asdict(limits)}
    with _LOCK:
        child = _warm(limits)
        try:
            answer = child.ask(request, limits.seconds)
        except _Late:
            _end_child()
            raise DocumentTooLarge(
                path, f"reading this {kind} took over {limits.seconds:g} s; split it"
            ) from None
        except (_Gone, ValueError):
            _end_child()
            raise UnreadableDocument(
                path,
                f"the {kind} reader gave up: damaged, or over {limits.memory:,} bytes of memory",
            ) from None
    if "text" in answer:
        answer |= {name: tuple(answer[name]) for name in _SEQUENCES}
        return Reading(**answer)
    if answer.get("error") == "scan":
        raise ScannedDocument(path, answer["reason"], answer["pictures"])
    error = DocumentTooLarge if answer.get("error") == "large" else UnreadableDocument
    raise error(path, answer.get("reason", "cannot be read"))


def _warm(limits: Limits) -> _Child:
    global _child
    if _child is not None and not _child.fits(limits):
        _end_child()
    if _child is None:
        _child = _Child(limits.memory)
        atexit.register(_end_child)
    return _child


def _end_child() -> None:
    global _child
    if _child is not None:
        child, _child = _child, None
        child.end()
        atexit.unregister(_end_child)
