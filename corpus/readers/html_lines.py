"""The lines of a web page's content: one a block, one a row of a table, lists with numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from corpus.numbering import read_label
from corpus.readers.tables import table_lines
from corpus.text.numerals import write

__all__ = ["lines_of"]

_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary",
    "details", "ul", "tr", "td", "th", "table", "tbody", "thead", "tfoot", "br",
))  # fmt: skip
_POWERS = {"2": "²", "3": "³"}
_LIST_STYLES = {"a": "a", "A": "A", "i": "i", "I": "I"}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HAN_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:cjk|chinese|hanzi)", re.IGNORECASE)
_NO_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_LONGEST_CELL = 1500
_SHORT_LINK = 12


def lines_of(elements: Iterable[Any]) -> list[str]:
    """Return the lines of elements: one a block, one a row of a table of data."""
    writer = _Writer()
    for element in elements:
        writer.walk(element)
    return writer.lines


class _Writer:
    """Collects inline text into lines; walks without recursion, however deep the page."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.buffer: list[str] = []
        self.passed: Any = None  # an element whose text is written, or left out, already
        self.preformatted = 0

    def walk(self, root: Any) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if self.passed is not None:
                if event == "end" and element is self.passed:
                    self.passed = None
                    self._add(element.tail if element is not root else None)
            elif event == "start":
                self._start(element)
            else:
                self._end(element, is_root=element is root)
        self._flush()

    def _start(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if element.tag == "table" and _is_data_table(element):
            self.lines.extend(table_lines(_rows(element)))
            self.passed = element
            return
        if element.tag in ("sup", "sub"):
            self.buffer.append(_raised(element, "".join(self.buffer)))
            self.passed = element
            return
        if element.tag in ("td", "li", "p") and _is_button(element):
            self.passed = element
            return
        self.preformatted += element.tag == "pre"
        if element.tag == "li":
            self.buffer.append(_list_number(element))
        self._add(element.text)

    def _end(self, element: Any, *, is_root: bool) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        self.preformatted -= element.tag == "pre"
        if not is_root:
            self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not self.preformatted:
            self.buffer.append(_flat(text))
            return
        first, *rest = (text or "").split("\n")
        self.buffer.append(first)
        for line in rest:
            self._flush()
            self.buffer.append(line)

    def _flush(self) -> None:
        line = "".join(self.buffer).strip()
        self.buffer.clear()
        if line:
            self.lines.append(line)


def _is_button(element: Any) -> bool:
    """Tell whether a block is nothing but one or two words to click on."""
    text = "".join("".join(element.itertext()).split())
    if not text or len(text) > _SHORT_LINK or any(c.isdigit() for c in text):
        return False
    linked = "".join("".join("".join(a.itertext()) for a in element.iter("a")).split())
    return linked == text and not text.startswith(("附", "《")) and text.isalpha()


def _raised(element: Any, before: str) -> str:
    """Return raised or lowered text so that it never reads as digits of the number before it."""
    text = "".join(element.itertext()).strip()
    if element.tag == "sub" or not text[:1].isdigit():
        return text
    if before[-1:].isdigit():
        return f"^{text}" if next(element.iter("a"), None) is None else f"[{text}]"
    if before[-1:].isascii() and before[-1:].isalpha():
        return _POWERS.get(text, text)
    return f"[{text}]" if text.isdecimal() else text


def _list_number(li: Any) -> str:
    """Return the number that a browser prints before an item of a numbered list."""
    parent = li.getparent()
    if parent is None or parent.tag != "ol" or _NO_STYLE.search(parent.get("style") or ""):
        return ""
    if read_label("".join(li.itertext()).strip()):
        return ""  # the text has a number of its own
    number = _position(li, parent)
    style = parent.get("type") or ""
    if _HAN_STYLE.search(parent.get("style") or ""):
        return f"{write(number)}、"
    if style in ("a", "A") and 0 < number <= 26:
        return f"({chr(ord(style) + number - 1)}) "
    if style in ("i", "I") and 0 < number < 40:
        roman = _roman(number)
        return f"({roman if style == 'i' else roman.upper()}) "
    return f"{number}. "


def _position(li: Any, parent: Any) -> int:
    start = parent.get("start") or "1"
    number = int(start) if start.isdecimal() else 1
    for item in parent.iterchildren("li"):
        value = item.get("value") or ""
        number = int(value) if value.isdecimal() else number
        if item is li:
            break
        number += 1
    return number


def _roman(number: int) -> str:
    out = ""
    for size, sign in _ROMAN:
        while number >= size:
            out += sign
            number -= size
    return out


def _flat(text: str | None) -> str:
    """Line breaks in HTML source are spaces; between Chinese characters they are nothing."""
    if not text:
        return ""
    return re.sub(
        r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*", lambda m: "" if _between_han(text, m) else " ", text
    )


def _between_han(text: str, m: re.Match[str]) -> bool:
    before, after = text[: m.start()][-1:], text[m.end() : m.end() + 1]
    if not before or not after:
        return False
    return not (before.isascii() and before.strip() and after.isascii() and after.strip())


# -- tables ------------------------------------------------------------------------------------


def _own_rows(table: Any) -> Iterator[Any]:
    """Return the rows of a table, those of tables inside its cells left out."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("tbody", "thead", "tfoot"):
            yield from child.iterchildren("tr")


def _is_data_table(table: Any) -> bool:
    """Tell a table of data from one that only lays out the page."""
    rows = list(table.iter("tr"))
    cells = [[c for c in r if c.tag in ("td", "th")] for r in rows]
    wide = [r for r in cells if len(r) >= 2]
    if len(wide) < 2:
        return False
    if any(inner is not table and _lays_out(inner) for inner in table.iter("table")):
        return False
    longest = max((len("".join(c.itertext())) for r in cells for c in r), default=0)
    articles = sum(_opens_article(c) for r in cells for c in r)
    return longest <= _LONGEST_CELL and articles < 2


def _lays_out(table: Any) -> bool:
    """Tell whether a table inside another one holds more than the words of one cell."""
    return len("".join(table.itertext()).strip()) > 200 or len(list(table.iter("tr"))) > 8


def _opens_article(cell: Any) -> bool:
    label = read_label("".join(cell.itertext()).strip())
    return label is not None and label.unit == "条"


def _rows(table: Any) -> list[list[tuple[str, int, int]]]:
    """Return rows of (text, columns spanned, rows spanned)."""
    rows = []
    for tr in _own_rows(table):
        row = []
        for cell in tr:
            if cell.tag in ("td", "th"):
                text = " ".join(" ".join(lines_of([cell])).split()) if len(cell) else cell.text
                row.append(
                    (_tight(text or ""), _span(cell.get("colspan")), _span(cell.get("rowspan")))
                )
        rows.append(row)
    return rows


def _tight(text: str) -> str:
    joined = " ".join(text.split())
    return re.sub(r"(?<=[\u3000-\uffef])\s+(?=[\u3000-\uffef])", "", joined)


def _span(value: str | None) -> int:
    return min(int(value), 100) if value and value.strip().isdecimal() and int(value) else 1
