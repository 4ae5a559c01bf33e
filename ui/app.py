"""Build the chat window and launch it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from ui.actions import Window
from ui.components import Components, place
from ui.limits import LIMITS, Limits
from ui.protocols import AnyAssistant
from ui.server import launch_app
from ui.uploads import KEPT_SECONDS, Uploads
from ui.words import CHINESE

__all__ = ["build", "launch"]

EXAMPLES_SHOWN = 6


def launch(
    assistant: AnyAssistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    examples: Sequence[str] | None = None,
    limits: Limits = LIMITS,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the window until interrupted.

    :param port: the first one tried; where it is taken the next free one is used. 0: any.
    :param examples: questions to click; ``None`` for those that the demo documents answer,
        where the store holds them.
    :param on_ready: called with the page's address once it answers; ``None`` says it on stderr.
    :raises PortTaken: no port near the wanted one is free.
    """
    questions = demo_questions(assistant) if examples is None else examples
    launch_app(
        lambda uploads: build(assistant, uploads, limits=limits, examples=questions),
        host=host,
        port=port,
        open_browser=open_browser,
        limits=limits,
        on_ready=on_ready or _say_address,
    )


def _say_address(address: str) -> None:
    sys.stderr.write(f"{CHINESE.name}: {address}  (Ctrl+C)\n")


def demo_questions(assistant: AnyAssistant) -> tuple[str, ...]:
    """Return the questions that the demo documents answer; none where the store lacks them."""
    from rag.interfaces.examples import EXAMPLE_QUESTIONS, sample_folder

    demo = {path.name for path in sample_folder().iterdir()}
    known = any(document.source in demo for document in assistant.documents())
    return EXAMPLE_QUESTIONS if known else ()


def build(
    assistant: AnyAssistant,
    uploads: Uploads,
    *,
    limits: Limits = LIMITS,
    examples: Sequence[str] = (),
) -> gr.Blocks:
    """Return the window as Gradio blocks.

    :param uploads: whose each uploaded file is; the server that shows the window fills it.
    :param examples: questions to click; the first few are shown.
    """
    blocks = gr.Blocks(
        title=f"{CHINESE.name} policyqa",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(KEPT_SECONDS, KEPT_SECONDS),
    )
    with blocks:
        components = place(examples[:EXAMPLES_SHOWN], limits)
        _connect(blocks, components, Window(assistant, limits, components, uploads))
    # Queue: what cannot be answered at once waits, and what cannot wait is told so.
    blocks.queue(max_size=limits.waiting, default_concurrency_limit=limits.at_once, api_open=False)
    return blocks


# ---- which event calls what --------------------------------------------------------------


def _connect(blocks: gr.Blocks, components: Components, window: Window) -> None:
    quick: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
        "outputs": components.all(),
    }
    asked = [components.question, components.turns, components.words]
    for trigger in (components.question.submit, components.send.click):
        _answering(trigger(window.begin, inputs=asked, **quick), components, window)
    for button in components.examples:
        begun = button.click(
            window.begin, inputs=[button, components.turns, components.words], **quick
        )
        _answering(begun, components, window)
    said = [components.turns, components.words]
    _answering(components.alone.click(window.begin_alone, inputs=said, **quick), components, window)
    components.stop.click(window.stop, inputs=said, **quick)
    components.clear.click(window.clear, inputs=[components.words], **quick)
    components.language.click(window.switch_language, inputs=said, **quick)
    blocks.load(window.load, inputs=[components.turns], **quick)
    components.upload.upload(
        window.add_files,
        inputs=[components.upload, components.words],
        outputs=[components.report, components.documents],
        concurrency_limit=1,  # one writer; others wait their turn
        show_progress="hidden",
        api_visibility="private",
    ).failure(window.fail_upload, inputs=[components.words], **quick)


def _answering(begun: Any, components: Components, window: Window) -> None:
    """Call ``answer`` after a question was shown, and ``fail`` where that fails."""
    answering = begun.then(
        window.answer,
        inputs=[components.ticket, components.turns, components.words],
        outputs=[
            components.live,
            components.turns,
            components.send,
            components.stop,
            components.clear,
            components.alone,
        ],
        show_progress="hidden",
        concurrency_id="answer",
        # "once" would drop the next answer while the page still waits for the end of a stopped one.
        trigger_mode="multiple",
        api_visibility="private",
    )
    answering.failure(
        window.fail,
        inputs=[components.turns, components.words],
        outputs=components.all(),
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )
