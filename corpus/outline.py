"""Numbers that only a whole text explains: English sections, and outlines as 4, 4.1, 4.1.2.

A line such as ``2 Requirement for licence`` or ``(i) ambulances`` is numbered in one text and not
in another, so these labels are given to paragraphs after the text is cut, and only where the
numbers run on from one to the next.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.clean import Paragraph
from corpus.english import is_english
from corpus.numbering import Label

__all__ = ["outlined"]


def outlined(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of a text, labelled by the outline that it has as a whole."""
    if is_english([p.text for p in paragraphs[:30]]):
        form = _form_of(paragraphs)
        return list(_sections(paragraphs, form)) if form else paragraphs
    return _decimals(paragraphs)


# -- English sections --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """How a text heads its sections: the word that cites one, and the pattern of a head."""

    word: str
    pattern: re.Pattern[str]


# Section 2 of the Act amended … heads nothing.
_ENDS = r"(?=\s|$)(?!\s(?:of|and|or|to)\s)"
_FORMS = (
    _Form("Article ", re.compile(rf"Article\s+(\d{{1,4}})([a-z])?\b[.:]?{_ENDS}", re.IGNORECASE)),
    _Form("Section ", re.compile(rf"(?:Section|Sec\.)\s+(\d{{1,4}})([A-Z]?)\b[.:]?{_ENDS}", re.I)),
    _Form("§ ", re.compile(r"§+\s*(\d{1,4}[A-Z]?)[.–-](\d{1,4}(?:\.\d{1,3})?[a-z]?)\.?(?=\s|$)")),
    _Form("Rule ", re.compile(r"Rule\s+(\d{1,4})([A-Z]?)\b[.:]?(?=\s|$)", re.IGNORECASE)),
    _Form("Regulation ", re.compile(r"Regulation\s+(\d{1,4})([A-Z]?)\b[.:]?(?=\s|$)", re.I)),
)  # fmt: skip
_BARE = re.compile(r"(\d{1,3})([A-Z]?)\.?(?:\s*[—–]\s*(?=\(1\))|\s+(?=[A-Z“\"(]))")
_ACTS = (
    (re.compile(r"\bRules\b", re.IGNORECASE), "Rule "),
    (re.compile(r"\bRegulations\b", re.IGNORECASE), "Regulation "),
    (re.compile(r"\b(?:Act|Bill|Ordinance|Code|Law)\b", re.IGNORECASE), "Section "),
)
_SUB = re.compile(r"\((\d{1,3}|[a-z]{1,4}|[A-Z]{1,2})\)\s?")
_POINT = re.compile(r"(\d{1,2})\.\s(?=[A-Z“\"])")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_UNITS = ("sub1", "sub2", "sub3", "sub4")
_SCHEDULE = re.compile(
    r"(?:(THE|FIRST|SECOND|THIRD) )?(SCHEDULE|ANNEX|APPENDIX)(?: ([A-Z]{1,4}|\d{1,3}[A-Z]?))?"
    r"|(EXPLANATORY (?:STATEMENT|NOTE))",
    re.IGNORECASE,
)
_ORDER = {"first": 1, "second": 2, "third": 3}
_ENTRY = re.compile(r"(\d{1,3})\.?\s(?=[A-Z“\"(])")
# A heading beside or above a section, that ends as no sentence does.
_MARGIN = re.compile(r"[A-Z][^.;:]{2,78}[^.;:,—–-]")
_ENDED = (".", ";", ":", "—")
_LONGEST_ENTRY = 140  # characters of an entry in an arrangement of sections
_FEW = 2  # heads that make an outline


def _form_of(paragraphs: list[Paragraph]) -> _Form | None:
    """Return how a text heads its sections, None where it has none."""
    for form in _FORMS:
        heads = sum(form.pattern.match(p.text) is not None for p in paragraphs)
        if heads >= _FEW or (heads and form.word == "§ "):
            return form
    title = " ".join(p.text for p in paragraphs[:12])
    word = next((word for pattern, word in _ACTS if pattern.search(title)), None)
    numbers = [int(m[1]) for p in paragraphs if (m := _BARE.match(p.text))]
    runs_on = sum(b == a + 1 for a, b in itertools.pairwise(numbers))
    if word and numbers[:1] == [1] and runs_on >= _FEW:
        return _Form(word, _BARE)
    return None


