"""What a ranker sees of a question and its candidates: one row of figures an article.

Cosines differ in height from one embedding model to the next. What is kept of a route's scores is
therefore how they stand among the candidates of one question: in standard deviations, as a share
of the best, as a rank.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from rag.statutes.collection import Collection, Words
from rag.statutes.postings import Bags, Ids, Values, segment_max, segment_sum, spans
from rag.statutes.routes import ROUTES, Asked, Found
from rag.statutes.traits import TRAITS

__all__ = [
    "FEATURES",
    "FEATURE_GROUPS",
    "FORMS",
    "ROUTE_FEATURES",
    "agreement_rows",
    "route_rows",
    "trait_rows",
    "word_rows",
]

FORMS = ("z", "share", "rank")
"""What is kept of a route's scores: deviation, share of the best, logarithm of the rank."""
ROUTE_FEATURES = tuple(f"{form}_{route}" for form in FORMS for route in ROUTES)
FEATURE_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "routes": ROUTE_FEATURES,
        "coverage": (
            "coverage",
            "coverage_whole",
            "coverage_title",
            "rarest",
            "pair_share",
            "title_asked",
        ),
        "soft match": (
            "soft",
            "soft_whole",
            "soft_title",
            "soft_back",
            "hardest",
            "hardest_two",
            "rarest_soft",
        ),
        "sentences": ("sentence_cos", "sentence_soft", "sentence_coverage"),
        "first": ("z_first", "rank_first", "gap_first", "lead_first"),
        "neighbours": (
            "law_best",
            "law_mean",
            "law_count",
            "law_gap",
            "chapter_best",
            "chapter_count",
            "beside",
        ),
        "question": ("asked_words", "asked_idf"),
        "traits": TRAITS,
    }
)
"""Names of the figures by subject, for the ablation."""

FEATURES = tuple(name for group in FEATURE_GROUPS.values() for name in group)

_ALMOST = 0.99  # the most that another word than the question's own may count
_AGREEING = 50  # candidates among which a law's or a chapter's articles are counted
_LEAD = 10  # places over which it is measured how far the first candidate is ahead


def route_rows(found: Found, rows: Ids) -> Values:
    """Return float32 [len(rows), len(ROUTE_FEATURES)].

    :param rows: the candidates, numbers of articles; the figures compare them with each other.
    """
    picked = [found.scores[name][rows] for name in ROUTES]
    best = [max(float(found.scores[name].max()), 1e-6) for name in ROUTES]
    columns = (
        *(_standard(values) for values in picked),
        *(values / top for values, top in zip(picked, best, strict=True)),
        *(_log_rank(values) for values in picked),
    )
    return np.column_stack(columns).astype(np.float32)


def word_rows(asked: Asked, rows: Ids, collection: Collection) -> Values:
    """Return float32 [len(rows), figures] of coverage, soft match and sentences."""
    columns = (
        *_coverage_figures(asked, rows, collection),
        *_soft_figures(asked, rows, collection),
        *_sentence_figures(asked, rows, collection),
    )
    return np.column_stack(columns).astype(np.float32)


def trait_rows(asked: Asked, rows: Ids, words: Words) -> Values:
    """Return float32 [len(rows), figures] of the question alone and of each article alone."""
    columns = (
        np.full(len(rows), len(asked.words)),
        np.full(len(rows), asked.idf.sum() / max(len(asked.idf), 1)),
        *words.traits[rows].T,
    )
    return np.column_stack(columns).astype(np.float32)


def agreement_rows(first: Values, rows: Ids, words: Words) -> Values:
    """Return float32 [len(rows), figures] of a first scorer's scores and of the neighbours'.

    :param first: the scores, float32 [len(rows)].
    """
    base = _standard(first)
    lead = base.max() - np.sort(base)[::-1][min(_LEAD, len(base) - 1)]
    columns = (
        base,
        _log_rank(base),
        base - base.max(),
        np.full(len(rows), lead),
        *_neighbour_figures(base, rows, words),
    )
    return np.column_stack(columns).astype(np.float32)


def _standard(values: Values) -> Values:
    """Return values in standard deviations from their mean."""
    return np.asarray((values - values.mean()) / (values.std() + 1e-6), np.float32)


