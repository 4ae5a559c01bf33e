"""What every encoder does with what its model gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from index.encoders.vectors import batches, checked, first_line, prompt_mark, unit
from index.errors import EncoderUnavailable


def test_rows_are_scaled_to_length_one_and_keep_their_direction() -> None:
    found = unit(np.asarray([[3.0, 4.0], [0.0, -2.0]], np.float32))
    assert found.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, -1.0]]
    assert found.dtype == np.float32


def test_a_row_of_zeros_points_along_the_last_axis() -> None:
    assert unit(np.zeros((1, 3), np.float32)).tolist() == [[0.0, 0.0, 1.0]]
    assert unit(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_sound_vectors_come_back_at_length_one() -> None:
    assert np.allclose(np.linalg.norm(checked("m", [[1, 2], [3, 4]], 2, 2), axis=1), 1)
    assert checked("m", [[1.0, 2.0, 2.0]], 1, None).shape == (1, 3)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([[1.0, 2.0], [1.0]], "different lengths"),
        ([["a", "b"]], "not numbers"),
        ([1.0, 2.0], "shape"),
        ([[1.0, 2.0]], "shape"),
        ([[1.0], [2.0]], "shape"),
        ([[1.0, float("nan")], [1.0, 2.0]], "not finite"),
        ([[1.0, float("inf")], [1.0, 2.0]], "not finite"),
    ],
    ids=["ragged", "words", "flat", "too-few", "other-width", "nan", "infinity"],
)
def test_vectors_that_make_no_sense_are_refused_with_the_models_name(
    found: Any, words: str
) -> None:
    with pytest.raises(EncoderUnavailable, match=words) as caught:
        checked("some/model", found, 2, 2)
    assert str(caught.value).startswith("some/model: ")


def test_vectors_without_numbers_are_refused() -> None:
    with pytest.raises(EncoderUnavailable, match="empty"):
        checked("m", [[], []], 2, None)


def test_texts_come_in_batches_and_none_is_lost() -> None:
    texts = [str(n) for n in range(7)]
    assert list(batches(texts, 3)) == [texts[:3], texts[3:6], texts[6:]]
    assert list(batches([], 3)) == []


def test_a_models_own_prompts_leave_its_name_alone() -> None:
    assert prompt_mark((None, None)) == ""
    marks = {prompt_mark(p) for p in (("q: ", None), (None, "q: "), ("", None), ("q: ", "q: "))}
    assert len(marks) == 4
    assert all(mark.startswith("+") and len(mark) == 7 for mark in marks)
    assert prompt_mark(("q: ", None)) == prompt_mark(("q: ", None))


def test_an_error_is_told_in_one_short_line() -> None:
    assert first_line(ValueError("first\nsecond")) == "first"
    assert first_line(ValueError("  ")) == "ValueError"
    assert len(first_line("x" * 500)) == 200
