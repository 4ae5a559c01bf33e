"""The metrics against brute force and against cases counted by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import comparable
from eval.metrics import (
    auroc,
    evidence_within,
    facts_found,
    first_sentence,
    half_stands_in,
    holds_fact,
    percentile,
    reciprocal_rank,
    sentences_cited,
    useful_quotes,
)

letters = st.text(alphabet="甲乙丙丁 ", min_size=0, max_size=12)


def test_evidence_counts_only_when_its_last_character_stands_within_the_limit() -> None:
    texts = ["甲乙丙", "丁戊己"]
    assert evidence_within(texts, ["丙丁"], 4) == (True,)
    assert evidence_within(texts, ["丙丁"], 3) == (False,)


def test_evidence_is_compared_without_white_space_width_script_and_quote_marks() -> None:
    texts = ["年滿　１８周歲的“單身人員”\n可以申請"]
    assert evidence_within(texts, ["年满18周岁的「单身人员」可以申请"], 600) == (True,)


def test_white_space_uses_up_none_of_the_limit() -> None:
    assert evidence_within([" \n　甲 乙 \n 丙"], ["甲乙丙"], 3) == (True,)


@given(
    st.lists(letters, max_size=6), st.text("甲乙丙丁", min_size=1, max_size=3), st.integers(0, 30)
)
def test_evidence_within_agrees_with_brute_force(texts: list[str], string: str, limit: int) -> None:
    joined = [c for text in texts for c in text if not c.isspace()][:limit]
    ends = range(len(string), len(joined) + 1)
    expected = any(joined[end - len(string) : end] == list(string) for end in ends)
    assert evidence_within(texts, [string], limit) == (expected,)


def test_the_first_hit_that_holds_any_whole_evidence_string_gives_the_rank() -> None:
    texts = ["甲乙", "丙", "丁戊", "甲乙丙"]
    assert reciprocal_rank(texts, ["丁戊", "甲乙丙"]) == pytest.approx(1 / 3)


def test_half_an_evidence_string_in_a_hit_is_no_hit() -> None:
    assert reciprocal_rank(["甲乙", "丙丁"], ["甲乙丙丁"]) == 0


def test_a_hit_past_the_tenth_does_not_count() -> None:
    assert reciprocal_rank(["无"] * 10 + ["甲"], ["甲"]) == 0
    assert reciprocal_rank(["无"] * 9 + ["甲"], ["甲"]) == pytest.approx(0.1)


def test_any_alternative_of_a_key_fact_will_do_and_only_early_in_the_answer() -> None:
    answer = "補助一萬二千元[1]。" + "另" * 400 + "五年"
    assert facts_found(answer, [["12000元", "一万二千元"], ["五年"]]) == (True, False)


def test_any_one_key_fact_anywhere_in_the_text_is_held() -> None:
    assert holds_fact("另" * 500 + "補助五年", [["三年"], ["5年", "五年"]])
    assert not holds_fact("补助四年", [["三年"], ["五年"]])
    assert not holds_fact("补助四年", [])


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        ("150元。\n每人每月150元。[1]其中老人200元。[2]", "150元。\n每人每月150元。"),
        ("需要下列材料：\n身份证明[1]\n免疫证明[2]", "需要下列材料：\n身份证明"),
        ("按渝府办发[2016]239号执行。[2]", "按渝府办发[2016]239号执行。"),
        ("两年[1]。不收费。", "两年"),
        ("没有记号。第二句。", "没有记号。"),
        ("[1]每人150元", ""),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_at_the_first_mark_of_a_citation(answer: str, first: str) -> None:
    assert first_sentence(answer, {1, 2}) == first


def test_a_quote_is_useful_when_half_of_it_or_of_the_evidence_overlaps_or_it_holds_a_fact() -> None:
    quotes = [
        "甲乙丙丁之外还有许多别的内容",  # around all of the evidence
        "丙丁戊己",  # half of the evidence, half of the quote
        "丁",  # within the evidence, far less than half of it
        "丁戊己庚辛",  # less than half of either
        "补贴五年",  # a key fact elsewhere
        "",
    ]
    found = useful_quotes(quotes, ["甲乙丙丁"], [["五年"]])
    assert found == (True, True, True, False, True, False)


def test_a_quote_of_a_question_without_evidence_or_facts_is_of_no_use() -> None:
    assert useful_quotes(["甲乙丙丁"], [], []) == (False,)


def test_half_of_the_evidence_in_one_run_overlaps() -> None:
    assert half_stands_in("甲乙丙丁", "前丙丁后")
    assert half_stands_in("甲乙丙", "甲乙")
    assert not half_stands_in("甲乙丙丁", "甲丙乙丁")
    assert not half_stands_in("", "甲")


@given(st.text("甲乙", min_size=1, max_size=8), st.text("甲乙", max_size=12))
def test_half_stands_in_agrees_with_brute_force(evidence: str, text: str) -> None:
    runs = [evidence[a:b] for a in range(len(evidence)) for b in range(a + 1, len(evidence) + 1)]
    expected = any(2 * len(run) >= len(evidence) and run in text for run in runs)
    assert half_stands_in(evidence, text) == expected


def test_each_sentence_needs_a_mark_of_a_citation_that_exists() -> None:
    quotes = {1: "起付标准200元"}
    assert sentences_cited("起付标准200元。[1]支付比例90%。", quotes) == (True, False)
    assert sentences_cited("支付比例90%。[2]", quotes) == (False,)


def test_a_quote_of_two_sentences_is_cited_by_the_one_mark_after_it() -> None:
    quotes = {1: "期限为3年。期满可以续租。"}
    assert sentences_cited("期限为3年。期满可以续租。[1]", quotes) == (True, True)
    assert sentences_cited("房屋归政府。期满可以续租。[1]", quotes) == (False, True)


def test_a_lead_in_line_belongs_to_the_sentence_after_it() -> None:
    quotes = {1: "身份证明", 2: "免疫证明"}
    assert sentences_cited("需要下列材料：\n身份证明[1]\n免疫证明[2]", quotes) == (True, True)


def test_the_items_of_a_list_are_sentences_and_their_number_is_none() -> None:
    quotes = {1: "提交下列材料：（一）身份证明；（二）免疫证明。"}
    text = "提交下列材料，共2项：\n- 身份证明\n- 免疫证明。[1]"
    assert sentences_cited(text, quotes) == (True, True, True)
    assert sentences_cited(text.replace("身份证明", "户口本"), quotes) == (True, False, True)


def test_a_mark_before_the_full_stop_counts_too() -> None:
    quotes = {1: "two years"}
    assert sentences_cited("Up to two years [1]. No fee is stated.", quotes) == (True, False)


def test_a_decimal_point_ends_no_sentence() -> None:
    assert sentences_cited("水位达到51.20米。[1]", {1: "水位达到51.20米"}) == (True,)


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_auroc_agrees_with_counting_pairs(positive: list[int], negative: list[int]) -> None:
    pairs = [(p > n) + (p == n) / 2 for p in positive for n in negative]
    expected = sum(pairs) / len(pairs) if pairs else None
    assert auroc(positive, negative) == (expected if expected is None else pytest.approx(expected))


def test_percentile_is_the_nearest_rank() -> None:
    values = list(range(1, 101))
    random.Random(3).shuffle(values)
    assert percentile(values, 0.5) == 50
    assert percentile(values, 0.95) == 95
    assert percentile([7], 0.95) == 7
    assert percentile([], 0.5) is None


def test_comparable_is_the_form_all_other_parts_use() -> None:
    assert comparable("“雲瀾　市”") == '"云澜市"'
