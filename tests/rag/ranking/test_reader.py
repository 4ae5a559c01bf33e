"""The built-in reader: named by the setting, and refused in one line where it cannot be had."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag import Assistant
from rag.errors import ModelUnavailable
from rag.ranking.reader import BUILTIN, MODEL_FILE, TOKENIZER_FILE, Reader, reader_folder
from rag.settings import Settings, load_settings


class FakeSession:
    """Gives each row its length as its score, and notes the batches."""

    def __init__(self) -> None:
        self.batches: list[tuple[int, int]] = []

    def run(self, _: None, given: dict[str, Any]) -> list[Any]:
        ids = given["ids"]
        self.batches.append(ids.shape)
        return [(ids > 0).sum(axis=1).astype(np.float32)]


class FakeRows:
    """Cuts a text into a row as long as it is."""

    def of(self, question: str, texts: Sequence[tuple[str, str]]) -> list[list[int]]:
        return [[1] * len(text) for text, _ in texts]


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> tuple[Reader, FakeSession]:
    session = FakeSession()
    monkeypatch.setattr("rag.ranking.reader._session", lambda _: session)
    monkeypatch.setattr("rag.ranking.reader._rows", lambda _: FakeRows())
    return Reader(Path("anywhere")), session


def test_a_score_belongs_to_its_text_whatever_the_order_of_reading(
    reader: tuple[Reader, FakeSession],
) -> None:
    texts = [("文" * n, "") for n in (9, 1, 20, 3, 5, 7, 2, 4, 30, 6)]
    scores = reader[0].scores("问", texts)
    assert scores.tolist() == [len(text) for text, _ in texts]
    assert reader[1].batches == [(8, 9), (2, 30)]


def test_a_text_is_read_once_for_a_question(reader: tuple[Reader, FakeSession]) -> None:
    first = reader[0].scores("问", [("文", ""), ("文", ""), ("文文", "")])
    again = reader[0].scores("问", [("文文", ""), ("文", "")])
    assert (first.tolist(), again.tolist()) == ([1, 1, 2], [2, 1])
    assert reader[1].batches == [(2, 2)]
    reader[0].scores("另问", [("文", "")])
    assert len(reader[1].batches) == 2


def test_the_setting_names_the_built_in_reader_or_a_folder_of_one(tmp_path: Path) -> None:
    assert reader_folder(None) is None
    assert reader_folder(str(tmp_path)) is None
    assert reader_folder(BUILTIN) is not None
    (tmp_path / MODEL_FILE).write_bytes(b"")
    assert reader_folder(str(tmp_path)) == tmp_path


def test_off_switches_off_what_a_file_switched_on() -> None:
    assert load_settings(reranker="off").reranker is None
    assert load_settings(reranker="builtin").reranker == "builtin"


def test_without_onnx_runtime_the_command_that_installs_it_is_named(
    demo_store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MODEL_FILE).write_bytes(b"")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    asked = Assistant.open(settings=Settings(store=demo_store, reranker=str(tmp_path)))
    with pytest.raises(ModelUnavailable, match=r'pip install "policyqa\[reader\]"'):
        asked.ask("申请公租房要什么条件？")


def test_a_reader_that_is_not_there_or_damaged_is_refused_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    with pytest.raises(ModelUnavailable, match="has no model at") as refused:
        Reader(tmp_path)
    assert "\n" not in str(refused.value)
    (tmp_path / MODEL_FILE).write_bytes(b"no graph")
    (tmp_path / TOKENIZER_FILE).write_text("{}", encoding="utf-8")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        Reader(tmp_path)
