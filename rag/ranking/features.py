"""What a ranker sees of a question and a passage: one row of named figures a passage."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind, Status
from rag.passages.windows import Window, comparable_clause
from rag.query.answer_fit import kind_evidence
from rag.retrieval.candidates import Candidate
from rag.retrieval.document_priors import TRAITS
from rag.retrieval.query_terms import (
    Held,
    QuestionTerms,
    bm25_rows,
    held_words,
    holding,
    longest_shared,
    nearness,
    shared_figures,
    weighted_mean,
    weights_of,
)
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = ["FEATURES", "FEATURE_GROUPS", "feature_rows"]

# What the routes say of a passage: fields of ``Candidate``.
_FROM_ROUTES = (
    "fused", "lexical", "lexical_rank", "dense", "dense_rank", "window_dense", "exact_number",
    "exact_title", "exact_address", "document_score", "chosen",
)  # fmt: skip
FEATURE_GROUPS: Mapping[str, tuple[str, ...]] = {
    "routes": _FROM_ROUTES,
    "words": (
        "best_sentence",
        "coverage",
        "coverage_residual",
        "coverage_clause",
        "coverage_context",
        "coverage_title",
        "coverage_path",
    ),
    "nearness": ("soft", "soft_residual", "hardest", "hardest_two"),
    "counts": ("bm25", "rarest", "bigrams", "bigrams_context", "longest"),
    "wording": (
        "kind_match",
        "kind_missing",
        "figures_shared",
        "quoted",
        "defines",
        "number_opening",
        "log_length",
    ),
    "place": (
        "is_heading",
        "is_title",
        "is_front",
        "is_signature",
        "is_row",
        "is_item",
        "position",
        "opening",
        "repealed",
        "depth",
    ),
    "traits": TRAITS,
}
"""The figures by what they look at."""
FEATURES: tuple[str, ...] = tuple(chain.from_iterable(FEATURE_GROUPS.values()))


def feature_rows(
    terms: QuestionTerms, candidates: Sequence[Candidate], bags: Bags, vectors: WordVectors
) -> NDArray[np.float32]:
    """Return float32 [len(candidates), len(FEATURES)].

    :param bags: the candidates' words.
    :param vectors: of words, for what a passage says in other words than the question.
    """
    if not candidates:
        return np.zeros((0, len(FEATURES)), dtype=np.float32)
    texts = _Texts.of(terms, candidates, bags)
    columns = {
        **_from_routes(candidates),
        **_words(terms, texts),
        **_nearness(terms, texts, vectors),
        **_wording(terms, texts),
        **_place(candidates),
        **dict(zip(TRAITS, np.stack([c.traits for c in candidates], axis=1), strict=True)),
    }
    return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)


# A group of features: a column by name, each as long as there are candidates. To add one, name it
# in FEATURES and return it from the group whose figures it is made of.
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The candidates' texts in comparable form, and which of the question's words stand in each.

    :param texts: of the passages; ``wholes``: of the whole clauses they are of.
    :param bags: the passages' words.
    :param held: bool [candidates, words] of the passages, and so on.
    """

    texts: Sequence[str]
    wholes: Sequence[str]
    paths: Sequence[str]
    titles: Sequence[str]
    bags: Bags
    held: Held
    held_whole: Held
    held_path: Held
    held_title: Held

    @classmethod
    def of(cls, terms: QuestionTerms, candidates: Sequence[Candidate], bags: Bags) -> _Texts:
        """Bring the candidates' texts to comparable form, and look for the question's words."""
        windows = [c.window for c in candidates]
        texts = ["".join(map(comparable_clause, _pieces(w))) for w in windows]
        wholes = [
            text if w.whole else comparable_clause(w.clause.text)
            for w, text in zip(windows, texts, strict=True)
        ]
        paths = [comparable_clause("".join((*w.clause.path, w.clause.heading))) for w in windows]
        titles = [comparable_clause(c.document.title or "") for c in candidates]
        return cls(
            texts,
            wholes,
            paths,
            titles,
            bags,
            *(held_words(terms, each) for each in (texts, wholes, paths, titles)),
        )


def _from_routes(candidates: Sequence[Candidate]) -> Columns:
    return {
        name: np.asarray([getattr(c, name) for c in candidates], np.float64)
        for name in _FROM_ROUTES
    }


