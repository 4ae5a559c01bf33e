"""Embedding models that have not seen the questions a fit learns from."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from eval.statutes.blind_models import HALVES, blind_models, text_keys, without
from index.train.dataset import Dataset, Questions, Table
from index.train.ragged import Ragged


def _ragged(rows: int) -> Ragged:
    return Ragged(np.arange(rows, dtype=np.int32), np.arange(rows + 1, dtype=np.int64))


def test_hidden_questions_leave_the_training_data() -> None:
    texts = ["问一", "问二", "问三"]
    keys = text_keys(texts)
    questions = Questions(
        _ragged(3), keys, np.array([0, 1, 2]), np.array([5, 6, 7]), np.full(3, 1 / 3)
    )
    table = Table(_ragged(2), _ragged(2), keys[:2], text_keys(["答", "问三"]))
    dataset = Dataset.__new__(Dataset)
    for name in {field.name for field in fields(Dataset)}:
        object.__setattr__(
            dataset, name, {"tables": {"t": table}, "questions": questions}.get(name)
        )
    blind = without(dataset, text_keys(["问一", "问三"]))
    assert blind.questions.columns.tolist() == [6]
    assert blind.questions.shares.sum() == pytest.approx(1.0)
    assert len(blind.tables["t"]) == 0


def test_models_that_are_there_are_not_trained_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for first, second in HALVES:
        (tmp_path / f"without-{first}-{second}").mkdir()
        (tmp_path / f"without-{first}-{second}" / "config.json").touch()
    monkeypatch.setattr("eval.statutes.blind_models.BuiltinEncoder", lambda folder: folder.name)
    found = blind_models(tmp_path, tmp_path, [], members=1, steps=1, report=pytest.fail)
    assert found == {(1, 2): "without-1-2", (3, 4): "without-3-4"}
