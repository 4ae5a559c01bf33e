"""The child process that reads every format but short plain text: requests in, readings out.

A request is one line of JSON; an answer is its length in 8 bytes, then JSON: the fields of a
Reading or {"error": "unreadable" or "large", "reason": …}.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableDocument
from corpus.limits import Limits
from corpus.readers.kinds import Kind
from corpus.readers.reading import Reading
from corpus.readers.refusals import Scanned, TooLarge, Unreadable

__all__ = ["main"]


def main() -> None:
    """Serve requests from standard input until it closes."""
    _limit_memory(int(sys.argv[1]))
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
        reading = _READERS[kind](path, limits)
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


def _text(path: Path, _: Limits) -> Reading:
    return Reading(_decoded(path))


def _csv(path: Path, _: Limits) -> Reading:
    from corpus.readers.plain import read_csv

    return read_csv(_decoded(path))


def _decoded(path: Path) -> str:
    from corpus.readers.plain import decode

    try:
        return decode(path.read_bytes(), path)
    except UnreadableDocument as error:
        raise Unreadable(error.reason) from error


def _html(path: Path, _: Limits) -> Reading:
    from corpus.readers.html import read_html

    return read_html(path.read_bytes())


def _mhtml(path: Path, _: Limits) -> Reading:
    from corpus.readers.mhtml import read_mhtml

    return read_mhtml(path.read_bytes())


def _rtf(path: Path, _: Limits) -> Reading:
    from corpus.readers.rtf import read_rtf

    return read_rtf(path.read_bytes())


def _docx(path: Path, limits: Limits) -> Reading:
    from corpus.readers.word import read_docx

    return read_docx(path, limits)


def _doc(path: Path, limits: Limits) -> Reading:
    from corpus.readers.oldword import read_doc

    return read_doc(path, limits)


def _xlsx(path: Path, limits: Limits) -> Reading:
    from corpus.readers.sheets import read_xlsx

    return read_xlsx(path, limits)


def _xls(path: Path, limits: Limits) -> Reading:
    from corpus.readers.oldsheets import read_xls

    return read_xls(path, limits)


def _ofd(path: Path, limits: Limits) -> Reading:
    from corpus.readers.ofd import read_ofd

    return read_ofd(path, limits)


def _pdf(path: Path, limits: Limits) -> Reading:
    from corpus.readers.pdf import read_pdf

    return read_pdf(path, limits)


def _image(path: Path, limits: Limits) -> Reading:
    from corpus.readers.recognition import read_picture

    return read_picture(path, limits)


def _scan(path: Path, limits: Limits) -> Reading:
    from corpus.readers.recognition import read_scan

    return read_scan(path, limits)


_READERS: dict[Kind, Callable[[Path, Limits], Reading]] = {
    Kind.TEXT: _text,
    Kind.CSV: _csv,
    Kind.HTML: _html,
    Kind.MHTML: _mhtml,
    Kind.RTF: _rtf,
    Kind.DOCX: _docx,
    Kind.DOC: _doc,
    Kind.XLSX: _xlsx,
    Kind.XLS: _xls,
    Kind.OFD: _ofd,
    Kind.PDF: _pdf,
    Kind.IMAGE: _image,
    Kind.SCAN: _scan,
}

if __name__ == "__main__":
    main()
