"""The chat window: what stands on the page, and what each action does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from rag import PolicyQAError
from ui.conversation import (
    Problem,
    RunningTurns,
    Turn,
    answer_turn,
    give_up,
    history_of,
    stop_turn,
)
from ui.guard import (
    LIMITS,
    MEGABYTE,
    Limits,
    RateLimit,
    Refused,
    check_question,
    check_upload,
    check_upload_count,
    safe_label,
    store_upload,
)
from ui.needs import AnyAssistant
from ui.render import (
    escape,
    render_brand,
    render_documents,
    render_problem,
    render_report,
    render_switches,
    render_turn,
    render_turns,
    render_welcome,
)
from ui.server import launch_app
from ui.words import CHINESE, Words, choose_words

__all__ = ["build", "launch"]

EXAMPLES_SHOWN = 6
Updates = dict[Any, Any]
_log = logging.getLogger(__name__)


def launch(
    assistant: AnyAssistant,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = True,
    examples: Sequence[str] = (),
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the window until interrupted.

    :param port: the first one tried; where it is taken the next free one is used. 0: any.
    :param examples: questions to click.
    :param on_ready: called with the page's address once it answers.
    :raises PortTaken: no port near the wanted one is free.
    """
    launch_app(
        lambda: build(assistant, examples=examples),
        host=host,
        port=port,
        open_browser=open_browser,
        on_ready=on_ready,
    )


def build(
    assistant: AnyAssistant, *, limits: Limits = LIMITS, examples: Sequence[str] = ()
) -> gr.Blocks:
    """Return the window as Gradio blocks.

    :param examples: questions to click; the first few are shown.
    """
    blocks = gr.Blocks(
        title=f"{CHINESE.name} policyqa",
        analytics_enabled=False,
        fill_width=True,
        delete_cache=(3600, 3600),
    )
    with blocks:
        parts = _place(examples[:EXAMPLES_SHOWN], limits)
        _connect(blocks, parts, _Window(assistant, limits, parts))
    # Queue: what cannot be answered at once waits, and what cannot wait is told so.
    blocks.queue(max_size=limits.waiting, default_concurrency_limit=limits.at_once, api_open=False)
    return blocks


# ---- what stands on the page ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that actions read and change."""

    words: gr.State
    turns: gr.State
    ticket: gr.State
    brand: gr.HTML
    switches: gr.HTML
    language: gr.Button
    documents: gr.HTML
    upload: gr.UploadButton
    report: gr.HTML
    welcome: gr.HTML
    start: gr.Column
    examples: tuple[gr.Button, ...]
    past: gr.HTML
    live: gr.HTML
    hint: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button

    def all(self) -> list[Any]:
        """Return every component, for actions that may change any of them."""
        named = [getattr(self, field.name) for field in fields(self) if field.name != "examples"]
        return [*named, *self.examples]


def _place(examples: Sequence[str], limits: Limits) -> _Parts:
    words = CHINESE
    made: dict[str, Any] = {
        "words": gr.State(words.code),
        "turns": gr.State(()),
        "ticket": gr.State(""),
    }
    with gr.Row(elem_id="top"):
        made["brand"] = _html(render_brand(words), "brand")
        made["switches"] = _html(render_switches(words), "switches")
        made["language"] = gr.Button(words.other, elem_id="language", size="sm", min_width=0)
    with gr.Row(elem_id="shell"):
        with gr.Column(elem_id="files"):
            made |= _place_files(words, limits)
        with gr.Column(elem_id="main"):
            made |= _place_conversation(words, examples)
            made |= _place_question(words, limits)
    return _Parts(**made)


def _place_files(words: Words, limits: Limits) -> dict[str, Any]:
    upload = gr.UploadButton(
        words.upload,
        file_count="multiple",
        file_types=list(limits.kinds),
        elem_id="upload",
        variant="secondary",
    )
    return {
        "upload": upload,
        "report": _html("", "report"),
        "documents": _html("", "library"),
    }


def _place_conversation(words: Words, examples: Sequence[str]) -> dict[str, Any]:
    with gr.Column(elem_id="start") as start:
        welcome = _html(render_welcome(words), "welcome")
        with gr.Row(elem_id="examples"):
            buttons = tuple(gr.Button(line, size="sm", min_width=0) for line in examples)
    return {
        "start": start,
        "welcome": welcome,
        "examples": buttons,
        "past": _html("", "past"),
        "live": _html("", "live"),
    }


