"""The answer to a look-up: the whole article, all its 款 and 项; or that the law is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.model import ClauseKind
from index.model import StoredClause, StoredDocument
from rag.answer.extractive import Draft
from rag.answer.lists import leads_in
from rag.model import AnswerStatus, Citation, cite_as
from rag.passages.lookups import LookUp
from rag.query.law_names import Known, Named

__all__ = [
    "cited_clause",
    "missing_draft",
    "missing_sentences",
    "place_draft",
    "reading_notices",
    "with_missing_first",
]

# Signs of an article that are shown; a longer one is cut between clauses, and that is said.
_LONGEST = 6000
# Behind a fact the whole article follows where it is not longer than this.
_FOLLOWS = 1200
_WORDS = {
    "zh": {
        "missing": "库中没有{name}。",
        "number": "库中没有文号为{name}的文件。",
        "offered": "名称相近的有{names}。",
        "repealed": "{document}{address}写明：{quote}",
        "others": "以下出自其他文件。",
        "initials": "“{name}”按{title}理解。",
        "or": "也可能指{names}。",
        "nearest": "库中没有题名恰为《{name}》的文件，按最接近的{title}回答。",
        "placeless": "“{name}”指{title}。",
        "cut": "（以下从略，全文见原文。）",
    },
    "en": {
        "missing": "The store has no {name}.",
        "number": "The store has no document numbered {name}.",
        "offered": "Nearest by title: {names}.",
        "repealed": "{document} {address} says: {quote}",
        "others": "What follows is from other documents.",
        "initials": "“{name}” was read as {title}.",
        "or": "It may also mean {names}.",
        "nearest": "The store has no document titled exactly {name}; answered from {title}.",
        "placeless": "“{name}” is {title}.",
        "cut": "(Cut here; the whole text is in the source.)",
    },
}


def missing_sentences(found: LookUp, language: str) -> list[str]:
    """Return what is named and is not in the Store, with the nearest titles."""
    words = _WORDS[language]
    said = [words["number"].format(name=number) for number in found.numbers]
    for name in found.missing:
        line = words["missing"].format(name=_marked(name.name))
        if name.others:
            offered = "、".join(_marked(family.title) for family in name.others)
            line += words["offered"].format(names=offered)
        said.append(line)
    return said


def missing_draft(found: LookUp, language: str) -> Draft:
    """Say that what is named is not in the Store; cite what repealed it, where that is told."""
    lines = missing_sentences(found, language)
    citations = [
        cited_clause(n, repeal.document, repeal.clause)
        for n, repeal in enumerate(found.repeals, start=1)
    ]
    for citation in citations:
        told = _WORDS[language]["repealed"].format(
            document=cite_as(citation.document), address=citation.address, quote=citation.quote
        )
        lines.append(f"{told}[{citation.number}]")
    text = "\n".join(lines)
    status = AnswerStatus.ANSWERED if citations else AnswerStatus.ABSTAINED
    return Draft(text, status, tuple(citations), 1.0 if citations else 0.0, text)


def with_missing_first(draft: Draft, found: LookUp, language: str) -> Draft:
    """Say first what is named and is not in the Store, where something else answers."""
    if found.documents or not (found.missing or found.numbers):
        return draft
    said = "".join(missing_sentences(found, language))
    if draft.status is not AnswerStatus.ABSTAINED:
        said += _WORDS[language]["others"]
    moved = len(said) + 1
    spans = tuple((start + moved, end + moved) for start, end in draft.highlights)
    return replace(draft, text=f"{said}\n{draft.text}", lead="", highlights=spans)


def place_draft(
    found: LookUp, fact: Draft | None, source: Callable[[str], str], language: str
) -> Draft:
    """Quote what stands at the places asked for, whole.

    :param fact: the answer to what is asked of the article; it leads, the article follows.
    :param source: gives a Document's text by its id.
    """
    clauses = [(place.document, clause) for place in found.places for clause in place.clauses]
    length = sum(len(clause.text) for _, clause in clauses)
    if fact is None or fact.status is not AnswerStatus.ANSWERED:
        led_in = frozenset(place.clauses[1].id for place in found.places if place.led_in)
        return _quoted(clauses, [], (), source, language, led_in)
    if length > _FOLLOWS:
        return fact
    shown = [(c.document.id, c.start, c.end) for c in fact.citations]
    rest = [
        (d, c)
        for d, c in clauses
        if not _shown(d.id, c, shown) and c.kind is not ClauseKind.HEADING
    ]
    whole = _quoted(rest, [fact.text], fact.citations, source, language, frozenset())
    return replace(fact, text=whole.text, citations=whole.citations, confidence=whole.confidence)


def _quoted(
    clauses: Sequence[tuple[StoredDocument, StoredClause]],
    lines: list[str],
    citations: tuple[Citation, ...],
    source: Callable[[str], str],
    language: str,
    led_in: frozenset[str],
) -> Draft:
    """Return an answer of whole clauses, each cited, behind what is there already.

    :param led_in: ids of the items that stand on one line with the words that lead them in.
    """
    cited = list(citations)
    length = 0
    for document, run in _runs(clauses, source, led_in):
        length += sum(len(clause.text) for clause in run)
        if length > _LONGEST and cited:
            lines.append(_WORDS[language]["cut"])
            break
        quote = source(document.id)[run[0].start : run[-1].end]
        citation = cited_clause(len(cited) + 1, document, run[0], quote)
        cited.append(replace(citation, end=run[-1].end))
        line = "\n".join(clause.text for clause in run) + f"[{len(cited)}]"
        if run[0].id in led_in:
            line = _behind(lines.pop(), line)
        lines.append(line)
    text = "\n".join(lines)
    return Draft(text, AnswerStatus.ANSWERED, tuple(cited), 1.0, text)


def _runs(
    clauses: Sequence[tuple[StoredDocument, StoredClause]],
    source: Callable[[str], str],
    led_in: frozenset[str],
) -> list[tuple[StoredDocument, list[StoredClause]]]:
    """Return each clause with the items right behind it that it leads in: they are one proof."""
    runs: list[tuple[StoredDocument, list[StoredClause]]] = []
    for document, clause in clauses:
        before = runs[-1] if runs else None
        if (
            before is not None
            and before[0].id == document.id
            and _goes_on(before[1], clause, source(document.id))
            and clause.id not in led_in
        ):
            before[1].append(clause)
        else:
            runs.append((document, [clause]))
    return runs


def _goes_on(run: Sequence[StoredClause], clause: StoredClause, source: str) -> bool:
    """Return whether a clause is an item of the list that a run of clauses began."""
    beside = run[-1].article_id == clause.article_id and run[-1].end <= clause.start
    listed = clause.kind is ClauseKind.ITEM and leads_in(run[0].text)
    return beside and listed and not source[run[-1].end : clause.start].strip()


def _behind(lead: str, item: str) -> str:
    """Return an item behind the words that lead it in, the marks of both at the end."""
    words, marks = lead.rsplit("[", 1)
    return f"{words}{item.rsplit('[', 1)[0]}[{marks}[{item.rsplit('[', 1)[1]}"


def _shown(document_id: str, clause: StoredClause, shown: Sequence[tuple[str, int, int]]) -> bool:
    """Return whether the greater part of a clause has been quoted already."""
    quoted = sum(
        max(0, min(end, clause.end) - max(start, clause.start))
        for name, start, end in shown
        if name == document_id
    )
    return 2 * quoted >= clause.end - clause.start


def cited_clause(
    number: int, document: StoredDocument, clause: StoredClause, quote: str | None = None
) -> Citation:
    """Return a whole clause as a citation.

    :param quote: its source text; ``None``: as the Store keeps it.
    """
    return Citation(
        number=number,
        quote=clause.text if quote is None else quote,
        address=str(clause.address),
        document=document,
        start=clause.start,
        end=clause.end,
        clause_id=clause.id,
        article_id=clause.article_id,
    )


def reading_notices(found: LookUp, language: str) -> tuple[str, ...]:
    """Return how names that no title bears exactly were read."""
    read = [_reading(name, language) for name in found.named if name.family is not None]
    return tuple(notice for notice in read if notice)


def _reading(name: Named, language: str) -> str:
    if name.family is None or name.known is Known.EXACT:
        return ""
    words = _WORDS[language]
    form = {Known.ABBREVIATED: "initials", Known.NEAREST: "nearest"}.get(name.known, "placeless")
    said = words[form].format(name=name.name, title=_marked(name.family.title))
    if name.others:
        said += words["or"].format(names="、".join(_marked(f.title) for f in name.others))
    return said


def _marked(name: str) -> str:
    return name if name.startswith("《") and name.endswith("》") else f"《{name}》"
