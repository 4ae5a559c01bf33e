"""What crosses from rag to whoever asks: Hit, Citation, Answer. All values are frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from corpus.model import ClauseKind, TableRow
from index.model import StoredDocument

__all__ = [
    "Answer",
    "AnswerStatus",
    "Citation",
    "FoundBy",
    "History",
    "Hit",
    "Place",
    "PlacedBy",
    "cite_as",
    "in_brackets",
    "page_words",
]

History = Sequence[tuple[str, str]]
"""Earlier questions and answers, oldest first."""


class AnswerStatus(StrEnum):
    """Whether the documents answer the question.

    UNSURE: the clause shown is probably the one, but something asked for was not seen in it.
    """

    ANSWERED = "answered"
    UNSURE = "unsure"
    ABSTAINED = "abstained"


class FoundBy(StrEnum):
    """How a passage came to be found."""

    WORDS = "words"
    MEANING = "meaning"
    NUMBER = "number"  # the question names its Document by number
    TITLE = "title"  # the question names its Document by title
    ADDRESS = "address"  # it stands at the address the question names
    REFERENCE = "reference"  # a passage that was found refers to it


class PlacedBy(StrEnum):
    """What put a passage in its place among the others: the ranking, or a rule of order."""

    RANKING = "ranking"
    PART = "part"
    ADDRESS = "address"
    ISSUER = "issuer"
    PENALTY = "penalty"
    VERSION = "version"


@dataclass(frozen=True, slots=True)
class Place:
    """A clause that a passage covers, and where it stands.

    :param start: offset of the clause in the Document's text.
    :param end: offset just past it.
    """

    address: str
    clause_id: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A Passage found for a question.

    :param text: source text of the Clause with enough of its Article to be understood.
    :param score: higher is better; comparable within one question only.
    :param address: as a person cites it, "" for text outside any numbering.
    :param start: offset of the hit's clause in the Document's text.
    :param end: offset just past it.
    :param scores: the figures it was ranked by, by name; for people to look at.
    :param row: the table row with its header, when the clause found is one.
    :param kind: what the clause found is in its Document.
    :param related: the places it refers to (依照第十条), as passages of their own.
    :param places: the clauses it covers, in order; empty when it covers one alone.
    :param found_by: how it was found; ``placed_by``: what put it in its place.
    """

    text: str
    score: float
    address: str
    document: StoredDocument
    clause_id: str
    article_id: str
    path: tuple[str, ...]
    start: int
    end: int
    scores: Mapping[str, float] = field(default_factory=dict)
    row: TableRow | None = None
    places: tuple[Place, ...] = ()
    kind: ClauseKind = ClauseKind.PARAGRAPH
    related: tuple[Hit, ...] = ()
    found_by: frozenset[FoundBy] = frozenset()
    placed_by: PlacedBy = PlacedBy.RANKING

    def place_at(self, offset: int) -> Place:
        """Return the clause that holds an offset of the Document's text."""
        for place in self.places:
            if place.start <= offset < place.end:
                return place
        return Place(self.address, self.clause_id, self.article_id, self.start, self.end)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            **values,
            "path": list(self.path),
            "scores": dict(self.scores),
            "row": asdict(self.row) if self.row else None,
            "places": [asdict(place) for place in self.places],
            "kind": self.kind.value,
            "related": [hit.to_dict() for hit in self.related],
            "found_by": sorted(route.value for route in self.found_by),
            "placed_by": self.placed_by.value,
            **_page_values(self.document, self.start),
            "document": self.document.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof of one sentence of an answer.

    In JSON it also has ``page`` and ``ocr_confidence``, ``None`` where the file has no pages or
    the page a text layer.

    :param number: the n of [n] in the answer's text.
    :param quote: exact source text.
    :param address: as a person cites it.
    :param start: offset of the quote in the Document's text.
    :param end: offset just past it.
    """

    number: int
    quote: str
    address: str
    document: StoredDocument
    start: int
    end: int
    clause_id: str
    article_id: str

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            **values,
            **_page_values(self.document, self.start),
            "document": self.document.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, with proof.

    :param text: sentences, each followed by its citation marks [n].
    :param lead: the direct answer in a few words, with which ``text`` begins; "" where none is
        proved.
    :param highlights: spans of ``text``, (start, end), that hold the figure or name asked for.
    :param related: what belongs to the matter but not into the text.
    :param confidence: 0 to 1, how sure it is that the documents answer the question.
    :param notices: what the reader should know (repealed, expired, documents disagree …).
    :param timings: milliseconds by stage.
    :param trace: what produced it: model, prompt hash, generation, encoder.
    """

    question: str
    text: str
    status: AnswerStatus
    citations: tuple[Citation, ...]
    notices: tuple[str, ...]
    confidence: float
    timings: Mapping[str, float]
    trace: Mapping[str, str]
    hits: tuple[Hit, ...] = field(default=(), repr=False)
    lead: str = ""
    highlights: tuple[tuple[int, int], ...] = ()
    related: tuple[Citation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return {
            **values,
            "status": self.status.value,
            "notices": list(self.notices),
            "timings": dict(self.timings),
            "trace": dict(self.trace),
            "citations": [citation.to_dict() for citation in self.citations],
            "related": [citation.to_dict() for citation in self.related],
            "highlights": [list(span) for span in self.highlights],
            "hits": [hit.to_dict() for hit in self.hits],
        }


def _page_values(document: StoredDocument, offset: int) -> dict[str, Any]:
    pages = document.pages
    return {
        "page": pages.number_at(offset) if pages else None,
        "ocr_confidence": pages.confidence_at(offset) if pages else None,
    }


def cite_as(document: StoredDocument) -> str:
    """Return a Document's name as a citation prints it: 《title》(number), with its edition.

    The edition is told where the Store has several of the same law: 《title》（2018年修正文本）.
    """
    name = in_brackets(document.title or document.source)
    if document.edition:
        name += f"（{document.edition}）"
    return f"{name}({document.number})" if document.number else name


_PAGE_WORDS = {
    "zh": ("第{}页", "第{}页", "、", "文字识别，可信度{}%"),
    "en": ("page {}", "pages {}", ", ", "recognised text, {}% sure"),
}


def page_words(document: StoredDocument, offsets: Sequence[int], language: str) -> str:
    """Return the pages that places of a Document stand on: 第3页, or "" where it has none.

    Where one of the pages is a scan, the least confidence of its recognition is told too.

    :param offsets: of the places in the Document's text. :param language: "zh" or "en".
    """
    pages = document.pages
    if pages is None or not offsets:
        return ""
    one, several, comma, recognised = _PAGE_WORDS[language]
    numbers = sorted({pages.number_at(offset) for offset in offsets})
    told = (several if len(numbers) > 1 else one).format(comma.join(map(str, numbers)))
    found = [sure for offset in offsets if (sure := pages.confidence_at(offset))]
    # Rounded down: 100% would promise that nothing was misread.
    return f"{told} ({recognised.format(int(100 * min(found) + 1e-9))})" if found else told


def in_brackets(title: str) -> str:
    """Return a title in 《》, those inside it as 〈〉; one that stands in them already as it is."""
    if title.startswith("《") and title.endswith("》"):
        return title
    inner = title.replace("《", "〈").replace("》", "〉")
    return f"《{inner}》"
