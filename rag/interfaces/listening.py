"""The socket a server listens on, taken before the server starts."""

from __future__ import annotations

import os
import socket

__all__ = ["listening_socket", "url_of"]


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    :param host: a host name or an address; IPv6 with or without [].
    :param port: 0 takes a free one.
    :raises OSError: the port is taken, or the address is not this machine's.
    """
    host = host.strip("[]")
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(512)  # whoever hears of the address may connect at once
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """Return the URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
