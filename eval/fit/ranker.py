"""``python -m eval.fit.ranker``: fit the ranker on gold questions, and say what it is worth.

The model is linear in the features of ``rag.features``, fitted by listwise softmax cross-entropy
(ListNet, Cao et al. 2007) with an L2 penalty. The figures printed are cross-validated: every
group of questions (one source file each) is ranked by a model that has not seen the group.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.normalize import comparable
from eval.fit.examples import Example, examples_of
from eval.fit.listwise import fit_listwise
from eval.metrics import evidence_within, reciprocal_rank
from rag.features import FEATURES

__all__ = ["cross_validate", "fit", "main"]


def fit(examples: Sequence[Example], penalty: float) -> dict[str, float]:
    """Return the weights by feature name."""
    return fit_listwise([e.rows for e in examples], [e.worth for e in examples], FEATURES, penalty)


def cross_validate(examples: Sequence[Example], penalty: float) -> dict[str, float]:
    """Return the retrieval metrics, each question ranked without its group in training."""
    results = []
    for group in sorted({e.group for e in examples}):
        weights = fit([e for e in examples if e.group != group], penalty)
        results += [_metrics(e, weights) for e in examples if e.group == group]
    return _mean(results)


def _metrics(example: Example, weights: dict[str, float]) -> dict[str, float]:
    vector = np.asarray([weights.get(name, 0.0) for name in FEATURES])
    order = np.argsort(-(example.rows @ vector), kind="stable")
    texts = _distinct([example.texts[i] for i in order])
    evidence = [comparable(e) for e in example.gold.evidence]
    values = {
        f"evidence@{limit}": float(np.mean(evidence_within(texts, evidence, limit)))
        for limit in (600, 1500, 3000)
    }
    return {
        **values,
        "MRR@10": reciprocal_rank(texts, evidence),
        "pool": float(np.mean(evidence_within(texts, evidence, 10**7))),
    }


def _distinct(texts: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for text in texts:
        if not any(text in earlier for earlier in kept):
            kept.append(text)
    return kept


def _mean(results: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([r[name] for r in results])) for name in results[0]}


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.ranker", description=__doc__)
    parser.add_argument(
        "--gold", nargs=2, action="append", metavar=("GOLD", "STORE"), type=Path, required=True
    )
    parser.add_argument("--penalty", type=float, nargs="+", default=[0.003])
    parser.add_argument("--sources", type=Path, help="folder of the files evidence_at names")
    parser.add_argument("--out", type=Path, help="write the weights of the first penalty here")
    arguments = parser.parse_args()
    examples = [
        e for gold, store in arguments.gold for e in examples_of(gold, store, arguments.sources)
    ]
    print(f"{len(examples)} questions, {sum(len(e.rows) for e in examples)} passages")
    for penalty in arguments.penalty:
        figures = cross_validate(examples, penalty)
        print(f"penalty {penalty}: " + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()))
    if arguments.out:
        weights = fit(examples, arguments.penalty[0])
        content = {"kind": "linear", "weights": {k: round(v, 5) for k, v in weights.items()}}
        arguments.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
