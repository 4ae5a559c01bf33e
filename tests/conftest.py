"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.network_guard import close_log, network_guard  # noqa: F401  (for every test)

# Two tests run at a time, and many start processes: threads that wait for each other by spinning
# would cost more than they bring. Set before anything that reads it is loaded.
os.environ["OMP_NUM_THREADS"] = "1"

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the shared data folder beside the checkout, or skip."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared data folder beside the checkout; it is not there")
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright leaves an event loop running."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
