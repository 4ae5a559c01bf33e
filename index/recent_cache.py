"""Bounded caches: of the values read most recently, and of what a method returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Generic, ParamSpec, TypeVar, cast
from weakref import WeakMethod

__all__ = ["RecentCache", "cached_method"]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Arguments = ParamSpec("_Arguments")


def cached_method(method: Callable[_Arguments, _Value], size: int) -> Callable[_Arguments, _Value]:
    """Return a bound method with an LRU cache, for its object to keep as an attribute.

    ``lru_cache`` would hold the object that holds it: with all it reads, an old generation of a
    Store would stay in memory until Python looks for such circles.

    :param size: how many results are kept.
    """
    weak = WeakMethod(method)

    def call(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Value:
        alive = weak()
        if alive is None:
            raise ReferenceError("the object of a cached method is gone: keep the object")
        return alive(*arguments, **named)

    return cast("Callable[_Arguments, _Value]", lru_cache(maxsize=size)(call))


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
