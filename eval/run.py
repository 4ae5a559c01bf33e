"""Ask every gold question and judge what comes back.

Uses the public interface only: ``Assistant.retrieve``, ``ask``, ``article`` and the source text.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus.normalize import comparable
from eval.metrics import (
    evidence_within,
    facts_found,
    half_stands_in,
    reciprocal_rank,
    sentences_cited,
)
from eval.questions import GoldQuestion
from rag.model import Answer, AnswerStatus, Citation

if TYPE_CHECKING:
    from rag.assistant import Assistant

__all__ = ["DEPTHS", "Result", "run", "run_one"]

DEPTHS = (600, 1500, 3000)


@dataclass(frozen=True, slots=True)
class Result:
    """One question, judged.

    :param found: by depth, for each evidence string, whether it stands in the hits' text.
    :param facts: for each key fact, whether the answer gives it.
    :param cited: for each evidence string, whether a citation's quote or article overlaps it.
    :param verbatim: for each citation, whether its quote stands in the Document's text.
    :param placed: for each citation, whether its offsets lead to its quote.
    :param hit_length: characters of the hits' text in the compared form; evidence past it cannot
        be found at any depth.
    :param sentences: for each sentence of the answer, whether it is cited.
    """

    question: GoldQuestion
    found: dict[int, tuple[bool, ...]]
    reciprocal_rank: float
    answered: bool
    confidence: float
    answer: str
    facts: tuple[bool, ...]
    cited: tuple[bool, ...]
    verbatim: tuple[bool, ...]
    placed: tuple[bool, ...]
    sentences: tuple[bool, ...]
    hit_length: int
    retrieve_ms: float
    ask_ms: float
    hits: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    trace: dict[str, str] = field(default_factory=dict, repr=False)


def run(
    assistant: Assistant,
    questions: Sequence[GoldQuestion],
    k: int = 10,
    progress: Callable[[Iterable[GoldQuestion]], Iterable[GoldQuestion]] | None = None,
) -> list[Result]:
    """Ask each question once; the first is asked once more beforehand, to load what loads late.

    :param k: hits asked for.
    :param progress: wraps the questions, to show how far it is.
    """
    if questions:
        run_one(assistant, questions[0], k)
    return [run_one(assistant, q, k) for q in (progress or iter)(questions)]


def run_one(assistant: Assistant, question: GoldQuestion, k: int) -> Result:
    """Retrieve, ask and judge one question."""
    started = time.perf_counter()
    hits = assistant.retrieve(question.question, k, history=question.history)
    retrieved = time.perf_counter()
    answer = assistant.ask(question.question, history=question.history)
    asked = time.perf_counter()
    texts = [hit.text for hit in hits]
    judge = _Judge(assistant, answer)
    return Result(
        question=question,
        found={depth: evidence_within(texts, question.evidence, depth) for depth in DEPTHS},
        reciprocal_rank=reciprocal_rank(texts, question.evidence),
        answered=answer.status is AnswerStatus.ANSWERED,
        confidence=answer.confidence,
        answer=answer.text,
        facts=facts_found(answer.text, question.key_facts),
        cited=judge.cited(question.evidence),
        verbatim=tuple(judge.verbatim(c) for c in answer.citations),
        placed=tuple(judge.placed(c) for c in answer.citations),
        sentences=judge.sentences(),
        hit_length=sum(len(comparable(text)) for text in texts),
        retrieve_ms=(retrieved - started) * 1000,
        ask_ms=(asked - retrieved) * 1000,
        hits=tuple({"title": h.document.title, "address": h.address, "text": h.text} for h in hits),
        trace=dict(answer.trace),
    )


class _Judge:
    """Looks an answer's citations up in the Store."""

    def __init__(self, assistant: Assistant, answer: Answer) -> None:
        self._assistant = assistant
        self._answer = answer

    def cited(self, evidence: Sequence[str]) -> tuple[bool, ...]:
        """Say for each evidence string whether half of it stands in a quote or its article."""
        texts = [text for c in self._answer.citations for text in (c.quote, self._article(c))]
        return tuple(any(half_stands_in(string, text) for text in texts) for string in evidence)

    def verbatim(self, citation: Citation) -> bool:
        """Return whether the quote stands in its Document's text."""
        text = _comparable(self._assistant.snapshot.text(citation.document.id))
        return bool(citation.quote) and comparable(citation.quote) in text

    def placed(self, citation: Citation) -> bool:
        """Return whether the text at the offsets is the quote."""
        text = self._assistant.snapshot.text(citation.document.id)
        return comparable(text[citation.start : citation.end]) == comparable(citation.quote)

    def sentences(self) -> tuple[bool, ...]:
        """Say for each sentence of a given answer whether it is cited."""
        if self._answer.status is not AnswerStatus.ANSWERED:
            return ()
        quotes = {c.number: c.quote for c in self._answer.citations}
        return sentences_cited(self._answer.text, quotes)

    def _article(self, citation: Citation) -> str:
        article = self._assistant.article(citation.article_id)
        return "".join(clause.text for clause in article.clauses)


@lru_cache(maxsize=64)
def _comparable(text: str) -> str:
    return comparable(text)
