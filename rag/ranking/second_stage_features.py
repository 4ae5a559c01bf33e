"""Figures of the passages that lead: what takes too long to be asked of every passage.

The figure a question asks for, the stretch of words that comes nearest to it, and whether the
Document is of the place asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from corpus.text.places import short_name
from index.model import StoredDocument
from rag.passages.windows import comparable_text
from rag.query.answer_fit import figure_match
from rag.retrieval.candidates import Candidate
from rag.retrieval.query_terms import QuestionTerms, held_words, weights_of
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = ["LEADING_FEATURES", "leading_rows"]

LEADING_FEATURES: tuple[str, ...] = ("figure_fit", "stretch", "place_asked", "place_other")

# Words of a stretch, about a sentence's, in steps of so many.
_STEP, _STEPS = 4, 5
_PROVINCE = re.compile(r"(?:省|自治区)$")

Values = NDArray[np.float64]


def leading_rows(
    terms: QuestionTerms,
    candidates: Sequence[Candidate],
    bags: Bags,
    vectors: WordVectors,
    regions: Collection[str],
) -> NDArray[np.float32]:
    """Return float32 [len(candidates), len(LEADING_FEATURES)].

    :param bags: the candidates' words.
    :param regions: those of the Store that the question names.
    """
    documents = [c.document for c in candidates]
    asked, other = _places(regions, documents)
    columns = (
        _figures(terms, [comparable_text(c.window) for c in candidates]),
        _stretches(terms, documents, bags, vectors),
        asked,
        other,
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _figures(terms: QuestionTerms, texts: Sequence[str]) -> Values:
    """Return how well the best figure of each text fits what is asked; 0 when none is asked.

    :param texts: in comparable form.
    """
    asked = terms.question.expected
    if not asked.figure_asked:
        return np.zeros(len(texts))
    return np.asarray([figure_match(asked, text) for text in texts], np.float64)


def _stretches(
    terms: QuestionTerms, documents: Sequence[StoredDocument], bags: Bags, vectors: WordVectors
) -> Values:
    """Return how near the best stretch of each text comes to the words its title leaves to say."""
    found = np.zeros(len(documents))
    filled = np.flatnonzero(bags.lengths)
    if not terms.weights or not len(filled):
        return found
    cosines = np.clip(vectors.cosines(bags.numbers, terms.forms.tokens), 0.0, 1.0)
    ends = np.cumsum(bags.lengths)[filled]
    steps = [
        np.arange(end - n, end, _STEP) for end, n in zip(ends, bags.lengths[filled], strict=True)
    ]
    counts = np.asarray([len(each) for each in steps])
    owners = np.repeat(np.arange(len(filled)), counts)
    near = np.maximum.reduceat(cosines, np.concatenate(steps), axis=0)
    stretch = near.copy()
    for ahead in range(1, min(_STEPS, len(near))):
        same = owners[ahead:] == owners[:-ahead]
        np.maximum(stretch[:-ahead], near[ahead:], out=stretch[:-ahead], where=same[:, None])
    stretch = terms.forms.of_words(stretch)
    titles = [comparable(documents[i].title or "") for i in filled.tolist()]
    left = ~held_words(terms, titles) * weights_of(terms)
    totals = left.sum(1)
    sums = np.einsum("ij,ij->i", stretch, left[owners])
    best = np.maximum.reduceat(sums, np.cumsum(counts) - counts)
    np.divide(best, totals, out=best, where=totals > 0)
    found[filled] = best
    return found


def _places(named: Collection[str], documents: Sequence[StoredDocument]) -> tuple[Values, Values]:
    """Return whether each Document is of a place asked about, and whether it is of another.

    A province's Document is of no other place when a question names a city: it may lie there.

    :param named: the regions of the Store that the question names.
    """
    if not named:
        return np.zeros(len(documents)), np.zeros(len(documents))
    provinces = any(_PROVINCE.search(region) for region in named)
    names = [comparable(short_name(region)) for region in named]
    own = [_is_of(document, names) for document in documents]
    other = [
        not of and bool(d.region) and (provinces or not _PROVINCE.search(d.region or ""))
        for of, d in zip(own, documents, strict=True)
    ]
    return np.asarray(own, np.float64), np.asarray(other, np.float64)


def _is_of(document: StoredDocument, names: Collection[str]) -> bool:
    said = comparable(f"{document.region or ''} {document.title or ''}")
    return any(name in said for name in names)
