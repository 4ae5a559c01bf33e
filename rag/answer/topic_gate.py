"""Whether a question is about the Store's documents at all, before it is asked whether they answer.

The confidence tells near misses from answers; a question on another subject (明天会下雨吗) passes
it when it asks for no figure. What tells it apart is how near the question comes to the best
passages with their titles and headings, and how much of its weighty words stands there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from corpus.normalize import comparable
from corpus.text.places import short_name
from index.tokens import content_tokens
from rag.answer.logistic import fitted
from rag.answer.sentence_scoring import SENTENCE_FEATURES, ScoredSentence
from rag.model import FoundBy
from rag.passages.evidence import Evidence
from rag.query.language import language_of
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms, held_words, longest_shared, weights_of
from rag.retrieval.word_vectors import WordVectors

__all__ = ["TOPIC_FEATURES", "TopicFit", "topic_gate"]

TOPIC_FEATURES: Mapping[str, int] = {
    "sentence_cosine": 1,
    "passage_cosine": 1,
    "held": 1,
    "longest": 1,
    "placed": 1,
    "english": 1,
    "translated": 1,
    "store_size": -1,
}
"""What the gate rests on, and whether it speaks for (1) or against (-1) the subject being there: a
fit may not turn that round.

In a large Store something is always near. An English question shares no words with a Chinese text,
whose cosines are lower across languages: it is judged by how many of its words the text translates.
A question of the place that the passage is of seldom is of another subject.
"""

_SENTENCES, _PASSAGES = 5, 3
_MOST_HELD = 2.5
_LONGEST = 6
_MOST_TRANSLATED = 4
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
    gate = fitted("topic_gate")
    probability = gate.probability(features)
    off_topic = probability < gate.thresholds["off_topic"]
    doubtful = probability < gate.thresholds["doubtful"]
    return TopicFit(probability, off_topic, doubtful, features)


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
    question = terms.question
    text = _surroundings(scored[0].sentence.evidence)
    size = math.log(max(len(vectors.vocabulary.stored_words()), 3))
    english = question.language == "en"
    names = [comparable(place) for place in question.places]
    subject = [not any(word in name for name in names) for word in terms.weights]
    held = float((held_words(terms, [text]) * subject @ weights_of(terms))[0])
    longest = longest_shared(_without(question.plain, names), text)
    places = [name for name in names if short_name(name) in text or name in text]
    return {
        "sentence_cosine": max(item.row[_COSINE] for item in scored[:_SENTENCES]),
        "passage_cosine": _passage_cosine(evidence, scored),
        "held": 0.0 if english else min(held / size, _MOST_HELD),
        "longest": 0.0 if english else float(min(longest, _LONGEST)),
        "placed": float(bool(places) and len(places) == len(names)),
        "english": float(english),
        "translated": float(_translated(terms, vectors, text)) if english else 0.0,
        "store_size": size,
    }


def _translated(terms: QuestionTerms, vectors: WordVectors, text: str) -> int:
    """Return how many of an English question's words stand in a text, or a Chinese word for them.

    :param text: in comparable form.
    """
    words = [w for w in content_tokens(terms.question.search) if w.isascii() and w.isalpha()]
    own = frozenset(content_tokens(text)) if language_of(text) == "en" else frozenset()
    spoken = (
        word in own or any(near in text for near in vectors.nearest([word]))
        for word in dict.fromkeys(words)
    )
    return min(sum(spoken), _MOST_TRANSLATED)


def _without(text: str, names: Sequence[str]) -> str:
    """Return a text with a line break in the place of each name."""
    for name in names:
        text = text.replace(name, "\n")
    return text


def _passage_cosine(evidence: Sequence[Evidence], scored: Sequence[ScoredSentence]) -> float:
    """Return the mean cosine of the passage of the best sentence and of those that lead.

    A passage's is the mean of its sentences', each as heavy as it is long.
    """
    first = scored[0].sentence.evidence.number
    others = (item.number for item in evidence if item.number != first)
    read = {number: [0.0, 0.0] for number in (first, *islice(others, _PASSAGES - 1))}
    for item in scored:
        total = read.get(item.sentence.evidence.number)
        if total is not None:
            length = item.sentence.end - item.sentence.start
            total[0] += length * item.row[_COSINE]
            total[1] += length
    means = [cosines / length for cosines, length in read.values() if length]
    return sum(means) / len(means)


def _surroundings(item: Evidence) -> str:
    """Return a passage after its Document's title, place and headings, in comparable form."""
    document = item.hit.document
    named = " ".join((document.title or "", document.region or "", *item.hit.path))
    return f"{_comparable(named)} {_comparable(item.readable)}"


# A small Store's passages come again with every other question.
_comparable = lru_cache(maxsize=4096)(comparable)
