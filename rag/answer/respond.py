"""One answer from the evidence: by the chat model when there is one, else by extraction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.answer.extractive import Draft, compose
from rag.answer.lists import ClausesOf
from rag.errors import ModelUnavailable
from rag.model import AnswerStatus, Citation
from rag.passages.evidence import Evidence
from rag.query.missing_addresses import Missing
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms
from rag.retrieval.word_vectors import WordVectors

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["Response", "absence", "respond"]

History = Sequence[tuple[str, str]]

_FAILED = {
    "zh": "对话模型没有给出可用的回答，以下是原文摘录。({reason})",
    "en": "The chat model gave no usable answer; this is quoted from the documents. ({reason})",
}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer before it is dated and addressed."""

    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    confidence: float
    notices: tuple[str, ...] = ()
    trace: Mapping[str, str] = field(default_factory=dict)


def respond(
    question: Question,
    evidence: Sequence[Evidence],
    terms: QuestionTerms,
    vectors: WordVectors,
    clauses_of: ClausesOf,
    *,
    model: Callable[[], BaseChatModel] | None = None,
    history: History = (),
    deadline: float = 60.0,
    token_budget: int = 3000,
) -> Iterator[str | Response]:
    """Yield verified text piece by piece, then the Response.

    A chat model that fails is replaced by extraction, with a notice that says so.

    :param terms: the question's words and their weights.
    :param vectors: of words.
    :param clauses_of: the clauses of an Article by its id.
    :param model: gives the chat model; may raise ``ModelUnavailable``.
    :param deadline: seconds the chat model may take.
    :param token_budget: tokens of evidence it is shown.
    """
    found = [item for item in evidence if not item.referred]
    draft = compose(question, found, terms, vectors, clauses_of)
    if model is None or not evidence:
        yield from _extracted(draft)
        return
    try:
        yield from _modelled(question, evidence, draft, model(), history, deadline, token_budget)
    except ModelUnavailable as error:
        yield from _extracted(draft, _FAILED[question.language].format(reason=error))


def absence(missing: Sequence[Missing], language: str) -> Response:
    """Say that the Documents named do not have the place asked for, and how far they go."""
    text = "\n".join(place.sentence(language) for place in missing)
    return Response(text, AnswerStatus.ABSTAINED, (), 0.0, (), {"model": "extractive"})


def _extracted(draft: Draft, *notices: str) -> Iterator[str | Response]:
    yield from draft.pieces()
    yield Response(
        draft.text,
        draft.status,
        draft.citations,
        draft.confidence,
        notices,
        {"model": "extractive"},
    )


def _modelled(
    question: Question,
    evidence: Sequence[Evidence],
    draft: Draft,
    model: BaseChatModel,
    history: History,
    deadline: float,
    token_budget: int,
) -> Iterator[str | Response]:
    from rag.answer.generate import ModelAnswer, stream_with_model

    for piece in stream_with_model(
        model,
        question.search,
        evidence,
        history,
        deadline=deadline,
        token_budget=token_budget,
        language=question.language,
    ):
        if not isinstance(piece, ModelAnswer):
            yield piece
        elif piece.declined:
            yield Response(
                draft.abstention,
                AnswerStatus.ABSTAINED,
                (),
                draft.confidence,
                piece.notices,
                piece.trace,
            )
        else:
            yield Response(
                piece.text,
                AnswerStatus.ANSWERED,
                piece.citations,
                draft.confidence,
                piece.notices,
                piece.trace,
            )
