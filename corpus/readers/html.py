"""A government web page to text: its main content, one block or table row a line."""

from __future__ import annotations

import re
from typing import Any

from corpus.readers.refusals import Unreadable
from corpus.readers.tables import table_lines

__all__ = ["read_html"]

_DROPPED = frozenset((
    "script", "style", "noscript", "iframe", "object", "embed", "applet", "svg", "canvas",
    "video", "audio", "form", "button", "select", "input", "textarea", "nav", "template", "head",
    "footer", "aside",
))  # fmt: skip
_CHROME = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|navbar|breadcrumb|crumbs?|share|bshare|sidebar|side|related|recommend|copyright|footer|foot|"
    r"topbar|toolbar|search|login|qrcode|ewm|pagination|pager|comment|print|bottom|friendlink|banner)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "details", "ul", "tr",
    "td", "th", "table", "tbody", "thead", "tfoot", "br",
))  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,400}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_TITLE_NAMES = ("ArticleTitle", "articletitle", "title", "og:title")
_MAIN_SHARE = 0.85
_MAX_DEPTH = 250


def read_html(data: bytes) -> str:
    """Return the main content of a page as text.

    Scripts, menus, forms and page furniture are left out; character references are resolved;
    a table row becomes one line with tabs between its cells. No address in the page is loaded.
    """
    from lxml import etree, html

    source = _decoded(data)
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"a web page without content ({error})") from error
    title = _stated_title(root)
    _strip(root)
    body = root.find("body")
    main = _main_content(body if body is not None else root)
    lines = _lines(main)
    if title and _squeezed(title)[:20] not in _squeezed("".join(lines[:12])):
        lines.insert(0, title)
    text = "\n".join(lines)
    if not text.strip():
        raise Unreadable("a web page without text; save the page with its content")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _clean(data.decode(encoding, "replace"))
    found = _CHARSET.search(data[:4096])
    stated = found[1].decode("ascii").lower() if found else ""
    if stated.startswith(("gb", "x-gb")):
        stated = "gb18030"
    for encoding in filter(None, (stated, "utf-8", "gb18030", "big5")):
        try:
            return _clean(data.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    return _clean(data.decode("utf-8", "replace"))


def _clean(text: str) -> str:
    """Remove what the parser must not act on: declarations, document types, NULs."""
    text = _DECLARATION.sub("", text.replace("\x00", ""), count=1)
    return _DOCTYPE.sub("", text, count=1)


def _stated_title(root: Any) -> str:
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        if name in _TITLE_NAMES and (meta.get("content") or "").strip():
            return " ".join(meta.get("content").split())
    for tag in ("h1", "title"):
        found: Any = next(root.iter(tag), None)
        words = " ".join("".join(found.itertext()).split()) if found is not None else ""
        if words:
            return re.split(r"[_|]|\s-\s|-{2}", words)[0].strip() if tag == "title" else words
    return ""


def _strip(root: Any) -> None:
    doomed = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        hidden = "display:none" in (element.get("style") or "").replace(" ", "").lower()
        chrome = element.tag != "body" and _CHROME.search(names) and not _holds_text(element)
        if element.tag in _DROPPED or chrome or hidden or element.get("hidden") is not None:
            doomed.append(element)
    for element in doomed:
        if element.tag == "head" or element.getparent() is None:
            continue
        element.drop_tree()


def _holds_text(element: Any) -> bool:
    """Tell whether an element with a name of page furniture still wraps running text."""
    return _weight(element) > 400


def _weight(element: Any) -> int:
    """Return the characters of an element outside links, sentences counted."""
    size = 0
    for piece in element.iter(
        "p", "td", "div", "span", "li", "h1", "h2", "h3", "font", "section", "article", "pre"
    ):
        own = (piece.text or "") + "".join(child.tail or "" for child in piece)
        if piece.tag != "a":
            size += len("".join(own.split()))
    return size


def _main_content(body: Any) -> Any:
    """Descend from the body to the smallest element that holds nearly all running text."""
    current, total = body, _weight(body)
    for _ in range(_MAX_DEPTH):
        heavy = next(
            (c for c in current if isinstance(c.tag, str) and _weight(c) >= _MAIN_SHARE * total),
            None,
        )
        if heavy is None or total == 0 or heavy.tag in ("p", "table", "tbody", "tr", "td", "span"):
            return current
        current = heavy
    return current


def _lines(root: Any) -> list[str]:
    """Return the lines of an element: one a block, one a row of a table of data."""
    writer = _Writer()
    writer.walk(root)
    return writer.lines


class _Writer:
    """Collects inline text into lines; walks without recursion, however deep the page."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.buffer: list[str] = []
        self.table: Any = None

    def walk(self, root: Any) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str):
                continue
            if self.table is not None:
                self._inside_table(event, element)
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
            self.table = element
            return
        self.buffer.append(_flat(element.text))

    def _end(self, element: Any, *, is_root: bool) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if not is_root:
            self.buffer.append(_flat(element.tail))

    def _inside_table(self, event: str, element: Any) -> None:
        """Pass over the cells, which are written already."""
        if event == "end" and element is self.table:
            self.table = None
            self.buffer.append(_flat(element.tail))

    def _flush(self) -> None:
        line = "".join(self.buffer).strip()
        self.buffer.clear()
        if line:
            self.lines.append(line)


def _flat(text: str | None) -> str:
    """Line breaks in HTML source are spaces; between Chinese characters they are nothing."""
    if not text:
        return ""
    return re.sub(
        r"[ \t\r\n\f]*[\r\n][ \t\r\n\f]*", lambda m: "" if _between_han(text, m) else " ", text
    )


def _between_han(text: str, m: re.Match[str]) -> bool:
    before, after = text[: m.start()][-1:], text[m.end() : m.end() + 1]
    return not (before.isascii() and before.strip() and after.isascii() and after.strip())


def _is_data_table(table: Any) -> bool:
    """Tell a table of data from one that only lays out the page."""
    rows = list(table.iter("tr"))
    cells = [[c for c in r if c.tag in ("td", "th")] for r in rows]
    wide = [r for r in cells if len(r) >= 2]
    if len(wide) < 2:
        return False
    if any(inner is not table for inner in table.iter("table")):
        return False
    longest = max((len("".join(c.itertext())) for r in cells for c in r), default=0)
    return longest <= 1500


def _rows(table: Any) -> list[list[tuple[str, int, int]]]:
    """Return rows of (text, columns spanned, rows spanned)."""
    rows = []
    for tr in table.iter("tr"):
        row = []
        for cell in tr:
            if cell.tag in ("td", "th"):
                text = " ".join("".join(cell.itertext()).split())
                row.append((_tight(text), _span(cell.get("colspan")), _span(cell.get("rowspan"))))
        rows.append(row)
    return rows


def _tight(text: str) -> str:
    return re.sub(r"(?<=[\u3000-\uffef])\s+(?=[\u3000-\uffef])", "", text)


def _span(value: str | None) -> int:
    return min(int(value), 100) if value and value.strip().isdecimal() and int(value) else 1


def _squeezed(text: str) -> str:
    return "".join(text.split())
