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

__all__ = ["read_in_child"]

_LOCK = threading.Lock()
_FILES_PER_CHILD = 200
_child: _Child | None = None


class _Gone(Exception):
    """The child ended before it answered."""


class _Late(Exception):
    """The deadline passed."""


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
        deadline = time.monotonic() + seconds
        try:
            self.requests.write(json.dumps(request).encode() + b"\n")
            self.requests.flush()
        except OSError as error:
            raise _Gone from error
        length = int.from_bytes(self._read(8, deadline), "big")
        answer: dict[str, Any] = json.loads(self._read(length, deadline))
        return answer

    def _read(self, count: int, deadline: float) -> bytes:
        parts, missing = [], count
        with selectors.DefaultSelector() as selector:
            selector.register(self.answers, selectors.EVENT_READ)
            while missing:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _Late
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


def read_in_child(path: Path, kind: Kind, limits: Limits) -> Reading:
    """Return what is read of a file of a risky format.

    :raises UnreadableDocument: the file cannot be read. :raises DocumentTooLarge: over a limit.
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
        answer |= {name: tuple(answer[name]) for name in ("warnings", "pages")}
        return Reading(**answer)
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
