"""A server's socket is taken before the server starts."""

from __future__ import annotations

import socket

import pytest

from rag.interfaces.listening import listening_socket, url_of


def test_port_0_takes_a_free_one_that_accepts_connections_at_once() -> None:
    with listening_socket("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener) == f"http://127.0.0.1:{port}"
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            pass


def test_an_ipv6_address_is_taken_and_shown_in_brackets() -> None:
    try:
        listener = listening_socket("[::1]", 0)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback address")
    with listener:
        assert url_of(listener).startswith("http://[::1]:")


def test_a_taken_port_and_another_machines_address_are_errors() -> None:
    with listening_socket("127.0.0.1", 0) as listener, pytest.raises(OSError, match="in use"):
        listening_socket("127.0.0.1", listener.getsockname()[1])
    with pytest.raises(OSError, match="assign"):
        listening_socket("192.0.2.1", 0)
