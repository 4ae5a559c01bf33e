"""No test leaves this machine, nor does a Python process that it starts.

A refused attempt fails the test even where the code under test would have swallowed the error;
``@pytest.mark.refused_network`` marks the tests that provoke one on purpose.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parent / "offline"


def _install() -> Path:
    """Start the guard here and for every child; return the file that names refused attempts."""
    handle, name = tempfile.mkstemp(prefix="network-guard-")
    os.close(handle)
    os.environ["NETWORK_GUARD_LOG"] = name
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(_HERE), before)))
    # A process that pytest itself started loaded it as it began.
    begun = sys.modules.get("sitecustomize")
    if begun is not None and Path(str(begun.__file__)).parent == _HERE:
        sys.modules["tests.offline.sitecustomize"] = begun
    import_module("tests.offline.sitecustomize")
    return Path(name)


_LOG = _install()


@pytest.fixture(autouse=True)
def network_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test during which something tried to leave this machine."""
    seen = _LOG.stat().st_size
    yield
    attempts = _LOG.read_bytes()[seen:].decode("utf-8", "replace").splitlines()
    if attempts and request.node.get_closest_marker("refused_network") is None:
        pytest.fail("tried to leave this machine: " + "; ".join(attempts))


@pytest.fixture(scope="session", autouse=True)
def close_log() -> Iterator[None]:
    """Remove the log at the end."""
    yield
    _LOG.unlink(missing_ok=True)
