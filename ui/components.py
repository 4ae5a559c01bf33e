"""The Gradio components of the page, and how they are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import gradio as gr

from ui.frame import render_brand, render_switches, render_welcome
from ui.limits import Limits
from ui.words import CHINESE, Words

__all__ = ["Components", "place"]


@dataclass(frozen=True, slots=True)
class Components:
    """The components that event handlers read and change."""

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
    alone: gr.Button
    hint: gr.HTML
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    clear: gr.Button

    def all(self) -> list[Any]:
        """Return every component, for handlers that may change any of them."""
        named = [getattr(self, field.name) for field in fields(self) if field.name != "examples"]
        return [*named, *self.examples]


def place(examples: Sequence[str], limits: Limits) -> Components:
    """Put the components on the page, inside a ``with gr.Blocks()``."""
    words = CHINESE
    made: dict[str, Any] = {
        "words": gr.State(words.code),
        "turns": gr.State(()),
        "ticket": gr.State(""),
    }
    with gr.Row(elem_id="top"):
        made["brand"] = _html(render_brand(words), "brand")
        made["switches"] = _html(render_switches(words), "switches")
        made["clear"] = gr.Button(
            words.clear, elem_id="clear", size="sm", visible=False, min_width=0
        )
        made["language"] = gr.Button(words.other, elem_id="language", size="sm", min_width=0)
    with gr.Row(elem_id="shell"):
        with gr.Column(elem_id="files"):
            made |= _place_files(words, limits)
        with gr.Column(elem_id="main"):
            made |= _place_conversation(words, examples)
            made |= _place_question(words, limits)
    return Components(**made)


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
        "alone": gr.Button(words.alone, elem_id="alone", size="sm", visible=False, min_width=0),
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
                elem_id="question",
            )
            send = gr.Button(words.send, variant="primary", elem_id="send", min_width=0)
            stop = gr.Button(words.stop, elem_id="stop", visible=False, min_width=0)
    return {"hint": hint, "question": question, "send": send, "stop": stop}


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)
