"""How well each sentence of the evidence answers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable
from index.tokens import tokens
from rag.answer.candidate_sentences import ENDS, HEADING, NUMBERED, Sentence, quotable, sentences_of
from rag.passages.evidence import Evidence
from rag.query.answer_fit import figure_form, figure_match, kind_evidence
from rag.query.expected_answer import AnswerKind
from rag.retrieval.query_terms import (
    Held,
    QuestionTerms,
    bm25_rows,
    held_words,
    longest_shared,
    nearness,
    pairs,
    shared_figures,
    weighted_mean,
    weights_of,
)
from rag.retrieval.search_budget import Scale
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import Vocabulary, WordVectors

__all__ = [
    "SENTENCE_FEATURES",
    "ScoredSentence",
    "in_words_of",
    "scored_sentences",
    "sentence_rows",
]

SENTENCE_FEATURES: tuple[str, ...] = (
    "behind",
    "rank",
    "coverage",
    "residual",
    "context",
    "before",
    "pairs",
    "longest",
    "kind",
    "kind_missing",
    "bm25",
    "soft",
    "soft_residual",
    "figures",
    "quoted",
    "defines",
    "log_length",
    "first",
    "heading_like",
    "row",
    "dense",
    "dense_context",
    "note",
    "note_who",
    "figure_fit",
    "figure_missing",
    "lead_in",
    "before_adds",
)
_BEFORE = 60  # characters that count of the sentence before, which a sentence leans on
_FITS = 0.5
_RESPONSIBLE = re.compile(r"^[(（].{0,80}(?:负责|牵头|责任|配合)|(?:责任|牵头)(?:单位|部门)")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,16}.\d{4}.第?\d{1,5}号")


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its score and what the score rests on, in SENTENCE_FEATURES' order."""

    score: float
    sentence: Sentence
    row: tuple[float, ...]


def scored_sentences(
    evidence: Sequence[Evidence], terms: QuestionTerms, vectors: WordVectors
) -> list[ScoredSentence]:
    """Return the sentences of passages with their scores, best first."""
    sentences = sentences_of(evidence)
    if not sentences:
        return []
    weights = np.asarray([_weights(terms.scale).get(name, 0.0) for name in SENTENCE_FEATURES])
    rows = sentence_rows(sentences, terms, vectors)
    scores = rows @ weights
    return [
        ScoredSentence(float(scores[i]), sentences[i], tuple(map(float, rows[i])))
        for i in np.argsort(-scores, kind="stable")
        if quotable(sentences[i], terms.question.kinds) and not _repeats(sentences[i], terms)
    ]


def _repeats(sentence: Sentence, terms: QuestionTerms) -> bool:
    """Return whether a sentence says nothing that the question does not say itself.

    The number or the title by which a document is asked for is no answer, nor is another number.
    """
    plain = _comparable(sentence.shown).rstrip(ENDS)
    if plain in terms.question.plain:
        return True
    return bool(_DOCUMENT_NUMBER.fullmatch(plain) and _DOCUMENT_NUMBER.search(terms.question.plain))


def sentence_rows(
    sentences: Sequence[Sentence], terms: QuestionTerms, vectors: WordVectors
) -> NDArray[np.float32]:
    """Return float32 [sentences, SENTENCE_FEATURES]."""
    texts = _Texts.of(sentences, terms, vectors.vocabulary)
    columns = {
        **_standing(sentences),
        **_held_words(terms, texts),
        **_nearness(terms, texts, vectors),
        **_wording(terms, texts),
        **_shape(sentences, texts),
        **_cosines(terms, texts, vectors),
    }
    return np.stack([columns[name] for name in SENTENCE_FEATURES], axis=1).astype(np.float32)


