"""Spans that lost their characters."""

from __future__ import annotations

import pytest

from corpus.damage import is_garbled


@pytest.mark.parametrize(
    "text",
    [
        "停车\ufffd收费",
        "停车??收费",
        "停车?收费",
        "停车?!收费",
        "停车\ue123收费",
        "停车Я收费",
        "停车Ã©收费",
        "停" + "车".encode().decode("latin-1"),
        "停" + "你".encode("gb18030").decode("latin-1"),
        "停车收费</p>",
        "停车&nbsp;收费",
        "锟斤拷停车",
    ],
)
def test_what_a_wrong_encoding_or_a_stray_tag_leaves_is_damage(text: str) -> None:
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "停车收费。",
        "停车收费吗?应当公示。",
        "停车要收费么？要。",
        "停车收费?",
        "Is parking free? Yes, R&D staff only.",
        "PM<35，≥90%",
        "Café Müller",
        "张××",
        "云府发〔20××〕××号",
        "长×宽×高",
    ],
)
def test_questions_signs_and_foreign_words_are_no_damage(text: str) -> None:
    assert not is_garbled(text)
