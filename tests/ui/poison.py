"""Turns that hold one hostile text wherever a text of a document, model or visitor can stand."""

from __future__ import annotations

from dataclasses import replace

from rag.model import AnswerStatus
from tests.ui.fake import (
    FakeArticle,
    FakeClause,
    FakeRow,
    make_answer,
    make_citation,
    make_document,
    make_hit,
)
from ui.conversation import Problem, Stage, Turn

__all__ = ["poisoned_turns"]


def poisoned_turns(payload: str) -> list[Turn]:
    document = make_document(title=payload, number=payload, issuer=payload, written=payload)
    clauses = (
        FakeClause(payload, 0, len(payload), kind=payload),
        FakeClause(payload, 900, 950, "row", FakeRow((payload, "b"), (payload, payload))),
    )
    article = FakeArticle("a19", clauses, path=(payload,))
    citation = make_citation(quote=payload, address=payload, document=document, start=0, end=2)
    gone = make_citation(number=2, quote=payload, document=document, article_id="gone")
    answer = make_answer(
        payload,
        text=f"{payload}[1]\n[2]{payload}",
        citations=(citation, gone),
        notices=(payload, payload),
    )
    hit = replace(make_hit(payload), document=document, address=payload)  # type: ignore[type-var]
    abstained = replace(answer, status=AnswerStatus.ABSTAINED, citations=(), hits=(hit,))
    shelf = {"a19": article}
    return [
        Turn(1, payload, Stage.WRITING, payload),
        Turn(2, payload, Stage.ANSWERED, answer.text, answer, shelf),
        Turn(3, payload, Stage.ABSTAINED, abstained.text, abstained, shelf),
        Turn(4, payload, Stage.FAILED, problem=Problem(line=payload, error=payload)),
        Turn(5, payload, Stage.STOPPED, payload),
    ]
