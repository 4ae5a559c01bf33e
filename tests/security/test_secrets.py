"""No secret leaves the process: not in logs, answers, exceptions, traces, pages or files (R17).

Every error path is run with keys that hold a word no other text has; then that word is looked for.
"""

from __future__ import annotations

import io
import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from corpus.errors import PolicyQAError
from index.encoders.encoder import load_encoder
from rag import Answer, Assistant
from rag.answer.llm.load import load_chat_model
from rag.interfaces.audit_log import AuditedAssistant
from rag.interfaces.cli import main
from rag.settings import Settings, load_settings
from tests.doubles import HashEncoder
from tests.doubles_server import FAILURES, chat_server
from tests.rag.opened import TALENT, running

WORD = "CANARY" + "7f3a"  # no source line holds it whole
KEY = f"sk-{WORD}"
QUESTION = "新引进的博士研究生安家补贴多少钱？"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return everything that any library logs, however unimportant, with its tracebacks."""
    text = io.StringIO()
    handler, root = logging.StreamHandler(text), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        store=tmp_path / "store", model="m", model_api_key=KEY, encoder_api_key=KEY, token=KEY,
        model_deadline=0.5, audit_log=tmp_path / "audit.jsonl", audit_questions=True,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    file = tmp_path / "talent.txt"
    file.write_text(TALENT, encoding="utf-8")
    opened = AuditedAssistant.open(create=True, settings=settings, encoder=HashEncoder())
    opened.add([file])
    return settings.store


def said(error: BaseException) -> str:
    """Return all that can be printed of an exception, with what led to it."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def found_in(failure: str, settings: Settings) -> list[str]:
    """Return all that a failing chat model leaves to be seen, by each way to ask."""
    seen: list[str] = []
    with chat_server(FAILURES[failure]) as url:
        chosen = settings.model_copy(update={"model_base_url": url})
        assistant = AuditedAssistant.open(settings=chosen, encoder=HashEncoder())
        answer = assistant.ask(QUESTION)
        assert answer.status == "answered"
        seen += [str(answer.to_dict()), repr(answer), repr(answer.trace)]
        seen += [
            str(piece) for piece in assistant.stream(QUESTION) if not isinstance(piece, Answer)
        ]
        with running(assistant, token=KEY) as served:
            good = {"Authorization": f"Bearer {KEY}"}
            for headers in ({}, good, {"Authorization": f"Bearer {KEY}x"}):
                for path, body in (("ask", {"question": QUESTION}), ("ask", {"question": 3})):
                    reply = httpx.post(f"{served}/{path}", json=body, headers=headers)
                    seen += [reply.text, str(reply.headers)]
            seen.append(httpx.get(f"{served}/metrics", headers=good).text)
            seen.append(httpx.get(f"{served}/nothing?key={KEY}", headers=good).text)
    return seen


def check(failures: list[str], settings: Settings, log: io.StringIO, folder: Path) -> None:
    for failure in failures:
        for text in found_in(failure, settings):
            assert WORD not in text, failure
    # Test servers and clients of these tests log the requests that the tests make.
    ours = [line for line in log.getvalue().splitlines() if not line.startswith("HTTP Request")]
    assert not [line for line in ours if WORD in line]
    assert WORD.encode() not in written(folder)


def test_a_failing_model_shows_no_key_anywhere(
    settings: Settings, store: Path, log: io.StringIO, tmp_path: Path
) -> None:
    check(["500", "garbage"], settings, log, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_way_a_model_can_fail_shows_a_key(
    settings: Settings, store: Path, log: io.StringIO, tmp_path: Path
) -> None:
    check(sorted(FAILURES), settings, log, tmp_path)


def test_what_cannot_be_loaded_or_reached_names_no_key(
    settings: Settings, log: io.StringIO, tmp_path: Path
) -> None:
    nowhere = "http://127.0.0.1:9/v1"
    attempts: list[Any] = [
        lambda: load_encoder("m", base_url=nowhere, api_key=KEY),
        lambda: load_chat_model("m", base_url=nowhere, api_key=KEY, timeout=1.0).invoke("x"),
        lambda: load_chat_model("nobody:m", api_key=KEY),
        lambda: Assistant.open(settings=settings.model_copy(update={"store": tmp_path / "none"})),
        lambda: load_settings(model_api_key=KEY, token=KEY, hits=0),
        lambda: load_settings(model_api_key=KEY, no_such_setting=1),
    ]
    for attempt in attempts:
        with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever it is, it is searched
            attempt()
        if isinstance(raised.value, PolicyQAError):
            assert WORD not in said(raised.value).replace(__file__, "")
        assert WORD not in str(raised.value)
    assert WORD not in log.getvalue()
    assert WORD not in repr(settings) + str(settings) + settings.model_dump_json()


def test_the_command_line_prints_no_key(
    settings: Settings,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in ("MODEL_API_KEY", "ENCODER_API_KEY", "TOKEN"):
        monkeypatch.setenv(f"POLICYQA_{name}", KEY)
    for words in (
        ["info"], ["verify"], ["list"], ["show", "zzz"], ["remove", "zzz"], ["add", "/nothing"],
        ["ask", QUESTION, "--model", "nobody:m"],
        ["serve", "--host", "203.0.113.1"], ["no-such-verb"],
    ):  # fmt: skip
        monkeypatch.setattr(sys, "argv", ["policyqa", *words, "--store", str(store)])
        with pytest.raises(SystemExit):
            main()
    out, err = capfd.readouterr()
    assert err
    assert WORD not in out + err
