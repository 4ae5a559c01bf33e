"""The text of a Word paragraph: runs, symbols, formulas, notes at their mark, hidden text out."""

from __future__ import annotations

from typing import Any

from corpus.readers.wordpackage import W

__all__ = ["inline_text", "is_fallback", "read_notes"]

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset((
    f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}txbxContent", f"{W}pPr",
    f"{W}rPr", f"{W}rt", f"{W}annotationRef", f"{W}footnoteRef", f"{W}endnoteRef", _FALLBACK,
))  # fmt: skip
_PLAIN = {
    f"{W}tab": "\t",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}ptab": "\t",
}
# Characters of the Symbol and Wingdings fonts, which are kept by their place in the font.
_SYMBOLS = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈",
    0xA5: "∞", 0xD6: "√", 0xE5: "∑", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x70: "π",
    0x6D: "μ", 0x71: "θ", 0x6C: "λ", 0x73: "σ", 0x57: "Ω", 0x44: "Δ", 0xB7: "·", 0xAE: "→",
    0xAC: "←", 0xDE: "⇒", 0x2D: "−", 0x3C: "<", 0x3E: ">", 0x25: "%",
}  # fmt: skip
_WINGDINGS = {0xFE: "☑", 0x52: "☑", 0xA8: "□", 0x6F: "□", 0xFC: "✓", 0xFB: "✗", 0x6C: "●"}


def is_fallback(element: Any) -> bool:
    """Tell whether an element is the copy that older programs show instead of another."""
    return any(a.tag == _FALLBACK for a in element.iterancestors())


def read_notes(*roots: Any | None) -> dict[tuple[str, str], str]:
    """Return the text of footnotes and endnotes by (kind, id)."""
    notes = {}
    for root in roots:
        for note in root.iterchildren() if root is not None else ():
            kind = note.tag.removeprefix(W)
            text = " ".join(inline_text(p, {}).strip() for p in note.iter(f"{W}p"))
            if text.strip() and not note.get(f"{W}type"):
                notes[kind, note.get(f"{W}id") or ""] = " ".join(text.split())
    return notes


def inline_text(p: Any, notes: dict[tuple[str, str], str]) -> str:
    """Return the text of a paragraph; a note stands in brackets where its mark does."""
    parts: list[str] = []
    stack = [iter(p)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            continue
        own = _own_text(element, notes)
        if own is not None:
            parts.append(own)
        elif not isinstance(element.tag, str) or element.tag in _SKIPPED or _is_hidden(element):
            continue
        else:
            stack.append(iter(element))
    return "".join(parts)


def _own_text(element: Any, notes: dict[tuple[str, str], str]) -> str | None:
    """Return what an element stands for by itself, None where its children say it."""
    tag = element.tag
    if tag == f"{W}t":
        return element.text or ""
    if tag in _PLAIN:
        return _PLAIN[tag]
    if tag == f"{W}sym":
        return _symbol(element)
    if tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
        kind = tag.removeprefix(W).removesuffix("Reference")
        note = notes.get((kind, element.get(f"{W}id") or ""))
        return f"[注：{note}]" if note else ""
    if tag == f"{_M}oMath":
        return formula_text(element)
    return None


def _is_hidden(element: Any) -> bool:
    if element.tag != f"{W}r":
        return False
    properties = element.find(f"{W}rPr")
    if properties is None:
        return False
    return any(
        (mark := properties.find(f"{W}{name}")) is not None
        and mark.get(f"{W}val") not in ("0", "false", "off")
        for name in ("vanish", "webHidden", "specVanish")
    )


def _symbol(element: Any) -> str:
    try:
        code = int(element.get(f"{W}char") or "", 16)
    except ValueError:
        return ""
    place = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    font = (element.get(f"{W}font") or "").lower()
    if font.startswith("wingdings"):
        return _WINGDINGS.get(place, "●")
    if place in _SYMBOLS and (font.startswith("symbol") or code >= 0xF000):
        return _SYMBOLS[place]
    return chr(code) if code < 0xF000 and code not in range(0xD800, 0xE000) and code > 31 else ""


def formula_text(element: Any, depth: int = 0) -> str:
    """Return a formula on one line: fractions with /, powers with ^, roots with √."""
    if depth > 40:
        return ""
    tag = str(element.tag).removeprefix(_M)
    if tag == "t":
        return element.text or ""
    if tag == "f":
        return f"{_argument(element, 'num', depth)}/{_argument(element, 'den', depth)}"
    if tag in ("sSup", "sSub"):
        mark, name = ("^", "sup") if tag == "sSup" else ("_", "sub")
        raised = _argument(element, name, depth)
        return f"{_argument(element, 'e', depth)}{mark}{raised}"
    if tag == "rad":
        return f"√{_argument(element, 'e', depth)}"
    if tag == "d":
        inside = ",".join(formula_text(e, depth + 1) for e in element.iterchildren(f"{_M}e"))
        return f"({inside})"
    sign = ""
    if tag == "nary":
        char = element.find(f"{_M}naryPr/{_M}chr")
        sign = char.get(f"{_M}val", "∫") if char is not None else "∫"
    children = (c for c in element if isinstance(c.tag, str) and not c.tag.endswith("Pr"))
    return sign + "".join(formula_text(c, depth + 1) for c in children)


def _argument(element: Any, name: str, depth: int) -> str:
    child = element.find(f"{_M}{name}")
    text = formula_text(child, depth + 1) if child is not None else ""
    plain = text.replace(".", "").isalnum() or len(text) == 1
    return text if plain else f"({text})"
