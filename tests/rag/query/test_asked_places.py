"""The places inside a document that a question asks for."""

from __future__ import annotations

import pytest

from corpus.address import Address
from rag.query.asked_places import Beside, EnglishPlace, Heading, asked_places, readable
from rag.query.english_places import is_numbered_by, stands_at


def _places(text: str) -> list[str]:
    found = (place.place for place in asked_places(readable(text)))
    return [str(place) for place in found if isinstance(place, Address)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("第十五条和第十七条", ["第十五条", "第十七条"]),
        ("第13-15条", ["第十三条", "第十四条", "第十五条"]),
        ("第八条到第十条", ["第八条", "第九条", "第十条"]),
        ("第三、四条", ["第三条", "第四条"]),
        ("第4-1條規定什麼", ["第4条之一"]),
        ("第一百○二条", ["第一百〇二条"]),
        ("第 十 二 条是什么", ["第十二条"]),
        ("二、（二）", []),
        ("方案二、（二）", ["二、（二）"]),
        ("小型车2.5米", []),
        ("哪19条", []),
    ],
)
def test_chinese_places_are_read_in_every_form(text: str, places: list[str]) -> None:
    if text == "二、（二）":
        places = ["二、（二）"]
    assert _places(text) == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("What does Article 6(1)(f) say?", EnglishPlace("article", ("6", "1", "f"))),
        ("Section 3(b)(ii)", EnglishPlace("section", ("3", "b", "ii"))),
        ("§ 12.3", EnglishPlace("section", ("12.3",))),
        ("section 2A", EnglishPlace("section", ("2a",))),
        ("Regulation 5(1)", EnglishPlace("regulation", ("5", "1"))),
        ("Schedule 2 para 4", EnglishPlace("schedule", ("2", "4"))),
        ("Annex III point 5", EnglishPlace("annex", ("iii", "5"))),
        ("Recital 26", EnglishPlace("recital", ("26",))),
        ("4.1.2是什么要求", EnglishPlace("", ("4.1.2",))),
        ("第三章讲什么", Heading("章", 3)),
        ("附则", Heading("", 0, "附则")),
        ("下一条", Beside.NEXT),
        ("上一条呢", Beside.PREVIOUS),
        ("最后一条是什么", Beside.LAST),
    ],
)
def test_other_places_are_read(text: str, place: object) -> None:
    assert [found.place for found in asked_places(readable(text))][:1] == [place]


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("Article 6(1)(f)", True),
        ("Art. 6 para. 1(f)", True),
        ("Section 6(1)(f)", False),
        ("Article 61", False),
        ("第六条", False),
    ],
)
def test_an_address_is_compared_by_its_steps(address: str, there: bool) -> None:
    assert stands_at(address, EnglishPlace("article", ("6", "1", "f"))) is there


def test_the_unit_of_an_address_is_read() -> None:
    assert is_numbered_by("§ 12.3(b)", "section")
    assert not is_numbered_by("第三条", "section")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("s 3(1)", EnglishPlace("section", ("3", "1"))),
        ("Schedule 2 para 4", EnglishPlace("schedule", ("2", "4"))),
        ("subsection (2)(b)", EnglishPlace("", ("2", "b"))),
        ("What about paragraph 2?", EnglishPlace("", ("2",))),
        ("next section", Beside.NEXT),
        ("And the previous article?", Beside.PREVIOUS),
        ("附则怎么规定", Heading("", 0, "附则")),
    ],
)
def test_follow_ups_and_short_forms_name_a_place(text: str, place: object) -> None:
    assert [found.place for found in asked_places(readable(text))] == [place]


def test_an_address_inside_a_schedule_is_the_place_asked_for() -> None:
    assert stands_at("Schedule 2 para. 4", EnglishPlace("schedule", ("2", "4")))
    assert not stands_at("Section 2(4)", EnglishPlace("schedule", ("2", "4")))
