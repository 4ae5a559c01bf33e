"""The sentences of the evidence, each with how well it answers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.model import ClauseKind
from corpus.normalize import comparable
from corpus.text.sentences import split
from rag.passages.evidence import Evidence
from rag.query.expected_answer import AnswerKind
from rag.verification.injection import safe_length, speaks_to_model

__all__ = ["ENDS", "HEADING", "NUMBERED", "Sentence", "quotable", "sentences_of"]

_SHORTEST = 4
HEADING = 30
ENDS = '。;:!?,)"'
# Numbers that open headings, the highest first. Not corpus.numbering.RANK: there 一是 and 第一
# stand above 1., and a heading 2. that 一是 follows would read as the last item of a list.
_LEVELS = tuple(
    re.compile(mark)
    for mark in (
        r"第[^条章节]{1,8}[条章节]",
        r"[一二三四五六七八九十]+、",
        r"\([一二三四五六七八九十]+\)",
        r"\d+[.、]",
        r"\(\d+\)",
        r"—|-{2}|[①-⑳]",
    )
)
# A heading names a subject; figures, more clauses, names and duties say something of it.
_SAYS_MORE = re.compile(
    r"(?<!^)(?<!^.)\d(?![.、)])|[,:;!?]|[^。]$|。.|应当|不[得准予]|可以|由|《|必须|严禁|禁止|负责|免"
)
_ASKS = ("？", "?")
# A line of a law's history, which stands under its title and says when it was made and changed.
_HISTORY = re.compile(
    r"[(（]?[12]\d{3}年\d{1,2}月\d{1,2}日[^，,。；;]{0,80}"
    r"(?:通过|批准|公布|发布|颁布|修正|修订|修改|施行|实施)[)）。]*"
)
_GOES_ON = (";", "；", ":", "：")
_NEAR = 12  # characters looked at on either side of a heading
# A field of a form on a line of its own: 办理地点：…
_FIELD = re.compile(r"^[ \t\u3000]{0,8}[\u4e00-\u9fffA-Za-z（）()]{2,12}[:：]", re.MULTILINE)
_FORM = 2  # lines that are fields, from which on each is a sentence
_SPACE = re.compile(r"\s*\n\s*")
_WORD = re.compile(r"[^\W_]{2}")
NUMBERED = re.compile(
    r"^(?:第[^条章节]{1,8}[条章节]|[一二三四五六七八九十]+、|[(（][^)）]{1,4}[)）]|\d+[.、])"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, or a table row.

    :param start: offset in the Document's source text.
    :param end: offset just past it.
    """

    evidence: Evidence
    start: int
    end: int

    @property
    def quote(self) -> str:
        """Return the sentence exactly as it stands in the source."""
        return self.evidence.source[self.start : self.end]

    @property
    def pieces(self) -> tuple[str, ...]:
        """Return what is shown of it word for word: the sentence, or a row's headers and cells."""
        row = self.evidence.hit.row
        if row is None:
            return (_SPACE.sub("", self.quote).strip(),)
        cells = zip(row.header, row.cells, strict=False)
        return tuple(part for pair in cells if pair[1] for part in pair if part)

    @property
    def field(self) -> str:
        """Return the label of a form's field, 办理地点 of 办理地点：…; "" of other sentences."""
        found = None if self.evidence.hit.row else _FIELD.match(self.quote)
        return found[0].strip().rstrip(":：") if found else ""

    @property
    def shown(self) -> str:
        """Return the sentence as the answer shows it; a table row as header and cell in pairs."""
        row = self.evidence.hit.row
        if row is None:
            return self.pieces[0]
        cells = zip(row.header, row.cells, strict=False)
        return "；".join(f"{name}：{cell}" if name else cell for name, cell in cells if cell) + "。"


def sentences_of(evidence: Sequence[Evidence]) -> list[Sentence]:
    """Return the sentences of passages, in order.

    Left out are words that speak to a language model and what says nothing by itself: notes of
    the publisher, bare headings, the header line of a table.
    """
    return [
        Sentence(item, item.start + start, item.start + end)
        for item in evidence
        if item.hit.kind is not ClauseKind.NOTE
        for start, end in _spans(item)
    ]


def _spans(item: Evidence) -> list[tuple[int, int]]:
    text = item.text
    if item.hit.row is not None:
        return [] if speaks_to_model(text) else [(0, len(text))]
    return [(a, b) for a, b in _sentences(text) if _says_something(text[a:b])]


@lru_cache(maxsize=2048)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage's sentences, up to words that speak to a language model.

    In a form, which has no full stops, each field is one.
    """
    safe = text[: safe_length(text)]
    fields = [match.start() for match in _FIELD.finditer(safe)]
    if len(fields) < _FORM:
        return tuple(split(safe))
    bounds = [0, *(at for at in fields if at), len(safe)]
    return tuple(
        (a + start, a + end)
        for a, b in itertools.pairwise(bounds)
        for start, end in split(safe[a:b])
    )


def _says_something(text: str) -> bool:
    plain = comparable(text)
    if len(plain) < _SHORTEST or "\t" in text or not _WORD.search(NUMBERED.sub("", plain)):
        return False
    return not (NUMBERED.match(plain) and len(plain) < HEADING and plain[-1] not in ENDS)


def quotable(sentence: Sentence, kinds: frozenset[AnswerKind]) -> bool:
    """Return whether an answer may quote a sentence: a heading only where a list is asked for.

    A heading may end in a full stop; then its text comes after it. The last item of a list looks
    the same, but what follows that is numbered no lower than it is, and what stands before it
    ends in a semicolon or a colon.

    A question is none either: an interpretation asks itself what it answers next. Nor is a line of
    a law's history, but where a date is asked for.

    :param kinds: of answer asked for; headings tell which ones there are.
    """
    if sentence.quote.endswith(_ASKS) and sentence.evidence.hit.row is None:
        return False
    if AnswerKind.DATE not in kinds and _HISTORY.fullmatch(sentence.quote):
        return False
    plain = comparable(sentence.quote) if len(sentence.quote) < 2 * HEADING else ""
    level = _level(plain)
    if AnswerKind.LIST in kinds or level is None or _SAYS_MORE.search(plain):
        return True
    if len(plain) >= HEADING or sentence.evidence.hit.row is not None:
        return True
    source = sentence.evidence.source
    after = source[sentence.end : sentence.end + _NEAR].strip()
    before = source[max(0, sentence.start - _NEAR) : sentence.start].rstrip()
    below = _level(comparable(after))
    return not after or before[-1:] in _GOES_ON or (below is not None and below <= level)


def _level(plain: str) -> int | None:
    """Return how deep the number or dash that opens a text stands, ``None`` without one."""
    return next((i for i, mark in enumerate(_LEVELS) if mark.match(plain)), None)
