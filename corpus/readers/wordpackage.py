"""The parts of a Word package: the main text, styles, numbers and notes, found by relations."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from corpus.readers.refusals import Unreadable

__all__ = ["W", "WordPackage"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO 29500 Strict names the same elements in other namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)


class WordPackage:
    """A .docx or .docm opened for reading; parts that are missing or damaged are absent."""

    def __init__(self, file: Path | BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file)
        self._names = set(self._zip.namelist())
        self.main_name = self._main_name()
        self._relations = self._read_relations(self.main_name)
        main = self.part(self.main_name)
        body = main.find(f"{W}body") if main is not None else None
        if body is None:
            raise Unreadable("a Word file without its text part; save it again as .docx")
        self.body = body

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def related(self, kind: str) -> Any | None:
        """Return the root of the part of a kind (styles, numbering, footnotes), or None."""
        for type_, target in self._relations.values():
            if type_.endswith(f"/{kind}"):
                return self.part(target)
        return None

    def chunk(self, element: Any) -> tuple[str, bytes]:
        """Return the name and the bytes of the part that an altChunk takes in; b"" without it."""
        _, target = self._relations.get(element.get(f"{_R}id") or "", ("", ""))
        return target, self._zip.read(target) if target in self._names else b""

    def part(self, name: str) -> Any | None:
        """Return the root element of a part, None where it is missing or no XML."""
        from lxml import etree

        if name not in self._names:
            return None
        data = self._zip.read(name)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            return None

    def _main_name(self) -> str:
        root = self.part("_rels/.rels")
        for relation in root.iter(_RELATION) if root is not None else ():
            if (relation.get("Type") or "").endswith("/officeDocument"):
                return (relation.get("Target") or "").lstrip("/")
        return "word/document.xml"

    def _read_relations(self, name: str) -> dict[str, tuple[str, str]]:
        folder, file = posixpath.split(name)
        root = self.part(f"{folder}/_rels/{file}.rels")
        found = {}
        for relation in root.iter(_RELATION) if root is not None else ():
            target = relation.get("Target") or ""
            if relation.get("TargetMode") == "External" or not target:
                continue
            whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            found[relation.get("Id") or ""] = (
                relation.get("Type") or "",
                posixpath.normpath(whole),
            )
        return found
