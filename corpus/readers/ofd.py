"""OFD documents (GB/T 33190) to text: the words of each page by where they stand."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.limits import Limits
from corpus.readers.layout import Page, lines_to_text
from corpus.readers.placed import Word
from corpus.readers.reading import Reading
from corpus.readers.refusals import TooLarge, Unreadable, check_package

__all__ = ["read_ofd"]


def read_ofd(path: Path, limits: Limits) -> Reading:
    """Return the text of an OFD file; what is drawn as outlines only cannot be read.

    :raises Unreadable: there is no text in it. :raises TooLarge: it is over a limit.
    """
    check_package(path, limits)
    with zipfile.ZipFile(path) as package:
        ofd = _Ofd(package)
        pages = [ofd.page(name) for name in ofd.pages(limits)]
    size = sum(len(word.text) for page in pages for word in page.words)
    if not size:
        raise Unreadable(
            "no text in it, only outlines or pictures; save it as .pdf with its text, or "
            "recognise it"
        )
    return lines_to_text(pages)


class _Ofd:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.names = {name.lower(): name for name in package.namelist()}

    def pages(self, limits: Limits) -> list[str]:
        """Return the parts that hold the pages, in order."""
        root = self._xml("OFD.xml")
        found: list[str] = []
        for body in _all(root, "DocRoot"):
            document = (body.text or "").strip().lstrip("/")
            base = posixpath.dirname(document)
            for page in _all(self._xml(document), "Page"):
                place = page.get("BaseLoc") or ""
                found.append(self._joined(base, place))
        if len(found) > limits.max_pages:
            raise TooLarge(f"{len(found):,} pages, the limit is {limits.max_pages:,}; split it")
        return found

    def page(self, name: str) -> Page:
        """Return the words of a page."""
        words = [w for t in _all(self._xml(name), "TextObject") for w in _placed_words(t)]
        return Page(words, 210.0, 297.0)

    def _joined(self, base: str, place: str) -> str:
        if place.startswith("/"):
            return place[1:]
        inside = posixpath.normpath(posixpath.join(base, place))
        return inside if inside.lower() in self.names else posixpath.normpath(place)

    def _xml(self, name: str) -> Any | None:
        from lxml import etree

        real = self.names.get(posixpath.normpath(name).lower())
        if real is None:
            return None
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(self.package.read(real), parser)
        except etree.XMLSyntaxError:
            return None


def _all(root: Any | None, name: str) -> Iterator[Any]:
    """Yield the elements of a name, in whatever namespace."""
    for element in root.iter() if root is not None else ():
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name:
            yield element


_PAGE_HEIGHT = 297.0  # places count downwards from the top of the page, in millimetres


def _placed_words(element: Any) -> Iterator[Word]:
    """Yield the words of a text object."""
    box = _numbers(element.get("Boundary"))
    if len(box) != 4:
        return
    matrix = _numbers(element.get("CTM"))
    factor = abs(matrix[3]) if len(matrix) == 6 and matrix[3] else 1.0
    shift = (matrix[4], matrix[5]) if len(matrix) == 6 else (0.0, 0.0)
    own = _number(element.get("Size"), 4.0)
    size = own * factor
    for code in _all(element, "TextCode"):
        left = box[0] + _number(code.get("X"), 0.0) * factor + shift[0]
        base = box[1] + _number(code.get("Y"), own) * factor + shift[1]
        for at, width, word in _words(code.text or "", _deltas(code.get("DeltaX")), own):
            start = left + at * factor
            bottom = _PAGE_HEIGHT - base - 0.15 * size
            yield Word(word, start, bottom, start + width * factor, bottom + size)


def _words(text: str, deltas: list[float], size: float) -> Iterator[tuple[float, float, str]]:
    """Yield the words of a run as (place, width, text): a step far too wide is a gap."""
    start, x, word = 0.0, 0.0, ""
    for n, c in enumerate(text):
        word += c
        step = deltas[n] if n < len(deltas) else size
        if step > 2.5 * size and n + 1 < len(text):
            yield start, x + size - start, word.strip()
            start, word = x + step, ""
        x += step
    if word.strip():
        yield start, max(x - start, 0.0), word.strip()


def _deltas(value: str | None) -> list[float]:
    """Return the steps between characters; "g 3 4.2" stands for three steps of 4.2."""
    out: list[float] = []
    words = iter((value or "").split())
    for word in words:
        if word == "g":
            count, step = _number(next(words, "0"), 0.0), _number(next(words, "0"), 0.0)
            out += [step] * min(int(count), 10_000)
        else:
            out.append(_number(word, 0.0))
    return out


def _numbers(value: str | None) -> list[float]:
    return [_number(word, 0.0) for word in (value or "").split()]


def _number(value: str | None, default: float) -> float:
    try:
        return float(value) if value else default
    except ValueError:
        return default
