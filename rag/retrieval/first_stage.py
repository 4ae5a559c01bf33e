"""Which of the clauses found are worth reading: figures of their words, none of them read.

The routes find some two hundred clauses. What ranks passages reads their texts, and to do so for
sixty took longer than both searches. Here every clause found is weighed by what is at hand without
its text: its words and its neighbours' by number, its vector, what the routes said of it, and its
Document's title.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.model import Status
from index.engine import SearchView
from index.model import StoredDocument
from index.tokens import tokens
from rag.passages.windows import comparable_clause
from rag.retrieval.document_priors import TRAITS
from rag.retrieval.query_terms import (
    QuestionTerms,
    bm25,
    held_words,
    nearness,
    weighted_mean,
    weights_of,
)
from rag.retrieval.search_budget import Effort, Scale
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = ["MEANING", "WORDS", "Found", "figures", "first_stage", "meanings"]

WORDS: tuple[str, ...] = (
    "fused", "lexical", "lexical_rank", "dense_rank", "cosine", "coverage", "coverage_residual",
    "coverage_title", "coverage_context", "coverage_around", "bm25", "bm25_around",
    "exact_number", "exact_title", "exact_address", "document_score", "defines", "log_length",
    "repealed", *TRAITS,
)  # fmt: skip
"""Figures that all clauses are weighed by; those that lead get ``MEANING`` besides."""
MEANING: tuple[str, ...] = ("soft", "soft_residual")

Values = NDArray[np.float64]
Keys = NDArray[np.int64]
# Clauses beside a short one that may stand in one passage with it, nearest first, and how many
# words they may have together.
_BESIDE = (1, 2, -1, 3, -2)
_AROUND = 110
# Words that follow a term where a sentence says what it is.
_IS = ("是", "是指", "指", "即", "系", "系指", "包括")


@dataclass(frozen=True, slots=True)
class Found:
    """What the routes say of the clauses they found.

    :param documents: of all clauses, each once; ``owners`` int64 [clauses], each one's among them.
    :param routes: an array as long as ``keys`` for each of ``fused``; ``lexical``, BM25 as a share
        of the best; ``lexical_rank`` and ``dense_rank``, 1 / rank, 0 where a route did not find
        the clause; ``cosine`` with the question; ``exact_number``, ``exact_title`` and
        ``exact_address``.
    :param traits: float32 [documents, len(TRAITS)].
    """

    keys: Keys
    documents: Sequence[StoredDocument]
    owners: NDArray[np.intp]
    routes: Mapping[str, NDArray[Any]]
    traits: NDArray[np.float32]


def first_stage(
    terms: QuestionTerms,
    found: Found,
    snapshot: SearchView,
    vectors: WordVectors,
    effort: Effort,
    scale: Scale,
) -> dict[int, float]:
    """Return the keys of the clauses to be read with their scores, best first.

    At most ``effort.read``.
    """
    rows, in_title = figures(terms, found, snapshot)
    first, second = _weights(scale)
    leading = np.argsort(-(rows @ first), kind="stable")[: effort.compared]
    keys = found.keys[leading]
    meant = meanings(terms, keys, in_title[leading], snapshot, vectors)
    scores = np.concatenate((rows[leading], meant), axis=1) @ second
    best = np.argsort(-scores, kind="stable")[: effort.read]
    return dict(zip(keys[best].tolist(), scores[best].tolist(), strict=True))


def figures(
    terms: QuestionTerms, found: Found, snapshot: SearchView
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return float32 [clauses, len(WORDS)], and bool [clauses, words]: what the title holds."""
    weights = weights_of(terms)
    titles = [comparable_clause(d.title or "") for d in found.documents]
    over = [d.status in (Status.REPEALED, Status.EXPIRED) for d in found.documents]
    in_title = held_words(terms, titles)[found.owners]
    columns = {
        **found.routes,
        **_words(terms, found.keys, in_title, snapshot),
        "coverage_title": in_title @ weights / terms.total,
        "defines": _defines(terms, found.keys, snapshot),
        "document_score": _shares(found.owners, found.routes["fused"]),
        "repealed": np.asarray(over)[found.owners],
        **dict(zip(TRAITS, found.traits[found.owners].T, strict=True)),
    }
    return np.stack([columns[name] for name in WORDS], axis=1).astype(np.float32), in_title


