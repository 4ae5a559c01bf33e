"""The values that leave rag."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from corpus.pages import Pages
from rag.model import FoundBy, Place, PlacedBy, cite_as, in_brackets, page_words
from tests.rag.made_passages import document, passage


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, "《云澜市人才安居办法》(云政办发〔2022〕12号)"),
        ({"number": None}, "《云澜市人才安居办法》"),
        ({"title": "《停车办法》", "number": None}, "《停车办法》"),
        ({"title": None, "number": None}, "《a.txt》"),
        ({"title": "《停车办法》政策解读", "number": None}, "《〈停车办法〉政策解读》"),
    ],
)
def test_a_document_is_cited_by_title_and_number(fields: dict[str, str | None], name: str) -> None:
    assert cite_as(document(**fields)) == name


def test_a_title_inside_a_title_has_brackets_of_its_own() -> None:
    assert in_brackets("停车办法") == "《停车办法》"
    assert in_brackets("《停车办法》") == "《停车办法》"
    assert in_brackets("《停车办法》政策解读") == "《〈停车办法〉政策解读》"


def test_a_hit_says_in_json_how_it_was_found_and_what_placed_it() -> None:
    hit = replace(
        passage(1, "甲。").hit,
        found_by=frozenset({FoundBy.WORDS, FoundBy.ADDRESS}),
        placed_by=PlacedBy.VERSION,
    )
    values = json.loads(json.dumps(hit.to_dict()))
    assert values["found_by"] == ["address", "words"]
    assert values["placed_by"] == "version"


def test_a_hit_over_several_clauses_knows_which_holds_an_offset() -> None:
    first, second = Place("第一款", "c1", "a1", 0, 5), Place("第二款", "c2", "a1", 5, 9)
    hit = replace(passage(1, "甲。").hit, places=(first, second), address="第一条")
    assert hit.place_at(4) is first
    assert hit.place_at(5) is second
    assert hit.place_at(99).address == "第一条"


def test_the_pages_of_places_are_told_in_the_readers_language_and_a_scan_with_its_confidence() -> (
    None
):
    typed = document(pages=Pages(3, (0, 10, 20)))
    assert page_words(typed, [0, 4], "zh") == "第3页"
    assert page_words(typed, [25, 4], "zh") == "第3、5页"
    assert page_words(typed, [25], "en") == "page 5"
    assert page_words(document(), [0], "zh") == ""
    scanned = document(pages=Pages(3, (0, 10, 20), (0.0, 0.91, 0.97)))
    assert page_words(scanned, [0], "zh") == "第3页"
    assert page_words(scanned, [12, 22], "zh") == "第4、5页 (文字识别，可信度91%)"
    nearly = document(pages=Pages(3, (0,), (0.997,)))
    assert page_words(nearly, [0], "zh") == "第3页 (文字识别，可信度99%)"
    assert page_words(scanned, [22], "en") == "page 5 (recognised text, 97% sure)"


def test_json_tells_page_and_confidence_and_leaves_the_offsets_of_pages_out() -> None:
    scanned = document(pages=Pages(3, (0, 10), (0.0, 0.91)))
    hit = replace(passage(1, "甲。").hit, document=scanned, start=12, end=14)
    values = json.loads(json.dumps(hit.to_dict()))
    assert (values["page"], values["ocr_confidence"]) == (4, 0.91)
    assert values["document"]["ocr_confidence"] == 0.91
    assert "pages" not in values["document"]
    assert passage(1, "甲。").hit.to_dict()["page"] is None
