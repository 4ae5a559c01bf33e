"""The sentences that lead are read again, where that may change which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.model import TableRow
from index.encoders.encoder import load_encoder
from rag import Answer, Assistant
from rag.answer.candidate_sentences import sentences_of
from rag.answer.reread import CLEAR, HOPELESS, MOST_READ, read_with_headings, reread
from rag.answer.sentence_scoring import ScoredSentence
from rag.pipeline import Pipeline
from rag.query.as_of_date import Moment
from rag.query.question import analyse
from rag.ranking.reader_rows import Text
from tests.rag.made_passages import PASSAGES, evidence_of


class Prefers:
    """Scores a sentence high that holds some words, and notes what it reads."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.read: list[Text] = []

    def scores(self, question: str, texts: Sequence[Text]) -> NDArray[np.float32]:
        self.read += texts
        return np.asarray([100.0 * (self.words in text) for text, _ in texts], np.float32)


@pytest.fixture
def scored() -> list[ScoredSentence]:
    found = sentences_of(evidence_of(*(text for _, text in PASSAGES)) * 4)
    return [ScoredSentence(5 - 0.1 * n, s, ()) for n, s in enumerate(found[:20])]


def test_what_the_reader_prefers_leads_and_scores_change_places(
    scored: list[ScoredSentence],
) -> None:
    reader = Prefers("不予受理")
    again = reread("逾期还能申请吗？", scored, reader)
    assert "不予受理" in again[0].sentence.shown
    assert [item.score for item in again] == [item.score for item in scored]
    assert again[MOST_READ:] == scored[MOST_READ:]
    assert len(reader.read) == MOST_READ


def test_what_is_far_behind_is_not_read(scored: list[ScoredSentence]) -> None:
    reader = Prefers("不予受理")
    first, second, third = scored[:3]
    behind = replace(third, score=first.score - HOPELESS - 0.1)
    again = reread("逾期还能申请吗？", [first, second, behind], reader)
    assert again[2] == behind
    assert len(reader.read) == 2


def test_nothing_is_read_where_the_best_is_clearly_ahead(scored: list[ScoredSentence]) -> None:
    reader = Prefers("")
    ahead = [replace(scored[0], score=scored[1].score + CLEAR), *scored[1:]]
    for found in (ahead, scored[:1], []):
        assert reread("补贴多少钱？", found, reader) == found
    assert reader.read == []


def test_the_row_of_a_table_is_not_read_and_keeps_its_place(
    scored: list[ScoredSentence],
) -> None:
    reader = Prefers("不予受理")
    with_row = [scored[0], _as_row(scored[1]), *scored[2:]]
    again = reread("逾期还能申请吗？", with_row, reader)
    assert again[1] == with_row[1]
    assert "不予受理" in again[0].sentence.shown
    assert len(reader.read) == MOST_READ - 1
    led_by_row = [_as_row(scored[0]), *scored[1:]]
    assert reread("逾期还能申请吗？", led_by_row, reader) == led_by_row


def _as_row(item: ScoredSentence) -> ScoredSentence:
    sentence = item.sentence
    hit = replace(sentence.evidence.hit, row=TableRow(("县区", "数量"), ("青禾区", "8000")))
    evidence = replace(sentence.evidence, hit=hit)
    return replace(item, sentence=replace(sentence, evidence=evidence))


def test_whether_to_answer_is_judged_without_the_reader(canteens: Assistant) -> None:
    reader = Prefers("")
    again = Pipeline(canteens.snapshot, load_encoder(), reader=reader)
    *_, answer = again.answer(analyse("社区食堂的监督电话是多少？"), moment=Moment("2026-01-01"))
    assert isinstance(answer, Answer)
    assert answer.status == "unsure"
    assert reader.read == []


def test_a_sentence_is_read_with_its_last_heading_and_its_title(
    scored: list[ScoredSentence],
) -> None:
    text, context = read_with_headings(scored[0].sentence)
    assert text == scored[0].sentence.shown
    assert context.endswith("云澜市人才安居办法")


def test_an_answer_is_of_the_sentence_that_the_reader_prefers(canteens: Assistant) -> None:
    question = "老年人就餐每餐补贴多少钱？"
    plain = canteens.ask(question)
    reader = Prefers(plain.citations[0].quote)
    again = Pipeline(canteens.snapshot, load_encoder(), reader=reader)
    moment = Moment("2026-01-01")
    *_, answer = again.answer(analyse(question), moment=moment)
    assert isinstance(answer, Answer)
    assert answer.citations[0].quote == plain.citations[0].quote
