"""Lists stay whole: the items beside an item, and the sentence that leads them in.

An item by itself misleads: "(二)被列入失信被执行人名单的" says nothing without "有下列情形之一的，
不能办理". And who asks which ones there are wants all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from corpus.model import ClauseKind
from corpus.text.sentences import split
from index.model import StoredClause
from rag.answer.candidate_sentences import Sentence
from rag.answer.quoting import Line, Quoted, without_serial
from rag.verification.injection import speaks_to_model

__all__ = [
    "ClausesOf",
    "after_heading",
    "lead_in_of",
    "leads_in",
    "list_lines",
    "series_of",
    "whole_list",
]

ClausesOf = Callable[[str], Sequence[StoredClause]]
"""Returns the clauses of an Article, by its id, in source order."""

_COLONS = ("：", ":")
_SERIES_ENDS = ("；", ";")
_PAUSES = "，,：:。；;"
_SAYS_ENOUGH = 40  # characters of what is shown in the place of a heading
_SHORTEST_CUT = 4  # characters before the pause at which a long item is cut
_LONGEST_LEAD_IN = 120
# Items and characters from which a list is shown by the heads of its items.
MANY_ITEMS, LONGEST_LIST, LONGEST_HEAD = 10, 600, 24


def whole_list(sentence: Sentence, clauses_of: ClausesOf) -> list[Sentence]:
    """Return the list a sentence leads in or is an item of, its lead-in first; empty if none.

    Each item is the whole of its clause.
    """
    found = _list_around(sentence, clauses_of)
    if found is None:
        return []
    lead_in, items = found
    whole = [_clause(sentence, clause) for clause in items]
    kept = [item for item in whole if not speaks_to_model(item.quote)]
    return [*([_closing(sentence, lead_in)] if lead_in else []), *kept]


def list_lines(found: Sequence[Sentence]) -> list[Line]:
    """Return a list as the lines of an answer: the lead-in with the count, each item on its own.

    Items of a very long list are shown by their heads, so that all of them can be named.

    :param found: its sentences in source order, the lead-in first where there is one.
    """
    leads = [s for s in found[:1] if leads_in(s.quote) or s.evidence.hit.kind is ClauseKind.HEADING]
    items = [s for s in found if s not in leads]
    brief = len(items) > MANY_ITEMS or sum(len(s.shown) for s in items) > LONGEST_LIST
    counted = f"共{len(items)}项："
    pieces: list[str] = []
    if leads:
        head = without_serial(leads[0].shown).rstrip("：:。")
        pieces.append(head)
        counted = f"{head}，{counted}"
    shown = [_item_shown(item, brief=brief) for item in items]
    pieces += [item.rstrip("…") for item in shown]
    text = "\n".join((counted, *(f"- {item}" for item in shown)))
    whole = replace(found[0], end=max(s.end for s in found))
    return [Line(text, (Quoted(whole, tuple(pieces)),))]


def _item_shown(item: Sentence, *, brief: bool) -> str:
    shown = without_serial(item.shown).rstrip("；;")
    return f"{_head(shown)}…" if brief and len(shown) > LONGEST_HEAD else shown


def _head(shown: str) -> str:
    """Return what an item is about: its words up to the first pause that is not too near."""
    for place, character in enumerate(shown):
        if place >= _SHORTEST_CUT and character in _PAUSES:
            return shown[:place]
    return shown


def lead_in_of(sentence: Sentence, clauses_of: ClausesOf) -> Sentence | None:
    """Return the sentence that leads in the list an item stands in, if it ends in a colon."""
    found = _list_around(sentence, clauses_of)
    if found is None or found[0] is None or not leads_in(found[0].text):
        return None
    if any(clause.start <= sentence.start < clause.end for clause in found[1]):
        lead_in = _closing(sentence, found[0])
        return lead_in if len(lead_in.shown) <= _LONGEST_LEAD_IN else None
    return None


def series_of(sentence: Sentence, sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences of the series "…：甲；乙；丙。" that one stands in, itself included.

    :param sentences: all of the passages', in source order.
    """
    beside = [s for s in sentences if s.evidence is sentence.evidence]
    place = next((i for i, s in enumerate(beside) if s.start == sentence.start), None)
    if place is None:
        return [sentence]
    first = last = place
    while last + 1 < len(beside) and beside[last].quote.endswith(_SERIES_ENDS):
        last += 1
    while first > 0 and beside[first - 1].quote.endswith(_SERIES_ENDS):
        first -= 1
    return beside[first : last + 1]


