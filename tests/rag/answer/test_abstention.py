"""What is said where the documents do not answer: why, and what comes nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Status
from rag.answer.abstention import abstention_text
from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import Doubt, doubts_of
from rag.answer.sentence_scoring import ScoredSentence, scored_sentences
from rag.passages.evidence import Evidence
from rag.query.question import analyse
from rag.retrieval.query_terms import question_terms
from rag.retrieval.word_vectors import WordVectors
from tests.doubles import HashEncoder
from tests.rag.made_passages import document, passage

TEXT = "每餐补贴由财政承担。"
NAME = "《云澜市人才安居办法》(云政办发〔2022〕12号)第一条"


def _scored(item: Evidence) -> list[ScoredSentence]:
    return [ScoredSentence(1.0, Sentence(item, item.start, item.end), ())]


def _doubt(question: str, item: Evidence) -> Doubt:
    terms, vectors = question_terms(analyse(question), {}, 10), WordVectors(HashEncoder())
    doubt = doubts_of([item], terms, vectors, scored_sentences([item], terms, vectors))
    assert doubt is not None
    return doubt


def _said(question: str, text: str = TEXT, language: str = "zh") -> str:
    item = passage(1, text)
    return abstention_text(language, [item], _scored(item), _doubt(question, item))


def test_without_evidence_nothing_more_is_said() -> None:
    assert abstention_text("zh", [], [], None) == "文件中没有找到能回答这个问题的条款。"
    assert abstention_text("en", [], [], None) == "The documents do not answer this question."


def test_the_nearest_clause_is_named_and_quoted() -> None:
    assert _said("每餐补贴多少元？").endswith(f"最接近的是{NAME}：“{TEXT}”")


def test_a_long_quote_is_cut() -> None:
    said = _said("每餐补贴多少元？", "补贴由财政承担，" * 30)
    assert said.endswith("……”")
    assert len(said) < 200


@pytest.mark.parametrize(
    ("question", "text", "reason"),
    [
        ("每餐补贴多少元？", TEXT, "没有写明金额"),
        ("每餐补贴多少元？", "每餐补贴xx元。", "金额是空白或者隐去的"),
        ("拉萨市每餐补贴由谁承担？", TEXT, "没有提到拉萨"),
        ("2031年每餐补贴由谁承担？", TEXT, "没有讲2031年"),
        ("2031年每餐补贴由谁承担？", "2024年每餐补贴由财政承担。", "没有讲2031年，讲的是2024年"),
        ("食堂领导小组的组长是谁？", "成立食堂领导小组。", "没有写明组长是谁"),
        ("食堂的监督电话是多少？", "食堂由街道监督。", "没有写明电话号码"),
    ],
)
def test_the_first_reason_there_is_is_told(question: str, text: str, reason: str) -> None:
    assert reason in _said(question, text)


def test_in_english_too() -> None:
    said = _said("How much is the allowance?", TEXT, "en")
    assert "do not give the amount" in said
    assert "The nearest clause is" in said


def test_a_clause_of_a_document_no_longer_in_force_is_told_of() -> None:
    item = passage(1, TEXT, of=document(status=Status.REPEALED))
    doubt = _doubt("每餐补贴由谁承担？", item)
    settled = replace(doubt, features={**doubt.features, "figure_fit_any": 1.0})
    assert "已经失效" in abstention_text("zh", [item], _scored(item), settled)


def test_evidence_without_a_sentence_is_named_alone() -> None:
    assert abstention_text("zh", [passage(1, TEXT)], [], None).endswith(f"最接近的是{NAME}。")
