"""How sure it is that the evidence answers the question, 0 to 1."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from corpus.normalize import comparable
from rag.evidence import Evidence
from rag.features import QuestionTerms, coverage, kind_evidence
from rag.question import Question

__all__ = ["confidence_features", "confidence_of"]


def confidence_of(question: Question, evidence: Sequence[Evidence], terms: QuestionTerms) -> float:
    """Return a calibrated probability: a logistic regression over ``confidence_features``."""
    if not evidence:
        return 0.0
    weights = _weights()
    features = confidence_features(question, evidence, terms)
    total = weights["bias"] + sum(weights.get(name, 0.0) * v for name, v in features.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def confidence_features(
    question: Question, evidence: Sequence[Evidence], terms: QuestionTerms
) -> dict[str, float]:
    """Return what the confidence rests on, each figure about 0 to 1."""
    best = evidence[0]
    texts = [comparable(item.text) for item in evidence[:5]]
    context = [
        comparable("".join((item.hit.document.title or "", *item.hit.path)))
        for item in evidence[:5]
    ]
    together = [t + "\n" + c for t, c in zip(texts, context, strict=True)]
    kinds = kind_evidence(terms.kinds, texts[0])
    scores = [item.hit.score for item in evidence]
    return {
        "score": scores[0],
        "margin": scores[0] - scores[min(3, len(scores) - 1)],
        "coverage": coverage(terms, texts[0]),
        "coverage_context": coverage(terms, together[0]),
        "coverage_five": max(coverage(terms, t) for t in together),
        "coverage_all": coverage(terms, "\n".join(together)),
        "dense": best.hit.scores.get("dense", 0.0),
        "kind": kinds,
        "kind_missing": float(bool(terms.kinds) and kinds == 0.0),
        "english": float(question.language == "en"),
    }


@cache
def _weights() -> Mapping[str, float]:
    text = files("rag").joinpath("confidence.json").read_text(encoding="utf-8")
    weights: Mapping[str, float] = json.loads(text)["weights"]
    return weights
