"""What texts say for the words of a question: long forms of short ones, legal words for everyday.

Three lists say so, ``short_forms.tsv`` (公租房: 公共租赁住房), ``everyday_words.tsv`` (老赖:
失信被执行人) and ``guide_words.tsv`` (在哪里办: 办理地点); a Store may know more short forms of its
own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from corpus.normalize import normalize

__all__ = ["Forms", "WordForms", "general_forms", "word_forms"]

Forms = Mapping[str, tuple[str, ...]]
"""The other forms of a word, by the word, the usual first."""


@dataclass(frozen=True, slots=True)
class WordForms:
    """A text's words that have other forms, and what is left of it.

    :param forms: by each word found, in the order in which they stand.
    :param rest: the text in comparison form, a space for each of these words.
    :param everyday: those whose forms are legal words, near in meaning but not the same name.
    :param asking: those that ask for a part of a service guide; their forms are its labels.
    """

    forms: Forms
    rest: str
    everyday: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()


def word_forms(text: str, own: Forms | None = None, *, without: Collection[str] = ()) -> WordForms:
    """Find the words of a text that have other forms, the longest first where they overlap.

    A word must begin and end where the text's words do: 社保 is no word of 公社保管. One that
    stands inside a form of its own, 公积金 in 住房公积金, has been said in full.

    :param own: forms that the Store defines, which come before the general ones.
    :param without: words that are to be taken as they stand.
    """
    plain = normalize(text)
    known = {**general_forms(), **own} if own else general_forms()
    if without:
        known = {word: forms for word, forms in known.items() if word not in without}
    found: dict[str, tuple[str, ...]] = {}
    rest: list[str] = []
    edges: frozenset[int] = frozenset()
    at = 0
    while at < len(plain):
        word = _word_at(plain, at, known)
        edges = edges or (_edges(plain) if word else edges)
        if word and {at, at + len(word)} <= edges:
            found[word] = known[word]
            rest.append(" ")
            at += len(word)
        else:
            rest.append(plain[at])
            at += 1
    everyday = (word for word, forms in found.items() if _everyday_words().get(word) is forms)
    asking = frozenset(found.keys() & _guide_words().keys())
    return WordForms(found, "".join(rest), frozenset(everyday), asking)


def _word_at(plain: str, at: int, known: Forms) -> str:
    """Return the longest word with other forms that begins at a place, or ""."""
    for length in range(min(_LONGEST, len(plain) - at), 0, -1):
        word = plain[at : at + length]
        forms = known.get(word)
        if forms is not None:
            return "" if any(word in form and form in plain for form in forms) else word
    return ""


def _edges(plain: str) -> frozenset[int]:
    """Return the places where words of the dictionary begin or end."""
    import rjieba

    places, at = {0}, 0
    # Without guesses at words that no dictionary has: 骗低保 is no word.
    for word in rjieba.cut(plain, False):
        at += len(word)
        places.add(at)
    return frozenset(places)


@cache
def general_forms() -> Forms:
    """Return the forms of all lists; they are of general use, whatever the Store holds."""
    return {**_guide_words(), **_everyday_words(), **_short_forms()}


@cache
def _guide_words() -> Forms:
    return _listed("guide_words.tsv")


@cache
def _everyday_words() -> Forms:
    return _listed("everyday_words.tsv")


@cache
def _short_forms() -> Forms:
    return _listed("short_forms.tsv")


_LONGEST = 8


def _listed(name: str) -> dict[str, tuple[str, ...]]:
    lines = files("rag.query").joinpath(name).read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[0]: tuple(row[1].split("|")) for row in rows}
