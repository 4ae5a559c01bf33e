"""Verify finds what is wrong; rebuilding mends the search files, never the truth."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index import Store
from index.errors import StoreCorrupt, StoreNotFound
from index.ingest.verify import verify
from tests.doubles import HashEncoder


def rankings(store: Store) -> list[list[tuple[int, float]]]:
    snapshot = store.snapshot()
    encoder = HashEncoder()
    questions = ["罚款多少", "图书馆什么时候开放", "夜间书房补贴", "大风停止摆渡"]
    found = [snapshot.search_text(q, 10) for q in questions]
    found += [snapshot.search_vector(v, 10) for v in encoder.encode_questions(questions)]
    return [[(m.key, m.score) for m in matches] for matches in found]


def test_a_whole_store_has_no_problems(city: Store) -> None:
    found = verify(city.path)
    assert found.whole
    assert (found.documents, found.clauses) == (4, 12)
    assert found.generation == city.snapshot().generation


def test_a_store_is_whole_after_changes(city: Store) -> None:
    city.remove([city.snapshot().documents()[1].id])
    assert verify(city.path).whole


def current_folder(path: Path) -> Path:
    with Store.open(path) as store:
        return path / f"gen-{store.snapshot().generation}"


def lose_current(path: Path) -> None:
    (path / "CURRENT").unlink()


def garble_current(path: Path) -> None:
    (path / "CURRENT").write_bytes(b"\x00" * 40)


def lose_a_file(path: Path) -> None:
    next(current_folder(path).glob("lexical/*.idx")).unlink()


def flip_a_byte(path: Path) -> None:
    file = current_folder(path) / "base.faiss"
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(data)


def add_a_file(path: Path) -> None:
    (current_folder(path) / "lexical/extra").write_bytes(b"x")


def change_the_manifest(path: Path) -> None:
    file = current_folder(path) / "manifest.json"
    file.write_text(file.read_text("utf-8").replace('"documents": 4', '"documents": 3'), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [lose_current, garble_current, lose_a_file, flip_a_byte, add_a_file, change_the_manifest],
)
def test_damaged_search_files_are_found_refused_and_mended(
    city: Store, encoder: HashEncoder, damage: Callable[[Path], None]
) -> None:
    before = rankings(city)
    city.close()
    damage(city.path)
    found = verify(city.path)
    assert len(found.problems) == 1
    assert "--rebuild" in found.problems[0]
    with pytest.raises(StoreCorrupt, match="--rebuild"):
        Store.open(city.path, encoder)
    mended = verify(city.path, rebuild=True)
    assert mended.whole
    assert mended.rebuilt
    with Store.open(city.path, encoder) as again:
        assert rankings(again) == before


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE clauses SET text = text || '。' WHERE key = 2", "clause"),
        ("UPDATE clauses SET key = 900 WHERE key = 2", "part of document"),
        ("UPDATE articles SET heading = 'x' WHERE row = 2", "article"),
        ("UPDATE articles SET number = 7 WHERE row = 2", "number of article"),
        ("UPDATE articles SET suffix = NULL WHERE row = 2", "number of article"),
        ("UPDATE texts SET text = 'x' WHERE document = 1", "text of document"),
        ("UPDATE vectors SET data = zeroblob(length(data)) WHERE document = 1", "vectors"),
        ("UPDATE documents SET record = replace(record, '2020', '2021')", "record of document"),
        ("DELETE FROM texts WHERE document = 2", "text"),
        ("DELETE FROM clauses WHERE key = 3", "clauses"),
        ("UPDATE meta SET value = replace(value, '\"commit\"', '\"commit\" ')", "state"),
    ],
)
def test_every_kind_of_damaged_row_is_found(city: Store, statement: str, what: str) -> None:
    city.close()
    with sqlite3.connect(city.path / "store.db") as connection:
        connection.execute(statement)
    connection.close()
    found = verify(city.path)
    assert found.problems
    assert any(what in problem for problem in found.problems), found.problems
    assert not verify(city.path, rebuild=True).rebuilt


def test_a_damaged_row_is_refused_when_it_is_read(city: Store, encoder: HashEncoder) -> None:
    city.close()
    with sqlite3.connect(city.path / "store.db") as connection:
        connection.execute("UPDATE clauses SET text = replace(text, '二十', '九十')")
        connection.execute("UPDATE texts SET text = replace(text, '三万', '九万')")
    connection.close()
    with Store.open(city.path, encoder) as store:
        snapshot = store.snapshot()
        fine = snapshot.search_text("罚款", 1)[0].key
        with pytest.raises(StoreCorrupt, match="checksum"):
            snapshot.clauses([fine])
        night = next(d.id for d in snapshot.documents() if "书房" in (d.title or ""))
        with pytest.raises(StoreCorrupt, match="checksum"):
            snapshot.text(night)


def test_a_database_older_than_its_search_files_is_refused(
    city: Store, encoder: HashEncoder, tmp_path: Path
) -> None:
    city.close()
    old = (city.path / "store.db").read_bytes()
    with Store.open(city.path, encoder) as store:
        store.remove([store.snapshot().documents()[0].id])
    (city.path / "store.db").write_bytes(old)
    with pytest.raises(StoreCorrupt, match="change"):
        Store.open(city.path, encoder)


def test_a_database_that_is_none_is_refused(city: Store) -> None:
    city.close()
    (city.path / "store.db").write_bytes(b"hello" * 1000)
    with pytest.raises(StoreCorrupt, match="damaged"):
        verify(city.path)


def test_verifying_nothing_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound):
        verify(tmp_path)


class _Damaged:
    """A connection to a database whose pages cannot be read any more."""

    def execute(self, *_: object) -> None:
        raise sqlite3.DatabaseError("database disk image is malformed")


@pytest.mark.parametrize(
    "read",
    [
        lambda s: s.document("no such document"),
        lambda s: s.text("no such document"),
        lambda s: s.clauses([1]),
        lambda s: s.documents_numbered("云政发〔2021〕1号"),
    ],
)
def test_damage_seen_while_reading_is_an_error_of_the_store(
    city: Store, read: Callable[[Any], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = city.snapshot()
    monkeypatch.setattr(snapshot._reader, "_connection", _Damaged())
    with pytest.raises(StoreCorrupt):
        read(snapshot)
