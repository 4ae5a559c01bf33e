"""Offsets of a piece of a clause in its source."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag import Assistant
from rag.model import FoundBy, Place
from rag.passages.evidence import citation_of, hit_of, locate, number_evidence
from rag.passages.windows import Window
from tests.rag.made_passages import passage


def test_a_piece_is_located_across_broken_lines() -> None:
    source = "前文。  第一条 补贴标准\n　　为每人每月\n300元。后文"
    start = source.index("第一条")
    end = source.index("后文")
    text = "第一条 补贴标准为每人每月300元。"
    piece = (text.index("每人"), len(text))
    found = locate(source, start, end, text, piece)
    assert source[slice(*found)] == "每人每月\n300元。"


@given(
    st.lists(st.text("甲乙丙丁戊。", min_size=1, max_size=12), min_size=1, max_size=8), st.data()
)
def test_the_located_piece_has_the_same_characters(lines: list[str], data: st.DataObject) -> None:
    source = "\n　".join(lines)
    text = "".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    a, b = locate(source, 0, len(source), text, (start, end))
    assert "".join(source[a:b].split()) == text[start:end]


def test_a_passage_becomes_a_hit_with_its_place_and_the_routes_that_found_it(
    canteens: Assistant,
) -> None:
    snapshot = canteens.snapshot
    [stored] = snapshot.documents()
    clauses = snapshot.clauses(list(snapshot.keys(stored.id)))
    clause = next(c for c in clauses if c.text.startswith("第二条"))
    window = Window(clause, (clause,), clause.text)
    hit = hit_of(
        window, stored, snapshot.text, score=1.5, scores={"bm25": 0.5},
        found_by=frozenset({FoundBy.WORDS}),
    )  # fmt: skip
    assert snapshot.text(stored.id)[hit.start : hit.end] == hit.text == clause.text
    assert (hit.score, hit.scores, hit.found_by) == (1.5, {"bm25": 0.5}, {FoundBy.WORDS})
    assert hit.places == ()


def test_a_part_of_a_clause_is_found_in_the_text_of_its_document(canteens: Assistant) -> None:
    snapshot = canteens.snapshot
    [stored] = snapshot.documents()
    clauses = snapshot.clauses(list(snapshot.keys(stored.id)))
    clause = next(c for c in clauses if "市民政局" in c.text)
    start = clause.text.index("市民政局")
    part = Window(clause, (clause,), clause.text[start:], start)
    hit = hit_of(part, stored, snapshot.text, score=0.0, scores={}, found_by=frozenset())
    assert snapshot.text(stored.id)[hit.start : hit.end] == clause.text[start:]


def test_a_citation_names_the_clause_that_its_quote_stands_in() -> None:
    item = passage(1, "甲乙丙丁。", "第一条")
    second = Place("第一条第二款", "c9", "a9", item.start + 2, item.end)
    first = Place("第一条第一款", "c8", "a9", item.start, item.start + 2)
    item = replace(item, hit=replace(item.hit, places=(first, second)))
    cited = citation_of(3, item, item.start + 2, item.end)
    assert (cited.number, cited.quote) == (3, "丙丁。")
    assert (cited.address, cited.clause_id) == ("第一条第二款", "c9")


def test_what_a_passage_refers_to_stands_beside_it_under_a_number_of_its_own() -> None:
    target = replace(passage(7, "第十条 甲。").hit, found_by=frozenset({FoundBy.REFERENCE}))
    hits = [replace(passage(1, "依照第十条。").hit, related=(target,)), passage(2, "乙。").hit]
    numbered = number_evidence(hits, lambda _: "", limit=1)
    assert [(item.number, item.referred) for item in numbered] == [(1, False), (2, True)]
