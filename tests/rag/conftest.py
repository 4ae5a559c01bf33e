"""A Store of the demo documents, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant
from rag.examples import sample_folder


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
