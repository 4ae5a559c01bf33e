"""What texts say for the words of a question."""

from __future__ import annotations

from importlib.resources import files

import pytest

from rag.query.word_forms import general_forms, word_forms


def test_a_short_form_is_one_word_with_its_long_form() -> None:
    found = word_forms("公租房租金多少")
    assert found.forms["公租房"] == ("公共租赁住房",)
    assert found.rest == " 租金多少"


@pytest.mark.parametrize("question", ["公社保管员是谁", "住房公积金怎么提取"])
def test_what_is_inside_other_words_or_said_in_full_has_no_other_form(question: str) -> None:
    assert word_forms(question).forms == {}


def test_an_everyday_word_leads_to_the_legal_one() -> None:
    assert "失信被执行人" in word_forms("老赖能不能办担保").forms["老赖"]


def test_the_longest_word_is_taken() -> None:
    assert list(word_forms("社保费交给谁").forms) == ["社保费"]


def test_what_the_store_defines_comes_first() -> None:
    own = {"低保": ("低碳保护",), "耕补": ("耕地补贴",)}
    found = word_forms("低保和耕补", own).forms
    assert found == {"低保": ("低碳保护",), "耕补": ("耕地补贴",)}


@pytest.mark.parametrize("name", ["short_forms.tsv", "everyday_words.tsv"])
def test_lists_name_their_source_and_no_word_twice(name: str) -> None:
    lines = files("rag.query").joinpath(name).read_text(encoding="utf-8").splitlines()
    words = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert any("ource" in line for line in lines if line.startswith("#"))
    assert len(words) == len(set(words)) > 200


def test_no_form_is_empty_or_the_word_itself() -> None:
    assert all(all(forms) and word not in forms for word, forms in general_forms().items())


def test_words_that_ask_for_a_part_of_a_service_guide_are_told() -> None:
    found = word_forms("公积金提取几点上班")
    assert "几点上班" in found.asking
    assert "办公时间" in found.forms["几点上班"]
    assert not word_forms("公积金提取条件").asking
    as_it_stands = word_forms("公积金提取几点上班", without={"几点上班"})
    assert "上班" in as_it_stands.rest