def _sections(paragraphs: list[Paragraph], form: _Form) -> Iterator[Paragraph]:
    """Label the heads of sections, and what is numbered below them by its own levels."""
    levels = _Levels()
    inside, last = False, 0
    start = _body_start(paragraphs, form)
    for i, p in enumerate(paragraphs):
        m = _head_of(p, form, last) if i >= start else None
        if inside and _SCHEDULE.fullmatch(p.text):
            yield from _schedules(paragraphs[i:])
            return
        if m:
            levels.begin()
            inside, last = True, _leading(m[1])
            yield from _headed(p, _section_label(form, m), levels)
        elif inside and _is_margin(paragraphs, i, form, last):
            yield p._replace(label=Label("节", 0, 0, "", 0))
        elif inside and not p.noise and (p.label is None or p.label.unit not in ("章", "编")):
            yield from levels.labelled(p, 0, point=form.word == "Article ")
        else:
            yield p


def _head_of(p: Paragraph, form: _Form, last: int) -> re.Match[str] | None:
    """Return the number that heads a section; of bare ones only the next that is due.

    :param last: the number of the section before.
    """
    m = None if p.noise or p.row else form.pattern.match(p.text)
    if m and form.pattern is _BARE and int(m[1]) not in (1, last, last + 1):
        return None
    return m


def _is_margin(paragraphs: list[Paragraph], i: int, form: _Form, last: int) -> bool:
    """Return whether a line is the heading of the section that comes next, as Acts print them."""
    p = paragraphs[i]
    if p.label or p.noise or p.row or form.word == "Article " or not _MARGIN.fullmatch(p.text):
        return False
    following = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
    m = _head_of(following, form, last) if following else None
    return m is not None and _leading(m[1]) == last + 1 and paragraphs[i - 1].text.endswith(_ENDED)


def _schedules(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Label schedules and annexes, and what is numbered in them: Schedule 2 para. 4."""
    levels, word = _Levels(), "para."
    for p in paragraphs:
        m = _SCHEDULE.fullmatch(p.text)
        if m:
            levels.begin()
            word = "point" if (m[2] or "").lower() == "annex" else "para."
            yield p._replace(label=_schedule_label(m))
        elif p.noise or p.row or (p.label and p.label.unit in ("章", "编")):
            yield p
        elif entry := _ENTRY.match(p.text):
            levels.begin()
            number = int(entry[1])
            yield p._replace(label=Label("1.", number, 0, f" {word} {number}", entry.end()))
        else:
            yield from levels.labelled(p, 0, point=False)


def _schedule_label(m: re.Match[str]) -> Label:
    """Return the label of a schedule: Schedule 2, Annex III, First Schedule."""
    order, kind, number = (m[1] or "").lower(), (m[2] or m[4]).capitalize(), (m[3] or "").upper()
    value = int(re.sub(r"\D", "", number) or 0) or _roman(number.lower()) or _ORDER.get(order, 1)
    name = f"{order.capitalize()} {kind}" if order in _ORDER else f"{kind} {number}".strip()
    return Label("部分", value, 0, name, m.end())


def _body_start(paragraphs: list[Paragraph], form: _Form) -> int:
    """Return where the sections themselves begin, after an arrangement that lists them."""
    heads = [
        (i, _leading(m[1])) for i, p in enumerate(paragraphs) if (m := form.pattern.match(p.text))
    ]
    firsts = [i for i, number in heads if number == 1]
    for first, second in itertools.pairwise(firsts):
        listed = [i for i, _ in heads if first <= i < second]
        short = max(len(paragraphs[i].text) for i in listed) <= _LONGEST_ENTRY
        if len(listed) >= _FEW and short and not _has_parts(paragraphs[first:second]):
            return second
    return 0


def _has_parts(paragraphs: list[Paragraph]) -> bool:
    """Return whether sections are told in their parts, as an arrangement of them never does."""
    return any(_SUB.match(p.text) or "(1)" in p.text for p in paragraphs)


def _leading(number: str) -> int:
    m = re.match(r"\d+", number)
    return int(m[0]) if m else 0


def _section_label(form: _Form, m: re.Match[str]) -> Label:
    number, after = _leading(m[1]), m[2] or ""
    if form.word == "§ ":
        suffix = _leading(after)
        return Label("条", number, suffix, "".join(m[0].rstrip(". ").split(" ")), m.end())
    suffix = ord(after.lower()) - 96 if after else 0
    return Label("条", number, suffix, f"{form.word}{m[1]}{after}", m.end())


def _headed(p: Paragraph, label: Label, levels: _Levels) -> Iterator[Paragraph]:
    """Yield a section's head, and what is numbered on the same line as a paragraph of its own."""
    rest = p.text[label.end :]
    at = label.end + len(rest) - len(rest.lstrip(" —–"))
    if at < len(p.text) and _SUB.match(p.text, at):
        yield p.part(0, at, label._replace(end=at))._replace(label=label)
        yield from levels.labelled(p, at, point=False)
    else:
        yield p._replace(label=label)


class _Levels:
    """The levels of one section: a style of number first met stands below those before it."""

    def __init__(self) -> None:
        self.styles: list[str] = []
        self.letter = ""

    def begin(self) -> None:
        """Start a section."""
        self.styles.clear()
        self.letter = ""

    def labelled(self, p: Paragraph, at: int, *, point: bool) -> Iterator[Paragraph]:
        """Yield a paragraph with its label; one with two numbers in a row is cut between them.

        :param at: where in the paragraph to begin. :param point: whether 1. stands for (1).
        """
        m = _SUB.match(p.text, at) or (_POINT.match(p.text, at) if point else None)
        if not m:
            yield p._replace(label=None) if at == 0 else p.part(at, len(p.text))
            return
        label = self._label(m, at)
        if _SUB.match(p.text, m.end()):
            piece = p.part(at, m.end())
            yield piece._replace(label=label._replace(end=len(piece.text)))
            yield from self.labelled(p, m.end(), point=False)
            return
        piece = p if at == 0 else p.part(at, len(p.text))
        yield piece._replace(label=label)

    def _label(self, m: re.Match[str], at: int) -> Label:
        style, number = self._style(m[1])
        if style in self.styles:
            del self.styles[self.styles.index(style) + 1 :]
        elif len(self.styles) < len(_UNITS):
            self.styles.append(style)
        unit = _UNITS[self.styles.index(style)] if style in self.styles else _UNITS[-1]
        return Label(unit, number, 0, f"({m[1]})", m.end() - at)

    def _style(self, token: str) -> tuple[str, int]:
        """Return the style and the value of a number; (i) after (h) is a letter."""
        if token.isdigit():
            return "1", int(token)
        roman = _roman(token.lower())
        follows = self.letter and len(token) == 1 and ord(token) == ord(self.letter) + 1
        is_roman = roman and not (follows and self.styles[-1:] != ["i"])
        if is_roman and (token.lower() == "i" or "i" in self.styles or len(token) > 1):
            return ("i", roman) if token.islower() else ("I", roman)
        self.letter = token if token.islower() else self.letter
        return ("a" if token.islower() else "A"), ord(token[0].lower()) - 96


def _roman(text: str) -> int:
    if not text or any(c not in _ROMAN for c in text):
        return 0
    values = [_ROMAN[c] for c in text]
    return sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))


