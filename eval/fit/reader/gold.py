"""Gold questions as material: the sentences that the program chooses an answer from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.normalize import normalize
from eval.fit.gold_stores import GoldStore
from eval.fit.listwise import fit_listwise
from eval.fit.reader.material import Material
from eval.fit.sentences import SentenceExample, sentence_example
from eval.questions import group_of, load_gold
from rag import Assistant
from rag.answer.candidate_sentences import quotable
from rag.answer.reread import read_with_headings
from rag.answer.sentence_scoring import SENTENCE_FEATURES

__all__ = ["gold_material"]

_PENALTY = 0.01
NEVER = -1000.0
"""The score of a sentence that an answer may not quote."""


def gold_material(
    stores: Sequence[GoldStore], sources: Path | None, held_out: frozenset[str]
) -> list[Material]:
    """Return the answerable gold questions with their sentences.

    The score that a sentence has today is of weights fitted without the groups held out, so that
    what a reader adds to it there is not measured against what has seen the answers.
    """
    examples = [e for of in stores for e in _examples(of, sources)]
    learned = [e for e in examples if e.group not in held_out]
    weights = fit_listwise(
        [e.rows for e in learned], [e.worth for e in learned], SENTENCE_FEATURES, _PENALTY
    )
    vector = np.asarray([weights.get(name, 0.0) for name in SENTENCE_FEATURES])
    return [_material(example, example.rows @ vector) for example in examples]


def _examples(of: GoldStore, sources: Path | None) -> list[SentenceExample]:
    assistant = Assistant.open(of.store, encoder=of.encoder())
    asked = load_gold(of.gold, sources)
    kept = [q for q in asked if q.answerable and (q.key_facts or q.evidence)]
    found = [sentence_example(assistant, q, group_of(of.gold.stem, q)) for q in kept]
    return [example for example in found if example.sentences]


def _material(example: SentenceExample, scores: np.ndarray) -> Material:
    quoted = [quotable(s, example.question.kinds) for s in example.sentences]
    texts = [read_with_headings(s) for s in example.sentences]
    return Material(
        "gold",
        example.group,
        normalize(example.question.search),
        tuple((normalize(text), normalize(context)) for text, context in texts),
        tuple(map(float, example.worth)),
        tuple(np.where(quoted, scores, NEVER).tolist()),
    )
