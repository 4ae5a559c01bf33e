"""Stores of either scale."""

from __future__ import annotations

import pytest

from rag.retrieval import search_budget
from rag.retrieval.search_budget import Scale


@pytest.fixture(params=list(Scale))
def scale(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Scale:
    """Return a scale, which every Store has in this test."""
    monkeypatch.setattr(search_budget, "FEW_CLAUSES", 0 if request.param is Scale.MANY else 50_000)
    return Scale(request.param)
