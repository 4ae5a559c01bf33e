"""The window as it is put together."""

from __future__ import annotations

from rag.interfaces.examples import EXAMPLE_QUESTIONS, sample_folder
from tests.ui.fake import FakeAssistant, make_document
from ui.app import EXAMPLES_SHOWN, build, demo_questions
from ui.limits import Limits
from ui.uploads import Uploads


def test_the_demo_questions_are_offered_only_where_a_demo_document_is_stored() -> None:
    assert demo_questions(FakeAssistant()) == ()
    demo = make_document(source=next(iter(sample_folder().iterdir())).name)
    assert demo_questions(FakeAssistant(library=[demo])) == EXAMPLE_QUESTIONS


async def test_no_action_of_the_window_can_be_called_by_name() -> None:
    blocks = build(FakeAssistant(), Uploads(), limits=Limits(), examples=["谁？"] * 20)
    functions = blocks.fns.values()
    assert functions
    assert all(function.api_visibility == "private" for function in functions)
    clicked = [f for f in functions if f.name == "begin"]
    assert len(clicked) == 2 + EXAMPLES_SHOWN
