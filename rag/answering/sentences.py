"""The sentences of the evidence, each with how well it answers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from corpus.model import ClauseKind
from corpus.normalize import comparable
from index.tokens import tokens
from rag.asked import Asked, asked_of, figure_match
from rag.bags import Bags
from rag.evidence import Evidence
from rag.injection import safe_length, speaks_to_model
from rag.question import AnswerKind
from rag.sentences import split
from rag.terms import (
    QuestionTerms,
    bm25,
    coverage,
    kind_evidence,
    longest_shared,
    nearness,
    pairs,
    residual,
    shared_figures,
    soft,
)
from rag.wordvectors import WordVectors

__all__ = [
    "SENTENCE_FEATURES",
    "ScoredSentence",
    "Sentence",
    "quotable",
    "scored_sentences",
    "sentence_rows",
    "sentences_of",
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
_SHORTEST = 4
_BEFORE = 60  # characters of the sentence before that its vector may lean on
_FITS = 0.5
_RESPONSIBLE = re.compile(r"^[(（].{0,80}(?:负责|牵头|责任|配合)|(?:责任|牵头)(?:单位|部门)")
_HEADING = 30
_ENDS = '。;:!?,)"'
# Numbers that open headings, the highest first.
_LEVELS = tuple(
    re.compile(mark)
    for mark in (
        r"第[^条章节]{1,8}[条章节]",
        r"[一二三四五六七八九十]+、",
        r"\([一二三四五六七八九十]+\)",
        r"\d+[.、]",
        r"\(\d+\)",
        r"—|-{2}|[①-⑳]",
    )
)
# A heading names a subject; figures, more clauses, names and duties say something of it.
_SAYS_MORE = re.compile(
    r"(?<!^)(?<!^.)\d(?![.、)])|[,:;!?]|[^。]$|。.|应当|不[得准予]|可以|由|《|必须|严禁|禁止|负责|免"
)
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,16}.\d{4}.第?\d{1,5}号")
_GOES_ON = (";", "；", ":", "：")
_NEAR = 12  # characters looked at on either side of a heading
_SPACE = re.compile(r"\s*\n\s*")
_NUMBERED = re.compile(
    r"^(?:第[^条章节]{1,8}[条章节]|[一二三四五六七八九十]+、|[(（][^)）]{1,4}[)）]|\d+[.、])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, or a table row.

    :param start: offset in the Document's source text.
    :param end: offset just past it.
    """

    evidence: Evidence
    start: int
    end: int

    @property
    def quote(self) -> str:
        """Return the sentence exactly as it stands in the source."""
        return self.evidence.source[self.start : self.end]

    @property
    def shown(self) -> str:
        """Return the sentence as the answer shows it; a table row as header and cell in pairs."""
        row = self.evidence.hit.row
        if row is None:
            return _SPACE.sub("", self.quote).strip()
        cells = zip(row.header, row.cells, strict=False)
        return "；".join(f"{name}：{cell}" if name else cell for name, cell in cells if cell) + "。"


def sentences_of(evidence: Sequence[Evidence]) -> list[Sentence]:
    """Return the sentences of passages, in order.

    Left out are words that speak to a language model and what says nothing by itself: notes of
    the publisher, bare headings, the header line of a table.
    """
    return [
        Sentence(item, item.start + start, item.start + end)
        for item in evidence
        if item.hit.kind is not ClauseKind.NOTE
        for start, end in _spans(item)
    ]


def _spans(item: Evidence) -> list[tuple[int, int]]:
    text = item.text
    if item.hit.row is not None:
        return [] if speaks_to_model(text) else [(0, len(text))]
    spans = split(text[: safe_length(text)])
    return [(a, b) for a, b in spans if _says_something(text[a:b])]


def _says_something(text: str) -> bool:
    plain = comparable(text)
    if len(plain) < _SHORTEST or "\t" in text:
        return False
    return not (_NUMBERED.match(plain) and len(plain) < _HEADING and plain[-1] not in _ENDS)


def quotable(sentence: Sentence, kinds: frozenset[AnswerKind]) -> bool:
    """Return whether an answer may quote a sentence: a heading only where a list is asked for.

    A heading may end in a full stop; then its text comes after it. The last item of a list looks
    the same, but what follows that is numbered no lower than it is, and what stands before it
    ends in a semicolon or a colon.

    :param kinds: of answer asked for; headings tell which ones there are.
    """
    plain = comparable(sentence.quote) if len(sentence.quote) < 2 * _HEADING else ""
    level = _level(plain)
    if AnswerKind.LIST in kinds or level is None or _SAYS_MORE.search(plain):
        return True
    if len(plain) >= _HEADING or sentence.evidence.hit.row is not None:
        return True
    source = sentence.evidence.source
    after = source[sentence.end : sentence.end + _NEAR].strip()
    before = source[max(0, sentence.start - _NEAR) : sentence.start].rstrip()
    below = _level(comparable(after))
    return not after or before[-1:] in _GOES_ON or (below is not None and below <= level)


def _level(plain: str) -> int | None:
    """Return how deep the number or dash that opens a text stands, ``None`` without one."""
    return next((i for i, mark in enumerate(_LEVELS) if mark.match(plain)), None)


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
    weights = np.asarray([_weights().get(name, 0.0) for name in SENTENCE_FEATURES])
    rows = sentence_rows(sentences, terms, vectors)
    scores = rows @ weights
    return [
        ScoredSentence(float(scores[i]), sentences[i], tuple(map(float, rows[i])))
        for i in np.argsort(-scores, kind="stable")
        if quotable(sentences[i], terms.kinds) and not _repeats(sentences[i], terms)
    ]


