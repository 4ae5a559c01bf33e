"""What every search engine behind policyqa must do; the same cases for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.model import Status
from index import Filters, Store
from index.engine import SearchEngine, SearchView
from index.errors import StoreError
from tests.contract.memory_engine import MemoryEngine
from tests.doubles import HashEncoder
from tests.index.documents import city_documents, make_document

ENGINES: dict[str, Callable[[Path], SearchEngine]] = {
    "store": lambda folder: Store.create(folder / "store", HashEncoder()),
    "memory": lambda _: MemoryEngine(HashEncoder()),
}
BIKES, LIBRARY, NIGHT, FERRY = city_documents()


@pytest.fixture(params=sorted(ENGINES))
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    made = ENGINES[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture
def city(engine: SearchEngine) -> SearchEngine:
    engine.add_documents("city", city_documents())
    return engine


def shown(view: SearchView, found: list[int]) -> list[str]:
    return [clause.text for clause in view.clauses(found)]


def by_words(view: SearchView, question: str, k: int = 5, **more: object) -> list[str]:
    return shown(view, [m.key for m in view.search_text(question, k, **more)])  # type: ignore[arg-type]


def by_meaning(view: SearchView, question: str, k: int = 5, **more: object) -> list[str]:
    vector = HashEncoder().encode_questions([question])[0]
    return shown(view, [m.key for m in view.search_vector(vector, k, **more)])  # type: ignore[arg-type]


def test_it_has_the_methods_of_the_protocols(engine: SearchEngine) -> None:
    assert isinstance(engine, SearchEngine)
    assert isinstance(engine.snapshot(), SearchView)


def test_an_empty_engine_finds_nothing(engine: SearchEngine) -> None:
    view = engine.snapshot()
    assert view.documents() == []
    assert by_words(view, "补贴") == []
    assert by_meaning(view, "补贴") == []


@pytest.mark.parametrize("search", [by_words, by_meaning])
@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("每间夜间书房每年补贴多少", "三万元"),
        ("违规停放罚款多少", "二十元"),
        ("大风几级停止摆渡", "六级"),
        ("少儿阅览室周末开放吗", "照常"),
    ],
)
def test_the_clause_that_answers_is_found_first(
    city: SearchEngine, search: Callable[..., list[str]], question: str, says: str
) -> None:
    assert says in search(city.snapshot(), question)[0]


def test_results_are_best_first_and_at_most_k(city: SearchEngine) -> None:
    view = city.snapshot()
    vector = HashEncoder().encode_questions(["补贴"])[0]
    for found in (view.search_text("办法 开放 补贴", 3), view.search_vector(vector, 3)):
        assert len(found) == 3
        assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    assert view.search_text("补贴", 0) == view.search_vector(vector, 0) == []


def test_scores_by_meaning_are_inner_products(city: SearchEngine) -> None:
    view = city.snapshot()
    vector = HashEncoder().encode_questions(["图书馆开放时间"])[0]
    found = view.search_vector(vector, 20)
    assert len(found) == sum(d.clause_count for d in view.documents())
    products = view.vectors([m.key for m in found]) @ vector
    assert np.allclose([m.score for m in found], products, atol=2e-3)


def test_only_the_fields_that_are_named_are_searched(city: SearchEngine) -> None:
    view = city.snapshot()
    titled = set(by_words(view, "图书馆", 20, fields={"title": 1.0}))
    assert titled == {c.text for a in LIBRARY.articles for c in a.clauses}
    assert by_words(view, "总则", 20, fields={"text": 1.0}) == []
    assert len(by_words(view, "总则", 20, fields={"path": 1.0})) == 8


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(), {BIKES, LIBRARY, NIGHT, FERRY}),
        (Filters(documents=(NIGHT.id, FERRY.id)), {NIGHT, FERRY}),
        (Filters(issuers=("云澜市财政局",)), {NIGHT}),
        (Filters(regions=("青屿县",)), {FERRY}),
        (Filters(kinds=("办法",), dated_from="2021"), {LIBRARY}),
        (Filters(statuses=(Status.REPEALED,)), {FERRY}),
        (Filters(dated_from="2020-06", dated_to="2022"), {LIBRARY, NIGHT}),
        (Filters(regions=("没有的地方",)), set()),
    ],
)
def test_filters_hold_on_every_route(
    city: SearchEngine, filters: Filters, passing: set[object]
) -> None:
    view = city.snapshot()
    ids = {d.id for d in passing}  # type: ignore[attr-defined]
    assert {d.id for d in view.documents(filters)} == ids
    vector = HashEncoder().encode_questions(["补贴 罚款 开放 摆渡"])[0]
    near = view.clauses([m.key for m in view.search_vector(vector, 50, filters=filters)])
    assert {c.document_id for c in near} == ids
    words = view.search_text("停放 图书馆 夜间书房 渡口", 50, filters=filters)
    assert {c.document_id for c in view.clauses([m.key for m in words])} == ids


def test_documents_are_read_back_whole(city: SearchEngine) -> None:
    view = city.snapshot()
    for wanted in city_documents():
        assert view.text(wanted.id) == wanted.text
        found = view.document(wanted.id)
        assert (found.title, found.number, found.status) == (
            wanted.title,
            wanted.number,
            wanted.status,
        )
        articles = view.articles(wanted.id)
        assert [a.id for a in articles] == [a.id for a in wanted.articles]
        assert view.article(articles[-1].id).clauses == articles[-1].clauses
        for clause in (c for a in articles for c in a.clauses):
            assert view.text(wanted.id)[clause.start : clause.end] == clause.text
            assert view.clauses([clause.key]) == [clause]


def test_numbers_and_titles_find_documents(city: SearchEngine) -> None:
    view = city.snapshot()
    assert [d.id for d in view.documents_numbered("云府发[2020]7号")] == [BIKES.id]
    assert [d.id for d in view.documents_numbered("雲文（2022）3號")] == [NIGHT.id]
    assert view.documents_numbered("云文〔2022〕4号") == []
    assert view.documents_titled("共享单车停放", 2)[0].id == BIKES.id
    assert len(view.documents_titled("云澜市的办法", 2)) == 2


def test_document_frequency_counts_clauses(city: SearchEngine) -> None:
    assert city.snapshot().document_frequency(["补贴", "没有的词"]) == {"补贴": 3, "没有的词": 0}


def test_unknown_ids_raise_key_error(city: SearchEngine) -> None:
    view = city.snapshot()
    for read in (view.document, view.text, view.articles, view.article):
        with pytest.raises(KeyError):
            read("nobody")


def test_adding_under_the_same_name_replaces(city: SearchEngine) -> None:
    new = make_document("云澜市共享单车停放管理办法", ["违规停放的，处五十元罚款。"])
    report = city.add_documents("city", [new])
    assert (report.added, report.replaced) == (0, 1)
    view = city.snapshot()
    assert [d.id for d in view.documents()] == [new.id]
    assert "五十元" in by_words(view, "罚款")[0]
    assert not any("二十元" in text for text in by_meaning(view, "罚款二十元", 50))


def test_a_document_added_under_two_names_is_one(city: SearchEngine) -> None:
    city.add_documents("again", [BIKES])
    assert len(city.snapshot().documents()) == 4


def test_removed_documents_are_on_no_route(city: SearchEngine) -> None:
    city.remove([NIGHT.id])
    view = city.snapshot()
    assert NIGHT.id not in {d.id for d in view.documents()}
    assert not any("三万元" in t for t in by_words(view, "夜间书房补贴三万元", 50))
    assert not any("三万元" in t for t in by_meaning(view, "夜间书房补贴三万元", 50))
    assert view.documents_titled("夜间书房", 3) == []
    assert view.documents_numbered(NIGHT.number or "") == []


def test_removing_is_all_or_nothing(city: SearchEngine) -> None:
    with pytest.raises(StoreError, match="nobody"):
        city.remove([BIKES.id, "nobody"])
    assert len(city.snapshot().documents()) == 4


def test_a_view_does_not_change_while_it_is_held(city: SearchEngine) -> None:
    before = city.snapshot()
    found = by_words(before, "违规停放罚款")
    city.remove([BIKES.id])
    city.add_documents("more", [make_document("云澜市新办法", ["违规停放罚款。"] * 2)])
    assert by_words(before, "违规停放罚款") == found
    assert before.text(BIKES.id) == BIKES.text
    assert city.snapshot().generation > before.generation


def test_nothing_in_a_question_is_read_as_syntax(city: SearchEngine) -> None:
    view = city.snapshot()
    for question in (
        '" OR *',
        "title:停放)",
        "NEAR(停放 罚款)",
        "'; DROP TABLE documents; --",
        "\x00",
    ):
        by_words(view, question)
    assert by_words(view, "停放)~*^") == by_words(view, "停放")
