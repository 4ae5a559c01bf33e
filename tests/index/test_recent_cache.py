"""A bounded cache of what was read most recently."""

from __future__ import annotations

from index.recent_cache import RecentCache


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
