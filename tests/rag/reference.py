"""Figures of a text against a question's words, as they are defined, one word at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from rag.retrieval.query_terms import QuestionTerms

__all__ = ["best_of_forms", "bm25", "coverage", "residual", "soft", "standing"]


def standing(terms: QuestionTerms, text: str) -> list[str]:
    """Return the question's words that stand in ``text`` in any of their forms."""
    return [each[0] for each in terms.forms.spellings if any(form in text for form in each)]


def best_of_forms(terms: QuestionTerms, of_tokens: Mapping[str, float]) -> list[float]:
    """Return by word the best of its forms' values, a form's being that of its least token."""
    names, columns = terms.forms.tokens, terms.forms.columns
    return [max(min(of_tokens[names[i]] for i in form) for form in each) for each in columns]


def coverage(terms: QuestionTerms, text: str) -> float:
    """Return the idf-weighted share of the question's words that stand in ``text``."""
    return sum(terms.weights[word] for word in standing(terms, text)) / terms.total


def residual(terms: QuestionTerms, text: str, title: str) -> float:
    """Return the coverage of those words that the Document's title does not hold already."""
    named = standing(terms, title)
    left = {word: w for word, w in terms.weights.items() if word not in named}
    held = standing(terms, text)
    total = sum(left.values())
    return sum(w for word, w in left.items() if word in held) / total if total else 0.0


def soft(terms: QuestionTerms, near: NDArray[Any], title: str) -> float:
    """Return the weighted mean nearness of the words that ``title`` does not hold."""
    named = standing(terms, title)
    counted = [
        (w, float(cosine))
        for (word, w), cosine in zip(terms.weights.items(), near, strict=True)
        if word not in named
    ]
    total = sum(w for w, _ in counted)
    return sum(w * cosine for w, cosine in counted) / total if total else 0.0


def bm25(terms: QuestionTerms, bag: Sequence[str], average: float) -> float:
    """Return BM25 of the passage, k1 1.2 and b 0.75, as a share of the best possible."""
    counts = best_of_forms(terms, Counter(bag))
    norm = 1.2 * (0.25 + 0.75 * len(bag) / average)
    weighed = zip(terms.weights.values(), counts, strict=True)
    found = (w * count * 2.2 / (count + norm) for w, count in weighed)
    return sum(found) / (2.2 * terms.total)
