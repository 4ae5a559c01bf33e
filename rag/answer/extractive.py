"""The answer without a chat model: the sentences of the evidence that answer, quoted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from index.tokens import content_tokens
from rag.answer.abstention import abstention_text, missing_reason, missing_side_text, unsure_text
from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import confidence_of, doubts_of, foreign_documents, threshold
from rag.answer.english import english_line, needs_frame
from rag.answer.leads import Lead, highlights_in, lead_of
from rag.answer.lists import ClausesOf
from rag.answer.penalties import punished_act_first
from rag.answer.quoting import Line, line_of, whole_sentence
from rag.answer.reread import SentenceReader, reread
from rag.answer.sentence_scoring import ScoredSentence, scored_sentences
from rag.answer.sentence_selection import put_behind, select
from rag.answer.several_questions import Part, part_of, with_parts
from rag.answer.topic_gate import topic_gate
from rag.model import AnswerStatus, Citation
from rag.passages.evidence import Evidence, citation_of
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms
from rag.retrieval.word_vectors import WordVectors
from rag.verification.verifier import Failure, judge_quote, struck_notice

__all__ = ["READ_PASSAGES", "Draft", "compose"]

# Passages read for sentences.
READ_PASSAGES = 6
# More of them for each question, where several are asked in one.
_FOR_A_PART = 2
# Share of the words of a table row's name that a question must have for the row to be meant.
_NAMED = 0.4


@dataclass(frozen=True, slots=True)
class Draft:
    """An extractive answer. Fields as of ``rag.model.Answer``.

    :param abstention: what to say instead when it turns out to answer nothing.
    :param notices: of sentences that did not pass verification.
    """

    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    confidence: float
    abstention: str
    notices: tuple[str, ...] = ()
    lead: str = ""
    highlights: tuple[tuple[int, int], ...] = ()
    related: tuple[Citation, ...] = ()

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
    terms_of: Callable[[Question], QuestionTerms],
    vectors: WordVectors,
    clauses_of: ClausesOf,
    off_topic: Callable[[], str] = str,
    reader: SentenceReader | None = None,
) -> Draft:
    """Answer by quoting; where something asked for was not seen, show the nearest clause as such.

    :param terms_of: returns the words of a question, or of a part of it, and their weights.
    :param vectors: of words, for what a sentence says in other words than the question.
    :param clauses_of: the clauses of an Article by its id, to keep lists whole.
    :param off_topic: returns what to say where the documents have nothing to do with the question.
    :param reader: reads the sentences that lead again, with the question.
    """
    terms = terms_of(question)
    found = scored_sentences(evidence[:READ_PASSAGES], terms, vectors)
    foreign = foreign_documents(question, evidence)
    scored = put_behind(question, found, foreign)
    doubt = doubts_of(evidence, terms, vectors, scored)
    confidence = confidence_of(doubt)
    nothing = abstention_text(question.language, scored, doubt)
    if not scored or doubt is None:
        return Draft(nothing, AnswerStatus.ABSTAINED, (), confidence, nothing)
    topic = topic_gate(question, evidence, scored, terms, vectors)
    if topic.off_topic:
        return Draft(off_topic() or nothing, AnswerStatus.ABSTAINED, (), confidence, nothing)
    if topic.doubtful or confidence < threshold():
        why = missing_reason(question.language, doubt, scored[0].sentence)
        return _unsure(question, scored, why, confidence, nothing)
    if reader is not None:  # whether to answer was judged without it, as it was fitted
        scored = put_behind(question, reread(question.search, found, reader), foreign)
    scored = punished_act_first(question, scored, terms)
    selection = select(question, scored, clauses_of, terms.weights, foreign)
    if question.parts and not question.compares:
        read = evidence[: READ_PASSAGES + _FOR_A_PART * len(question.parts)]
        parts = _parts(question, read, terms_of, vectors, foreign)
        selection = with_parts(selection, parts, clauses_of, foreign)
    written = _written(question, selection.lines)
    notices = struck_notice(written.failures, question.language)
    if not written.citations:
        return Draft(nothing, AnswerStatus.ABSTAINED, (), confidence, nothing, notices)
    lead = _lead(terms, selection.lines[0])
    text = f"{lead.text}。{written.text}" if lead else written.text
    sides = [missing_side_text(question.language, name) for name in selection.missing]
    text = "\n".join((text, *sides))
    return Draft(
        text,
        AnswerStatus.ANSWERED,
        written.citations,
        confidence,
        nothing,
        notices,
        lead.text if lead else "",
        highlights_in(question, text),
        _cited_apart(selection.related, len(written.citations)),
    )


def _parts(
    question: Question,
    evidence: Sequence[Evidence],
    terms_of: Callable[[Question], QuestionTerms],
    vectors: WordVectors,
    foreign: Collection[str],
) -> list[Part]:
    """Return the questions asked in one, each with the sentences scored for it."""
    of_whole = scored_sentences(evidence, terms_of(question), vectors)
    parts = []
    for part in question.parts:
        terms = terms_of(part)
        scored = put_behind(part, scored_sentences(evidence, terms, vectors), foreign)
        parts.append(part_of(part, punished_act_first(part, scored, terms), of_whole, terms))
    return parts


def _lead(terms: QuestionTerms, line: Line) -> Lead | None:
    """Return what the first line proves as the direct answer."""
    hit = line.quoted[0].sentence.evidence.hit
    if hit.row is not None and not _names(terms.question, line.quoted[0].pieces[0]):
        return None  # one of many
    named = (hit.document.title, hit.document.region, *hit.path)
    return lead_of(terms, line.text, " ".join(part for part in named if part))


def _names(question: Question, label: str) -> bool:
    """Return whether a question names what a table row is of."""
    words = [word for word in content_tokens(label) if len(word) > 1]
    named = sum(len(word) for word in words if word in question.plain)
    return named >= _NAMED * sum(map(len, words))


def _unsure(
    question: Question,
    scored: Sequence[ScoredSentence],
    why: str,
    confidence: float,
    nothing: str,
) -> Draft:
    """Return the nearest clause, said to be no more than that.

    :param why: what is missing; ``nothing``: what to say where not even that can be shown.
    """
    line = line_of(whole_sentence(scored[0].sentence))
    written = _written(question, [line])
    if not written.citations:
        return Draft(nothing, AnswerStatus.ABSTAINED, (), confidence, nothing)
    text = unsure_text(question.language, why, written.text)
    return Draft(text, AnswerStatus.UNSURE, written.citations, confidence, nothing)


def _cited_apart(related: Sequence[Sentence], known: int) -> tuple[Citation, ...]:
    """Return sentences as citations, numbered behind those of the text."""
    return tuple(
        citation_of(n, s.evidence, s.start, s.end) for n, s in enumerate(related, start=known + 1)
    )


@dataclass(frozen=True, slots=True)
class _Written:
    text: str
    citations: tuple[Citation, ...]
    failures: tuple[Failure, ...]


def _written(question: Question, lines: Sequence[Line]) -> _Written:
    """Write each line that passes verification with its marks."""
    citations: list[Citation] = []
    shown: list[str] = []
    failures: list[Failure] = []
    framed = needs_frame(question, lines)
    for line in lines:
        failure = _failure(line)
        if failure is not None:
            failures.append(failure)
            continue
        marks = []
        for quoted in line.quoted:
            s = quoted.sentence
            citations.append(citation_of(len(citations) + 1, s.evidence, s.start, s.end))
            marks.append(f"[{len(citations)}]")
        text = english_line(question, line, first=not shown) if framed else line.text
        shown.append(text + "".join(marks))
    return _Written("\n".join(shown), tuple(citations), tuple(failures))


def _failure(line: Line) -> Failure | None:
    """Return why a line may not be shown: a piece of it does not stand where it is cited."""
    for quoted in line.quoted:
        s = quoted.sentence
        failure = judge_quote(quoted.pieces, s.evidence, s.start, s.end, line.added)
        if failure is not None:
            return failure
    return None
