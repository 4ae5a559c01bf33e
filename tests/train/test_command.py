from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from index.encoders.builtin import BuiltinEncoder
from index.train import __main__ as command
from index.train.recipe import Recipe

TINY = Recipe(
    steps=80,
    members=2,
    dim=32,
    batch=32,
    random_negatives=8,
    mine_from=20,
    mine_every=10,
    mine_depth=8,
    chinese_pieces=300,
    latin_pieces=60,
    rate=0.05,
    threads=1,
)


@pytest.fixture(scope="module")
def made(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("model")
    command.make_model(data, out, TINY, clean=True, part=0)
    return out


def test_a_small_run_learns_which_law_a_question_is_about(made: Path, data: Path) -> None:
    encoder = BuiltinEncoder(made)
    laws = ["云澜市犬只管理条例", "云澜市供水管理条例", "云澜市图书管理条例"]
    questions = ["遛狗要带狗绳吗", "水表坏了怎么办", "逾期还书怎么办"]
    near = encoder.encode_questions(questions) @ encoder.encode_documents(laws).T
    assert near.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_card_names_sources_settings_figures_and_weaknesses(made: Path) -> None:
    card = (made / "README.md").read_text(encoding="utf-8")
    assert "made-up twlaw_zh_en_articles" in card
    assert "csts_para" not in card
    assert "| steps | 80 |" in card
    assert "float16 (as written)" in card
    assert "What it is bad at" in card


def test_equal_seeds_make_equal_models(made: Path, data: Path, tmp_path: Path) -> None:
    command.make_model(data, tmp_path, TINY, clean=True, part=0)
    for file in ("model.safetensors", "tokenizer.json"):
        assert (tmp_path / file).read_bytes() == (made / file).read_bytes()


def test_another_seed_makes_another_model(made: Path, data: Path, tmp_path: Path) -> None:
    recipe = replace(TINY, seed=9, members=1)
    command.make_model(data, tmp_path, recipe, clean=True, part=0)
    ours, other = BuiltinEncoder(made), BuiltinEncoder(tmp_path)
    assert ours.name != other.name


def test_the_files_say_how_both_libraries_load_them(made: Path) -> None:
    assert json.loads((made / "config.json").read_text())["normalize"] is True
    kinds = [m["type"].split(".")[-1] for m in json.loads((made / "modules.json").read_text())]
    assert kinds == ["StaticEmbedding", "Normalize"]


def test_leading_dimensions_carry_the_most(made: Path) -> None:
    encoder = BuiltinEncoder(made)
    vectors = encoder.encode_documents([f"云澜市{w}" for w in "水狗车书表证位绳费还"])
    energy = np.square(vectors).sum(axis=0)
    assert energy[:16].sum() > energy[16:].sum()


def test_the_command_line_says_what_it_needs() -> None:
    import typer

    application = typer.Typer()
    application.command()(command.main)
    result = CliRunner().invoke(application, [])
    assert result.exit_code == 2
    assert "--data" in result.output
