"""Fit the gate on questions and on unrelated ones: ``python -m eval.fit.topic_gate``.

A logistic regression over ``rag.answer.topic_gate.TOPIC_FEATURES``. A question of a gold file is on
the subject of its Store whether it is answerable or not. The figures printed are cross-validated:
by source file where ids name one, else by eighths. Every Store, and in it either side, weighs the
same. Every other unrelated question is asked of the place that most of the Store's documents are
of, so that to name the place is not taken for the subject.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from eval.fit.logistic import Array, cross_validated, fit_signed
from eval.metrics import auroc
from rag import Assistant
from rag.answer.confidence import foreign_documents
from rag.answer.extractive import READ_PASSAGES
from rag.answer.sentence_scoring import scored_sentences
from rag.answer.sentence_selection import put_behind
from rag.answer.topic_gate import TOPIC_FEATURES, topic_gate
from rag.passages.evidence import number_evidence
from rag.query.question import analyse
from rag.query.small_talk import small_talk

__all__ = ["Asked", "asked", "fit", "leading_place", "main", "read_questions", "thresholds"]

_FOLDS = 8
_HITS = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """A question asked of a Store, and what the gate sees of it.

    :param group: what is held out together in cross-validation.
    :param source: the names of its file and of the Store.
    :param on_topic: whether the Store's documents are about it.
    """

    text: str
    group: str
    source: tuple[str, str]
    on_topic: bool
    features: tuple[float, ...]


def read_questions(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the group and the text of each line's question, plain or a JSON object with one.

    Follow-ups, which the gate does not judge, and small talk are left out.
    """
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line) if line.startswith("{") else {"question": line.strip()}
        text = row["question"]
        source, _, rest = str(row.get("id", "")).partition("-")
        fold = f"{path.stem}-{zlib.crc32(text.encode()) % _FOLDS}"
        if not row.get("history") and small_talk(text) is None:
            yield (source if rest and source.isdecimal() else fold), text


def leading_place(assistant: Assistant) -> str:
    """Return the place that most documents of a Store are of; "" where none is known."""
    regions = Counter(d.region for d in assistant.snapshot.documents() if d.region)
    return next((place for place, _ in regions.most_common(1)), "")


def asked(assistant: Assistant, path: Path, store: str, *, on_topic: bool) -> Iterator[Asked]:
    """Yield a file's questions as the gate sees them, those left out that it lets pass unseen."""
    retriever = assistant.pipeline.retriever
    place = "" if on_topic else leading_place(assistant)
    for number, (group, asked_text) in enumerate(read_questions(path)):
        text = f"{place}{asked_text}" if number % 2 else asked_text
        question = analyse(text, limit=3000)
        hits = assistant.retrieve(text, _HITS)
        found = number_evidence(hits, assistant.snapshot.text)
        evidence = [item for item in found if not item.referred]
        terms = retriever.terms(question)
        sentences = scored_sentences(evidence[:READ_PASSAGES], terms, retriever.words)
        scored = put_behind(question, sentences, foreign_documents(question, evidence))
        seen = topic_gate(question, evidence, scored, terms, retriever.words).features
        if seen:
            row = tuple(float(seen[name]) for name in TOPIC_FEATURES)
            yield Asked(text, group, (path.stem, store), on_topic, row)


def fit(questions: Sequence[Asked], penalty: float) -> tuple[Array, float]:
    """Return the weights on plain features and the bias."""
    sides = Counter((q.source[1], q.on_topic) for q in questions)
    return fit_signed(
        np.asarray([q.features for q in questions]),
        np.asarray([q.on_topic for q in questions], dtype=np.float64),
        np.asarray([1.0 / sides[q.source[1], q.on_topic] for q in questions]),
        np.asarray([float(sign) for sign in TOPIC_FEATURES.values()]),
        penalty,
    )


def thresholds(
    probability: Array, questions: Sequence[Asked], kept: Sequence[float]
) -> tuple[float, ...]:
    """Return the thresholds at which these shares of the questions on the subject are kept."""
    on = [p for p, q in zip(probability, questions, strict=True) if q.on_topic]
    return tuple(float(np.quantile(on, 1.0 - share)) for share in kept)


