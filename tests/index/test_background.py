"""Run a function on a background thread, also when no thread is free or left."""

from __future__ import annotations

import os
import threading

import pytest

from index import background


def test_the_result_is_waited_for() -> None:
    assert background.run_in_background(lambda: threading.current_thread().name)() != ""


def test_what_the_work_raises_is_raised_where_the_result_is_asked_for() -> None:
    def fail() -> int:
        raise KeyError("none")

    result = background.run_in_background(fail)
    with pytest.raises(KeyError, match="none"):
        result()


def test_nobody_waits_for_a_thread_that_others_hold() -> None:
    gate = threading.Event()
    held = [background.run_in_background(lambda: gate.wait(60)) for _ in range(os.cpu_count() or 1)]
    try:
        assert background.run_in_background(threading.get_ident)() == threading.get_ident()
    finally:
        gate.set()
    assert all(result() for result in held)


def test_without_new_threads_the_work_is_done_by_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed:
        def submit(self, _work: object) -> None:
            raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(background, "_pool", Closed)
    assert background.run_in_background(threading.get_ident)() == threading.get_ident()
