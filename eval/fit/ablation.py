"""Ablation study of the ranker: ``python -m eval.fit.ablation``.

The ranker is fitted and cross-validated as by ``eval.fit.ranker``, once with everything, once
without each group of features, and once without what each search route finds.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from eval.fit.examples import Example, examples_of
from eval.fit.gold_stores import add_options, gold_stores
from eval.fit.ranker import cross_validate
from rag.ranking.features import FEATURE_GROUPS, FEATURES
from rag.ranking.second_stage_features import LEADING_FEATURES
from rag.retrieval.routes import ROUTES

__all__ = ["GROUPS", "main", "without_group"]

GROUPS: Mapping[str, Sequence[str]] = {**FEATURE_GROUPS, "second look": LEADING_FEATURES}
_COLUMNS = ("evidence@600", "evidence@1500", "evidence@3000", "MRR@10", "pool")


def without_group(examples: Sequence[Example], names: Sequence[str]) -> list[Example]:
    """Return the examples with the named figures always 0, so that they say nothing."""
    rows = np.array([name not in names for name in FEATURES], np.float32)
    more = np.array([name not in names for name in LEADING_FEATURES], np.float32)
    return [replace(e, rows=e.rows * rows, more=e.more * more) for e in examples]


def main() -> None:
    """Print a line of cross-validated figures for each part left out."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.ablation", description=__doc__)
    add_options(parser)
    parser.add_argument("--penalty", type=float, default=0.003)
    options = parser.parse_args()

    def read(without: str | None = None) -> list[Example]:
        return [
            e
            for of in gold_stores(options)
            for e in examples_of(of, options.sources, without=without)
        ]

    def show(title: str, examples: Sequence[Example]) -> None:
        found = cross_validate(examples, options.penalty)
        print(f"{title:32}" + "".join(f"{found[name]:15.3f}" for name in _COLUMNS), flush=True)

    print(f"{'':32}" + "".join(f"{name:>15}" for name in _COLUMNS))
    examples = read()
    show(f"everything, {len(examples)} questions", examples)
    for group, names in GROUPS.items():
        show(f"without figures: {group}", without_group(examples, names))
    for route in ROUTES:
        show(f"without route: {route}", read(route))


if __name__ == "__main__":
    main()
