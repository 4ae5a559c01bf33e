"""Rows of piece ids: a question and a text as the reader's network takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.normalize import normalize

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["END", "LONGEST", "PAD", "START", "UNKNOWN", "Rows", "Text"]

PAD, START, END, UNKNOWN = 0, 1, 2, 3
# Pieces of a row, of its question, and of the headings behind its text.
LONGEST = 96
_QUESTION = 36
_CONTEXT = 24

Text = tuple[str, str]
"""A sentence and the headings that it stands under."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Cuts pairs into rows: start, question, end, text, end, headings.

    The text stands before its headings, which are the first to be cut off.
    """

    tokenizer: Tokenizer

    def of(self, question: str, texts: Sequence[Text]) -> list[list[int]]:
        """Return a row of ids for each text."""
        asked = [START, *self._ids(question)[:_QUESTION], END]
        known = {context: self._ids(context)[:_CONTEXT] for _, context in texts}
        return [
            [*[*asked, *self._ids(text)][: LONGEST - 1], END, *known[context]][:LONGEST]
            for text, context in texts
        ]

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self.tokenizer.encode(normalize(text), add_special_tokens=False).ids
        return ids
