"""The numbers that Word prints before paragraphs and keeps in no text.

Follows ECMA-376 part 1, 17.9: numId -> abstractNum -> level, with start, restart, overrides
and the %1 patterns of lvlText; a paragraph may take its numbering from its style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from corpus.text.numerals import write

__all__ = ["Numbering", "printed_number"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_CHINESE = frozenset((
    "chineseCounting", "chineseCountingThousand", "japaneseCounting",
    "japaneseDigitalTenThousand", "ideographDigital", "ideographTraditional", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    style: str
    pattern: str
    restart: int
    gap: str
    legal: bool = False  # all numbers in its pattern are printed as 1, 2, 3
    of_style: str = ""  # the paragraph style that stands at this level


class Numbering:
    """Counts a document's numbered paragraphs in order and prints their labels."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self.levels: dict[str, dict[int, _Level]] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.abstract_of: dict[str, str] = {}
        self.styles: dict[str, tuple[str | None, int]] = {}
        self.level_of_style: dict[tuple[str, str], int] = {}
        if numbering is not None:
            self._read_numbers(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, p: Any) -> str:
        """Return the label that Word prints before a paragraph, "" without one."""
        number, level = self._numbering_of(p)
        levels = self.levels.get(number or "")
        if not levels or level not in levels:
            return ""
        counters = self.counters.setdefault(self.abstract_of[number or ""], {})
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [k for k in counters if k > level and _restarted(levels.get(k), k, level)]:
            del counters[deeper]
        return _printed(levels, counters, level)

    def sample(self, p: Any) -> str:
        """Return a label like the one before a paragraph, counting nothing, "" without one."""
        number, level = self._numbering_of(p)
        levels = self.levels.get(number or "", {})
        return _printed(levels, {}, level) if level in levels else ""

    def _numbering_of(self, p: Any) -> tuple[str | None, int]:
        properties = p.find(f"{_W}pPr")
        if properties is None:
            return None, 0
        own = properties.find(f"{_W}numPr")
        style = properties.find(f"{_W}pStyle")
        inherited = (
            self.styles.get(style.get(f"{_W}val"), (None, 0)) if style is not None else (None, 0)
        )
        if own is None:
            return inherited
        number, level = _number_of(own)
        return (number if number is not None else inherited[0]), level

    def _read_numbers(self, root: Any) -> None:
        abstract = {a.get(f"{_W}abstractNumId"): _levels(a) for a in root.iter(f"{_W}abstractNum")}
        abstract |= _linked(root, abstract)
        for num in root.iter(f"{_W}num"):
            reference = num.find(f"{_W}abstractNumId")
            if reference is None:
                continue
            key, name = num.get(f"{_W}numId"), reference.get(f"{_W}val")
            overrides = _overrides(num, abstract.get(name, {}))
            self.levels[key] = abstract.get(name, {}) | overrides
            # A num with overrides counts on its own; others of one abstractNum share a count.
            self.abstract_of[key] = f"num {key}" if overrides else f"abstract {name}"
            for index, level in self.levels[key].items():
                if level.of_style:
                    self.level_of_style.setdefault((key, level.of_style), index)

    def _read_styles(self, root: Any) -> None:
        based: dict[str, str | None] = {}
        for style in root.iter(f"{_W}style"):
            name = style.get(f"{_W}styleId")
            parent = style.find(f"{_W}basedOn")
            based[name] = parent.get(f"{_W}val") if parent is not None else None
            own = style.find(f"{_W}pPr/{_W}numPr")
            if own is not None:
                number, level = _number_of(own)
                self.styles[name] = (number, self.level_of_style.get((number or "", name), level))
        for name in based:
            self._inherit(name, based)

    def _inherit(self, name: str, based: dict[str, str | None]) -> None:
        ancestor, steps = based.get(name), 0
        while name not in self.styles and ancestor and steps < 20:
            if ancestor in self.styles:
                self.styles[name] = self.styles[ancestor]
            ancestor, steps = based.get(ancestor), steps + 1


