"""An answer before its notices: made of quotes, or of the word that there is no such place."""

from __future__ import annotations

from dataclasses import replace

from rag.answer.extractive import Draft
from rag.answer.response import (
    Response,
    absence,
    extracted,
    fallback_notice,
    small_talk_reply,
)
from rag.errors import ModelUnavailable
from rag.model import AnswerStatus
from rag.passages.evidence import citation_of
from rag.query.missing_addresses import Missing
from tests.rag.made_passages import document, passage


def _draft(text: str) -> Draft:
    item = passage(1, "每餐补贴3元。")
    cited = (citation_of(1, item, item.start, item.end),)
    return Draft(text, AnswerStatus.ANSWERED, cited, 0.8, "没有找到。", ("试行文件。",))


def test_quotes_come_sentence_by_sentence_and_then_as_a_whole() -> None:
    text = "每餐补贴3元。[1]\n食堂由街道选址。[2]\n以上。"
    *pieces, response = extracted(_draft(text))
    assert pieces == ["每餐补贴3元。[1]\n", "食堂由街道选址。[2]\n", "以上。"]
    assert isinstance(response, Response)
    assert (response.text, response.status) == (text, AnswerStatus.ANSWERED)
    assert response.confidence == 0.8
    assert [citation.quote for citation in response.citations] == ["每餐补贴3元。"]
    assert response.trace == {"model": "extractive"}


def test_further_notices_follow_the_drafts_own() -> None:
    *_, response = extracted(_draft("每餐补贴3元。[1]"), "模型没有回答。")
    assert isinstance(response, Response)
    assert response.notices == ("试行文件。", "模型没有回答。")


def test_a_place_that_is_not_there_is_named_with_how_far_the_document_goes() -> None:
    missing = [Missing(document(), "第九十九条", "第七条")]
    said = absence(missing, "zh")
    assert said.status is AnswerStatus.ABSTAINED
    assert said.text == (
        "《云澜市人才安居办法》(云政办发〔2022〕12号)没有第九十九条，全文编号到第七条为止。"
    )
    assert (said.citations, said.confidence) == ((), 0.0)
    assert "has no 第九十九条" in absence(missing, "en").text


def test_each_missing_place_has_its_line() -> None:
    missing = [Missing(document(), "第八条", "第七条"), Missing(document(), "第九条", "第七条")]
    assert len(absence(missing, "zh").text.splitlines()) == 2


def test_the_notice_of_a_failed_model_says_why_in_the_language_of_the_question() -> None:
    error = ModelUnavailable("the chat model did not answer in time")
    assert "原文摘录" in fallback_notice("zh", error)
    assert "quoted from the documents" in fallback_notice("en", error)
    assert all("in time" in fallback_notice(language, error) for language in ("zh", "en"))


def test_lead_highlights_and_related_are_handed_on() -> None:
    item = passage(1, "每餐补贴3元。")
    beside = (citation_of(2, item, item.start, item.end),)
    draft = replace(
        _draft("3元。每餐补贴3元。[1]"), lead="3元", highlights=((0, 2),), related=beside
    )
    *_, response = extracted(draft)
    assert isinstance(response, Response)
    assert (response.lead, response.highlights, response.related) == ("3元", ((0, 2),), beside)


def test_a_greeting_is_told_what_may_be_asked() -> None:
    said = small_talk_reply("zh", [document()])
    assert "《云澜市人才安居办法》有哪些主要规定？" in said.text
    assert (said.status, said.citations) == (AnswerStatus.ABSTAINED, ())
    assert said.trace == {"model": "none"}
    assert "《云澜市人才安居办法》" in small_talk_reply("en", [document()]).text
