"""The limits of what a visitor may send: questions, uploads, and how often.

What is refused is said by a ``Refused`` that names a line of ``ui.words`` and what fills it, so
that it can be shown in either language.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = [
    "LIMITS",
    "Limits",
    "RateLimit",
    "Refused",
    "TokenBuckets",
    "check_question",
    "check_upload",
    "check_upload_count",
    "safe_label",
    "store_upload",
]

MEGABYTE = 1024 * 1024
_ZIP, _OLE, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"
_JPEG, _TIFF = b"\xff\xd8\xff", (b"II*\x00", b"MM\x00*")
# How the content of a kind may begin. A PDF may begin with a few stray bytes.
_SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    **dict.fromkeys((".docx", ".docm", ".xlsx", ".xlsm", ".ofd"), (_ZIP,)),
    **dict.fromkeys((".doc", ".wps", ".xls", ".et"), (_OLE, _ZIP, _RTF)),
    **dict.fromkeys((".jpg", ".jpeg"), (_JPEG,)),
    **dict.fromkeys((".tif", ".tiff"), _TIFF),
    ".pdf": (b"%PDF-",),
    ".rtf": (_RTF,),
    ".png": (b"\x89PNG",),
    ".bmp": (b"BM",),
}
_PAGE_TOO = frozenset({".doc", ".wps", ".xls", ".et"})  # programs save pages under these endings
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one visitor may do.

    :param question: characters a question may have.
    :param upload_bytes: size of one uploaded file.
    :param upload_files: files in one upload.
    :param upload_hourly: bytes that may be uploaded from one address in an hour.
    :param per_minute: questions of one visitor in a minute.
    :param at_once: questions answered at the same time, over all visitors.
    :param waiting: questions that may wait for that; further ones are told to come back.
    """

    question: int = 500
    upload_bytes: int = 20 * MEGABYTE
    upload_files: int = 10
    upload_hourly: int = 500 * MEGABYTE
    per_minute: int = 30
    at_once: int = 16
    waiting: int = 200
    kinds: tuple[str, ...] = (
        ".txt", ".text", ".md", ".csv", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".docx",
        ".docm", ".doc", ".wps", ".rtf", ".pdf", ".ofd", ".xlsx", ".xlsm", ".xls", ".et", ".png",
        ".jpg", ".jpeg", ".tif", ".tiff", ".bmp",
    )  # fmt: skip


LIMITS = Limits()


class Refused(Exception):
    """What a visitor sent is over a limit, or is not accepted.

    :param word: the field of ``ui.words.Words`` that says why.
    :param values: what fills it.
    """

    def __init__(self, word: str, **values: object) -> None:
        super().__init__(word)
        self.word = word
        self.values = values


def check_question(question: str, limits: Limits = LIMITS) -> str:
    """Return the question without padding.

    :raises Refused: it is empty or over-long.
    """
    question = question.strip()
    if not any(character.isalnum() for character in question):
        raise Refused("question_empty")
    if len(question) > limits.question:
        raise Refused("question_long", count=len(question), limit=limits.question)
    return question


def check_upload_count(files: Sequence[str], limits: Limits = LIMITS) -> None:
    """Refuse more files than one upload may hold.

    :raises Refused: there are more.
    """
    if len(files) > limits.upload_files:
        raise Refused("upload_many", limit=limits.upload_files, count=len(files))


def check_upload(path: Path, limits: Limits = LIMITS) -> None:
    """Refuse a file by its kind, its size, or a content that its kind cannot have.

    :raises Refused: with the reason.
    """
    kind = path.suffix.lower()
    if kind not in limits.kinds:
        raise Refused("upload_kind", kind=kind or "?")
    size = path.stat().st_size
    if size == 0:
        raise Refused("upload_empty")
    if size > limits.upload_bytes:
        raise Refused(
            "upload_size",
            size=f"{size / MEGABYTE:.1f}",
            limit=limits.upload_bytes // MEGABYTE,
        )
    if not _fits_kind(path, kind):
        raise Refused("upload_content", kind=kind)


def _fits_kind(path: Path, kind: str) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    marks = _SIGNATURES.get(kind)
    if marks and (head.startswith(marks) or (kind == ".pdf" and marks[0] in head[:1024])):
        return True
    if marks and kind not in _PAGE_TOO:
        return False
    # UTF-16 text begins with a byte order mark and may hold NULs; other text holds none.
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" not in head


def safe_label(name: str, longest: int = 60) -> str:
    """Return a file's name fit to show: its last part, nothing invisible, not over-long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in _HIDDEN).strip()
    if len(shown) <= longest:
        return shown or "?"
    return f"{shown[: longest - 12]}…{shown[-11:]}"


def store_upload(path: Path, folder: Path) -> Path:
    """Copy an upload into a folder under the hash of its content, and return where.

    The name the visitor gave never becomes a path.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    stored = folder / f"{digest}{path.suffix.lower()}"
    shutil.copyfile(path, stored)
    return stored


@dataclass
class TokenBuckets:
    """A token bucket for each visitor. Remembers the visitors seen last, so it cannot grow.

    :param size: tokens of a full bucket, which is what a visitor begins with.
    :param seconds: how long an empty bucket takes to fill.
    """

    size: float
    seconds: float
    remembered: int = 10_000
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, visitor: str, tokens: float = 1.0) -> float:
        """Take tokens, and return 0; or return in how many seconds they will be there."""
        with self._lock:
            now = self.clock()
            left, since = self._buckets.pop(visitor, (self.size, now))
            left = min(self.size, left + (now - since) * self.size / self.seconds)
            allowed = left >= min(tokens, self.size)
            self._buckets[visitor] = (left - tokens if allowed else left, now)
            if len(self._buckets) > self.remembered:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (min(tokens, self.size) - left) * self.seconds / self.size


class RateLimit:
    """How often one visitor may ask.

    :param per_minute: questions in a minute, and in one burst.
    """

    def __init__(
        self,
        per_minute: int = LIMITS.per_minute,
        remembered: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._buckets = TokenBuckets(float(per_minute), 60.0, remembered, clock)

    def take(self, visitor: str) -> None:
        """Count one question of a visitor.

        :raises Refused: the visitor has asked too often.
        """
        if seconds := self._buckets.take(visitor):
            raise Refused("too_fast", seconds=max(1, round(seconds)))
