"""Read files without storing anything, for ``policyqa add --dry-run``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import UnreadableDocument
from corpus.model import Document
from corpus.read import read_whole_file

__all__ = ["DocumentPreview", "FilePreview", "preview", "preview_lines"]


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """What would be stored of one Document."""

    title: str | None
    number: str | None
    date: str | None
    first_line: int
    last_line: int
    articles: int
    clauses: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilePreview:
    """What would be read of one file; ``refused`` says why it would not be.

    :param share: of the characters that the file offers, what would be kept, from 0 to 1.
    """

    path: str
    documents: tuple[DocumentPreview, ...]
    refused: str | None = None
    share: float = 1.0
    warnings: tuple[str, ...] = ()


def preview(paths: Sequence[Path]) -> list[FilePreview]:
    """Read files without storing them.

    :raises PolicyQAError: a path is missing, or a folder holds no file of a known kind.
    """
    from index.ingest.files import find_files

    return [_preview(path) for path in find_files(paths).files]


def preview_lines(previews: Sequence[FilePreview]) -> list[str]:
    """Return a line for each file and each of its Documents, and a last one with the counts."""
    lines: list[str] = []
    for file in previews:
        kept = "" if file.share > 0.995 else f", {file.share:.0%} of its text"
        lines.append(f"{file.path}: {file.refused or f'{len(file.documents)} document(s){kept}'}")
        lines += [f"  warning: {warning}" for warning in file.warnings]
        for document in file.documents:
            facts = (document.title or "(no title)", document.number, document.date)
            lines.append(
                f"  {document.first_line}-{document.last_line}  "
                + "  ".join(fact for fact in facts if fact)
                + f"  {document.articles} articles, {document.clauses} clauses"
            )
            lines += [f"    warning: {warning}" for warning in document.warnings]
    documents = [d for file in previews for d in file.documents]
    refused = sum(file.refused is not None for file in previews)
    lines.append(
        f"{len(previews)} file(s), {refused} refused, {len(documents)} document(s), "
        f"{sum(d.clauses for d in documents)} clauses; nothing was stored"
    )
    return lines


def _preview(path: Path) -> FilePreview:
    try:
        contents = read_whole_file(path)
    except UnreadableDocument as error:
        return FilePreview(str(path), (), error.reason)
    summaries = tuple(_summary(d) for d in contents.documents)
    return FilePreview(str(path), summaries, None, contents.share, contents.warnings)


def _summary(document: Document) -> DocumentPreview:
    return DocumentPreview(
        title=document.title,
        number=document.number,
        date=document.written or document.published,
        first_line=document.first_line,
        last_line=document.last_line,
        articles=len(document.articles),
        clauses=sum(len(article.clauses) for article in document.articles),
        warnings=document.warnings,
    )
