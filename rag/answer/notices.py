"""Notices: what a reader should know of the documents and the clauses that an answer quotes.

Of documents: they are repealed, expired, amended, on trial. Of clauses: they refer on to something
that is not in the Store, differ from another document, are garbled in the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.dates import find_date
from corpus.text.quantities import Quantity, QuantityKind, find_quantities
from corpus.text.sentences import split
from corpus.validity import STATED
from index.engine import SearchView
from index.model import StoredDocument
from index.tokens import content_tokens
from rag.model import Citation, Hit, cite_as
from rag.passages.references import References
from rag.passages.versions import OVER

__all__ = ["cautions", "disagreements", "validity_notices"]

_VALIDITY = {
    "zh": {
        Status.REPEALED: "{name}已废止{why}。",
        Status.EXPIRED: "{name}的有效期已过{why}。",
        Status.NOT_YET_IN_FORCE: "{name}尚未施行{why}。",
        Status.AMENDED: "{name}已被修改{why}，请核对最新文本。",
        Status.SUPERSEDED: "{name}不是现行文本，已由新的文本取代{why}。",
    },
    "en": {
        Status.REPEALED: "{name} has been repealed{why}.",
        Status.EXPIRED: "{name} has expired{why}.",
        Status.NOT_YET_IN_FORCE: "{name} is not yet in force{why}.",
        Status.AMENDED: "{name} has been amended{why}; check the latest text.",
        Status.SUPERSEDED: "{name} is not the current text; a newer one replaced it{why}.",
    },
}
# A text that says itself when it was amended is the amended one; a source that gives its status as
# amended speaks of what came after.
_EDITION = {
    "zh": "{name}是{date}修改后的文本，之后是否又有修改，请核对。",
    "en": "{name} is the text as amended on {date}; check whether it was amended again.",
}
_TRIAL = {"zh": "{name}为试行文件。", "en": "{name} is in force on trial."}


def validity_notices(documents: Iterable[StoredDocument], language: str) -> tuple[str, ...]:
    """Return one sentence for each Document whose validity a reader must know of."""
    notices = []
    for document in dict.fromkeys(documents):
        name = cite_as(document)
        edition = _edition(document)
        if edition is not None:
            date = _in_chinese(edition) if language == "zh" else edition
            notices.append(_EDITION[language].format(name=name, date=date))
        elif document.status in _VALIDITY[language]:
            why = f"({document.status_reason})" if document.status_reason else ""
            notices.append(_VALIDITY[language][document.status].format(name=name, why=why))
        elif document.trial:
            notices.append(_TRIAL[language].format(name=name))
    return tuple(notices)


def _edition(document: StoredDocument) -> str | None:
    """Return the date of the last amendment that a Document's own text tells of and includes."""
    reason = document.status_reason or ""
    if document.status is not Status.AMENDED or reason.startswith(STATED):
        return None
    return find_date(reason)


def _in_chinese(date: str) -> str:
    """Return an ISO date, or as much of one as is known, as Chinese writes it."""
    return "".join(f"{int(n)}{unit}" for n, unit in zip(date.split("-"), "年月日", strict=False))


_CAUTIONS = {
    "zh": {
        "garbled": "{name}{address}的原文有乱码，请核对原件。",
        "outside": "{name}{address}要求按《{other}》办理，该文件不在库中。",
        "differ": "文件说法不一：{name}{address}为{one}，{other}{place}为{two}，请核对。",
    },
    "en": {
        "garbled": "The source text of {name} {address} is garbled; check the original.",
        "outside": "{name} {address} refers on to 《{other}》, which is not in the store.",
        "differ": "Documents differ: {name} {address} says {one}, {other} {place} says {two}.",
    },
}
# Kinds of figure in which two documents can contradict each other.
_MEASURED = frozenset(
    {QuantityKind.AMOUNT, QuantityKind.RATE, QuantityKind.PERIOD, QuantityKind.AGE}
)
# Share of the words of two sentences that must be common for both to be about one thing.
_SAME = 0.7
_FEWEST_CAUTIONS = 4
# Passages whose sentences are compared with what is quoted.
_COMPARED = 6
_MOST = 3


