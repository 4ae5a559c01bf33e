"""What a reader should know of the documents an answer rests on."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.model import Status
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
        if document.status in _WORDS[language]:
            why = f"({document.status_reason})" if document.status_reason else ""
            notices.append(_WORDS[language][document.status].format(name=name, why=why))
        elif document.trial:
            notices.append(_TRIAL[language].format(name=name))
    return tuple(notices)
