"""The event handlers of the page: ask, stop, clear, change the language, add files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from rag import PolicyQAError
from rag.interfaces.caller import calling
from ui.components import Components
from ui.conversation import (
    Problem,
    RunningTurns,
    Turn,
    answer_turn,
    give_up,
    history_of,
    stop_turn,
)
from ui.escaping import escape
from ui.failures import Reported
from ui.frame import render_brand, render_report, render_switches, render_welcome
from ui.limits import (
    Limits,
    RateLimit,
    Refused,
    check_question,
    check_upload,
    check_upload_count,
    safe_label,
    store_upload,
)
from ui.protocols import AnyAssistant, AnyReport
from ui.render import render_documents, render_problem, render_turn, render_turns
from ui.uploads import Uploads, visitor_of
from ui.words import Words, choose_words

__all__ = ["Window"]

Updates = dict[Any, Any]


class Window:
    """The event handlers of the page. What a visitor sees is kept in Gradio's session state."""

    def __init__(
        self, assistant: AnyAssistant, limits: Limits, components: Components, uploads: Uploads
    ) -> None:
        self._assistant = assistant
        self._limits = limits
        self._rate = RateLimit(limits.per_minute)
        self._running = RunningTurns()
        self._components = components
        self._uploads = uploads

    # -- the page as a whole

    def load(self, turns: tuple[Turn, ...], request: gr.Request) -> Updates:
        """Show the page in the visitor's language."""
        wanted = request.query_params.get("lang") or request.headers.get("accept-language")
        return self._page_in(choose_words(wanted), turns)

    def switch_language(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Show the page in the other language."""
        return self._page_in(choose_words("en" if code == "zh" else "zh"), turns)

    def _page_in(self, words: Words, turns: tuple[Turn, ...]) -> Updates:
        components = self._components
        return {
            components.words: words.code,
            components.brand: render_brand(words),
            components.switches: render_switches(words),
            components.language: gr.update(value=words.other),
            components.upload: gr.update(label=words.upload),
            components.report: render_report([], words, self._limits),
            components.documents: self._documents(words),
            components.welcome: render_welcome(words),
            components.question: gr.update(placeholder=words.placeholder, label=words.question),
            components.hint: "",
            **self._show(turns, words),
        }

    def _show(self, turns: tuple[Turn, ...], words: Words) -> Updates:
        components = self._components
        return {
            components.turns: turns,
            components.past: render_turns(turns[:-1], words),
            components.live: render_turns(turns[-1:], words),
            components.start: gr.update(visible=not turns),
            **self._buttons(turns, words),
        }

    def _buttons(self, turns: tuple[Turn, ...], words: Words) -> Updates:
        components = self._components
        running = bool(turns) and turns[-1].running
        return {
            components.send: gr.update(value=words.send, visible=not running),
            components.stop: gr.update(value=words.stop, visible=running),
            components.clear: gr.update(value=words.clear, visible=bool(turns) and not running),
            components.alone: gr.update(
                value=words.alone, visible=bool(turns) and not running and turns[-1].completed
            ),
        }

    def _documents(self, words: Words) -> str:
        try:
            return render_documents(self._assistant.documents(), words)
        except PolicyQAError as error:
            return render_problem(Problem.of(error), words)

    # -- asking

    def begin_alone(self, turns: tuple[Turn, ...], code: str, request: gr.Request) -> Updates:
        """Ask the last question again, without what was asked before it."""
        question = turns[-1].question if turns else ""
        return self.begin(question, turns, code, request, alone=True)

    def begin(
        self,
        question: str,
        turns: tuple[Turn, ...],
        code: str,
        request: gr.Request,
        *,
        alone: bool = False,
    ) -> Updates:
        """Show the question at once; ``answer`` then writes its answer.

        :param alone: it is not to be completed from the conversation.
        """
        words, components = choose_words(code), self._components
        if turns and turns[-1].running and self._running.was_stopped(turns[-1]):
            # A piece that was on its way while the visitor stopped must not keep the box shut.
            turns = (*turns[:-1], stop_turn(turns[-1]))
        try:
            if turns and turns[-1].running:
                raise Refused("still_busy")
            question = check_question(question or "", self._limits)
            self._rate.take(request.session_hash or "")
        except Refused as refused:
            hint = render_problem(Problem(word=refused.word), words, refused.values)
            return {components.ticket: "", components.hint: hint}
        asked = (*turns, Turn(len(turns) + 1, question, alone=alone))
        self._running.begin(asked)
        return {
            components.ticket: asked[-1].key,
            components.hint: "",
            components.question: gr.update(value=""),
            **self._show(asked, words),
        }

    def answer(
        self, ticket: str, turns: tuple[Turn, ...], code: str, request: gr.Request
    ) -> Iterator[Updates]:
        """Stream the answer to the question that ``begin`` showed."""
        turns = self._running.begun(ticket)
        if not turns:
            return
        words, before, asked = choose_words(code), turns[:-1], turns[-1]
        with Reported("answering"), self._running.hold(asked):
            grown = answer_turn(
                self._assistant,
                asked,
                history_of(before),
                wanted=lambda: self._running.wants(asked),
                visitor=_address_of(request),
            )
            for turn in grown:
                now = (*before, turn)
                yield {
                    self._components.live: render_turn(turn, words),
                    self._components.turns: now,
                    **self._buttons(now, words),
                }
            if not self._running.wants(asked):
                # What is yielded last is sent once more at the end; it must not undo the stop.
                yield {self._components.live: gr.skip()}

    def fail(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Show that answering failed inside, or found no free place."""
        words = choose_words(code)
        if not turns or not turns[-1].running:
            return {self._components.ticket: ""}
        return self._show((*turns[:-1], give_up(turns[-1])), words)

    def stop(self, turns: tuple[Turn, ...], code: str) -> Updates:
        """Stop the answer that is being written."""
        if not turns:
            return {self._components.ticket: ""}
        self._running.stop(turns[-1])
        return self._show((*turns[:-1], stop_turn(turns[-1])), choose_words(code))

    def clear(self, code: str) -> Updates:
        """Forget the conversation."""
        return {self._components.hint: "", **self._show((), choose_words(code))}

    # -- adding documents

    def add_files(
        self, files: list[str] | None, code: str, request: gr.Request
    ) -> Iterator[tuple[str, Any]]:
        """Read the visitor's own uploads into the store, one by one, saying how each went."""
        words, limits = choose_words(code), self._limits
        visitor, address = visitor_of(request.request), _address_of(request)
        lines: list[str] = []
        try:
            check_upload_count(files or [], limits)
        except Refused as refused:
            yield render_report([_line(words, refused, "bad")], words, limits), gr.skip()
            return
        for file in files or []:
            label = safe_label(Path(file).name)
            reading = _line(words, Refused("upload_reading", label=label), "wait")
            yield render_report([*lines, reading], words, limits), gr.skip()
            with Reported("reading an upload"):
                if self._uploads.take(visitor, file):
                    with calling(address):
                        lines.append(self._add_file(Path(file), label, words))
                else:
                    lines.append(_refusal(label, words.upload_foreign, words))
            yield render_report(lines, words, limits), self._documents(words)

    def _add_file(self, file: Path, label: str, words: Words) -> str:
        try:
            check_upload(file, self._limits)
            with TemporaryDirectory(prefix="policyqa-") as folder:
                report = self._assistant.add([store_upload(file, Path(folder))])
        except Refused as refused:
            reason = getattr(words, refused.word).format(**refused.values)
            return _refusal(label, reason, words)
        except PolicyQAError as error:
            # The reason alone: the whole line names a path, which is not the visitor's.
            return _refusal(label, getattr(error, "reason", error), words)
        finally:
            file.unlink(missing_ok=True)
        return _outcome(report, label, words)

    def fail_upload(self, code: str) -> Updates:
        """Show that reading failed inside."""
        words, limits = choose_words(code), self._limits
        line = _line(words, Refused("upload_internal"), "bad")
        return {self._components.report: render_report([line], words, limits)}


def _address_of(request: gr.Request) -> str:
    """Return the address a visitor's request came from."""
    client = request.client
    return str(client.host) if client else "unknown"


def _line(words: Words, said: Refused, kind: str) -> str:
    line = getattr(words, said.word).format(**said.values)
    return f'<li class="{kind}">{escape(line)}</li>'


def _outcome(report: AnyReport, label: str, words: Words) -> str:
    if report.failed:
        return _refusal(label, report.failed[0].reason, words)
    if not report.documents:
        return _line(words, Refused("upload_unchanged", label=label), "good")
    said = Refused("upload_done", label=label, count=len(report.documents))
    return _line(words, said, "good")


def _refusal(label: str, reason: object, words: Words) -> str:
    return _line(words, Refused("upload_failed", label=label, reason=reason), "bad")
