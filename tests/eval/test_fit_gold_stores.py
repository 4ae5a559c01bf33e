"""The files of fitted weights."""

from __future__ import annotations

import json
from pathlib import Path

from eval.fit.gold_stores import write_scale
from rag.retrieval.search_budget import Scale


def test_weights_for_one_scale_leave_the_others(tmp_path: Path) -> None:
    path = tmp_path / "weights.json"
    write_scale(path, Scale.FEW, {"a": 1.0})
    write_scale(path, Scale.MANY, {"a": 2.0})
    write_scale(path, Scale.FEW, {"a": 3.0})
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "kind": "linear",
        "few": {"a": 3.0},
        "many": {"a": 2.0},
    }
