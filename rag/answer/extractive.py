"""The answer without a chat model: the sentences of the evidence that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.abstention import abstention_text
from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import confidence_of, doubts_of, foreign_documents, threshold
from rag.answer.english import LEAD_IN, added_figures, needs_frame
from rag.answer.lists import ClausesOf
from rag.answer.sentence_scoring import scored_sentences
from rag.answer.sentence_selection import chosen_sentences, put_behind
from rag.model import AnswerStatus, Citation
from rag.passages.evidence import Evidence, citation_of
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms
from rag.retrieval.word_vectors import WordVectors
from rag.verification.verifier import Failure, judge_quote, struck_notice

__all__ = ["READ_PASSAGES", "Draft", "compose"]

# Passages read for sentences.
READ_PASSAGES = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """An extractive answer.

    :param abstention: what to say instead when it turns out to answer nothing.
    :param notices: of sentences that did not pass verification.
    """

    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    confidence: float
    abstention: str
    notices: tuple[str, ...] = ()

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
    clauses_of: ClausesOf,
) -> Draft:
    """Answer by quoting, or abstain.

    :param terms: the question's words and their weights.
    :param vectors: of words, for what a sentence says in other words than the question.
    :param clauses_of: the clauses of an Article by its id, to keep lists whole.
    """
    found = scored_sentences(evidence[:READ_PASSAGES], terms, vectors)
    foreign = foreign_documents(question, evidence)
    scored = put_behind(question, found, foreign)
    doubt = doubts_of(evidence, terms, vectors, scored)
    confidence = confidence_of(doubt)
    nothing = abstention_text(question.language, evidence, scored, doubt)
    if not scored or confidence < threshold():
        return Draft(nothing, AnswerStatus.ABSTAINED, (), confidence, nothing)
    chosen = chosen_sentences(question, scored, clauses_of, foreign)
    written = _written(question, chosen)
    notices = struck_notice(written.failures, question.language)
    if not written.citations:
        return Draft(nothing, AnswerStatus.ABSTAINED, (), confidence, nothing, notices)
    return Draft(
        written.text, AnswerStatus.ANSWERED, written.citations, confidence, nothing, notices
    )


@dataclass(frozen=True, slots=True)
class _Written:
    text: str
    citations: tuple[Citation, ...]
    failures: tuple[Failure, ...]


def _written(question: Question, chosen: Sequence[Sentence]) -> _Written:
    """Write each sentence that passes verification with its mark."""
    citations: list[Citation] = []
    lines: list[str] = []
    failures: list[Failure] = []
    for sentence in chosen:
        added = added_figures(question, sentence)
        failure = judge_quote(
            sentence.pieces, sentence.evidence, sentence.start, sentence.end, added
        )
        if failure is not None:
            failures.append(failure)
            continue
        number = len(citations) + 1
        citations.append(citation_of(number, sentence.evidence, sentence.start, sentence.end))
        lines.append(f"{sentence.shown}{f' ({added})' if added else ''}[{number}]")
    if lines and needs_frame(question, chosen):
        lines = [LEAD_IN, *lines]
    return _Written("\n".join(lines), tuple(citations), tuple(failures))