def _figures(
    probability: Array, questions: Sequence[Asked], levels: Sequence[float]
) -> dict[str, dict[str, float]]:
    """Return, by file and Store, the shares that pass both thresholds and the first alone."""
    found = {}
    for source in sorted({q.source for q in questions}):
        values = np.asarray(
            [p for p, q in zip(probability, questions, strict=True) if q.source == source]
        )
        found["@".join(source)] = {
            "questions": float(len(values)),
            "certain": float(np.mean(values >= levels[1])),
            "doubtful": float(np.mean((values >= levels[0]) & (values < levels[1]))),
            "off_topic": float(np.mean(values < levels[0])),
        }
    return found


def _wrong(
    probability: Array, questions: Sequence[Asked], levels: Sequence[float]
) -> Iterator[str]:
    """Yield a line for each question that is turned away or passes and should not."""
    for p, q in sorted(zip(probability, questions, strict=True), key=lambda pair: pair[0]):
        if (q.on_topic and p < levels[0]) or (not q.on_topic and p >= levels[1]):
            side = "turned away" if q.on_topic else "let pass"
            yield f"{side}\t{p:.2f}\t{'@'.join(q.source)}\t{q.text}"


def _table(figures: Mapping[str, Mapping[str, float]]) -> str:
    return "\n".join(
        f"  {name}: " + "  ".join(f"{figure} {value:.3f}" for figure, value in values.items())
        for name, values in figures.items()
    )


def _questions(on: Sequence[Sequence[Path]], off: Sequence[Sequence[Path]]) -> list[Asked]:
    stores = {store: Assistant.open(store) for _, store in (*on, *off)}
    return [
        each
        for pairs, on_topic in ((on, True), (off, False))
        for path, store in pairs
        for each in asked(stores[store], path, store.name, on_topic=on_topic)
    ]


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.topic_gate", description=__doc__)
    for name, what in (("--on", "on the Store's subjects"), ("--off", "on none of them")):
        parser.add_argument(
            name,
            nargs=2,
            action="append",
            metavar=("QUESTIONS", "STORE"),
            type=Path,
            required=True,
            help=f"questions {what}",
        )
    parser.add_argument("--penalty", type=float, default=0.003)
    parser.add_argument(
        "--kept",
        nargs=2,
        type=float,
        default=[0.985, 0.98],
        help="shares of the questions on the subject not turned away, and let pass as certain",
    )
    parser.add_argument("--wrong", action="store_true", help="list the wrong decisions")
    parser.add_argument("--out", type=Path, help="write the weights here")
    parser.add_argument("--json", action="store_true", help="print figures as JSON")
    arguments = parser.parse_args()
    questions = _questions(arguments.on, arguments.off)
    probability = cross_validated(questions, partial(fit, penalty=arguments.penalty))
    levels = thresholds(probability, questions, arguments.kept)
    figures = _figures(probability, questions, levels)
    if arguments.json:
        print(json.dumps(figures))
    else:
        sides = [
            [p for p, q in zip(probability, questions, strict=True) if q.on_topic is side]
            for side in (True, False)
        ]
        print(
            f"auroc {auroc(*sides):.3f}, off topic below {levels[0]:.3f}, "
            f"certain from {levels[1]:.3f}"
        )
        print(_table(figures))
    if arguments.wrong:
        print("\n".join(_wrong(probability, questions, levels)))
    if arguments.out:
        _write(arguments.out, levels, fit(questions, arguments.penalty))


def _write(path: Path, levels: Sequence[float], fitted: tuple[Array, float]) -> None:
    weights, bias = fitted
    content = {
        "bias": round(bias, 5),
        "off_topic": round(levels[0], 4),
        "doubtful": round(levels[1], 4),
        "weights": {
            name: round(float(w), 5) for name, w in zip(TOPIC_FEATURES, weights, strict=True)
        },
    }
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
