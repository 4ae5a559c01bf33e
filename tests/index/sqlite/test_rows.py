"""Rows of the database, checked and turned back into values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corpus.address import Address, Step
from index import Store
from index.errors import StoreCorrupt
from index.sqlite.connection import document_rows
from index.sqlite.records import (
    DocumentRow,
    article_from,
    check_article,
    check_clause,
    checksum,
    clause_from,
    document_checksum,
    document_from,
    repeals_from,
    require_checksum,
    searchable_article,
    unpack_address,
)

ARTICLE = (
    "SELECT row, id, document, position, first_clause, clause_count, address, path, heading, sum "
    "FROM articles WHERE document = ? ORDER BY row"
)
CLAUSE = (
    'SELECT key, id, document, position, article, kind, address, text, "start", "end", extra, sum '
    "FROM clauses WHERE document = ? ORDER BY key"
)


@pytest.fixture
def row(city: Store) -> DocumentRow:
    """Return the row of the second document of the made-up city."""
    with city.writer() as connection:
        return list(document_rows(connection))[1]


def _values(city: Store, query: str, row: DocumentRow) -> list[tuple[Any, ...]]:
    with city.writer() as connection:
        return connection.execute(query, (row.row,)).fetchall()


def test_equal_checksums_pass_and_others_name_what_is_damaged() -> None:
    require_checksum(checksum("a"), checksum("a"), "row a")
    with pytest.raises(StoreCorrupt, match="row b is damaged"):
        require_checksum(checksum("a"), checksum("b"), "row b")


@pytest.mark.parametrize(
    "change", [{"row": 9}, {"id": "x"}, {"first_key": 0}, {"record": "{}"}, {"added": 1}]
)
def test_a_documents_row_is_bound_to_its_values_and_its_place(
    row: DocumentRow, change: dict[str, Any]
) -> None:
    row.check()
    changed = replace(row, **change)
    assert document_checksum(changed) != row.sum
    with pytest.raises(StoreCorrupt, match="record of document"):
        changed.check()


def test_a_removal_does_not_change_a_documents_checksum(row: DocumentRow) -> None:
    assert document_checksum(replace(row, removed=7)) == row.sum


def test_a_document_is_visible_from_its_commit_until_its_removal(row: DocumentRow) -> None:
    kept = replace(row, added=3, removed=None)
    gone = replace(row, added=3, removed=5)
    assert [kept.visible(n) for n in (2, 3, 5)] == [False, True, True]
    assert [gone.visible(n) for n in (2, 3, 4, 5)] == [False, True, True, False]


def test_a_documents_fields_come_back_with_its_size(row: DocumentRow) -> None:
    document = document_from(row)
    assert document.title == "云澜市公共图书馆开放办法"
    assert document.status is not None
    assert document.status.value == "in_force"
    assert document.clause_count == 3
    assert repeals_from(row) == ()


def test_what_a_document_repeals_comes_back(row: DocumentRow) -> None:
    record = json.loads(row.record)
    record["repeals"] = [
        [0, 3, "旧办法", None, '[["条",3,1,"第三条之一"]]'],
        [4, 5, None, "号", None],
    ]
    first, second = repeals_from(replace(row, record=json.dumps(record)))
    assert (first.title, str(first.address)) == ("旧办法", "第三条之一")
    assert (second.number, second.address) == ("号", None)


def test_sound_articles_and_clauses_come_back(city: Store, row: DocumentRow) -> None:
    articles, clauses = _values(city, ARTICLE, row), _values(city, CLAUSE, row)
    for values in articles:
        check_article(values, row)
    for values in clauses:
        check_clause(values, row)
    article = article_from(articles[1], row)
    clause = clause_from(clauses[1], row, article)
    assert (article.document_id, article.position, article.clauses) == (row.id, 1, ())
    assert clause.text == "第1条 公共图书馆每周开放不少于五十六小时。"
    path, heading, inside = searchable_article(articles[1], [clauses[1]])
    assert (path, heading) == (("第一章 总则",), "")
    assert [c.text for c in inside] == [clause.text]


# Without the document's row number, for which the checked row of the document stands.
@pytest.mark.parametrize("column", [0, 1, 3, 4, 5, 6, 7, 8, 9])
def test_a_change_to_any_column_of_an_article_is_noticed(
    city: Store, row: DocumentRow, column: int
) -> None:
    values = list(_values(city, ARTICLE, row)[1])
    values[column] = b"x" if column == 9 else 77 if isinstance(values[column], int) else "x"
    with pytest.raises(StoreCorrupt, match="article"):
        check_article(values, row)


@pytest.mark.parametrize("column", [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11])
def test_a_change_to_any_column_of_a_clause_is_noticed(
    city: Store, row: DocumentRow, column: int
) -> None:
    values = list(_values(city, CLAUSE, row)[1])
    values[column] = b"x" if column == 11 else 77 if isinstance(values[column], int) else "x"
    with pytest.raises(StoreCorrupt, match="clause"):
        check_clause(values, row)


def test_rows_that_changed_places_between_documents_are_noticed(
    city: Store, row: DocumentRow
) -> None:
    with city.writer() as connection:
        other = next(document_rows(connection))
    with pytest.raises(StoreCorrupt):
        check_clause(_values(city, CLAUSE, other)[1], row)
    with pytest.raises(StoreCorrupt):
        check_article(_values(city, ARTICLE, other)[1], row)


def test_an_address_comes_back_step_by_step() -> None:
    steps = (Step("条", 3, 1, "第三条之一"), Step("款", 2, 0, "第二款"))
    packed = json.dumps([[s.unit, s.number, s.suffix, s.label] for s in steps])
    assert unpack_address(packed) == Address(steps)
    assert unpack_address("[]") == Address()