def _log_rank(values: Values) -> Values:
    """Return 0 for the best and -ln(1 + r) for the one that r others precede."""
    rank = np.empty(len(values), np.float32)
    rank[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return -np.log1p(rank)


def _coverage_figures(asked: Asked, rows: Ids, collection: Collection) -> list[Values]:
    if not len(asked.words):
        return [np.zeros(len(rows), np.float32)] * len(FEATURE_GROUPS["coverage"])
    bags = collection.words.bags
    text, whole, title = (bags[name].take(rows) for name in ("text", "whole", "title"))
    pairs = bags["pairs"].take(rows)
    idf = collection.words.postings["whole"].idf
    rarest = asked.words[asked.idf.argmax() :][:1]
    title_mass = np.maximum(segment_sum(idf[title.ids], title.starts), np.float32(1e-6))
    return [
        _covered(text, asked.words, asked.weights),
        _covered(whole, asked.words, asked.weights),
        _covered(title, asked.words, asked.weights),
        segment_sum(np.isin(whole.ids, rarest).astype(np.float32), whole.starts),
        segment_sum(np.isin(pairs.ids, asked.pairs).astype(np.float32), pairs.starts)
        / np.float32(max(len(asked.pairs), 1)),
        segment_sum(np.isin(title.ids, asked.words) * idf[title.ids], title.starts) / title_mass,
    ]


def _covered(bags: Bags, words: Ids, weights: Values) -> Values:
    """Return the weight of the words that stand in each text."""
    if not len(words):
        return np.zeros(len(bags), np.float32)
    order = np.argsort(words)
    place = np.searchsorted(words, bags.ids, sorter=order).clip(max=len(words) - 1)
    here = order[place]
    return segment_sum(np.where(words[here] == bags.ids, weights[here], 0), bags.starts)


def _soft_figures(asked: Asked, rows: Ids, collection: Collection) -> list[Values]:
    """Return how near the question's words are to the articles', and the other way round."""
    if not len(asked.words):
        return [np.zeros(len(rows), np.float32)] * len(FEATURE_GROUPS["soft match"])
    bags, vectors = collection.words.bags, collection.meanings.words
    idf = collection.words.postings["whole"].idf
    text, whole, title = (bags[name].take(rows) for name in ("text", "whole", "title"))
    near_text, back = _nearness(asked, text, vectors)
    near_whole, _ = _nearness(asked, whole, vectors)
    near_title, _ = _nearness(asked, title, vectors)
    heavy = np.flatnonzero(asked.idf >= 0.5 * asked.idf.max())
    hard = np.sort(near_whole[heavy], axis=0)
    mass = np.maximum(segment_sum(idf[text.ids], text.starts), 1e-6)
    return [
        asked.weights @ near_text,
        asked.weights @ near_whole,
        asked.weights @ near_title,
        segment_sum(back * idf[text.ids], text.starts) / mass,
        hard[0],
        hard[:2].mean(axis=0),
        near_whole[asked.idf.argmax()],
    ]


def _sentence_figures(asked: Asked, rows: Ids, collection: Collection) -> list[Values]:
    """Return how near the best sentence is: by its vector, its words, its words' meanings."""
    starts = collection.words.sentences
    places, inside = spans(starts, rows)
    bags = collection.words.bags["sentences"].take(places)
    cosines = collection.meanings.sentences[places] @ asked.vector
    near, _ = _nearness(asked, bags, collection.meanings.words)
    each = np.stack((cosines, asked.weights @ near, _covered(bags, asked.words, asked.weights)))
    best = segment_max(each, inside)
    return [_standard(best[0]), best[1], best[2]]


def _nearness(asked: Asked, bags: Bags, vectors: Values) -> tuple[Values, Values]:
    """Return [question words, texts], each word's cosine with the nearest of a text's words.

    Beside it [words of the texts], each one's cosine with the nearest of the question's.
    """
    ids, places = np.unique(bags.ids, return_inverse=True)
    cosines = np.clip(vectors[asked.words] @ vectors[ids].T, 0, _ALMOST)
    cosines[asked.words[:, None] == ids[None, :]] = 1.0
    nearest = cosines.max(axis=0, initial=0)[places]
    return segment_max(cosines[:, places], bags.starts), nearest


def _neighbour_figures(base: Values, rows: Ids, words: Words) -> list[Values]:
    """Return what the other articles of the same law, of the same chapter and next to it score."""
    best = np.argsort(-base, kind="stable")[:_AGREEING]
    law_best, law_mean, law_count = _others(base, words.law[rows], best)
    chapter_best, _, chapter_count = _others(base, words.chapter[rows], best)
    return [
        law_best,
        law_mean,
        law_count,
        base - law_best,
        chapter_best,
        chapter_count,
        _beside(base, rows),
    ]


def _beside(base: Values, rows: Ids) -> Values:
    """Return the best score among the two articles before and the two after each."""
    order = np.argsort(rows)
    best = np.full(len(rows), base.min(initial=0), np.float32)
    for step in (-2, -1, 1, 2):
        place = np.searchsorted(rows, rows + step, sorter=order).clip(max=len(rows) - 1)
        there = order[place]
        best = np.where(rows[there] == rows + step, np.maximum(best, base[there]), best)
    return best


def _others(base: Values, groups: Ids, best: Ids) -> tuple[Values, Values, Values]:
    """Return of each candidate's group: the best other score, the mean of three, and how many.

    :param best: the candidates that are counted; their number is ln(1 + count).
    """
    _, group = np.unique(groups, return_inverse=True)
    order = np.lexsort((-base, group))
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    floor = base.min(initial=0)
    padded = np.append(base[order], np.full(2, floor, np.float32))
    first, second, third = (
        np.where(sizes > place, padded[starts + place], floor) for place in range(3)
    )
    leads = order[starts][group] == np.arange(len(base))
    count = np.bincount(group[best], minlength=len(sizes))
    return (
        np.where(leads, second[group], first[group]),
        ((first + second + third) / 3)[group],
        np.log1p(count)[group],
    )
