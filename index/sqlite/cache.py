"""Values that were read last, for who asks for them again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

__all__ = ["KeptLast"]

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")


class KeptLast(Generic[_Key, _Kept]):
    """The values read last; those kept longest make room for new ones."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[_Key, _Kept] = {}

    def get(self, key: _Key) -> _Kept | None:
        """Return a value, or ``None`` when it is not kept."""
        return self._values.get(key)

    def among(self, keys: Iterable[_Key]) -> dict[_Key, _Kept]:
        """Return those of ``keys`` that are kept."""
        values = self._values
        return {key: values[key] for key in keys if key in values}

    def keep(self, new: Mapping[_Key, _Kept]) -> None:
        """Keep new values."""
        self._values.update(new)
        if len(self._values) > self._most:  # by halves: a dict is slow to empty from its front
            older = len(self._values) - self._most // 2
            self._values = dict(islice(self._values.items(), older, None))
