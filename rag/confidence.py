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
from rag.answering.sentences import SENTENCE_FEATURES, ScoredSentence
from rag.evidence import Evidence
from rag.features import QuestionTerms, coverage, kind_evidence
from rag.question import AnswerKind, Question
from rag.sentences import split

__all__ = ["CONFIDENCE_FEATURES", "confidence_features", "confidence_of", "threshold"]

# Passages looked at.
_DEPTH = 5
_YEAR = re.compile(r"(?:19|20)\d{2}(?=年)|(?:19|20)\d{2}")

CONFIDENCE_FEATURES: tuple[str, ...] = (
    "score",
    "margin",
    "coverage_context",
    "coverage_best",
    "coverage_all",
    "sentence",
    "sentence_kind",
    "soft",
    "soft_residual",
    "soft_best",
    "bm25",
    "dense",
    "document_score",
    "kind",
    "kind_missing",
    "year_missing",
    "missing_weight",
    "unknown",
    "exact",
    "english",
    "top_sentence",
    "top_soft",
    "top_residual",
    "top_kind",
    "figure_missing",
    "figure_far",
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
    texts = [comparable(item.readable) for item in top]
    contexts = [
        text + "\n" + comparable("".join((item.hit.document.title or "", *item.hit.path)))
        for text, item in zip(texts, top, strict=True)
    ]
    first = top[0].hit.scores
    sentence, sentence_kind = _best_sentence(top[:3], contexts, terms)
    kind = max(kind_evidence(terms.kinds, text) for text in texts[:2])
    together = "\n".join(contexts)
    missing = [w for word, w in terms.weights.items() if word not in together]
    years = set(_YEAR.findall(terms.plain))
    dated = together + "".join(item.hit.document.date or "" for item in top)
    return {
        "score": scores[0],
        "margin": scores[0] - scores[min(3, len(scores) - 1)],
        "coverage_context": coverage(terms, contexts[0]),
        "coverage_best": max(coverage(terms, text) for text in contexts),
        "coverage_all": coverage(terms, together),
        "sentence": sentence,
        "sentence_kind": sentence_kind,
        "soft": first.get("soft", 0.0),
        "soft_residual": first.get("soft_residual", 0.0),
        "soft_best": max(item.hit.scores.get("soft_residual", 0.0) for item in top),
        "bm25": first.get("bm25", 0.0),
        "dense": first.get("dense", 0.0),
        "document_score": first.get("document_score", 0.0),
        "kind": kind,
        "kind_missing": float(bool(terms.kinds) and kind == 0.0),
        "year_missing": float(any(year not in dated for year in years)),
        "missing_weight": max(missing, default=0.0) / max(terms.weights.values(), default=1.0),
        "unknown": terms.unknown,
        "exact": max(first.get(name, 0.0) for name in ("exact_number", "exact_address")),
        "english": float(question.language == "en"),
        **_top_sentence(terms, scored),
    }


def _top_sentence(terms: QuestionTerms, scored: Sequence[ScoredSentence]) -> dict[str, float]:
    """Return how well the sentence that would be shown first answers."""
    top = scored[0]
    figures = terms.kinds & _FIGURES
    has = [bool(kind_evidence(figures, comparable(s.sentence.shown))) for s in scored[:6]]
    nearest = next((top.score - s.score for s, ok in zip(scored, has, strict=False) if ok), 6.0)
    return {
        "top_sentence": top.score,
        "top_soft": top.row[SENTENCE_FEATURES.index("soft")],
        "top_residual": top.row[SENTENCE_FEATURES.index("soft_residual")],
        "top_kind": top.row[SENTENCE_FEATURES.index("kind")],
        "figure_missing": float(bool(figures) and not has[0]),
        "figure_far": min(nearest, 6.0) if figures else 0.0,
    }


def _best_sentence(
    evidence: Sequence[Evidence], contexts: Sequence[str], terms: QuestionTerms
) -> tuple[float, float]:
    """Return the best coverage of one sentence, and the best of one with the kind asked for."""
    best = best_with_kind = 0.0
    for item in evidence:
        title = comparable(item.hit.document.title or "")
        readable = item.readable
        spans = split(readable) if item.hit.row is None else [(0, len(readable))]
        for start, end in spans:
            text = comparable(readable[start:end])
            covered = coverage(terms, text + "\n" + title)
            best = max(best, covered)
            best_with_kind = max(best_with_kind, covered * kind_evidence(terms.kinds, text))
    return best, best_with_kind if terms.kinds else best


@dataclass(frozen=True, slots=True)
class _Fitted:
    bias: float
    threshold: float
    weights: Mapping[str, float]


@cache
def _fitted() -> _Fitted:
    text = files("rag").joinpath("confidence.json").read_text(encoding="utf-8")
    return _Fitted(**json.loads(text))
