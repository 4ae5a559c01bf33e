"""What speaks for and against an answer."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from corpus.normalize import comparable
from rag import Assistant
from rag.answer.confidence import (
    CONFIDENCE_FEATURES,
    Doubt,
    confidence_of,
    doubts_of,
    foreign_documents,
    threshold,
)
from rag.answer.sentence_scoring import scored_sentences
from rag.passages.evidence import Evidence, number_evidence
from rag.query.question import analyse
from tests.rag.made_passages import document, passage


def _doubt(assistant: Assistant, question: str) -> Doubt:
    asked = analyse(question)
    retriever = assistant.pipeline.retriever
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
    assert confidence_of(None) == 0.0 < threshold() < 1.0


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


HOME = document("home", region="云澜市")
OTHER = document("other", region="青川县")
LAW = document("law", region="国家")
PLACELESS = document("placeless", region=None)


def _found(*documents: object) -> list[Evidence]:
    text = "每人每月补贴300元。"
    return [passage(n, text, of=d) for n, d in enumerate(documents, start=1)]  # type: ignore[arg-type]


def test_documents_of_another_place_are_foreign() -> None:
    question = analyse("云澜的老人每月补多少？")
    assert foreign_documents(question, _found(HOME, OTHER, LAW)) == {"other"}


def test_a_document_of_no_known_place_may_hold_where_it_names_the_place() -> None:
    question = analyse("云澜的老人每月补多少？")
    named = passage(3, "云澜每人每月补贴300元。", of=document("named", region=None))
    found = [*_found(HOME, PLACELESS), named]
    assert foreign_documents(question, found) == {"placeless"}


@pytest.mark.parametrize(
    "question", ["老人每月补多少？", "白石县的老人每月补多少？", "云澜和青川的老人补贴有什么区别？"]
)
def test_nothing_is_foreign_when_one_place_is_not_singled_out(question: str) -> None:
    assert not foreign_documents(analyse(question), _found(HOME, OTHER, LAW))


def test_a_place_that_the_asked_places_documents_name_stands_above_them() -> None:
    province = document("province", region="川南省")
    home = passage(1, "根据川南省人民政府的部署，每人每月补贴300元。", of=HOME)
    others = _found(province, OTHER)
    assert foreign_documents(analyse("云澜补多少？"), [home, *others]) == {"other"}
