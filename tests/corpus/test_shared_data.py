"""The project's shared data: every described document, every statute's articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus import read_documents
from corpus.assemble import assemble
from corpus.clean import paragraphs
from corpus.separate import separate
from eval.bench.parsing import count_statutes, separation

pytestmark = pytest.mark.shared

# Borders of the two seeds without a description, as a reader of them finds them.
_READ_BY_EYE = {
    "001": [
        (8, 60), (66, 118), (124, 196), (202, 304), (310, 406), (412, 588), (594, 666), (672, 714),
        (720, 806), (812, 864),
    ],
    "004": [(1, 84), (90, 120), (122, 189), (191, 223), (227, 373), (375, 657)],
}  # fmt: skip


def _seed(shared: Path, number: str) -> Path:
    return next((shared / "seeds").glob(f"{number}_*"))


@pytest.mark.parametrize("number", ["000", "002", "003"])
def test_described_documents_are_found_with_borders_number_and_date(
    shared: Path, number: str
) -> None:
    gold = json.loads((shared / "gold" / f"documents_{number}.json").read_text(encoding="utf-8"))
    score = separation(read_documents(_seed(shared, number)), gold)
    assert score.borders >= 0.95 * score.described, score.missed
    assert score.numbers == score.dates == score.borders
    assert score.phantoms == ()


@pytest.mark.parametrize("number", _READ_BY_EYE)
def test_the_other_seeds_come_apart_where_a_reader_parts_them(shared: Path, number: str) -> None:
    found = [(d.first_line, d.last_line) for d in read_documents(_seed(shared, number))]
    assert found == _READ_BY_EYE[number]


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_every_character_of_a_seed_that_is_not_noise_is_in_one_clause(
    shared: Path, number: str
) -> None:
    text = _seed(shared, number).read_text(encoding="utf-8")
    cut = paragraphs(text)
    roles, segments = separate(cut)
    documents = assemble(number, text, cut, roles, segments)
    shown = "".join(c.text for d in documents for a in d.articles for c in a.clauses)
    source = "".join(p.text for p in cut if not p.noise)
    assert "".join(shown.split()) == "".join(source.split())
    noise = sum(len(p.text) for p in cut if p.noise)
    assert noise <= 0.02 * len(text)


def test_each_statute_article_is_one_article_under_its_headings(shared: Path) -> None:
    count = count_statutes(shared / "laws.tar.xz", limit=400)
    assert count.expected > 10_000
    assert count.found == count.expected
    assert count.paths >= 0.99 * count.expected, count.wrong


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_all_statutes_are_read(shared: Path) -> None:
    count = count_statutes(shared / "laws.tar.xz")
    assert count.statutes > 3_400
    assert count.found == count.expected
    assert count.paths >= 0.995 * count.expected
