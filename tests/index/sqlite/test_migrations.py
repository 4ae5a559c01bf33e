"""Tables and their rows come to the newest form from nothing and from every earlier form."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.address import Address, Step
from corpus.model import Document
from index import Store
from index.errors import StoreTooNew
from index.ingest.verify import verify
from index.sqlite import connection as database
from index.sqlite import migrations
from tests.doubles import HashEncoder
from tests.index.documents import make_document


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:", isolation_level=None)
    yield made
    made.close()


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_from_nothing(connection: sqlite3.Connection) -> None:
    assert migrations.migrate(connection) == migrations.SCHEMA
    names = {name for name, _ in tables(connection)}
    assert {"meta", "encoders", "documents", "texts", "articles", "clauses", "vectors"} <= names
    assert connection.execute("PRAGMA user_version").fetchone() == (migrations.SCHEMA,)


@pytest.mark.parametrize("version", range(migrations.SCHEMA))
def test_from_each_earlier_form(connection: sqlite3.Connection, version: int) -> None:
    migrations.migrate(connection, target=version)
    migrations.migrate(connection)
    blank = sqlite3.connect(":memory:", isolation_level=None)
    migrations.migrate(blank)
    assert tables(connection) == tables(blank)
    blank.close()


def test_the_newest_form_is_left_alone(connection: sqlite3.Connection) -> None:
    migrations.migrate(connection)
    assert migrations.migrate(connection) == 0


def test_a_step_that_fails_changes_nothing(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.migrate(connection)
    before = tables(connection)
    broken = "CREATE TABLE extra (a);\nINSERT INTO nowhere VALUES (1);\n"
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(connection, target=migrations.SCHEMA)
    assert not connection.in_transaction
    assert tables(connection) == before


def test_a_later_form_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version = 1000")
    with pytest.raises(StoreTooNew, match="format 1000"):
        migrations.migrate(connection)


def test_two_who_migrate_at_once_do_each_step_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    opened = [
        sqlite3.connect(path, isolation_level=None, check_same_thread=False) for _ in range(2)
    ]
    migrations.migrate(opened[0], target=1)
    done: list[int] = []
    start = threading.Barrier(2)

    def work(connection: sqlite3.Connection) -> None:
        start.wait()
        done.append(migrations.migrate(connection))

    threads = [threading.Thread(target=work, args=(c,)) for c in opened]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == migrations.SCHEMA - 1
    for each in opened:
        each.close()


# ---- numbers of articles, from the second form on ---------------------------------------


def numbered_document() -> Document:
    """Return a Document with 第一条, 第一条之一, an article in an annex, and one without number."""
    made = make_document("云澜市渡口管理办法", ["渡船应当登记。", "另行规定。", "附则。", "说明。"])
    first, inserted, annexed, plain = made.articles[1:]
    addresses = (
        Address((Step("条", 1, 1, "第一条之一"),)),
        Address((Step("附件", 1, 0, "附件1"), Step("条", 1, 0, "第一条"))),
        Address((Step("(一)", 1, 0, "（一）"),)),
    )
    changed = (
        replace(article, address=address, clauses=(replace(article.clauses[0], address=address),))
        for article, address in zip((inserted, annexed, plain), addresses, strict=True)
    )
    return replace(made, articles=(made.articles[0], first, *changed))


def older(folder: Path) -> None:
    """Bring a Store's tables back to the first form."""
    connection = sqlite3.connect(folder / database.FILE)
    connection.executescript(
        "DROP INDEX articles_number; ALTER TABLE articles DROP COLUMN number;"
        "ALTER TABLE articles DROP COLUMN suffix; PRAGMA user_version = 1;"
    )
    connection.close()


def numbers(folder: Path) -> list[tuple[int | None, int | None]]:
    connection = sqlite3.connect(folder / database.FILE)
    found = connection.execute("SELECT number, suffix FROM articles ORDER BY row").fetchall()
    connection.close()
    return found


@pytest.fixture
def old(store: Store) -> Path:
    """Return the folder of a Store of the first form."""
    store.add_documents("ferry", [numbered_document()])
    store.close()
    older(store.path)
    return store.path


def require_numbered(store: Store) -> None:
    snapshot = store.snapshot()
    document = numbered_document()
    _, first, inserted, annexed, _ = document.articles
    found = snapshot.articles_numbered(document.id, 1)
    assert [a.id for a in found] == [first.id, annexed.id]
    assert found == [snapshot.article(first.id), snapshot.article(annexed.id)]
    assert [a.id for a in snapshot.articles_numbered(document.id, 1, 1)] == [inserted.id]
    assert snapshot.articles_numbered(document.id, 2) == []
    with pytest.raises(KeyError):
        snapshot.articles_numbered("nobody", 1)


def test_articles_of_an_old_store_get_the_numbers_of_their_addresses(old: Path) -> None:
    with Store.open(old, HashEncoder()) as store:
        require_numbered(store)
    assert numbers(old) == [(None, None), (1, 0), (1, 1), (1, 0), (None, None)]
    assert verify(old).whole


def test_articles_that_are_added_have_the_numbers_that_a_migration_gives(old: Path) -> None:
    added = make_document("云澜市停车办法", ["停车应当缴费。", "缴费办法另定。"])
    with Store.open(old, HashEncoder()) as store:
        store.add_documents("parking", [added])
        [found] = store.snapshot().articles_numbered(added.id, 2)
        assert found.clauses[0].text == "第2条 缴费办法另定。"
    given = numbers(old)
    older(old)
    with Store.open(old, HashEncoder()) as store:
        require_numbered(store)
    assert numbers(old) == given


@pytest.mark.parametrize(
    "damage", ["'['", "'[[1'", '\'{"a":["条",3,0]}\'', "'[\"条\"]'", "'3'", "''"]
)
def test_a_damaged_address_does_not_stop_a_migration(old: Path, damage: str) -> None:
    connection = sqlite3.connect(old / database.FILE)
    connection.execute(f"UPDATE articles SET address = {damage} WHERE row = 3")
    connection.commit()
    connection.close()
    with Store.open(old, HashEncoder()) as store:
        document = numbered_document()
        assert len(store.snapshot().articles_numbered(document.id, 1)) == 2
    assert not verify(old).whole


def test_an_old_store_that_may_not_be_written_answers(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
        )

    with monkeypatch.context() as patched:
        patched.setattr(database, "_open", read_only)
        with Store.open(old, HashEncoder()) as store:
            require_numbered(store)
    assert sqlite3.connect(old / database.FILE).execute("PRAGMA user_version").fetchone() == (1,)


def test_an_old_store_that_another_process_writes_to_answers(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.05)
    writer = sqlite3.connect(old / database.FILE, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with Store.open(old, HashEncoder()) as store:
        require_numbered(store)
    writer.close()
    with Store.open(old, HashEncoder()) as store:
        require_numbered(store)
    assert numbers(old)[1] == (1, 0)
