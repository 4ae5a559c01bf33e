"""Words placed on pages to lines of text: rows, columns, tables, margins, paragraphs.

Coordinates are in points, upwards from the bottom of the page. Everything is told by where it
stands: a running head stands apart from the text at one height on several pages, a footnote
below it in smaller letters, a cell between ruled lines or in line with those above it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from statistics import median

from corpus.numbering import read_label
from corpus.readers.layout_margins import without_margins
from corpus.readers.layout_rows import rows_of
from corpus.readers.placed import Line, Word
from corpus.readers.reading import Reading, counted

__all__ = ["Page", "lines_to_text"]

_ENDS = "。！？!?；;：:"
_PAUSES = "。！？!?；;：:）)》】”号日"
_LEADER = re.compile(
    r"(?P<entry>\S.{1,90}?)(?:\s*[.．·…‥]\s*){4,}\s*[(（]?(?:\d{1,4}|[ivx]{1,6})[)）]?$"
)
_HYPHENS = "-\u00ad\u2010"
_BULLET = re.compile(r"[•●■□◆▪○–·]\s|\(?[a-zA-Z\divx]{1,4}[.)]\s")
_FEW = 8  # lines from which a margin is told by what is usual


@dataclass(frozen=True, slots=True)
class Page:
    """The words and ruled lines of a page.

    :param rules: ruled lines as (x, y, x, y), each level or upright.
    """

    words: list[Word]
    width: float = 595.0
    height: float = 842.0
    rules: tuple[tuple[float, float, float, float], ...] = ()


def lines_to_text(pages: list[Page], warnings: Iterable[str] = ()) -> Reading:
    """Return the text of pages: a paragraph or table row a line, running heads left out."""
    rows = [rows_of(p.words, p.width, p.rules, n) for n, p in enumerate(pages)]
    offered = sum(counted(w.text) for p in pages for w in p.words)
    kept = without_margins(rows, [p.height for p in pages])
    body = _noted([line for lines in kept for line in _without_contents(lines)])
    paragraphs = _mended(body)
    title = _title([line for line in body if line.page == body[0].page]) if body else ""
    starts = _page_starts(paragraphs, len(pages))
    text = "\n".join(p.text for p in paragraphs)
    return Reading(text, title, offered=offered, warnings=tuple(warnings), pages=starts)


def _page_starts(paragraphs: list[Line], pages: int) -> tuple[int, ...]:
    """Return the offset in the text at which each page begins."""
    begun: list[int] = []
    at = 0
    for p in paragraphs:
        for page, offset in ((p.page, 0), *p.turns):
            begun += [at + offset] * (page + 1 - len(begun))
        at += len(p.text) + 1
    return tuple(begun + [max(0, at - 1)] * (pages - len(begun)))


def _without_contents(lines: list[Line]) -> list[Line]:
    """Drop the entries of a table of contents, told by the dots that lead to their pages."""
    entries = [i for i, line in enumerate(lines) if _LEADER.fullmatch(line.text)]
    if len(entries) < 3:
        return lines
    first, last = entries[0], entries[-1]
    inside = len(entries) >= 0.5 * (last - first + 1)
    listed = set(range(first, last + 1)) if inside else set(entries)
    head = first - 1
    if head >= 0 and "".join(lines[head].text.split()).lower() in ("目录", "目次", "contents"):
        listed.add(head)
    return [line for i, line in enumerate(lines) if i not in listed]


# -- footnotes ---------------------------------------------------------------------------------

_NOTE = re.compile(r"(?P<mark>[①-⑳]|\[\d{1,2}\]|[*＊※]|\d{1,2}(?=\D))\s*(?P<text>\S.*)")


def _noted(lines: list[Line]) -> list[Line]:
    """Put footnotes at their marks; what has no mark in the text stands where it stood."""
    size = _usual([line.height for line in lines])
    out: list[Line] = []
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for page in by_page.values():
        out += _page_noted(page, size)
    return out


def _page_noted(lines: list[Line], size: float) -> list[Line]:
    first = len(lines)
    while first and lines[first - 1].height <= 0.9 * size and not lines[first - 1].is_row:
        first -= 1
    notes: list[tuple[str, str]] = []
    for line in lines[first:]:
        m = _NOTE.match(line.text)
        if m:
            notes.append((m["mark"], m["text"]))
        elif notes:
            notes[-1] = (notes[-1][0], notes[-1][1] + line.text)
        else:
            return lines
    body = lines[:first]
    for mark, text in notes:
        at = next((i for i, b in enumerate(body) if b.text.find(_marked(mark)) > 0), None)
        if at is None:
            return lines
        held = body[at].text.replace(_marked(mark), f"[注：{text}]", 1)
        body[at] = replace(body[at], text=held)
    return body if notes else lines


def _marked(mark: str) -> str:
    return f"[{mark}]" if mark.isdecimal() and not "①" <= mark <= "⑳" else mark


# -- paragraphs --------------------------------------------------------------------------------


def _mended(lines: list[Line]) -> list[Line]:
    """Join lines that the page's width broke."""
    if not lines:
        return []
    margins = _margins(lines)
    pitch = _pitches(lines)
    starts = [line.left >= margins[line.column][0] + 1.2 * line.height for line in lines]
    indented = 0.1 <= sum(starts) / len(starts) <= 0.8
    out: list[Line] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and _continues(
            previous, line, margins[line.column], pitch, indented=indented
        ):
            out[-1] = _run_on(out[-1], previous, line)
        else:
            out.append(line)
        previous = line
    return out


