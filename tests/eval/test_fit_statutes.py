from __future__ import annotations

import numpy as np
import pytest

from eval.fit.statutes import cross_validate
from eval.fit.statutes_folds import text_keys, without
from eval.fit.statutes_lists import Lists, figures, joined
from eval.fit.statutes_model import Shape, fit_net
from index.train.dataset import Dataset, Questions, Table
from index.train.ragged import Ragged
from rag.statutes.collection import Article, Words, words_of
from rag.statutes.features import FEATURE_GROUPS, ROUTE_FEATURES

NAMES = ("useful", "noise")
WORDS = sum(len(FEATURE_GROUPS[g]) for g in ("coverage", "soft match", "sentences"))
TRAITS = sum(len(FEATURE_GROUPS[g]) for g in ("question", "traits"))


def _lists(count: int = 40, candidates: int = 12) -> tuple[np.ndarray, np.ndarray]:
    chooser = np.random.default_rng(1)
    rows = chooser.standard_normal((count, candidates, 2)).astype(np.float32)
    answers = (rows[:, :, 0] >= rows[:, :, 0].max(axis=1, keepdims=True)).astype(np.float32)
    return rows, answers


@pytest.mark.parametrize("units", [0, 4])
def test_a_net_learns_what_tells_answers_apart(units: int) -> None:
    rows, answers = _lists()
    shape = Shape(units=units, seeds=2, epochs=30, rate=0.02, dropout=0.0, others=8, batch=10)
    net = fit_net(rows, answers, NAMES, shape)
    best = np.stack([net.score(each) for each in rows]).argmax(axis=1)
    assert (best == answers.argmax(axis=1)).mean() > 0.9
    assert net.inner.shape == (2, 2 * units)


def test_questions_without_an_answer_among_the_candidates_are_left_out() -> None:
    rows, answers = _lists()
    answers[0] = 0
    net = fit_net(rows, answers, NAMES, Shape(units=0, seeds=1, epochs=2))
    assert np.isfinite(net.outer).all()


def test_figures_are_of_the_order_by_score() -> None:
    rows = np.array([[7, 3, 5]])
    blank = np.zeros((1, 3, 1), np.float32)
    none = np.zeros((1, 3), np.float32)
    lists = Lists((((5,),),), np.array([1]), rows, blank, blank, blank, none)
    scores = np.array([[0.1, 0.9, 0.8]], np.float32)
    assert figures(lists, scores)["MRR@10"] == 0.5
    assert len(joined([lists, lists]).relevant) == 2


def _synthetic() -> tuple[Lists, Words]:
    """Ten questions over twelve articles; the candidate of the best cosine answers."""
    chooser = np.random.default_rng(2)
    articles = [Article(f"云澜市条例{i // 4}", "", f"第{i}项应当公示。") for i in range(12)]
    rows = np.stack([chooser.permutation(12)[:8] for _ in range(10)])
    shapes = [(10, 8, len(ROUTE_FEATURES)), (10, 8, WORDS), (10, 8, TRAITS)]
    routes, words, traits = (chooser.standard_normal(s).astype(np.float32) for s in shapes)
    cosines = routes[:, :, ROUTE_FEATURES.index("z_cos")]
    answers = (cosines >= cosines.max(axis=1, keepdims=True)).astype(np.float32)
    relevant = tuple(((int(row[a.argmax()]),),) for row, a in zip(rows, answers, strict=True))
    fold = np.repeat([1, 2], 5)
    return Lists(relevant, fold, rows, routes, words, traits, answers), words_of(articles)


def test_cross_validation_measures_every_scorer_and_what_it_lacks() -> None:
    lists, words = _synthetic()
    short = Shape(units=2, seeds=1, epochs=2, others=8)
    whole = cross_validate(lists, words, net=short)
    assert set(whole) == {"first", "mixed", "reranked"}
    blind = cross_validate(lists, words, left_out=["z_cos"], net=short)
    assert whole["first"]["MRR@10"] > blind["first"]["MRR@10"]


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
    for name, value in {"tables": {"t": table}, "questions": questions}.items():
        object.__setattr__(dataset, name, value)
    for name in set(Dataset.__slots__) - {"tables", "questions"}:
        object.__setattr__(dataset, name, None)
    blind = without(dataset, text_keys(["问一", "问三"]))
    assert blind.questions.columns.tolist() == [6]
    assert blind.questions.shares.sum() == pytest.approx(1.0)
    assert len(blind.tables["t"]) == 0
