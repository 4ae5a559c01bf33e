"""A Store of the demo documents, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant
from rag.interfaces.examples import sample_folder
from tests.rag.made_passages import CANTEENS


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a Store that holds the demo documents; not to be changed."""
    path = tmp_path_factory.mktemp("demo") / "store"
    report = Assistant.open(path, create=True).add([sample_folder()])
    assert not report.failed
    return path


@pytest.fixture(scope="session")
def assistant(demo_store: Path) -> Assistant:
    """Return an assistant over the demo documents."""
    return Assistant.open(demo_store)


@pytest.fixture(scope="session")
def canteens(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an assistant over one document, tests.rag.passages.CANTEENS; not to be changed."""
    folder = tmp_path_factory.mktemp("canteens")
    file = folder / "canteens.txt"
    file.write_text(CANTEENS, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True)
    assert not opened.add([file]).failed
    return opened
