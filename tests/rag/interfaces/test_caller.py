"""Who calls: an address, or the user of this machine."""

from __future__ import annotations

import getpass
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from rag.interfaces.caller import caller, calling


def test_inside_a_request_it_is_its_address_and_outside_the_user() -> None:
    with calling("192.0.2.7"):
        assert caller() == "192.0.2.7"
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(copy_context().run, caller).result() == "192.0.2.7"
    assert caller() == getpass.getuser()


def test_a_user_without_a_name_is_told_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert caller().startswith("user ")
