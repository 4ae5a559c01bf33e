"""Who names whom: counted over the documents that are there, through every kind of change."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Snapshot, Store
from index.errors import StoreCorrupt
from index.searchfiles import generations
from index.searchfiles.citation_counts import (
    CitedTitlesWriter,
    cited_title_counts,
    cited_titles,
    cited_titles_file,
    title_key,
)
from index.searchfiles.citation_counts import citation_counts as file_counts
from tests.doubles import HashEncoder
from tests.index.documents import make_document

LAW = ("中华人民共和国供水法", ["供水单位应当保证水质。"])
RULE = (
    "云澜市供水条例",
    ["根据《供水法》，制定本条例。", "《中华人民共和国供水法》另有规定的除外。"],
)
NOTICE = ("关于供水的通知", ["按照《供水法》和《云澜市供水条例》执行。"])


def citation_counts(snapshot: Snapshot) -> dict[str, int]:
    documents = snapshot.documents_at(range(len(snapshot.citation_counts)))
    return {d.title or "": int(n) for d, n in zip(documents, snapshot.citation_counts, strict=True)}


def test_a_title_is_the_same_with_and_without_the_countrys_name() -> None:
    assert title_key("中华人民共和国水法") == title_key("水法") == title_key("《水 法》")
    assert cited_titles("依照《水法》和《水法》（修订）、《中華人民共和國民法典》") == {
        "水法",
        "民法典",
    }
    assert cited_titles("《》《—》没有名称") == set()


def test_a_document_counts_once_and_not_for_itself(store: Store) -> None:
    for title, paragraphs in (LAW, RULE, NOTICE):
        store.add_documents(title, [make_document(title, [*paragraphs, f"本件为《{title}》。"])])
    assert citation_counts(store.snapshot()) == {LAW[0]: 2, RULE[0]: 1, NOTICE[0]: 0}


def test_what_is_added_and_removed_later_is_counted(based: Store) -> None:
    for title, paragraphs in (LAW, RULE, NOTICE):
        based.add_documents(title, [make_document(title, paragraphs)])
    snapshot = based.snapshot()
    assert generations.token_segments(snapshot.manifest) == ["base", "delta"]
    assert citation_counts(snapshot)[LAW[0]] == 2
    [notice] = [d for d in snapshot.documents() if d.title == NOTICE[0]]
    based.remove([notice.id])
    assert citation_counts(based.snapshot()) == {"云澜市补贴目录": 0, LAW[0]: 1, RULE[0]: 0}


def test_search_files_of_an_earlier_version_say_nothing(store: Store) -> None:
    for title, paragraphs in (LAW, RULE):
        store.add_documents(title, [make_document(title, paragraphs)])
    snapshot = store.snapshot()
    without = {k: v for k, v in snapshot.manifest.files.items() if not k.endswith("named.txt")}
    snapshot.load()
    object.__setattr__(snapshot.manifest, "files", without)
    assert citation_counts(snapshot) == {LAW[0]: 0, RULE[0]: 0}


def test_damage_is_found_before_anything_is_counted(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store", HashEncoder()) as store:
        store.add_documents("rule", [make_document(*RULE)])
        folder = generations.folder_of(tmp_path / "store", store.snapshot().generation)
    path = folder / "base.named.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("供水", "供电"), encoding="utf-8")
    with pytest.raises(StoreCorrupt), Store.open(tmp_path / "store", HashEncoder()) as store:
        store.snapshot().citation_counts  # noqa: B018


def _segment(folder: Path, name: str, cited: dict[int, list[str]]) -> str:
    writer = CitedTitlesWriter()
    for row, titles in cited.items():
        writer.add(row, titles)
    writer.write(folder, name)
    return cited_titles_file(name)


def test_citations_of_all_segments_are_counted_for_the_documents_that_are_there(
    tmp_path: Path,
) -> None:
    base = _segment(tmp_path, "base", {1: ["供水法"], 2: ["供水法", "价格法"], 3: ["供水法"]})
    delta = _segment(tmp_path, "delta", {4: ["价格法"]})
    titles = {1: "供水法", 2: None, 4: "中华人民共和国价格法"}
    counted = file_counts(tmp_path, [base, delta], titles)
    assert counted.tolist() == [1, 0, 1], "row 3 is gone; nobody counts for a document itself"
    assert file_counts(tmp_path, [], titles).tolist() == [0, 0, 0]


def test_a_segment_goes_on_from_another(tmp_path: Path) -> None:
    file = _segment(tmp_path, "delta", {1: ["价格法"]})
    writer = CitedTitlesWriter()
    writer.start_from(tmp_path, "delta")
    writer.add(2, {"价格法", "供水法"})
    writer.write(tmp_path, "delta")
    assert (tmp_path / file).read_text(encoding="utf-8") == "1 价格法\n2 价格法 供水法"
    CitedTitlesWriter().write(tmp_path, "base")
    assert (tmp_path / cited_titles_file("base")).read_bytes() == b""


def test_a_segment_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    (tmp_path / cited_titles_file("base")).write_text("x 价格法", encoding="utf-8")
    with pytest.raises(StoreCorrupt, match="verify --rebuild"):
        file_counts(tmp_path, [cited_titles_file("base")], {1: "价格法"})


def test_titles_are_counted_whether_their_documents_are_there_or_not(store: Store) -> None:
    for title, paragraphs in (RULE, NOTICE):
        store.add_documents(title, [make_document(title, paragraphs)])
    snapshot = store.snapshot()
    assert snapshot.cited_titles["供水法"] == 2
    folder = generations.folder_of(snapshot._store, snapshot.generation)
    assert cited_title_counts(folder, snapshot.manifest.files, range(0)) == {}
