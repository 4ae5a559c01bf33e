"""Fit and calibrate the confidence on gold questions: ``python -m eval.fit.confidence``.

A logistic regression over ``rag.answer.confidence.CONFIDENCE_FEATURES``. Two more kinds of
unanswerable questions are made, and weigh less: questions asked of a Store that holds other
documents (half of them as if they were of that Store's place), and answerable questions with the
passages that answer them taken away (the subject is there, the answer is not). The figures
printed are cross-validated by group (one source file each).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np

from corpus.normalize import comparable
from eval.fit.logistic import Array, cross_validated, fit_signed
from eval.metrics import auroc, half_stands_in
from eval.questions import GoldQuestion, group_of, load_gold
from rag import Assistant, Hit
from rag.answer.confidence import CONFIDENCE_FEATURES, doubts_of, foreign_documents
from rag.answer.extractive import READ_PASSAGES
from rag.answer.sentence_scoring import scored_sentences
from rag.answer.sentence_selection import put_behind
from rag.passages.evidence import number_evidence
from rag.query.entities import places_in
from rag.query.follow_up import complete
from rag.query.question import Question, analyse

__all__ = ["Judged", "Kind", "fit", "main"]

_HITS = 10
_INTO_THE_GAP = 0.25
_DEPTH = 30  # passages from which those that answer are taken away


class Kind(StrEnum):
    """Where a question and its evidence are from."""

    GOLD = "gold"
    MASKED = "masked"
    FOREIGN = "foreign"


WEIGHTS: Mapping[Kind, float] = {Kind.GOLD: 1.0, Kind.MASKED: 0.1, Kind.FOREIGN: 0.15}
"""What a question of each kind weighs in the fit."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's features with whether the documents answer it.

    :param gold: the name of its gold file.
    """

    group: str
    gold: str
    kind: Kind
    features: tuple[float, ...]
    answerable: bool

    @property
    def weight(self) -> float:
        """Return what it weighs in the fit."""
        return WEIGHTS[self.kind]


def judged(assistant: Assistant, gold: GoldQuestion, name: str, *, home: bool) -> Iterator[Judged]:
    """Yield a gold question as the confidence sees it, and once more with its answer taken away.

    :param home: whether the Store holds the documents the question is about.
    """
    search = complete(gold.question, gold.history)
    asked = analyse(gold.question, search=search, limit=2000)
    hits = assistant.retrieve(gold.question, _DEPTH, history=gold.history)
    answerable = gold.answerable and home
    group = group_of(name, gold)
    shown = {Kind.GOLD if home else Kind.FOREIGN: hits[:_HITS]}
    if answerable and gold.evidence:
        shown[Kind.MASKED] = [hit for hit in hits if not _answers(hit, gold)][:_HITS]
    for kind, left in shown.items():
        values = _features(assistant, asked, left)
        if values is not None:
            yield Judged(group, name, kind, values, answerable and kind is Kind.GOLD)


def _answers(hit: Hit, gold: GoldQuestion) -> bool:
    text = comparable(hit.text)
    return any(half_stands_in(e, text) or text in comparable(e) for e in gold.evidence)


def _features(
    assistant: Assistant, asked: Question, hits: Sequence[Hit]
) -> tuple[float, ...] | None:
    evidence = number_evidence(hits, assistant.snapshot.text)
    retriever = assistant.pipeline.retriever
    terms = retriever.terms(asked)
    found = scored_sentences(evidence[:READ_PASSAGES], terms, retriever.words)
    scored = put_behind(asked, found, foreign_documents(asked, evidence))
    doubt = doubts_of(evidence, terms, retriever.words, scored)
    if doubt is None:
        return None
    return tuple(doubt.features[name] for name in CONFIDENCE_FEATURES)


def fit(questions: Sequence[Judged], penalty: float) -> tuple[Array, float]:
    """Return the weights on plain features and the bias; both classes weigh the same.

    No weight is on the other side than ``CONFIDENCE_FEATURES`` says.
    """
    x = np.asarray([q.features for q in questions])
    y = np.asarray([q.answerable for q in questions], dtype=np.float64)
    w = np.asarray([q.weight for q in questions])
    balance = np.where(y > 0, w / w[y > 0].sum(), w / w[y == 0].sum())
    signs = np.asarray([float(sign) for sign in CONFIDENCE_FEATURES.values()])
    return fit_signed(x, y, balance, signs, penalty)


def choose_threshold(
    confidence: Array, questions: Sequence[Judged], answered: float, gold: Sequence[str]
) -> float:
    """Return a threshold at which that share of answerable questions is answered.

    Confidences are sparse there: a threshold at the upper edge of the gap would turn other
    questions away for nothing, one at the lower edge let through what is no surer than what it
    turns away.

    :param gold: names of the gold files whose questions decide; empty: all.
    """
    answerable = sorted(
        c
        for c, q in zip(confidence, questions, strict=True)
        if q.answerable and (not gold or q.gold in gold)
    )
    first = int((1.0 - answered) * len(answerable))
    above, below = answerable[first], answerable[max(first - 1, 0)]
    return float(below + _INTO_THE_GAP * (above - below)) - (1e-6 if first == 0 else 0.0)


def _figures(
    confidence: Array, questions: Sequence[Judged], threshold: float
) -> dict[str, dict[str, float]]:
    """Return the figures of each gold file; ``masked`` and ``foreign`` are AUROC."""
    return {
        name: _figures_of(
            [(c, q) for c, q in zip(confidence, questions, strict=True) if q.gold == name],
            threshold,
        )
        for name in sorted({q.gold for q in questions})
    }


def _figures_of(pairs: Sequence[tuple[float, Judged]], threshold: float) -> dict[str, float]:
    yes = [c for c, q in pairs if q.answerable]
    no = {kind: [c for c, q in pairs if not q.answerable and q.kind is kind] for kind in Kind}
    return {
        "auroc": auroc(yes, no[Kind.GOLD]) or 0.0,
        "masked": auroc(yes, no[Kind.MASKED]) or 0.0,
        "foreign": auroc(yes, no[Kind.FOREIGN]) or 0.0,
        "answered": float(np.mean(np.asarray(yes) >= threshold)),
        "abstained": float(np.mean(np.asarray(no[Kind.GOLD]) < threshold)),
    }


def _questions(pairs: Sequence[Sequence[Path]], sources: Path | None) -> list[Judged]:
    found: list[Judged] = []
    stores = {store: Assistant.open(store) for _, store in pairs}
    for gold, home in pairs:
        for place, question in enumerate(load_gold(gold, sources)):
            found += judged(stores[home], question, gold.stem, home=True)
            # Every other question is enough of this kind; half of them keep the place they name.
            others = [store for store in stores if store != home] if place % 2 else []
            for store in others:
                asked = _moved(question, stores[store]) if place % 4 == 1 else question
                found += judged(stores[store], asked, gold.stem, home=False)
    return found


def _moved(gold: GoldQuestion, assistant: Assistant) -> GoldQuestion:
    """Return a question as it would be asked of the place that a Store's documents are from.

    Else the place alone would tell that it is of another collection.
    """
    regions = Counter(d.region for d in assistant.documents() if d.region)
    text = comparable(gold.question)
    for place in places_in(text) if regions else ():
        text = text.replace(place, regions.most_common(1)[0][0])
    return replace(gold, question=text if places_in(text) else gold.question)


def _table(figures: Mapping[str, Mapping[str, float]]) -> str:
    lines = (
        f"  {name}: " + "  ".join(f"{figure} {value:.3f}" for figure, value in values.items())
        for name, values in figures.items()
    )
    return "\n".join(lines)


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.confidence", description=__doc__)
    parser.add_argument(
        "--gold", nargs=2, action="append", metavar=("GOLD", "STORE"), type=Path, required=True
    )
    parser.add_argument("--penalty", type=float, nargs="+", default=[0.003])
    parser.add_argument("--answered", type=float, default=0.96, help="share to be answered")
    parser.add_argument(
        "--calibrate", nargs="*", default=[], help="gold files whose questions set the threshold"
    )
    parser.add_argument("--sources", type=Path, help="folder of the files evidence_at names")
    parser.add_argument("--out", type=Path, help="write the weights of the first penalty here")
    parser.add_argument("--json", action="store_true", help="print figures by penalty as JSON")
    arguments = parser.parse_args()
    questions = _questions(arguments.gold, arguments.sources)
    found = {}
    for penalty in reversed(arguments.penalty):
        confidence = cross_validated(questions, partial(fit, penalty=penalty))
        threshold = choose_threshold(confidence, questions, arguments.answered, arguments.calibrate)
        found[penalty] = _figures(confidence, questions, threshold)
        if not arguments.json:
            print(f"penalty {penalty}, threshold {threshold:.3f}")
            print(_table(found[penalty]))
    if arguments.json:
        print(json.dumps(found))
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
