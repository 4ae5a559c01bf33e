"""A question, read once into one value that every later stage takes its facts from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.address import Address, Step
from corpus.normalize import comparable, to_simplified
from corpus.text.document_numbers import find_numbers
from rag.errors import InvalidQuestion
from rag.query.as_of_date import asked_date, without_date
from rag.query.asked_places import asked_places, readable
from rag.query.entities import issuers_in, periods_in, places_asked_about, years_asked_about
from rag.query.expected_answer import AnswerKind, ExpectedAnswer, expected_answer
from rag.query.language import language_of
from rag.query.named_documents import is_short_number
from rag.query.small_talk import SmallTalk, small_talk
from rag.query.sub_questions import parts_of

__all__ = ["Question", "analyse"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. No later stage reads its text again.

    Of general use are ``text``, ``search`` and ``plain``; the rest is what was read in them.

    :param text: as asked, trimmed.
    :param search: what is searched for: ``text``, or the completed follow-up.
    :param plain: ``search`` in comparable form.
    :param language: "zh" or "en", the language of the answer.
    :param expected: the answer that it expects.
    :param numbers: document numbers named, in canonical form.
    :param titles: titles named in 《》.
    :param addresses: the places named inside a document.
    :param parts: what it asks one after another, or the sides it compares, each read as a question
        of its own; empty when it asks one thing.
    :param as_of: the date at which it wants documents judged (2015年时…), ``None`` for today.
    :param undated: ``search`` without the words that name that date.
    :param places: places it asks about; ``issuers``: offices that it says have issued something;
        ``periods``: dates and periods. All as it writes them, in simplified characters.
    :param years: the years it asks about, four digits each.
    :param figures: its figures as digits, such as 30%; ``quoted``: what stands in quote marks.
    :param defined: the terms whose meaning it asks for, or that it quotes.
    :param small_talk: what it is where it asks nothing of documents: a greeting, thanks …
    :param named: ids of the Documents that it names exactly, once they are looked up.
    :param short_number: whether it names a document by the end of its number (75号文).
    """

    text: str
    search: str
    plain: str
    language: str
    expected: ExpectedAnswer
    numbers: tuple[str, ...]
    titles: tuple[str, ...]
    addresses: tuple[Address, ...]
    parts: tuple[Question, ...] = ()
    as_of: str | None = None
    undated: str = ""
    places: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    years: frozenset[str] = frozenset()
    figures: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    defined: tuple[str, ...] = ()
    short_number: bool = False
    named: tuple[str, ...] = ()
    small_talk: SmallTalk | None = None

    @property
    def kinds(self) -> frozenset[AnswerKind]:
        """Return the kinds of answer asked for; empty when none is recognised."""
        return self.expected.kinds

    @property
    def compares(self) -> bool:
        """Return whether it asks for a comparison."""
        return AnswerKind.COMPARE in self.expected.kinds

    @property
    def completed(self) -> bool:
        """Return whether it is a follow-up that was completed from earlier questions."""
        return self.search != self.text


_TITLE = re.compile(r"《([^《》]{2,120})》")
_ARTICLE = re.compile(r"\b(?:Articles?|Art\.)\s?(\d{1,4})\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d[\d.,]*%?")
# In comparable text, where every quote mark is a straight one.
_QUOTED = re.compile(r'"([^"]{2,24})"')
_DEFINED = re.compile(
    r'(?:什么(?:是|叫)|何谓|怎么(?:定义|理解|界定))"?([^"?,。]{2,16})'
    r'|(?:^|[,。的说里中])"?([^"?,。的]{2,12})"?(?:具体|到底|究竟)?(?:是?指的?是?|是|算是?)(?:什么|哪|(?:用来)?[干做](?:什么|啥|嘛))'
)


def analyse(text: str, *, search: str | None = None, limit: int = 500) -> Question:
    """Read a question.

    :param search: the completed form of a follow-up; ``text`` itself when ``None``.
    :param limit: characters a question may have.
    :raises InvalidQuestion: it is empty or longer than ``limit``.
    """
    return _read(_checked(text, limit), search, divided=True)


def _expected(asked: str, searched: str) -> ExpectedAnswer:
    """Return the answer expected: what a follow-up asks for itself, else what was asked before."""
    for text in dict.fromkeys((asked, searched)):
        spaced = to_simplified(unicodedata.normalize("NFKC", text))
        found = expected_answer(spaced, comparable(text))
        if found.kinds or found.phone or text == searched:
            return found
    return found


def _read(asked: str, search: str | None, *, divided: bool) -> Question:
    """Read a question that has been checked.

    :param divided: read its parts too; a part has none.
    """
    searched = search or asked
    plain = comparable(searched)
    expected = _expected(asked, searched)
    compares = AnswerKind.COMPARE in expected.kinds
    quoted = tuple(_QUOTED.findall(plain))
    divided = divided and searched == asked  # a follow-up does not ask the question before again
    parts = parts_of(searched, compares=compares) if divided else ()
    return Question(
        text=asked,
        search=searched,
        plain=plain,
        language=language_of(asked),
        expected=expected,
        numbers=tuple(find_numbers(searched)),
        titles=tuple(_TITLE.findall(searched)),
        addresses=_addresses(_TITLE.sub("", searched)),
        parts=tuple(_read(part.strip(), None, divided=False) for part in parts),
        # Who compares then and now wants both.
        as_of=None if compares else asked_date(searched),
        undated=without_date(searched),
        places=places_asked_about(plain),
        issuers=issuers_in(plain),
        periods=periods_in(plain),
        years=years_asked_about(plain),
        figures=tuple(_DIGITS.findall(plain)),
        quoted=quoted,
        defined=_defined_in(plain, quoted, expected),
        short_number=is_short_number(plain),
        small_talk=small_talk(searched),
    )


def _defined_in(plain: str, quoted: tuple[str, ...], expected: ExpectedAnswer) -> tuple[str, ...]:
    """Return the terms whose meaning a question asks for, or that it quotes."""
    # A term in quotes is one of the document's own, whose meaning helps whatever is asked.
    found = _DEFINED.search(plain) if AnswerKind.DEFINITION in expected.kinds else None
    terms = [*quoted, *(group for group in (found.groups() if found else ()) if group)]
    return tuple(dict.fromkeys(terms))


def _addresses(text: str) -> tuple[Address, ...]:
    """Return the places named in a text; Article 8 of an English one is 第8条."""
    plain = readable(text)
    english = (Step("条", int(m[1]), 0, m[0]) for m in _ARTICLE.finditer(plain) if int(m[1]))
    found = (p.place for p in asked_places(plain))
    typed = [place for place in found if isinstance(place, Address)]
    return (*typed, *(Address((step,)) for step in english))


def _checked(text: str, limit: int) -> str:
    """Return the question without control characters and padding, or refuse it."""
    cleaned = "".join(c if c.isprintable() else " " for c in text).strip()
    if not any(c.isalnum() for c in cleaned):
        raise InvalidQuestion("the question is empty: write what you want to know in a sentence")
    if len(cleaned) > limit:
        raise InvalidQuestion(
            f"the question has {len(cleaned)} characters, the limit is {limit}: ask it shorter, "
            "or add the text as a document and ask about it"
        )
    return cleaned
