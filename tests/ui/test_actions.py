"""What the actions do for one visitor, asked over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.ui.served import served
from tests.ui.visitor import Visitor, actions_of
from ui.limits import Limits
from ui.words import CHINESE, ENGLISH


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("window")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder, limits=Limits(per_minute=4)) as address:
        yield address


@pytest.fixture
async def visitor(address: str) -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=30) as client:
        yield Visitor(client, actions_of((await client.get("/")).text))


async def test_a_visitor_who_asks_too_often_is_told_and_others_are_not(visitor: Visitor) -> None:
    for _ in range(4):
        assert await visitor.ask("谁？") == "done"
    refused = await visitor.begin("谁？")
    assert CHINESE.too_fast.partition("{")[0] in refused
    other = Visitor(visitor.client, visitor.actions)
    assert CHINESE.too_fast.partition("{")[0] not in await other.begin("谁？")


async def test_a_second_question_waits_for_the_first(visitor: Visitor) -> None:
    await visitor.begin("谁？")
    assert CHINESE.still_busy in await visitor.begin("还有谁？")


async def test_an_over_long_question_is_refused_whatever_the_page_allows(visitor: Visitor) -> None:
    assert CHINESE.question_long.partition("{")[0] in await visitor.begin("问" * 501)


async def test_a_question_that_is_not_text_does_no_harm(visitor: Visitor) -> None:
    for question in (None, 7, {"a": 1}, ["x"]):
        answer = await visitor.post("run/predict", "begin", [question, None, None])
        assert answer.status_code in {200, 422, 500}
        assert "Traceback" not in answer.text
    assert await visitor.ask("谁？") == "done"


async def test_an_answer_without_a_question_is_none(visitor: Visitor) -> None:
    assert await visitor.answer() in {"done", "failed"}
    assert "is-" not in await visitor.begin("")


async def test_earlier_questions_are_handed_on_and_forgotten_on_demand(visitor: Visitor) -> None:
    await visitor.ask("谁？")
    await visitor.ask("几轮？")
    assert "此前有1轮" in await visitor.switch_language()
    await visitor.clear()
    await visitor.ask("几轮？")
    assert "此前有0轮" in await visitor.switch_language()


async def test_a_completed_question_can_be_asked_on_its_own(visitor: Visitor) -> None:
    await visitor.ask("谁？")
    await visitor.ask("几轮呢")
    page = await visitor.switch_language()
    assert ENGLISH.searched.format(question="谁？，几轮呢") in page
    assert "此前有0轮" not in page
    assert await visitor.ask_alone() == "done"
    assert "此前有0轮" in await visitor.switch_language()


async def test_the_other_language_dresses_the_whole_page(visitor: Visitor) -> None:
    await visitor.ask("月亮？")
    page = await visitor.switch_language()
    for word in (ENGLISH.welcome, ENGLISH.upload, ENGLISH.abstained, ENGLISH.documents):
        assert word in page


async def test_what_fails_inside_is_logged_without_what_it_says(
    visitor: Visitor, folder: Path
) -> None:
    assert await visitor.ask("崩溃在这里") == "failed"
    log = folder.with_suffix(".log").read_text()
    assert "answering failed inside: RuntimeError" in log
    assert "sk-CANARY" not in log
    assert "崩溃在这里" not in log
