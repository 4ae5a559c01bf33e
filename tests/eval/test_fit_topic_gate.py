"""How the gate is fitted: which questions are read, and where the thresholds are put."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from corpus.samples import sample_folder
from eval.fit import topic_gate
from eval.fit.logistic import cross_validated
from eval.fit.topic_gate import Asked, fit, leading_place, read_questions, thresholds
from rag import Assistant
from rag.answer.topic_gate import TOPIC_FEATURES


def _asked(value: float, on_topic: bool, group: str = "a") -> Asked:
    row = tuple(value if sign > 0 else -value for sign in TOPIC_FEATURES.values())
    return Asked(str(value), group, ("file", "store"), on_topic, row)


def test_small_talk_and_follow_ups_are_not_fitted_on(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text(
        '明天会下雨吗\n你好\n{"id": "002-01", "question": "补贴多少"}\n'
        '{"id": "c-1", "question": "那呢", "history": [["a", "b"]]}\n',
        encoding="utf-8",
    )
    assert [text for _, text in read_questions(path)] == ["明天会下雨吗", "补贴多少"]
    assert [group for group, _ in read_questions(path)][1] == "002"


def test_no_weight_is_on_the_wrong_side() -> None:
    rising = [_asked(0.9, False), _asked(0.8, False), _asked(0.1, True), _asked(0.3, True)]
    weights, _ = fit(rising, 0.01)
    for weight, sign in zip(weights, TOPIC_FEATURES.values(), strict=True):
        assert weight * sign >= 0


def test_questions_are_judged_by_a_model_that_has_not_seen_their_group() -> None:
    questions = [
        _asked(value + shift, value > 0.5, group)
        for group, shift in (("a", 0.0), ("b", 0.05))
        for value in (0.1, 0.2, 0.8, 0.9)
    ]
    found = cross_validated(questions, partial(fit, penalty=0.001))
    assert all(p > 0.5 for p, q in zip(found, questions, strict=True) if q.on_topic)
    assert all(p < 0.5 for p, q in zip(found, questions, strict=True) if not q.on_topic)


def test_the_thresholds_keep_the_shares_asked_for() -> None:
    questions = [*(_asked(0.5, True) for _ in range(4)), _asked(0.5, False)]
    low, high = thresholds(np.asarray([0.2, 0.4, 0.6, 0.8, 0.9]), questions, (1.0, 0.75))
    assert low == 0.2
    assert 0.2 < high <= 0.4


def test_a_file_of_questions_is_seen_as_the_gate_sees_it(tmp_path: Path) -> None:
    demo = Assistant.open(tmp_path / "store", create=True)
    demo.add([sample_folder() / "rent-subsidy-rules.txt"])
    file = tmp_path / "off.txt"
    file.write_text("红烧肉怎么做？\n公租房的租金补贴怎么申请？\n", encoding="utf-8")
    found = list(topic_gate.asked(demo, file, "demo", on_topic=False))
    place = leading_place(demo)
    assert place
    assert [q.text for q in found] == ["红烧肉怎么做？", f"{place}公租房的租金补贴怎么申请？"]
    assert all(len(q.features) == len(TOPIC_FEATURES) for q in found)


def test_the_command_asks_for_questions_of_both_sides(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["topic_gate", "--on", "a.jsonl", "store"])
    with pytest.raises(SystemExit) as ended:
        topic_gate.main()
    assert ended.value.code == 2
    assert "--off" in capsys.readouterr().err
