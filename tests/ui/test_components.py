"""The components that event handlers read and change.

They are made while an event loop runs: without one, Gradio makes one and leaves it open.
"""

from __future__ import annotations

from dataclasses import fields

import gradio as gr
import pytest

from ui.components import Components, place
from ui.limits import Limits
from ui.words import CHINESE


@pytest.fixture
async def components() -> Components:
    with gr.Blocks(analytics_enabled=False):
        return place(["谁可以参保？", "月亮归谁管？"], Limits(question=80, kinds=(".txt",)))


async def test_an_action_that_may_change_anything_is_given_every_component(
    components: Components,
) -> None:
    every = components.all()
    assert len(every) == len(set(map(id, every))) == len(fields(Components)) - 1 + 2
    assert set(map(id, components.examples)) < set(map(id, every))


async def test_the_page_starts_in_chinese_with_the_examples_to_click(
    components: Components,
) -> None:
    assert components.words.value == CHINESE.code
    assert [button.value for button in components.examples] == ["谁可以参保？", "月亮归谁管？"]
    assert not components.stop.visible


async def test_the_page_itself_keeps_to_the_limits(components: Components) -> None:
    assert components.question.max_length == 80
    assert components.upload.file_types == [".txt"]
