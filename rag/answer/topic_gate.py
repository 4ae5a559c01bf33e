"""Whether a question is about the Store's documents at all, before it is asked whether they answer.

The confidence tells near misses from answers; a question on another subject (明天会下雨吗) passes
it when it asks for no figure. What tells it apart is how near the question comes to the best
passages with their titles and headings, and how much of its weighty words stands there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np

from corpus.normalize import comparable
from rag.answer.sentence_scoring import SENTENCE_FEATURES, ScoredSentence
from rag.model import FoundBy
from rag.passages.evidence import Evidence
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms, holding, longest_shared, weights_of
from rag.retrieval.word_vectors import WordVectors

__all__ = ["TOPIC_FEATURES", "TopicFit", "topic_gate"]

TOPIC_FEATURES: Mapping[str, int] = {
    "sentence_cosine": 1,
    "passage_cosine": 1,
    "held": 1,
    "longest": 1,
    "english": 1,
    "store_size": -1,
}
"""What the gate rests on, and whether it speaks for (1) or against (-1) the subject being there: a
fit may not turn that round.

In a large Store something is always near. An English question shares no words with a Chinese text.
"""

_SENTENCES, _PASSAGES = 5, 3
_READ = 500  # characters of a passage that its vector is made of
_MOST_HELD = 2.5
_LONGEST = 5
_NAMED = frozenset({FoundBy.NUMBER, FoundBy.TITLE, FoundBy.ADDRESS})
_COSINE = SENTENCE_FEATURES.index("dense_context")


@dataclass(frozen=True, slots=True)
class TopicFit:
    """How well a question fits the subjects of the documents.

    :param features: by the names of ``TOPIC_FEATURES``; empty when they do not decide.
    :param probability: that it is about them, 0 to 1.
    :param off_topic: whether it is about something else: nothing is to be quoted.
    :param doubtful: whether it may be: no answer is to be given as certain.
    """

    probability: float
    off_topic: bool
    doubtful: bool
    features: Mapping[str, float] = field(default_factory=dict)


def topic_gate(
    question: Question,
    evidence: Sequence[Evidence],
    scored: Sequence[ScoredSentence],
    terms: QuestionTerms,
    vectors: WordVectors,
) -> TopicFit:
    """Judge whether a question is about the documents.

    One that names a document or a place in it is, and so is a follow-up to one that was.

    :param evidence: passages, best first; ``scored``: their sentences, best first.
    """
    if _names_a_document(question, evidence) or question.completed:
        return TopicFit(1.0, off_topic=False, doubtful=False)
    if not evidence or not scored:
        return TopicFit(0.0, off_topic=True, doubtful=True)
    features = _features(evidence, scored, terms, vectors)
    fitted = _fitted()
    total = fitted.bias + sum(fitted.weights[name] * value for name, value in features.items())
    probability = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return TopicFit(
        probability, probability < fitted.off_topic, probability < fitted.doubtful, features
    )


def _names_a_document(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Return whether a question names a document or a place in one, or was found by such a name."""
    if question.numbers or question.titles or question.addresses:
        return True
    return bool(evidence and evidence[0].hit.found_by & _NAMED)


def _features(
    evidence: Sequence[Evidence],
    scored: Sequence[ScoredSentence],
    terms: QuestionTerms,
    vectors: WordVectors,
) -> dict[str, float]:
    """Return the features by the names of ``TOPIC_FEATURES``."""
    asked = terms.question.plain
    texts = [_surroundings(item) for item in _passages(evidence, scored)]
    size = math.log(max(len(vectors.vocabulary.stored_words()), 3))
    english = terms.question.language == "en"
    found = vectors.of_texts([asked, *(text[:_READ] for text in texts)])
    held = holding(list(terms.weights), texts).any(axis=0) @ weights_of(terms)
    longest = max(longest_shared(asked, text) for text in texts)
    return {
        "sentence_cosine": max(item.row[_COSINE] for item in scored[:_SENTENCES]),
        "passage_cosine": float(np.mean(found[1:] @ found[0])),
        "held": 0.0 if english else min(float(held) / size, _MOST_HELD),
        "longest": 0.0 if english else float(min(longest, _LONGEST)),
        "english": float(english),
        "store_size": size,
    }


def _passages(evidence: Sequence[Evidence], scored: Sequence[ScoredSentence]) -> list[Evidence]:
    """Return the passage of the best sentence and then those that lead."""
    best = scored[0].sentence.evidence
    return [best, *(item for item in evidence[:_PASSAGES] if item is not best)][:_PASSAGES]


def _surroundings(item: Evidence) -> str:
    """Return a passage after its Document's title and its headings, in comparable form."""
    named = " ".join((item.hit.document.title or "", *item.hit.path))
    return f"{_comparable(named)} {_comparable(item.readable)}"


# A small Store's passages come again with every other question.
_comparable = lru_cache(maxsize=4096)(comparable)


@dataclass(frozen=True, slots=True)
class _Fitted:
    bias: float
    off_topic: float
    doubtful: float
    weights: Mapping[str, float]


@cache
def _fitted() -> _Fitted:
    text = files("rag.answer").joinpath("topic_gate.json").read_text(encoding="utf-8")
    return _Fitted(**json.loads(text))
