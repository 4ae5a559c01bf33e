"""A chat model's words as they come, within a time and a length, whatever the model does.

The model runs on a thread of its own, so that one that never answers holds up nobody.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

__all__ = ["MOST_CHARACTERS", "Deadline", "stream_within"]

# An answer is a few hundred characters; a model that writes this many has lost its way.
MOST_CHARACTERS = 12_000


class Deadline:
    """A moment by which something must be done.

    :param seconds: from now.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds left, 0 when there are none."""
        return max(0.0, self._end - time.monotonic())

    def passed(self) -> ModelUnavailable:
        """Return the error that says the time is up."""
        return ModelUnavailable(
            f"the chat model did not finish within {self.seconds:g} seconds: "
            "try again, or raise POLICYQA_MODEL_DEADLINE"
        )


class _Outcome:
    """Puts how a model's run ended, ``None`` or the error, at the end of its words.

    A chat model is foreign code and may fail in any way; every failure is an ``Exception`` that
    crosses to the asking thread here, and only here.
    """

    def __init__(self, words: queue.SimpleQueue[str | Exception | None]) -> None:
        self._words = words

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._words.put(error if isinstance(error, Exception) else None)
        return isinstance(error, Exception)


def stream_within(
    model: BaseChatModel, messages: Sequence[BaseMessage], deadline: Deadline
) -> Iterator[str]:
    """Yield the text pieces of a model's answer.

    :raises ModelUnavailable: it failed, was too slow, wrote nothing or would not stop.
    """
    words: queue.SimpleQueue[str | Exception | None] = queue.SimpleQueue()
    stopped = threading.Event()
    threading.Thread(
        target=_run, args=(model, list(messages), words, stopped), daemon=True, name="chat-model"
    ).start()
    written = 0
    try:
        while (piece := _next(words, deadline)) is not None:
            written += len(piece)
            if written > MOST_CHARACTERS:
                raise ModelUnavailable(
                    f"the chat model wrote over {MOST_CHARACTERS} characters and was stopped"
                )
            yield piece
    finally:
        stopped.set()
    if not written:
        raise ModelUnavailable("the chat model wrote nothing")


def _run(
    model: BaseChatModel,
    messages: list[BaseMessage],
    words: queue.SimpleQueue[str | Exception | None],
    stopped: threading.Event,
) -> None:
    with _Outcome(words):
        finished = False
        for chunk in model.stream(messages):
            if stopped.is_set():
                return
            finished = finished or bool(chunk.response_metadata.get("finish_reason"))
            words.put(str(chunk.text))
        # A connection that closes early looks like an end; only this field tells them apart.
        if model._llm_type == "openai-chat" and not finished:
            raise ConnectionError("the stream ended before the answer did")


def _next(words: queue.SimpleQueue[str | Exception | None], deadline: Deadline) -> str | None:
    """Return the next piece, ``None`` at the end."""
    try:
        piece = words.get(timeout=deadline.left())
    except queue.Empty:
        raise deadline.passed() from None
    if isinstance(piece, ModelUnavailable):
        raise piece
    if isinstance(piece, Exception):
        # The error's own text may hold a key or the prompt; its kind says enough.
        raise ModelUnavailable(f"the chat model {_why(piece)}") from None
    return piece


_KINDS = (
    ("Timeout", "did not answer in time"),
    ("Authentication", "refused the key: check POLICYQA_MODEL_API_KEY"),
    ("PermissionDenied", "refused the key: check POLICYQA_MODEL_API_KEY"),
    ("NotFound", "does not exist on that server: check POLICYQA_MODEL"),
    ("RateLimit", "is over its rate limit: try again later"),
    (
        "Connect",
        "cannot be reached or broke off: check POLICYQA_MODEL_BASE_URL and that the server runs",
    ),
    ("Unicode", "sent text that is not UTF-8"),
    ("JSON", "sent something that is not an answer"),
)


def _why(error: Exception) -> str:
    """Return what went wrong in words that hold nothing secret."""
    name = type(error).__name__
    status = getattr(error, "status_code", None)
    for part, words in _KINDS:
        if part in name:
            return words
    return f"failed with HTTP status {status}" if isinstance(status, int) else f"failed ({name})"
