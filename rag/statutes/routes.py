"""Scores of every article for one question: its words by field, its meaning, feedback of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus.normalize import normalize
from index.tokens import content_tokens
from rag.statutes.collection import Collection, pairs_of
from rag.statutes.postings import Bags, Ids, Values

__all__ = ["ROUTES", "Asked", "Found", "asked", "find", "top"]

_WORDS = ("text", "title", "path", "whole")
_MEANINGS = ("cos", "cos_law", "cos_chapter")
ROUTES = (*_WORDS, "pairs", "near", *_MEANINGS, "fed", "rm3")
"""BM25 of the question's words in each field and in all of them, of its character pairs, and of
the words nearest to its own; cosines with the article, its law's title, its headings; with the
question moved towards the best articles (``fed``), and BM25 of their words (``rm3``)."""

BASE_WEIGHT = 0.1
"""What a question's best BM25 counts against a cosine of 1, where candidates are chosen."""
# Articles taken as good, how steeply their weight falls with their score, and their share in the
# question's vector: Rocchio 1971. Words taken of them: Lavrenko and Croft 2001.
_FEEDBACK, _STEEP, _SHARE, _FEEDBACK_WORDS = 10, 10.0, 0.5, 30
# Words like one of the question's own: how many at most, and from which cosine on.
_NEAREST, _NEAR = 6, 0.45


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in the numbers of a collection.

    :param words: its words that the collection knows, each once; ``pairs`` its character pairs.
    :param idf: of its words; ``weights`` the same, adding up to 1.
    :param vector: its unit vector.
    """

    words: Ids
    idf: Values
    weights: Values
    pairs: Ids
    vector: Values


@dataclass(frozen=True, slots=True)
class Found:
    """What the routes say of every article.

    :param scores: float32 [articles] by route.
    :param base: cosine with some BM25, by which candidates are chosen.
    """

    scores: Mapping[str, Values]
    base: Values


def asked(question: str, vector: Values, collection: Collection) -> Asked:
    """Return a question as the collection's words and its vector."""
    words = collection.words
    known = [words.vocabulary[w] for w in content_tokens(question) if w in words.vocabulary]
    ids = np.array(known, np.int64)
    idf = words.postings["whole"].idf[ids]
    pairs = dict.fromkeys(pairs_of(normalize(question)))
    return Asked(
        words=ids,
        idf=idf,
        weights=idf / max(float(idf.sum()), 1e-6),
        pairs=np.array(
            [words.pair_vocabulary[p] for p in pairs if p in words.pair_vocabulary], np.int64
        ),
        vector=vector,
    )


def find(question: Asked, collection: Collection) -> Found:
    """Ask every route."""
    words, meanings = collection.words, collection.meanings
    own = np.ones(len(question.words), np.float32)
    scores = {name: words.postings[name].scores(question.words, own) for name in _WORDS}
    scores["pairs"] = words.postings["pairs"].scores(
        question.pairs, np.ones(len(question.pairs), np.float32)
    )
    scores["near"] = words.postings["whole"].scores(*_nearest(question, meanings.words))
    scores["cos"] = meanings.articles @ question.vector
    scores["cos_law"] = (meanings.laws @ question.vector)[words.law]
    scores["cos_chapter"] = (meanings.chapters @ question.vector)[words.chapter]
    most = max(float(scores["whole"].max()), 1e-6)
    base = scores["cos"] + np.float32(BASE_WEIGHT / most) * scores["whole"]
    best = top(base, _FEEDBACK)
    good = np.exp((base[best] - base[best[0]]) * _STEEP)
    good = (good / good.sum()).astype(np.float32)
    moved = (1 - _SHARE) * question.vector + _SHARE * (good @ meanings.articles[best])
    scores["fed"] = meanings.articles @ moved.astype(np.float32)
    postings = words.postings["whole"]
    likely = _likely(words.bags["whole"].take(best), good, postings.idf)
    scores["rm3"] = postings.scores(*likely)
    return Found(scores, base)


def top(scores: Values, count: int) -> Ids:
    """Return the numbers of the ``count`` best, best first; ties by lower number."""
    count = min(count, len(scores))
    part = np.sort(np.argpartition(-scores, count - 1)[:count])
    return np.asarray(part[np.argsort(-scores[part], kind="stable")])


def _nearest(question: Asked, vectors: Values) -> tuple[Ids, Values]:
    """Return the words nearest to the question's own by meaning, with their cosines."""
    count = min(_NEAREST, len(vectors))
    cosines = vectors[question.words] @ vectors.T
    cosines[:, question.words] = 0
    places = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
    values = np.take_along_axis(cosines, places, axis=1)
    kept = values > _NEAR
    return places[kept], values[kept]


def _likely(bags: Bags, weights: Values, idf: Values) -> tuple[Ids, Values]:
    """Return the words that good articles are made of, with their shares."""
    each = np.repeat(weights / np.maximum(bags.lengths, 1), np.diff(bags.starts)) * bags.counts
    ids, places = np.unique(bags.ids, return_inverse=True)
    total = np.bincount(places, weights=each).astype(np.float32)
    best = top(total * idf[ids], _FEEDBACK_WORDS)
    return ids[best], total[best] / total[best].sum()
