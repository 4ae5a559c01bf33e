"""Fit the first stage, which picks the clauses to read: ``python -m eval.fit.shortlist``.

Two linear models over the figures of ``rag.retrieval.first_stage``, one of all clauses found and
one of those that lead, fitted as the ranker is (``eval.fit.listwise``). A clause is worth what the
best passage is that it offers.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from eval.fit.examples import worth
from eval.fit.gold_stores import GoldStore, add_options, gold_stores, write_scale
from eval.fit.listwise import fit_listwise
from eval.questions import GoldQuestion, load_gold
from rag import Assistant
from rag.passages.windows import neighbour_keys, windows
from rag.query.follow_up import complete
from rag.query.question import analyse
from rag.retrieval.first_stage import MEANING, WORDS, figures, meanings

__all__ = ["main"]

Lists = list[NDArray[np.float32]]


def _examples(
    of: GoldStore, sources: Path | None
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Yield float32 [clauses, figures] and float32 [clauses], their worth, for each question."""
    assistant = Assistant.open(of.store, encoder=of.encoder())
    for question in load_gold(of.gold, sources):
        if question.answerable and question.evidence:
            yield _example(assistant, question)


def _example(
    assistant: Assistant, gold: GoldQuestion
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    retriever, snapshot = assistant.pipeline.retriever, assistant.snapshot
    search = complete(gold.question, gold.history)
    question = analyse(gold.question, search=search, limit=2000)
    terms, found = retriever.terms(question), retriever.unread(question)
    rows, in_title = figures(terms, found, snapshot)
    meant = meanings(terms, found.keys, in_title, snapshot, retriever.words)
    evidence = [comparable(e) for e in gold.evidence]
    values = []
    for clause, owner in zip(snapshot.clauses(found.keys.tolist()), found.owners, strict=True):
        count = found.documents[owner].clause_count
        around = snapshot.clauses(neighbour_keys(clause, count))
        pieces = windows(clause, {c.key: c for c in around})
        values.append(max(worth(comparable(p.text), evidence) for p in pieces))
    return np.concatenate((rows, meant), axis=1), np.asarray(values, np.float32)


def main() -> None:
    """Fit both models, and write their weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.shortlist", description=__doc__)
    add_options(parser)
    parser.add_argument("--penalty", type=float, default=0.003)
    parser.add_argument("--out", type=Path, required=True, help="write the weights here")
    arguments = parser.parse_args()
    rows: Lists = []
    worths: Lists = []
    for of in gold_stores(arguments):
        for each, values in _examples(of, arguments.sources):
            rows.append(each)
            worths.append(values)
    models = {
        "words": fit_listwise([r[:, : len(WORDS)] for r in rows], worths, WORDS, arguments.penalty),
        "meaning": fit_listwise(rows, worths, (*WORDS, *MEANING), arguments.penalty),
    }
    content = {
        name: {k: round(v, 5) for k, v in weights.items()} for name, weights in models.items()
    }
    write_scale(arguments.out, arguments.scale, content)


if __name__ == "__main__":
    main()
