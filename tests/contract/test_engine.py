"""What every search engine behind policyqa must do; the same cases for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.address import Address, Step
from corpus.model import Document, Reference, Status
from corpus.read import read_documents
from index import Filters, Store
from index.engine import SearchEngine, SearchView
from index.errors import StoreCorrupt, StoreError
from index.tokens import tokens
from rag import Answer, Assistant
from rag.settings import Settings
from tests.contract.memory_engine import MemoryEngine
from tests.doubles import HashEncoder
from tests.index.documents import city_documents, make_document
from tests.rag.opened import LOANS, TALENT

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
    for protocol, made in ((SearchEngine, engine), (SearchView, engine.snapshot())):
        members = {name for name in dir(protocol) if not name.startswith("_")}
        assert members <= set(dir(made))


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


# ---- what is read at once ---------------------------------------------------------------


def all_keys(view: SearchView) -> list[int]:
    """Return the keys of all clauses, one document after the other."""
    return [key for key, _ in view.addresses([d.id for d in view.documents()])]


def test_several_are_read_in_the_order_asked_for(city: SearchEngine) -> None:
    view = city.snapshot()
    wanted = [FERRY.id, BIKES.id, FERRY.id]
    assert view.documents_by_id(wanted) == [view.document(name) for name in wanted]
    assert view.texts(wanted) == [FERRY.text, BIKES.text, FERRY.text]
    articles = [NIGHT.articles[1].id, BIKES.articles[2].id, NIGHT.articles[1].id]
    assert [a.id for a in view.articles_by_id(articles)] == articles
    assert view.articles_by_id(articles) == [view.article(name) for name in articles]
    assert view.documents_by_id([]) == view.articles_by_id([]) == view.texts([]) == []


def test_one_unknown_id_among_several_raises_key_error(city: SearchEngine) -> None:
    view = city.snapshot()
    reads: list[Callable[[list[str]], object]] = [
        view.documents_by_id,
        view.texts,
        view.repeals_by_id,
        view.addresses,
        view.document_token_ids,
    ]
    for read in reads:
        with pytest.raises(KeyError):
            read([BIKES.id, "nobody"])
    with pytest.raises(KeyError):
        view.articles_by_id([BIKES.articles[1].id, "nobody"])
    with pytest.raises(KeyError):
        view.articles_numbered("nobody", 1)


def test_keys_of_a_document_follow_one_another(city: SearchEngine) -> None:
    view = city.snapshot()
    for document in view.documents():
        placed = view.addresses([document.id])
        keys = [key for key, _ in placed]
        assert keys == list(range(keys[0], keys[0] + document.clause_count))
        clauses = [c for a in view.articles(document.id) for c in a.clauses]
        assert placed == [(c.key, c.address) for c in clauses]
        assert view.clauses(keys) == clauses


def test_addresses_of_several_documents_come_one_after_the_other(city: SearchEngine) -> None:
    view = city.snapshot()
    both = view.addresses([NIGHT.id, BIKES.id])
    assert both == view.addresses([NIGHT.id]) + view.addresses([BIKES.id])


def test_articles_are_found_by_their_number(city: SearchEngine) -> None:
    view = city.snapshot()
    [found] = view.articles_numbered(NIGHT.id, 2)
    assert found == view.article(NIGHT.articles[2].id)
    assert view.articles_numbered(NIGHT.id, 9) == view.articles_numbered(NIGHT.id, 2, 1) == []


def test_an_inserted_article_has_a_number_of_its_own(engine: SearchEngine) -> None:
    made = make_document("云澜市渡口管理办法", ["渡船应当登记。", "另行规定。"])
    address = Address((Step("条", 1, 1, "第一条之一"),))
    clause = replace(made.articles[2].clauses[0], address=address)
    inserted = replace(made.articles[2], address=address, clauses=(clause,))
    engine.add_documents("ferry", [replace(made, articles=(*made.articles[:2], inserted))])
    view = engine.snapshot()
    assert [a.id for a in view.articles_numbered(made.id, 1)] == [made.articles[1].id]
    assert [a.id for a in view.articles_numbered(made.id, 1, 1)] == [inserted.id]


def test_a_clause_comes_with_the_keys_of_its_article(city: SearchEngine) -> None:
    view = city.snapshot()
    keys = all_keys(view)[::-1]
    for clause, around in view.clauses_with_article_keys(keys):
        article = view.article(clause.article_id)
        assert [c.key for c in article.clauses] == list(around)


def test_every_clause_has_the_place_of_its_document(city: SearchEngine) -> None:
    view = city.snapshot()
    keys = all_keys(view)
    places = view.document_places(np.asarray(keys, np.int64))
    assert sorted(set(places.tolist())) == list(range(len(view.documents())))
    owners = [d.id for d in view.documents_at(places.tolist())]
    assert owners == [c.document_id for c in view.clauses(keys)]
    outside = np.asarray([min(keys) - 1, max(keys) + 1], np.int64)
    assert view.document_places(outside).tolist() == [-1, -1]
    with pytest.raises(StoreCorrupt):
        view.documents_at([-1])


def test_citations_are_counted_by_place(engine: SearchEngine) -> None:
    law = make_document("云澜市渡口管理条例", ["渡船应当登记。"])
    rule = make_document(
        "云澜市渡口细则", ["依照《云澜市渡口管理条例》制定，见《云澜市渡口细则》。"]
    )
    engine.add_documents("ferry", [law, rule])
    view = engine.snapshot()
    counts = view.citation_counts
    cited = dict(zip([d.id for d in view.documents_at(range(2))], counts.tolist(), strict=True))
    assert cited == {law.id: 1, rule.id: 0}


def test_repeals_are_read_of_some_documents_and_of_all(engine: SearchEngine) -> None:
    reference = Reference(0, 4, "云澜市旧办法", "云府发〔2001〕7号")
    new = replace(make_document("云澜市新办法", ["旧办法废止。"]), repeals=(reference,))
    engine.add_documents("new", [new, *city_documents()])
    view = engine.snapshot()
    assert view.repeals(new.id) == (reference,)
    assert view.repeals_by_id([BIKES.id, new.id]) == [(), (reference,)]
    assert view.all_repeals() == [reference]


# ---- tokens -----------------------------------------------------------------------------


def test_token_ids_lead_back_to_what_a_clause_says(city: SearchEngine) -> None:
    view = city.snapshot()
    keys = all_keys(view)[::-2]
    for clause, ids in zip(view.clauses(keys), view.token_ids(keys), strict=True):
        assert [view.vocabulary[n] for n in ids] == tokens(clause.text)
        assert [view.vocabulary_ids[token] for token in tokens(clause.text)] == ids.tolist()


def test_joined_token_ids_are_those_of_each_clause(city: SearchEngine) -> None:
    view = city.snapshot()
    keys = all_keys(view)[::-2]
    ids, lengths = view.joined_token_ids(keys)
    each = view.token_ids(keys)
    assert ids.tolist() == [n for found in each for n in found.tolist()]
    assert lengths.tolist() == [len(found) for found in each]
    assert view.token_counts(np.asarray(keys, np.int64)).tolist() == lengths.tolist()
    assert view.joined_token_ids([])[0].tolist() == view.token_ids([]) == []
    with pytest.raises(KeyError):
        view.joined_token_ids([max(keys) + 1_000])


def test_token_ids_of_a_document_are_those_of_its_clauses(city: SearchEngine) -> None:
    view = city.snapshot()
    names = [FERRY.id, BIKES.id]
    for name, found in zip(names, view.document_token_ids(names), strict=True):
        keys = [key for key, _ in view.addresses([name])]
        assert found.tolist() == view.joined_token_ids(keys)[0].tolist()


def test_an_empty_engine_has_no_tokens_and_no_places(engine: SearchEngine) -> None:
    view = engine.snapshot()
    assert list(view.vocabulary) == []
    assert view.clause_count == 0
    assert view.citation_counts.tolist() == []
    assert view.document_places(np.asarray([0, 5], np.int64)).tolist() == [-1, -1]


def test_a_search_that_has_begun_finds_what_one_that_is_waited_for_finds(
    city: SearchEngine,
) -> None:
    view = city.snapshot()
    vector = HashEncoder().encode_questions(["补贴多少"])[0]
    only = Filters(documents=(NIGHT.id,))
    assert view.begin_search_vector(vector, 5)() == view.search_vector(vector, 5)
    begun = view.begin_search_vector(vector, 5, filters=only)
    assert begun() == view.search_vector(vector, 5, filters=only)


def test_the_clauses_are_counted(city: SearchEngine) -> None:
    view = city.snapshot()
    assert view.clause_count == sum(d.clause_count for d in view.documents()) == len(all_keys(view))


# ---- a whole question -------------------------------------------------------------------

QUESTIONS = (
    "硕士研究生的安家补贴是多少？",
    "《云澜市人才安居办法》第六条怎么规定？",
    "云政办发〔2022〕12号是什么文件？",
    "个人创业担保贷款额度最高多少？期限多长？",
    "贷款利息由谁补贴？",
    "申请安家补贴要在几个月内提出？",
    "火星基地的门票多少钱？",
)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    folder = tmp_path_factory.mktemp("policies")
    found: list[Document] = []
    for name, text in (("talent.txt", TALENT), ("loans.txt", LOANS)):
        (folder / name).write_text(text, encoding="utf-8")
        found += read_documents(folder / name)
    return found


@pytest.fixture(scope="module")
def assistants(
    policies: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Assistant]]:
    """Yield an Assistant over each engine, with the same documents."""
    folder = tmp_path_factory.mktemp("engines")
    engines = {name: make(folder) for name, make in ENGINES.items()}
    for engine in engines.values():
        engine.add_documents("policies", policies)
    settings = Settings()
    yield {
        name: Assistant(engine, HashEncoder(), settings)  # type: ignore[arg-type]
        for name, engine in engines.items()
    }
    for engine in engines.values():
        engine.close()


def said(answer: Answer) -> tuple[object, ...]:
    cited = [(c.number, c.quote, c.address, c.document.id, c.start) for c in answer.citations]
    return answer.text, answer.status, cited, answer.notices


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_answered_the_same_over_every_engine(
    assistants: dict[str, Assistant], question: str
) -> None:
    answers = [said(assistant.ask(question)) for assistant in assistants.values()]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_passage_comes_first_over_every_engine(
    assistants: dict[str, Assistant], question: str
) -> None:
    found = [assistant.retrieve(question, 3) for assistant in assistants.values()]
    assert len({hits[0].clause_id for hits in found}) == 1
    assert all(len(hits) == len(found[0]) for hits in found)


def test_an_answer_quotes_the_engines_documents(
    assistants: dict[str, Assistant], policies: list[Document]
) -> None:
    texts = {d.id: d.text for d in policies}
    for assistant in assistants.values():
        answer = assistant.ask(QUESTIONS[0])
        assert "8万元" in answer.text
        for citation in answer.citations:
            assert texts[citation.document.id][citation.start : citation.end] == citation.quote
