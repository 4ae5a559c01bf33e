"""One writer at a time, across processes. Readers need no lock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from index.errors import StoreBusy, StoreError

__all__ = ["WAIT_SECONDS", "writer_lock"]

WAIT_SECONDS = 4.0
_LOCK = "writer.lock"
_HOLDER = "writer.json"


@contextmanager
def writer_lock(store: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the Store's writer lock. The system lets go of it when the process ends, however.

    :param wait: seconds to wait for another writer.
    :raises StoreBusy: another process, or another thread of this one, still writes; says which.
    :raises StoreError: the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(store / _LOCK, thread_local=False)
    try:
        lock.acquire(timeout=wait, poll_interval=0.05)
    except Timeout:
        raise StoreBusy(_busy(store)) from None
    except OSError as error:
        raise StoreError(
            f"{store}: cannot be written to ({error.strerror or error}); check its permissions and "
            "the disk"
        ) from error
    try:
        _name_holder(store)
        yield
    finally:
        _forget_holder(store)
        lock.release()


def _name_holder(store: Path) -> None:
    holder = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):  # only there to be shown to others; the disk may be full
        (store / _HOLDER).write_text(json.dumps(holder), "utf-8")


def _forget_holder(store: Path) -> None:
    with suppress(OSError):
        (store / _HOLDER).unlink()


def _busy(store: Path) -> str:
    try:
        holder = json.loads((store / _HOLDER).read_text("utf-8"))
        who = f"process {int(holder['pid'])} has been writing to it since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process is writing to it"
    return f"{store}: {who}; wait until it is done, then try again"
