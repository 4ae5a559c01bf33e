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
from index.train.figures import measure
from index.train.members import join_members, text_vectors, train_member, train_vectors
from index.train.ragged import Ragged
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


@pytest.mark.slow
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


def test_a_text_without_tokens_has_no_direction_and_the_others_length_one() -> None:
    texts = Ragged(np.asarray([1, 2, 2], np.int32), np.asarray([0, 0, 2, 3]))
    found = text_vectors(np.asarray([[9, 9], [3, 0], [0, 4]], np.float32), texts)
    assert np.allclose(found, [[0, 0], [0.6, 0.8], [0, 1]])


def test_joined_members_weigh_the_same_whatever_their_scale(dataset: Dataset) -> None:
    one, other = (
        train_member(dataset, replace(RECIPE, steps=2), seed, lambda line: None) for seed in (1, 2)
    )
    joined = join_members([one, other], dataset, 4)
    assert joined.shape == (len(one), 4)
    scaled = join_members([one * 100, other], dataset, 4)
    assert np.allclose(np.abs(scaled), np.abs(joined), rtol=1e-2, atol=1e-3)


def test_each_way_to_store_the_vectors_is_measured(dataset: Dataset) -> None:
    vectors = train_member(dataset, replace(RECIPE, steps=2), 1, lambda line: None)
    rows = measure(dataset, vectors)
    assert [row.what for row in rows] == [
        "16 dimensions, float32",
        "16 dimensions, float16 (as written)",
    ]
    assert all(0 <= row.bilingual <= 1 for row in rows)
    assert all(0 <= value <= 1 for row in rows for value in row.stard.values())
