"""Progress is drawn on a terminal only."""

from __future__ import annotations

import pytest

from index.model import Progress
from rag.interfaces.progress import progress_bar


def test_logs_and_pipes_stay_clean(capfd: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as show:
        show(Progress("read", 1, 2, 1, 0.1, "a.txt"))
    out, err = capfd.readouterr()
    assert (out, err.strip()) == ("", "")


def test_a_terminal_shows_stage_and_count(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar() as show:
        show(Progress("publish", 1, 2, 1, 0.1, ""))
    out, err = capfd.readouterr()
    assert out == ""
    assert "publish" in err
