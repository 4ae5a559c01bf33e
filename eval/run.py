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
    first_sentence,
    half_stands_in,
    holds_fact,
    reciprocal_rank,
    sentences_cited,
    useful_quotes,
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
    :param facts: for each key fact, whether the answer gives it; an abstention or an unsure answer
        gives none.
    :param shows_fact: whether the text shows any key fact, whatever the status.
    :param first: whether the first sentence of a given answer holds a key fact.
    :param useful: for each citation of a given answer, whether its quote overlaps evidence or holds
        a key fact.
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
    status: AnswerStatus
    confidence: float
    answer: str
    facts: tuple[bool, ...]
    shows_fact: bool
    first: bool
    useful: tuple[bool, ...]
    cited: tuple[bool, ...]
    verbatim: tuple[bool, ...]
    placed: tuple[bool, ...]
    sentences: tuple[bool, ...]
    hit_length: int
    retrieve_ms: float
    ask_ms: float
    hits: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    trace: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def answered(self) -> bool:
        """Return whether an answer was given."""
        return self.status is AnswerStatus.ANSWERED

    @property
    def unsure(self) -> bool:
        """Return whether a clause was shown without saying that it answers the question."""
        return self.status is AnswerStatus.UNSURE

    @property
    def helped(self) -> bool:
        """Return whether the asker got on: an answer, or a key fact shown as probable."""
        return self.answered or (self.unsure and self.shows_fact)


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
        status=answer.status,
        confidence=answer.confidence,
        answer=answer.text,
        facts=judge.facts(question.key_facts),
        shows_fact=holds_fact(answer.text, question.key_facts),
        first=judge.first(question.key_facts),
        useful=judge.useful(question),
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
    """Holds an answer against what is right, and its citations against the Store."""

    def __init__(self, assistant: Assistant, answer: Answer) -> None:
        self._assistant = assistant
        self._answer = answer
        self._given = answer.status is AnswerStatus.ANSWERED

    def facts(self, key_facts: Sequence[Sequence[str]]) -> tuple[bool, ...]:
        """Say for each key fact whether a given answer gives it."""
        return facts_found(self._answer.text if self._given else "", key_facts)

    def first(self, key_facts: Sequence[Sequence[str]]) -> bool:
        """Return whether the first sentence of a given answer holds a key fact."""
        numbers = {c.number for c in self._answer.citations}
        return self._given and holds_fact(first_sentence(self._answer.text, numbers), key_facts)

    def useful(self, question: GoldQuestion) -> tuple[bool, ...]:
        """Say for each citation of a given answer whether its quote is of use."""
        quotes = [c.quote for c in self._answer.citations] if self._given else []
        return useful_quotes(quotes, question.evidence, question.key_facts)

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
        if not self._given:
            return ()
        quotes = {c.number: c.quote for c in self._answer.citations}
        # The lead is proved by the line below it, which carries the mark.
        text = self._answer.text.removeprefix(f"{self._answer.lead}。")
        return sentences_cited(text, quotes)

    def _article(self, citation: Citation) -> str:
        article = self._assistant.article(citation.article_id)
        return "".join(clause.text for clause in article.clauses)


@lru_cache(maxsize=64)
def _comparable(text: str) -> str:
    return comparable(text)
