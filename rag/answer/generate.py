"""Answering with a chat model: whatever it says is verified before any of it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import prompts
from corpus.text.quantities import find_quantities, supported
from rag.answer.extractive import Draft
from rag.answer.llm.context import Context, pack, token_counter
from rag.answer.llm.deadline import Deadline, stream_within
from rag.answer.response import Response
from rag.errors import ModelUnavailable
from rag.model import AnswerStatus, Citation, History, cite_as
from rag.passages.evidence import Evidence
from rag.query.question import Question
from rag.verification.injection import speaks_to_model
from rag.verification.plain_text import plain_text
from rag.verification.verifier import Failure, Reason, Verifier, explain, pieces

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = [
    "ModelAnswer",
    "respond_with_model",
    "rewrite",
    "stream_with_model",
]

# Earlier turns a model is reminded of, and characters of each.
TURNS, TURN_LENGTH = 3, 400
_DECLINED = {"zh": "无法回答", "en": "NO ANSWER"}
_LABELS = {"zh": ("材料", "问题"), "en": ("Material", "Question")}


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What is left of a chat model's answer after verification.

    :param text: "" when the model declined.
    :param declined: whether it said that the passages do not answer.
    :param trace: model, prompts with their hashes, tokens, passages shown and left out, and what
        verification did.
    """

    text: str
    citations: tuple[Citation, ...]
    notices: tuple[str, ...]
    declined: bool = False
    trace: Mapping[str, str] = field(default_factory=dict)


def respond_with_model(
    model: BaseChatModel,
    question: Question,
    evidence: Sequence[Evidence],
    draft: Draft,
    history: History = (),
    *,
    deadline: float = 60.0,
    token_budget: int = 3000,
) -> Iterator[str | Response]:
    """Yield each verified sentence of the model's answer, then its Response.

    :param draft: the answer made of quotes: its confidence, and what to say where the model
        declines.
    :raises ModelUnavailable: as of ``stream_with_model``.
    """
    for piece in stream_with_model(
        model, question.search, evidence, history,
        deadline=deadline, token_budget=token_budget, language=question.language,
    ):  # fmt: skip
        if not isinstance(piece, ModelAnswer):
            yield piece
            continue
        text, status = piece.text, AnswerStatus.ANSWERED
        if piece.declined:
            text, status = draft.abstention, AnswerStatus.ABSTAINED
        yield Response(text, status, piece.citations, draft.confidence, piece.notices, piece.trace)


def stream_with_model(
    model: BaseChatModel,
    question: str,
    evidence: Sequence[Evidence],
    history: History = (),
    *,
    deadline: float = 60.0,
    token_budget: int = 3000,
    language: str = "zh",
) -> Iterator[str | ModelAnswer]:
    """Yield each sentence once it has passed verification, then the ModelAnswer.

    Sentences that fail are written anew once, after the others, or struck with a notice. The
    pieces joined are the answer's text.

    :raises ModelUnavailable: the model failed, or nothing it wrote passed verification. Pieces
        may have been yielded by then; each had passed.
    """
    limit = Deadline(deadline)
    context = pack(evidence, token_budget, token_counter(model))
    if not context.shown:
        raise ModelUnavailable("there is no passage that a chat model may be shown")
    talk = _messages(question, context, history, language)
    verifier = Verifier(context.shown, question=question, language=language)
    reader = _Reader(verifier)
    for piece in stream_within(model, talk, limit):
        yield from reader.read(piece)
    yield from reader.finish()
    repaired = 0
    failures = verifier.retry()
    if _worth_repair(failures, limit):
        for piece in _repair(model, talk, reader.written, failures, verifier, limit, language):
            repaired += 1
            yield piece
    verifier.strike(failures[repaired:])
    yield _finished(model, context, verifier, failures, repaired, reader.written, language)


def _finished(
    model: BaseChatModel, context: Context, verifier: Verifier,
    failures: Sequence[Failure], repaired: int, written: str, language: str,
) -> ModelAnswer:  # fmt: skip
    checked = verifier.result()
    declined = not checked.text and _DECLINED[language].lower() in written.lower()
    if not checked.text and not declined:
        raise ModelUnavailable("nothing that the chat model wrote passed verification")
    if len(checked.struck) > max(1, verifier.kept - 1) and not declined:
        # What is left of an answer that is mostly invented is true, but no answer.
        raise ModelUnavailable("most of what the chat model wrote did not pass verification")
    return ModelAnswer(
        text=checked.text,
        citations=checked.citations,
        notices=() if declined else (*checked.notices, *_refusals(context, language)),
        declined=declined,
        trace={
            **_trace(model, context, language),
            "sentences_failed": str(len(failures)),
            "sentences_repaired": str(repaired),
            "sentences_struck": str(len(checked.struck)),
        },
    )


