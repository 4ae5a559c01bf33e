"""What a chat model writes, read to its end: verified, and as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from rag.answer.generate import ModelAnswer, stream_with_model
from rag.answer.llm.deadline import Deadline, stream_within
from rag.passages.evidence import Evidence
from rag.verification.plain_text import plain_text
from rag.verification.verifier import Verification, Verifier, pieces

__all__ = ["verified", "whole_answer", "written"]


def whole_answer(
    model: BaseChatModel, question: str, evidence: Sequence[Evidence], **options: Any
) -> ModelAnswer:
    """Return what comes last of a model's stream: its verified answer."""
    stream = stream_with_model(model, question, evidence, **options)
    return next(piece for piece in stream if isinstance(piece, ModelAnswer))


def written(model: BaseChatModel, asked: str, deadline: float = 60.0) -> str:
    """Return what a model writes, not verified."""
    return "".join(stream_within(model, [HumanMessage(asked)], Deadline(deadline)))


def verified(
    text: str, evidence: Sequence[Evidence], *, question: str = "", language: str = "zh"
) -> Verification:
    """Return what is left of an answer, and what was struck."""
    verifier = Verifier(evidence, question=question, language=language)
    for separator, sentence in pieces(plain_text(text)):
        verifier.add(separator, sentence)
    return verifier.result()
