from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.train.ragged import Ragged

Rows = list[list[int]]


def table(rows: Rows) -> Ragged:
    return Ragged.join(
        Ragged(np.array(row, np.int32), np.array([0, len(row)], np.int64)) for row in rows
    )


def rows(found: Ragged) -> Rows:
    return [
        found.ids[a:b].tolist() for a, b in zip(found.offsets[:-1], found.offsets[1:], strict=True)
    ]


@given(st.lists(st.lists(st.integers(0, 99), max_size=4), min_size=1, max_size=8), st.data())
def test_rows_are_taken_in_the_order_asked_for(given_rows: Rows, data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.integers(0, len(given_rows) - 1), max_size=10))
    taken = table(given_rows).take(np.array(wanted, np.int64))
    assert rows(taken) == [given_rows[i] for i in wanted]


@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=8))
def test_dropping_tokens_keeps_rows_apart(given_rows: Rows) -> None:
    found = table(given_rows)
    kept = found.keep(found.ids % 2 == 0)
    assert rows(kept) == [[i for i in row if i % 2 == 0] for row in given_rows]
