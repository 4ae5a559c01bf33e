from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, pairwise

from rag import Answer
from tests.ui.fake import (
    FakeAssistant,
    make_answer,
    make_changes,
    make_citation,
    make_document,
)
from ui.conversation import (
    Problem,
    RunningTurns,
    Stage,
    Turn,
    answer_turn,
    give_up,
    history_of,
    stop_turn,
)

History = Sequence[tuple[str, str]]


def run(question: str, **options: object) -> list[Turn]:
    assistant = FakeAssistant(pause=0)
    return list(answer_turn(assistant, Turn(1, question), [], **options))  # type: ignore[arg-type]


def test_an_answer_grows_and_ends_with_its_articles() -> None:
    ticks = count(step=0.2)
    turns = run("谁可以参保？", clock=lambda: next(ticks))
    assert [turn.stage for turn in turns[:2]] == [Stage.WAITING, Stage.WRITING]
    assert turns[-1].stage is Stage.ANSWERED
    assert set(turns[-1].articles) == {"a19"}
    written = [turn.text for turn in turns]
    assert all(later.startswith(earlier) for earlier, later in pairwise(written))


def test_a_question_asked_alone_is_answered_without_what_was_asked_before() -> None:
    assistant = FakeAssistant(pause=0)
    before = [("谁？", "居民。")]
    completed = list(answer_turn(assistant, Turn(2, "几轮呢"), before))[-1]
    alone = list(answer_turn(assistant, Turn(3, "几轮呢", alone=True), before))[-1]
    assert (completed.completed, alone.completed) == (True, False)
    assert assistant.histories == [before, []]


def test_what_changed_between_editions_comes_after_the_answer() -> None:
    document = make_document(edition="2018年修正文本")
    cited = make_citation(document=document)
    assistant = FakeAssistant(pause=0, answer=make_answer(citations=(cited,)))
    plain = list(answer_turn(assistant, Turn(1, "谁？"), []))
    assistant.edited["d1"] = made = make_changes()
    turns = list(answer_turn(assistant, Turn(1, "谁？"), []))
    assert turns[-2].changes == plain[-1].changes == {}
    assert turns[-1].changes == {"d1": made}


def test_the_page_is_not_touched_more_often_than_every_tenth_of_a_second() -> None:
    ticks = count(step=0.01)
    turns = run("谁可以参保？", clock=lambda: next(ticks))
    assert len(turns) <= 2 + 1


def test_a_refusal_of_the_program_is_shown_as_it_says() -> None:
    last = run("失败")[-1]
    assert last.stage is Stage.FAILED
    assert last.problem == Problem(
        line="the store is being written; try again", error="PolicyQAError"
    )


def test_an_abstention_is_an_end_of_its_own() -> None:
    assert run("月亮")[-1].stage is Stage.ABSTAINED


def test_nothing_is_yielded_once_the_answer_is_not_wanted() -> None:
    wanted = iter([True, True, False])
    ticks = count(step=0.2)
    turns = run("谁", wanted=lambda: next(wanted), clock=lambda: next(ticks))
    assert [turn.text for turn in turns] == ["", make_answer().text[:4], make_answer().text[:8]]


def test_a_stopped_turn_keeps_what_was_written() -> None:
    stopped = stop_turn(Turn(1, "?", Stage.WRITING, "半句"))
    assert (stopped.stage, stopped.text) == (Stage.STOPPED, "半句")


def test_a_stream_that_ends_early_is_a_failure_inside() -> None:
    class Mute(FakeAssistant):
        def stream(
            self, question: str, *, history: History = (), standalone: bool = False
        ) -> Iterator[str | Answer]:
            yield "半句"

    last = list(answer_turn(Mute(), Turn(1, "?"), []))[-1]
    assert last.problem == Problem(word="internal")


def test_a_turn_that_never_left_the_queue_found_no_place() -> None:
    assert give_up(Turn(1, "?")).problem == Problem(word="busy")
    assert give_up(Turn(1, "?", Stage.WRITING)).problem == Problem(word="internal")


def test_only_answers_become_history_and_only_the_last_ones() -> None:
    answer = make_answer()
    turns = tuple(Turn(n, f"问{n}", Stage.ANSWERED, "答", answer) for n in range(9))
    failed = Turn(9, "坏", Stage.FAILED)
    assert history_of((*turns, failed)) == [(f"问{n}", "答") for n in range(3, 9)]


def test_stopping_an_ended_turn_changes_nothing() -> None:
    ended = Turn(1, "?", Stage.ANSWERED, "答")
    assert stop_turn(ended) is ended


def test_a_turn_is_wanted_only_while_it_runs_and_is_not_stopped() -> None:
    running, turn = RunningTurns(), Turn(1, "?")
    running.stop(turn)
    with running.hold(turn):
        assert running.wants(turn)
        running.stop(turn)
        assert not running.wants(turn)
    assert not running.wants(turn)


def test_a_stop_is_remembered_after_the_answer_has_ended() -> None:
    running, turn = RunningTurns(), Turn(1, "慢慢来")
    with running.hold(turn):
        running.stop(turn)
        assert not running.wants(turn)
    assert running.was_stopped(turn)
    assert not running.was_stopped(Turn(2, "还能再问吗？"))


def test_a_question_keeps_its_conversation_until_it_is_answered_once() -> None:
    running, turns = RunningTurns(), (Turn(1, "谁？"), Turn(2, "多少？"))
    running.begin(turns)
    assert running.begun(turns[-1].key) == turns
    assert running.begun(turns[-1].key) == ()
    assert running.begun("nonsense") == ()