def _words(terms: QuestionTerms, t: _Texts) -> Columns:
    """Return how much of the question stands word for word in a passage and around it."""
    weights = weights_of(terms)
    anywhere = t.held_whole | t.held_path | t.held_title
    parts = [_SENTENCE.split(text) for text in t.texts]
    firsts = np.cumsum([0, *map(len, parts[:-1])])
    sentences = held_words(terms, list(chain.from_iterable(parts))) @ weights
    wider = ["".join(of) for of in zip(t.wholes, t.paths, t.titles, strict=True)]
    return {
        "best_sentence": np.maximum.reduceat(sentences, firsts) / terms.total,
        "coverage": t.held @ weights / terms.total,
        "coverage_residual": weighted_mean(t.held, weights, ~t.held_title),
        "coverage_clause": t.held_whole @ weights / terms.total,
        "coverage_context": anywhere @ weights / terms.total,
        "coverage_title": t.held_title @ weights / terms.total,
        "coverage_path": t.held_path @ weights / terms.total,
        "rarest": _of_rarest(terms, t.held_whole),
        "bigrams": holding(terms.bigrams, t.texts).sum(1) / max(len(terms.bigrams), 1),
        "bigrams_context": holding(terms.bigrams, wider).sum(1) / max(len(terms.bigrams), 1),
    }


def _of_rarest(terms: QuestionTerms, held: Held) -> NDArray[Any]:
    """Return whether each text holds the rarest of the question's words."""
    if not terms.rarest:
        return np.zeros(len(held), np.bool_)
    found: NDArray[Any] = held[:, list(terms.weights).index(terms.rarest)]
    return found


def _nearness(terms: QuestionTerms, t: _Texts, vectors: WordVectors) -> Columns:
    """Return how near a passage comes to the question, in words of like meaning too."""
    weights = weights_of(terms)
    near = nearness(terms, t.bags, vectors)
    hardest, hardest_two = _hardest(terms, np.where(t.held_title | t.held_path, 1.0, near))
    return {
        "soft": weighted_mean(near, weights, np.ones_like(t.held)),
        "soft_residual": weighted_mean(near, weights, ~t.held_title),
        "hardest": hardest,
        "hardest_two": hardest_two,
        "bm25": bm25_rows(terms, t.bags, vectors.vocabulary),
    }


def _hardest(terms: QuestionTerms, near: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Return the nearness of the weighty word that is farthest, and the mean of the two farthest.

    A passage on another subject is near most words of a question and far from the one or two that
    name what it asks about.
    """
    heaviest = max(terms.weights.values(), default=0.0)
    weighty = [len(w) > 1 and weight >= 0.5 * heaviest for w, weight in terms.weights.items()]
    if not any(weighty):
        return np.ones(len(near)), np.ones(len(near))
    found = np.sort(near[:, np.asarray(weighty)], axis=1)
    return found[:, 0], found[:, :2].mean(axis=1)


def _wording(terms: QuestionTerms, t: _Texts) -> Columns:
    """Return what a passage's text looks like, beside the question's and by itself."""
    matches = np.asarray([kind_evidence(terms.question.kinds, text) for text in t.texts])
    defined = terms.definition
    return {
        "longest": np.asarray([longest_shared(terms.question.plain, text) for text in t.texts])
        / max(len(terms.question.plain), 1),
        "kind_match": matches,
        "kind_missing": (matches == 0.0) & bool(terms.question.kinds),
        "figures_shared": np.asarray([shared_figures(terms, text) for text in t.texts]),
        "quoted": holding(terms.question.quoted, t.texts).sum(1)
        / max(len(terms.question.quoted), 1),
        "defines": np.asarray(
            [defined is not None and bool(defined.search(text)) for text in t.texts]
        ),
        "log_length": np.log1p([len(text) for text in t.texts]),
    }


def _place(candidates: Sequence[Candidate]) -> Columns:
    """Return what kind of clause a passage is of, and where it stands in which Document."""
    clauses = [c.window.clause for c in candidates]
    documents = [c.document for c in candidates]
    opening = np.asarray([clause.position < _OPENING_CLAUSES for clause in clauses])
    return {
        **{name: np.asarray([c.kind is kind for c in clauses]) for name, kind in _KINDS.items()},
        "number_opening": opening & np.asarray([c.exact_number for c in candidates]),
        "position": np.asarray(
            [c.position / max(d.clause_count, 1) for c, d in zip(clauses, documents, strict=True)]
        ),
        "opening": opening,
        "repealed": np.asarray([d.status in (Status.REPEALED, Status.EXPIRED) for d in documents]),
        "depth": np.asarray([len(c.path) for c in clauses]),
    }


def _pieces(window: Window) -> list[str]:
    """Return a passage's text clause by clause; a table row's after the names of its columns."""
    clause = window.clause
    texts = [c.text for c in window.clauses] if window.whole else [window.text]
    return texts if clause.row is None else [" ".join(clause.row.beside(clause.text)), *texts]


# Not corpus.text.sentences: the ranker is fitted on these pieces of comparable text, which has no
# line breaks and whose quotes and brackets are cut as well.
_SENTENCE = re.compile(r"[。;!?]")
_OPENING_CLAUSES = 8  # title, number, salutation and the paragraph that says what is issued


_KINDS = {
    "is_heading": ClauseKind.HEADING,
    "is_title": ClauseKind.TITLE,
    "is_front": ClauseKind.FRONT,
    "is_signature": ClauseKind.SIGNATURE,
    "is_row": ClauseKind.ROW,
    "is_item": ClauseKind.ITEM,
}
