"""Run a function on a background thread."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

__all__ = ["run_in_background"]

_Result = TypeVar("_Result")


def run_in_background(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Run a function on a background thread; return a function that waits for its result.

    If no thread has started the work when the result is asked for, the caller runs it itself. So
    nobody waits in a queue when many ask at once, and a forked process, which has the pool but
    not its threads, works as with one thread.

    :param work: should spend its time outside Python's global lock, or nothing is gained.
    """
    try:
        future = _pool().submit(work)
    except RuntimeError:  # the interpreter is shutting down, or no more threads can be started
        return work

    def result() -> _Result:
        return work() if future.cancel() else future.result()

    return result


@cache
def _pool() -> ThreadPoolExecutor:
    # One for the process, whatever Stores are open in it; idle threads are ended with it.
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="policyqa-background")
