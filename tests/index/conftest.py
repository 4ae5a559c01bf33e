"""Fixtures of the Store's tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Store
from index.searchfiles import build
from tests.doubles import HashEncoder
from tests.index.documents import CATALOGUE, city_documents, make_document


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an empty Store and one of the made-up city, to be copied."""
    folder = tmp_path_factory.mktemp("templates")
    Store.create(folder / "empty", HashEncoder()).close()
    with Store.create(folder / "city", HashEncoder()) as city:
        for document in city_documents():
            city.add_documents(document.title or "", [document])
    return folder


@pytest.fixture
def store(templates: Path, tmp_path: Path, encoder: HashEncoder) -> Iterator[Store]:
    """Yield an empty Store."""
    shutil.copytree(templates / "empty", tmp_path / "store")
    with Store.open(tmp_path / "store", encoder) as made:
        yield made


@pytest.fixture
def city(templates: Path, tmp_path: Path, encoder: HashEncoder) -> Iterator[Store]:
    """Yield a Store with four documents of a made-up city, each under its own name."""
    shutil.copytree(templates / "city", tmp_path / "store")
    with Store.open(tmp_path / "store", encoder) as made:
        yield made


@pytest.fixture
def based(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a Store whose words have a base: what is added to it goes into a delta."""
    monkeypatch.setattr(build, "_SMALL_WORDS", 0)
    monkeypatch.setattr(build, "_STALE_SHARE", 10.0)
    store.add_documents("catalogue", [make_document("云澜市补贴目录", list(CATALOGUE))])
    return store
