"""The loop of the child process that reads risky formats."""

from __future__ import annotations

import io
import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.limits import Limits
from corpus.readers import worker
from corpus.readers.reading import Reading
from corpus.readers.worker import main

PAGE = "<html><body><p>停车应当有序。</p></body></html>".encode()


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """Record the limits that the loop sets, and leave this process without them."""
    limits: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    return limits


def _answers(monkeypatch: pytest.MonkeyPatch, *requests: dict[str, object]) -> list[dict[str, str]]:
    """Serve ``requests`` until they end, and return the answers as the parent reads them."""
    lines = b"".join(json.dumps(request).encode() + b"\n" for request in requests)
    out = io.BytesIO()
    monkeypatch.setattr(sys, "argv", ["worker", "1000"])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines)))
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
        main()
    out.seek(0)
    answers = []
    while length := out.read(8):
        answers.append(json.loads(out.read(int.from_bytes(length, "big"))))
    return answers


def _request(folder: Path, kind: str, limits: Limits | None = None) -> dict[str, object]:
    path = folder / "a.bin"
    path.write_bytes(PAGE)
    return {"path": str(path), "kind": kind, "limits": asdict(limits or Limits())}


@pytest.mark.usefixtures("limited")
def test_each_request_gets_one_answer_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, pdf = _request(tmp_path, "html"), _request(tmp_path, "pdf")
    first, second, third = _answers(monkeypatch, page, pdf, page)
    assert first == third
    assert first["text"] == "停车应当有序。"
    assert second["error"] == "unreadable"
    assert "\n" not in second["reason"]


@pytest.mark.usefixtures("limited")
def test_a_file_over_a_limit_or_out_of_memory_is_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (answer,) = _answers(monkeypatch, _request(tmp_path, "html", Limits(max_characters=3)))
    assert answer["error"] == "large"

    def exhausted(*_: object) -> Reading:
        raise MemoryError

    monkeypatch.setattr(worker, "_read", exhausted)
    (answer,) = _answers(monkeypatch, _request(tmp_path, "html"))
    assert answer["error"] == "large"
    assert "memory" in answer["reason"]


@pytest.mark.usefixtures("limited")
def test_half_a_surrogate_pair_does_not_end_the_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_read", lambda *_: Reading("停车\ud800"))
    (answer,) = _answers(monkeypatch, _request(tmp_path, "html"))
    assert answer["text"] == "停车?"


def test_memory_is_limited_before_anything_is_read(
    monkeypatch: pytest.MonkeyPatch, limited: dict[int, tuple[int, int]]
) -> None:
    assert _answers(monkeypatch) == []
    assert limited == {resource.RLIMIT_DATA: (1000, 1000), resource.RLIMIT_CORE: (0, 0)}


@pytest.mark.usefixtures("limited")
def test_text_and_values_parted_by_commas_are_decoded_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, values, noise = (tmp_path / name for name in ("a.txt", "a.csv", "b.txt"))
    text.write_bytes("停车有序。".encode("gb18030"))
    values.write_text("区域,收费\n一类,5\n", encoding="utf-8")
    noise.write_bytes(bytes(range(256)) * 40)
    request = {"limits": asdict(Limits())}
    first, second, third = _answers(
        monkeypatch,
        {"path": str(text), "kind": "text", **request},
        {"path": str(values), "kind": "csv", **request},
        {"path": str(noise), "kind": "text", **request},
    )
    assert (first["text"], second["text"]) == ("停车有序。", "区域\t收费\n一类\t5")
    assert (third["error"], "known encoding" in third["reason"]) == ("unreadable", True)