def meanings(
    terms: QuestionTerms,
    keys: Keys,
    in_title: NDArray[np.bool_],
    snapshot: SearchView,
    vectors: WordVectors,
) -> NDArray[np.float32]:
    """Return float32 [clauses, len(MEANING)]: nearness of the words, and of those left to say."""
    weights = weights_of(terms)
    numbers, lengths = snapshot.joined_token_ids(keys)
    near = nearness(terms, Bags(numbers.astype(np.int64), lengths), vectors)
    columns = (
        weighted_mean(near, weights, np.ones_like(in_title)),
        weighted_mean(near, weights, ~in_title),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _words(
    terms: QuestionTerms, keys: Keys, in_title: NDArray[np.bool_], snapshot: SearchView
) -> dict[str, Values]:
    """Return how many of the question's words are a clause's own, or of those beside it too."""
    weights = weights_of(terms)
    beside = keys[:, None] + np.asarray((0, *_BESIDE))
    owners = snapshot.document_places(beside.ravel()).reshape(beside.shape)
    there = (owners == owners[:, :1]) & (owners >= 0)
    lengths = np.full(beside.shape, _AROUND + 1)
    lengths[there] = snapshot.token_counts(beside[there])
    joined = _joined(lengths)
    unique, inverse = np.unique(beside[joined], return_inverse=True)
    counts = _counted(terms, unique, snapshot)[inverse]
    sizes = joined.sum(1)
    firsts = np.cumsum(sizes) - sizes  # of each row of joined, its own clause comes first
    own, own_lengths = counts[firsts], lengths[:, 0]
    around = np.add.reduceat(counts, firsts, axis=0)
    around_lengths = (lengths * joined).sum(1)
    held = own > 0
    return {
        "coverage": held @ weights / terms.total,
        "coverage_residual": weighted_mean(held, weights, ~in_title),
        "coverage_context": (held | in_title) @ weights / terms.total,
        "coverage_around": ((around > 0) | in_title) @ weights / terms.total,
        "bm25": bm25(terms, own, own_lengths),
        "bm25_around": bm25(terms, around, around_lengths),
        "log_length": np.log1p(own_lengths),
    }


def _defines(terms: QuestionTerms, keys: Keys, snapshot: SearchView) -> NDArray[np.bool_]:
    """Return whether a clause has a term asked about followed by 是指 or the like."""
    known = snapshot.vocabulary_ids
    last = [words[-1] for words in map(tokens, terms.question.defined) if words]
    ends = [known[word] for word in last if word in known]
    found = np.zeros(len(keys), np.bool_)
    if ends:
        numbers, lengths = snapshot.joined_token_ids(keys)
        verbs = [known[word] for word in _IS if word in known]
        owners = np.repeat(np.arange(len(keys)), lengths)
        at = np.isin(numbers[:-1], ends) & np.isin(numbers[1:], verbs)
        found[owners[:-1][at & (owners[:-1] == owners[1:])]] = True
    return found


def _joined(lengths: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which clauses stand in one passage: the first, and those beside it while they fit.

    :param lengths: int64 [clauses, 1 + beside]: words of a clause, then of those beside it.
    """
    joined = np.zeros(lengths.shape, np.bool_)
    joined[:, 0] = True
    total = lengths[:, 0].copy()
    # Where one does not fit, none beyond it does: a passage is one piece.
    open_ = {1: total < _AROUND, -1: total < _AROUND}
    for at, step in enumerate(_BESIDE, start=1):
        side = 1 if step > 0 else -1
        open_[side] = open_[side] & (total + lengths[:, at] <= _AROUND)
        joined[:, at] = open_[side]
        total += np.where(open_[side], lengths[:, at], 0)
    return joined


def _counted(terms: QuestionTerms, keys: Keys, snapshot: SearchView) -> NDArray[np.int64]:
    """Return int64 [clauses, words]: how often each word of the question stands in each."""
    numbers, lengths = snapshot.joined_token_ids(keys)
    known = snapshot.vocabulary_ids
    places = np.full(len(known) + 1, -1, np.int16)
    for place, word in enumerate(terms.forms.tokens):
        places[known.get(word, -1)] = place
    places[-1] = -1
    found = places[numbers]
    hits = np.flatnonzero(found >= 0)
    owners = np.searchsorted(np.cumsum(lengths), hits, side="right")
    shape = (len(lengths), len(terms.forms.tokens))
    flat = np.bincount(owners * shape[1] + found[hits], minlength=shape[0] * shape[1])
    return terms.forms.of_words(flat.reshape(shape))


def _shares(documents: NDArray[np.intp], fused: Values) -> Values:
    """Return each clause's Document's share of all fused scores."""
    scores = np.bincount(documents, weights=fused)
    return np.asarray(scores[documents] / (scores.sum() or 1.0))


@cache
def _weights(scale: Scale) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the weights of ``WORDS``, and those of ``WORDS`` with ``MEANING``."""
    text = files("rag.retrieval").joinpath("first_stage.json").read_text(encoding="utf-8")
    content = json.loads(text)[scale]
    first = [content["words"].get(name, 0.0) for name in WORDS]
    second = [content["meaning"].get(name, 0.0) for name in (*WORDS, *MEANING)]
    return np.asarray(first, np.float32), np.asarray(second, np.float32)
