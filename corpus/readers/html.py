"""A government web page to text: its main content, one block or table row a line."""

from __future__ import annotations

import re
from typing import Any

from corpus.readers.html_content import content_of, strip_furniture
from corpus.readers.html_lines import lines_of
from corpus.readers.reading import Reading, counted
from corpus.readers.refusals import Unreadable

__all__ = ["page_lines", "read_html"]

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]{0,400}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_TITLE_NAMES = ("articletitle", "title", "og:title", "dc.title")
_FIELD_NAMES = {
    "pubdate": "发布日期",
    "publishdate": "发布日期",
    "dc.date": "发布日期",
    "article:published_time": "发布日期",
}
_SITE = re.compile(r"\s?[_|]\s?|\s[-–—]\s|-{2}")
_CODE = re.compile(r"[\dA-Z]*\d[\dA-Z]*")
_SEARCHED = 12  # lines at the top of a page in which its title stands
_BY_SCRIPT = 40  # characters at most on a page that only a script fills


def read_html(data: bytes) -> Reading:
    """Return the main content of a page.

    Scripts, menus and page furniture are left out; character references are resolved; a table
    row becomes one line with tabs between its cells. No address in the page is loaded.

    :raises Unreadable: there is no text in it, or only a script would write it.
    """
    root = _parsed(data)
    title, scripted = _stated_title(root), next(root.iter("script"), None) is not None
    fields, offered = _stated_fields(root), _offered(root)
    strip_furniture(root)
    body = root.find("body")
    lines = lines_of(content_of(body if body is not None else root))
    _refuse_empty(lines, title, scripted=scripted)
    if title and _squeezed(title)[:20] not in _squeezed("".join(lines[:_SEARCHED])):
        lines.insert(0, title)
    return Reading("\n".join(lines), title, fields, offered)


def page_lines(data: bytes) -> list[str]:
    """Return the lines of a page that is all content, as a document may hold one.

    :raises Unreadable: there is no text in it.
    """
    root = _parsed(data)
    strip_furniture(root)
    body = root.find("body")
    return lines_of([body if body is not None else root])


def _parsed(data: bytes) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return html.document_fromstring(_decoded(data), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"a web page without content ({error})") from error


def _refuse_empty(lines: list[str], title: str, *, scripted: bool) -> None:
    shown = "".join(line for line in lines if _squeezed(line) != _squeezed(title))
    if scripted and len(shown) < _BY_SCRIPT and not re.search(r"[。；.;]", shown):
        raise Unreadable(
            "only a script fills this page with its text; open it in a browser and save it "
            "as a complete page, or print it to .pdf"
        )
    if not shown.strip() and not title:
        raise Unreadable("a web page without text; save the page with its content")


def _offered(root: Any) -> int:
    """Return the characters of a page's text, scripts and the like left out."""
    dropped = ("script", "style", "noscript", "head", "template", "svg", "select", "textarea")
    skipped = sum(counted("".join(e.itertext())) for e in root.iter(*dropped))
    return max(0, counted("".join(root.itertext())) - skipped)


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
    for name, content in _metas(root):
        if name in _TITLE_NAMES and content and " - " not in content:
            return _SITE.split(content)[0].strip()
    for tag in ("h1", "title"):
        found: Any = next(root.iter(tag), None)
        words = " ".join("".join(found.itertext()).split()) if found is not None else ""
        if words and not _CODE.fullmatch(words):
            parts = [part.strip() for part in _SITE.split(words)]
            # EUR-Lex - 32002L0058 - EN names a place in a collection and no text.
            if tag == "h1" or not any(_CODE.fullmatch(part) for part in parts[1:]):
                return words if tag == "h1" else parts[0]
    return next((content for name, content in _metas(root) if name == "dc.description"), "")


def _stated_fields(root: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, content in _metas(root):
        if name in _FIELD_NAMES and content:
            fields.setdefault(_FIELD_NAMES[name], content)
    return fields


def _metas(root: Any) -> list[tuple[str, str]]:
    """Return the names and contents of a page's meta elements, names in lower case."""
    return [
        (
            (meta.get("name") or meta.get("property") or "").lower(),
            " ".join((meta.get("content") or "").split()),
        )
        for meta in root.iter("meta")
    ]


def _squeezed(text: str) -> str:
    return "".join(text.split())
