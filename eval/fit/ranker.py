"""Fit the ranker on gold questions and cross-validate it: ``python -m eval.fit.ranker``.

The model is linear in the features of ``rag.ranking.features``, fitted by listwise softmax cross-
entropy (ListNet, Cao et al. 2007) with an L2 penalty, once over all passages and once over those
that lead, with the figures of ``rag.ranking.second_stage_features`` besides. The figures printed
are cross-validated: every group of questions (one source file each) is ranked by a model that has
not seen the group.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from eval.fit.examples import Example, examples_of
from eval.fit.gold_stores import add_options, gold_stores, write_scale
from eval.fit.listwise import fit_listwise
from eval.metrics import evidence_within, reciprocal_rank
from rag.passages.deduplicate import shown
from rag.ranking.features import FEATURES
from rag.ranking.linear_ranker import ALL_FEATURES, LEADING, LinearRanker, ordered

__all__ = ["cross_validate", "fit", "main"]

_SHOWN = 10
# Leading passages that the second look's weights are learned from: those that are hard to tell
# apart. Learned from all that are looked at again, they put the answer first a little less often.
_LEARNED = 16


def fit(examples: Sequence[Example], penalty: float) -> LinearRanker:
    """Return the weights of both looks; the second is fitted on what leads by the first."""
    worths = [e.worth for e in examples]
    weights = fit_listwise([e.rows for e in examples], worths, FEATURES, penalty)
    first = LinearRanker(weights, {})
    leading = [_leading(first.score(e.rows), _LEARNED) for e in examples]
    again = [_all_figures(e)[places] for e, places in zip(examples, leading, strict=True)]
    worths = [e.worth[places] for e, places in zip(examples, leading, strict=True)]
    return LinearRanker(weights, fit_listwise(again, worths, ALL_FEATURES, penalty))


def cross_validate(examples: Sequence[Example], penalty: float) -> dict[str, float]:
    """Return the retrieval metrics, each question ranked without its group in training."""
    results = []
    for group in sorted({e.group for e in examples}):
        ranker = fit([e for e in examples if e.group != group], penalty)
        results += [_metrics(e, ranker) for e in examples if e.group == group]
    return _mean(results)


def _leading(scores: NDArray[np.float32], count: int) -> NDArray[np.intp]:
    return np.argsort(-scores, kind="stable")[:count]


def _all_figures(example: Example) -> NDArray[np.float32]:
    return np.concatenate((example.rows, example.more), axis=1)


def _metrics(example: Example, ranker: LinearRanker) -> dict[str, float]:
    first = ranker.score(example.rows)
    leading = _leading(first, LEADING)
    order, _ = ordered(first, leading, ranker.score_leading(_all_figures(example)[leading]))
    windows = [c.window for c in example.candidates]
    texts = [comparable(window.text) for _, window in shown(windows, order, _SHOWN)]
    evidence = [comparable(e) for e in example.gold.evidence]
    values = {
        f"evidence@{limit}": float(np.mean(evidence_within(texts, evidence, limit)))
        for limit in (600, 1500, 3000)
    }
    return {
        **values,
        "MRR@10": reciprocal_rank(texts, evidence),
        "pool": float(np.mean(evidence_within(example.texts, evidence, 10**7))),
    }


def _mean(results: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([r[name] for r in results])) for name in results[0]}


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.ranker", description=__doc__)
    add_options(parser)
    parser.add_argument("--penalty", type=float, nargs="+", default=[0.003])
    parser.add_argument("--out", type=Path, help="write the weights of the first penalty here")
    parser.add_argument("--json", action="store_true", help="print figures by penalty as JSON")
    arguments = parser.parse_args()
    examples = [e for of in gold_stores(arguments) for e in examples_of(of, arguments.sources)]
    found = {str(p): cross_validate(examples, p) for p in arguments.penalty}
    if arguments.json:
        print(json.dumps({"questions": len(examples), **found}))
    else:
        print(f"{len(examples)} questions, {sum(len(e.rows) for e in examples)} passages")
        for penalty, figures in found.items():
            print(f"penalty {penalty}: " + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    if arguments.out:
        ranker = fit(examples, arguments.penalty[0])
        content = {
            "weights": {k: round(v, 5) for k, v in ranker.weights.items()},
            "leading": {k: round(v, 5) for k, v in ranker.leading.items()},
        }
        write_scale(arguments.out, arguments.scale, content)


if __name__ == "__main__":
    main()
