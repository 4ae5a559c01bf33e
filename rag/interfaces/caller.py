"""Who calls: the address a request came from, or the user of this machine."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["caller", "calling"]

_caller: ContextVar[str | None] = ContextVar("caller", default=None)


@contextmanager
def calling(who: str) -> Iterator[None]:
    """Say who calls in the block, and on the threads that work for it."""
    token = _caller.set(who)
    try:
        yield
    finally:
        _caller.reset(token)


def caller() -> str:
    """Return who calls; outside of requests that is the user."""
    address = _caller.get()
    if address is not None:
        return address
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in some containers
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
