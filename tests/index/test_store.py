"""A Store: made, opened, changed, searched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index import Store
from index.errors import EncoderMismatch, StoreError, StoreNotFound, StoreTooNew
from index.searchfiles import generations
from index.sqlite import reader as reading
from index.sqlite.lock import writer_lock
from tests.doubles import HashEncoder
from tests.index.documents import city_documents, make_document


def texts_found(store: Store, question: str, k: int = 5) -> list[str]:
    snapshot = store.snapshot()
    return [c.text for c in snapshot.clauses([m.key for m in snapshot.search_text(question, k)])]


def test_an_empty_store_answers_with_nothing(store: Store, encoder: HashEncoder) -> None:
    snapshot = store.snapshot()
    assert snapshot.search_text("共享单车", 5) == []
    assert snapshot.search_vector(encoder.encode_questions(["共享单车"])[0], 5) == []
    assert snapshot.documents() == []
    assert snapshot.documents_titled("共享单车", 3) == []


def test_documents_come_back_as_they_were_stored(store: Store) -> None:
    wanted = city_documents()[2]
    store.add_documents("made", [wanted])
    snapshot = store.snapshot()
    found = snapshot.document(wanted.id)
    assert (found.title, found.number, found.issuer, found.date) == (
        wanted.title,
        wanted.number,
        wanted.issuer,
        "2022-11",
    )
    assert snapshot.text(wanted.id) == wanted.text
    articles = snapshot.articles(wanted.id)
    assert [a.address for a in articles] == [a.address for a in wanted.articles]
    assert [a.path for a in articles] == [a.path for a in wanted.articles]
    clauses = [c for a in articles for c in a.clauses]
    originals = [c for a in wanted.articles for c in a.clauses]
    assert [(c.id, c.kind, c.text, c.start, c.end) for c in clauses] == [
        (c.id, c.kind, c.text, c.start, c.end) for c in originals
    ]
    assert [c.position for c in clauses] == list(range(len(originals)))
    assert snapshot.article(articles[1].id) == articles[1]


def test_a_question_finds_its_clause_by_words_and_by_meaning(
    city: Store, encoder: HashEncoder
) -> None:
    assert "三万元" in texts_found(city, "夜间书房每年补贴多少")[0]
    snapshot = city.snapshot()
    vector = encoder.encode_questions(["每间夜间书房每年补贴三万元"])[0]
    nearest = snapshot.search_vector(vector, 3)
    assert "三万元" in snapshot.clauses([nearest[0].key])[0].text
    assert nearest[0].score >= nearest[1].score


def test_a_document_is_found_by_its_number_however_typed(city: Store) -> None:
    snapshot = city.snapshot()
    for typed in ("云府发〔2021〕12号", "云府发[2021]12号", "雲府發（2021）12號"):
        assert [d.title for d in snapshot.documents_numbered(typed)] == ["云澜市公共图书馆开放办法"]
    assert snapshot.documents_numbered("云府发〔2021〕13号") == []
    assert texts_found(city, "云府发[2021]12号是什么文件")[0] in city_documents()[1].text


def test_a_document_is_found_by_its_title(city: Store) -> None:
    titled = city.snapshot().documents_titled("夜间书房补贴的通知", 2)
    assert titled[0].title == "云澜市文化局关于夜间书房补贴的通知"


def test_vectors_come_back_in_the_order_asked_for(city: Store) -> None:
    snapshot = city.snapshot()
    keys = [m.key for m in snapshot.search_text("停放 补贴 摆渡", 6)]
    vectors = snapshot.vectors(keys)
    assert vectors.shape == (len(keys), snapshot.dim)
    assert (snapshot.vectors(keys[::-1])[::-1] == vectors).all()


def test_unknown_ids_raise_key_error(city: Store) -> None:
    snapshot = city.snapshot()
    for read in (snapshot.document, snapshot.text, snapshot.articles, snapshot.article):
        with pytest.raises(KeyError):
            read("no-such-id")


def test_removed_documents_are_gone_from_every_route(city: Store, encoder: HashEncoder) -> None:
    gone = city_documents()[2]
    assert city.remove([gone.id]) == [gone.id]
    snapshot = city.snapshot()
    keys = {m.key for m in snapshot.search_text("夜间书房补贴", 20)}
    keys |= {m.key for m in snapshot.search_vector(encoder.encode_questions(["夜间书房"])[0], 50)}
    assert gone.id not in {c.document_id for c in snapshot.clauses(sorted(keys))}
    assert snapshot.documents_titled("夜间书房补贴", 5) == []
    with pytest.raises(KeyError):
        snapshot.text(gone.id)


def test_removing_an_unknown_document_removes_none(city: Store) -> None:
    known = city_documents()[0].id
    with pytest.raises(StoreError, match="no document with id 'nobody'"):
        city.remove([known, "nobody"])
    assert city.snapshot().document(known).id == known


def test_a_document_read_for_its_clauses_is_not_read_again_by_its_id(
    city: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = city.snapshot()
    found = [m.key for m in snapshot.search_text("停放 补贴 摆渡", 6)]
    clauses = snapshot.clauses(found)

    def read(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(reading, "document_rows", read)
    for clause in clauses:
        assert snapshot.document(clause.document_id).id == clause.document_id


def test_a_snapshot_keeps_what_it_opened(city: Store) -> None:
    before = city.snapshot()
    gone = city_documents()[0]
    keys = [m.key for m in before.search_text("违规停放罚款", 3)]
    for n in range(4):  # more changes than generations are kept
        city.add_documents("more", [make_document(f"云澜市新办法之{n}", ["新的内容。"])])
    city.remove([gone.id])
    assert [m.key for m in before.search_text("违规停放罚款", 3)] == keys
    assert before.text(gone.id) == gone.text
    assert before.clauses(keys)[0].document_id == gone.id
    assert city.snapshot().generation > before.generation


def test_an_unchanged_store_gives_the_same_snapshot(city: Store) -> None:
    assert city.snapshot() is city.snapshot()


def test_a_change_by_another_handle_is_seen_by_the_next_snapshot(
    city: Store, encoder: HashEncoder
) -> None:
    assert len(city.snapshot().documents()) == 4
    with Store.open(city.path, encoder) as other:
        other.remove([city_documents()[0].id])
    assert len(city.snapshot().documents()) == 3


def test_search_files_left_behind_by_a_crash_are_brought_up_to_date(
    city: Store, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = make_document("云澜市晚到的办法", ["晚到的内容也要找得到。"])
    with monkeypatch.context() as patch:
        patch.setattr("index.ingest.add.bring_up_to_date", lambda *a, **k: None)
        city.add_documents("late", [late])
    with writer_lock(city.path):  # while someone writes, readers have the state before
        assert late.id not in {d.id for d in city.snapshot().documents()}
    with Store.open(city.path, encoder) as again:
        assert texts_found(again, "晚到的内容")[0].endswith("晚到的内容也要找得到。")


def test_old_generations_are_cleared_away(city: Store) -> None:
    for n in range(5):
        city.add_documents("same", [make_document(f"云澜市第{n}版办法", ["内容。"])])
    folders = sorted(path.name for path in city.path.glob("gen-*"))
    current = city.snapshot().generation
    assert folders == sorted([f"gen-{current - 1}", f"gen-{current}"])


def test_info_counts_and_measures(city: Store) -> None:
    info = city.info()
    assert (info.documents, info.clauses, info.files) == (4, 12, 4)
    assert (info.encoder_name, info.dim, info.pending) == ("hash-64", 64, 0)
    assert info.bytes["database"] > 0 < info.bytes["search"]
    assert info.to_dict()["dense_kind"] == "flat"


def test_opening_nothing_says_how_to_make_a_store(tmp_path: Path, encoder: HashEncoder) -> None:
    with pytest.raises(StoreNotFound, match="policyqa add"):
        Store.open(tmp_path / "none", encoder)


def test_creating_over_other_things_is_refused(tmp_path: Path, encoder: HashEncoder) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(StoreError, match="holiday"):
        Store.create(tmp_path, encoder)
    with pytest.raises(StoreError, match="is a file"):
        Store.create(tmp_path / "holiday.jpg", encoder)


def test_creating_twice_is_refused_and_open_or_create_opens(
    city: Store, encoder: HashEncoder
) -> None:
    with pytest.raises(StoreError, match="there is a store already"):
        Store.create(city.path, encoder)
    with Store.open_or_create(city.path, encoder) as again:
        assert len(again.snapshot().documents()) == 4


def test_another_encoder_is_refused_by_name(city: Store) -> None:
    with pytest.raises(EncoderMismatch, match=r"'hash-64'.*'other'.*reembed"):
        Store.open(city.path, HashEncoder(name="other"))


def test_without_an_encoder_documents_can_be_listed_and_read(city: Store) -> None:
    with Store.open(city.path) as reader:
        documents = reader.snapshot().documents()
        assert len(documents) == 4
        assert reader.snapshot().text(documents[0].id)


def test_a_store_of_a_newer_version_says_so(city: Store, encoder: HashEncoder) -> None:
    import sqlite3

    city.close()
    with sqlite3.connect(city.path / "store.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreTooNew, match="update policyqa"):
        Store.open(city.path, encoder)


def test_search_files_of_an_older_tokenizer_are_made_anew(
    city: Store, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = city.snapshot().generation
    for module in ("index.searchfiles.build", "index.searchfiles.publish"):
        monkeypatch.setattr(f"{module}.ANALYSIS_VERSION", "tokens-99/fields-1")
    with Store.open(city.path, encoder) as again:
        snapshot = again.snapshot()
        assert snapshot.generation > before
        assert snapshot.manifest.words == "tokens-99/fields-1"


def test_search_files_of_another_format_are_made_anew(
    city: Store, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = city.snapshot().generation
    monkeypatch.setattr(generations, "FORMAT", 99)
    with Store.open(city.path, encoder) as again:
        assert again.snapshot().generation > before
        assert again.snapshot().manifest.format == 99
        assert texts_found(again, "夜间书房每年补贴多少")


def test_importing_index_loads_no_search_library() -> None:
    code = (
        "import sys, index; from index import errors\n"
        "bad = {'faiss', 'tantivy', 'opencc', 'rjieba', 'numpy', 'torch'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_public_names_are_what_the_package_lists() -> None:
    import index

    for name in index.__all__:
        assert getattr(index, name) is not None
    with pytest.raises(AttributeError):
        _ = index.nothing_of_that_name


def test_a_manifest_names_every_file(city: Store) -> None:
    manifest = city.snapshot().manifest
    folder = generations.folder_of(city.path, manifest.generation)
    files = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock"]
    there = {p.relative_to(folder).as_posix() for p in files}
    assert there - {"manifest.json"} == set(manifest.files)
