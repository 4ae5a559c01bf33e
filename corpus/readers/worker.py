"""The child process that reads every format but short plain text: requests in, readings out.

A request is one line of JSON; an answer is its length in 8 bytes, then JSON: the fields of a
Reading or {"error": "unreadable" or "large", "reason": …}.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.limits import Limits
from corpus.readers.kinds import Kind
from corpus.readers.plain import decode
from corpus.readers.reading import Reading
from corpus.readers.refusals import Scanned, TooLarge, Unreadable

__all__ = ["main"]

_OBJECTS = 50_000  # made between two collections: words and lines of a page hold no cycles


def main() -> None:
    """Serve requests from standard input until it closes."""
    _limit_memory(int(sys.argv[1]))
    gc.set_threshold(_OBJECTS)
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = Limits(**request["limits"])
        with contextlib.redirect_stdout(sys.stderr):  # what a library prints is no answer
            answer = _answer(Path(request["path"]), Kind(request["kind"]), limits)
        data = json.dumps(answer).encode()
        sys.stdout.buffer.write(len(data).to_bytes(8, "big") + data)
        sys.stdout.buffer.flush()


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system; the deadline still holds
        return
    resource.setrlimit(resource.RLIMIT_DATA, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(path: Path, kind: Kind, limits: Limits) -> dict[str, Any]:
    try:
        reading = _read(path, kind, limits)
        if len(reading.text) > limits.max_characters:
            characters = f"{len(reading.text):,} characters of text"
            raise TooLarge(f"{characters}; split it or raise max_characters")
        if reading.is_empty:
            kept = f"only {reading.share:.0%} of the text that it offers could be kept"
            raise Unreadable(f"{kept}; save it as .docx or .pdf")
    except TooLarge as error:
        return {"error": "large", "reason": str(error)}
    except Scanned as error:
        return {"error": "scan", "reason": str(error), "pictures": error.pictures}
    except Unreadable as error:
        return {"error": "unreadable", "reason": str(error)}
    except MemoryError:
        return {"error": "large", "reason": "needs more memory than the reading limit; split it"}
    except Exception as error:  # noqa: BLE001  outer edge: a damaged file may raise anything
        words = " ".join(str(error).split())[:160] or type(error).__name__
        newer = {Kind.DOC: " as .docx", Kind.XLS: " as .xlsx"}.get(kind, " again")
        return {"error": "unreadable", "reason": f"damaged {kind} file ({words}); save it{newer}"}
    values = asdict(reading)
    values["text"] = reading.text.encode("utf-8", "replace").decode()
    return values


# The module of corpus.readers and the function that reads each kind. They are imported when first
# needed: no file pays for the libraries of another format.
_READERS = {
    Kind.CSV: ("plain", "read_csv"),
    Kind.HTML: ("html", "read_html"),
    Kind.MHTML: ("mhtml", "read_mhtml"),
    Kind.RTF: ("rtf", "read_rtf"),
    Kind.DOCX: ("word", "read_docx"),
    Kind.DOC: ("oldword", "read_doc"),
    Kind.XLSX: ("sheets", "read_xlsx"),
    Kind.XLS: ("oldsheets", "read_xls"),
    Kind.OFD: ("ofd", "read_ofd"),
    Kind.PDF: ("pdf", "read_pdf"),
    Kind.IMAGE: ("recognition", "read_picture"),
    Kind.SCAN: ("recognition", "read_scan"),
}
_FROM_BYTES = frozenset({Kind.HTML, Kind.MHTML, Kind.RTF})  # the others are given path and limits


def _read(path: Path, kind: Kind, limits: Limits) -> Reading:
    """Return what the reader of its kind makes of a file."""
    if kind is Kind.TEXT:
        return Reading(_decoded(path))
    module, name = _READERS[kind]
    read = getattr(import_module(f"corpus.readers.{module}"), name)
    given: tuple[Any, ...] = (path, limits)
    if kind is Kind.CSV:
        given = (_decoded(path),)
    elif kind in _FROM_BYTES:
        given = (path.read_bytes(),)
    reading: Reading = read(*given)
    return reading


def _decoded(path: Path) -> str:
    try:
        return decode(path.read_bytes(), path)
    except UnreadableDocument as error:
        raise Unreadable(error.reason) from error


if __name__ == "__main__":
    main()
