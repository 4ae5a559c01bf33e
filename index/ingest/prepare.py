"""Read one file and turn it into rows: what a worker process does. Imports no model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.errors import UnreadableDocument
from corpus.model import Document
from corpus.text.document_numbers import number_key
from index.model import FailedFile
from index.searchfiles.analysis import embedding_text
from index.sqlite.records import PreparedDocument, prepare

if TYPE_CHECKING:
    from corpus.limits import Limits

__all__ = ["OUT_OF_MEMORY", "PreparedFile", "prepare_documents", "prepare_file"]

OUT_OF_MEMORY = "needs more memory than there is; split it"


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file read and ready to be stored.

    :param texts: for each document, what is embedded for each of its clauses.
    :param warnings: what of the file was not read.
    """

    path: str
    sha256: str
    documents: tuple[PreparedDocument, ...]
    texts: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()


def prepare_file(file: tuple[str, str], *, limits: Limits | None) -> PreparedFile | FailedFile:
    """Read a file and turn its Documents into rows; a refusal comes back as a value.

    :param file: its path and its SHA-256.
    """
    from corpus.read import read_whole_file

    path, sha256 = file
    try:
        contents = read_whole_file(path, limits)
        prepared = prepare_documents(path, sha256, contents.documents)
        return replace(prepared, warnings=contents.warnings)
    except UnreadableDocument as error:
        return FailedFile(path, error.reason)
    except MemoryError:
        return FailedFile(path, OUT_OF_MEMORY)
    except OSError as error:
        return FailedFile(path, f"cannot be read ({error.strerror or error})")
    except UnicodeEncodeError:
        if not _is_unicode(path):  # Python keeps its bytes as halves of characters
            return FailedFile(path, "its name is in another encoding than UTF-8; rename the file")
        return FailedFile(path, "its text holds half a character (a lone surrogate); save it anew")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def prepare_documents(path: str, sha256: str, documents: list[Document]) -> PreparedFile:
    """Turn the Documents of a file into rows.

    :raises UnicodeEncodeError: a text holds half a surrogate pair.
    """
    rows = [prepare(d, number_key(d.number) if d.number else None) for d in documents]
    texts = [_texts(document) for document in documents]
    return PreparedFile(path, sha256, tuple(rows), tuple(texts))


def _texts(document: Document) -> tuple[str, ...]:
    return tuple(
        embedding_text(
            document.title,
            article.path,
            article.heading,
            clause.text,
            clause.row.beside(clause.text) if clause.row else (),
        )
        for article in document.articles
        for clause in article.clauses
    )
