"""Fit the choice of an answer's sentences on gold questions: ``python -m eval.fit.sentences``.

Linear in the features of ``rag.answer.candidate_sentences``, fitted like the ranker. A sentence's
worth is the share of the question's key facts and evidence that it holds. The figures printed are
cross-validated: key facts within the first 400 characters of the answer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from eval.fit.gold_stores import add_options, gold_stores, write_scale
from eval.fit.listwise import fit_listwise
from eval.metrics import facts_found
from eval.questions import GoldQuestion, group_of, load_gold
from rag import Assistant
from rag.answer.candidate_sentences import Sentence, quotable, sentences_of
from rag.answer.extractive import READ_PASSAGES
from rag.answer.lists import ClausesOf
from rag.answer.quoting import Line
from rag.answer.sentence_scoring import SENTENCE_FEATURES, ScoredSentence, sentence_rows
from rag.answer.sentence_selection import put_behind, select
from rag.passages.evidence import number_evidence
from rag.query.follow_up import complete
from rag.query.question import Question, analyse

__all__ = ["SentenceExample", "Validated", "cross_validate", "main", "sentence_example"]


@dataclass(frozen=True, slots=True)
class SentenceExample:
    """A question's sentences as the choice sees them."""

    group: str
    gold: GoldQuestion
    question: Question
    sentences: tuple[Sentence, ...]
    rows: NDArray[np.float32]
    worth: NDArray[np.float32]
    clauses_of: ClausesOf
    weights: Mapping[str, float]


def sentence_example(assistant: Assistant, gold: GoldQuestion, group: str) -> SentenceExample:
    """Return a gold question with its sentences and their worth."""
    search = complete(gold.question, gold.history)
    question = analyse(gold.question, search=search, limit=2000)
    retriever = assistant.pipeline.retriever
    hits = assistant.retrieve(gold.question, history=gold.history)
    evidence = number_evidence(hits, assistant.snapshot.text)
    sentences = sentences_of(evidence[:READ_PASSAGES])
    terms = retriever.terms(question)
    rows = sentence_rows(sentences, terms, retriever.words)
    worth = [_worth(comparable(s.shown), gold) for s in sentences]
    snapshot = assistant.snapshot
    return SentenceExample(
        group,
        gold,
        question,
        tuple(sentences),
        rows,
        np.asarray(worth, dtype=np.float32),
        lambda article_id: snapshot.article(article_id).clauses,
        terms.weights,
    )


def _worth(text: str, gold: GoldQuestion) -> float:
    evidence = [comparable(e) for e in gold.evidence]
    overlap = sum(_shared(text, e) for e in evidence) / max(len(evidence), 1)
    facts = [any(comparable(f) in text for f in fact) for fact in gold.key_facts]
    # A key fact such as 5% stands in many sentences; it counts where the evidence is.
    return overlap + (sum(facts) / len(facts) if facts and overlap else 0.0)


def _shared(text: str, evidence: str) -> float:
    if evidence in text:
        return 1.0
    return len(text) / len(evidence) if text in evidence else 0.0


@dataclass(frozen=True, slots=True)
class Validated:
    """Cross-validated figures.

    :param first: share of answers whose first line holds a key fact.
    :param facts: share of the key facts found; ``quoted``: of the pieces of evidence of which a
        sentence is quoted.
    :param length: median characters of an answer.
    """

    first: float
    facts: float
    quoted: float
    length: float

    def __str__(self) -> str:
        """Return the figures as a line of text."""
        return (
            f"first {self.first:.3f}  key facts {self.facts:.3f}  evidence quoted {self.quoted:.3f}"
            f"  median length {self.length:.0f}"
        )


def cross_validate(examples: Sequence[SentenceExample], penalty: float) -> Validated:
    """Return what is found, each question's sentences chosen without its group in training."""
    first, facts, quoted, lengths = [], [], [], []
    for group in sorted({e.group for e in examples}):
        weights = _fit([e for e in examples if e.group != group], penalty)
        for example in (e for e in examples if e.group == group):
            lines = _chosen(example, weights)
            text = "\n".join(f"{line.text}[{n}]" for n, line in enumerate(lines, start=1))
            if example.gold.key_facts:
                facts.append(float(np.mean(facts_found(text, example.gold.key_facts))))
                first.append(any(facts_found(lines[0].text, example.gold.key_facts)))
            shown = [comparable(line.text) for line in lines]
            pieces = map(comparable, example.gold.evidence)
            quoted += [any(_shared(s, piece) for s in shown) for piece in pieces]
            lengths.append(len(text))
    return Validated(
        float(np.mean(first)),
        float(np.mean(facts)),
        float(np.mean(quoted)),
        float(np.median(lengths)),
    )


def _fit(examples: Sequence[SentenceExample], penalty: float) -> dict[str, float]:
    return fit_listwise(
        [e.rows for e in examples], [e.worth for e in examples], SENTENCE_FEATURES, penalty
    )


def _chosen(example: SentenceExample, weights: dict[str, float]) -> Sequence[Line]:
    vector = np.asarray([weights.get(name, 0.0) for name in SENTENCE_FEATURES])
    scores = example.rows @ vector
    order = np.argsort(-scores, kind="stable")
    kinds = example.question.kinds
    scored = [
        ScoredSentence(float(scores[i]), example.sentences[i], ())
        for i in order
        if quotable(example.sentences[i], kinds)
    ]
    settled = put_behind(example.question, scored)
    return select(example.question, settled, example.clauses_of, example.weights).lines


def main() -> None:
    """Fit, print cross-validated figures, and write the weights."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.sentences", description=__doc__)
    add_options(parser)
    parser.add_argument("--penalty", type=float, nargs="+", default=[0.01])
    parser.add_argument("--out", type=Path, help="write the weights of the first penalty here")
    parser.add_argument("--json", action="store_true", help="print figures by penalty as JSON")
    arguments = parser.parse_args()
    examples = []
    for of in gold_stores(arguments):
        assistant = Assistant.open(of.store, encoder=of.encoder())
        for question in load_gold(of.gold, arguments.sources):
            if question.answerable and (question.key_facts or question.evidence):
                group = group_of(of.gold.stem, question)
                examples.append(sentence_example(assistant, question, group))
    found = {str(p): cross_validate(examples, p) for p in arguments.penalty}
    if arguments.json:
        figures = {penalty: asdict(values) for penalty, values in found.items()}
        print(json.dumps({"questions": len(examples), **figures}))
    else:
        print(f"{len(examples)} questions, {sum(len(e.rows) for e in examples)} sentences")
        for penalty, values in found.items():
            print(f"penalty {penalty}: {values}")
    if arguments.out:
        weights = {k: round(v, 5) for k, v in _fit(examples, arguments.penalty[0]).items()}
        write_scale(arguments.out, arguments.scale, {"weights": weights})


if __name__ == "__main__":
    main()