def _repeats(sentence: Sentence, terms: QuestionTerms) -> bool:
    """Return whether a sentence says nothing that the question does not say itself.

    The number or the title by which a document is asked for is no answer, nor is another number.
    """
    plain = comparable(sentence.shown).rstrip(_ENDS)
    if plain in terms.plain:
        return True
    return bool(_DOCUMENT_NUMBER.fullmatch(plain) and _DOCUMENT_NUMBER.search(terms.plain))


def sentence_rows(
    sentences: Sequence[Sentence], terms: QuestionTerms, vectors: WordVectors
) -> NDArray[np.float32]:
    """Return float32 [sentences, SENTENCE_FEATURES]."""
    texts = [comparable(s.shown) for s in sentences]
    bags = [tokens(s.shown) for s in sentences]
    near = nearness(terms, Bags.of(bags), vectors)
    average = sum(map(len, bags)) / max(len(bags), 1) or 1.0
    top = sentences[0].evidence.hit.score
    befores, lead_ins = _befores(sentences, texts), _lead_ins(sentences, texts)
    dense = _cosines(sentences, terms, vectors, texts, befores)
    asked = asked_of(terms.plain)
    rows = [
        [
            *_standing(sentence, top),
            *_words(sentence, terms, texts[i], befores[i]),
            bm25(terms, bags[i], average),
            soft(terms, near[i], ""),
            soft(terms, near[i], _title(sentence)),
            *_shape(sentence, terms, texts[i], first=not befores[i]),
            *dense[i],
            *_note(terms, texts[i], befores[i]),
            *_figure(asked, texts[i]),
            coverage(terms, lead_ins[i]),
            coverage(terms, befores[i] + "\n" + texts[i]) - coverage(terms, texts[i]),
        ]
        for i, sentence in enumerate(sentences)
    ]
    return np.asarray(rows, dtype=np.float32)


def _befores(sentences: Sequence[Sentence], texts: Sequence[str]) -> list[str]:
    """Return the sentence before each in its passage, "" for the first."""
    return [
        texts[i - 1] if i and sentences[i - 1].evidence is sentence.evidence else ""
        for i, sentence in enumerate(sentences)
    ]


def _lead_ins(sentences: Sequence[Sentence], texts: Sequence[str]) -> list[str]:
    """Return for each sentence the nearest before it in its passage that ends in a colon."""
    found: list[str] = []
    lead_in, passage = "", None
    for sentence, text in zip(sentences, texts, strict=True):
        if sentence.evidence is not passage:
            lead_in, passage = "", sentence.evidence
        found.append(lead_in)
        if text.endswith(":"):
            lead_in = text
    return found


def _cosines(
    sentences: Sequence[Sentence],
    terms: QuestionTerms,
    vectors: WordVectors,
    texts: Sequence[str],
    befores: Sequence[str],
) -> NDArray[np.float32]:
    """Return float32 [sentences, 2]: the question's cosine with each, alone and where it stands."""
    places = [_place(s, before) for s, before in zip(sentences, befores, strict=True)]
    around = [f"{place} {text}" for place, text in zip(places, texts, strict=True)]
    found = vectors.of_texts([terms.plain, *texts, *around])
    return np.reshape(found[1:] @ found[0], (2, len(texts))).T


def _place(sentence: Sentence, before: str) -> str:
    """Return what a sentence is read after: title, nearest heading, end of the one before."""
    hit = sentence.evidence.hit
    return f"{_title(sentence)} {comparable(''.join(hit.path[-1:]))} {before[-_BEFORE:]}"


def _note(terms: QuestionTerms, text: str, before: str) -> list[float]:
    """Return whether it only names who is responsible, and how well that fits who is asked for."""
    note = bool(_RESPONSIBLE.search(text))
    who = note and AnswerKind.WHO in terms.kinds
    return [float(note), coverage(terms, before) if who else 0.0]


def _figure(asked: Asked, text: str) -> list[float]:
    """Return how well its figures fit what is asked, and whether none does."""
    fit = figure_match(asked, text) if asked else 0.0
    return [fit, float(bool(asked) and fit < _FITS)]


def _standing(sentence: Sentence, top: float) -> list[float]:
    item = sentence.evidence
    return [top - item.hit.score, 1.0 / item.number]


def _words(sentence: Sentence, terms: QuestionTerms, text: str, before: str) -> list[float]:
    hit = sentence.evidence.hit
    title = _title(sentence)
    kind = kind_evidence(terms.kinds, text)
    return [
        coverage(terms, text),
        residual(terms, text, title),
        coverage(terms, text + "\n" + title + "\n" + comparable("".join(hit.path))),
        coverage(terms, before),
        pairs(terms, text),
        longest_shared(terms.plain, text) / max(len(terms.plain), 1),
        kind,
        float(bool(terms.kinds) and kind == 0.0),
    ]


def _shape(sentence: Sentence, terms: QuestionTerms, text: str, *, first: bool) -> list[float]:
    heading = len(text) < 30 and bool(_NUMBERED.match(text)) and "," not in text
    return [
        shared_figures(terms, text),
        sum(q in text for q in terms.quoted) / len(terms.quoted) if terms.quoted else 0.0,
        float(terms.definition is not None and bool(terms.definition.search(text))),
        math.log1p(len(text)),
        float(first),
        float(heading),
        float(sentence.evidence.hit.row is not None),
    ]


def _title(sentence: Sentence) -> str:
    return comparable(sentence.evidence.hit.document.title or "")


@cache
def _weights() -> Mapping[str, float]:
    text = files("rag").joinpath("sentences.json").read_text(encoding="utf-8")
    weights: Mapping[str, float] = json.loads(text)["weights"]
    return weights
