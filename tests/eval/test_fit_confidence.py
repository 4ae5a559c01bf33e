"""Where the threshold of the confidence is put."""

from __future__ import annotations

import numpy as np

from eval.fit.confidence import Judged, Kind, choose_threshold


def _judged(gold: str, answerable: bool = True) -> Judged:
    return Judged("g", gold, Kind.GOLD, (), answerable)


def test_the_threshold_lies_low_between_the_last_answered_and_the_next() -> None:
    confidence = np.asarray([0.1, 0.4, 0.6, 0.8, 0.5])
    questions = [*(_judged("a") for _ in range(4)), _judged("a", answerable=False)]
    assert 0.1 < choose_threshold(confidence, questions, 0.75, ["a"]) < 0.25
    assert choose_threshold(confidence, questions, 1.0, ["a"]) < 0.1


def test_only_the_gold_files_named_decide() -> None:
    confidence = np.asarray([0.1, 0.2, 0.6, 0.8])
    questions = [_judged("b"), _judged("b"), _judged("a"), _judged("a")]
    assert choose_threshold(confidence, questions, 1.0, ["a"]) > 0.5
    assert choose_threshold(confidence, questions, 1.0, []) < 0.1
