"""Tables come to the newest form from nothing and from every form released before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from index.errors import StoreTooNew
from index.sqlite import migrations


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
    broken = "CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1);"
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, broken))
    monkeypatch.setattr(migrations, "SCHEMA", migrations.SCHEMA + 1)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(connection, target=migrations.SCHEMA)
    if connection.in_transaction:
        connection.execute("ROLLBACK")
    assert tables(connection) == before


def test_a_later_form_is_refused(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version = 1000")
    with pytest.raises(StoreTooNew, match="format 1000"):
        migrations.migrate(connection)
