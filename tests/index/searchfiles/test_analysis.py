"""Stored documents become tokens by field."""

from __future__ import annotations

from corpus.model import ClauseKind
from index import Store
from index.searchfiles.analysis import (
    AnalysisTask,
    ArticleFields,
    analyze_document,
    analyze_documents,
    clause_fields,
    path_tokens,
    title_tokens,
)
from index.sqlite.connection import FILE, connect, read_state
from index.sqlite.reader import Reader
from index.sqlite.records import SearchableClause
from index.tokens import tokens
from tests.index.documents import city_documents, make_document

SHARED = ArticleFields(3, "停车 办法", "云府发2020-7", "总则")


def _fields(kind: ClauseKind, text: str, header: tuple[str, ...] = (), heading: str = "") -> str:
    found = clause_fields(SearchableClause(9, kind, text, header), heading, SHARED)
    assert (found.key, found.document) == (9, 3)
    assert (found.title, found.number, found.path) == (SHARED.title, SHARED.number, SHARED.path)
    return f"{found.text}|{found.header}"


def test_a_clauses_own_words_stand_apart_from_those_of_its_table() -> None:
    text, header = _fields(ClauseKind.ROW, "一类区域", ("停车收费",)).split("|")
    assert text.split() == tokens("一类区域")
    assert header.split() == tokens("停车收费")
    assert _fields(ClauseKind.PARAGRAPH, "一类区域").endswith("|")


def test_a_heading_is_searched_without_its_number() -> None:
    assert _fields(ClauseKind.HEADING, "一、停车收费", heading="停车收费") == (
        f"{' '.join(tokens('停车收费'))}|"
    )
    assert _fields(ClauseKind.HEADING, "一、停车收费") == f"{' '.join(tokens('一、停车收费'))}|"


def test_headings_above_and_the_own_one_are_the_path() -> None:
    assert path_tokens(("第一章 总则",), "停车").split() == tokens("第一章 总则 停车")
    assert path_tokens((), "") == ""


def test_a_title_counts_with_its_issuer_and_either_may_be_missing(store: Store) -> None:
    store.add_documents("a", [make_document("停车办法", ["有序。"], issuer=None)])
    (document,) = store.snapshot().documents()
    assert title_tokens(document).split() == tokens("停车办法")


def test_a_document_is_cut_the_same_alone_and_with_others(city: Store) -> None:
    with city.writer() as connection:
        state = read_state(connection)
        reader = Reader(connection, city.path / FILE, state.commit, state.encoder_row)
        rows = [row.row for row in reader.rows()]
        one_by_one = [analyze_document(reader, row) for row in rows]
    together = analyze_documents(AnalysisTask(city.path, state.commit, tuple(rows)))
    assert together == one_by_one
    assert [d.row for d in together] == rows
    assert [len(d.clauses) for d in together] == [3] * len(city_documents())
    first, *_ = together[0].clauses
    assert first.number, "each clause is found by its document's number"


def test_titles_that_a_document_cites_are_collected(store: Store) -> None:
    store.add_documents("a", [make_document("停车办法", ["依照《供水法》《价格法》收费。"])])
    connection = connect(store.path)
    state = read_state(connection)
    reader = Reader(connection, store.path / FILE, state.commit, state.encoder_row)
    (row,) = reader.rows()
    assert analyze_document(reader, row.row).named == {"供水法", "价格法"}
    connection.close()
