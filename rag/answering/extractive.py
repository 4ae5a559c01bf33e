"""The answer without a chat model: the sentences of the evidence that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Status
from index.model import StoredDocument
from rag.answering.sentences import ScoredSentence, Sentence, scored_sentences
from rag.confidence import confidence_of, threshold
from rag.evidence import Evidence, citation_of
from rag.model import AnswerStatus, Citation
from rag.notices import cite_as
from rag.question import AnswerKind, Question
from rag.terms import QuestionTerms
from rag.wordvectors import WordVectors

__all__ = ["Draft", "abstention", "chosen_sentences", "compose"]

# Passages read for sentences, and characters an answer aims at.
READ_PASSAGES = 6
SHORT_ANSWER = 220
LONG_ANSWER = 380
# A sentence this far behind the best one says something else.
FAR_BEHIND = 2.5
_LONG_KINDS = frozenset({AnswerKind.LIST, AnswerKind.COMPARE, AnswerKind.PROCEDURE})


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


def compose(
    question: Question,
    evidence: Sequence[Evidence],
    terms: QuestionTerms,
    vectors: WordVectors,
) -> Draft:
    """Answer by quoting, or abstain.

    :param terms: the question's words and their weights.
    :param vectors: of words, for what a sentence says in other words than the question.
    """
    sentences = scored_sentences(evidence[:READ_PASSAGES], terms, vectors)
    confidence = confidence_of(question, evidence, terms, sentences)
    if not sentences or confidence < threshold():
        return abstention(question, evidence, confidence)
    return _quoted(chosen_sentences(question, sentences), confidence)


def chosen_sentences(question: Question, scored: Sequence[ScoredSentence]) -> list[Sentence]:
    """Take the best sentences up to the length aimed at, in the order of the source."""
    aim = LONG_ANSWER if question.kinds & _LONG_KINDS else SHORT_ANSWER
    best = scored[0].score
    compares = AnswerKind.COMPARE in question.kinds
    chosen: list[Sentence] = []
    used = 0
    for item in scored:
        sentence = item.sentence
        if chosen and best - item.score > FAR_BEHIND:
            break
        length = len(sentence.shown)
        if chosen and used + length > aim:
            continue
        if any(_overlap(sentence, other) for other in chosen):
            continue
        if chosen and _over(sentence) and not _over(chosen[0]) and not compares:
            continue  # what was repealed does not complete what is in force
        chosen.append(sentence)
        used += length
    return sorted(chosen, key=lambda s: (s.evidence.number, s.start))


def _over(sentence: Sentence) -> bool:
    """Return whether the sentence's Document is no longer in force."""
    return sentence.evidence.hit.document.status in (Status.REPEALED, Status.EXPIRED)


def _overlap(a: Sentence, b: Sentence) -> bool:
    same = a.evidence.hit.document.id == b.evidence.hit.document.id
    return (same and a.start < b.end and b.start < a.end) or a.shown == b.shown


def _quoted(chosen: Sequence[Sentence], confidence: float) -> Draft:
    """Write each sentence with its mark."""
    citations = tuple(
        citation_of(n, s.evidence, s.start, s.end) for n, s in enumerate(chosen, start=1)
    )
    lines = [f"{s.shown}[{c.number}]" for s, c in zip(chosen, citations, strict=True)]
    return Draft("\n".join(lines), AnswerStatus.ANSWERED, citations, confidence)


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
