"""An Assistant whose hits and answers are written down beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any

from index.model import StoredDocument
from rag.model import Answer, AnswerStatus, Citation, Hit

__all__ = ["ScriptedAssistant", "answer", "cite", "document", "hit"]


def document(identity: str = "d1") -> StoredDocument:
    unknown: dict[str, Any] = dict.fromkeys(f.name for f in fields(StoredDocument))
    known = {"id": identity, "title": "云澜市停车办法", "trial": False, "source": "a.txt"}
    return StoredDocument(
        **{**unknown, **known, "first_line": 1, "last_line": 9, "clause_count": 3}
    )


def hit(text: str) -> Hit:
    return Hit(text, 1.0, "第一条", document(), "c1", "a1", (), 0, len(text))


def cite(number: int, quote: str, start: int = 0) -> Citation:
    end = start + len(quote)
    return Citation(number, quote, "第一条", document(), start, end, "c1", "a1")


def answer(
    text: str,
    citations: Sequence[Citation] = (),
    confidence: float = 0.9,
    status: AnswerStatus = AnswerStatus.ANSWERED,
) -> Answer:
    return Answer("", text, status, tuple(citations), (), confidence, {}, {"encoder": "none"})


@dataclass
class ScriptedAssistant:
    """Gives the hits and the answer written down for a question.

    :param articles: text by Article id.
    :param texts: source text by Document id.
    """

    hits: Mapping[str, Sequence[Hit]]
    answers: Mapping[str, Answer]
    articles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    histories: list[Any] = field(default_factory=list)

    def retrieve(self, question: str, k: int = 10, *, history: Any = ()) -> list[Hit]:
        self.histories.append(history)
        return list(self.hits[question])[:k]

    def ask(self, question: str, *, history: Any = ()) -> Answer:
        self.histories.append(history)
        return self.answers[question]

    def article(self, article_id: str) -> Any:
        return SimpleNamespace(clauses=[SimpleNamespace(text=self.articles[article_id])])

    @property
    def snapshot(self) -> Any:
        return SimpleNamespace(text=lambda identity: self.texts[identity])
