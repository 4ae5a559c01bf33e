"""What a reader should know of the clauses an answer quotes: they refer on, differ, are garbled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.normalize import comparable
from corpus.text.quantities import Figure, FigureKind, find_figures
from corpus.text.sentences import split
from index.tokens import content_tokens
from rag.answer.notices import cite_as
from rag.model import Citation, Hit
from rag.passages.versions import OVER

if TYPE_CHECKING:
    from index import Snapshot
    from rag.finding import Finder
    from rag.passages.references import References

__all__ = ["cautions", "disagreements"]

_WORDS = {
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
_MEASURED = frozenset({FigureKind.AMOUNT, FigureKind.RATE, FigureKind.PERIOD, FigureKind.AGE})
# Share of the words of two sentences that must be common for both to be about one thing.
_SAME = 0.7
_FEWEST_WORDS = 4
# Passages whose sentences are compared with what is quoted.
_COMPARED = 6
_MOST = 3


def cautions(
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    finder: Finder,
    language: str,
) -> tuple[str, ...]:
    """Return a sentence for each thing a reader of the quotes must know.

    :param hits: the passages found; the quotes are pieces of some of them.
    """
    words = _WORDS[language]
    found = [
        *_garbled(citations, finder.snapshot, words),
        *_outside(citations, hits, finder.references, words),
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
    citations: Iterable[Citation], snapshot: Snapshot, words: dict[str, str]
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
) -> list[tuple[Citation, Hit, Figure, Figure]]:
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


def _differ(mine: Figure, subject: frozenset[str], sentence: str) -> Figure | None:
    """Return the figure in which a sentence differs from one about the same thing.

    :param mine: the figure of that other sentence; ``subject``: its words.
    """
    its = _measured(sentence)
    if len(its) != 1 or (its[0].kind, its[0].unit) != (mine.kind, mine.unit):
        return None
    if its[0].value == mine.value:
        return None
    other = _subject(sentence, its[0])
    if min(len(subject), len(other)) < _FEWEST_WORDS:
        return None
    return its[0] if len(subject & other) >= _SAME * len(subject | other) else None


def _measured(sentence: str) -> list[Figure]:
    return [figure for figure in find_figures(sentence) if figure.kind in _MEASURED]


def _subject(sentence: str, figure: Figure) -> frozenset[str]:
    """Return the words of a sentence but for a figure in it and its number."""
    left = sentence[: figure.start] + " " + sentence[figure.end :]
    return frozenset(w for w in content_tokens(left) if not w.startswith("第") and len(w) > 1)
