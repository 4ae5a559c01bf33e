"""Answers, passages, documents and reports as text for people and as values for JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.model import ClauseKind
from index.model import AddReport, StoredArticle, StoredDocument, StoreInfo
from rag.model import Answer, Citation, Hit, cite_as, page_words
from rag.query.language import language_of

if TYPE_CHECKING:
    from index.ingest.verify import Verification
    from rag.query.question import Question
    from rag.ranking.explain import Explanation

__all__ = [
    "answer_text",
    "document_line",
    "hit_dict",
    "hit_text",
    "hit_texts",
    "info_lines",
    "json_value",
    "report_lines",
    "show_dict",
    "show_text",
    "sources_text",
    "understood_text",
    "verify_lines",
    "with_sources",
]


def json_value(value: Any) -> Any:
    """Return a value made of what JSON has: dataclasses as objects, paths and enums as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return json_value(asdict(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [json_value(item) for item in value]
    return value


_RELATED = {"zh": "另见：", "en": "See also:"}


def answer_text(answer: Answer) -> str:
    """Return the answer, its sources and its notices."""
    lines = [answer.text]
    if answer.citations:
        lines.append("")
    language = answer_language(answer)
    lines += _places(answer.citations, language, marked=True)
    if answer.related:
        lines += ["", _RELATED[language], *_places(answer.related, language, marked=False)]
    lines += [f"! {notice}" for notice in answer.notices]
    return "\n".join(lines)


def _places(citations: Sequence[Citation], language: str, *, marked: bool) -> list[str]:
    """Return a line for each Document cited, with all the places in it.

    :param marked: put the numbers of the citations before it.
    """
    documents: dict[str, list[Citation]] = {}
    for citation in citations:
        documents.setdefault(citation.document.id, []).append(citation)
    lines = []
    for cited in documents.values():
        marks = "".join(f"[{c.number}]" for c in cited) + " " if marked else "  "
        places = "、".join(dict.fromkeys(c.address for c in cited if c.address))
        pages = page_words(cited[0].document, [c.start for c in cited], language)
        lines.append(f"{marks}{cite_as(cited[0].document)}{_spaced(places)}{_spaced(pages)}")
    return lines


def answer_language(answer: Answer) -> str:
    """Return the language of an answer: that of its question."""
    return language_of(answer.question)


def with_sources(answer: Answer) -> str:
    """Return an answer with its sources and notices as text, for clients that show only text."""
    return answer.text + sources_text(answer)


def sources_text(answer: Answer) -> str:
    """Return what follows an answer's text: each source with its quote, related places, notices."""
    lines = []
    language = answer_language(answer)
    if answer.citations:
        lines += ["", "来源 Sources:"]
    for citation in answer.citations:
        place = _where(citation, language)
        lines.append(f"[{citation.number}] {place}: “{_one_line(citation.quote)}”")
    if answer.related:
        lines += ["", _RELATED[language], *_places(answer.related, language, marked=False)]
    if answer.notices:
        lines += ["", *(f"! {notice}" for notice in answer.notices)]
    return "".join(f"\n{line}" for line in lines)


def _where(place: Citation | Hit, language: str) -> str:
    """Return Document, address and page of a citation or passage."""
    pages = page_words(place.document, [place.start], language)
    return f"{cite_as(place.document)}{_spaced(place.address)}{_spaced(pages)}"


def _one_line(quote: str) -> str:
    """Return a quote without line breaks, cut where it is long."""
    line = " ".join(quote.split())
    return line if len(line) <= 160 else f"{line[:159]}…"


_SHOWN = 20  # files left out that are named one by one


def report_lines(report: AddReport) -> list[str]:
    """Return what an add did, a line for each file that failed, was left out or lost something."""
    lines = [f"not read: {failed.path}: {failed.reason}" for failed in report.failed]
    lines += [f"left out: {skipped.path}: {skipped.reason}" for skipped in report.skipped[:_SHOWN]]
    if len(report.skipped) > _SHOWN:
        lines.append(f"left out: {len(report.skipped) - _SHOWN} more that are no documents")
    lines += [f"warning: {warning.path}: {warning.words}" for warning in report.warnings]
    counts = {
        "added": report.added,
        "replaced": report.replaced,
        "unchanged": report.unchanged,
        "removed": len(report.removed),
        "not read": len(report.failed),
        "left out": len(report.skipped),
    }
    files = ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "nothing to do"
    lines.append(f"files: {files}; documents stored: {len(report.documents)}")
    if report.interrupted:
        lines.append("stopped early; what was added before stays")
    return lines


def info_lines(info: StoreInfo) -> list[str]:
    """Return the facts of a Store, one a line."""
    sizes = ", ".join(f"{part} {size / 1e6:.1f} MB" for part, size in info.bytes.items())
    return [
        f"store       {info.path}",
        f"documents   {info.documents} (from {info.files} files)",
        f"articles    {info.articles}",
        f"clauses     {info.clauses}",
        f"encoder     {info.encoder_name} ({info.dim} dimensions)",
        f"generation  {info.generation}, made {info.made_at or 'never'}, {info.dense_kind} vectors",
        f"pending     {info.pending}",
        f"size        {sizes}",
    ]


def verify_lines(result: Verification) -> list[str]:
    """Return what a check of a Store found: a line for each problem, or that it is whole."""
    if result.problems:
        return [f"damaged: {problem}" for problem in result.problems]
    made = "search files made anew; " if result.rebuilt else ""
    return [
        f"{made}whole: {result.documents} documents, {result.clauses} clauses, "
        f"generation {result.generation}"
    ]


# What steers a terminal, or turns the direction of what follows: a name or a text may hold it.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Return a text fit for a terminal: control characters are shown by code, not obeyed."""
    return _STEERING.sub(lambda found: ascii(found[0])[1:-1], text)


def understood_text(question: Question) -> str:
    """Return what a question was read as: what it names, asks for and is completed to."""
    named = {
        "completed": question.search if question.search != question.text else "",
        "asks for": ", ".join(sorted(question.kinds)),
        "parts": " / ".join(part.search for part in question.parts),
        "documents": ", ".join((*question.numbers, *(f"《{t}》" for t in question.titles))),
        "addresses": ", ".join(map(str, question.addresses)),
        "places": ", ".join(question.places),
        "issued by": ", ".join(question.issuers),
        "dates and periods": ", ".join(question.periods),
        "as of": question.as_of or "",
    }
    lines = [f"   {name}: {value}" for name, value in named.items() if value]
    return "\n".join((f"understood: {question.text}", *lines))


def hit_texts(shown: Sequence[tuple[Hit, Explanation | None]], language: str) -> list[str]:
    """Return passages, numbered from 1, each with the reason that is given for it.

    :param language: of the words for pages.
    """
    return [hit_text(n, hit, why, language) for n, (hit, why) in enumerate(shown, 1)]


def hit_text(number: int, hit: Hit, reason: Explanation | None = None, language: str = "zh") -> str:
    """Return one passage with where it stands and what it refers to; with why when it is given.

    :param language: of the words for pages.
    """
    lines = [f"{number}. {_where(hit, language)}", f"   {hit.text}"]
    lines += [f"   → {_where(target, language)}: {target.text}" for target in hit.related]
    if reason is not None:
        lines += [f"   {line}" for line in _reason_lines(hit, reason)]
    return "\n".join(lines)


def hit_dict(hit: Hit, reason: Explanation | None = None) -> dict[str, Any]:
    """Return one passage as plain values; with why it stands there when that is given."""
    values = hit.to_dict()
    return values if reason is None else {**values, "explanation": json_value(asdict(reason))}


def _reason_lines(hit: Hit, reason: Explanation) -> list[str]:
    """Return why a passage stands where it stands, a line for each kind of reason."""
    words = {
        "words": " ".join(reason.matched),
        "in title or headings": " ".join(reason.around),
        "not found": " ".join(reason.missing),
    }
    routes = ", ".join(f"{name} {value:.2f}" for name, value in reason.routes.items())
    ahead = ", ".join(f"{name} {value:+.2f}" for name, value in reason.ahead.items())
    lines = [f"score {hit.score:.2f}; found by {routes or 'its place'}"]
    lines += [f"{name}: {found}" for name, found in words.items() if found]
    if reason.placed:
        lines.append(f"placed: {reason.placed}")
    if ahead:
        lines.append(f"above the next by: {ahead}")
    return lines


def document_line(document: StoredDocument) -> str:
    """Return one line on a Document for `policyqa list`."""
    facts = [
        document.id[:8],
        cite_as(document),
        document.issuer or "",
        document.date or "",
        document.status.value if document.status else "",
    ]
    return "  ".join(fact for fact in facts if fact)


def show_text(document: StoredDocument, articles: Sequence[StoredArticle], *, outline: bool) -> str:
    """Return a Document's outline, or its Articles in full."""
    lines = [*_head(document), ""]
    lines += _outline(articles) if outline else _full(articles)
    return "\n".join(lines)


def show_dict(document: StoredDocument, articles: Sequence[StoredArticle]) -> dict[str, Any]:
    """Return a Document with its Articles as plain values."""
    return {
        **document.to_dict(),
        "articles": [
            {
                "id": article.id,
                "address": str(article.address),
                "path": list(article.path),
                "heading": article.heading,
                "clauses": [
                    {
                        "id": c.id,
                        "address": str(c.address),
                        "kind": c.kind.value,
                        "page": document.pages.number_at(c.start) if document.pages else None,
                        "text": c.text,
                    }
                    for c in article.clauses
                ],
            }
            for article in articles
        ],
    }


def _head(document: StoredDocument) -> list[str]:
    fields = {
        "文号 number": document.number,
        "发文机关 issuer": document.issuer,
        "成文 written": document.written,
        "公布 published": document.published,
        "施行 effective": document.effective,
        "失效 expires": document.expires,
        "效力 status": document.status.value if document.status else None,
        "来源 source": f"{document.source}:{document.first_line}-{document.last_line}",
        "文字识别 recognised": f"{sure:.0%}" if (sure := document.ocr_confidence) else None,
    }
    title = document.title or document.source
    return [f"{title}  ({document.id})", *(f"  {k}: {v}" for k, v in fields.items() if v)]


def _outline(articles: Sequence[StoredArticle]) -> list[str]:
    """Return one line for each heading and Article, indented by depth."""
    lines: list[str] = []
    shown: tuple[str, ...] = ()
    for article in articles:
        for depth, heading in enumerate(article.path):
            if article.path[: depth + 1] != shown[: depth + 1]:
                lines.append(f"{'  ' * depth}{heading}")
        shown = article.path
        label = article.heading or str(article.address) or _opening(article)
        if label and label not in article.path:
            lines.append(f"{'  ' * len(article.path)}{label}")
    return lines


def _opening(article: StoredArticle, most: int = 24) -> str:
    text = next((c.text for c in article.clauses if c.text), "")
    return f"({text[:most]}…)" if len(text) > most else f"({text})" if text else ""


def _full(articles: Sequence[StoredArticle]) -> list[str]:
    lines = []
    for article in articles:
        lines.append(" > ".join((*article.path, str(article.address) or article.heading)))
        lines += [f"  {c.text}" for c in article.clauses if c.kind is not ClauseKind.HEADING]
    return lines


def _spaced(address: str) -> str:
    return f" {address}" if address else ""
