"""Members trained in processes of their own, and on a device asked for."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import typer
from typer.testing import CliRunner

from index.train import __main__ as command
from index.train import members
from index.train.card import write_card
from index.train.dataset import Dataset, prepare
from index.train.device import TrainError, check_device
from index.train.members import train_vectors
from index.train.recipe import Recipe
from index.train.sources import CLEAN_LICENCES

RECIPE = Recipe(
    steps=20,
    members=3,
    dim=16,
    batch=32,
    random_negatives=8,
    mine_from=5,
    mine_every=5,
    mine_depth=8,
    chinese_pieces=300,
    latin_pieces=60,
)


class Deadly:
    """Stands for a tokenizer; ends the process that cuts a word with it."""

    def get_vocab(self) -> dict[str, int]:
        os._exit(3)


class DeadlyToRead:
    """Ends the process that receives it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


@pytest.fixture(scope="module")
def dataset(data: Path) -> Dataset:
    return prepare(data, RECIPE, licences=CLEAN_LICENCES, part=0, report=lambda line: None)


def test_the_vectors_do_not_depend_on_the_number_of_processes(dataset: Dataset) -> None:
    lines: dict[int, list[str]] = {1: [], 2: []}
    alone, spread = (
        train_vectors(dataset, RECIPE, lines[workers].append, workers=workers) for workers in (1, 2)
    )
    assert alone.dtype == np.float32
    assert alone.tobytes() == spread.tobytes()
    assert lines[1] == lines[2]
    assert [line.split(":")[0] for line in lines[2]] == [f"member with seed {i}" for i in range(3)]


@pytest.mark.parametrize("deadly", [Deadly(), DeadlyToRead()])
def test_a_process_that_dies_ends_the_run_with_one_line(dataset: Dataset, deadly: Any) -> None:
    with pytest.raises(TrainError, match=r"seed 0 died.*fewer --workers") as error:
        train_vectors(
            replace(dataset, tokenizer=deadly), RECIPE, report=lambda line: None, workers=2
        )
    assert "\n" not in str(error.value)


def test_a_full_device_ends_the_run_with_one_line(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object, **named: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory.\nTried to allocate")

    monkeypatch.setattr(members, "train_member", full)
    with pytest.raises(TrainError, match=r"memory of device cpu is full.*fewer --workers") as error:
        train_vectors(dataset, RECIPE, report=lambda line: None)
    assert "\n" not in str(error.value)


def test_the_cpu_is_always_there() -> None:
    check_device("cpu")
    check_device("cpu:0")


@pytest.mark.parametrize("name", ["cuda:99", "cpu:1", "meta", "gpu", ""])
def test_a_device_that_is_not_there_is_named_with_those_that_are(name: str) -> None:
    with pytest.raises(TrainError, match=r"torch \S+ has cpu:0.* Ask for one of these") as error:
        check_device(name)
    assert f"device {name!r}" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_command_refuses_a_device_before_it_reads_the_data(tmp_path: Path) -> None:
    application = typer.Typer()
    application.command()(command.main)
    folder = str(tmp_path / "absent")
    asked = ["--data", folder, "--out", folder, "--device", "cuda:99"]
    result = CliRunner().invoke(application, asked)
    assert result.exit_code == 1
    assert result.output.startswith("There is no device 'cuda:99'")
    assert result.output.count("\n") == 1


def test_the_card_names_a_device_other_than_the_cpu(dataset: Dataset, tmp_path: Path) -> None:
    cards = []
    for device in ("cpu", "cuda:1"):
        path = tmp_path / "README.md"
        write_card(path, dataset, RECIPE, [], minutes=1, part=0, clean=True, device=device)
        cards.append(path.read_text(encoding="utf-8"))
    assert "torch device" not in cards[0]
    assert "torch device `cuda:1`" in cards[1]
