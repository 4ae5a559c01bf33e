"""Who names whom: counted over the documents that are there, through every kind of change."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Snapshot, Store
from index.errors import StoreCorrupt
from index.searchfiles import generations
from index.searchfiles.citation_counts import cited_titles, title_key
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
