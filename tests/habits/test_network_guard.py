"""The guard that keeps tests on this machine."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from tests.offline.sitecustomize import NetworkRefused, is_here

OUTSIDE = "192.0.2.1"  # TEST-NET-1: never routed


@pytest.mark.refused_network
def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outside, pytest.raises(NetworkRefused):
        outside.connect((OUTSIDE, 80))


@pytest.mark.refused_network
def test_a_name_of_another_machine_is_not_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.refused_network
def test_a_child_process_is_refused_too() -> None:
    code = f"import socket; socket.create_connection(({OUTSIDE!r}, 80))"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "NetworkRefused" in child.stderr


def test_this_machine_may_be_spoken_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", b"localhost", None, "0.0.0.0"])
def test_names_of_this_machine_are_known(host: object) -> None:
    assert is_here(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2001:db8::1", "localhost.example.org", b"a.b"])
def test_names_of_other_machines_are_known(host: object) -> None:
    assert not is_here(host)