def cautions(
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    snapshot: SearchView,
    references: References,
    language: str,
) -> tuple[str, ...]:
    """Return a sentence for each thing a reader of the quotes must know.

    :param hits: the passages found; the quotes are pieces of some of them.
    """
    words = _CAUTIONS[language]
    found = [
        *_garbled(citations, snapshot, words),
        *_outside(citations, hits, references, words),
    ]
    for quote, other, one, two in disagreements(citations, hits):
        found.append(
            words["differ"].format(
                name=cite_as(quote.document), address=quote.address, one=one.text,
                other=cite_as(other.document), place=other.address, two=two.text,
            )
        )  # fmt: skip
    return tuple(dict.fromkeys(found))[:_MOST]


def _garbled(
    citations: Iterable[Citation], snapshot: SearchView, words: dict[str, str]
) -> Iterator[str]:
    for citation in citations:
        clauses = snapshot.article(citation.article_id).clauses
        if any(c.garbled and c.id == citation.clause_id for c in clauses):
            yield words["garbled"].format(name=cite_as(citation.document), address=citation.address)


def _outside(
    citations: Iterable[Citation],
    hits: Sequence[Hit],
    references: References,
    words: dict[str, str],
) -> Iterator[str]:
    for citation in citations:
        hit = next((h for h in hits if _within(citation, h)), None)
        if hit is None:
            continue
        for title in references.outside(hit, citation.start, citation.end):
            yield words["outside"].format(
                name=cite_as(citation.document), address=citation.address, other=title
            )


def _within(citation: Citation, hit: Hit) -> bool:
    return hit.document.id == citation.document.id and hit.start <= citation.start < hit.end


def disagreements(
    citations: Sequence[Citation], hits: Sequence[Hit]
) -> list[tuple[Citation, Hit, Quantity, Quantity]]:
    """Return what quotes and passages of other Documents in force say differently of one thing.

    Two sentences are about one thing when, figures apart, most of their words are the same; they
    differ when each gives one figure of the same kind and unit and the figures are unequal.
    """
    found = []
    for citation in citations:
        mine = _measured(citation.quote)
        if len(mine) != 1:
            continue
        subject = _subject(citation.quote, mine[0])
        for hit in hits[:_COMPARED]:
            if not _comparable_documents(citation, hit):
                continue
            for start, end in split(hit.text):
                other = _differ(mine[0], subject, hit.text[start:end])
                if other is not None:
                    found.append((citation, hit, mine[0], other))
                    break
    return found


def _comparable_documents(citation: Citation, hit: Hit) -> bool:
    """Return whether two Documents could contradict each other: both hold, of one place."""
    a, b = citation.document, hit.document
    one_place = a.region is None or b.region is None or comparable(a.region) == comparable(b.region)
    return a.id != b.id and one_place and a.status not in OVER and b.status not in OVER


def _differ(mine: Quantity, subject: frozenset[str], sentence: str) -> Quantity | None:
    """Return the figure in which a sentence differs from one about the same thing.

    :param mine: the figure of that other sentence; ``subject``: its words.
    """
    its = _measured(sentence)
    if len(its) != 1 or (its[0].kind, its[0].unit) != (mine.kind, mine.unit):
        return None
    if its[0].value == mine.value:
        return None
    other = _subject(sentence, its[0])
    if min(len(subject), len(other)) < _FEWEST_CAUTIONS:
        return None
    return its[0] if len(subject & other) >= _SAME * len(subject | other) else None


def _measured(sentence: str) -> list[Quantity]:
    return [figure for figure in find_quantities(sentence) if figure.kind in _MEASURED]


def _subject(sentence: str, figure: Quantity) -> frozenset[str]:
    """Return the words of a sentence but for a figure in it and its number."""
    left = sentence[: figure.start] + " " + sentence[figure.end :]
    return frozenset(w for w in content_tokens(left) if not w.startswith("第") and len(w) > 1)
