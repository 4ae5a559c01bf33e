"""The command line of the measuring: wrong usage and refusals are one clear line."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.__main__ import main


@pytest.mark.parametrize("arguments", [[], ["g.jsonl"], ["g.jsonl", "--expected", "e.yaml"]])
def test_wrong_usage_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "give either" in capsys.readouterr().err or arguments == ["g.jsonl"]


def test_a_missing_gold_file_ends_with_one_line_and_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.jsonl"), "--store", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1
    assert "no such gold file" in shown.err


def test_a_missing_file_of_expected_figures_ends_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--expected", str(tmp_path / "none.yaml")]) == 1
    assert "no such file" in capsys.readouterr().err
