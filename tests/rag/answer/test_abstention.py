"""What is said where the documents do not answer: why, and what comes nearest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Status
from rag.answer.abstention import (
    about_text,
    abstention_text,
    missing_reason,
    missing_side_text,
    off_topic_text,
    unsure_text,
)
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


def _scored(item: Evidence) -> list[ScoredSentence]:
    return [ScoredSentence(1.0, Sentence(item, item.start, item.end), ())]


def _doubt(question: str, item: Evidence) -> Doubt:
    terms, vectors = question_terms(analyse(question), {}, 10), WordVectors(HashEncoder())
    doubt = doubts_of([item], terms, vectors, scored_sentences([item], terms, vectors))
    assert doubt is not None
    return doubt


def _said(question: str, text: str = TEXT, language: str = "zh") -> str:
    item = passage(1, text)
    return abstention_text(language, _scored(item), _doubt(question, item))


def test_without_evidence_nothing_more_is_said() -> None:
    assert abstention_text("zh", [], None) == "文件中没有找到能回答这个问题的条款。"
    assert abstention_text("en", [], None) == "The documents do not answer this question."


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", f"没有直接写明。有关条款没有写明金额。可能有关：\n{TEXT}[1]"),
        (
            "en",
            "This is not stated directly. The clauses found do not give the amount."
            f" What may bear on it:\n{TEXT}[1]",
        ),
    ],
)
def test_the_nearest_clause_is_shown_behind_what_is_missing(language: str, said: str) -> None:
    item = passage(1, TEXT)
    why = missing_reason(language, _doubt("每餐补贴多少元？", item), _scored(item)[0].sentence)
    assert unsure_text(language, why, f"{TEXT}[1]") == said


def test_without_a_reason_the_nearest_clause_is_shown_all_the_same() -> None:
    assert unsure_text("zh", "", "甲。[1]") == "没有直接写明。可能有关：\n甲。[1]"


LARGE = replace(document("b", "云澜市养犬管理办法（试行）"), clause_count=60)
SMALL = [document(name, f"云澜市{name}办法", clause_count=5) for name in ("c", "d", "e")]


def test_who_asks_off_the_subject_is_told_what_the_collection_is_about() -> None:
    said = off_topic_text("zh", [document(), LARGE, *SMALL])
    assert said.startswith("库中没有这方面的文件。库中有5份文件，如《云澜市养犬管理办法")
    assert said.count("《") == 3
    assert said.index("养犬") < said.index("人才安居") < said.index("云澜市c办法")
    english = off_topic_text("en", [document()])
    assert english == (
        "The store holds no documents on this. It holds 1 document, such as 《云澜市人才安居办法》."
    )


def test_an_empty_store_is_about_nothing() -> None:
    assert off_topic_text("zh", []) == "库中没有这方面的文件。"
    assert off_topic_text("zh", [document(title=None)]) == "库中没有这方面的文件。"
    assert len(about_text("zh", []).splitlines()) == 1


def test_a_greeting_is_answered_with_questions_on_the_longest_documents() -> None:
    hello, *asked = about_text("zh", [*SMALL, document(), LARGE]).splitlines()
    assert hello.startswith("您好")
    assert len(asked) == 3
    assert "养犬管理办法" in asked[0]
    assert asked[1] == "- 《云澜市人才安居办法》有哪些主要规定？"
    assert "What does 《云澜市人才安居办法》 provide for?" in about_text("en", [document()])


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
    assert said.startswith("The documents do not answer this question.")


def test_a_clause_of_a_document_no_longer_in_force_is_told_of() -> None:
    item = passage(1, TEXT, of=document(status=Status.REPEALED))
    doubt = _doubt("每餐补贴由谁承担？", item)
    settled = replace(doubt, features={**doubt.features, "figure_fit_any": 1.0})
    assert "已经失效" in abstention_text("zh", _scored(item), settled)


def test_a_side_of_a_comparison_without_a_clause_is_named() -> None:
    assert "“即墨”" in missing_side_text("zh", "即墨")
    assert "“Jimo”" in missing_side_text("en", "Jimo")
