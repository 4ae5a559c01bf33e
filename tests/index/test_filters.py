"""Filters act inside the search: k results pass, however many better ones do not."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.model import Status
from index import Filters, Snapshot, Store
from index.filters import DocumentFilter
from tests.doubles import HashEncoder
from tests.index.documents import city_documents, make_document


def titles(snapshot: Snapshot, filters: Filters) -> set[str]:
    return {d.title or "" for d in snapshot.documents(filters)}


BIKES, LIBRARY, NIGHT, FERRY = (d.title or "" for d in city_documents())


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {BIKES, LIBRARY, NIGHT, FERRY}),
        (Filters(documents=(city_documents()[0].id,)), {BIKES}),
        (Filters(issuers=("云澜市财政局",)), {NIGHT}),
        (Filters(issuers=("雲瀾市人民政府",)), {BIKES, LIBRARY}),
        (Filters(regions=("青屿县",)), {FERRY}),
        (Filters(kinds=("通知", "规定")), {NIGHT, FERRY}),
        (Filters(statuses=(Status.REPEALED,)), {FERRY}),
        (Filters(dated_from="2021"), {LIBRARY, NIGHT}),
        (Filters(dated_to="2020-12-31"), {BIKES, FERRY}),
        (Filters(dated_from="2022-11-15"), {NIGHT}),
        (Filters(dated_from="2019-06", dated_to="2021"), {BIKES, LIBRARY, FERRY}),
        (Filters(regions=("云澜市",), kinds=("办法",), dated_to="2020"), {BIKES}),
        (Filters(regions=("远方",)), set()),
    ],
)
def test_documents_pass_as_the_filter_says(
    city: Store, filters: Filters, expected: set[str]
) -> None:
    assert titles(city.snapshot(), filters) == expected


@pytest.fixture
def crowded(store: Store) -> Store:
    """Return a Store where one small document says what two hundred others say better."""
    loud = [
        make_document(f"甲地办法{n}", ["补贴标准为每年三万元。"] * 3, region="甲地")
        for n in range(70)
    ]
    store.add_documents("loud", loud)
    store.add_documents(
        "quiet", [make_document("乙地办法", ["补贴标准，另行规定。"], region="乙地")]
    )
    return store


@pytest.mark.parametrize("compressed", [False, True])
def test_k_results_pass_though_better_ones_do_not(
    crowded: Store, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch, compressed: bool
) -> None:
    if compressed:
        monkeypatch.setattr("index.searchfiles.dense.EXACT_FLOATS", 100)
        crowded.remove([crowded.snapshot().documents()[0].id])
    snapshot = crowded.snapshot()
    assert snapshot.manifest.dense_kind == ("compressed" if compressed else "flat")
    only = Filters(regions=("乙地",))
    question = "补贴标准为每年三万元"
    vector = encoder.encode_questions([question])[0]
    by_words = snapshot.search_text(question, 2, filters=only)
    by_meaning = snapshot.search_vector(vector, 2, filters=only)
    assert (len(by_words), len(by_meaning)) == (1, 2)  # its title has none of the words
    for clause in snapshot.clauses([m.key for m in by_words + by_meaning]):
        assert snapshot.document(clause.document_id).region == "乙地"


def test_a_filter_that_nothing_passes_finds_nothing(city: Store, encoder: HashEncoder) -> None:
    nobody = Filters(issuers=("没有这个机关",))
    snapshot = city.snapshot()
    assert snapshot.search_text("补贴", 5, filters=nobody) == []
    vector = encoder.encode_questions(["补贴"])[0]
    assert snapshot.search_vector(vector, 5, filters=nobody) == []


def test_filtered_search_ranks_as_unfiltered_search_among_those_that_pass(
    city: Store, encoder: HashEncoder
) -> None:
    snapshot = city.snapshot()
    only = Filters(regions=("云澜市",))
    vector = encoder.encode_questions(["停放点在哪里"])[0]
    every = snapshot.search_vector(vector, 100)
    passing = {
        c.key
        for c in snapshot.clauses([m.key for m in every])
        if snapshot.document(c.document_id).region == "云澜市"
    }
    assert snapshot.search_vector(vector, 100, filters=only) == [
        m for m in every if m.key in passing
    ]
    words = snapshot.search_text("办法 停放 补贴 开放 载客", 100)
    filtered = snapshot.search_text("办法 停放 补贴 开放 载客", 100, filters=only)
    assert [m.key for m in filtered] == [m.key for m in words if m.key in passing]
    assert np.allclose(
        [m.score for m in filtered], [m.score for m in words if m.key in passing], atol=1e-5
    )


def test_an_unknown_field_meets_no_condition(store: Store) -> None:
    store.add_documents("a", [make_document("停车办法", ["有序。"], written=None, region=None)])
    (document,) = store.snapshot().documents()
    assert DocumentFilter(Filters()).passes(document)
    for filters in (
        Filters(regions=("云澜市",)),
        Filters(statuses=(Status.IN_FORCE,)),
        Filters(dated_from="2000"),
        Filters(dated_to="2100"),
    ):
        assert not DocumentFilter(filters).passes(document)
