"""A chat model in this process: any causal model that transformers loads, as a LangChain model."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = ["TransformersChat"]

_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


class TransformersChat(BaseChatModel):
    """Runs a local causal language model with its own chat template, greedily, streaming.

    One answer is generated at a time; others wait.

    :param path: folder, or name on the model hub.
    :param max_new_tokens: tokens an answer may have.
    """

    path: str
    max_new_tokens: int = 512
    _tokenizer: Any = PrivateAttr()
    _model: Any = PrivateAttr()
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def model_post_init(self, context: Any, /) -> None:
        """Load the model.

        :raises ModelUnavailable: it cannot be loaded.
        """
        super().model_post_init(context)
        self._tokenizer, self._model = _load(self.path)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens ``text`` has for this model."""
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(c.message.content) for c in self._stream(messages, stop, run_manager))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        inputs = self._prompt(messages)
        with self._lock:
            for text in self._pieces(inputs):
                chunk = ChatGenerationChunk(message=AIMessageChunk(content=text))
                if run_manager:
                    run_manager.on_llm_new_token(text, chunk=chunk)
                yield chunk

    def _pieces(self, inputs: Any) -> Iterator[str]:
        """Generate on a thread of its own and yield the text; stop when the reader stops."""
        from transformers import StoppingCriteria, TextIteratorStreamer

        stopped = threading.Event()

        class Stopped(StoppingCriteria):  # type: ignore[misc, unused-ignore]
            def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
                import torch

                return torch.full((input_ids.shape[0],), stopped.is_set(), device=input_ids.device)

        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        errors: list[BaseException] = []
        arguments = {**inputs, "streamer": streamer, "stopping_criteria": [Stopped()]}
        thread = threading.Thread(
            target=_generate_into, args=(self, arguments, streamer, errors), daemon=True
        )
        thread.start()
        try:
            yield from (text for text in streamer if text)
        finally:
            stopped.set()
            thread.join(timeout=30)
        if errors:
            raise errors[0]

    def generate_tokens(self, arguments: dict[str, Any]) -> None:
        """Run the model; its words go to the streamer in ``arguments``."""
        import torch

        with torch.inference_mode():
            self._model.generate(
                **arguments, max_new_tokens=self.max_new_tokens, do_sample=False, num_beams=1
            )

    def _prompt(self, messages: list[BaseMessage]) -> Any:
        """Return the tokens of a conversation in the model's own chat template."""
        turns = [{"role": _ROLES.get(m.type, "user"), "content": str(m.text)} for m in messages]
        tokenizer = self._tokenizer
        if not tokenizer.chat_template:
            text = "\n\n".join(turn["content"] for turn in turns) + "\n\n"
            encoded = tokenizer(text, return_tensors="pt")
        else:
            encoded = tokenizer.apply_chat_template(
                _for_template(tokenizer.chat_template, turns),
                add_generation_prompt=True, return_tensors="pt", return_dict=True,
            )  # fmt: skip
        self._require_room(encoded["input_ids"].shape[1])
        names = ("input_ids", "attention_mask")
        return {name: encoded[name].to(self._model.device) for name in names if name in encoded}

    def _require_room(self, length: int) -> None:
        """Refuse a prompt that the model would read cut off."""
        most = getattr(self._model.config, "max_position_embeddings", None)
        if most and length + 32 > most:
            raise ModelUnavailable(
                f"the prompt has {length} tokens, the model {self.path} reads {most}: "
                "lower POLICYQA_MODEL_EVIDENCE_TOKENS or choose another model"
            )


def _for_template(template: Any, turns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Put the rules into the first question for a template that knows no system turn."""
    if turns[0]["role"] != "system" or len(turns) < 2 or "system" in str(template):
        return turns
    first = {"role": "user", "content": f"{turns[0]['content']}\n\n{turns[1]['content']}"}
    return [first, *turns[2:]]


def _generate_into(
    chat: TransformersChat, arguments: dict[str, Any], streamer: Any, errors: list[BaseException]
) -> None:
    """Run the model on this thread; however it ends, the reader of ``streamer`` hears of it."""
    with _Ended(streamer, errors):
        chat.generate_tokens(arguments)


class _Ended:
    """Ends a streamer whatever happens and keeps the error for its reader."""

    def __init__(self, streamer: Any, errors: list[BaseException]) -> None:
        self._streamer = streamer
        self._errors = errors

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, traceback: Any) -> bool:
        if error is not None:
            self._errors.append(error)
            self._streamer.end()
        return isinstance(error, Exception)


def _load(path: str) -> tuple[PreTrainedTokenizerBase, PreTrainedModel]:
    """Load a tokenizer and a model; safetensors only, no code from the model's folder."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    local = Path(path).exists()
    try:
        tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=local)
        model = AutoModelForCausalLM.from_pretrained(
            path, local_files_only=local, use_safetensors=True, dtype="auto"
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise ModelUnavailable(
            f"transformers cannot load the chat model {path} ({type(error).__name__}): give a "
            "folder with config.json, tokenizer and *.safetensors, or a name on the hub"
        ) from None
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.nn.Module.to(model, device)
    return tokenizer, model.train(False)
