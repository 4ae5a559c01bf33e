"""Load a chat model by name: hosted or behind an OpenAI-compatible server, or in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.errors import ModelUnavailable

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["load_chat_model"]


def load_chat_model(
    name: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 60.0,
    max_tokens: int = 800,
) -> BaseChatModel:
    """Load a chat model by name.

    :param name: ``provider:model`` as LangChain's ``init_chat_model`` takes it, such as
        openai:gpt-4o-mini; ``transformers:PATH_OR_NAME`` for a model in this process; with
        ``base_url`` the name that an OpenAI-compatible server gives its model.
    :param timeout: seconds one request may take.
    :param max_tokens: tokens an answer may have.
    :raises ModelUnavailable: no such provider, its package is missing, or the model is not there.
    """
    provider, _, model = name.partition(":")
    if provider == "transformers" and model:
        from rag.answer.llm.transformers_chat import TransformersChat

        return TransformersChat(path=model, max_new_tokens=max_tokens)
    return _hosted(name, base_url, api_key, timeout, max_tokens)


def _hosted(
    name: str, base_url: str | None, api_key: str | None, timeout: float, max_tokens: int
) -> BaseChatModel:
    from langchain.chat_models import init_chat_model
    from langchain_core.language_models import BaseChatModel as Chat

    options: dict[str, object] = {"temperature": 0, "max_tokens": max_tokens, "timeout": timeout}
    if base_url:
        # Behind a base URL stands an OpenAI-compatible server, whatever its models are called.
        name = name.removeprefix("openai:")
        options |= {"model_provider": "openai", "base_url": base_url}
    if api_key or base_url:
        options["api_key"] = api_key or "none"  # servers of one's own ask for no key
    if base_url or name.startswith(("openai:", "gpt-")):
        options["max_retries"] = 0  # a retry would outlast the deadline
    try:
        loaded = init_chat_model(name, **options)  # type: ignore[call-overload]
    except (ImportError, ValueError, TypeError, RuntimeError) as error:
        raise ModelUnavailable(_not_loaded(name, error)) from None
    except _openai_error() as error:
        raise ModelUnavailable(_not_loaded(name, error)) from None
    if not isinstance(loaded, Chat):
        raise ModelUnavailable(f"the chat model {name!r} cannot be loaded: give provider:model")
    return loaded


def _openai_error() -> type[Exception]:
    from openai import OpenAIError

    return OpenAIError


def _not_loaded(name: str, error: Exception) -> str:
    hint = (
        "install its LangChain package"
        if isinstance(error, ImportError)
        else (
            "give provider:model, POLICYQA_MODEL_API_KEY and, for a server of your own, "
            "POLICYQA_MODEL_BASE_URL"
        )
    )
    return f"the chat model {name} cannot be loaded ({type(error).__name__}): {hint}"
