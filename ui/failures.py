"""Log failures by class and place only: their messages may hold a secret."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

import gradio as gr

__all__ = ["Reported"]

_ENDS = (GeneratorExit, KeyboardInterrupt, SystemExit)
_log = logging.getLogger(__name__)


class Reported:
    """A ``with`` block at the window's edge: any failure in it is logged once, without its text.

    Gradio would print the whole exception, with whatever key or question stands in it. The page
    learns only that the action failed.
    """

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log what ended the block, if anything did.

        :raises gradio.Error: in its place, with nothing in it.
        """
        if kind is None or issubclass(kind, _ENDS):
            return
        places = "".join(traceback.format_tb(trace))
        _log.error("%s failed inside: %s\n%s", self._what, kind.__name__, places)
        raise gr.Error("", visible=False, print_exception=False) from None
