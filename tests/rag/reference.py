"""Figures of a text against a question's words, as they are defined, one word at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from rag.retrieval.query_terms import QuestionTerms

__all__ = ["bm25", "coverage", "residual", "soft"]


def coverage(terms: QuestionTerms, text: str) -> float:
    """Return the idf-weighted share of the question's words that stand in ``text``."""
    return sum(w for word, w in terms.weights.items() if word in text) / terms.total


def residual(terms: QuestionTerms, text: str, title: str) -> float:
    """Return the coverage of those words that the Document's title does not hold already."""
    left = {word: w for word, w in terms.weights.items() if word not in title}
    total = sum(left.values())
    return sum(w for word, w in left.items() if word in text) / total if total else 0.0


def soft(terms: QuestionTerms, near: NDArray[Any], title: str) -> float:
    """Return the weighted mean nearness of the words that ``title`` does not hold."""
    counted = [
        (w, float(cosine))
        for (word, w), cosine in zip(terms.weights.items(), near, strict=True)
        if not title or word not in title
    ]
    total = sum(w for w, _ in counted)
    return sum(w * cosine for w, cosine in counted) / total if total else 0.0


def bm25(terms: QuestionTerms, bag: Sequence[str], average: float) -> float:
    """Return BM25 of the passage, k1 1.2 and b 0.75, as a share of the best possible."""
    counts = Counter(bag)
    norm = 1.2 * (0.25 + 0.75 * len(bag) / average)
    found = (w * counts[word] * 2.2 / (counts[word] + norm) for word, w in terms.weights.items())
    return sum(found) / (2.2 * terms.total)
