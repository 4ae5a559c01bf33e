"""The fits print their cross-validated figures as JSON, for expected.yaml."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.samples import sample_folder
from eval.fit import confidence, ranker, sentences, shortlist
from eval.fit.examples import examples_of
from eval.fit.gold_stores import GoldStore
from eval.fit.reader.gold import NEVER, gold_material
from eval.questions import load_gold
from index import Store
from index.encoders.encoder import load_encoder
from index.ingest.add import add_paths
from rag import Assistant
from rag.retrieval.first_stage import MEANING, WORDS

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
    few = [gold[0], *map(str, _some(gold)), *gold[3:]]
    found = _printed(sentences.main, [*few, "--penalty", ".1"], monkeypatch, capsys)
    assert set(found["0.1"]) == {"first", "facts", "quoted", "length"}
    assert 0 < found["0.1"]["facts"] <= 1


def test_the_confidence_prints_the_figures_of_each_gold_file(
    gold: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _printed(confidence.main, [*gold, "--penalty", ".01"], monkeypatch, capsys)
    assert list(found["0.01"]) == ["first", "second"]


def _some(gold: list[str], count: int = 6) -> tuple[Path, Path]:
    """Return a gold file of a few questions, and the Store they are asked of."""
    whole, store = Path(gold[1]), Path(gold[2])
    file = whole.with_name("some.jsonl")
    lines = whole.read_text(encoding="utf-8").splitlines(keepends=True)
    answerable = [line for line in lines if json.loads(line)["answerable"]]
    file.write_text("".join(answerable[:count]), encoding="utf-8")
    return file, store


def test_a_ranker_is_judged_on_groups_that_it_has_not_seen(gold: list[str]) -> None:
    found = examples_of(GoldStore(*_some(gold)))
    grouped = [replace(e, group=str(n % 2)) for n, e in enumerate(found)]
    fitted = ranker.fit(grouped, 1.0)
    assert np.isfinite(fitted.score(grouped[0].rows)).all()
    figures = ranker.cross_validate(grouped, 1.0)
    assert {"MRR@10", "evidence@1500"} <= figures.keys()
    assert 0 < figures["MRR@10"] <= 1


def test_the_sentences_of_a_question_are_worth_the_facts_they_hold(gold: list[str]) -> None:
    file, store = _some(gold, 4)
    assistant = Assistant.open(store)
    examples = [
        sentences.sentence_example(assistant, question, str(n % 2))
        for n, question in enumerate(load_gold(file))
    ]
    for example in examples:
        assert len(example.sentences) == len(example.rows) == len(example.worth)
    assert sum(example.worth.max() > 0 for example in examples) >= 2
    figures = sentences.cross_validate(examples, 0.1)
    assert 0 <= figures.facts <= 1
    assert 0 < figures.quoted <= 1
    assert figures.length > 0


def test_the_first_stage_is_fitted_for_words_and_for_meaning(
    gold: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, store = _some(gold)
    out = file.with_name("first_stage.json")
    arguments = ["shortlist", "--gold", str(file), str(store), "--out", str(out)]
    monkeypatch.setattr("sys.argv", arguments)
    shortlist.main()
    models = json.loads(out.read_text(encoding="utf-8"))["few"]
    assert set(models["words"]) <= set(WORDS)
    assert set(models["meaning"]) <= {*WORDS, *MEANING}
    assert models["words"]


def test_gold_questions_come_with_the_sentences_an_answer_is_chosen_from(gold: list[str]) -> None:
    found = gold_material([GoldStore(*_some(gold))], None, frozenset())
    assert found
    assert all(len(one.texts) == len(one.worth) == len(one.today) for one in found)
    first = [one.worth[int(np.argmax(one.today))] > 0 for one in found]
    assert any(first)
    assert min(min(one.today) for one in found) == NEVER
