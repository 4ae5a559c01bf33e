"""Whether a question is about the documents at all."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest

from rag import Assistant
from rag.answer.sentence_scoring import scored_sentences
from rag.answer.topic_gate import TOPIC_FEATURES, TopicFit, topic_gate
from rag.passages.evidence import number_evidence
from rag.query.question import Question, analyse


def _fit(assistant: Assistant, asked: Question) -> TopicFit:
    retriever = assistant.pipeline.retriever
    evidence = number_evidence(assistant.retrieve(asked.search), assistant.snapshot.text)
    terms = retriever.terms(asked)
    scored = scored_sentences(evidence, terms, retriever.words)
    return topic_gate(asked, evidence, scored, terms, retriever.words)


def test_no_fitted_weight_says_the_opposite_of_what_its_feature_means() -> None:
    fitted = json.loads(files("rag.answer").joinpath("topic_gate.json").read_text("utf-8"))
    assert set(fitted["weights"]) == set(TOPIC_FEATURES)
    for name, sign in TOPIC_FEATURES.items():
        assert fitted["weights"][name] * sign >= 0, name
    assert 0.0 < fitted["off_topic"] < fitted["doubtful"] < 1.0


@pytest.mark.parametrize(
    "question", ["明天会下雨吗", "红烧肉怎么做才不腻", "How do I bake sourdough bread?"]
)
def test_a_question_on_another_subject_is_off_topic(assistant: Assistant, question: str) -> None:
    found = _fit(assistant, analyse(question))
    assert found.doubtful
    assert set(found.features) == set(TOPIC_FEATURES)


def test_a_question_that_shares_nothing_with_the_documents_is_off_topic(
    assistant: Assistant,
) -> None:
    assert _fit(assistant, analyse("红烧肉怎么做？")).off_topic


@pytest.mark.parametrize("question", ["公租房的租金补贴怎么申请？", "居民医保每年什么时候缴费？"])
def test_a_question_on_the_documents_subject_is_not(assistant: Assistant, question: str) -> None:
    found = _fit(assistant, analyse(question))
    assert not found.off_topic
    assert found.probability > _fit(assistant, analyse("明天会下雨吗")).probability


@pytest.mark.parametrize(
    "question", ["《天气》怎么样", "第三条说什么", "国发〔2020〕3号讲了什么天气"]
)
def test_a_question_that_names_a_document_or_a_place_in_it_passes(
    assistant: Assistant, question: str
) -> None:
    found = _fit(assistant, analyse(question))
    assert not found.off_topic
    assert not found.doubtful


def test_a_follow_up_is_about_what_it_follows(assistant: Assistant) -> None:
    asked = replace(analyse("那天气呢"), search="公租房怎么申请 那天气呢")
    assert not _fit(assistant, asked).doubtful


def test_without_a_passage_nothing_is_about_the_question(assistant: Assistant) -> None:
    asked = analyse("公租房怎么申请？")
    retriever = assistant.pipeline.retriever
    assert topic_gate(asked, [], [], retriever.terms(asked), retriever.words).off_topic


def test_an_english_question_is_judged_by_its_words_that_the_chinese_text_translates(
    assistant: Assistant,
) -> None:
    on = _fit(assistant, analyse("How long is a dog registration valid?"))
    off = _fit(assistant, analyse("How do I bake bread?"))
    assert on.features["translated"] > off.features["translated"] == 0.0
    assert not on.doubtful
    assert off.off_topic
