"""Work on another thread, and what becomes of it when no thread is free or left."""

from __future__ import annotations

import os
import threading

import pytest

from index import background as beside


def test_the_result_is_waited_for() -> None:
    assert beside.begin(lambda: threading.current_thread().name)() != ""


def test_what_the_work_raises_is_raised_where_the_result_is_asked_for() -> None:
    def fail() -> int:
        raise KeyError("none")

    result = beside.begin(fail)
    with pytest.raises(KeyError, match="none"):
        result()


def test_nobody_waits_for_a_thread_that_others_hold() -> None:
    gate = threading.Event()
    held = [beside.begin(lambda: gate.wait(60)) for _ in range(os.cpu_count() or 1)]
    try:
        assert beside.begin(threading.get_ident)() == threading.get_ident()
    finally:
        gate.set()
    assert all(result() for result in held)


def test_without_new_threads_the_work_is_done_by_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def submit(self, _work: object) -> None:
            raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(beside, "_pool", Closed)
    assert beside.begin(threading.get_ident)() == threading.get_ident()
