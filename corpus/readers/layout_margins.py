"""Running heads and feet: what stands apart from the text at one height on several pages."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from statistics import median

from corpus.numbering import read_label
from corpus.readers.placed import Line
from corpus.text.dates import whole_date
from corpus.titles import is_body_name, is_number_line

__all__ = ["without_margins"]

_EDGE = 3  # lines at the top and bottom of a page that may be in its margin
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第?\s*\d{1,4}\s*页?(?:[,，]?\s*[/共]\s*(?:共\s*)?\d{1,4}\s*页?)?|[ivxIVX]{1,5}"
    r"|Page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|\d{1,4}\s+of\s+\d{1,4})[-—–·\s]*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://\S+|file://\S+)(?:\s+\d{1,4}\s*/\s*\d{1,4})?")
_PRINTED = re.compile(r"[12]\d{3}[/-]\d{1,2}[/-]\d{1,2}\s+\d{1,2}:\d{2}\s.*")
_DASHED = re.compile(r"[-—–]\s*\d{1,4}\s*[-—–]")
_SENTENCE = re.compile(r"[，。；！？：]|[,.;:]\s?$|, .{12}")
_OFTEN = 3  # pages on which a line recurs that is a running head wherever it stands
_APART = 1.35  # of the usual distance between lines
_OUTER = 0.09  # of the height of a page
_SAME_HEIGHT = 6.0  # points


def without_margins(pages: list[list[Line]], heights: list[float]) -> list[list[Line]]:
    """Drop the running heads and feet of pages, and the numbers of pages.

    A document's number, a date, an issuing body, an article or a row of a table is never one.
    """
    recurring = _recurring(pages)
    pitch = _pitch(pages)
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        first, last = 0, len(lines)
        while first < min(_EDGE, last) and _is_margin(lines, first, -1, pitch, height, recurring):
            first += 1
        while (
            last > first
            and len(lines) - last < _EDGE
            and _is_margin(lines, last - 1, 1, pitch, height, recurring)
        ):
            last -= 1
        kept.append(lines[first:last])
    return kept


def _is_margin(
    lines: list[Line],
    i: int,
    side: int,
    pitch: float,
    height: float,
    recurring: dict[tuple[str, int], int],
) -> bool:
    """Tell whether a line is in the margin; ``side`` is 1 at the bottom of the page."""
    line = lines[i]
    text = line.text.strip()
    inner = i - side
    gap = _distance(lines, i, inner)
    apart = gap is None or gap >= _APART * pitch
    outer = line.bottom < _OUTER * height if side > 0 else line.top > (1 - _OUTER) * height
    if _ADDRESS.fullmatch(text) or (_PRINTED.fullmatch(text) and outer):
        return outer or apart
    if line.is_row or _is_own(text):
        return False
    if _PAGE_NUMBER.fullmatch(text):
        return outer or _DASHED.fullmatch(text) is not None or (apart and len(lines) > 1)
    times = max(recurring.get((_shape(text), _band(line) + d), 0) for d in (-1, 0, 1))
    return times >= _OFTEN or (times > 0 and (apart or outer))


def _is_own(text: str) -> bool:
    """Tell whether a line is the document's own whatever recurs: its number, date or issuer."""
    if _PAGE_NUMBER.fullmatch(text):
        return False
    return bool(
        _SENTENCE.search(text)
        or is_number_line(text)
        or whole_date(text)
        or is_body_name(text)
        or read_label(text)
    )


def _recurring(pages: list[list[Line]]) -> dict[tuple[str, int], int]:
    """Return how often what recurs at one height near the edges of neighbouring pages does."""
    seen: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, lines in enumerate(pages):
        edges = {id(line): line for line in (*lines[:_EDGE], *lines[-_EDGE:])}
        for line in edges.values():
            for band in (_band(line) - 1, _band(line), _band(line) + 1):
                seen[_shape(line.text), band].append(number)
    near = {
        key: sum(0 < b - a <= 4 for a, b in itertools.pairwise(numbers))
        for key, numbers in seen.items()
        if key[0]
    }
    return {key: times + 1 for key, times in near.items() if times}


def _band(line: Line) -> int:
    return round(line.bottom / _SAME_HEIGHT)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", "".join(text.split()))


def _pitch(pages: list[list[Line]]) -> float:
    """Return the usual distance between the middles of two lines, in points."""
    steps = [
        d
        for lines in pages
        for i in range(len(lines) - 1)
        if (d := _distance(lines, i, i + 1)) is not None and d > 0
    ]
    return median(steps) if steps else 20.0


def _distance(lines: list[Line], a: int, b: int) -> float | None:
    if not 0 <= b < len(lines):
        return None
    one, other = lines[a], lines[b]
    return abs((one.top + one.bottom) / 2 - (other.top + other.bottom) / 2)
