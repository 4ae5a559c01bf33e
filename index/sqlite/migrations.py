"""The database's tables, as numbered steps from nothing to the newest form.

``PRAGMA user_version`` holds the number of the last step done. A step, once released, is never
edited; the next change is a new step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.errors import StoreTooNew

__all__ = ["APPLICATION_ID", "MIGRATIONS", "NUMBERED_ARTICLES", "SCHEMA", "migrate", "version_of"]

APPLICATION_ID = 0x706F6C71  # "polq"

_FIRST = """
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    sum BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE encoders (
    row INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    dim INTEGER NOT NULL
);

-- added, removed: numbers of the commits that did so. A removed document stays until no published
-- search files speak of it.
CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    digest BLOB NOT NULL,
    first_key INTEGER NOT NULL,
    clause_count INTEGER NOT NULL,
    first_article INTEGER NOT NULL,
    article_count INTEGER NOT NULL,
    number_key TEXT,
    record TEXT NOT NULL,
    sum BLOB NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER
);
CREATE INDEX documents_id ON documents (id);
CREATE INDEX documents_number ON documents (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX documents_added ON documents (added);
CREATE INDEX documents_removed ON documents (removed) WHERE removed IS NOT NULL;

CREATE TABLE texts (
    document INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    sum BLOB NOT NULL
);

CREATE TABLE articles (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    first_clause INTEGER NOT NULL,
    clause_count INTEGER NOT NULL,
    address TEXT NOT NULL,
    path TEXT NOT NULL,
    heading TEXT NOT NULL,
    sum BLOB NOT NULL
);
CREATE INDEX articles_id ON articles (id);

CREATE TABLE clauses (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    document INTEGER NOT NULL,
    position INTEGER NOT NULL,
    article INTEGER NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    extra TEXT,
    sum BLOB NOT NULL
);

-- data: float16 [clauses, dim], rows in the order of the document's clauses.
CREATE TABLE vectors (
    document INTEGER NOT NULL,
    encoder INTEGER NOT NULL,
    data BLOB NOT NULL,
    sum BLOB NOT NULL,
    PRIMARY KEY (document, encoder)
);

-- version: of policyqa, when it was read; another version may read it better.
CREATE TABLE files (
    row INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    version TEXT NOT NULL
);
CREATE INDEX files_sha256 ON files (sha256);

CREATE TABLE file_documents (
    file INTEGER NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (file, document)
) WITHOUT ROWID;
CREATE INDEX file_documents_document ON file_documents (document);
"""

# number, suffix: of the 条 that an article is or stands in (第十二条之一: 12, 1), taken from its
# address; NULL without one. An address that is damaged gives none: its checksum will tell.
_ARTICLE_NUMBERS = """
ALTER TABLE articles ADD COLUMN number INTEGER;
ALTER TABLE articles ADD COLUMN suffix INTEGER;
UPDATE articles SET (number, suffix) = (
    SELECT json_extract(address, fullkey || '[1]'), json_extract(address, fullkey || '[2]')
    FROM json_each(CASE WHEN json_valid(address) THEN address ELSE '[]' END)
    WHERE json_extract(address, fullkey || '[0]') = '条'
    ORDER BY key LIMIT 1
);
CREATE INDEX articles_number ON articles (document, number, suffix) WHERE number IS NOT NULL;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _ARTICLE_NUMBERS)
SCHEMA = len(MIGRATIONS)
NUMBERED_ARTICLES = 2  # the first form whose articles have numbers


def version_of(connection: sqlite3.Connection) -> int:
    """Return the number of the last step that was done on a database."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, *, target: int = SCHEMA) -> int:
    """Bring the tables to the newest form, each step in one transaction.

    :param target: stop at this step; tests start from an older one.
    :return: the number of steps done.
    :raises StoreTooNew: the database is of a later form than this version knows.
    """
    version = version_of(connection)
    if version > SCHEMA:
        raise StoreTooNew(
            f"the store has format {version}, this version of policyqa knows up to {SCHEMA}: "
            "update policyqa, or make a new store and add the documents again"
        )
    return sum(_do_step(connection, number) for number in range(version + 1, target + 1))


def _do_step(connection: sqlite3.Connection, number: int) -> bool:
    """Do one step, whole or not at all; return whether it was left to do."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        left = version_of(connection) < number
        if left:
            # executescript would commit before the script, and so let go of the lock.
            for statement in _statements(MIGRATIONS[number - 1]):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return left


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; each ends at the end of a line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
