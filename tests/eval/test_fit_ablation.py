"""What is left out of a fit says nothing in it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.fit import ablation
from eval.fit.ablation import GROUPS, without_group
from eval.fit.examples import Example, examples_of
from eval.fit.gold_stores import GoldStore
from index import Store
from index.encoders.encoder import load_encoder
from index.ingest.add import add_paths
from rag.ranking.linear_ranker import ALL_FEATURES
from rag.retrieval.routes import ROUTES

ALL_GOLD = Path(__file__).parents[2] / "eval" / "gold" / "demo.jsonl"


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of every eighth demo question, and of all that name an address."""
    lines = ALL_GOLD.read_text(encoding="utf-8").splitlines(keepends=True)
    chosen = [line for at, line in enumerate(lines) if at % 8 == 0 or '"address"' in line]
    file = tmp_path_factory.mktemp("gold") / "some.jsonl"
    file.write_text("".join(chosen), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ablation") / "store"
    samples = Path(__file__).parents[2] / "corpus" / "samples"
    with Store.create(folder, load_encoder()) as opened:
        add_paths(opened, [samples])
    return folder


@pytest.fixture(scope="module")
def examples(gold: Path, store: Path) -> list[Example]:
    return examples_of(GoldStore(gold, store))


def test_every_figure_is_in_one_group() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(ALL_FEATURES)


def test_the_figures_of_a_group_are_nothing_and_the_others_stay(examples: list[Example]) -> None:
    for names in GROUPS.values():
        left = without_group(examples, names)[0]
        rows = np.concatenate((left.rows, left.more), axis=1)
        whole = np.concatenate((examples[0].rows, examples[0].more), axis=1)
        for column, name in enumerate(ALL_FEATURES):
            wanted = np.zeros(len(rows)) if name in names else whole[:, column]
            assert np.array_equal(rows[:, column], wanted), name


@pytest.mark.parametrize("route", ROUTES)
def test_a_question_is_answered_without_any_one_route(
    gold: Path, store: Path, examples: list[Example], route: str
) -> None:
    found = examples_of(GoldStore(gold, store), without=route)
    assert len(found) == len(examples)
    changed = sum(a.texts != b.texts for a, b in zip(examples, found, strict=True))
    assert changed > 0


def test_the_command_prints_a_line_for_each_part(
    gold: Path, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ablation", "--gold", str(gold), str(store)])
    monkeypatch.setattr(
        ablation, "cross_validate", lambda *_: dict.fromkeys(ablation._COLUMNS, 0.5)
    )
    ablation.main()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(GROUPS) + len(ROUTES)
    assert all(line.count("0.500") == len(ablation._COLUMNS) for line in lines[1:])
