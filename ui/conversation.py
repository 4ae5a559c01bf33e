"""A conversation as frozen turns, each going from queued to answered, abstained or failed."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import uuid4

from rag import PolicyQAError
from rag.interfaces.caller import calling
from rag.model import Answer
from rag.passages.edition_changes import EditionChanges
from ui.protocols import AnyArticle, AnyAssistant

__all__ = [
    "Problem",
    "RunningTurns",
    "Stage",
    "Turn",
    "answer_turn",
    "give_up",
    "history_of",
    "stop_turn",
]

FLUSH_SECONDS = 0.1
HISTORY_TURNS = 6
NEAREST_SHOWN = 3
_log = logging.getLogger(__name__)


class Stage(StrEnum):
    """The state of a turn. The last five are final, and each is shown in its own way."""

    QUEUED = "queued"
    WAITING = "waiting"
    WRITING = "writing"
    ANSWERED = "answered"
    UNSURE = "unsure"
    ABSTAINED = "abstained"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a turn failed.

    :param word: the field of ``ui.words.Words`` that says so, "" where ``line`` does.
    :param line: one line from the program, fit to show.
    :param error: the name of the class of error that said it.
    """

    word: str = ""
    line: str = ""
    error: str = ""

    @classmethod
    def of(cls, error: PolicyQAError) -> Problem:
        """Return what an error of the program says."""
        return cls(line=str(error), error=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as far as it has come.

    :param number: its place in the conversation, from 1.
    :param text: the answer so far.
    :param alone: whether it is asked without what was asked before.
    :param articles: the cited articles by id, as they stood when the answer was given.
    :param changes: by id of a cited document, what changed between its editions.
    :param key: tells it from every other turn of every visitor.
    """

    number: int
    question: str
    stage: Stage = Stage.QUEUED
    text: str = ""
    answer: Answer | None = None
    articles: Mapping[str, AnyArticle] = field(default_factory=dict)
    changes: Mapping[str, EditionChanges] = field(default_factory=dict)
    problem: Problem | None = None
    alone: bool = False
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def running(self) -> bool:
        """Return whether an answer is still awaited."""
        return self.stage in (Stage.QUEUED, Stage.WAITING, Stage.WRITING)

    @property
    def completed(self) -> bool:
        """Return whether its question was completed from the conversation to be answered."""
        searched = self.answer.question if self.answer else self.question
        return "".join(searched.split()) != "".join(self.question.split())


# Stops, and conversations whose last question waits for its answer, that are remembered.
REMEMBERED = 1000


class RunningTurns:
    """The turns whose answers are being written, over all visitors, and which of them to stop."""

    def __init__(self) -> None:
        self._wanted: dict[str, bool] = {}
        self._stopped: deque[str] = deque(maxlen=REMEMBERED)
        self._begun: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()

    @contextmanager
    def hold(self, turn: Turn) -> Iterator[None]:
        """Count the turn as running for the length of a ``with`` block."""
        self._wanted[turn.key] = True
        try:
            yield
        finally:
            del self._wanted[turn.key]

    def stop(self, turn: Turn) -> None:
        """Note that the visitor wants no more of the turn."""
        self._stopped.append(turn.key)
        if turn.key in self._wanted:
            self._wanted[turn.key] = False

    def begin(self, turns: tuple[Turn, ...]) -> None:
        """Remember the conversation whose last question is now to be answered."""
        self._begun[turns[-1].key] = turns
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)

    def begun(self, ticket: str) -> tuple[Turn, ...]:
        """Return the conversation that ends with the question of that key; empty: there is none.

        The page's own copy may be an older one: a piece of the answer before, on its way while
        the next question was asked, overwrites it.
        """
        return self._begun.pop(ticket, ())

    def was_stopped(self, turn: Turn) -> bool:
        """Return whether the visitor stopped the turn, of the last thousand that were."""
        return turn.key in self._stopped

    def wants(self, turn: Turn) -> bool:
        """Return whether the turn's answer is still wanted."""
        return self._wanted.get(turn.key, False)


def history_of(turns: tuple[Turn, ...]) -> list[tuple[str, str]]:
    """Return the last answered questions with their answers, oldest first."""
    answered = [turn for turn in turns if turn.answer is not None]
    return [(turn.question, turn.text) for turn in answered[-HISTORY_TURNS:]]


def answer_turn(
    assistant: AnyAssistant,
    turn: Turn,
    history: list[tuple[str, str]],
    *,
    wanted: Callable[[], bool] = lambda: True,
    clock: Callable[[], float] = time.monotonic,
    visitor: str = "",
) -> Iterator[Turn]:
    """Yield the turn as its answer grows, at most every 100 ms, and at last as it ends.

    :param wanted: whether the visitor still wants it; nothing more is yielded where not.
    :param visitor: the address of who asks, for the audit log.
    """
    turn = replace(turn, stage=Stage.WAITING)
    yield turn
    text, shown_at = "", clock()
    try:
        with calling(visitor):
            pieces = assistant.stream(turn.question, history=history, standalone=turn.alone)
        for piece in pieces:
            if not wanted():
                return
            if isinstance(piece, Answer):
                ended = _finish(assistant, turn, piece)
                yield ended
                changes = _changes(assistant, piece)
                if changes and wanted():
                    yield replace(ended, changes=changes)
                return
            text += piece
            if clock() - shown_at >= FLUSH_SECONDS:
                yield replace(turn, stage=Stage.WRITING, text=text)
                shown_at = clock()
    except PolicyQAError as error:
        yield replace(turn, stage=Stage.FAILED, text="", problem=Problem.of(error))
        return
    _log.error("the stream of an answer ended without the answer")
    yield give_up(turn)


def _finish(assistant: AnyAssistant, turn: Turn, answer: Answer) -> Turn:
    return replace(
        turn,
        stage=Stage(answer.status.value),
        text=answer.text,
        answer=answer,
        articles=_articles(assistant, answer),
    )


def _articles(assistant: AnyAssistant, answer: Answer) -> dict[str, AnyArticle]:
    shown = [c.article_id for c in answer.citations]
    shown += [hit.article_id for hit in answer.hits[:NEAREST_SHOWN]]
    found: dict[str, AnyArticle] = {}
    for article_id in dict.fromkeys(shown):
        try:
            article = assistant.article(article_id)
        except (PolicyQAError, KeyError):  # removed since: the quote is still shown
            continue
        if article is not None:
            found[article_id] = article
    return found


def _changes(assistant: AnyAssistant, answer: Answer) -> dict[str, EditionChanges]:
    """Return what changed between the editions of the documents cited, by id."""
    cited = (c.document for c in answer.citations)
    found: dict[str, EditionChanges] = {}
    for document_id in dict.fromkeys(d.id for d in cited if d.edition):
        try:
            changes = assistant.changes(document_id)
        except (PolicyQAError, KeyError):  # removed since
            continue
        if changes is not None:
            found[document_id] = changes
    return found


def give_up(turn: Turn) -> Turn:
    """Return the turn as failed: the queue was full, or the program failed inside."""
    word = "busy" if turn.stage is Stage.QUEUED else "internal"
    return replace(turn, stage=Stage.FAILED, text="", problem=Problem(word=word))


def stop_turn(turn: Turn) -> Turn:
    """Return the turn as stopped by the visitor, with what was written so far."""
    return replace(turn, stage=Stage.STOPPED) if turn.running else turn
