"""A bounded cache of the values read most recently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

__all__ = ["RecentCache"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class RecentCache(Generic[_Key, _Value]):
    """A bounded cache; when it is full the oldest half makes room."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[_Key, _Value] = {}

    def get(self, key: _Key) -> _Value | None:
        """Return a value, or ``None`` when it is not cached."""
        return self._values.get(key)

    def get_many(self, keys: Iterable[_Key]) -> dict[_Key, _Value]:
        """Return the values of those of ``keys`` that are cached."""
        values = self._values
        return {key: values[key] for key in keys if key in values}

    def put_many(self, new: Mapping[_Key, _Value]) -> None:
        """Add values."""
        self._values.update(new)
        if len(self._values) > self._size:  # by halves: a dict is slow to empty from its front
            older = len(self._values) - self._size // 2
            self._values = dict(islice(self._values.items(), older, None))