class _Reader:
    """Turns a stream of text into verified sentences."""

    def __init__(self, verifier: Verifier) -> None:
        self._verifier = verifier
        self._judged: list[tuple[str, str]] = []
        self.written = ""

    def read(self, piece: str) -> Iterator[str]:
        """Take in a piece; yield the sentences it completes that pass."""
        self.written += piece
        if any(c in "。！？；!?;.\n" for c in piece) or piece[-1:] in "]］】":
            yield from self._judge(_complete(plain_text(self.written)))

    def finish(self) -> Iterator[str]:
        """Yield the remaining sentences that pass."""
        yield from self._judge(list(pieces(plain_text(self.written))))

    def _judge(self, found: list[tuple[str, str]]) -> Iterator[str]:
        known = len(self._judged)
        if len(found) <= known:
            return
        if found[:known] != self._judged:
            # Markup that closed late changed what was read before.
            raise ModelUnavailable("the chat model's text cannot be read sentence by sentence")
        for separator, sentence in found[known:]:
            self._judged.append((separator, sentence))
            shown = self._verifier.add(separator, sentence)
            if shown:
                yield shown


_PAIRS = ("“”", "（）", "()", "《》", "「」", "【】", "『』", "[]", "［］")


def _complete(text: str) -> list[tuple[str, str]]:
    """Return the sentences that nothing written later can change."""
    before, _, line = text.rpartition("\n")
    done = list(pieces(before))
    open_pair = any(line.count(pair[0]) != line.count(pair[1]) for pair in _PAIRS)
    if open_pair or line.count('"') % 2 or "<" in line or not list(pieces(line)):
        return done
    return list(pieces(text))[:-1]


def _messages(
    question: str, context: Context, history: History, language: str
) -> list[BaseMessage]:
    """Return the rules, the earlier turns, and the passages with the question."""
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    rules = prompts.load(f"answer.{language}").fill(mark=context.mark)
    material, asked = _LABELS[language]
    talk: list[BaseMessage] = [SystemMessage(rules)]
    for earlier, reply in list(history)[-TURNS:]:
        talk += [HumanMessage(earlier[:TURN_LENGTH]), AIMessage(reply[:TURN_LENGTH])]
    talk.append(HumanMessage(f"{material}:\n{context.text}\n\n{asked}: {question}"))
    return talk


def _worth_repair(failures: Sequence[Failure], limit: Deadline) -> bool:
    """Tell whether asking again may help; a model that obeys a document is not asked again."""
    return (
        bool(failures)
        and limit.left() > 1
        and all(failure.reason is not Reason.INSTRUCTION for failure in failures)
    )


def _repair(
    model: BaseChatModel, talk: Sequence[BaseMessage], written: str,
    failures: Sequence[Failure], verifier: Verifier, limit: Deadline, language: str,
) -> Iterator[str]:  # fmt: skip
    """Have the failed sentences written anew; yield those that pass now.

    A model that fails here has still answered: what passed before stands.
    """
    from langchain_core.messages import AIMessage, HumanMessage

    listed = "\n".join(f"- {f.sentence}\n  ({explain(f, language)})" for f in failures[:12])
    request = prompts.load(f"repair.{language}").fill(failures=listed)
    again = [*talk, AIMessage(written), HumanMessage(request)]
    try:
        text = plain_text("".join(stream_within(model, again, limit)))
    except ModelUnavailable:
        return
    for _, sentence in pieces(text):
        shown = verifier.add("\n", sentence)
        if shown:
            yield shown
    verifier.retry()  # a second failure is not reported twice


def _refusals(context: Context, language: str) -> tuple[str, ...]:
    """Return the notice that a document tried to give orders to the model."""
    words = {
        "zh": "{name}{address}中有针对问答程序的指令，该部分未被采用。",
        "en": "{name} {address} holds instructions to the program; that part was not used.",
    }[language]
    return tuple(
        dict.fromkeys(
            words.format(name=cite_as(e.hit.document), address=e.hit.address)
            for e in context.refused
        )
    )


def _trace(model: BaseChatModel, context: Context, language: str) -> dict[str, str]:
    """Return what produced the answer, so that a figure can be traced."""
    used = [prompts.load(f"{name}.{language}") for name in ("answer", "repair")]
    name = next(
        (str(v) for n in ("model_name", "model", "path") if (v := getattr(model, n, None))),
        type(model).__name__,
    )
    return {
        "model": name,
        **{f"prompt.{prompt.name}": prompt.sha256[:16] for prompt in used},
        "evidence_tokens": str(context.tokens),
        "evidence_shown": ",".join(str(e.number) for e in context.shown),
        "evidence_left_out": ",".join(map(str, context.left_out)),
    }


def rewrite(
    model: BaseChatModel,
    question: str,
    history: History,
    *,
    deadline: float = 15.0,
    language: str = "zh",
) -> str:
    """Return a follow-up as a question that stands alone.

    What the model writes is used only when it is one plain line that adds no figure; else the
    question is returned as asked.

    :raises ModelUnavailable: the model failed.
    """
    from langchain_core.messages import HumanMessage

    talk = "\n".join(f"- {q[:TURN_LENGTH]}\n  {a[:TURN_LENGTH]}" for q, a in list(history)[-TURNS:])
    request = prompts.load(f"rewrite.{language}").fill(history=talk, question=question)
    written = "".join(stream_within(model, [HumanMessage(request)], Deadline(deadline)))
    line = plain_text(written).strip("\"“”' ")
    known = find_quantities(f"{question}\n{talk}")
    added = any(not supported(figure, known) for figure in find_quantities(line))
    if not line or "\n" in line or len(line) > 300 or added or speaks_to_model(line):
        return question
    return line
