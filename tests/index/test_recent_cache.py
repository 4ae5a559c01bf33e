"""Bounded caches of what was read most recently, and of what a method returned."""

from __future__ import annotations

import gc
import weakref

import pytest

from index.recent_cache import RecentCache, cached_method


def test_values_are_found_until_they_are_too_many() -> None:
    cache: RecentCache[int, str] = RecentCache(4)
    cache.put_many({n: str(n) for n in range(4)})
    assert cache.get_many(range(6)) == {n: str(n) for n in range(4)}
    cache.put_many({4: "4"})
    assert cache.get_many(range(6)) == {3: "3", 4: "4"}, "the oldest half made room"
    assert cache.get(0) is None


def test_more_values_than_fit_at_once_keep_the_last() -> None:
    cache: RecentCache[int, int] = RecentCache(4)
    cache.put_many({n: n for n in range(100)})
    assert cache.get_many(range(100)) == {98: 98, 99: 99}


def test_a_value_put_again_is_the_new_one() -> None:
    cache: RecentCache[str, int] = RecentCache(2)
    cache.put_many({"a": 1})
    cache.put_many({"a": 2})
    assert cache.get("a") == 2


class _Reader:
    def __init__(self) -> None:
        self.read = 0
        self.length = cached_method(self._length, 2)

    def _length(self, text: str) -> int:
        self.read += 1
        return len(text)


def test_a_cached_method_reads_once_and_does_not_keep_its_object_alive() -> None:
    reader = _Reader()
    assert [reader.length("ab"), reader.length("ab"), reader.length("abc")] == [2, 2, 3]
    assert reader.read == 2
    gone, length = weakref.ref(reader), reader.length
    gc.disable()
    try:
        del reader
        assert gone() is None
    finally:
        gc.enable()
    with pytest.raises(ReferenceError, match="keep the object"):
        length("abcd")
