"""Map a function over tasks in several processes, in order; a crash costs one task, not the rest.

Processes are spawned, not forked (threads of FAISS and of the tokenizers do not survive a fork),
and do not import the caller's main module, so a script needs no ``if __name__`` guard.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import ModuleType
from typing import Any, Generic, TypeVar

from corpus.errors import PolicyQAError

__all__ = ["available_cores", "map_in_order"]

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 8  # tasks given out before their turn, for each process
_starting = threading.Lock()


def available_cores() -> int:
    """Return the number of processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_order(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    processes: int,
    on_crash: Callable[[Task], Result],
) -> Iterator[Result]:
    """Yield ``function(task)`` for each task, in order.

    Tasks are taken as they are needed, so an endless iterable is fine. Closing the iterator ends
    the processes.

    :param function: a function of a module; it and its values travel between processes.
    :param processes: how many; with fewer than two everything happens here.
    :param on_crash: gives the result of a task whose process died.
    :raises PolicyQAError: the function raised it.
    """
    if processes < 2:
        yield from map(function, tasks)
        return
    pool = _ProcessPool(function, processes, on_crash)
    waiting: deque[Future[Result]] = deque()
    try:
        for task in tasks:
            waiting.append(pool.submit(task))
            if len(waiting) >= processes * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
        pool.close()


class _ProcessPool(Generic[Task, Result]):
    """Processes, each with a thread that waits for it."""

    def __init__(
        self, function: Callable[[Task], Result], count: int, on_crash: Callable[[Task], Result]
    ) -> None:
        self._function = function
        self._on_crash = on_crash
        self._closed = False
        self._workers = [_Worker(function) for _ in range(count)]
        self._idle: SimpleQueue[_Worker[Task, Result]] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")

    def submit(self, task: Task) -> Future[Result]:
        """Give out a task."""
        return self._threads.submit(self._call, task)

    def close(self) -> None:
        """End the processes, at work or not."""
        self._closed = True
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _call(self, task: Task) -> Result:
        worker = self._idle.get()
        try:
            return worker.call(task)
        except (EOFError, OSError):
            if self._closed:
                raise
            worker.restart(self._function)
            return self._on_crash(task)
        finally:
            self._idle.put(worker)


class _Worker(Generic[Task, Result]):
    """One process and the pipe to it."""

    def __init__(self, function: Callable[[Task], Result]) -> None:
        self.restart(function)

    def restart(self, function: Callable[[Task], Result]) -> None:
        """Start the process, anew if it has died."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._pipe: Connection[Any, Any] = ours
        # Not a daemon: reading some formats takes a child process of its own.
        self._process = context.Process(target=_serve, args=(theirs, function))
        with _no_main_module():
            self._process.start()
        theirs.close()

    def call(self, task: Task) -> Result:
        self._pipe.send(task)
        result: Result | PolicyQAError = self._pipe.recv()
        if isinstance(result, PolicyQAError):
            raise result
        return result

    def end(self) -> None:
        with suppress(OSError):
            self._process.terminate()
        self._process.join()
        self._process.close()
        self._pipe.close()


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the main module from multiprocessing, which would run it again in the new process."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _serve(pipe: Connection[Any, Any], function: Callable[[Any], Any]) -> None:
    """Answer tasks until the other end is gone."""
    # Ctrl-C reaches every process of a terminal; the first one decides what to keep.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_answer(function, pipe.recv()))


def _answer(function: Callable[[Any], Any], task: Any) -> Any:
    """Return a task's result; a refusal travels as a value and is raised at the other end."""
    try:
        return function(task)
    except PolicyQAError as error:
        return error