def _number_of(properties: Any) -> tuple[str | None, int]:
    number, level = properties.find(f"{_W}numId"), properties.find(f"{_W}ilvl")
    value = level.get(f"{_W}val") if level is not None else "0"
    return (
        number.get(f"{_W}val") if number is not None else None,
        int(value) if value and value.isdecimal() else 0,
    )


def _levels(parent: Any) -> dict[int, _Level]:
    found = {}
    for level in parent.iterchildren(f"{_W}lvl"):
        index = level.get(f"{_W}ilvl") or "0"
        found[int(index)] = _Level(
            _integer(level.find(f"{_W}start"), 1),
            _value(level.find(f"{_W}numFmt")) or "decimal",
            _value(level.find(f"{_W}lvlText")) or "",
            _integer(level.find(f"{_W}lvlRestart"), -1),
            "" if _value(level.find(f"{_W}suff")) == "nothing" else " ",
            level.find(f"{_W}isLgl") is not None,
            _value(level.find(f"{_W}pStyle")) or "",
        )
    return found


def _restarted(deeper: _Level | None, index: int, level: int) -> bool:
    """Tell whether a level starts again: after any higher one, or as lvlRestart says."""
    if deeper is None or deeper.restart < 0 or deeper.restart > index:
        return True
    return 0 < level + 1 <= deeper.restart


def _overrides(num: Any, levels: dict[int, _Level]) -> dict[int, _Level]:
    """Return the levels that a num defines anew, or starts at another number."""
    found: dict[int, _Level] = {}
    for override in num.iterchildren(f"{_W}lvlOverride"):
        found |= _levels(override)
        index = override.get(f"{_W}ilvl") or "0"
        start = override.find(f"{_W}startOverride")
        level = found.get(int(index), levels.get(int(index))) if index.isdecimal() else None
        if start is not None and level is not None:
            found[int(index)] = replace(level, start=_integer(start, level.start))
    return found


def _linked(root: Any, abstract: dict[Any, dict[int, _Level]]) -> dict[Any, dict[int, _Level]]:
    """Return the levels of lists that only name the style that defines them."""
    styled = {
        _value(a.find(f"{_W}styleLink")): abstract[a.get(f"{_W}abstractNumId")]
        for a in root.iter(f"{_W}abstractNum")
        if a.find(f"{_W}styleLink") is not None
    }
    linked = {}
    for a in root.iter(f"{_W}abstractNum"):
        levels = styled.get(_value(a.find(f"{_W}numStyleLink")))
        if levels and a.find(f"{_W}numStyleLink") is not None:
            linked[a.get(f"{_W}abstractNumId")] = levels
    return linked


def _value(element: Any) -> str | None:
    return element.get(f"{_W}val") if element is not None else None


def _integer(element: Any, default: int) -> int:
    value = _value(element)
    return int(value) if value and value.isdecimal() else default


def _printed(levels: dict[int, _Level], counters: dict[int, int], level: int) -> str:
    own = levels[level]
    if own.style in ("bullet", "none"):
        return ""

    def number(m: re.Match[str]) -> str:
        index = int(m[1]) - 1
        if index not in levels:
            return ""
        style = "decimal" if own.legal else levels[index].style
        return printed_number(counters.get(index, levels[index].start), style)

    return re.sub(r"%([1-9])", number, own.pattern) + own.gap


def printed_number(value: int, style: str) -> str:
    """Return a number as a list of a style prints it: 三, ③, c, iii, 03."""
    if style in _CHINESE and 0 < value < 10_000:
        return write(value)
    if style in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < value <= 20:
        return _CIRCLED[value - 1]
    if style == "decimalFullWidth":
        return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style in ("lowerLetter", "upperLetter") and 0 < value <= 26:
        return chr((96 if style == "lowerLetter" else 64) + value)
    if style in ("lowerRoman", "upperRoman"):
        roman = _roman(value)
        return roman.lower() if style == "lowerRoman" else roman
    return f"{value:02d}" if style == "decimalZero" else str(value)


def _roman(value: int) -> str:
    out = ""
    signs = (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"),
        (1, "I"),
    )  # fmt: skip
    for size, sign in signs:
        out += sign * (min(value, 399) // size)
        value %= size
    return out
