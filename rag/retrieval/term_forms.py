"""Words of a question that texts may say in other forms, each counted as one word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tokens import tokens
from rag.query.word_forms import Forms

__all__ = ["TermForms"]

# An everyday word in a fiftieth as many clauses as the legal one is the Store's own word too.
_USED = 50


@dataclass(frozen=True, slots=True)
class TermForms:
    """The forms of each word: how it is written, and the tokens that each form is cut into.

    :param spellings: by word, the word first.
    :param tokens: all tokens, each once.
    :param columns: by word and spelling, the places of its tokens in ``tokens``.
    """

    spellings: tuple[tuple[str, ...], ...]
    tokens: tuple[str, ...]
    columns: tuple[tuple[tuple[int, ...], ...], ...]

    @classmethod
    def of(cls, words: Sequence[str], forms: Forms) -> TermForms:
        """Cut the forms of words; a word without other forms is a token as it stands."""
        spellings = tuple((word, *forms.get(word, ())) for word in words)
        cut = [
            [tokens(text) for text in each] if len(each) > 1 else [list(each)] for each in spellings
        ]
        places: dict[str, int] = {}
        columns = tuple(
            tuple(tuple(places.setdefault(t, len(places)) for t in text) for text in each if text)
            for each in cut
        )
        return cls(spellings, tuple(places), columns)

    @property
    def plain(self) -> bool:
        """Return whether no word has another form."""
        return len(self.tokens) == len(self.spellings) and all(
            len(each) == 1 for each in self.spellings
        )

    def of_words(self, values: NDArray[Any]) -> NDArray[Any]:
        """Bring a column a token down to a column a word.

        A form has the value of its least token, a word that of its best form.

        :param values: [n, tokens].
        """
        if self.plain:
            return values
        found = [
            np.max([values[:, list(form)].min(axis=1) for form in each], axis=0)
            for each in self.columns
        ]
        return np.stack(found, axis=1)

    def needed(self, everyday: Collection[str], of_tokens: Mapping[str, int]) -> TermForms:
        """Leave everyday words without other forms where the Store uses them itself.

        :param everyday: words whose forms are near in meaning but not the same name.
        """
        counts = self._counts(of_tokens)
        kept = [
            each[0] not in everyday or _USED * of[0] < max(of)
            for each, of in zip(self.spellings, counts, strict=True)
        ]
        return TermForms(
            tuple(each if k else each[:1] for each, k in zip(self.spellings, kept, strict=True)),
            self.tokens,
            tuple(each if k else each[:1] for each, k in zip(self.columns, kept, strict=True)),
        )

    def absent(self, of_tokens: Mapping[str, int]) -> frozenset[str]:
        """Return the words that the Store has in none of their other forms."""
        return frozenset(
            each[0]
            for each, of in zip(self.spellings, self._counts(of_tokens), strict=True)
            if not any(of[1:])
        )

    def frequencies(self, of_tokens: Mapping[str, int]) -> list[int]:
        """Return in how many clauses each word stands in any form, as near as tokens tell."""
        return [max(each) for each in self._counts(of_tokens)]

    def others(self, of_tokens: Mapping[str, int]) -> tuple[str, ...]:
        """Return the form of each word that stands in most clauses, where its own stand in fewer.

        What the texts call as the question does needs no other words to be found by.
        """
        found = []
        for spellings, counts in zip(self.spellings, self._counts(of_tokens), strict=True):
            most = counts.index(max(counts))
            if most:
                found.append(spellings[most])
        return tuple(found)

    def _counts(self, of_tokens: Mapping[str, int]) -> list[list[int]]:
        """Return by word and form in about how many clauses it stands."""
        return [
            [min(of_tokens.get(self.tokens[i], 0) for i in form) for form in each]
            for each in self.columns
        ]