def _place_question(words: Words, limits: Limits) -> dict[str, Any]:
    with gr.Column(elem_id="composer"):
        hint = _html("", "hint")
        with gr.Row(elem_id="ask"):
            question = gr.Textbox(
                placeholder=words.placeholder,
                label=words.question,
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                max_length=limits.question,
                autofocus=True,
                elem_id="question",
            )
            send = gr.Button(words.send, variant="primary", elem_id="send", min_width=0)
            stop = gr.Button(words.stop, elem_id="stop", visible=False, min_width=0)
            clear = gr.Button(words.clear, elem_id="clear", visible=False, min_width=0)
    return {"hint": hint, "question": question, "send": send, "stop": stop, "clear": clear}


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)


# ---- what each action does --------------------------------------------------------------


def _connect(blocks: gr.Blocks, parts: _Parts, window: _Window) -> None:
    quick: dict[str, Any] = {
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "private",
        "outputs": parts.all(),
    }
    asked = [parts.question, parts.turns, parts.words]
    for trigger in (parts.question.submit, parts.send.click):
        _answering(trigger(window.begin, inputs=asked, **quick), parts, window)
    for button in parts.examples:
        begun = button.click(window.begin, inputs=[button, parts.turns, parts.words], **quick)
        _answering(begun, parts, window)
    said = [parts.turns, parts.words]
    parts.stop.click(window.stop, inputs=said, **quick)
    parts.clear.click(window.clear, inputs=[parts.words], **quick)
    parts.language.click(window.switch_language, inputs=said, **quick)
    blocks.load(window.load, inputs=[parts.turns], **quick)
    parts.upload.upload(
        window.add_files,
        inputs=[parts.upload, parts.words],
        outputs=[parts.report, parts.documents],
        concurrency_limit=1,  # one writer; others wait their turn
        show_progress="hidden",
        api_visibility="private",
    ).failure(window.fail_upload, inputs=[parts.words], **quick)


def _answering(begun: Any, parts: _Parts, window: _Window) -> None:
    """Let the answer follow a question, and a failure of any kind be shown as one."""
    answering = begun.then(
        window.answer,
        inputs=[parts.ticket, parts.turns, parts.words],
        outputs=[parts.live, parts.turns, parts.send, parts.stop, parts.clear],
        show_progress="hidden",
        concurrency_id="answer",
        api_visibility="private",
    )
    answering.failure(
        window.fail,
        inputs=[parts.turns, parts.words],
        outputs=parts.all(),
        queue=False,
        show_progress="hidden",
        api_visibility="private",
    )


