"""What speaks for and against an answer."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from corpus.normalize import comparable
from rag import Assistant
from rag.answer.confidence import CONFIDENCE_FEATURES, Doubt, confidence_of, doubts_of
from rag.answer.sentence_scoring import scored_sentences
from rag.passages.evidence import number_evidence
from rag.query.question import analyse


def _doubt(assistant: Assistant, question: str) -> Doubt:
    asked = analyse(question)
    retriever = assistant.retriever
    evidence = number_evidence(assistant.retrieve(question), assistant.snapshot.text)
    terms = retriever.terms(asked)
    scored = scored_sentences(evidence, terms, retriever.words)
    doubt = doubts_of(evidence, terms, retriever.words, scored)
    assert doubt is not None
    assert set(doubt.features) == set(CONFIDENCE_FEATURES)
    return doubt


def test_no_fitted_weight_says_the_opposite_of_what_its_feature_means() -> None:
    weights = json.loads(files("rag.answer").joinpath("confidence.json").read_text("utf-8"))[
        "weights"
    ]
    assert set(weights) == set(CONFIDENCE_FEATURES)
    for name, sign in CONFIDENCE_FEATURES.items():
        assert weights[name] * sign >= 0, name


def test_without_evidence_there_is_no_confidence() -> None:
    assert confidence_of(None) == 0.0


@pytest.mark.parametrize(
    ("question", "feature", "high"),
    [
        ("老年人就餐每餐补贴几元？", "figure_fit", True),
        ("社区食堂的监督电话是多少？", "figure_fit", False),
        ("拉萨市的社区食堂由谁选址？", "place_unknown", True),
        ("青川市的社区食堂由谁选址？", "place_unknown", False),
        ("拉萨市的社区食堂由谁选址？", "place_elsewhere", True),
        ("社区食堂由谁选址？", "place_elsewhere", False),
        ("2031年社区食堂补贴几元？", "year_missing", True),
        ("2024年施行的办法有效期几年？", "year_missing", False),
        ("社区食堂工作的组长是谁？", "holder_missing", True),
        ("火星基地的氧气从哪里来？", "strange", True),
        ("社区食堂由谁负责监督？", "strange", False),
    ],
)
def test_each_sign_is_read(canteens: Assistant, question: str, feature: str, high: bool) -> None:
    value = _doubt(canteens, question).features[feature]
    assert (value > 0) is high


def test_what_is_missing_is_named(canteens: Assistant) -> None:
    assert _doubt(canteens, "2031年社区食堂补贴几元？").years == ("2031",)
    assert any("拉萨" in name for name in _doubt(canteens, "拉萨市的社区食堂由谁选址？").places)


def test_every_doubt_lowers_the_confidence(canteens: Assistant) -> None:
    plain = _doubt(canteens, "老年人就餐每餐补贴几元？")
    year = _doubt(canteens, "2031年老年人就餐每餐补贴几元？")
    assert confidence_of(year) < confidence_of(plain)
    assert comparable("补贴3元") in comparable(canteens.ask("老年人就餐每餐补贴几元？").text)
