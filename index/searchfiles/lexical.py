"""Search by words: BM25 over the fields of every clause, by tantivy.

Tokens are cut by us (index.tokens) and joined by spaces, so tantivy only splits at spaces. Its
files must be checked against their hashes before they are opened: of damaged ones tantivy gives
wrong ranks without an error, or panics.

BM25 as in Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework", with tantivy's
fixed k1 = 1.2 and b = 0.75; a clause's score is the sum over its fields, each times its boost.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from index.errors import StoreCorrupt, StoreError
from index.model import Match
from index.searchfiles.analysis import FIELDS, ClauseFields

if TYPE_CHECKING:
    import tantivy

__all__ = ["DEFAULT_BOOSTS", "LexicalIndex", "LexicalIndexWriter"]

# Found with the sample questions: the clause's own words count most, its headings less, the
# document's title least, because every clause of the document shares it.
DEFAULT_BOOSTS: Mapping[str, float] = {
    "text": 1.0,
    "path": 0.3,
    "title": 0.5,
    "number": 4.0,
    "header": 0.6,
}
_WRITER_BYTES = 128_000_000
_FREQUENCIES = 100_000  # words whose frequency is kept
_KEY, _DOCUMENT, _TITLE_ROW, _TITLES = "key", "document", "title_row", "titles"


@contextmanager
def _no_panic(path: Path) -> Iterator[None]:
    """Turn what tantivy raises of a damaged file into StoreCorrupt.

    A Rust panic arrives as ``PanicException``, which is a BaseException of no importable name.
    """
    try:
        yield
    except BaseException as error:
        if isinstance(error, ValueError) or type(error).__name__ == "PanicException":
            raise StoreCorrupt(
                f"{path}: the search files cannot be used ({_line(error)}); "
                "make them anew with: policyqa verify --rebuild"
            ) from error
        raise


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what tantivy raises when a file cannot be written into StoreError."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, OSError | ValueError) or type(error).__name__ == "PanicException":
            raise StoreError(
                f"{path}: the search files could not be written ({_line(error)}); make room on the "
                "disk, then try again"
            ) from error
        raise


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]


def _linked(folder: Path, owner: object) -> Path:
    """Return a folder of links to search files that may only be read; it goes with ``owner``.

    Even to read, tantivy makes a lock file beside the files it opens.
    """
    links = TemporaryDirectory(prefix="policyqa-")
    weakref.finalize(owner, links.cleanup)
    for file in folder.iterdir():
        if not file.name.endswith(".lock"):
            Path(links.name, file.name).symlink_to(file)
    return Path(links.name)


def _schema() -> tantivy.Schema:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_KEY, fast=True)
    builder.add_unsigned_field(_DOCUMENT, indexed=True)
    builder.add_unsigned_field(_TITLE_ROW, fast=True)
    for name in (*FIELDS, _TITLES):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class LexicalIndexWriter:
    """Adds and removes the clauses of whole documents in a folder of search files."""

    def __init__(self, folder: Path) -> None:
        """Open the search files in ``folder``, or begin them."""
        import tantivy

        self._tantivy = tantivy
        with _writing(folder):
            index = tantivy.Index(_schema(), path=str(folder))
            self._schema = index.schema
            # One thread: the same documents give the same files, tie for tie.
            self._writer = index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        self._folder = folder

    def add(self, clauses: Iterable[ClauseFields]) -> None:
        """Add clauses."""
        make, add = self._tantivy.Document, self._writer.add_document
        with _writing(self._folder):
            for clause in clauses:
                document = make()
                document.add_unsigned(_KEY, clause.key)
                document.add_unsigned(_DOCUMENT, clause.document)
                for name in FIELDS:
                    if value := getattr(clause, name):
                        document.add_text(name, value)
                add(document)

    def add_title(self, row: int, title: str) -> None:
        """Add a document's title, so that the document is found by it."""
        document = self._tantivy.Document()
        document.add_unsigned(_TITLE_ROW, row)
        document.add_unsigned(_DOCUMENT, row)
        document.add_text(_TITLES, title)
        with _writing(self._folder):
            self._writer.add_document(document)

    def remove(self, documents: Iterable[int]) -> None:
        """Remove every clause of documents, by row number."""
        rows = list(documents)
        if rows:
            # By query: by term, the binding takes a number for a signed one and finds nothing.
            only = self._tantivy.Query.term_set_query(self._schema, _DOCUMENT, rows)
            with _writing(self._folder):
                self._writer.delete_documents_by_query(only)

    def finish(self) -> None:
        """Write everything out and stop the writer's threads."""
        with _writing(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()


class LexicalIndex:
    """Searches one folder of search files that nobody changes any more."""

    def __init__(self, folder: Path) -> None:
        """Open search files whose hashes have been checked.

        :raises StoreCorrupt: they cannot be opened.
        """
        import tantivy

        self._tantivy = tantivy
        self._folder = folder
        opened = folder if os.access(folder, os.W_OK) else _linked(folder, self)
        with _no_panic(folder):
            self._index = tantivy.Index.open(str(opened))
            self._searcher = self._index.searcher()
        self._schema = self._index.schema
        self._frequencies: dict[str, int] = {}  # a question's words come again with the next

    @property
    def count(self) -> int:
        """Return the number of entries: one for each clause and one for each document."""
        return int(self._searcher.num_docs)

    def search(
        self,
        words: Sequence[str],
        k: int,
        *,
        boosts: Mapping[str, float] = DEFAULT_BOOSTS,
        documents: Sequence[int] | None = None,
    ) -> list[Match]:
        """Return the best clauses for any of the words, best first, ties by key.

        :param boosts: weight by field; a field left out, or of weight 0, is not searched.
        :param documents: row numbers of the documents to search in; ``None``: all.
        """
        parts = [
            self._term(name, word, boost)
            for name, boost in boosts.items()
            if boost > 0
            for word in words
        ]
        return self._best(parts, k, _KEY, documents)

    def titled(self, words: Sequence[str], k: int) -> list[Match]:
        """Return the documents whose titles hold the words best; keys are row numbers."""
        return self._best([self._term(_TITLES, w, 1.0) for w in words], k, _TITLE_ROW, None)

    def document_frequency(self, words: Iterable[str]) -> dict[str, int]:
        """Return in how many clauses' own text each word stands.

        Clauses removed since the files were last made anew may still be counted.
        """
        known = self._frequencies
        if len(known) > _FREQUENCIES:
            known.clear()
        with _no_panic(self._folder):
            return {word: self._frequency(word) for word in words}

    def _frequency(self, word: str) -> int:
        found = self._frequencies.get(word)
        if found is None:
            found = self._frequencies[word] = int(self._searcher.doc_freq("text", word))
        return found

    def _term(self, field: str, word: str, boost: float) -> Any:
        query = self._tantivy.Query
        return query.boost_query(query.term_query(self._schema, field, word, "freq"), boost)

    def _best(
        self, parts: list[Any], k: int, value: str, documents: Sequence[int] | None
    ) -> list[Match]:
        if not parts or k < 1 or (documents is not None and not len(documents)):
            return []
        with _no_panic(self._folder):
            query = self._query(parts, documents)
            hits = self._searcher.search(query, limit=k, count=False).hits
            keys = self._searcher.fast_field_values(value, [place for _, place in hits])
        found = [
            Match(int(key), float(score))
            for (score, _), key in zip(hits, keys, strict=True)
            if key is not None
        ]
        return sorted(found, key=lambda m: (-m.score, m.key))

    def _query(self, parts: list[Any], documents: Sequence[int] | None) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        words = query.boolean_query([(occur.Should, part) for part in parts])
        if documents is None:
            return words
        only = query.term_set_query(self._schema, _DOCUMENT, list(documents))
        return query.boolean_query(
            [(occur.Must, words), (occur.Must, query.const_score_query(only, 0.0))]
        )
