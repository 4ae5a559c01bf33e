"""Search by words, held to BM25 written out by hand."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

from index.searchfiles.analysis import ClauseFields
from index.searchfiles.lexical import LexicalIndex, LexicalIndexWriter

TEXTS = {
    1: "停放 单车 停放 点",
    2: "单车 罚款 二十 元",
    3: "图书馆 开放 时间",
    4: "罚款 三十 元 罚款",
    5: "渡口 停放 船 只",
}


def written(folder: Path, texts: dict[int, str], path: str = "") -> LexicalIndex:
    folder.mkdir(exist_ok=True)
    writer = LexicalIndexWriter(folder)
    writer.add(ClauseFields(key, key % 2, text, path, "", "", "") for key, text in texts.items())
    writer.finish()
    return LexicalIndex(folder)


def bm25(words: list[str], k1: float = 1.2, b: float = 0.75) -> dict[int, float]:
    """Return scores as in Robertson and Zaragoza (2009), with Lucene's idf."""
    cut = {key: text.split() for key, text in TEXTS.items()}
    mean = sum(map(len, cut.values())) / len(cut)
    scores: dict[int, float] = {}
    for word in words:
        holding = [key for key, found in cut.items() if word in found]
        idf = math.log(1 + (len(cut) - len(holding) + 0.5) / (len(holding) + 0.5))
        for key in holding:
            count = Counter(cut[key])[word]
            norm = count + k1 * (1 - b + b * len(cut[key]) / mean)
            scores[key] = scores.get(key, 0.0) + idf * count * (k1 + 1) / norm
    return scores


@pytest.mark.parametrize("words", [["停放"], ["罚款", "元"], ["单车", "罚款", "停放"], ["没有"]])
def test_scores_are_those_of_bm25(tmp_path: Path, words: list[str]) -> None:
    found = written(tmp_path, TEXTS).search(words, 10, boosts={"text": 1.0})
    expected = bm25(words)
    assert {m.key for m in found} == set(expected)
    for match in found:
        assert match.score == pytest.approx(expected[match.key], rel=1e-3)


def test_equal_scores_are_ordered_by_key(tmp_path: Path) -> None:
    found = written(tmp_path, {9: "单车", 4: "单车", 7: "单车"}).search(["单车"], 10)
    assert [m.key for m in found] == [4, 7, 9]


def test_boosts_weigh_the_fields(tmp_path: Path) -> None:
    searched = written(tmp_path, {1: "单车"}, path="罚款")
    text = searched.search(["单车", "罚款"], 1, boosts={"text": 1.0})[0].score
    path = searched.search(["单车", "罚款"], 1, boosts={"path": 1.0})[0].score
    both = searched.search(["单车", "罚款"], 1, boosts={"text": 2.0, "path": 3.0})[0].score
    assert both == pytest.approx(2 * text + 3 * path, rel=1e-5)
    assert searched.search(["单车"], 1, boosts={"text": 0.0}) == []


def test_nothing_in_a_word_is_read_as_query_syntax(tmp_path: Path) -> None:
    searched = written(tmp_path, TEXTS)
    for word in ("text:停放", "*", "停*", '"', "(", "停放~", "a AND b", "\\", "+停放", ""):
        assert searched.search([word], 5) == []


def test_removed_documents_leave_no_entry(tmp_path: Path) -> None:
    written(tmp_path, TEXTS)
    writer = LexicalIndexWriter(tmp_path)
    writer.remove([1])
    writer.add_title(7, "单车 办法")
    writer.finish()
    searched = LexicalIndex(tmp_path)
    assert searched.count == 3
    assert [m.key for m in searched.search(["单车", "停放", "罚款"], 10)] == [2, 4]
    assert [m.key for m in searched.titled(["办法"], 3)] == [7]


def test_document_frequency_counts_clauses(tmp_path: Path) -> None:
    searched = written(tmp_path, TEXTS)
    assert searched.document_frequency(["停放", "罚款", "没有"]) == {
        "停放": 2,
        "罚款": 2,
        "没有": 0,
    }
