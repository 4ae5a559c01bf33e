"""The page around the conversation as HTML: name, buttons, welcome, upload report."""

from __future__ import annotations

from collections.abc import Sequence

from ui.escaping import escape
from ui.limits import MEGABYTE, Limits
from ui.words import Words

__all__ = ["render_brand", "render_report", "render_switches", "render_welcome"]


def render_brand(words: Words) -> str:
    """Return the name at the top, with a link for the keyboard that skips to the question."""
    return (
        f'<a class="skip" href="#question" data-act="question">{escape(words.skip)}</a>'
        '<div id="said" class="sr-only" role="status"></div>'
        f'<div class="brand" data-lang="{words.code}">'
        '<span class="seal" aria-hidden="true">策</span>'
        f"<div><h1>{escape(words.name)}</h1><p>{escape(words.tagline)}</p></div></div>"
    )


def render_switches(words: Words) -> str:
    """Return the buttons that the page's own script handles."""
    files, theme = escape(words.files), escape(words.theme)
    return (
        '<div class="switches">'
        f'<button type="button" class="only-narrow" data-act="files">{files}</button>'
        f'<button type="button" data-act="theme" title="{theme}" aria-label="{theme}">'
        '<span aria-hidden="true">◐</span></button></div>'
    )


def render_welcome(words: Words) -> str:
    """Return what an empty conversation shows."""
    return (
        f'<div class="welcome" lang="{words.code}"><h2>{escape(words.welcome)}</h2>'
        f"<p>{escape(words.welcome_text)}</p></div>"
    )


def render_report(lines: Sequence[str], words: Words, limits: Limits) -> str:
    """Return how an upload went, under the limits, which the page checks before it sends a file.

    :param lines: list items, already HTML.
    """
    size = limits.upload_bytes // MEGABYTE
    too_large = words.upload_size.format(size="{size}", limit=size)
    bad_kind = words.upload_kind.format(kind="{kind}")
    hint = (
        f'<p class="quiet" data-bytes="{limits.upload_bytes}" '
        f'data-kinds="{escape(" ".join(limits.kinds))}" '
        f'data-large="{escape(words.upload_failed.format(label="{label}", reason=too_large))}" '
        f'data-kind="{escape(words.upload_failed.format(label="{label}", reason=bad_kind))}">'
        f"{escape(words.upload_hint.format(size=size))}</p>"
    )
    return f'{hint}<ul class="report" role="status">{"".join(lines)}</ul>'
