"""What a run concludes from hits and answers written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eval.questions import GoldQuestion
from eval.report import by_type, figures, misses, row, table, type_table
from eval.run import Result, run
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
        answers={"近": right, "远": wrong, "无": answer("没有找到。", (), 0.2, given=False)},
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
    assert found["evidence_cited"] == 1.0  # the wrong quote's article holds the evidence
    assert found["quotes_verbatim"] == 0.5
    assert found["quotes_placed"] == 0.5
    assert found["citation_recall"] == 0.5
    assert (found["answered"], found["abstained"]) == (1.0, 1.0)
    assert found["auroc"] == 1.0
    assert found["hit_length"] == len(ARTICLE) - 1  # of 10, 12 and 2 characters


def test_an_answer_withheld_counts_against_answering_and_not_against_citing(
    assistant: ScriptedAssistant,
) -> None:
    found = figures(run(assistant, [gold("无")]))  # type: ignore[arg-type]
    assert found["answered"] == 0.0
    assert found["citation_recall"] is None
    assert found["answer_length"] is None


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
