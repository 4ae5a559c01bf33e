from __future__ import annotations

import json

import numpy as np
import pytest

from rag.statutes.collection import Article, Collection, meanings_of, words_of
from rag.statutes.features import (
    FEATURE_GROUPS,
    FEATURES,
    ROUTE_FEATURES,
    agreement_rows,
    route_rows,
    trait_rows,
    word_rows,
)
from rag.statutes.postings import Values
from rag.statutes.ranking import rank
from rag.statutes.routes import asked, find, top
from rag.statutes.scoring import load_scorers, scorers_from
from tests.doubles import HashEncoder

ARTICLES = [
    Article("中华人民共和国养犬法", "第一章 登记", "养犬人应当办理养犬登记。"),
    Article("中华人民共和国养犬法", "第二章 行为", "遛狗应当使用狗绳。"),
    Article("中华人民共和国养犬法", "第二章 行为", "携犬出户应当即时清除粪便。"),
    Article("云澜市供水条例", "", "用户应当按时缴纳水费。"),
    Article("云澜市停车条例", "", "停车收费应当公示,违反《养犬法》的除外。"),
    Article("云澜市停车条例", "", ""),
]
ENCODER = HashEncoder()


@pytest.fixture(scope="module")
def collection() -> Collection:
    words = words_of(ARTICLES)
    return Collection(words, meanings_of(ARTICLES, words, ENCODER))


def _rows(question: str, collection: Collection, chosen: list[int]) -> dict[str, Values]:
    seen = asked(question, ENCODER.encode_questions([question])[0], collection)
    found = find(seen, collection)
    rows = np.array(chosen)
    table = (
        route_rows(found, rows),
        word_rows(seen, rows, collection),
        agreement_rows(found.base[rows], rows, collection.words),
        trait_rows(seen, rows, collection.words),
    )
    return dict(zip(FEATURES, np.concatenate(table, axis=1).T, strict=True))


def test_every_figure_has_a_name_and_a_value(collection: Collection) -> None:
    rows = _rows("遛狗要用狗绳吗", collection, [4, 1, 5, 0])
    assert list(rows) == list(FEATURES)
    assert all(np.isfinite(values).all() for values in rows.values())


def test_coverage_is_the_weight_of_the_words_that_stand_there(collection: Collection) -> None:
    rows = _rows("养犬登记", collection, [0, 1, 3])
    assert rows["coverage"][0] == pytest.approx(1.0, abs=1e-5)
    assert rows["coverage_whole"][2] == 0
    assert rows["rarest"].tolist() == [1, 0, 0]
    assert 0 < _rows("养犬和供水", collection, [3])["coverage_title"][0] < 1


def test_a_words_own_match_is_nearest_and_an_empty_text_is_far(collection: Collection) -> None:
    rows = _rows("狗绳", collection, [1, 3, 5])
    assert rows["soft"][0] == pytest.approx(1.0, abs=1e-5)
    assert 0 <= rows["soft"][1] < 1
    assert rows["soft"][2] == rows["soft_back"][2] == 0


def test_neighbours_are_those_of_the_same_law_and_chapter(collection: Collection) -> None:
    first = np.array([3, 2, 1, 0], np.float32)
    rows = np.array([1, 3, 2, 0])
    names = (*FEATURE_GROUPS["first"], *FEATURE_GROUPS["neighbours"])
    figures = dict(zip(names, agreement_rows(first, rows, collection.words).T, strict=True))
    standard = figures["z_first"]
    assert figures["law_best"][0] == standard[2]  # its own score does not count
    assert figures["law_best"][2] == standard[0]
    assert figures["law_best"][1] == standard.min()  # alone in its law
    assert figures["chapter_best"][3] == standard.min()
    assert figures["beside"][3] == standard[0]
    np.testing.assert_allclose(np.expm1(figures["law_count"]), [3, 1, 3, 3], rtol=1e-5)


def test_traits_tell_laws_from_rules_and_count_who_names_them(collection: Collection) -> None:
    rows = _rows("狗", collection, [0, 3])
    assert rows["is_law"].tolist() == [1, 0]
    assert rows["is_rule"].tolist() == [0, 1]
    assert rows["cited"][0] == pytest.approx(np.log1p(1))
    assert rows["cited"][1] == 0


@pytest.mark.parametrize("question", ["", "???", "xyzzy", "遛狗要用狗绳吗"])
def test_any_question_is_ranked(collection: Collection, question: str) -> None:
    vector = ENCODER.encode_questions([question])[0]
    ranked = rank(question, vector, collection, load_scorers(), pool=4)
    assert len(ranked.rows) == 4
    assert np.isfinite(ranked.mixed).all()
    assert np.isfinite(ranked.reranked).all()


def test_the_article_that_says_it_comes_first(collection: Collection) -> None:
    question = "遛狗要用狗绳吗"
    vector = ENCODER.encode_questions([question])[0]
    ranked = rank(question, vector, collection, load_scorers())
    assert ranked.by_mixed(1).tolist() == [1]
    assert ranked.by_reranked(1).tolist() == [1]


def test_the_weights_are_for_the_figures_there_are() -> None:
    scorers = load_scorers()
    assert scorers.first.names == ROUTE_FEATURES
    assert scorers.mixed.names == FEATURES
    assert scorers.reranked.names == FEATURES


def test_scorers_come_back_from_what_is_stored() -> None:
    scorers = load_scorers()
    again = scorers_from(json.loads(json.dumps(scorers.to_dict())))
    rows = np.random.default_rng(0).standard_normal((5, len(FEATURES))).astype(np.float32)
    np.testing.assert_allclose(
        again.reranked.score(rows), scorers.reranked.score(rows), rtol=1e-3, atol=1e-2
    )


def test_the_best_come_first_and_ties_by_place() -> None:
    scores = np.array([1, 3, 3, 0, 2], np.float32)
    assert top(scores, 3).tolist() == [1, 2, 4]
    assert top(scores, 99).tolist() == [1, 2, 4, 0, 3]
