"""``python -m eval.fit.confidence``: fit and calibrate the confidence on gold questions.

A logistic regression over ``rag.confidence.CONFIDENCE_FEATURES``. Questions asked of a Store that
holds other documents count as unanswerable too, with less weight: they are the easy ones. The
figures printed are cross-validated by group (one source file each).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.metrics import auroc
from eval.questions import GoldQuestion, load_gold
from rag import Assistant
from rag.answering.extractive import READ_PASSAGES
from rag.answering.sentences import scored_sentences
from rag.confidence import CONFIDENCE_FEATURES, confidence_features
from rag.evidence import number_evidence
from rag.question import understand

__all__ = ["Judged", "cross_validated", "fit", "main"]

Array = NDArray[np.float64]
# What a question of another collection weighs beside a gold one.
FOREIGN_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's features with whether the documents answer it."""

    group: str
    features: tuple[float, ...]
    answerable: bool
    weight: float


def judged(assistant: Assistant, question: GoldQuestion, group: str, foreign: bool) -> Judged:
    """Return a gold question as the confidence sees it."""
    asked = understand(question.question, limit=2000)
    hits = assistant.retriever.retrieve(asked)
    evidence = number_evidence(hits, assistant.snapshot.text)
    terms = assistant.retriever.terms(asked)
    scored = scored_sentences(evidence[:READ_PASSAGES], terms, assistant.retriever.words)
    values = confidence_features(asked, evidence, terms, scored)
    return Judged(
        group,
        tuple(values[name] for name in CONFIDENCE_FEATURES),
        question.answerable and not foreign,
        FOREIGN_WEIGHT if foreign else 1.0,
    )


def fit(questions: Sequence[Judged], penalty: float) -> tuple[Array, float]:
    """Return the weights on plain features and the bias; both classes weigh the same."""
    import torch

    x = np.asarray([q.features for q in questions])
    y = np.asarray([q.answerable for q in questions], dtype=np.float64)
    w = np.asarray([q.weight for q in questions])
    mean, scale = x.mean(axis=0), x.std(axis=0)
    scale[scale < 1e-9] = 1e9
    features, labels = torch.tensor((x - mean) / scale), torch.tensor(y)
    balance = np.where(y > 0, w / w[y > 0].sum(), w / w[y == 0].sum())
    share = torch.tensor(balance / balance.sum())
    parameters = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([parameters], max_iter=300, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        logits = features @ parameters[:-1] + parameters[-1]
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, labels, reduction="none"
        )
        total = (each * share).sum() + penalty * (parameters[:-1] ** 2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    values = parameters.detach().numpy()
    weights = values[:-1] / scale
    return weights, float(values[-1] - weights @ mean)


def cross_validated(questions: Sequence[Judged], penalty: float) -> Array:
    """Return each question's confidence by a model that has not seen its group."""
    found = np.zeros(len(questions))
    for group in {q.group for q in questions}:
        weights, bias = fit([q for q in questions if q.group != group], penalty)
        for i, q in enumerate(questions):
            if q.group == group:
                found[i] = 1.0 / (1.0 + np.exp(-(np.asarray(q.features) @ weights + bias)))
    return found


def choose_threshold(confidence: Array, questions: Sequence[Judged], answered: float) -> float:
    """Return the highest threshold at which that share of answerable questions is answered."""
    answerable = sorted(
        c for c, q in zip(confidence, questions, strict=True) if q.answerable and q.weight == 1.0
    )
    return float(answerable[int((1.0 - answered) * len(answerable))]) - 1e-6


def _figures(confidence: Array, questions: Sequence[Judged], threshold: float) -> str:
    real = [(c, q.answerable) for c, q in zip(confidence, questions, strict=True) if q.weight == 1]
    yes = [c for c, answerable in real if answerable]
    no = [c for c, answerable in real if not answerable]
    foreign = [c for c, q in zip(confidence, questions, strict=True) if q.weight < 1]
    return (
        f"AUROC {auroc(yes, no) or 0:.3f} (other collections {auroc(yes, foreign) or 0:.3f})  "
        f"answered {np.mean(np.asarray(yes) >= threshold):.3f}  "
        f"abstained {np.mean(np.asarray(no) < threshold):.3f}"
    )


def _questions(pairs: Sequence[Sequence[Path]]) -> list[Judged]:
    found: list[Judged] = []
    stores = {store: Assistant.open(store) for _, store in pairs}
    for gold, home in pairs:
        for question in load_gold(gold):
            group = f"{gold.stem}:{question.id.split('-')[0]}"
            found.append(judged(stores[home], question, group, foreign=False))
            found += [
                judged(assistant, question, group, foreign=True)
                for store, assistant in stores.items()
                if store != home
            ]
    return found


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.confidence", description=__doc__)
    parser.add_argument(
        "--gold", nargs=2, action="append", metavar=("GOLD", "STORE"), type=Path, required=True
    )
    parser.add_argument("--penalty", type=float, nargs="+", default=[0.01])
    parser.add_argument("--answered", type=float, default=0.92, help="share to be answered")
    parser.add_argument("--out", type=Path, help="write the weights of the first penalty here")
    arguments = parser.parse_args()
    questions = _questions(arguments.gold)
    for penalty in reversed(arguments.penalty):
        confidence = cross_validated(questions, penalty)
        threshold = choose_threshold(confidence, questions, arguments.answered)
        print(f"penalty {penalty}: " + _figures(confidence, questions, threshold))
    weights, bias = fit(questions, arguments.penalty[0])
    if arguments.out:
        content = {
            "bias": round(bias, 5),
            "threshold": round(threshold, 4),
            "weights": {
                name: round(float(w), 5)
                for name, w in zip(CONFIDENCE_FEATURES, weights, strict=True)
            },
        }
        arguments.out.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
