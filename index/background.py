"""Work done beside the thread that needs it, while that does something else."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

__all__ = ["begin"]

_Result = TypeVar("_Result")


def begin(work: Callable[[], _Result]) -> Callable[[], _Result]:
    """Begin work on another thread, and return what waits for its result.

    Whoever asks for the result before a thread has taken the work up does it himself. So nobody
    waits behind others' work when many ask at once, and in a forked process, which has the pool
    but not its threads, all goes on as with one thread.

    :param work: spends its time outside of Python's lock, or nothing is won.
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
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="policyqa-beside")
