"""An answer before its timings and notices are known, from quotes or from nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.model import StoredDocument
from rag.answer.abstention import about_text
from rag.answer.extractive import Draft
from rag.errors import ModelUnavailable
from rag.model import AnswerStatus, Citation
from rag.query.missing_addresses import Missing

__all__ = ["Response", "absence", "extracted", "fallback_notice", "small_talk_reply"]

_FAILED = {
    "zh": "对话模型没有给出可用的回答，以下是原文摘录。({reason})",
    "en": "The chat model gave no usable answer; this is quoted from the documents. ({reason})",
}


@dataclass(frozen=True, slots=True)
class Response:
    """An answer before its timings and notices are known.

    :param confidence: 0 to 1; ``trace``: what produced it; the others as of ``rag.model.Answer``.
    """

    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    confidence: float
    notices: tuple[str, ...] = ()
    trace: Mapping[str, str] = field(default_factory=dict)
    lead: str = ""
    highlights: tuple[tuple[int, int], ...] = ()
    related: tuple[Citation, ...] = ()


def absence(missing: Sequence[Missing], language: str) -> Response:
    """Say that the Documents named do not have the place asked for, and how far they go."""
    text = "\n".join(place.sentence(language) for place in missing)
    return Response(text, AnswerStatus.ABSTAINED, (), 0.0, (), {"model": "extractive"})


def extracted(draft: Draft, *notices: str) -> Iterator[str | Response]:
    """Yield an answer made of quotes piece by piece, then its Response."""
    yield from draft.pieces()
    yield Response(
        draft.text,
        draft.status,
        draft.citations,
        draft.confidence,
        (*draft.notices, *notices),
        {"model": "extractive"},
        draft.lead,
        draft.highlights,
        draft.related,
    )


def small_talk_reply(language: str, documents: Sequence[StoredDocument]) -> Response:
    """Say in a line what this is, with questions that the documents may answer.

    :param documents: of the Store.
    """
    return Response(
        about_text(language, documents), AnswerStatus.ABSTAINED, (), 0.0, (), {"model": "none"}
    )


def fallback_notice(language: str, error: ModelUnavailable) -> str:
    """Return the notice that quotes stand in for a chat model that failed."""
    return _FAILED[language].format(reason=error)
