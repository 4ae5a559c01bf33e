"""Scorers: from rows of figures to one score an article."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from rag.statutes.postings import Values

__all__ = ["FURTHEST", "Net", "Scorers", "load_scorers", "scorers_from"]

FURTHEST = 6.0  # standard deviations; what is farther out says no more


@dataclass(frozen=True, slots=True)
class Net:
    """One layer of rectified units over standardised figures, or none: then a weighted sum.

    :param names: of the figures, in the order of ``mean``, ``scale`` and the rows of ``inner``.
    :param inner: [figures, units]; empty for a weighted sum.
    :param bias: [units]
    :param outer: [units], or [figures] for a weighted sum.
    """

    names: tuple[str, ...]
    mean: Values
    scale: Values
    inner: Values
    bias: Values
    outer: Values

    def score(self, rows: Values) -> Values:
        """Return float32 [articles] for rows [articles, figures]; higher is better."""
        plain = np.clip((rows - self.mean) / self.scale, -FURTHEST, FURTHEST)
        if self.inner.size:
            plain = np.maximum(plain @ self.inner + self.bias, 0)
        return np.asarray(plain @ self.outer, np.float32)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values of four digits, as they are stored."""
        values: dict[str, Any] = {"names": list(self.names)}
        for name in ("mean", "scale", "inner", "bias", "outer"):
            values[name] = _rounded(getattr(self, name))
        return values


@dataclass(frozen=True, slots=True)
class Scorers:
    """What orders the articles.

    :param first: over ``ROUTE_FEATURES``; what neighbours agree on is measured by it.
    :param mixed: a weighted sum over ``FEATURES``; ``reranked`` a net over them.
    """

    first: Net
    mixed: Net
    reranked: Net

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, as they are stored."""
        return {name: getattr(self, name).to_dict() for name in self.__slots__}


def scorers_from(content: Mapping[str, Any]) -> Scorers:
    """Read scorers from the values that ``Scorers.to_dict`` gave."""
    return Scorers(*(_net(content[name]) for name in ("first", "mixed", "reranked")))


@cache
def load_scorers() -> Scorers:
    """Return the scorers that travel with the project."""
    text = files("rag.statutes").joinpath("weights.json").read_text(encoding="utf-8")
    return scorers_from(json.loads(text))


def _net(content: Mapping[str, Any]) -> Net:
    arrays = {
        name: np.asarray(content[name], np.float32)
        for name in ("mean", "scale", "inner", "bias", "outer")
    }
    return Net(tuple(content["names"]), **arrays)


def _rounded(values: Values) -> list[Any]:
    return [_rounded(row) if row.ndim else float(f"{float(row):.4g}") for row in np.asarray(values)]
