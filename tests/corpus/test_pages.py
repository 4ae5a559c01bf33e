"""The pages that a text stands on."""

from __future__ import annotations

import pytest

from corpus.pages import Pages
from corpus.read import parse_text

# The second page has no text: it begins where the third does.
PAGES = Pages(4, (0, 10, 10, 20), (0.0, 0.0, 0.9, 0.8))


@pytest.mark.parametrize(("offset", "number"), [(0, 4), (9, 4), (10, 6), (19, 6), (20, 7), (99, 7)])
def test_a_character_is_on_the_last_page_that_begins_before_it(offset: int, number: int) -> None:
    assert PAGES.number_at(offset) == number


def test_only_recognised_pages_have_a_confidence() -> None:
    assert (PAGES.confidence_at(3), PAGES.confidence_at(12)) == (None, 0.9)
    assert PAGES.confidence == pytest.approx(0.85)
    typed = Pages(1, (0, 5))
    assert (typed.confidence_at(0), typed.confidence) == (None, None)


def test_a_part_keeps_the_numbers_of_its_pages() -> None:
    part = PAGES.within(12, 25)
    assert part == Pages(6, (0, 8), (0.9, 0.8))
    assert [part.number_at(i) for i in (0, 7, 8)] == [6, 6, 7]
    assert PAGES.within(3, 8) == Pages(4, (0,), (0.0,))


def test_each_document_of_a_file_knows_its_pages() -> None:
    one = (
        "云澜市停车办法\n第一条　为了停车有序，制定本办法。\n第二条　本办法自2020年1月1日起施行。\n"
    )
    two = (
        "云澜市养犬办法\n第一条　为了养犬有序，制定本办法。\n第二条　本办法自2021年1月1日起施行。\n"
    )
    text = one + two
    second = text.index("第二条")
    documents = parse_text(text, source="a.pdf", pages=Pages(1, (0, second, len(one))))
    pages = [d.pages for d in documents]
    assert [p.first for p in pages if p] == [1, 3]
    clause = next(c for a in documents[0].articles for c in a.clauses if "2020" in c.text)
    assert pages[0] is not None
    assert pages[0].number_at(clause.start) == 2
    assert parse_text(text, source="a.txt")[0].pages is None
