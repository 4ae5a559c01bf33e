"""A Store is copied while it is used, and made again of the copy."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreCorrupt, StoreError, StoreNotFound
from index.ingest.backup import back_up, restore
from index.ingest.verify import verify
from index.sqlite.connection import FILE
from index.store import Store
from tests.doubles import HashEncoder
from tests.index.documents import make_document

PARKING = make_document("停车收费办法", ["每小时收费五元。"])
WATER = make_document("停水公告", ["八日停水。"])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.create(tmp_path / "store", HashEncoder())
    opened.add_documents("one", [PARKING])
    return opened


def _titles(path: Path) -> list[str]:
    with Store.open(path, HashEncoder()) as opened:
        found = opened.snapshot()
        assert found.search_text("收费", 3)
        return [document.title or "" for document in found.documents()]


def test_a_copy_holds_what_the_store_held_and_is_a_store(store: Store, tmp_path: Path) -> None:
    copied = back_up(store.path, tmp_path / "copy")
    store.add_documents("two", [WATER])
    assert copied.whole
    assert _titles(tmp_path / "copy") == ["停车收费办法"]
    assert len(store.snapshot().documents()) == 2


def test_changing_the_copy_leaves_the_store_as_it_is(store: Store, tmp_path: Path) -> None:
    back_up(store.path, tmp_path / "copy")
    with Store.open(tmp_path / "copy", HashEncoder()) as copy:
        copy.add_documents("two", [WATER])
    assert _titles(store.path) == ["停车收费办法"]
    assert verify(store.path).whole
    assert verify(tmp_path / "copy").whole


def test_a_store_is_made_of_a_copy(store: Store, tmp_path: Path) -> None:
    back_up(store.path, tmp_path / "copy")
    assert restore(tmp_path / "copy", tmp_path / "again").documents == 1
    assert _titles(tmp_path / "again") == _titles(tmp_path / "copy") == ["停车收费办法"]


def test_what_is_there_is_never_replaced(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(StoreError, match="is there already"):
        back_up(store.path, tmp_path / "copy")
    with pytest.raises(StoreError, match="is there already"):
        restore(store.path, store.path)
    with pytest.raises(StoreError, match="in the store itself"):
        back_up(store.path, store.path / "copy")


def test_a_damaged_store_is_not_copied(store: Store, tmp_path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(tmp_path / "store" / FILE)) as connection, connection:
        connection.execute("UPDATE documents SET record = record || ' '")
    with pytest.raises(StoreCorrupt):
        back_up(tmp_path / "store", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert not (tmp_path / "copy.new").exists()


def test_where_there_is_no_store_nothing_is_copied(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound):
        back_up(tmp_path / "none", tmp_path / "copy")
    with pytest.raises(StoreNotFound):
        restore(tmp_path / "none", tmp_path / "store")
    assert not (tmp_path / "store" / FILE).exists()


def test_what_an_ended_writer_left_is_swept_when_the_store_is_opened(store: Store) -> None:
    left = store.path / "gen-9.new"
    left.mkdir()
    store.close()
    with Store.open(store.path, HashEncoder()):
        assert not left.exists()
