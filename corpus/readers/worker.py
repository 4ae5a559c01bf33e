"""The child process that reads docx, pdf, xlsx and html: requests in, texts out.

A request is one line of JSON; an answer is its length in 8 bytes, then JSON: {"text": …} or
{"error": "unreadable" or "large", "reason": …}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from corpus.limits import Limits
from corpus.readers.kinds import Kind
from corpus.readers.refusals import TooLarge, Unreadable

__all__ = ["main"]


def main() -> None:
    """Serve requests from standard input until it closes."""
    _limit_memory(int(sys.argv[1]))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        limits = Limits(**request["limits"])
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


def _answer(path: Path, kind: Kind, limits: Limits) -> dict[str, str]:
    try:
        text = _read(path, kind, limits)
        if len(text) > limits.max_characters:
            raise TooLarge(f"{len(text):,} characters of text; split it or raise max_characters")
    except TooLarge as error:
        return {"error": "large", "reason": str(error)}
    except Unreadable as error:
        return {"error": "unreadable", "reason": str(error)}
    except MemoryError:
        return {"error": "large", "reason": "needs more memory than the reading limit; split it"}
    except Exception as error:  # noqa: BLE001  outer edge: a damaged file may raise anything
        words = " ".join(str(error).split())[:160] or type(error).__name__
        return {"error": "unreadable", "reason": f"damaged {kind} file ({words}); save it again"}
    return {"text": text.encode("utf-8", "replace").decode()}


def _read(path: Path, kind: Kind, limits: Limits) -> str:
    if kind is Kind.HTML:
        from corpus.readers.html import read_html

        return read_html(path.read_bytes())
    if kind is Kind.DOCX:
        from corpus.readers.word import read_docx

        return read_docx(path, limits)
    if kind is Kind.XLSX:
        from corpus.readers.sheets import read_xlsx

        return read_xlsx(path, limits)
    from corpus.readers.pdf import read_pdf

    return read_pdf(path, limits)


if __name__ == "__main__":
    main()
