"""How sure it is that the evidence answers the question, 0 to 1.

Most questions that the documents do not answer are near misses: the subject is there, but the
figure, the name, the year or the place asked for is not. So the confidence looks at the sentences
that would be shown, and whether they hold the kind of answer asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from corpus.text.places import short_name
from index.tokens import tokens
from rag.answer.logistic import fitted
from rag.answer.sentence_scoring import ScoredSentence
from rag.model import FoundBy
from rag.passages.evidence import Evidence
from rag.query.answer_fit import figure_form, figure_match, holder_named
from rag.query.entities import regions_named, years_in
from rag.query.expected_answer import ExpectedAnswer
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms, nearness
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors

__all__ = [
    "CONFIDENCE_FEATURES",
    "NATIONAL",
    "Doubt",
    "confidence_of",
    "doubts_of",
    "foreign_documents",
    "threshold",
]

NATIONAL = "国家"
"""The place of what the whole country is governed by."""

CONFIDENCE_FEATURES: Mapping[str, int] = {
    "score": 1,
    "margin": 1,
    "passage_share": 1,
    "exact": 1,
    "strange": -1,
    "figure_asked": -1,
    "figure_fit": 1,
    "figure_fit_any": 1,
    "figure_fit_mean": 1,
    "place_elsewhere": -1,
    "place_unknown": -1,
    "holder_missing": -1,
    "names_asked": -1,
    "year_other": -1,
    "year_missing": -1,
}
"""What the confidence rests on, and whether it speaks for (1) or against (-1) an answer: a fit may
not turn that round."""
# Sentences looked at, and those of them that are surely shown.
_SENTENCES = 8
_SHOWN = 3
_NEAREST = 4
# What a paraphrase may leave strange: nine in ten answerable questions stay below.
_PARAPHRASE = 0.25


def threshold() -> float:
    """Return the confidence below which the answer is an abstention."""
    return fitted("confidence").thresholds["threshold"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against the evidence answering the question.

    :param features: by the names of ``CONFIDENCE_FEATURES``.
    :param asked: the figure the question asks for.
    :param places: places the question names that the evidence does not.
    :param years: years the question names that the evidence does not.
    :param other_years: years the best sentence speaks of instead.
    """

    features: Mapping[str, float]
    asked: ExpectedAnswer
    places: tuple[str, ...]
    years: tuple[str, ...]
    other_years: tuple[str, ...]


def confidence_of(doubt: Doubt | None) -> float:
    """Return a calibrated probability: a logistic regression over ``CONFIDENCE_FEATURES``."""
    if doubt is None:
        return 0.0
    return fitted("confidence").probability(doubt.features)


