"""How sure it is that the evidence answers the question, 0 to 1."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.normalize import comparable
from rag.answering.sentences import ScoredSentence
from rag.evidence import Evidence
from rag.question import AnswerKind, Question
from rag.terms import QuestionTerms, coverage, kind_evidence

__all__ = ["CONFIDENCE_FEATURES", "confidence_features", "confidence_of", "threshold"]

# Passages and sentences looked at.
_DEPTH = 5
_SENTENCES = 12
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)|(?:19|20)\d{2}")

CONFIDENCE_FEATURES: tuple[str, ...] = (
    "score",
    "margin",
    "coverage_context",
    "document_score",
    "exact",
    "unknown",
    "english",
    "sentence_kind",
    "figure_missing",
    "year_missing",
)
# Kinds whose answer is a figure: a sentence without one cannot be the answer.
_FIGURES = frozenset(
    {
        AnswerKind.AMOUNT,
        AnswerKind.RATE,
        AnswerKind.NUMBER,
        AnswerKind.DATE,
        AnswerKind.PERIOD,
    }
)


def threshold() -> float:
    """Return the confidence below which the answer is an abstention."""
    return _fitted().threshold


def confidence_of(
    question: Question,
    evidence: Sequence[Evidence],
    terms: QuestionTerms,
    scored: Sequence[ScoredSentence],
) -> float:
    """Return a calibrated probability: a logistic regression over ``confidence_features``."""
    if not evidence or not scored:
        return 0.0
    fitted = _fitted()
    features = confidence_features(question, evidence, terms, scored)
    total = fitted.bias + sum(fitted.weights.get(name, 0.0) * v for name, v in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def confidence_features(
    question: Question,
    evidence: Sequence[Evidence],
    terms: QuestionTerms,
    scored: Sequence[ScoredSentence],
) -> dict[str, float]:
    """Return what the confidence rests on, by the names of ``CONFIDENCE_FEATURES``.

    :param evidence: at least one passage, best first.
    :param scored: their sentences, best first; at least one.
    """
    top = evidence[:_DEPTH]
    scores = [item.hit.score for item in evidence]
    first = top[0].hit.scores
    contexts = [_context(item) for item in top]
    dated = "".join((*contexts, *(item.hit.document.date or "" for item in top)))
    years = set(_YEAR.findall(terms.plain))
    figures = terms.kinds & _FIGURES
    shown = comparable(scored[0].sentence.shown)
    return {
        "score": scores[0],
        "margin": scores[0] - scores[min(3, len(scores) - 1)],
        "coverage_context": coverage(terms, contexts[0]),
        "document_score": first.get("document_score", 0.0),
        "exact": max(first.get(name, 0.0) for name in ("exact_number", "exact_address")),
        "unknown": terms.unknown,
        "english": float(question.language == "en"),
        "sentence_kind": _kind_coverage(scored, terms),
        "figure_missing": float(bool(figures) and not kind_evidence(figures, shown)),
        "year_missing": float(any(year not in dated for year in years)),
    }


def _context(item: Evidence) -> str:
    """Return a passage with its title and headings, in comparable form."""
    around = "".join((item.hit.document.title or "", *item.hit.path))
    return comparable(item.readable) + "\n" + comparable(around)


def _kind_coverage(scored: Sequence[ScoredSentence], terms: QuestionTerms) -> float:
    """Return the best coverage of a sentence that holds the kind of answer asked for."""
    best = 0.0
    for item in scored[:_SENTENCES]:
        text = comparable(item.sentence.shown)
        title = comparable(item.sentence.evidence.hit.document.title or "")
        covered = coverage(terms, text + "\n" + title)
        best = max(best, covered * (kind_evidence(terms.kinds, text) if terms.kinds else 1.0))
    return best


@dataclass(frozen=True, slots=True)
class _Fitted:
    bias: float
    threshold: float
    weights: Mapping[str, float]


@cache
def _fitted() -> _Fitted:
    text = files("rag").joinpath("confidence.json").read_text(encoding="utf-8")
    return _Fitted(**json.loads(text))
