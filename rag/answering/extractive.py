"""The answer without a chat model: the sentences of the evidence that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.normalize import comparable
from index.model import StoredDocument
from rag.confidence import confidence_of, threshold
from rag.evidence import Evidence
from rag.features import QuestionTerms, coverage, kind_evidence, pairs
from rag.injection import speaks_to_model
from rag.model import AnswerStatus, Citation
from rag.notices import cite_as
from rag.question import AnswerKind, Question
from rag.sentences import split

__all__ = ["Draft", "abstention", "compose"]

# Passages read for sentences, and characters an answer aims at.
READ_PASSAGES = 5
SHORT_ANSWER = 160
LONG_ANSWER = 380
_LONG_KINDS = frozenset({AnswerKind.LIST, AnswerKind.COMPARE, AnswerKind.PROCEDURE})
_SPACE = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """An extractive answer."""

    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    confidence: float

    def pieces(self) -> Iterator[str]:
        """Yield the text sentence by sentence."""
        start = 0
        for mark in re.finditer(r"(?:\[\d+\])+\n?", self.text):
            yield self.text[start : mark.end()]
            start = mark.end()
        if start < len(self.text):
            yield self.text[start:]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of a passage with how well it answers."""

    evidence: Evidence
    start: int
    end: int
    score: float
    coverage: float
    kind: float

    @property
    def quote(self) -> str:
        return self.evidence.source[self.start : self.end]

    @property
    def shown(self) -> str:
        """Return the sentence as the answer shows it; a table row as header and cell in pairs."""
        row = self.evidence.hit.row
        if row is None:
            return _SPACE.sub("", self.quote).strip()
        cells = zip(row.header, row.cells, strict=False)
        return "；".join(f"{name}：{cell}" if name else cell for name, cell in cells if cell) + "。"


def compose(question: Question, evidence: Sequence[Evidence], terms: QuestionTerms) -> Draft:
    """Answer by quoting, or abstain.

    :param terms: the question's words and their weights.
    """
    sentences = _scored(question, evidence[:READ_PASSAGES], terms)
    confidence = confidence_of(question, evidence, terms)
    if not sentences or confidence < threshold():
        return abstention(question, evidence, confidence)
    return _quoted(_chosen(question, sentences), confidence)


def _scored(
    question: Question, evidence: Sequence[Evidence], terms: QuestionTerms
) -> list[_Sentence]:
    """Return every sentence of the passages, best first."""
    found = []
    top = evidence[0].hit.score if evidence else 0.0
    for item in evidence:
        behind = top - item.hit.score
        for start, end in _parts(item):
            text = comparable(item.text[start:end])
            if len(text) < 4:
                continue
            covered = coverage(terms, text)
            kind = kind_evidence(terms.kinds, text)
            score = covered + 0.5 * pairs(terms, text) + 0.3 * kind - 0.5 * behind
            found.append(
                _Sentence(item, item.start + start, item.start + end, score, covered, kind)
            )
    return sorted(found, key=lambda s: -s.score)


def _parts(item: Evidence) -> list[tuple[int, int]]:
    """Return the spans an answer may quote: sentences, or a table row as a whole."""
    text = item.text
    spans = [(0, len(text))] if item.hit.row else split(text)
    return [(a, b) for a, b in spans if not speaks_to_model(text[a:b])]


def _chosen(question: Question, sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """Take the best sentences up to the length aimed at, in the order of the source."""
    aim = LONG_ANSWER if question.kinds & _LONG_KINDS else SHORT_ANSWER
    chosen: list[_Sentence] = []
    used = 0
    for sentence in sentences:
        length = len(sentence.shown)
        if chosen and used + length > aim:
            continue
        if chosen and sentence.score < 0.4 * chosen[0].score:
            break
        if any(_overlap(sentence, other) for other in chosen):
            continue
        chosen.append(sentence)
        used += length
    return sorted(chosen, key=lambda s: (s.evidence.number, s.start))


def _overlap(a: _Sentence, b: _Sentence) -> bool:
    same = a.evidence.hit.document.id == b.evidence.hit.document.id
    return (same and a.start < b.end and b.start < a.end) or a.shown == b.shown


def _quoted(chosen: Sequence[_Sentence], confidence: float) -> Draft:
    """Write each sentence with its mark; neighbours of one clause share a mark."""
    citations: list[Citation] = []
    parts: list[str] = []
    for sentence in chosen:
        hit = sentence.evidence.hit
        number = len(citations) + 1
        citations.append(
            Citation(
                number=number,
                quote=sentence.quote,
                address=hit.address,
                document=hit.document,
                start=sentence.start,
                end=sentence.end,
                clause_id=hit.clause_id,
                article_id=hit.article_id,
            )
        )
        parts.append(f"{sentence.shown}[{number}]")
    return Draft("\n".join(parts), AnswerStatus.ANSWERED, tuple(citations), confidence)


def abstention(question: Question, evidence: Sequence[Evidence], confidence: float) -> Draft:
    """Say that the documents do not answer, and name the nearest clause as such."""
    nearest = evidence[0].hit if evidence else None
    text = _NOT_FOUND[question.language]
    if nearest is not None:
        text += _NEAREST[question.language].format(where=_where(nearest.document, nearest.address))
    return Draft(text, AnswerStatus.ABSTAINED, (), confidence)


_NOT_FOUND = {
    "zh": "文件中没有找到能回答这个问题的条款。",
    "en": "The documents do not answer this question.",
}
_NEAREST = {"zh": "最接近的是{where}。", "en": " The nearest clause is {where}."}


def _where(document: StoredDocument, address: str) -> str:
    return f"{cite_as(document)}{address}"
