"""``python -m eval.fit.statutes``: fit the scorers of ``rag.statutes`` on STARD.

Parts 1 to 4 are learned from, each with figures of an embedding model that has not seen it; part
0 is not looked at. The figures printed are cross-validated: each part is ranked by scorers that
were fitted on the other three. ``--ablate`` repeats that without each route and each group of
figures. ``eval.stard`` measures what is written.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyQAError
from eval.fit.statutes_folds import fold_encoders
from eval.fit.statutes_lists import Lists, figures, joined, lists_of
from eval.fit.statutes_model import Shape, fit_net
from eval.stard import read_asked, read_statutes, relevant_rows
from index.train.sources import is_held_out
from rag.statutes.collection import Collection, Words, meanings_of, words_of
from rag.statutes.features import (
    FEATURE_GROUPS,
    FEATURES,
    FORMS,
    ROUTE_FEATURES,
    agreement_rows,
)
from rag.statutes.routes import ROUTES
from rag.statutes.scoring import Net, Scorers

__all__ = ["cross_validate", "fit_scorers", "main"]

LINEAR = Shape(units=0, seeds=1, epochs=30, rate=1e-2)
NET = Shape()

Floats = NDArray[np.float32]
Report = Callable[[str], None]


def read_lists(
    data: Path, folder: Path, report: Report, *, members: int, steps: int, workers: int = 1
) -> tuple[Lists, Words]:
    """Return parts 1 to 4 with their candidates, and the articles' words.

    :param folder: where the folds' models are kept.
    """
    statutes = read_statutes(data / "stard" / "corpus.jsonl.gz")
    questions = read_asked(data / "stard" / "train.jsonl")
    encoders = fold_encoders(
        data, folder, questions, members=members, steps=steps, report=report, workers=workers
    )
    articles = [statute.article for statute in statutes]
    words = words_of(articles)
    report(f"{len(words.vocabulary)} words in {len(articles)} articles")
    parts = []
    for fold, encoder in encoders.items():
        collection = Collection(words, meanings_of(articles, words, encoder))
        own = [q for q in questions if is_held_out(q.qid, fold)]
        parts.append(lists_of(own, relevant_rows(statutes, own), fold, collection, encoder))
        report(f"part {fold}: {len(own)} questions with candidates")
    return joined(parts), words


def fit_scorers(
    lists: Lists,
    words: Words,
    learned: NDArray[np.bool_],
    *,
    left_out: Sequence[str] = (),
    net: Shape = NET,
) -> tuple[Scorers, Floats]:
    """Fit all scorers on the questions whose flag is set.

    :param left_out: figures that say nothing in this fit.
    :return: with the scorers, float32 [questions, candidates, len(FEATURES)] of all questions.
    """
    answers = lists.answers[learned]
    routes = _blanked(lists.routes, ROUTE_FEATURES, left_out)
    first = fit_net(routes[learned], answers, ROUTE_FEATURES, LINEAR)
    agreeing = [
        agreement_rows(scores, rows, words)
        for scores, rows in zip(first.score(routes), lists.rows, strict=True)
    ]
    everything = np.concatenate((routes, lists.words, np.stack(agreeing), lists.traits), axis=2)
    everything = _blanked(everything, FEATURES, left_out)
    known = everything[learned]
    mixed = fit_net(known, answers, FEATURES, LINEAR)
    return Scorers(first, mixed, fit_net(known, answers, FEATURES, net)), everything


def cross_validate(
    lists: Lists, words: Words, *, left_out: Sequence[str] = (), net: Shape = NET
) -> dict[str, dict[str, float]]:
    """Return the figures of all scorers, each part by scorers fitted on the others."""
    found = {name: np.zeros(lists.rows.shape, np.float32) for name in Scorers.__slots__}
    for fold in np.unique(lists.fold):
        own = lists.fold == fold
        scorers, everything = fit_scorers(lists, words, ~own, left_out=left_out, net=net)
        for name, scores in found.items():
            scorer: Net = getattr(scorers, name)
            scores[own] = scorer.score(everything[own][:, :, : len(scorer.names)])
    return {name: figures(lists, scores) for name, scores in found.items()}


def ablate(lists: Lists, words: Words) -> dict[str, dict[str, float]]:
    """Return the weighted sum's figures without each route, and without each group of figures."""
    left_out = {f"without {route}": [f"{form}_{route}" for form in FORMS] for route in ROUTES}
    left_out |= {f"without {group}": list(names) for group, names in FEATURE_GROUPS.items()}
    left_out.pop("without routes")
    shortest = replace(NET, seeds=1, epochs=1)  # the nets are not looked at
    return {
        title: cross_validate(lists, words, left_out=names, net=shortest)["mixed"]
        for title, names in {"all": [], **left_out}.items()
    }


def _blanked(rows: Floats, names: Sequence[str], left_out: Sequence[str]) -> Floats:
    """Return rows in which the named figures are always 0 and so say nothing."""
    if not left_out:
        return rows
    return rows * np.array([name not in left_out for name in names], np.float32)


def _table(rows: Mapping[str, Mapping[str, float]]) -> str:
    names = ("R@10", "R@100", "MRR@10", "nDCG@10")
    lines = ["  ".join([f"{'':26}", *(f"{name:>7}" for name in names)])]
    for title, values in rows.items():
        lines.append("  ".join([f"{title:26}", *(f"{values[name]:7.3f}" for name in names)]))
    return "\n".join(lines)


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.statutes", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with stard/, pairs/ …")
    parser.add_argument("--folds", type=Path, required=True, help="the folds' models, kept")
    parser.add_argument("--members", type=int, default=1, help="models joined in each fold's")
    parser.add_argument("--steps", type=int, default=500, help="of each of them")
    parser.add_argument("--workers", type=int, default=1, help="members trained at once")
    parser.add_argument("--ablate", action="store_true", help="also say what each part is worth")
    parser.add_argument("--out", type=Path, help="write the weights here")
    options = parser.parse_args()
    started = time.perf_counter()

    def report(line: str) -> None:
        print(f"{time.perf_counter() - started:6.0f} s  {line}", file=sys.stderr)

    try:
        lists, words = read_lists(
            options.data,
            options.folds,
            report,
            members=options.members,
            steps=options.steps,
            workers=options.workers,
        )
    except PolicyQAError as error:
        sys.exit(str(error))
    print(_table(cross_validate(lists, words)))
    if options.ablate:
        print(_table(ablate(lists, words)))
    if options.out:
        scorers, _ = fit_scorers(lists, words, np.ones(len(lists.rows), np.bool_))
        options.out.write_text(json.dumps(scorers.to_dict()) + "\n", encoding="utf-8")
        report(f"weights written to {options.out}")


if __name__ == "__main__":
    main()
