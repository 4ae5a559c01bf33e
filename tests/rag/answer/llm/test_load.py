"""A chat model is loaded by name, or refused in words that say what to do."""

from __future__ import annotations

import pytest

from rag.answer.llm.load import load_chat_model
from rag.errors import ModelUnavailable


@pytest.mark.parametrize("name", ["nosuch:model", "", "justaname", "transformers:/no/such/folder"])
def test_a_model_that_cannot_be_loaded_is_named(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="cannot"):
        load_chat_model(name)


def test_behind_a_base_url_stands_an_openai_compatible_server_whatever_its_model_is_called() -> (
    None
):
    for name in ("any/model:name", "openai:any/model:name"):
        model = load_chat_model(name, base_url="http://127.0.0.1:9/v1", timeout=3.0)
        assert model._llm_type == "openai-chat"
        assert model.model_name == "any/model:name"
        assert model.max_retries == 0


def test_a_key_that_is_missing_is_asked_for_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelUnavailable, match="POLICYQA_MODEL_API_KEY") as refused:
        load_chat_model("openai:gpt-4o-mini")
    assert "\n" not in str(refused.value)
