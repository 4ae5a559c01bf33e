"""The stages from a question to its answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Assistant, InvalidQuestion
from rag.errors import ModelUnavailable
from rag.model import FoundBy, History, PlacedBy
from rag.pipeline import ChatModel, Clock, Pipeline
from rag.query.as_of_date import Moment
from rag.query.question import Question
from tests.doubles import HashEncoder
from tests.doubles_chat import ScriptedChatModel
from tests.rag.opened import LOANS, TALENT

MOMENT = Moment("2026-01-01")
ASKED = "云澜市人才安居办法里博士的安家补贴是多少？"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """Return the stages over TALENT and LOANS."""
    folder = tmp_path_factory.mktemp("pipeline")
    files = []
    for name, text in (("talent.txt", TALENT), ("loans.txt", LOANS)):
        files.append(folder / name)
        files[-1].write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    assert not opened.add([Path(file) for file in files]).failed
    return opened.pipeline


# ---- analyse ------------------------------------------------------------------------------


def test_a_question_without_a_history_is_read_as_it_is(pipeline: Pipeline) -> None:
    assert pipeline.analyse("那硕士呢？").search == "那硕士呢？"
    assert pipeline.analyse(ASKED, [("别的？", "…")]).search == ASKED


def test_a_follow_up_is_completed_from_the_history(pipeline: Pipeline) -> None:
    question = pipeline.analyse("那硕士呢？", [(ASKED, "20万元。")])
    assert question.text == "那硕士呢？"
    assert question.search.startswith(ASKED.rstrip("？"))
    assert question.completed


def test_a_subject_that_the_store_knows_not_is_not_joined_to_the_one_before(
    pipeline: Pipeline,
) -> None:
    question = pipeline.analyse("飞船氧气谁来管？", [(ASKED, "20万元。")])
    assert not question.completed


def test_a_chat_model_may_write_the_follow_up(pipeline: Pipeline) -> None:
    def rewrite(asked: Question, history: History) -> str:
        assert asked.text == "那硕士呢？"
        assert list(history) == [(ASKED, "20万元。")]
        return "硕士的安家补贴是多少？"

    question = pipeline.analyse("那硕士呢？", [(ASKED, "20万元。")], rewrite=rewrite)
    assert (question.text, question.search) == ("那硕士呢？", "硕士的安家补贴是多少？")


def test_where_the_model_leaves_it_as_it_is_the_rule_completes_it(pipeline: Pipeline) -> None:
    history = [(ASKED, "20万元。")]
    by_model = pipeline.analyse("那硕士呢？", history, rewrite=lambda asked, _: asked.text)
    assert by_model == pipeline.analyse("那硕士呢？", history)


def test_an_over_long_question_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(InvalidQuestion, match="limit is 10"):
        pipeline.analyse(ASKED, limit=10)


# ---- resolve ------------------------------------------------------------------------------


def _resolved(pipeline: Pipeline, text: str) -> Question:
    return pipeline.resolve(pipeline.analyse(text), MOMENT).question


def test_a_title_named_from_memory_is_looked_up(pipeline: Pipeline) -> None:
    [named] = _resolved(pipeline, "人才安居办法里硕士补多少？").named
    assert pipeline.snapshot.document(named).title == "云澜市人才安居办法"
    assert _resolved(pipeline, "硕士补多少？").named == ()


def test_a_short_number_is_looked_up(pipeline: Pipeline) -> None:
    assert _resolved(pipeline, "12号文里硕士补多少？").numbers == ("云政办发〔2022〕12号",)


def test_what_is_named_in_full_stays_as_it_is_written(pipeline: Pipeline) -> None:
    question = pipeline.analyse("《养犬办法》里硕士补多少？")
    assert pipeline.resolve(question, MOMENT).question == question


def test_an_address_that_the_named_document_has_not_is_missing(pipeline: Pipeline) -> None:
    asked = pipeline.analyse("《云澜市人才安居办法》第九十九条是什么？")
    [missing] = pipeline.resolve(asked, MOMENT).missing
    assert (missing.address, missing.last) == ("第九十九条", "第七条")
    there = pipeline.analyse("《云澜市人才安居办法》第三条是什么？")
    assert pipeline.resolve(there, MOMENT).missing == ()
    unnamed = pipeline.analyse("第九十九条是什么？")
    assert pipeline.resolve(unnamed, MOMENT).missing == ()


# ---- candidates, rank ---------------------------------------------------------------------


def test_the_passages_found_are_ranked_once_each(pipeline: Pipeline) -> None:
    question = pipeline.analyse(ASKED)
    pool = pipeline.retriever.candidates(question)
    ranking = pipeline.rank(question, pool)
    assert sorted(ranking.order) == list(range(len(pool.candidates)))
    scores = [float(ranking.scores[place]) for place in ranking.order]
    assert scores == sorted(scores, reverse=True)
    assert "博士" in pool.candidates[ranking.order[0]].window.text


def test_a_hit_says_how_it_was_found_and_what_placed_it(pipeline: Pipeline) -> None:
    question = pipeline.analyse("《云澜市人才安居办法》第三条是什么？")
    first, *rest = pipeline.retrieve(question, 5, moment=MOMENT)
    assert {FoundBy.TITLE, FoundBy.ADDRESS} <= first.found_by
    assert all(FoundBy.ADDRESS not in hit.found_by for hit in rest)
    assert {hit.placed_by for hit in rest} <= {PlacedBy.RANKING}


def test_a_route_left_out_finds_nothing(pipeline: Pipeline) -> None:
    without = Pipeline(pipeline.snapshot, HashEncoder(), without="lexical")
    hits = without.retrieve(without.analyse(ASKED), 10, moment=MOMENT)
    assert hits
    assert all(FoundBy.WORDS not in hit.found_by for hit in hits)


# ---- answer -------------------------------------------------------------------------------


def _answered(pipeline: Pipeline, text: str, model: ChatModel | None = None) -> Answer:
    question = pipeline.analyse(text)
    *_, answer = pipeline.answer(question, moment=MOMENT, model=model)
    assert isinstance(answer, Answer)
    return answer


def test_the_pieces_are_the_text_and_every_stage_is_timed(pipeline: Pipeline) -> None:
    *pieces, answer = pipeline.answer(pipeline.analyse(ASKED), moment=MOMENT)
    assert isinstance(answer, Answer)
    assert "".join(map(str, pieces)) == answer.text
    assert "20万元" in answer.text
    assert {"retrieve", "answer", "total"} == set(answer.timings)
    assert answer.trace["encoder"] == "hash-64"


def test_what_is_missing_is_said_without_a_model(pipeline: Pipeline) -> None:
    def load() -> ScriptedChatModel:
        raise AssertionError("no model is needed to say so")

    answer = _answered(pipeline, "《云澜市人才安居办法》第九十九条是什么？", ChatModel(load))
    assert "没有第九十九条" in answer.text
    assert answer.status == "abstained"


def test_a_model_that_cannot_be_loaded_is_replaced_by_quotes(pipeline: Pipeline) -> None:
    def load() -> ScriptedChatModel:
        raise ModelUnavailable("the chat model is not there")

    answer = _answered(pipeline, ASKED, ChatModel(load))
    plain = _answered(pipeline, ASKED)
    assert answer.text == plain.text
    assert any("is not there" in notice for notice in answer.notices)


def test_a_model_writes_the_answer_from_what_was_found(pipeline: Pipeline) -> None:
    answer = _answered(pipeline, ASKED, ChatModel(lambda: ScriptedChatModel(script="good")))
    assert answer.citations
    assert answer.trace["model"] != "extractive"


def test_an_expired_document_is_told_of(pipeline: Pipeline) -> None:
    question = pipeline.analyse(ASKED)
    late = Moment("2030-01-01", strict=True)
    *_, answer = pipeline.answer(question, moment=late)
    assert isinstance(answer, Answer)
    assert any("有效期已过" in notice for notice in answer.notices)


def test_a_clock_counts_each_stage_from_the_end_of_the_one_before() -> None:
    clock = Clock()
    clock.mark("understand")
    clock.mark("retrieve")
    timings = clock.timings()
    assert list(timings) == ["understand", "retrieve", "total"]
    assert timings["total"] >= timings["understand"] + timings["retrieve"] - 0.02
