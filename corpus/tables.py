"""Tables in a text: rows that know their header, whether parted by tabs, bars or mere spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.clean import Paragraph, is_row, merged
from corpus.model import TableRow
from corpus.text.units import HAN_UNITS

__all__ = ["unit_of_table", "with_tables"]

_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?")
_FIRST = re.compile(r"[1１一]\s+\S")
_NUMBERED = re.compile(r"(\d{1,4})\s+\S")
_HEADS = (
    "序号", "编号", "项目", "指标", "类别", "名称", "序 号", "年度", "单位", "县", "地区", "部门",
    "事项", "任务",
)  # fmt: skip
_VALUE = re.compile(
    r"[≥≤<>＞＜約约]?[-+]?\d[\d.,，]*\s?[%％‰]?[\u4e00-\u9fff]{0,3}[-—–~]?[\d.]*[%％年月日]?"
)
# What a cell of a table does not hold; where a sentence ends is not asked here.
_SENTENCE_MARK = re.compile(r"[。；;：:]")
# The unit of a whole table, on a line above it. Of two units, one each belongs to some columns.
_UNIT = re.compile(
    r"(?:^|[(（\[【\s])(?:计量|计价|金额|数量)?单位\s?[:：]\s?"
    r"(?P<unit>(?:人民币)?(?P<of>[\u4e00-\u9fff%％㎡]{1,6})(?:[/／每·][\u4e00-\u9fff·/／㎡]{1,8})?)\s?[)）\]】]?$"
)
_MULTIPLE = "百千万亿"
_LONGEST_CAPTION = 60
_CAPTION = 2  # lines above a table that may state it
_BARE = re.compile(r"[-+]?\d[\d,，]*(?:\.\d+)?")
# Columns whose figures are counted in something else, or in nothing.
_OTHERWISE = re.compile(r"[(（%％]|序|号|年|月份|日期|率|比例|人数|户数|数量|代码|电话|邮编")
_MAX_CELLS = 40
_SUMS = ("合计", "总计", "共计", "小计", "合 计", "总 计", "Total")


def with_tables(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Return ``paragraphs`` with the rows of each table marked and, if flattened, mended.

    A marked row carries its TableRow, its number in the table and the table's number.
    """
    out: list[Paragraph] = []
    tables = position = 0
    while position < len(paragraphs):
        end = _ruled_end(paragraphs, position)
        rows = []
        if end - position >= 2:
            unit = _unit_above(paragraphs, position)
            rows = [_measured(p, unit) for p in _ruled(paragraphs[position:end], tables + 1)]
        if not rows:
            end = _flat_end(paragraphs, position)
            rows = list(_flat(paragraphs[position:end], tables + 1)) if end > position else []
        if rows:
            tables += 1
            out += rows
            position = end
        else:
            out.append(paragraphs[position])
            position += 1
    return out


# -- rows parted by tabs or bars ---------------------------------------------------------------


def _ruled_end(paragraphs: list[Paragraph], start: int) -> int:
    end = start
    while end < len(paragraphs) and is_row(paragraphs[end].text):
        end += 1
    return end


def _cells(text: str) -> list[str]:
    parts = text.split("\t") if "\t" in text else text.strip("|").split("|")
    return [" ".join(p.split()) for p in parts[:_MAX_CELLS]]


def _ruled(rows: list[Paragraph], table: int) -> Iterator[Paragraph]:
    kept = [p for p in rows if not _RULE.fullmatch(p.text)]
    cells = [_cells(p.text) for p in kept]
    if len(kept) < 2:
        return
    depth = _header_depth(cells)
    header = _header(cells[:depth])
    _fill_groups(cells[depth:])
    for number, (p, row) in enumerate(zip(kept, cells, strict=True), 1 - depth):
        if number < 1:
            yield p._replace(label=None, table=table)
        else:
            fitted = tuple((row + [""] * len(header))[: len(header)])
            yield p._replace(
                label=None, table=table, row_number=number, row=TableRow(header, fitted)
            )


def _fill_groups(rows: list[list[str]]) -> None:
    """Name the group of a row in its first cell: it is written once, above the others' blank.

    A blank before a figure or a sum is none: that row stands for itself.
    """
    group = ""
    for row in rows:
        if row[0]:
            group = row[0]
        elif len(row) > 2 and row[1] and not _VALUE.fullmatch(row[1]) and row[1] not in _SUMS:
            row[0] = group


def _unit_above(paragraphs: list[Paragraph], start: int) -> str:
    """Return the one unit that the lines above a table state for its figures, "" without one."""
    for p in reversed(paragraphs[max(0, start - _CAPTION) : start]):
        if unit := unit_of_table(p.text):
            return unit
    return ""


def unit_of_table(line: str) -> str:
    """Return the one unit in which a line above a table says its figures are; else ""."""
    m = _UNIT.search(line) if len(line) <= _LONGEST_CAPTION else None
    known = m is not None and (m["of"].lstrip(_MULTIPLE) or m["of"]) in HAN_UNITS
    return m["unit"] if m and known else ""


