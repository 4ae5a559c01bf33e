"""Words of a question that texts may say in other forms."""

from __future__ import annotations

import numpy as np

from rag.retrieval.term_forms import TermForms


def test_words_without_other_forms_are_tokens_as_they_stand() -> None:
    forms = TermForms.of(["租金", "押金"], {})
    values = np.asarray([[1, 0], [2, 3]])
    assert forms.tokens == ("租金", "押金")
    assert forms.plain
    assert forms.of_words(values) is values


def test_a_word_counts_as_its_best_form_and_a_form_as_its_least_token() -> None:
    forms = TermForms.of(["公租房", "租金"], {"公租房": ("公共租赁住房",)})
    counts = dict.fromkeys(forms.tokens, 0) | {"公共": 2, "租赁": 1, "住房": 5, "租金": 3}
    row = np.asarray([[counts[token] for token in forms.tokens]])
    assert forms.of_words(row).tolist() == [[1, 3]]
    assert forms.frequencies(counts) == [1, 3]


def test_the_store_is_searched_by_the_form_that_it_has_more_often() -> None:
    forms = TermForms.of(["押金"], {"押金": ("保证金",)})
    of_form = dict.fromkeys(forms.tokens, 9)
    assert forms.others(of_form | {"押金": 1}) == ("保证金",)
    assert forms.others(of_form | {"押金": 9}) == ()


def test_an_everyday_word_that_the_store_uses_itself_needs_no_legal_one() -> None:
    forms = TermForms.of(["押金"], {"押金": ("保证金",)})
    of_form = dict.fromkeys(forms.tokens, 30)
    assert forms.needed({"押金"}, of_form | {"押金": 9}).spellings == (("押金",),)
    assert forms.needed({"押金"}, of_form | {"押金": 0}).spellings == (("押金", "保证金"),)
    assert forms.needed((), of_form | {"押金": 9}).spellings == (("押金", "保证金"),)


def test_words_that_the_store_has_in_no_other_form_are_told() -> None:
    forms = TermForms.of(["公积金", "在哪里办"], {"在哪里办": ("办理地点",)})
    assert "在哪里办" not in forms.absent(dict.fromkeys(forms.tokens, 3))
    assert "在哪里办" in forms.absent({"公积金": 3})