class _Window:
    """The actions of one page. Nothing of a visitor is kept here: that is in the states."""

    def __init__(self, assistant: AnyAssistant, limits: Limits, parts: _Parts) -> None:
        self._assistant = assistant
        self._limits = limits
        self._rate = RateLimit(limits.per_minute)
        self._running = RunningTurns()
        self._parts = parts

    # -- the page as a whole

    def load(self, turns: tuple[Turn, ...], request: gr.Request) -> Updates:
        """Dress the page in the visitor's language."""
        wanted = request.query_params.get("lang") or request.headers.get("accept-language")
        return self._dress(choose_words(wanted), turns)

    def switch_language(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Dress the page in the other language."""
        return self._dress(choose_words("en" if code == "zh" else "zh"), turns)

    def _dress(self, words: Words, turns: tuple[Turn, ...]) -> Updates:
        parts = self._parts
        return {
            parts.words: words.code,
            parts.brand: render_brand(words),
            parts.switches: render_switches(words),
            parts.language: gr.update(value=words.other),
            parts.upload: gr.update(label=words.upload),
            parts.report: render_report([], words, self._limits.upload_bytes // MEGABYTE),
            parts.documents: self._documents(words),
            parts.welcome: render_welcome(words),
            parts.question: gr.update(placeholder=words.placeholder, label=words.question),
            parts.hint: "",
            **self._show(turns, words),
        }

    def _show(self, turns: tuple[Turn, ...], words: Words) -> Updates:
        parts = self._parts
        return {
            parts.turns: turns,
            parts.past: render_turns(turns[:-1], words),
            parts.live: render_turns(turns[-1:], words),
            parts.start: gr.update(visible=not turns),
            **self._buttons(turns, words),
        }

    def _buttons(self, turns: tuple[Turn, ...], words: Words) -> Updates:
        parts = self._parts
        running = bool(turns) and turns[-1].running
        return {
            parts.send: gr.update(value=words.send, visible=not running),
            parts.stop: gr.update(value=words.stop, visible=running),
            parts.clear: gr.update(value=words.clear, visible=bool(turns) and not running),
        }

    def _documents(self, words: Words) -> str:
        try:
            return render_documents(self._assistant.documents(), words)
        except PolicyQAError as error:
            return render_problem(Problem.of(error), words)

    # -- asking

    def begin(
        self, question: str, turns: tuple[Turn, ...], code: str, request: gr.Request
    ) -> Updates:
        """Put the question on the page at once; its answer follows by its own action."""
        words, parts = choose_words(code), self._parts
        try:
            if turns and (turns[-1].running or turns[-1] in self._running):
                raise Refused("still_busy")
            question = check_question(question or "", self._limits)
            self._rate.take(request.session_hash or "")
        except Refused as refused:
            hint = render_problem(Problem(word=refused.word), words, refused.values)
            return {parts.ticket: "", parts.hint: hint}
        asked = (*turns, Turn(len(turns) + 1, question))
        return {
            parts.ticket: asked[-1].key,
            parts.hint: "",
            parts.question: gr.update(value=""),
            **self._show(asked, words),
        }

    def answer(self, ticket: str, turns: tuple[Turn, ...], code: str) -> Iterator[Updates]:
        """Stream the answer to the question that ``begin`` put on the page."""
        if not turns or ticket != turns[-1].key:
            return
        words, before, asked = choose_words(code), turns[:-1], turns[-1]
        with self._running.hold(asked):
            grown = answer_turn(
                self._assistant,
                asked,
                history_of(before),
                wanted=lambda: self._running.wants(asked),
            )
            for turn in grown:
                now = (*before, turn)
                yield {
                    self._parts.live: render_turn(turn, words),
                    self._parts.turns: now,
                    **self._buttons(now, words),
                }

    def fail(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Show that answering failed inside, or found no free place."""
        words = choose_words(code)
        if not turns or not turns[-1].running:
            return {self._parts.ticket: ""}
        return self._show((*turns[:-1], give_up(turns[-1])), words)

    def stop(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Stop the answer that is being written."""
        if not turns:
            return {self._parts.ticket: ""}
        self._running.stop(turns[-1])
        return self._show((*turns[:-1], stop_turn(turns[-1])), choose_words(code))

    def clear(self, code: str) -> Updates:
        """Forget the conversation."""
        return {self._parts.hint: "", **self._show((), choose_words(code))}

    # -- adding documents

    def add_files(self, files: list[str] | None, code: str) -> Iterator[tuple[str, Any]]:
        """Read uploaded files into the store, one by one, saying how each went."""
        words, size = choose_words(code), self._limits.upload_bytes // MEGABYTE
        lines: list[str] = []
        try:
            check_upload_count(files or [], self._limits)
        except Refused as refused:
            yield render_report([_line(words, refused, "bad")], words, size), gr.skip()
            return
        for file in files or []:
            label = safe_label(Path(file).name)
            reading = _line(words, Refused("upload_reading", label=label), "wait")
            yield render_report([*lines, reading], words, size), gr.skip()
            lines.append(self._add_file(Path(file), label, words))
            yield render_report(lines, words, size), self._documents(words)

    def _add_file(self, file: Path, label: str, words: Words) -> str:
        try:
            check_upload(file, self._limits)
            with TemporaryDirectory(prefix="policyqa-") as folder:
                report = self._assistant.add([store_upload(file, Path(folder))])
        except Refused as refused:
            reason = getattr(words, refused.word).format(**refused.values)
            return _line(words, Refused("upload_failed", label=label, reason=reason), "bad")
        except PolicyQAError as error:
            return _line(words, Refused("upload_failed", label=label, reason=error), "bad")
        finally:
            file.unlink(missing_ok=True)
        return _outcome(report, label, words)

    def fail_upload(self, code: str) -> Updates:
        """Show that reading failed inside."""
        words, size = choose_words(code), self._limits.upload_bytes // MEGABYTE
        line = _line(words, Refused("upload_internal"), "bad")
        return {self._parts.report: render_report([line], words, size)}


def _line(words: Words, said: Refused, kind: str) -> str:
    line = getattr(words, said.word).format(**said.values)
    return f'<li class="{kind}">{escape(line)}</li>'


def _outcome(report: Any, label: str, words: Words) -> str:
    if report.failed:
        reason = getattr(report.failed[0], "reason", report.failed[0])
        return _line(words, Refused("upload_failed", label=label, reason=reason), "bad")
    count = len(report.added) + len(report.replaced)
    if not count:
        return _line(words, Refused("upload_unchanged", label=label), "good")
    return _line(words, Refused("upload_done", label=label, count=count), "good")
