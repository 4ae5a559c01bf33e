"""How well and how fast files are read."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from corpus import parse_text
from eval.bench import parsing
from eval.bench.parsing import main, megabytes_a_second, separation, speed_rows

NOTICE = (
    "云澜市人民政府关于停车的通知\n\n云府发〔2024〕1号\n\n各区县人民政府：\n\n请执行。\n\n"
    "云澜市人民政府\n\n2024年5月6日\n"
)


def test_the_speed_is_that_of_all_texts_and_never_infinite() -> None:
    assert 0 < megabytes_a_second([NOTICE, NOTICE]) < 1e9


def test_documents_that_were_not_described_are_phantoms() -> None:
    score = separation(parse_text(NOTICE, source="t"), [])
    assert score.described == score.borders == 0
    assert len(score.phantoms) == 1


def test_the_command_prints_a_line_a_row_and_what_was_missed_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gold").mkdir()
    row = {"row": "000", "borders": 3, "missed": ("line 9",), "phantoms": ()}
    monkeypatch.setattr(parsing, "rows", lambda shared: [row])
    monkeypatch.setattr(parsing, "speed_rows", lambda shared: [])
    monkeypatch.setattr("sys.argv", ["parsing", "--shared", str(tmp_path)])
    main()
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["000", "borders", "3", "missed", "1", "phantoms", "0"]
    assert second.strip() == "missed: line 9"
    monkeypatch.setattr("sys.argv", ["parsing", "--shared", str(tmp_path), "--json"])
    main()
    assert json.loads(capsys.readouterr().out)[0]["borders"] == 3


def test_speed_is_measured_on_letters_and_on_statutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("gold", "seeds", "laws"):
        (tmp_path / folder).mkdir()
    (tmp_path / "seeds/a.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "laws/a.md").write_text("# 停车法\n\n第一条 停车有序。\n", encoding="utf-8")
    with tarfile.open(tmp_path / "laws.tar.xz", "w:xz") as packed:
        packed.add(tmp_path / "laws/a.md", "laws/a.md")
    found = speed_rows(tmp_path)
    assert [row["row"] for row in found] == ["speed, letters", "speed, statutes"]
    assert all(row["MB/s"] > 0 for row in found)
    monkeypatch.setattr("sys.argv", ["parsing", "--speed", "--json", "--shared", str(tmp_path)])
    main()
    assert [row["row"] for row in json.loads(capsys.readouterr().out)] == [
        "speed, letters", "speed, statutes",
    ]  # fmt: skip


def test_a_folder_without_gold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["parsing", "--shared", str(tmp_path)])
    with pytest.raises(SystemExit, match="no gold folder"):
        main()
