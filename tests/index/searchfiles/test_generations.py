"""Generations of search files: named in one step, checked, cleared away."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index import durable
from index.errors import StoreCorrupt
from index.searchfiles.generations import (
    FORMAT,
    Manifest,
    OtherFormat,
    check_files,
    current,
    digest_files,
    folder_of,
    last_number,
    publish,
    read_manifest,
    remove_stale,
    remove_unfinished,
    token_files,
    token_segments,
    unfinished,
    unusable,
)


def _manifest(folder: Path, generation: int = 1) -> Manifest:
    return Manifest(
        FORMAT, generation, 1, "hash-64", 64, "tokens-1/fields-1", 1, 2, 2, 2, ("base.faiss",),
        "flat", ((3, 2),), 0, "2024-05-06", "1.0", digest_files(folder),
    )  # fmt: skip


def _published(store: Path, generation: int = 1) -> Manifest:
    aside = folder_of(store, generation).with_suffix(".new")
    (aside / "lexical").mkdir(parents=True)
    (aside / "lexical" / "a").write_bytes(b"words")
    (aside / "base.faiss").write_bytes(b"vectors")
    manifest = _manifest(aside, generation)
    publish(store, aside, manifest)
    return manifest


def _named(store: Path) -> bytes:
    named = current(store)
    assert named is not None
    return named


def test_a_published_generation_is_the_current_one_and_whole(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    manifest = _published(tmp_path)
    found = read_manifest(tmp_path, _named(tmp_path))
    assert found == manifest
    assert sorted(found.files) == ["base.faiss", "lexical/a"]
    check_files(tmp_path, found)


def test_a_reader_of_an_older_generation_keeps_it(tmp_path: Path) -> None:
    first = _published(tmp_path)
    named = _named(tmp_path)
    _published(tmp_path, 2)
    assert read_manifest(tmp_path, named) == first
    assert read_manifest(tmp_path, _named(tmp_path)).generation == 2


def test_publishing_that_stops_leaves_the_generation_before(tmp_path: Path) -> None:
    _published(tmp_path)
    before = _named(tmp_path)

    def stop(name: str) -> None:
        if name == "replace CURRENT":
            raise KeyboardInterrupt

    durable.set_step_hook(stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            _published(tmp_path, 2)
    finally:
        durable.set_step_hook(None)
    assert _named(tmp_path) == before
    assert last_number(tmp_path) == 2, "the next one takes another number"


@pytest.mark.parametrize("named", [b"", b"{}", b"[1]", b'{"generation": "x", "manifest": "y"}'])
def test_a_damaged_name_is_noticed(tmp_path: Path, named: bytes) -> None:
    with pytest.raises(StoreCorrupt, match="CURRENT"):
        read_manifest(tmp_path, named)


def test_a_missing_changed_or_foreign_manifest_is_noticed(tmp_path: Path) -> None:
    _published(tmp_path)
    named = _named(tmp_path)
    path = folder_of(tmp_path, 1) / "manifest.json"
    data = path.read_bytes()
    shutil.copytree(folder_of(tmp_path, 1), folder_of(tmp_path, 2))
    moved = json.dumps({"generation": 2, "manifest": durable.sha256_bytes(data)}).encode()
    with pytest.raises(StoreCorrupt, match="that of generation 1"):
        read_manifest(tmp_path, moved)
    path.write_bytes(data.replace(b"flat", b"flut"))
    with pytest.raises(StoreCorrupt, match="checksum"):
        read_manifest(tmp_path, named)
    path.unlink()
    with pytest.raises(StoreCorrupt, match="missing"):
        read_manifest(tmp_path, named)


@pytest.mark.parametrize("change", [{"format": FORMAT + 1}, {"surprise": 1}])
def test_a_manifest_of_another_version_is_made_anew(tmp_path: Path, change: dict[str, int]) -> None:
    _published(tmp_path)
    path = folder_of(tmp_path, 1) / "manifest.json"
    data = json.dumps(json.loads(path.read_bytes()) | change).encode()
    path.write_bytes(data)
    named = json.dumps({"generation": 1, "manifest": durable.sha256_bytes(data)}).encode()
    with pytest.raises(OtherFormat, match="another version"):
        read_manifest(tmp_path, named)


def test_a_changed_missing_or_surplus_file_is_noticed(tmp_path: Path) -> None:
    manifest = _published(tmp_path)
    folder = folder_of(tmp_path, 1)
    (folder / "tantivy.lock").write_bytes(b"")
    check_files(tmp_path, manifest)
    (folder / "stray").write_bytes(b"")
    with pytest.raises(StoreCorrupt, match=r"stray.*does not belong"):
        check_files(tmp_path, manifest)
    (folder / "stray").unlink()
    (folder / "base.faiss").write_bytes(b"vektors")
    with pytest.raises(StoreCorrupt, match=r"base\.faiss.*checksum"):
        check_files(tmp_path, manifest)
    (folder / "base.faiss").unlink()
    with pytest.raises(StoreCorrupt, match=r"base\.faiss.*missing"):
        check_files(tmp_path, manifest)


def test_digests_that_are_known_are_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    before = digest_files(tmp_path)
    (tmp_path / "a").write_bytes(b"b")
    assert digest_files(tmp_path, before) == before
    assert digest_files(tmp_path) != before


def test_only_generations_that_are_kept_and_foreign_folders_stay(tmp_path: Path) -> None:
    for name in ("gen-1", "gen-2", "gen-10", "gen-3.new", "gen-2.new", "gen-x", "notes"):
        (tmp_path / name).mkdir()
    assert last_number(tmp_path) == 10
    remove_stale(tmp_path, {2, 10})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["gen-10", "gen-2", "gen-x", "notes"]
    assert last_number(tmp_path / "none") == 0


def test_a_generation_has_the_segments_whose_files_it_lists(tmp_path: Path) -> None:
    manifest = _published(tmp_path)
    digest = manifest.files["base.faiss"]
    assert token_segments(manifest) == []
    both = {token_files(segment)[0]: digest for segment in ("delta", "base")}
    assert token_segments(replace(manifest, files=both)) == ["base", "delta"]
    assert len(set(token_files("base")) | set(token_files("delta"))) == 8


def test_unusable_search_files_are_said_in_one_line_with_what_to_do(tmp_path: Path) -> None:
    said = str(unusable(tmp_path / "dense.faiss"))
    assert "dense.faiss" in said
    assert said.endswith("policyqa verify --rebuild")
    assert "\n" not in said


def test_folders_of_writers_that_ended_are_named_and_removed(tmp_path: Path) -> None:
    for name in ("gen-1", "gen-2.new", "gen-3.new"):
        (tmp_path / name / "lexical").mkdir(parents=True)
    assert [path.name for path in unfinished(tmp_path)] == ["gen-2.new", "gen-3.new"]
    remove_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gen-1"]


def test_what_was_finished_and_never_named_is_removed_too(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text('{"generation": 2, "manifest": ""}')
    (tmp_path / "CURRENT.new").touch()
    for number in (1, 2, 3):
        (tmp_path / f"gen-{number}").mkdir()
    assert [path.name for path in unfinished(tmp_path)] == ["CURRENT.new", "gen-3"]
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "gen-1", "gen-2"]
