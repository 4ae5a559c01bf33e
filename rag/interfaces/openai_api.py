"""The OpenAI chat completions API over the assistant, for clients written for OpenAI.

The answer's citations come twice: as text under the answer, and as the field ``policyqa`` beside
``choices`` for programs that know it.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from index.tokens import tokens
from rag.interfaces.http_errors import error_body
from rag.interfaces.printing import sources_text, with_sources
from rag.interfaces.requests import LAST_TURNS, inquiry_from_messages, last_of
from rag.interfaces.service import Service
from rag.interfaces.workers import in_worker, started
from rag.model import Answer

__all__ = ["MODEL", "ChatBody", "openai_routes"]

MODEL = "policyqa"


class Part(BaseModel):
    """A part of a message's content; only text is read."""

    model_config = ConfigDict(extra="allow")

    type: str = "text"
    text: str = ""


# A question and its answer are two messages, and the question that is asked is one.
_LAST_MESSAGES = 2 * LAST_TURNS + 1


class ChatMessage(BaseModel):
    """A message. System messages are ignored: a caller cannot change the rules of answering."""

    model_config = ConfigDict(extra="allow")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def words(self) -> str:
        """Return the message's text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream holds besides the text."""

    model_config = ConfigDict(extra="allow")

    include_usage: bool = False


class ChatBody(BaseModel):
    """A chat request. Sampling settings are accepted and ignored."""

    model_config = ConfigDict(extra="allow")

    model: str = MODEL
    messages: Annotated[list[ChatMessage], BeforeValidator(last_of(_LAST_MESSAGES))] = Field(
        min_length=1
    )
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(1, ge=1, le=1)


def openai_routes(service: Service) -> APIRouter:
    """Return /v1/models and /v1/chat/completions."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"])

    @router.get("/models", summary="List the one model there is")
    async def models() -> dict[str, Any]:
        return {"object": "list", "data": [_model()]}

    @router.get("/models/{name}", summary="Describe the model")
    async def model(name: str) -> Any:
        return _model() if name == MODEL else _unknown(name)

    @router.post("/chat/completions", summary="Answer the last question of a conversation")
    async def complete(body: ChatBody, request: Request) -> Any:
        if body.model != MODEL:
            return _unknown(body.model)
        asked = inquiry_from_messages((m.role, m.words) for m in body.messages)
        if body.stream:
            pieces = await started(request, service.stream(asked))
            events = _events(pieces, asked.question, body)
            return StreamingResponse(events, media_type="text/event-stream")
        answer = await in_worker(request, lambda: service.ask(asked))
        return _completion(answer, asked.question)

    return router


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": "policyqa"}


def _unknown(name: str) -> JSONResponse:
    message = f"there is no model {name[:80]!r} here: ask for {MODEL!r}"
    return JSONResponse(error_body("model_not_found", message), 404)


def _frame(kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": MODEL,
    }


def _usage(question: str, text: str) -> dict[str, int]:
    """Return counts of search tokens: there may be no model whose tokens could be counted."""
    asked, said = len(tokens(question)), len(tokens(text))
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _facts(answer: Answer) -> dict[str, Any]:
    """Return what an Answer holds beyond its text."""
    values = answer.to_dict()
    names = (
        *("status", "confidence", "lead", "highlights", "citations", "related"),
        *("notices", "timings", "trace"),
    )
    return {name: values[name] for name in names}


def _completion(answer: Answer, question: str) -> dict[str, Any]:
    text = with_sources(answer)
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        **_frame("chat.completion"),
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": _usage(question, text),
        "policyqa": _facts(answer),
    }


def _events(pieces: Iterator[str | Answer], question: str, body: ChatBody) -> Iterator[str]:
    """Yield the chunks of a streamed completion."""
    frame = _frame("chat.completion.chunk")

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _data({**frame, "choices": [choice], **more})

    yield chunk({"role": "assistant", "content": ""})
    said = ""
    for piece in pieces:
        if isinstance(piece, Answer):
            # A model that failed half-way leaves pieces behind; the answer follows them whole.
            shown = said.strip().endswith(piece.text.strip())
            rest = "" if shown else _correction(said) + piece.text
            rest += sources_text(piece)
            yield chunk({"content": rest})
            yield chunk({}, "stop", policyqa=_facts(piece))
            if body.stream_options and body.stream_options.include_usage:
                usage = _usage(question, said + rest)
                yield _data({**frame, "choices": [], "usage": usage})
        else:
            said += piece
            yield chunk({"content": piece})
    yield "data: [DONE]\n\n"


def _correction(said: str) -> str:
    return "\n\n---\n" if said else ""


def _data(values: dict[str, Any]) -> str:
    return f"data: {json.dumps(values, ensure_ascii=False)}\n\n"
