"""What a run concludes from hits and answers written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eval.questions import GoldQuestion
from eval.report import by_type, figures, misses, row, table, type_table
from eval.run import Result, run, run_one
from rag.model import AnswerStatus
from tests.eval.fakes import ScriptedAssistant, answer, cite, hit

SOURCE = "第一条　停车每小时5元。\n第二条　夜间免费。"
ARTICLE = "第一条　停车每小时5元。"


def gold(name: str, *, answerable: bool = True, **more: Any) -> GoldQuestion:
    values: dict[str, Any] = {
        "type": "number",
        "answer": "",
        "key_facts": (("5元",),) if answerable else (),
        "evidence": ("停车每小时5元",) if answerable else (),
    }
    return GoldQuestion(id=name, question=name, answerable=answerable, **{**values, **more})


@pytest.fixture
def assistant() -> ScriptedAssistant:
    right = answer("停车每小时5元。[1]", [cite(1, "停车每小时5元。", start=4)], 0.9)
    wrong = answer("夜间收费。", [cite(1, "夜间收费")], 0.4)
    return ScriptedAssistant(
        hits={"近": [hit(ARTICLE)], "远": [hit("别的"), hit(ARTICLE)], "无": [hit("别的")]},
        answers={
            "近": right,
            "远": wrong,
            "无": answer("没有找到。", (), 0.2, AnswerStatus.ABSTAINED),
        },
        articles={"a1": ARTICLE},
        texts={"d1": SOURCE},
    )


@pytest.fixture
def results(assistant: ScriptedAssistant) -> list[Result]:
    questions = [gold("近"), gold("远", type="fact"), gold("无", answerable=False)]
    return run(assistant, questions)  # type: ignore[arg-type]


def test_the_figures_are_those_counted_by_hand(results: list[Result]) -> None:
    found = figures(results)
    assert found["questions"] == 3
    assert found["evidence@600"] == 1.0
    assert found["mrr@10"] == pytest.approx((1 + 1 / 2) / 2)
    assert found["key_facts"] == 0.5
    assert found["first"] == 0.5
    assert found["useful"] == 0.5
    assert found["evidence_cited"] == 1.0  # the wrong quote's article holds the evidence
    assert found["quotes_verbatim"] == 0.5
    assert found["quotes_placed"] == 0.5
    assert found["citation_recall"] == 0.5
    assert (found["answered"], found["abstained"], found["helped"]) == (1.0, 1.0, 1.0)
    assert (found["unsure"], found["unanswerable_unsure"]) == (0.0, 0.0)
    assert found["auroc"] == 1.0
    assert found["hit_length"] == len(ARTICLE) - 1  # of 10, 12 and 2 characters


def test_an_answer_withheld_counts_against_answering_and_not_against_citing(
    assistant: ScriptedAssistant,
) -> None:
    found = figures(run(assistant, [gold("无")]))  # type: ignore[arg-type]
    assert found["answered"] == 0.0
    assert found["citation_recall"] is None
    assert found["answer_length"] is None


def outcome(text: str, status: AnswerStatus, *quotes: str, **more: Any) -> Result:
    """Return what is made of an answer to a question whose key fact is 5元."""
    citations = [cite(n, quote) for n, quote in enumerate(quotes, start=1)]
    assistant = ScriptedAssistant(
        hits={"问": [hit(ARTICLE)]},
        answers={"问": answer(text, citations, 0.5, status)},
        articles={"a1": ARTICLE},
        texts={"d1": SOURCE},
    )
    return run_one(assistant, gold("问", **more), 10)  # type: ignore[arg-type]


RIGHT = "停车每小时5元。"


@pytest.mark.parametrize("status", [AnswerStatus.UNSURE, AnswerStatus.ABSTAINED])
def test_what_an_unsure_answer_or_an_abstention_shows_is_no_answer(status: AnswerStatus) -> None:
    found = figures([outcome(f"{RIGHT}[1]", status, RIGHT)])
    assert (found["answered"], found["key_facts"], found["first"]) == (0.0, 0.0, 0.0)
    assert found["useful"] is None


def test_an_unsure_answer_helps_only_where_it_shows_a_key_fact() -> None:
    shown = outcome(f"没有直接写明。可能有关：\n{RIGHT}[1]", AnswerStatus.UNSURE, RIGHT)
    other = outcome("没有直接写明。可能有关：\n夜间免费。[1]", AnswerStatus.UNSURE, "夜间免费。")
    refused = outcome(f"没有。最近的是：{RIGHT}[1]", AnswerStatus.ABSTAINED, RIGHT)
    given = outcome("夜间免费。[1]", AnswerStatus.ANSWERED, "夜间免费。")
    assert [r.helped for r in (shown, other, refused, given)] == [True, False, False, True]
    found = figures([shown, other, refused, given])
    assert (found["helped"], found["unsure"], found["answered"]) == (0.5, 0.5, 0.25)


def test_unsure_about_an_unanswerable_question_is_not_answered() -> None:
    statuses = (AnswerStatus.UNSURE, AnswerStatus.ABSTAINED, AnswerStatus.ANSWERED)
    found = figures([outcome("夜间免费。", status, answerable=False) for status in statuses])
    assert found["abstained"] == pytest.approx(2 / 3)
    assert found["unanswerable_unsure"] == pytest.approx(1 / 3)
    assert (found["unsure"], found["useful"], found["first"]) == (None, None, None)


def test_a_lead_counts_as_the_first_sentence_and_a_later_sentence_does_not() -> None:
    led = outcome("5元。\n小型汽车如下。[1]", AnswerStatus.ANSWERED, "小型汽车如下。")
    late = outcome(f"夜间免费。[1]{RIGHT}[2]", AnswerStatus.ANSWERED, "夜间免费。", RIGHT)
    assert (led.first, late.first) == (True, False)
    assert late.useful == (False, True)
    assert figures([led, late])["first"] == 0.5
    assert figures([led, late])["useful"] == pytest.approx(1 / 3)  # of three quotes


def test_a_question_that_says_neither_evidence_nor_facts_has_no_say_in_useful() -> None:
    blank = outcome(RIGHT, AnswerStatus.ANSWERED, RIGHT, evidence=(), key_facts=())
    assert figures([blank])["useful"] is None
    assert figures([blank])["first"] is None


def test_a_miss_says_whether_it_was_unsure_or_abstained() -> None:
    unsure = outcome(RIGHT, AnswerStatus.UNSURE)
    abstained = outcome("没有。", AnswerStatus.ABSTAINED)
    assert misses([unsure, abstained]).splitlines() == [
        "问 [number] unsure: 问",
        "问 [number] abstained: 问",
    ]


def test_an_unanswerable_question_has_no_say_in_evidence(results: list[Result]) -> None:
    only = figures([r for r in results if not r.question.answerable])
    assert only["evidence@1500"] is None
    assert only["mrr@10"] is None
    assert only["abstained"] == 1.0


def test_every_evidence_string_counts_once_however_many_a_question_has(
    assistant: ScriptedAssistant,
) -> None:
    several = gold("近", evidence=("停车每小时5元", "夜间免费", "没有这句"))
    found = figures(run(assistant, [several, gold("远")]))  # type: ignore[arg-type]
    assert found["evidence@600"] == pytest.approx(2 / 4)


def test_the_history_goes_to_retrieving_and_to_asking(assistant: ScriptedAssistant) -> None:
    history = (("白天呢", "收费"),)
    run(assistant, [gold("近", history=history)])  # type: ignore[arg-type]
    assert set(assistant.histories) == {history}
    assert len(assistant.histories) == 4  # warm-up and measured, each retrieves and asks


def test_types_are_reported_apart(results: list[Result]) -> None:
    apart = by_type(results)
    assert apart["number"]["questions"] == 2
    assert apart["fact"]["mrr@10"] == 0.5
    assert "fact" in type_table(apart)


def test_the_table_shows_unknown_figures_as_a_dash(results: list[Result]) -> None:
    lines = table(figures(results[:1])).splitlines()
    assert [line.split()[-1] for line in lines if "AUROC" in line] == ["-"]


def test_misses_name_the_question_and_what_was_wrong(results: list[Result]) -> None:
    lines = misses(results).splitlines()
    assert lines == ["远 [fact] facts 0/1: 远"]


def test_a_saved_result_tells_what_produced_it(results: list[Result]) -> None:
    assert row(results[0])["trace"] == {"encoder": "none"}
    assert row(results[0])["hits"][0]["address"] == "第一条"


def test_a_saved_result_tells_how_it_was_judged(results: list[Result]) -> None:
    saved = row(results[1])
    assert (saved["answered"], saved["status"], saved["helped"]) == (True, "answered", True)
    assert (saved["first"], saved["useful"]) == (False, [False])
