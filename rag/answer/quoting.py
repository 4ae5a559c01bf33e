"""A line of an answer made of quotes: which words of a sentence are shown, and how.

The citation holds the whole sentence; what is shown of it leaves out the number that opens it, and
where a sentence is very long only the part between semicolons that answers, with … where it is cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.model import TableRow
from corpus.normalize import comparable
from rag.answer.candidate_sentences import Sentence
from rag.model import Place
from rag.verification.injection import speaks_to_model

__all__ = [
    "WHOLE",
    "Line",
    "Quoted",
    "joined_line",
    "line_of",
    "row_text",
    "whole_sentence",
    "without_serial",
]

# Characters up to which a sentence is shown whole, its parts between semicolons together.
WHOLE = 150
_SERIAL = re.compile(
    r"\s*(?:第[一二三四五六七八九十百千零〇\d]{1,8}[条章节编款](?:之[一二三四五六七八九十]{1,3})?(?:\s+|(?=[\u4e00-\u9fff]))"
    r"|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）][、.．]?"
    r"|\d{1,2}[.、．](?!\d)|[①-⑳]|—{1,2}|-{2,}|[●•◆■▪·])\s*"
)
_SAID = re.compile(r"^\s*[问答][：:]\s*(?=\S)")  # of an interpretation in questions and answers
_ENDS = "。！？!?"
_BRIEF_ROW = 110  # characters of a row up to which all its columns are shown
_ROW_NUMBER = re.compile(r"序号|编号|^no\.?$", re.IGNORECASE)
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千万亿.,%％—~\-]+\S{0,4}")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that a line cites.

    :param pieces: what the line shows of it, each word for word.
    """

    sentence: Sentence
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer.

    :param text: as shown, without marks.
    :param quoted: the sentences that it is made of; each gets a mark at the line's end.
    :param added: what is shown beside their words: figures in English, a computation.
    """

    text: str
    quoted: tuple[Quoted, ...]
    added: str = ""


def without_serial(text: str) -> str:
    """Return a text without the numbers of articles and items, or the 答：, that open it."""
    left = _SAID.sub("", text, count=1)
    for _ in range(2):  # 第五条 （一）
        found = _SERIAL.match(left)
        if found is None or found.end() == len(left):
            break
        left = left[found.end() :]
    return left.strip() or text.strip()


def whole_sentence(sentence: Sentence, longest: int = WHOLE) -> Sentence:
    """Return the sentence with its other parts between semicolons, while that is not too long.

    Parts that speak to a language model stay out.

    :param longest: characters up to which it is shown whole.
    """
    place = sentence.evidence.hit.place_at(sentence.start)
    whole = _between_full_stops(sentence, place)
    if sentence.evidence.hit.row is not None or whole.end - whole.start > longest:
        return sentence
    return sentence if speaks_to_model(whole.quote) else whole


def _between_full_stops(sentence: Sentence, place: Place) -> Sentence:
    source, start, end = sentence.evidence.source, sentence.start, sentence.end
    while start > place.start and source[start - 1] not in f"{_ENDS}\n":
        start -= 1
    while end < place.end and source[end - 1] not in _ENDS and source[end] != "\n":
        end += 1
    while start < end and source[start].isspace():
        start += 1
    return replace(sentence, start=start, end=end)


def line_of(sentence: Sentence, *, words: frozenset[str] = frozenset()) -> Line:
    """Return the line that shows a sentence by itself.

    :param words: of the question, by which the columns of a table row are chosen.
    """
    row = sentence.evidence.hit.row
    if row is not None:
        text, pieces = row_text(row, words)
        return Line(text, (Quoted(sentence, pieces),))
    shown = without_serial(sentence.shown)
    text = f"{'…' if _cut_before(sentence) else ''}{shown}"
    if _cut_after(sentence):
        text = f"{text.rstrip('；;')}…"
    return Line(text, (Quoted(sentence, (shown.rstrip("；;"),)),))


def _cut_before(sentence: Sentence) -> bool:
    """Return whether the words before a sentence belong to it: it opens behind a semicolon."""
    before = sentence.evidence.source[max(0, sentence.start - 8) : sentence.start].rstrip()
    place = sentence.evidence.hit.place_at(sentence.start)
    return sentence.start > place.start and before[-1:] in ("；", ";")


def _cut_after(sentence: Sentence) -> bool:
    place = sentence.evidence.hit.place_at(sentence.start)
    return sentence.quote.rstrip()[-1:] in ("；", ";") and sentence.end < place.end


def row_text(row: TableRow, words: frozenset[str] = frozenset()) -> tuple[str, tuple[str, ...]]:
    """Return a table row as a sentence: what it is of, then its columns; and the words shown.

    Columns that share words with the question come alone where any do; row numbers are left out.

    :param words: of the question, in comparable form.
    """
    pairs = [(n, c) for n, c in zip(row.header, row.cells, strict=False) if c and c.strip()]
    pairs = [(name, cell) for name, cell in pairs if not _ROW_NUMBER.search(name.strip())]
    if not pairs:
        pairs = [(n, c) for n, c in zip(row.header, row.cells, strict=False) if c]
    at = next((i for i, (_, cell) in enumerate(pairs) if not _FIGURE.fullmatch(cell.strip())), 0)
    label, others = pairs[at][1].strip(), [*pairs[:at], *pairs[at + 1 :]]
    named = {word for word in words if word in comparable(label)}
    asked = [p for p in others if any(word in comparable("".join(p)) for word in words - named)]
    brief = sum(len(name) + len(cell) for name, cell in others) <= _BRIEF_ROW
    chosen = others if brief or not asked else asked
    shown = "；".join(f"{name.strip()}：{cell.strip()}" if name else cell for name, cell in chosen)
    pieces = (label, *(part.strip() for pair in chosen for part in pair if part))
    return (f"{label}：{shown}。" if shown else f"{label}。"), pieces


def joined_line(lines: Sequence[Line]) -> Line:
    """Return several lines as one: a lead-in and its item."""
    return Line(
        "".join(line.text for line in lines), tuple(q for line in lines for q in line.quoted)
    )
