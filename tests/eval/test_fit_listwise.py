"""Linear models fitted to put what is worth most first."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from eval.fit.confidence import Judged, Kind, fit
from eval.fit.examples import worth
from eval.fit.gold_stores import add_options, gold_stores
from eval.fit.listwise import fit_listwise
from eval.fit.logistic import cross_validated
from eval.questions import GoldQuestion, group_of
from rag.answer.confidence import CONFIDENCE_FEATURES
from rag.retrieval.search_budget import Scale

NAMES = ("good", "noise", "constant")


def _lists(count: int) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Return lists of four items whose first feature tells the one of worth."""
    chance = np.random.default_rng(7)
    lists, worths = [], []
    for n in range(count):
        rows = chance.normal(size=(4, 3)).astype(np.float32)
        rows[:, 2] = 5
        rows[n % 4, 0] += 3
        lists.append(rows)
        worths.append(np.eye(4, dtype=np.float32)[n % 4])
    return lists, worths


def test_the_feature_that_tells_gets_the_weight_and_a_constant_none() -> None:
    weights = fit_listwise(*_lists(40), NAMES, 0.01)
    assert weights["good"] > 5 * abs(weights.get("noise", 0.0))
    assert "constant" not in weights


def test_a_larger_penalty_gives_smaller_weights() -> None:
    loose, tight = (fit_listwise(*_lists(40), NAMES, p)["good"] for p in (0.001, 1.0))
    assert 0 < tight < loose


def test_lists_of_no_worth_are_left_out() -> None:
    lists, worths = _lists(40)
    empty = np.zeros(4, np.float32)
    more = fit_listwise([*lists, lists[0]], [*worths, empty], NAMES, 0.1)
    assert more == pytest.approx(fit_listwise(lists, worths, NAMES, 0.1))


@pytest.mark.parametrize(
    ("text", "evidence", "value"),
    [
        ("甲停车收费五元乙", ["停车收费五元"], 1.0),
        ("停车收费五元每小时", ["停车收费五元每小时夜间减半乙丙丁戊"], 9 / 17),
        ("停车", ["停车收费五元"], 0.0),
        ("充电", ["停车收费五元"], 0.0),
        ("停车收费五元", ["停车收费五元", "充电"], 0.5),
    ],
    ids=["whole", "part", "too-short-a-part", "other", "one-of-two"],
)
def test_a_passage_is_worth_the_evidence_it_holds(
    text: str, evidence: list[str], value: float
) -> None:
    assert worth(text, evidence) == pytest.approx(value)


def _judged(count: int, groups: int = 2) -> list[Judged]:
    """Return questions whose features all say whether they can be answered."""
    chance = np.random.default_rng(3)
    signs = np.asarray(list(CONFIDENCE_FEATURES.values()), np.float64)
    found = []
    for n in range(count):
        yes = n % 3 > 0
        features = signs * (1.0 if yes else -1.0) + chance.normal(size=len(signs))
        found.append(Judged(f"g{n % groups}", "a", Kind.GOLD, tuple(features), yes))
    return found


def test_no_weight_of_the_confidence_is_on_the_other_side_than_its_feature() -> None:
    weights, bias = fit(_judged(60), 0.01)
    signs = np.asarray(list(CONFIDENCE_FEATURES.values()), np.float64)
    assert (weights * signs >= 0).all()
    assert weights.any()
    assert np.isfinite(bias)


def test_a_confidence_of_a_model_that_has_not_seen_the_group_tells_the_answerable() -> None:
    questions = _judged(60)
    found = cross_validated(questions, partial(fit, penalty=0.01))
    assert ((found > 0) & (found < 1)).all()
    yes = [c for c, q in zip(found, questions, strict=True) if q.answerable]
    no = [c for c, q in zip(found, questions, strict=True) if not q.answerable]
    assert np.mean(yes) > np.mean(no) + 0.3


def test_questions_about_one_source_are_held_out_together_whatever_their_file() -> None:
    def group(question_id: str) -> str:
        return group_of("dev", GoldQuestion(question_id, "", "", True, "", (), ()))

    assert group("002-017") == group("002-1") == "002"
    assert group("demo-1") == group("x") == "dev"


def test_gold_files_are_named_with_their_stores_and_blind_ones_with_a_model() -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    options = parser.parse_args(["--gold", "a", "b", "--blind", "c", "d", "e", "--gold", "f", "g"])
    found = [(s.gold, s.store, s.model) for s in gold_stores(options)]
    assert found == [
        (Path("a"), Path("b"), None),
        (Path("f"), Path("g"), None),
        (Path("c"), Path("d"), Path("e")),
    ]
    assert options.scale is Scale.FEW
    assert gold_stores(parser.parse_args([])) == []
