from __future__ import annotations

import re
from dataclasses import fields

import pytest

from ui.words import CHINESE, ENGLISH, Words, choose_words


def test_both_languages_fill_in_the_same_things() -> None:
    for field in fields(Words):
        chinese, english = getattr(CHINESE, field.name), getattr(ENGLISH, field.name)
        if isinstance(chinese, str):
            assert chinese, field.name
            assert english, field.name
            assert set(re.findall(r"{\w+}", chinese)) == set(re.findall(r"{\w+}", english))


def test_both_languages_name_every_status() -> None:
    from rag.model import Citation  # noqa: F401 - the border is loaded as the window does

    wanted = {"in_force", "amended", "repealed", "expired", "not_yet_in_force", "superseded"}
    assert set(CHINESE.statuses) == set(ENGLISH.statuses) == wanted


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr-FR,en;q=0.5", "en"),
        ("fr", "zh"),
        ("", "zh"),
        (None, "zh"),
        (";;,<script>", "zh"),
    ],
)
def test_the_language_is_the_first_one_we_speak(wanted: str | None, code: str) -> None:
    assert choose_words(wanted).code == code
