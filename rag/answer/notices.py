"""What a reader should know of the documents an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.model import Status
from corpus.text.dates import find_date
from corpus.validity import STATED
from index.model import StoredDocument

__all__ = ["cite_as", "notices_for"]

_WORDS = {
    "zh": {
        Status.REPEALED: "{name}已废止{why}。",
        Status.EXPIRED: "{name}的有效期已过{why}。",
        Status.NOT_YET_IN_FORCE: "{name}尚未施行{why}。",
        Status.AMENDED: "{name}已被修改{why}，请核对最新文本。",
    },
    "en": {
        Status.REPEALED: "{name} has been repealed{why}.",
        Status.EXPIRED: "{name} has expired{why}.",
        Status.NOT_YET_IN_FORCE: "{name} is not yet in force{why}.",
        Status.AMENDED: "{name} has been amended{why}; check the latest text.",
    },
}
# A text that says itself when it was amended is the amended one; a source that gives its status as
# amended speaks of what came after.
_EDITION = {
    "zh": "{name}是{date}修改后的文本，之后是否又有修改，请核对。",
    "en": "{name} is the text as amended on {date}; check whether it was amended again.",
}
_TRIAL = {"zh": "{name}为试行文件。", "en": "{name} is in force on trial."}


def cite_as(document: StoredDocument) -> str:
    """Return a Document's name as a citation prints it: 《title》(number)."""
    title = document.title or document.source
    name = title if title.startswith("《") and title.endswith("》") else f"《{title}》"
    return f"{name}({document.number})" if document.number else name


def notices_for(documents: Iterable[StoredDocument], language: str) -> tuple[str, ...]:
    """Return one sentence for each Document whose validity a reader must know of."""
    notices = []
    for document in dict.fromkeys(documents):
        name = cite_as(document)
        edition = _edition(document)
        if edition is not None:
            date = _in_chinese(edition) if language == "zh" else edition
            notices.append(_EDITION[language].format(name=name, date=date))
        elif document.status in _WORDS[language]:
            why = f"({document.status_reason})" if document.status_reason else ""
            notices.append(_WORDS[language][document.status].format(name=name, why=why))
        elif document.trial:
            notices.append(_TRIAL[language].format(name=name))
    return tuple(notices)


def _edition(document: StoredDocument) -> str | None:
    """Return the date of the last amendment that a Document's own text tells of and includes."""
    reason = document.status_reason or ""
    if document.status is not Status.AMENDED or reason.startswith(STATED):
        return None
    return find_date(reason)


def _in_chinese(date: str) -> str:
    """Return an ISO date, or as much of one as is known, as Chinese writes it."""
    return "".join(f"{int(n)}{unit}" for n, unit in zip(date.split("-"), "年月日", strict=False))
