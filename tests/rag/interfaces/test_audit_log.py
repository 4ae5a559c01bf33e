"""The audit log: who asked, added and removed."""

from __future__ import annotations

import getpass
import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag import Assistant, InvalidQuestion, InvalidSettings, PolicyQAError
from rag.interfaces.audit_log import AuditedAssistant, AuditLog
from rag.interfaces.caller import calling
from rag.interfaces.cli import main
from rag.settings import Settings
from tests.doubles import HashEncoder
from tests.rag.opened import TALENT, running

QUESTION = "新引进的博士研究生安家补贴多少钱？"


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def opened(folder: Path, log: Path, *, questions: bool = False) -> Assistant:
    settings = Settings(store=folder / "store", audit_log=log, audit_questions=questions)
    return AuditedAssistant.open(create=True, settings=settings, encoder=HashEncoder())


@pytest.fixture
def talent(tmp_path: Path) -> Path:
    file = tmp_path / "talent.txt"
    file.write_text(TALENT, encoding="utf-8")
    return file


def test_each_verb_is_one_line_with_who_and_what_it_came_to(
    tmp_path: Path, log: Path, talent: Path
) -> None:
    assistant = opened(tmp_path, log)
    with calling("192.0.2.7"):
        (document,) = assistant.add([talent]).documents
    answer = assistant.ask(QUESTION)
    assistant.retrieve(QUESTION, 3)
    assistant.explain(QUESTION, 3)
    assistant.add([talent], dry_run=True)
    with pytest.raises(PolicyQAError):
        assistant.add([tmp_path / "nothing.txt"])
    with pytest.raises(InvalidQuestion):
        assistant.ask(" ")
    assistant.remove([document])
    found = lines(log)
    me = getpass.getuser()
    assert [(line["verb"], line["who"]) for line in found] == [
        ("add", "192.0.2.7"), ("ask", me), ("search", me), ("search", me),
        ("add", me), ("ask", me), ("remove", me),
    ]  # fmt: skip
    assert found[0]["paths"] == [str(talent)]
    assert found[0]["documents"] == found[-1]["documents"] == [document]
    assert found[1]["status"] == answer.status == "answered"
    assert found[4]["error"] == "PolicyQAError"
    assert found[5]["status"] == "InvalidQuestion"
    assert all(line["at"].endswith("+00:00") for line in found)
    assert "博士" not in log.read_text("utf-8")


def test_a_stream_nobody_waits_for_is_noted_with_who_began_it(tmp_path: Path, log: Path) -> None:
    with calling("192.0.2.7"):
        pieces = opened(tmp_path, log).stream(QUESTION)
        next(pieces)
    del pieces
    assert [(line["who"], line["status"]) for line in lines(log)] == [("192.0.2.7", "stopped")]


def test_questions_are_written_only_where_they_are_asked_for(tmp_path: Path, log: Path) -> None:
    strange = '多少钱？\n{"verb": "remove"}\ud800'
    opened(tmp_path, log, questions=True).ask(strange)
    (line,) = log.read_text("utf-8").splitlines()
    assert json.loads(line)["question"].startswith("多少钱？\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_only_its_owner_reads_the_log(log: Path) -> None:
    AuditLog(log).note("ask", status="answered")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match=r"cannot be written.*--audit-log"):
        AuditLog(tmp_path / "no" / "audit.jsonl").require_writable()


def test_a_log_that_fails_later_is_reported_and_stops_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    AuditLog(tmp_path).note_question("ask", "CANARY", status="answered")
    assert "cannot be written" in caplog.text
    assert "CANARY" not in caplog.text


def test_over_http_the_log_names_the_address_and_no_token(
    tmp_path: Path, log: Path, talent: Path
) -> None:
    assistant = opened(tmp_path, log)
    assistant.add([talent])
    good = {"Authorization": "Bearer secret-CANARY", "Accept": "application/json"}
    call = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": QUESTION}},
    }  # fmt: skip
    with running(assistant, token="secret-CANARY") as url:
        for body in ({"question": QUESTION}, {"question": QUESTION, "stream": True}):
            assert httpx.post(f"{url}/ask", json=body, headers=good).status_code == 200
        chat = {"messages": [{"role": "user", "content": QUESTION}]}
        httpx.post(f"{url}/v1/chat/completions", json=chat, headers=good)
        httpx.post(f"{url}/mcp", json=call, headers=good)
        httpx.post(f"{url}/ask", json={"question": QUESTION})
    found = lines(log)[1:]
    assert [(line["who"], line["verb"]) for line in found] == [("127.0.0.1", "ask")] * 4
    assert "CANARY" not in log.read_text("utf-8")


def test_the_command_line_writes_the_log_where_it_is_told_to(
    tmp_path: Path, log: Path, talent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str | Path) -> None:
        where = ("--store", tmp_path / "store", "--audit-log", log)
        monkeypatch.setattr(sys, "argv", ["policyqa", *map(str, (*words, *where))])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert not stopped.value.code

    run("add", talent)
    run("ask", QUESTION)
    run("search", QUESTION)
    document = lines(log)[0]["documents"][0]
    run("remove", document)
    assert [line["verb"] for line in lines(log)] == ["add", "ask", "search", "remove"]
    assert lines(log)[-1]["documents"] == [document]