def doubts_of(
    evidence: Sequence[Evidence],
    terms: QuestionTerms,
    vectors: WordVectors,
    scored: Sequence[ScoredSentence],
) -> Doubt | None:
    """Return what the confidence rests on; ``None`` when there is nothing to look at.

    :param evidence: passages, best first.
    :param scored: their sentences, best first.
    """
    if not evidence or not scored:
        return None
    question = terms.question
    asked = question.expected
    looks = [_Look.at(item) for item in scored[:_SENTENCES]]
    places = _missing_places(question.places, looks)
    # The year at which documents are judged need not stand in them.
    wanted = question.years - {(question.as_of or "")[:4]}
    here = years_in(looks[0].text)
    seen = years_in("\n".join(look.around for look in looks))
    shares = _shares(scored)
    features = {
        **_standing(evidence),
        "strange": _strange(terms, vectors, looks[:_NEAREST]),
        "passage_share": _passage_share(scored, shares),
        **_figures(_figure_of_all(question), looks, shares),
        "place_elsewhere": float(places.elsewhere),
        "place_unknown": places.everywhere,
        "holder_missing": _holder_missing(asked, looks),
        "names_asked": float(asked.names),
        "year_other": float(bool(wanted and here and not wanted & here)),
        "year_missing": float(not wanted <= seen),
    }
    return Doubt(
        features,
        asked,
        places.names,
        tuple(sorted(wanted - seen if not wanted <= seen else wanted - here)),
        tuple(sorted(here - wanted)),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """A sentence as the confidence sees it, in comparable form.

    :param figures: the sentence in the form in which figures are read.
    :param around: what its Document says of itself: title, issuer, place and date; the headings;
        and the passage.
    :param placed: whether the Document is of a place smaller than the country.
    """

    text: str
    figures: str
    around: str
    placed: bool

    @classmethod
    def at(cls, item: ScoredSentence) -> _Look:
        evidence = item.sentence.evidence
        record = evidence.hit.document
        named = (record.title, record.issuer, record.region, *evidence.hit.path)
        document = comparable(" ".join(part for part in named if part))
        passage = comparable(f"{evidence.readable} {record.date or ''}")
        around = f"{document}\n{passage}"
        placed = record.region not in (None, NATIONAL)
        shown = item.sentence.shown
        return cls(comparable(shown), figure_form(shown), around, placed)


def _shares(scored: Sequence[ScoredSentence]) -> NDArray[np.float64]:
    """Return each sentence's share of all: the softmax of their scores."""
    weights = np.exp(np.asarray([item.score - scored[0].score for item in scored]))
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def _passage_share(scored: Sequence[ScoredSentence], shares: NDArray[np.float64]) -> float:
    """Return the share of the passage whose sentences have most of all."""
    totals: dict[int, float] = {}
    for item, share in zip(scored, shares, strict=True):
        number = item.sentence.evidence.number
        totals[number] = totals.get(number, 0.0) + float(share)
    return max(totals.values())


def _strange(terms: QuestionTerms, vectors: WordVectors, looks: Sequence[_Look]) -> float:
    """Return how much of the question is words that no document holds and no evidence is near.

    A paraphrase leaves some; past what it leaves, the question is of another subject. An English
    question shares no word with a Chinese text whatever its subject, so Latin words do not count.
    """
    strange = [w for w in terms.unknown if len(w) > 1 and not w.isascii()]
    if not strange:
        return 0.0
    near = nearness(
        terms, Bags.of([tokens(look.around) for look in looks], vectors.vocabulary), vectors
    ).max(axis=0)
    places = {word: i for i, word in enumerate(terms.weights)}
    far = sum(terms.weights[w] * (1.0 - float(near[places[w]])) for w in strange)
    return max(0.0, far / terms.total - _PARAPHRASE)


def _standing(evidence: Sequence[Evidence]) -> dict[str, float]:
    scores = [item.hit.score for item in evidence]
    named = evidence[0].hit.found_by & {FoundBy.NUMBER, FoundBy.ADDRESS}
    return {
        "score": scores[0],
        "margin": scores[0] - scores[min(3, len(scores) - 1)],
        "exact": float(bool(named)),
    }


def _figure_of_all(question: Question) -> ExpectedAnswer:
    """Return the answer expected, without a figure where one of several questions asks for none."""
    if question.compares or all(part.expected.figure_asked for part in question.parts):
        return question.expected
    return replace(question.expected, figures=frozenset(), phone=False)


def _figures(
    asked: ExpectedAnswer, looks: Sequence[_Look], shares: NDArray[np.float64]
) -> dict[str, float]:
    """Return how well figures fit: the best sentence's, the best of those shown, and the mean."""
    if not asked.figure_asked:
        return {
            "figure_asked": 0.0,
            "figure_fit": 1.0,
            "figure_fit_any": 1.0,
            "figure_fit_mean": 1.0,
        }
    fits = [figure_match(asked, look.figures) for look in looks]
    weights = shares[: len(fits)]
    return {
        "figure_asked": 1.0,
        "figure_fit": fits[0],
        "figure_fit_any": max(fits[:_SHOWN]),
        "figure_fit_mean": float(weights @ fits / weights.sum()),
    }


@dataclass(frozen=True, slots=True)
class _MissingPlaces:
    """How far the evidence is from the question's places.

    :param elsewhere: whether the best sentence is of another place, and its passage names none.
    :param everywhere: the share of them that no sentence's surroundings name: ``names``.
    """

    elsewhere: bool
    everywhere: float
    names: tuple[str, ...]


def _missing_places(places: Sequence[str], looks: Sequence[_Look]) -> _MissingPlaces:
    if not places:
        return _MissingPlaces(False, 0.0, ())
    missing = [
        [name for name in places if name not in look.around and short_name(name) not in look.around]
        for look in looks
    ]
    nowhere = tuple(name for name in places if all(name in names for names in missing))
    # What is of no place may be of the one asked about.
    elsewhere = looks[0].placed and len(missing[0]) == len(places)
    return _MissingPlaces(elsewhere, len(nowhere) / len(places), nowhere)


def _holder_missing(asked: ExpectedAnswer, looks: Sequence[_Look]) -> float:
    """Return 1 when the holder of an office is asked for and no sentence shown names one."""
    if not asked.office:
        return 0.0
    return float(not any(holder_named(asked.office, look.text) for look in looks[:_SHOWN]))


def foreign_documents(question: Question, evidence: Sequence[Evidence]) -> frozenset[str]:
    """Return the ids of the Documents whose rules are not those of the place asked about.

    None is when no passage is of that place: then another place's is all there is to show. What
    is of the whole country holds everywhere, and so does what comes from above: a place that the
    asked place's own documents name. What is of no known place may hold there when it names it. A
    comparison may be of two places.
    """
    if question.compares:
        return frozenset()
    placed = [item for item in evidence if item.hit.document.region not in (None, NATIONAL)]
    regions = {item.hit.document.region or "" for item in placed}
    asked = regions_named(question.plain, question.places, regions)
    if not asked:
        return frozenset()
    home = {item.source for item in placed if item.hit.document.region in asked}
    others = [
        item
        for item in placed
        if item.hit.document.region not in asked
        and not any(short_name(item.hit.document.region or "") in source for source in home)
    ]
    unplaced = [
        item
        for item in evidence
        if item.hit.document.region is None and not any(short_name(r) in item.source for r in asked)
    ]
    return frozenset(item.hit.document.id for item in (*others, *unplaced))
