"""Refuse every connection that leaves this machine, in this process and in its Python children.

Python runs a module of this name at start when its folder is on PYTHONPATH, which
``tests/network_guard.py`` sees to. An audit hook cannot be taken off or patched away, and it sees
each connection and name look-up that Python code makes, whichever library makes it.
"""

from __future__ import annotations

import os
import sys
from typing import Any

LOG = "NETWORK_GUARD_LOG"


class NetworkRefused(OSError):
    """A test, or what it tests, tried to leave this machine."""


def is_here(host: object) -> bool:
    """Tell whether a host means this machine."""
    # Imported here so that every child's start stays as quick as without the guard.
    import ipaddress
    import socket

    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in {"", "localhost", socket.gethostname()}:
        return True  # none, a Unix socket, or a name for this machine
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _target(event: str, args: tuple[Any, ...]) -> object:
    """Return the host that an audited call is about, None for anything else."""
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        return args[0]
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return args[1][0] if isinstance(args[1], tuple) else None
    return None


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    host = _target(event, args)
    if host is None or is_here(host):
        return
    line = f"{event} to {host!r}"
    with open(os.environ[LOG], "a", encoding="utf-8") as log:
        log.write(line + "\n")
    raise NetworkRefused(f"tests stay on this machine: {line} was refused")


if LOG in os.environ:
    sys.addaudithook(_refuse)
