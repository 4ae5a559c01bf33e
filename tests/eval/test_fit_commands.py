"""The fits print their cross-validated figures as JSON, for expected.yaml."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.samples import sample_folder
from eval.fit import confidence, ranker, sentences
from index import Store
from index.encoders.encoder import load_encoder
from index.ingest.add import add_paths

GOLD = Path(__file__).parents[2] / "eval" / "gold" / "demo.jsonl"


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the arguments that name two gold files over one Store of the demo documents."""
    folder = tmp_path_factory.mktemp("fits")
    with Store.create(folder / "store", load_encoder()) as store:
        add_paths(store, [sample_folder()])
    lines = GOLD.read_text(encoding="utf-8").splitlines(keepends=True)
    arguments: list[str] = []
    for name, chosen in (("first", lines[::9]), ("second", lines[3::9])):
        path = folder / f"{name}.jsonl"
        path.write_text("".join(chosen), encoding="utf-8")
        arguments += ["--gold", str(path), str(folder / "store")]
    return arguments


def _printed(
    main: Callable[[], None],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> dict[str, dict[str, float]]:
    monkeypatch.setattr("sys.argv", ["fit", *arguments, "--json"])
    main()
    found: dict[str, dict[str, float]] = json.loads(capsys.readouterr().out)
    return found


def test_the_ranker_prints_its_figures_by_penalty(
    gold: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Fitting takes most of a minute; test_fit_ablation does it.
    monkeypatch.setattr(ranker, "cross_validate", lambda examples, penalty: {"MRR@10": penalty})
    found = _printed(ranker.main, [*gold, "--penalty", "0.1", "0.3"], monkeypatch, capsys)
    assert found.pop("questions")
    assert found == {"0.1": {"MRR@10": 0.1}, "0.3": {"MRR@10": 0.3}}


def test_the_choice_of_sentences_prints_the_key_facts_found(
    gold: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _printed(sentences.main, [*gold, "--penalty", ".1"], monkeypatch, capsys)
    assert set(found["0.1"]) == {"facts", "quoted", "length"}
    assert 0 < found["0.1"]["facts"] <= 1


def test_the_confidence_prints_the_figures_of_each_gold_file(
    gold: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _printed(confidence.main, [*gold, "--penalty", ".01"], monkeypatch, capsys)
    assert list(found["0.01"]) == ["first", "second"]
