"""The values that leave rag."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from rag.model import FoundBy, Place, PlacedBy, cite_as, in_brackets
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
