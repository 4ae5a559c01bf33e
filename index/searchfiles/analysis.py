"""Turn stored documents into what is searched: tokens by field, and the text that is embedded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.model import ClauseKind
from corpus.text.document_numbers import number_key
from index.model import StoredDocument
from index.searchfiles.citation_counts import cited_titles
from index.sqlite import connection as database
from index.sqlite.reader import Reader
from index.sqlite.records import SearchableClause
from index.tokens import TOKENS_VERSION, tokens

__all__ = [
    "ANALYSIS_VERSION",
    "FIELDS",
    "FIELDS_VERSION",
    "AnalysisTask",
    "AnalyzedDocument",
    "ArticleFields",
    "ClauseFields",
    "analyze_document",
    "analyze_documents",
    "clause_fields",
    "embedding_text",
    "path_tokens",
    "title_tokens",
]

FIELDS = ("text", "path", "title", "number", "header")

# Raised whenever the same clause would give other fields: search files of another version are
# made anew.
FIELDS_VERSION = 2

# What the lexical files depend on beside the database.
ANALYSIS_VERSION = f"tokens-{TOKENS_VERSION}/fields-{FIELDS_VERSION}"

_SPACES = re.compile(r"\s+")
_TITLE_LENGTH = 60  # a longer title would drown the clause's own words in the vector


@dataclass(frozen=True, slots=True)
class ArticleFields:
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


def clause_fields(clause: SearchableClause, heading: str, shared: ArticleFields) -> ClauseFields:
    """Cut a clause into the fields that are searched by words.

    :param heading: its article's own heading.
    """
    own = heading if clause.kind is ClauseKind.HEADING else clause.text
    return ClauseFields(
        key=clause.key,
        document=shared.document,
        text=_joined(own or clause.text),
        path=shared.path,
        title=shared.title,
        number=shared.number,
        header=_joined(" ".join(clause.header)) if clause.header else "",
    )


def path_tokens(path: tuple[str, ...], heading: str) -> str:
    """Return the headings above and of an article as tokens joined by spaces."""
    return _joined(" ".join((*path, heading)))


def title_tokens(document: StoredDocument) -> str:
    """Return a document's title and issuer as tokens joined by spaces."""
    return _joined(f"{document.title or ''} {document.issuer or ''}")


def embedding_text(
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


@dataclass(frozen=True, slots=True)
class AnalysisTask:
    """Documents to cut: their rows, as of a commit of the database in a folder."""

    store: Path
    commit: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnalyzedDocument:
    """A document's words.

    :param title: those it is found by as a whole.
    :param named: keys of the titles it names (``index.searchfiles.citation_counts``).
    """

    row: int
    source: str
    title: str
    clauses: tuple[ClauseFields, ...]
    named: frozenset[str]


def analyze_documents(task: AnalysisTask) -> list[AnalyzedDocument]:
    """Read documents from the database and cut them.

    :raises StoreCorrupt: a row is damaged.
    """
    reader = _reader(task.store, task.commit)
    return [analyze_document(reader, row) for row in task.rows]


@cache
def _reader(store: Path, commit: int) -> Reader:
    # The writer lock is held by whoever gave the task, so the rows stay as they are.
    return Reader(database.connect(store), store / database.FILE, commit, encoder_row=0)


def analyze_document(reader: Reader, row_number: int) -> AnalyzedDocument:
    """Cut one document.

    :raises StoreCorrupt: a row is damaged.
    """
    row = reader.row_of(row_number)
    document = reader.document(row)
    title = title_tokens(document)
    number = number_key(document.number) if document.number else ""
    clauses: list[ClauseFields] = []
    named: set[str] = set()
    for path, heading, inside in reader.searchable_articles(row):
        shared = ArticleFields(row_number, title, number, path_tokens(path, heading))
        clauses.extend(clause_fields(clause, heading, shared) for clause in inside)
        named.update(*(cited_titles(clause.text) for clause in inside))
    return AnalyzedDocument(row_number, document.source, title, tuple(clauses), frozenset(named))
