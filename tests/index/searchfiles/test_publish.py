"""Search files are brought up to date with the database, and old ones cleared away."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from index import Store
from index.errors import StoreCorrupt
from index.ingest.add import add_documents
from index.model import Progress
from index.searchfiles import generations
from index.searchfiles.build import build, own_version
from index.searchfiles.generations import Manifest
from index.searchfiles.publish import bring_up_to_date, holds, is_current, require_fit
from index.sqlite.connection import State, read_state
from tests.index.documents import city_documents

BIKES, LIBRARY, *_ = city_documents()


def _state(store: Store) -> State:
    with store.writer() as connection:
        return read_state(connection)


def _manifest(store: Store) -> Manifest:
    named = generations.current(store.path)
    assert named is not None
    return generations.read_manifest(store.path, named)


def _generations(store: Store) -> list[str]:
    return sorted(path.name for path in store.path.glob("gen-*"))


def test_added_documents_can_be_searched_and_take_the_place_of_those_before(store: Store) -> None:
    first = add_documents(store, "made", [BIKES, LIBRARY])
    assert (first.added, first.replaced, first.clauses) == (1, 0, 6)
    again = add_documents(store, "made", [LIBRARY])
    assert (again.added, again.replaced, again.documents) == (0, 1, ())
    assert [d.title for d in store.snapshot().documents()] == [LIBRARY.title]


def test_nothing_is_made_where_nothing_changed(city: Store) -> None:
    before, kept = _manifest(city), _generations(city)
    with city.writer() as connection:
        assert bring_up_to_date(city.path, connection) == before
    assert _generations(city) == kept


def test_files_made_anew_are_the_next_generation_and_hold_the_same(city: Store) -> None:
    before = _manifest(city)
    seen: list[Progress] = []
    with city.writer() as connection:
        after = bring_up_to_date(city.path, connection, seen.append, anew=True)
    assert after.generation == before.generation + 1
    assert (after.commit, after.documents, after.clauses) == (before.commit, 4, before.clauses)
    assert [p.stage for p in seen] == ["publish"] * 4
    assert seen[-1].done == seen[-1].total == after.clauses
    assert is_current(after, _state(city))


def test_damaged_search_files_are_made_anew(city: Store) -> None:
    before = _manifest(city)
    (generations.folder_of(city.path, before.generation) / "base.faiss").write_bytes(b"x")
    add_documents(city, "more", [replace(BIKES, id="new", title="另一办法")])
    after = _manifest(city)
    generations.check_files(city.path, after)
    assert after.documents == 5
    assert f"gen-{before.generation}" not in _generations(city)


def test_what_an_interrupted_build_left_is_replaced(city: Store) -> None:
    state = _state(city)
    left = generations.folder_of(city.path, state.published + 1).with_suffix(".new")
    (left / "lexical").mkdir(parents=True)
    (left / "lexical" / "stray").write_bytes(b"x")
    with city.writer() as connection:
        made = build(city.path, connection, state, None)
    assert made.generation == state.published + 2, "the number of what was left is not used again"
    generations.check_files(city.path, made)
    assert made.made_by == own_version()


def test_the_version_that_is_running_is_that_of_the_package() -> None:
    assert own_version() in (version("policyqa"), "0")


@pytest.mark.parametrize(
    "change",
    [{"commit": 0}, {"encoder": "other"}, {"words": "tokens-0/fields-0"}, {"files": {}}],
    ids=lambda change: next(iter(change)),
)
def test_files_of_another_state_encoder_or_tokenizer_are_not_current(
    city: Store, change: dict[str, object]
) -> None:
    manifest, state = _manifest(city), _state(city)
    assert holds(manifest, state)
    assert is_current(manifest, state)
    assert not holds(replace(manifest, **change), state)  # type: ignore[arg-type]
    assert not is_current(manifest, replace(state, published=state.published + 1))


def test_search_files_of_another_past_are_refused(tmp_path: Path, city: Store) -> None:
    manifest, state = _manifest(city), _state(city)
    require_fit(tmp_path, manifest, state)
    for commit in (state.commit + 1, state.purged - 1):
        with pytest.raises(StoreCorrupt, match="verify --rebuild"):
            require_fit(tmp_path, replace(manifest, commit=commit), state)
