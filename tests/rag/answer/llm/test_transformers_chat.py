"""Chat models on this machine: in this process, and behind a real OpenAI-compatible server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from rag.answer.llm.load import load_chat_model
from rag.answer.llm.transformers_chat import TransformersChat
from rag.errors import ModelUnavailable
from tests.model_answers import whole_answer, written
from tests.rag.made_passages import evidence_of

QUESTION = "新引进的博士研究生安家补贴多少钱？"
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the folder of a random two-layer language model over bytes."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    folder = str(tmp_path_factory.mktemp("tiny"))
    special = ["<pad>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
    words = special + sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={w: i for i, w in enumerate(words)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", pad_token="<pad>"
    )
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(words), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4, max_position_embeddings=8192,
        bos_token_id=1, eos_token_id=2, pad_token_id=0,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def local(tiny: str) -> TransformersChat:
    model = load_chat_model(f"transformers:{tiny}", max_tokens=12)
    assert isinstance(model, TransformersChat)
    return model


def test_a_model_in_this_process_streams_what_it_says_whole(local: TransformersChat) -> None:
    talk = [SystemMessage("短"), HumanMessage("补贴？")]
    pieces = [str(chunk.text) for chunk in local.stream(talk)]
    assert len(pieces) > 1
    assert "".join(pieces) == str(local.invoke(talk).text)


def test_its_own_tokenizer_counts_the_evidence(local: TransformersChat) -> None:
    assert local.count_tokens("补贴") == len("补贴".encode())


def test_nonsense_from_a_model_is_never_shown(local: TransformersChat) -> None:
    with pytest.raises(ModelUnavailable, match="passed verification"):
        whole_answer(local, QUESTION, evidence_of()[:1], token_budget=400)


def test_a_reader_that_stops_stops_the_model(local: TransformersChat) -> None:
    stream = local.stream([HumanMessage("补贴？")])
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert "".join(str(c.text) for c in local.stream([HumanMessage("补贴？")]))


def test_a_prompt_longer_than_the_model_reads_is_refused_not_cut(local: TransformersChat) -> None:
    with pytest.raises(ModelUnavailable, match="POLICYQA_MODEL_EVIDENCE_TOKENS"):
        whole_answer(local, "补" * 3000, evidence_of())


@pytest.fixture(scope="module")
def transformers_serve(tiny: str) -> Iterator[str]:
    """Run the real ``transformers serve`` with the tiny model; give its base URL."""
    pytest.importorskip("accelerate", reason="transformers serve needs accelerate")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("transformers")), "serve", tiny]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen[bytes], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            httpx.get(url, timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("transformers serve did not start")


@pytest.mark.slow
def test_transformers_serve_answers_through_the_hosted_path(
    transformers_serve: str, tiny: str
) -> None:
    model = load_chat_model(tiny, base_url=transformers_serve, max_tokens=20, timeout=60.0)
    said = written(model, QUESTION)
    assert said
    with pytest.raises(ModelUnavailable, match="passed verification"):
        whole_answer(model, QUESTION, evidence_of()[:2], deadline=60.0)
