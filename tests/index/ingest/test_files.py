"""Find the files to add, and hash them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from corpus.errors import PolicyQAError
from index.durable import sha256_file
from index.ingest.files import find_files


def _make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_folder_gives_its_documents_in_order_and_passes_over_the_rest(tmp_path: Path) -> None:
    _make(
        tmp_path, "b.txt", "a/c.PDF", "a/x.py", ".hidden.txt", ".git/d.txt", "~$e.docx", "f", "g.md"
    )
    found = find_files([tmp_path])
    assert [p.relative_to(tmp_path).as_posix() for p in found.files] == ["a/c.PDF", "b.txt", "g.md"]
    assert found.folders == (tmp_path,)


def test_a_file_that_is_named_itself_is_taken_whatever_its_name(tmp_path: Path) -> None:
    _make(tmp_path, ".hidden", "x.py")
    found = find_files([tmp_path / ".hidden", str(tmp_path / "x.py")])
    assert [p.name for p in found.files] == [".hidden", "x.py"]
    assert found.folders == ()


def test_a_hidden_folder_above_the_one_named_does_not_hide_its_files(tmp_path: Path) -> None:
    _make(tmp_path, ".cache/docs/a.txt")
    assert [p.name for p in find_files([tmp_path / ".cache" / "docs"]).files] == ["a.txt"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    assert len(find_files([tmp_path, tmp_path / "a.txt", tmp_path]).files) == 1


def test_paths_are_absolute_wherever_they_are_named_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(tmp_path, "docs/a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files(["docs"]).files == (tmp_path / "docs" / "a.txt",)


def test_a_folder_without_documents_is_refused_unless_it_may_be_empty(tmp_path: Path) -> None:
    _make(tmp_path, "x.py")
    with pytest.raises(PolicyQAError, match="no documents in this folder"):
        find_files([tmp_path])
    assert find_files([tmp_path], empty_folders=True).files == ()


def test_a_missing_path_and_no_path_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyQAError, match="no such file"):
        find_files([tmp_path / "none"])
    with pytest.raises(PolicyQAError, match="nothing to add"):
        find_files([])


def test_a_files_hash_is_that_of_its_content(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt")
    assert sha256_file(tmp_path / "a.txt") == hashlib.sha256(b"a.txt").hexdigest()
    with pytest.raises(OSError, match="none"):
        sha256_file(tmp_path / "none")
