"""A question's words, and how much of them a text holds."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.normalize import comparable
from index.tokens import content_tokens, tokens
from rag.query.question import analyse
from rag.query.word_forms import word_forms
from rag.retrieval import query_terms
from rag.retrieval.query_terms import (
    bm25_rows,
    held_words,
    holding,
    longest_shared,
    pairs,
    question_terms,
    question_words,
    shared_figures,
    weighted_mean,
    weights_of,
)
from rag.retrieval.term_forms import TermForms
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import Vocabulary
from tests.rag.reference import bm25


def test_what_a_follow_up_says_itself_weighs_more() -> None:
    known = {"公租房": 3, "租金": 3, "押金": 3}
    alone = question_terms(analyse("公租房租金和押金"), known, 100)
    after = question_terms(analyse("那押金呢", search="公租房租金 那押金呢"), known, 100)
    assert alone.weights["押金"] == alone.weights["租金"]
    assert after.weights["租金"] == alone.weights["租金"]
    assert after.weights["押金"] == pytest.approx(3 * alone.weights["押金"])
    assert after.total == pytest.approx(sum(after.weights.values()))


@pytest.mark.parametrize(
    ("text", "defined"),
    [
        ("共享平台是管理目录的基础设施。", True),
        ("本办法所称共享平台，是指交换数据的设施。", True),
        ("遏制“共享平台”（下游一公里有居民的设施）的事故。", True),
        ("交换数据的设施（以下简称“共享平台”）由市里建。", True),
        ("数据通过共享平台交换。", False),
        ("“共享平台”（见附件）由市里建。", False),
    ],
)
def test_a_sentence_that_defines_the_term_in_quotes_is_known(text: str, *, defined: bool) -> None:
    terms = question_terms(analyse("“共享平台”是干什么用的？"), {}, 10)
    assert terms.definition is not None
    assert bool(terms.definition.search(comparable(text))) is defined


def test_words_that_only_ask_are_not_searched() -> None:
    assert content_tokens("错过了缴费时间怎么办，还能补吗？") == ["错过", "缴费", "时间", "补"]


def test_a_rare_word_weighs_more_and_an_unknown_one_most() -> None:
    terms = question_terms(analyse("补贴、租金和押金"), {"补贴": 90, "租金": 3}, 100)
    assert terms.weights["补贴"] < terms.weights["租金"] < terms.weights["押金"]
    assert terms.rarest == "押金"
    assert terms.unknown == {"押金"}
    assert weights_of(terms).tolist() == list(terms.weights.values())


def test_bm25_of_all_texts_is_that_of_each() -> None:
    terms = question_terms(analyse("公租房租金和押金"), {"公租房": 9, "租金": 3}, 100)
    bags = [tokens(text) for text in ("公租房租金按月交，租金不含押金", "公租房在城东", "养犬")]
    vocabulary = Vocabulary()
    average = sum(map(len, bags)) / len(bags)
    rows = bm25_rows(terms, Bags.of(bags, vocabulary), vocabulary)
    assert rows.tolist() == pytest.approx([bm25(terms, bag, average) for bag in bags])


def test_words_held_are_told_for_each_text() -> None:
    held = holding(["租金", "押金"], ["租金和押金", "租金", "", "租金"])
    assert held.tolist() == [[True, True], [True, False], [False, False], [True, False]]
    assert holding([], ["租金"]).shape == (1, 0)


def test_a_mean_of_nothing_is_nought() -> None:
    values = np.asarray([[1.0, 0.5], [1.0, 0.5], [1.0, 0.5]])
    counted = np.asarray([[True, True], [False, True], [False, False]])
    assert weighted_mean(values, np.asarray([3.0, 1.0]), counted).tolist() == [0.875, 0.5, 0.0]


def test_pieces_that_a_text_shares_with_a_question() -> None:
    terms = question_terms(analyse("公租房30平方米租金多少"), {}, 10)
    assert longest_shared("公租房租金", "城东公租房") == 3
    assert longest_shared("公租房", "养犬") == 0
    assert shared_figures(terms, "面积30平方米") == 1.0
    assert shared_figures(terms, "面积60平方米") == 0.0
    assert pairs(terms, "公租房租金") > pairs(terms, "租金") > pairs(terms, "养犬") == 0.0


def test_a_short_form_is_held_where_its_long_form_stands() -> None:
    question = analyse("公租房租金多少")
    found = word_forms(question.search)
    words = question_words(question, found)
    forms = TermForms.of(words, found.forms)
    terms = question_terms(question, {}, 10, forms=forms)
    assert list(terms.weights) == ["公租房", "租金"]
    texts = ["公共租赁住房的租金", "公租房", "租房"]
    assert held_words(terms, texts).tolist() == [[True, True], [True, False], [False, False]]


def test_the_story_of_a_long_question_weighs_less_than_what_it_asks() -> None:
    story = "我妈妈前年从外省回老家种地了,没有单位,弟弟在读大专,学校离家三百多公里," * 2
    terms = question_terms(analyse(story + "他们俩到底能不能参加居民医保?"), {}, 10)
    assert terms.weights["老家"] < terms.weights["参加"]


def test_bm25_of_a_text_with_every_word_of_average_length_is_its_best_share() -> None:
    terms = question_terms(analyse("押金标准"), {"押金": 1, "标准": 1}, 10)
    counts = np.ones((1, len(terms.weights)))
    [found] = query_terms.bm25(terms, counts, np.asarray([10], np.int64))
    assert found == pytest.approx(1 / 2.2)
    assert query_terms.bm25(
        terms, np.zeros_like(counts), np.asarray([10], np.int64)
    ) == pytest.approx([0.0])
