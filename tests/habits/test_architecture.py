"""The architecture page names files that are there."""

from __future__ import annotations

import re

from tests.habits.sources import PACKAGES, ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
_PATH = re.compile(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|yaml))?|[a-z_]+/[a-z_/]+)`")


def test_every_path_on_the_page_is_there() -> None:
    paths = set(_PATH.findall(PAGE))
    assert len(paths) > 40
    missing = [path for path in sorted(paths) if not (ROOT / path).exists()]
    assert not missing


def test_every_folder_of_the_program_is_on_the_page() -> None:
    folders = {
        path.parent.relative_to(ROOT).as_posix()
        for name in ("corpus", "index", "rag")
        for path in (ROOT / name).rglob("__init__.py")
    }
    named = [folder for folder in folders if folder in PAGE or folder.split("/")[-1] in PAGE]
    unnamed = folders - set(named) - {"corpus/samples", "index/train", "index/builtin"}
    assert not unnamed


def test_the_packages_are_all_described() -> None:
    assert all(f"| `{package}` |" in PAGE for package in PACKAGES)
