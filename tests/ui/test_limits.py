from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.files import SUFFIXES
from ui.limits import (
    LIMITS,
    Limits,
    RateLimit,
    Refused,
    TokenBuckets,
    check_question,
    check_upload,
    check_upload_count,
    safe_label,
    store_upload,
)
from ui.words import CHINESE, ENGLISH


@pytest.mark.parametrize("question", ["", "  \n", "？？！", "…"])
def test_a_question_without_a_word_is_refused(question: str) -> None:
    with pytest.raises(Refused, match="question_empty"):
        check_question(question)


def test_an_over_long_question_is_refused_with_both_numbers() -> None:
    with pytest.raises(Refused) as refused:
        check_question("问" * 501)
    assert refused.value.values == {"count": 501, "limit": 500}


def test_a_question_loses_its_padding_and_nothing_else() -> None:
    assert check_question("\n 第19条  说什么？ ") == "第19条  说什么？"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.exe", b"MZ", "upload_kind"),
        ("a", b"text", "upload_kind"),
        ("a.docx.js", b"x", "upload_kind"),
        ("a.txt", b"", "upload_empty"),
        ("a.txt", b"x" * 2000, "upload_size"),
        ("a.pdf", b"hello", "upload_content"),
        ("a.docx", b"hello", "upload_content"),
        ("a.png", b"hello", "upload_content"),
        ("a.rtf", b"hello", "upload_content"),
        ("a.doc", b"MZ\x00\x00", "upload_content"),
        ("a.txt", b"MZ\x00\x00", "upload_content"),
    ],
)
def test_uploads_are_refused_by_kind_size_and_content(
    tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=word):
        check_upload(path, Limits(upload_bytes=1000))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.TXT", "第一条".encode("gb18030")),
        ("a.txt", "第一条".encode("utf-16")),
        ("a.pdf", b"\n%PDF-1.7 x"),
        ("a.docx", b"PK\x03\x04rest"),
        ("a.html", b"<html>"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"),
        ("a.wps", b"{\\rtf1"),
        ("a.xls", b"<html><table>"),
        ("a.ofd", b"PK\x03\x04rest"),
        ("a.rtf", b"{\\rtf1"),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.tif", b"MM\x00*"),
        ("a.csv", b"a,b"),
    ],
)
def test_uploads_of_the_known_kinds_pass(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    check_upload(path)


def test_every_kind_that_is_read_from_a_folder_may_be_uploaded() -> None:
    assert set(LIMITS.kinds) == SUFFIXES


def test_more_files_than_one_upload_may_hold_are_refused() -> None:
    check_upload_count(["a"] * 10)
    with pytest.raises(Refused, match="upload_many"):
        check_upload_count(["a"] * 11)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\x.txt", "a\x00b.txt", "长" * 300])
def test_a_label_never_looks_like_a_path_and_is_short(name: str) -> None:
    label = safe_label(name)
    assert "/" not in label
    assert "\\" not in label
    assert "\x00" not in label
    assert 0 < len(label) <= 60


@given(st.text())
def test_every_label_can_be_shown(name: str) -> None:
    label = safe_label(name)
    assert label
    assert len(label) <= 60
    label.encode()


def test_an_upload_is_stored_under_the_hash_of_its_content(tmp_path: Path) -> None:
    upload = tmp_path / "通知.txt"
    upload.write_bytes(b"abc")
    folder = tmp_path / "store"
    folder.mkdir()
    stored = store_upload(upload, folder)
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stored == folder / f"{digest}.txt"
    assert stored.read_bytes() == b"abc"


def test_a_visitor_who_asks_too_often_is_told_when_to_come_back() -> None:
    now = [0.0]
    rate = RateLimit(per_minute=6, clock=lambda: now[0])
    for _ in range(6):
        rate.take("a")
    with pytest.raises(Refused) as refused:
        rate.take("a")
    assert refused.value.values == {"seconds": 10}
    rate.take("b")
    now[0] += 10.01
    rate.take("a")


def test_the_memory_of_visitors_does_not_grow() -> None:
    buckets = TokenBuckets(size=1.0, seconds=60.0, remembered=10, clock=lambda: 0.0)
    for number in range(100):
        buckets.take(str(number))
    assert buckets.take("99") > 0  # remembered
    assert buckets.take("0") == 0  # forgotten


def test_every_refusal_can_be_said_in_both_languages() -> None:
    numbers = {"count": 1, "limit": 2, "seconds": 3, "size": 4}
    values = {**numbers, "kind": ".x", "label": "a", "reason": "b"}
    for words in (CHINESE, ENGLISH):
        for word in ("question_long", "too_fast", "upload_kind", "upload_size", "upload_many"):
            assert "{" not in getattr(words, word).format(**values)


def test_a_bucket_gives_what_it_holds_and_fills_again() -> None:
    now = [0.0]
    buckets = TokenBuckets(size=100.0, seconds=50.0, clock=lambda: now[0])
    assert buckets.take("a", 80) == 0
    assert buckets.take("a", 60) == 20  # 40 are missing, 2 come a second
    assert buckets.take("b", 60) == 0
    now[0] = 20.0
    assert buckets.take("a", 60) == 0


def test_what_is_larger_than_a_bucket_empties_a_full_one() -> None:
    buckets = TokenBuckets(size=10.0, seconds=10.0, clock=lambda: 0.0)
    assert buckets.take("a", 30) == 0
    assert buckets.take("a") > 0