def _run_on(paragraph: Line, previous: Line, line: Line) -> Line:
    """Return a paragraph with the line that goes on with it."""
    text, turns = _joined(paragraph.text, line.text), paragraph.turns
    if previous.page != line.page:
        turns = (*turns, (line.page, len(text) - len(line.text)))
    return replace(paragraph, text=text, turns=turns)


def _joined(before: str, after: str) -> str:
    if before[-1] in _HYPHENS and before[-2:-1].isalpha() and after[:1].islower():
        return before[:-1] + after
    if before[-1] in _HYPHENS and before[-2:-1].isalnum():
        return before + after
    latin = before[-1] < "\u2e80" and after[0] < "\u2e80"
    return before + (" " if latin and not before[-1].isspace() else "") + after


def _margins(lines: list[Line]) -> dict[int, tuple[float, float]]:
    """Return the left and right margin of each column."""
    found = {}
    for column in {line.column for line in lines}:
        own = [line for line in lines if line.column == column and not line.is_row]
        own = own or [line for line in lines if line.column == column]
        rights = sorted(line.right for line in own)
        right = rights[-1] if len(own) < _FEW else rights[int(len(rights) * 0.95)]
        found[column] = (_common([line.left for line in own]), right)
    return found


def _common(values: list[float]) -> float:
    """Return the leftmost edge that many lines share."""
    counts = Counter(round(v) for v in values)
    usual = [v for v, n in counts.items() if n >= max(2, len(values) // 12)]
    return float(min(usual, default=round(min(values))))


def _usual(values: list[float]) -> float:
    return median(values) if values else 1.0


def _pitches(lines: list[Line]) -> float:
    """Return the usual distance from one line to the next, in heights of a line."""
    steps = [
        (a.top - b.top) / a.height
        for a, b in itertools.pairwise(lines)
        if a.page == b.page and a.column == b.column and a.top > b.top
    ]
    return _usual([s for s in steps if s < 4]) if steps else 1.5


def _continues(
    previous: Line, line: Line, margins: tuple[float, float], pitch: float, *, indented: bool
) -> bool:
    left, right = margins
    em = max(previous.height, 6.0)
    if previous.is_row or line.is_row or read_label(line.text) or _BULLET.match(line.text):
        return False
    if abs(previous.height - line.height) > 0.15 * em or previous.bold != line.bold:
        return False
    if previous.page != line.page and indented and previous.text[-1] not in _PAUSES:
        # A paragraph's first line is indented here, so this one goes on from the page before.
        return line.left < left + 0.8 * em and previous.left < left + 3.2 * em
    same = previous.page == line.page and previous.column == line.column
    if same and previous.top - line.top > (pitch + 0.45) * em:
        return False
    if previous.left > left + max(4.2 * em, 0.25 * (right - left)):
        return False  # a date or a name at the right, a title in the middle
    if previous.text[-1] in _HYPHENS and line.text[:1].islower():
        return True
    if line.left >= left + 1.2 * em and not _is_block(previous, line, em):
        return False
    if _is_latin(previous.text) and _is_latin(line.text):
        return _runs_on(previous, line, right)
    full = previous.right >= right - 2.2 * em
    return full and not (previous.text[-1] in _ENDS and line.left > left + 0.8 * em)


def _is_block(previous: Line, line: Line, em: float) -> bool:
    """Tell whether two indented lines of Latin text are of one block."""
    return _is_latin(line.text) and abs(previous.left - line.left) <= 3 * em


def _is_latin(text: str) -> bool:
    return sum(c < "\u2e80" for c in text[:60]) >= 0.9 * len(text[:60])


def _runs_on(previous: Line, line: Line, right: float) -> bool:
    """Tell whether a ragged line broke because the next word did not fit on it."""
    letter = (previous.right - previous.left) / max(1, len(previous.text))
    word = letter * (len(line.text.split(maxsplit=1)[0]) + 1)
    fits = previous.right + word < right - 2 * letter
    if fits:
        return previous.text[-1] not in ".:;!?" and line.text[:1].islower()
    return not (previous.text[-1] in ":;" and line.text[:1].isupper())


# -- the title ---------------------------------------------------------------------------------

_ANNEX = re.compile(r"(?:annex|annexure|appendix|form)\s*[A-Z\d]{0,3}\s*:?", re.IGNORECASE)
_ANNEX_LEAD = re.compile(r"^(?:annex|annexure|appendix)\s+[A-Z\d]{1,3}\s*[:：]\s*", re.IGNORECASE)
_TITLE_SHARE = 1.12  # of the usual height of a line


def _title(lines: list[Line]) -> str:
    """Return the lines of the first page set in the largest letters, or in bold in the middle."""
    top = [line for line in lines[:30] if not line.is_row and len(line.text) >= 2]
    if not top:
        return ""
    usual = _usual([line.height for line in lines])
    largest = max(line.height for line in top)
    if largest >= _TITLE_SHARE * usual:
        return _run(top, lambda line: line.height >= 0.97 * largest)
    return _run(top[:8], lambda line: line.bold)


def _run(lines: list[Line], belongs: Callable[[Line], bool]) -> str:
    """Return the lines that belong to a title, set alike and close together, as one."""
    run: list[Line] = []
    for line in lines:
        if not belongs(line) or (run and _opens_article(line.text)):
            if run:
                break
        elif not run or _set_alike(run[-1], line):
            run.append(line)
        elif not _ANNEX.fullmatch(run[-1].text):
            break
        else:
            run = [line]
    words = [line.text for line in run if not _ANNEX.fullmatch(line.text)]
    if not 0 < len(words) <= 5:
        return ""
    title = words[0]
    for word in words[1:]:
        title = _joined(title, word)
    return _ANNEX_LEAD.sub("", title)


def _opens_article(text: str) -> bool:
    label = read_label(text)
    return label is not None and label.unit == "条"


def _set_alike(above: Line, line: Line) -> bool:
    """Tell whether two lines are in the middle alike or at the left alike, and close together."""
    near = 1.5 * line.height
    middle = abs((above.left + above.right) - (line.left + line.right)) / 2 <= near
    left = abs(above.left - line.left) <= near
    return (middle or left) and above.bottom - line.top <= 1.2 * line.height
