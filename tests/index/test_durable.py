"""Changes to a Store's folder are whole, durable, and stop where a test says."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import durable

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture
def steps() -> Iterator[list[str]]:
    """Record the names of the steps that are taken."""
    taken: list[str] = []
    durable.set_step_hook(taken.append)
    yield taken
    durable.set_step_hook(None)


def test_a_step_calls_the_hook_while_there_is_one(steps: list[str]) -> None:
    durable.step("one")
    durable.set_step_hook(None)
    durable.step("two")
    assert steps == ["one"]


def test_a_replaced_file_holds_the_old_or_the_new_content_at_every_step(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    durable.replace_file(path, b"old")
    seen: list[bytes] = []
    durable.set_step_hook(lambda name: seen.append(path.read_bytes()))
    try:
        durable.replace_file(path, b"new")
    finally:
        durable.set_step_hook(None)
    assert set(seen) == {b"old", b"new"}
    assert seen == sorted(seen, reverse=True), "never the old one after the new one"
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["CURRENT"]


def test_a_write_that_stops_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "CURRENT"
    path.write_bytes(b"old")

    def stop(name: str) -> None:
        if name.startswith("replace"):
            raise KeyboardInterrupt

    durable.set_step_hook(stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            durable.replace_file(path, b"new")
    finally:
        durable.set_step_hook(None)
    assert path.read_bytes() == b"old"
    durable.replace_file(path, b"newer")
    assert path.read_bytes() == b"newer", "what was left aside is in nobody's way"


def test_everything_below_a_folder_is_synced_before_its_name(
    tmp_path: Path, steps: list[str]
) -> None:
    inner = tmp_path / "gen" / "lexical"
    inner.mkdir(parents=True)
    (inner / "a").write_bytes(b"a")
    (tmp_path / "gen" / "b").write_bytes(b"b")
    durable.sync_tree(tmp_path / "gen")
    assert steps == ["sync a", "sync lexical/", "sync b", "sync gen/"]


def test_a_folder_gets_its_name_and_the_folder_around_it_is_synced(
    tmp_path: Path, steps: list[str]
) -> None:
    (tmp_path / "gen-1.new").mkdir()
    durable.rename(tmp_path / "gen-1.new", tmp_path / "gen-1")
    durable.sync_folder(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["gen-1"]
    assert steps == ["rename gen-1", f"sync {tmp_path.name}/", f"sync {tmp_path.name}/"]


def test_a_missing_folder_cannot_be_synced(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        durable.sync_folder(tmp_path / "none")


def test_a_second_name_is_the_same_file_and_a_copy_where_links_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"x")
    durable.link_or_copy(source, tmp_path / "link")
    assert (tmp_path / "link").samefile(source)

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    durable.link_or_copy(source, tmp_path / "copy")
    assert not (tmp_path / "copy").samefile(source)
    assert (tmp_path / "copy").read_bytes() == b"x"


def test_removing_a_folder_says_whether_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gen" / "a").mkdir(parents=True)
    assert durable.remove_tree(tmp_path / "gen")
    assert durable.remove_tree(tmp_path / "gen"), "what is not there is gone"
    (tmp_path / "held").mkdir()
    monkeypatch.setattr(durable.shutil, "rmtree", lambda *_, **__: None)
    assert not durable.remove_tree(tmp_path / "held")


def test_a_file_and_its_bytes_have_one_hash(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"")
    assert durable.sha256_file(path) == durable.sha256_bytes(b"") == EMPTY
    path.write_bytes("停车".encode())
    assert durable.sha256_file(path) == durable.sha256_bytes("停车".encode()) != EMPTY
