"""What of a clause is searched: its fields for words, and the text that is embedded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.model import ClauseKind
from index.model import StoredDocument
from index.sqlite.records import BareClause
from index.tokens import TOKENS_VERSION, tokens

__all__ = [
    "FIELDS",
    "FIELDS_VERSION",
    "WORDS",
    "ClauseFields",
    "Place",
    "clause_fields",
    "index_text",
    "path_field",
    "title_field",
]

FIELDS = ("text", "path", "title", "number", "header")

# Raised whenever the same clause would give other fields: search files of another version are
# made anew.
FIELDS_VERSION = 2

# What the lexical files depend on beside the database.
WORDS = f"tokens-{TOKENS_VERSION}/fields-{FIELDS_VERSION}"

_SPACES = re.compile(r"\s+")
_TITLE_LENGTH = 60  # a longer title would drown the clause's own words in the vector


@dataclass(frozen=True, slots=True)
class Place:
    """What the clauses of one article share: cut once, used for each.

    :param document: row number of the document.
    """

    document: int
    title: str
    number: str
    path: str


@dataclass(frozen=True, slots=True)
class ClauseFields:
    """One clause as it stands in the lexical index; each field is tokens joined by spaces."""

    key: int
    document: int
    text: str
    path: str
    title: str
    number: str
    header: str


def clause_fields(clause: BareClause, heading: str, place: Place) -> ClauseFields:
    """Cut a clause into the fields that are searched by words.

    :param heading: its article's own heading.
    """
    own = heading if clause.kind is ClauseKind.HEADING else clause.text
    return ClauseFields(
        key=clause.key,
        document=place.document,
        text=_joined(own or clause.text),
        path=place.path,
        title=place.title,
        number=place.number,
        header=_joined(" ".join(clause.header)) if clause.header else "",
    )


def path_field(path: tuple[str, ...], heading: str) -> str:
    """Return the headings above and of an article as tokens joined by spaces."""
    return _joined(" ".join((*path, heading)))


def title_field(document: StoredDocument) -> str:
    """Return a document's title and issuer as tokens joined by spaces."""
    return _joined(f"{document.title or ''} {document.issuer or ''}")


def index_text(
    title: str | None, path: tuple[str, ...], heading: str, text: str, header: tuple[str, ...] = ()
) -> str:
    """Return what is embedded for a clause: where it stands, then what it says.

    The headings above a clause often hold the words that a question uses (对象, 标准, 罚则) and
    the clause itself leaves out.

    :param header: column names, when the clause is a table row.
    """
    parts = [(title or "")[:_TITLE_LENGTH], *path]
    if heading and heading not in text:
        parts.append(heading)
    if header:
        parts.append(" ".join(header))
    parts.append(text)
    return _SPACES.sub(" ", " ".join(part for part in parts if part)).strip()


def _joined(text: str) -> str:
    return " ".join(tokens(text))