# A group of features: a column by name, each as long as there are sentences.
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Sentences as shown and in comparable form, and which of the question's words stand in each.

    :param before: places of the sentences before each in its passage, -1 for the first.
    :param lead_in: places of the nearest before each in its passage that ends in a colon, or -1.
    :param headings: of each sentence, its Document's title and nearest heading.
    :param held: bool [sentences, words] of the sentences; ``held_before``, ``held_title`` and
        ``held_path`` of what each stands after.
    """

    shown: Sequence[str]
    plain: Sequence[str]
    bags: Bags
    before: NDArray[np.int64]
    lead_in: NDArray[np.int64]
    headings: Sequence[str]
    held: Held
    held_before: Held
    held_title: Held
    held_path: Held

    @classmethod
    def of(
        cls, sentences: Sequence[Sentence], terms: QuestionTerms, vocabulary: Vocabulary
    ) -> _Texts:
        """Bring sentences to comparable form, and look for the question's words."""
        shown = [s.shown for s in sentences]
        plain = [_comparable(text) for text in shown]
        before, lead_in = _places_before(sentences, plain)
        hits = [s.evidence.hit for s in sentences]
        titles = [_comparable(hit.document.title or "") for hit in hits]
        held = held_words(terms, plain)
        return cls(
            shown,
            plain,
            Bags.of([_words_of(text) for text in shown], vocabulary),
            before,
            lead_in,
            [
                f"{title} {_comparable(''.join(hit.path[-1:]))}"
                for title, hit in zip(titles, hits, strict=True)
            ],
            held,
            _of_places(held, before),
            _holding_few(terms, titles),
            _holding_few(terms, [_comparable("".join(hit.path)) for hit in hits]),
        )


