"""Why a passage stands where it stands: words matched, routes, and what put it above the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.normalize import comparable
from rag.model import FoundBy, Hit, PlacedBy
from rag.query.question import Question
from rag.ranking.linear_ranker import LinearRanker, Ranker
from rag.retrieval.query_terms import QuestionTerms

__all__ = ["Explained", "Explanation", "explain"]

# The figure in ``Hit.scores`` of each route.
_FIGURES = {
    FoundBy.WORDS: "lexical",
    FoundBy.MEANING: "dense",
    FoundBy.NUMBER: "exact_number",
    FoundBy.TITLE: "exact_title",
    FoundBy.ADDRESS: "exact_address",
}
_RULES = {
    PlacedBy.PENALTY: "it punishes the breach of the passage above",
    PlacedBy.ADDRESS: "the address asked for comes first",
    PlacedBy.ISSUER: "what the office named issued comes first",
    PlacedBy.PART: "a part of the question is shown early",
    PlacedBy.VERSION: "the version in force comes first",
}
# Figures that differ by less do not tell two passages apart.
_SMALL = 0.05
_MOST = 4


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a passage stands where it stands.

    :param matched: words of the question in the passage's own text.
    :param around: further ones in its title and headings.
    :param missing: the rest.
    :param routes: the routes that found it, with their scores; the best of a route scores 1 by
        words, and by meaning the more, the farther above the others.
    :param ahead: by how much each figure puts it above the next passage, greatest first;
        negative ones speak for the next. Empty for the last, and for what was placed by rule.
    :param placed: the rule that placed it, "" when the ranking did.
    """

    matched: tuple[str, ...]
    around: tuple[str, ...]
    missing: tuple[str, ...]
    routes: Mapping[str, float]
    ahead: Mapping[str, float]
    placed: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """How a question was read, the passages found for it, and why each stands where it does."""

    question: Question
    hits: tuple[Hit, ...]
    reasons: tuple[Explanation, ...]


def explain(hits: Sequence[Hit], terms: QuestionTerms, ranker: Ranker) -> list[Explanation]:
    """Explain the order of the passages found for one question.

    :param hits: best first.
    :param terms: the question's words.
    :param ranker: what ordered them; only a weighted sum can be taken apart.
    """
    weights = ranker.leading if isinstance(ranker, LinearRanker) else {}
    below = [*hits[1:], None]
    return [_explained(hit, after, terms, weights) for hit, after in zip(hits, below, strict=True)]


def _explained(
    hit: Hit, after: Hit | None, terms: QuestionTerms, weights: Mapping[str, float]
) -> Explanation:
    text = comparable(" ".join((*(hit.row.beside(hit.text) if hit.row else ()), hit.text)))
    context = comparable("".join((hit.document.title or "", hit.document.number or "", *hit.path)))
    words = sorted(terms.weights, key=lambda word: -terms.weights[word])
    matched = tuple(word for word in words if word in text)
    around = tuple(word for word in words if word not in text and word in context)
    placed = _RULES.get(hit.placed_by, "")
    return Explanation(
        matched=matched,
        around=around,
        missing=tuple(word for word in words if word not in (*matched, *around)),
        routes={
            route.value: hit.scores[name]
            for route, name in _FIGURES.items()
            if route in hit.found_by and name in hit.scores
        },
        ahead={}
        if placed or after is None or not after.scores
        else _differences(hit, after, weights),
        placed=placed,
    )


def _differences(hit: Hit, after: Hit, weights: Mapping[str, float]) -> dict[str, float]:
    """Return what each figure adds to a passage's score beyond the next one's."""
    found = {
        name: weights.get(name, 0.0) * (value - after.scores.get(name, 0.0))
        for name, value in hit.scores.items()
    }
    told = sorted(found.items(), key=lambda item: -abs(item[1]))[:_MOST]
    return {name: round(value, 2) for name, value in told if abs(value) >= _SMALL}