def after_heading(heading: Sentence, clauses_of: ClausesOf) -> Sentence | None:
    """Return what stands under a heading first, ``None`` when nothing does.

    Some sentences where the first is as short as a heading itself.

    :param heading: a sentence that is a heading by itself, or opens its clause.
    """
    place = heading.evidence.hit.place_at(heading.start)
    clauses = clauses_of(place.article_id)
    at = next((i for i, clause in enumerate(clauses) if clause.id == place.clause_id), None)
    if at is None:
        return None
    source = heading.evidence.source
    own = _first_words(source, heading.end, clauses[at].end)
    if own is not None:
        return replace(heading, start=own[0], end=own[1])
    for clause in clauses[at + 1 : at + 2]:
        found = _first_words(source, clause.start, clause.end)
        if found is not None and clause.kind is not ClauseKind.HEADING:
            return replace(_opening(heading, clause), end=found[1])
    return None


def _first_words(source: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the offsets of the first sentences that say enough, ``None`` when there are none."""
    spans = [(start + a, start + b) for a, b in split(source[start:end])]
    if not spans:
        return None
    first = spans[0][0]
    return first, next((b for _, b in spans if b - first >= _SAYS_ENOUGH), spans[-1][1])


def _list_around(
    sentence: Sentence, clauses_of: ClausesOf
) -> tuple[StoredClause | None, list[StoredClause]] | None:
    place = sentence.evidence.hit.place_at(sentence.start)
    clauses = clauses_of(place.article_id)
    at = next((i for i, clause in enumerate(clauses) if clause.id == place.clause_id), None)
    if at is None or sentence.evidence.hit.row is not None:
        return None
    if clauses[at].kind is ClauseKind.ITEM:
        items = list(_siblings(clauses, clauses[at]))
        lead_in = _before(clauses, items[0])
    else:
        items = list(_children(clauses, at))
        lead_in = clauses[at]
    return (lead_in, items) if len(items) > 1 else None


def _siblings(clauses: Sequence[StoredClause], item: StoredClause) -> Iterator[StoredClause]:
    parent = item.address.steps[:-1]
    for clause in clauses:
        steps = clause.address.steps
        if clause.kind is ClauseKind.ITEM and steps and steps[:-1] == parent:
            yield clause


def _children(clauses: Sequence[StoredClause], at: int) -> Iterator[StoredClause]:
    """Yield the items one level below a clause that follow it; none unless one comes next."""
    parent = clauses[at].address.steps
    after = clauses[at + 1 :]
    if not after or after[0].kind is not ClauseKind.ITEM:
        return
    for clause in after:
        steps = clause.address.steps
        if steps[: len(parent)] != parent or clause.kind is ClauseKind.HEADING:
            return
        if clause.kind is ClauseKind.ITEM and len(steps) == len(parent) + 1:
            yield clause


def _before(clauses: Sequence[StoredClause], item: StoredClause) -> StoredClause | None:
    """Return the clause just before a list, when it leads the list in or is its heading."""
    at = next(i for i, clause in enumerate(clauses) if clause.key == item.key)
    if at == 0:
        return None
    before = clauses[at - 1]
    leads = leads_in(before.text) or before.kind is ClauseKind.HEADING
    return before if leads else None


def leads_in(text: str) -> bool:
    """Return whether a text ends in a colon."""
    return text.rstrip().endswith(_COLONS)


def _clause(sentence: Sentence, clause: StoredClause) -> Sentence:
    """Return a clause as one sentence."""
    there = _part(sentence, clause, 0)
    return replace(there, start=clause.start, end=clause.end)


def _opening(sentence: Sentence, clause: StoredClause) -> Sentence:
    """Return the first sentence of a clause."""
    return _part(sentence, clause, 0)


def _closing(sentence: Sentence, clause: StoredClause) -> Sentence:
    """Return the last sentence of a clause."""
    return _part(sentence, clause, -1)


def _part(sentence: Sentence, clause: StoredClause, which: int) -> Sentence:
    evidence = sentence.evidence
    spans = split(evidence.source[clause.start : clause.end])
    start, end = spans[which] if spans else (0, clause.end - clause.start)
    hit = replace(
        evidence.hit,
        address=str(clause.address),
        clause_id=clause.id,
        article_id=clause.article_id,
        start=clause.start,
        end=clause.end,
        kind=clause.kind,
        places=(),
    )
    there = replace(evidence, hit=hit, start=clause.start, end=clause.end)
    return Sentence(there, clause.start + start, clause.start + end)
