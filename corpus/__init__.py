"""Official documents: files in, Documents made of Articles and Clauses out."""

from corpus.address import Address, Step
from corpus.errors import DocumentTooLarge, PolicyQAError, UnreadableDocument
from corpus.limits import Limits
from corpus.model import Article, Clause, ClauseKind, Document, Reference, Status, TableRow
from corpus.read import parse_text, read_documents

__all__ = [
    "Address",
    "Article",
    "Clause",
    "ClauseKind",
    "Document",
    "DocumentTooLarge",
    "Limits",
    "PolicyQAError",
    "Reference",
    "Status",
    "Step",
    "TableRow",
    "UnreadableDocument",
    "parse_text",
    "read_documents",
]
