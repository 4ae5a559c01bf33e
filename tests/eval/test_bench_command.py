"""Timing the command line from return to answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.command import ask_seconds, main
from index import Store
from index.encoders.encoder import load_encoder
from index.ingest.add import add_paths


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("command")
    rules = folder / "rules.txt"
    rules.write_text("云澜市停车办法\n\n第一条　小型汽车停车每小时5元。\n", encoding="utf-8")
    with Store.create(folder / "store", load_encoder()) as made:
        add_paths(made, [rules])
    return folder / "store"


def test_each_run_is_timed_but_the_first(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    question = "小型汽车停车每小时多少元？"
    main(["--store", str(store), "--question", question, "--times", "2", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert 0 < found["ask_min_s"] <= found["ask_p50_s"]


def test_a_command_that_fails_is_not_timed(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 1"):
        ask_seconds(tmp_path / "none", "问", 1)
