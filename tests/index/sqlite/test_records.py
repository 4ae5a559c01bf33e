"""Documents as rows and back: nothing is lost, and no change goes unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.address import Address, Step
from corpus.model import Article, Clause, ClauseKind, Document, Reference, TableRow
from corpus.pages import Pages
from index import Store
from index.sqlite.records import blob_checksum, checksum, prepare
from tests.index.documents import make_document


def rich_document() -> Document:
    """Return a Document that uses every field a row can hold."""
    plain = make_document("云澜市补贴目录", ["补贴标准见下表。", "依照本目录执行。"])
    article = plain.articles[1]
    clause = article.clauses[0]
    reference = Reference(
        0, 3, "云澜市另一办法", "云府发〔2020〕7号", Address((Step("条", 3, 1, "第三条之一"),))
    )
    changed = replace(
        clause,
        kind=ClauseKind.ROW,
        row=TableRow(("项目", "标准（元）"), ("夜间书房", "30000")),
        garbled=True,
        references=(reference, Reference(4, 5)),
    )
    empty = Article("empty", Address(), ("附件",), "附件1", ())
    articles = (plain.articles[0], replace(article, clauses=(changed,)), empty, plain.articles[2])
    return replace(
        plain,
        articles=articles,
        repeals=(reference,),
        warnings=("第3行乱码",),
        trial=True,
        pages=Pages(3, (0, 12), (0.0, 0.97)),
    )


def test_every_field_comes_back(store: Store) -> None:
    wanted = rich_document()
    store.add_documents("rich", [wanted])
    snapshot = store.snapshot()
    articles = snapshot.articles(wanted.id)
    assert [a.id for a in articles] == [a.id for a in wanted.articles]
    assert articles[2].heading == "附件1"
    assert articles[2].clauses == ()
    found, original = articles[1].clauses[0], wanted.articles[1].clauses[0]
    assert (found.row, found.garbled, found.references, found.address, found.kind) == (
        original.row,
        original.garbled,
        original.references,
        original.address,
        original.kind,
    )
    assert snapshot.repeals(wanted.id) == wanted.repeals
    assert snapshot.document(wanted.id).trial
    assert snapshot.document(wanted.id).pages == wanted.pages
    assert snapshot.document(wanted.id).ocr_confidence == 0.97
    assert snapshot.clauses([found.key]) == [found]


def test_column_names_of_a_table_are_searched(store: Store) -> None:
    store.add_documents("rich", [rich_document()])
    snapshot = store.snapshot()
    found = snapshot.search_text("标准", 5, fields={"header": 1.0})
    assert [c.row is not None for c in snapshot.clauses([m.key for m in found])] == [True]


def test_a_change_of_anything_changes_the_digest() -> None:
    document = rich_document()
    first = document.articles[1].clauses[0]
    clauses: list[Clause] = [
        replace(first, text=first.text + "。"),
        replace(first, start=first.start + 1),
        replace(first, garbled=False),
        replace(first, row=TableRow(("项目", "标准（元）"), ("夜间书房", "30001"))),
        replace(first, address=Address()),
    ]
    others = [
        replace(document, articles=(replace(document.articles[1], clauses=(clause,)),))
        for clause in clauses
    ]
    others += [
        replace(document, issuer="云澜市财政局"),
        replace(document, text=document.text + " "),
        replace(document, repeals=()),
        replace(document, articles=document.articles[::-1]),
    ]
    digests = {prepare(other, None).digest for other in [document, *others]}
    assert len(digests) == 1 + len(others)
    assert prepare(rich_document(), None).digest == prepare(document, None).digest


# Text that can be stored: no half surrogate pairs.
_text = st.text(st.characters(codec="utf-8"))
_values = st.lists(st.one_of(_text, st.integers(), st.none()), max_size=5)


@given(_values, _values)
def test_checksums_differ_when_values_differ(one: list[str], other: list[str]) -> None:
    assert (checksum(*one) == checksum(*other)) == (
        [(type(v), v) for v in one] == [(type(v), v) for v in other]
    )


def test_a_checksum_of_bytes_binds_them_to_their_owner() -> None:
    assert blob_checksum(b"abc", "a", "b") != blob_checksum(b"abc", "a", "c")
    assert blob_checksum(b"abc", "a") != blob_checksum(b"abd", "a")


def test_half_a_character_is_refused_before_anything_is_stored() -> None:
    document = make_document("云澜市坏文本办法", ["内容。"])
    document = replace(document, text=document.text.replace("内容", "内\ud800"))
    with pytest.raises(UnicodeEncodeError):
        prepare(document, None)


def test_the_record_of_a_document_without_pages_is_what_older_stores_hold() -> None:
    record = prepare(make_document("云澜市补贴目录", ["补贴标准见下表。"]), None).record
    assert "pages" not in record
