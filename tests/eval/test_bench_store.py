"""The command that measures a Store as it grows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from eval.bench import store
from eval.bench.store import Figures, main


@pytest.fixture
def grown(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[int]]:
    """Stand in for the measurements; records the sizes that were asked for."""
    asked: list[Sequence[int]] = []

    def grow(
        laws: Path, work: Path, times: Sequence[int], questions: str | None
    ) -> Iterator[Figures]:
        asked.append(times)
        for n in times:
            numbers = {f.name: 1000 * n for f in fields(Figures) if f.name != "dense_kind"}
            yield Figures(**numbers, dense_kind="flat")

    monkeypatch.setattr(store, "_grow", grow)
    return asked


def test_sizes_are_measured_once_each_and_in_order(
    tmp_path: Path, grown: list[Sequence[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--laws", str(tmp_path), "--growth", "4,1,4", "--json"]) == 0
    assert grown == [[1, 4]]
    assert [row["clauses"] for row in json.loads(capsys.readouterr().out)] == [1000, 4000]


@pytest.mark.usefixtures("grown")
def test_a_table_has_a_line_a_figure_and_a_chart_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chart = tmp_path / "growth.svg"
    assert main(["--laws", str(tmp_path), "--growth", "1,2", "--svg", str(chart)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [f.name for f in fields(Figures)]
    assert "1k" in chart.read_text(encoding="utf-8")


def test_a_missing_archive_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--laws", str(tmp_path / "none.tar.xz")]) == 2
    assert "no such folder or archive" in capsys.readouterr().err