# -- outlines in decimals ----------------------------------------------------------------------

_DECIMAL = re.compile(
    r"(\d{1,2}(?:\.\d{1,2}){1,3})(?![.\d%％])[ \u3000]*"
    r"(?=[\u4e00-\u9fffA-Za-z《“(（])(?![元米吨倍年月日个万亿千百分秒时克升人次岁户亩度mMkKgG℃])"
)
_WHOLE = re.compile(r"(\d{1,2})[ \u3000]+(?=[\u4e00-\u9fff])")
_DECIMAL_UNITS = ("1", "1.1", "1.1.1", "1.1.1.1")
_DUE = 3  # decimal numbers in order that make an outline


def _decimals(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Label the lines of a decimal outline, and the chapters above it."""
    found = {
        i: tuple(map(int, m[1].split(".")))
        for i, p in enumerate(paragraphs)
        if p.text[:1].isdigit() and not p.noise and not p.row and "\t" not in p.text
        if (m := _DECIMAL.match(p.text))
    }
    numbers = list(found.values())
    in_order = sum(_follows(a, b) for a, b in itertools.pairwise(numbers))
    if in_order < _DUE or 2 * in_order < len(numbers):
        return paragraphs
    chapters = {number[0] for number in numbers}
    out = []
    for i, p in enumerate(paragraphs):
        m = _DECIMAL.match(p.text) if i in found else None
        head = None if m or p.noise else _WHOLE.match(p.text)
        if m:
            out.append(p._replace(label=_decimal_label(m)))
        elif head and len(p.text) <= 40 and _is_chapter(int(head[1]), chapters, p.text):
            out.append(p._replace(label=Label("1", int(head[1]), 0, head[1], head.end())))
        else:
            out.append(p)
    return out


def _is_chapter(number: int, chapters: set[int], text: str) -> bool:
    return 0 < number <= max(chapters) + 3 and text[-1] not in "。；;，,：:"


def _follows(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    """Tell whether one number of an outline comes next after another."""
    if len(b) == len(a) + 1:
        return b[:-1] == a and b[-1] == 1
    above = a[: len(b)]
    return any(
        b[:n] == above[:n] and b[n] == above[n] + 1 and set(b[n + 1 :]) <= {1}
        for n in range(len(b))
    )


def _decimal_label(m: re.Match[str]) -> Label:
    parts = m[1].split(".")
    return Label(_DECIMAL_UNITS[len(parts) - 1], int(parts[-1]), 0, m[1], m.end())