def _places_before(
    sentences: Sequence[Sentence], plain: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each sentence the places of the one before it and of the one that leads it in."""
    before, lead_in = [], []
    last = leads = -1
    for place, (sentence, text) in enumerate(zip(sentences, plain, strict=True)):
        if not place or sentences[place - 1].evidence is not sentence.evidence:
            last = leads = -1
        before.append(last)
        lead_in.append(leads)
        last = place
        leads = place if text.endswith(":") else leads
    return np.asarray(before, np.int64), np.asarray(lead_in, np.int64)


def _of_places(rows: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
    """Return the rows of places, zeros where there is none."""
    found: NDArray[Any] = rows[places].copy()
    found[places < 0] = 0
    return found


def _holding_few(terms: QuestionTerms, texts: Sequence[str]) -> Held:
    """Return bool [texts, words] of texts of which most are the same."""
    few = list(dict.fromkeys(texts))
    places = {text: place for place, text in enumerate(few)}
    return held_words(terms, few)[[places[text] for text in texts]]


# A small Store's passages come again with every other question.
_comparable = lru_cache(maxsize=8192)(comparable)


@lru_cache(maxsize=8192)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


def _standing(sentences: Sequence[Sentence]) -> Columns:
    top = sentences[0].evidence.hit.score
    return {
        "behind": np.asarray([top - s.evidence.hit.score for s in sentences]),
        "rank": np.asarray([1.0 / s.evidence.number for s in sentences]),
    }


def _held_words(terms: QuestionTerms, t: _Texts) -> Columns:
    """Return how much of the question stands word for word in a sentence and around it."""
    weights = weights_of(terms)

    def share(held: Held) -> NDArray[np.float64]:
        found: NDArray[np.float64] = held @ weights / terms.total
        return found

    coverage = share(t.held)
    before = _of_places(coverage, t.before)
    note = np.asarray([bool(_RESPONSIBLE.search(text)) for text in t.plain])
    return {
        "coverage": coverage,
        "residual": weighted_mean(t.held, weights, ~t.held_title),
        "context": share(t.held | t.held_title | t.held_path),
        "before": before,
        "before_adds": share(t.held | t.held_before) - coverage,
        "lead_in": _of_places(coverage, t.lead_in),
        # Who is responsible often stands in a note after what they are responsible for.
        "note": note,
        "note_who": before * (note & (AnswerKind.WHO in terms.question.kinds)),
    }


def _nearness(terms: QuestionTerms, t: _Texts, vectors: WordVectors) -> Columns:
    """Return how much of the question a sentence says in other words."""
    weights = weights_of(terms)
    near = nearness(terms, t.bags, vectors)
    return {
        "soft": weighted_mean(near, weights, np.ones_like(t.held)),
        "soft_residual": weighted_mean(near, weights, ~t.held_title),
        "bm25": bm25_rows(terms, t.bags, vectors.vocabulary),
    }


def _wording(terms: QuestionTerms, t: _Texts) -> Columns:
    length = max(len(terms.question.plain), 1)
    kinds = np.asarray([kind_evidence(terms.question.kinds, text) for text in t.plain])
    asked = terms.question.expected
    figure = asked.figure_asked
    fits = np.asarray([figure_match(asked, figure_form(x)) if figure else 0.0 for x in t.shown])
    return {
        "pairs": np.asarray([pairs(terms, text) for text in t.plain]),
        "longest": np.asarray(
            [longest_shared(terms.question.plain, text) / length for text in t.plain]
        ),
        "kind": kinds,
        "kind_missing": (kinds == 0.0) & bool(terms.question.kinds),
        "figures": np.asarray([shared_figures(terms, text) for text in t.plain]),
        "figure_fit": fits,
        "figure_missing": (fits < _FITS) & figure,
        "quoted": np.asarray([_quoted(terms, text) for text in t.plain]),
        "defines": np.asarray([_defines(terms, text) for text in t.plain]),
    }


def _quoted(terms: QuestionTerms, text: str) -> float:
    quoted = terms.question.quoted
    return sum(term in text for term in quoted) / len(quoted) if quoted else 0.0


def _defines(terms: QuestionTerms, text: str) -> bool:
    return terms.definition is not None and bool(terms.definition.search(text))


def _shape(sentences: Sequence[Sentence], t: _Texts) -> Columns:
    return {
        "log_length": np.log1p([len(text) for text in t.plain]),
        "first": t.before < 0,
        "heading_like": np.asarray(
            [
                len(text) < HEADING and bool(NUMBERED.match(text)) and "," not in text
                for text in t.plain
            ]
        ),
        "row": np.asarray([s.evidence.hit.row is not None for s in sentences]),
    }


def _cosines(terms: QuestionTerms, t: _Texts, vectors: WordVectors) -> Columns:
    """Return the question's cosine with each sentence, alone and where it stands.

    A question in everyday words is taken in the words of the texts as well: the higher one counts.
    Where it stands is the sum of the vectors of what is read together, each as heavy as it is
    long: a static vector is a sum over words too, and each text is cut but once.
    """
    few = list(dict.fromkeys(t.headings))
    asked = (terms.question.plain, in_words_of(t.plain, terms))
    found = vectors.of_texts([*asked, *t.plain, *few])
    questions, alone, headings = np.split(found, [2, 2 + len(t.plain)])
    places = {text: place for place, text in enumerate(few)}
    lengths = np.asarray([[len(text)] for text in t.plain], np.float32)
    around = alone * lengths
    around += _of_places(alone * np.minimum(lengths, _BEFORE), t.before)
    around += np.asarray([headings[places[text]] * len(text) for text in t.headings])
    norms = np.linalg.norm(around, axis=1)
    nearest = (around @ questions.T).max(axis=1)
    cosines = np.divide(nearest, norms, out=np.zeros_like(norms), where=norms > 0)
    return {"dense": (alone @ questions.T).max(axis=1), "dense_context": cosines}


def in_words_of(texts: Sequence[str], terms: QuestionTerms) -> str:
    """Return a question with each word in the form that most of the texts have, if any has one.

    :param texts: in comparable form, as the question that is returned.
    """
    asked = terms.question.plain
    for spellings in terms.forms.spellings:
        word, *others = map(_comparable, spellings)
        if others and word in asked:
            counts = [sum(form in text for text in texts) for form in others]
            if max(counts) > sum(word in text for text in texts):
                asked = asked.replace(word, others[counts.index(max(counts))])
    return asked


@cache
def _weights(scale: Scale) -> Mapping[str, float]:
    text = files("rag.answer").joinpath("sentence_scoring.json").read_text(encoding="utf-8")
    weights: Mapping[str, float] = json.loads(text)[scale]["weights"]
    return weights