def _measured(p: Paragraph, unit: str) -> Paragraph:
    """Return a row with the table's unit in the names of the columns where it has bare figures."""
    if not unit or p.row is None:
        return p
    cells = (*p.row.cells, *[""] * len(p.row.header))
    names = (
        f"{name}（{unit}）" if _BARE.fullmatch(cell) and not _OTHERWISE.search(name) else name
        for name, cell in zip(p.row.header, cells, strict=False)
    )
    return p._replace(row=TableRow(tuple(names), p.row.cells))


def _header_depth(cells: list[list[str]]) -> int:
    """Two header rows where the first spans columns and the second names them."""
    first, second = cells[0], cells[1]
    if len(cells) < 3 or any(_VALUE.fullmatch(c) for c in second if c):
        return 1
    spans = "" in first[1:] or len(first) < len(second)
    return 2 if spans and second[0] in ("", first[0]) else 1


def _header(rows: list[list[str]]) -> tuple[str, ...]:
    width = max(len(r) for r in rows)
    names: list[str] = []
    for column in range(width):
        parts: list[str] = []
        for n, row in enumerate(rows):
            cell = row[column] if column < len(row) else ""
            if not cell and n == 0:
                cell = _spanning(row, column)
            if cell and cell not in parts:
                parts.append(cell)
        names.append("".join(parts))
    return tuple(names)


def _spanning(row: list[str], column: int) -> str:
    for k in range(min(column, len(row) - 1), 0, -1):
        if row[k]:
            return row[k]
    return ""


# -- rows flattened to text, parted by spaces --------------------------------------------------


def _flat_end(paragraphs: list[Paragraph], start: int) -> int:
    """Return where a flattened table that begins at ``start`` ends; ``start`` if none does."""
    if not _is_flat_header(paragraphs[start]):
        return start
    after = next((i for i in (start + 1, start + 2) if _begins(paragraphs, i)), None)
    if after is None:
        return start
    end, due = after, 1
    while end < len(paragraphs):
        p = paragraphs[end]
        m = _NUMBERED.match(p.text)
        if m and int(m[1]) in (due, 1) and not p.label:
            due = int(m[1]) + 1
        elif p.label or len(p.text) > 40 or _SENTENCE_MARK.search(p.text):
            break
        end += 1
    while (
        end > after and not _NUMBERED.match(paragraphs[end - 1].text) and _closes(paragraphs, end)
    ):
        end -= 1
    return end if due > 2 else start


def _begins(paragraphs: list[Paragraph], i: int) -> bool:
    return (
        i < len(paragraphs) and bool(_FIRST.match(paragraphs[i].text)) and not paragraphs[i].label
    )


def _closes(paragraphs: list[Paragraph], end: int) -> bool:
    """Tell whether a short line after the last row is a caption and no cell of it."""
    head = paragraphs[end - 1].text
    return head.endswith(("表", "单", "图", "件")) or len(head) > 30


def _is_flat_header(p: Paragraph) -> bool:
    names = p.text.split()
    if p.label or not 3 <= len(names) <= 12 or len(p.text) > 120 or _SENTENCE_MARK.search(p.text):
        return False
    return names[0] in _HEADS or all(len(n) <= 14 and not _VALUE.fullmatch(n) for n in names)


def _flat(lines: list[Paragraph], table: int) -> Iterator[Paragraph]:
    header = tuple(lines[0].text.split())
    yield lines[0]._replace(table=table)
    number = 0
    for group in _groups(lines[1:], len(header)):
        row = merged(group)
        if not _NUMBERED.match(row.text):
            yield row._replace(table=table, label=None)
            continue
        number += 1
        cells = tuple(_fitted([c for p in group for c in p.text.split()], len(header)))
        yield row._replace(label=None, table=table, row_number=number, row=TableRow(header, cells))


def _groups(lines: list[Paragraph], width: int) -> Iterator[list[Paragraph]]:
    """Join to each row the lines that a broken cell left below it."""
    group: list[Paragraph] = []
    for n, p in enumerate(lines):
        starts = bool(_NUMBERED.match(p.text))
        follows = n + 1 < len(lines) and _FIRST.match(lines[n + 1].text)
        heads = not starts and (not group or (bool(follows) and _is_full(group, width)))
        if group and (starts or heads):
            yield group
            group = []
        group.append(p)
        if heads:
            yield group
            group = []
    if group:
        yield group


def _is_full(group: list[Paragraph], width: int) -> bool:
    return sum(len(p.text.split()) for p in group) >= width - 1


def _fitted(cells: list[str], width: int) -> list[str]:
    """Fit cells to the header: an empty cell left no trace, a broken one left two."""
    while len(cells) > width:
        k = _shortest_pair(cells)
        cells[k : k + 2] = [cells[k] + cells[k + 1]]
    if len(cells) < width:
        # Values stand at the right of a table; what is missing is missing before them.
        at = next((i for i, c in enumerate(cells[1:], 1) if _VALUE.fullmatch(c)), len(cells))
        cells[at:at] = [""] * (width - len(cells))
    return cells


def _shortest_pair(cells: list[str]) -> int:
    pairs = [
        (len(a) + len(b), k)
        for k, (a, b) in enumerate(pairwise(cells[1:]), 1)
        if not (_VALUE.fullmatch(a) or _VALUE.fullmatch(b))
    ]
    return min(pairs)[1] if pairs else len(cells) - 2
