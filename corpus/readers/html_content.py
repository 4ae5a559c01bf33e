"""What of a web page is its content: menus, buttons and footers are taken out, text stays."""

from __future__ import annotations

import re
from typing import Any

from corpus.numbering import read_label

__all__ = ["content_of", "strip_furniture"]

_DROPPED = frozenset((
    "script", "style", "noscript", "iframe", "object", "embed", "applet", "svg", "canvas",
    "video", "audio", "button", "select", "input", "textarea", "nav", "template", "head", "label",
))  # fmt: skip
_MARGINS = frozenset(("footer", "aside", "header"))
_CHROME = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|navbar|breadcrumb|breadcrumbs|crumbs?|share|bshare|sidebar|side|related|recommend|copyright|footer|foot|"
    r"topbar|toolbar|search|login|qrcode|qr|ewm|pagination|pager|comment|print|bottom|friendlink|banner)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_FOR_READERS_ALOUD = re.compile(r"(?:^|\s)(?:visually-hidden|sr-only|screen-reader-text)(?:\s|$)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FIELD = re.compile(
    r"索\s*引\s*号|发文字号|发文机关|发文机构|发布机构|成文日期|发布日期|主\s*题\s*词|文\s*号"
)
_SENTENCE = re.compile(r"[。；！？]|[.;!?](?:\s|$)")
_WEIGHED = (
    "p", "td", "th", "div", "span", "li", "dd", "dt", "h1", "h2", "h3", "h4", "font", "section",
    "article", "main", "pre", "b", "strong", "blockquote", "center", "form", "summary", "details",
)  # fmt: skip
_MAIN_SHARE = 0.85
_MAX_DEPTH = 250
_RUNNING = 400  # characters outside links that no piece of furniture has
_BIG_SHARE = 0.3  # of the page's text


def strip_furniture(root: Any) -> None:
    """Remove from a parsed page what is not text, or is the page's own furniture.

    An element is furniture by its tag, or by its name and place together: one that holds a
    large share of the page's text, numbered articles or running sentences is kept whatever it
    is called.
    """
    body = root.find("body")
    total = max(1, _weight(body if body is not None else root))
    for element in _doomed(root, total):
        if element.tag != "head" and element.getparent() is not None:
            element.drop_tree()


def _doomed(root: Any, total: int) -> list[Any]:
    doomed = []
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("body", "html"):
            continue
        if element.tag in _DROPPED or _is_furniture(element, total):
            doomed.append(element)
    return doomed


def _is_furniture(element: Any, total: int) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in _MARGINS:
        inside = any(a.tag in ("article", "main") for a in element.iterancestors())
        if inside and element.tag != "aside":
            return False
        return element.tag != "header" and not _is_large(element, total)
    if _FOR_READERS_ALOUD.search(names):
        return True
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    if hidden:
        return not _says_something(element)
    named = element.tag == "form" or _CHROME.search(names)
    return bool(named) and not _is_large(element, total)


def _is_large(element: Any, total: int) -> bool:
    weight = _weight(element)
    return weight > _RUNNING or (weight >= _BIG_SHARE * total and _has_labels(element))


def _has_labels(element: Any) -> bool:
    """Tell whether numbered articles or sentences stand in an element."""
    text = "".join(element.itertext())
    return bool(_SENTENCE.search(text)) or any(read_label(t.strip()) for t in element.itertext())


def _says_something(element: Any) -> bool:
    """Tell whether a hidden element is a folded part of the text, such as a closed tab."""
    text = "".join(element.itertext()).strip()
    return len(text) >= 20 and len(_SENTENCE.findall(text)) >= 1 and _weight(element) >= 20


def _weight(element: Any) -> int:
    """Return the characters of an element outside links."""
    size = 0
    for piece in element.iter(*_WEIGHED, "body"):
        own = (piece.text or "") + "".join(child.tail or "" for child in piece)
        size += len("".join(own.split()))
    return size


def content_of(body: Any) -> list[Any]:
    """Return the elements that hold a page's content, in order.

    The smallest element that holds nearly all running text, with the blocks beside it that
    belong to the document too: its table of fields, an annex, further sentences.
    """
    current, total = body, _weight(body)
    beside: list[tuple[list[Any], list[Any]]] = []
    for _ in range(_MAX_DEPTH):
        heavy = next((c for c in current if _is_heavy(c, total)), None)
        if heavy is None or total == 0 or heavy.tag in ("p", "table", "tbody", "tr", "td", "span"):
            break
        before = [c for c in heavy.itersiblings(preceding=True) if _belongs(c)][::-1]
        after = [c for c in heavy.itersiblings() if _belongs(c)]
        beside.append((before, after))
        current = heavy
    above = [e for before, _ in beside for e in before]
    below = [e for _, after in reversed(beside) for e in after]
    return [*above, current, *below]


def _is_heavy(element: Any, total: int) -> bool:
    return isinstance(element.tag, str) and _weight(element) >= _MAIN_SHARE * total


def _belongs(element: Any) -> bool:
    """Tell whether a block beside the main text is a part of the document."""
    if not isinstance(element.tag, str):
        return False
    text = "".join(element.itertext())
    if len(_FIELD.findall(text)) >= 2 or element.tag in ("h1", "h2"):
        return True
    stripped = text.strip()
    opens = stripped.startswith(("附件", "附：", "附表", "附录")) or read_label(stripped)
    plain = _weight(element) >= 0.6 * len("".join(text.split()))
    return plain and bool(opens or (len(stripped) >= 40 and _SENTENCE.search(text)))
