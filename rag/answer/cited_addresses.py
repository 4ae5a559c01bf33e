"""Citations are made with an address only as far as the number printed in the text agrees with it.

A wrong address is worse than none: where they disagree, what is left of the address still holds,
and the reader is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.agreement import agreed_address, printed_number
from index.engine import SearchView
from rag.model import Citation, cite_as

__all__ = ["agreed_citations"]

_REFUSED = {
    "zh": "{name}的引文开头印着“{printed}”，与它在文中的位置对不上，只引到{place}。",
    "en": "The quote from {name} is headed “{printed}”, which does not fit where it stands; "
    "it is cited as {place} only.",
}
_DOCUMENT = {"zh": "文件本身", "en": "the document"}


def agreed_citations(
    citations: Sequence[Citation], snapshot: SearchView, language: str
) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    """Return citations without what their quoted texts contradict, and what to tell the reader.

    :param snapshot: holds the clauses that they quote.
    """
    made: list[Citation] = []
    refused: list[str] = []
    for citation in citations:
        clauses = snapshot.article(citation.article_id).clauses
        clause = next((c for c in clauses if c.id == citation.clause_id), None)
        if clause is None:
            made.append(citation)
            continue
        agreed = agreed_address(clause.text, clause.kind, clause.address)
        if agreed == clause.address:
            made.append(citation)
            continue
        label = printed_number(clause.text)
        place = str(agreed).strip()
        made.append(replace(citation, address=place))
        refused.append(
            _REFUSED[language].format(
                name=cite_as(citation.document),
                printed=label.text if label else "",
                place=place or _DOCUMENT[language],
            )
        )
    return tuple(made), tuple(dict.fromkeys(refused))
