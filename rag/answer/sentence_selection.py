"""Which sentences an answer is made of, and in what order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.dates import whole_date
from rag.answer.addressed import stands_at, whole_place
from rag.answer.candidate_sentences import Sentence, quotable
from rag.answer.each_part import one_for_each_part
from rag.answer.lists import (
    ClausesOf,
    after_heading,
    lead_in_of,
    leads_in,
    series_of,
    whole_list,
)
from rag.answer.penalties import penalties_of
from rag.answer.sentence_scoring import ScoredSentence
from rag.query.question import AnswerKind, Question

__all__ = ["chosen_sentences", "put_behind"]

# Characters an answer may have; most stay far below, because a sentence this far behind the best
# one says something else, and because few sentences answer one question.
LONGEST = 380
FAR_BEHIND = 2.8
FEW, MANY = 4, 6
# What a sentence of a document that does not hold, or not there, must be better by.
NOT_HOLDING = 2.0
# Likewise one that does not stand at the address the question names.
NOT_THERE = 3.0
# Likewise one of another Document than the question names by number or title.
NOT_NAMED = 2.0
# Likewise a bare date, as below a signature, unless it is asked when the document was issued, and a
# note of who is responsible, unless it is asked who.
NOT_SAID = 3.0
_RESPONSIBLE = re.compile(
    r"\(?(?:责任|牵头|配合|负责|主办|协办|实施)(?:单位|部门|机构|人):[^。;]*[。;]?"
)
_ISSUED = re.compile(
    r"(?:印发|发布|公布|颁布|出台|制定|成文|签发|下发|发文|落款|颁|發布|公佈|印發)|(?:时候|天|日|年|月)(?:发|写|出)的"
    r"|\b(?:issued|published|dated|released|promulgated)\b",
    re.IGNORECASE,
)
_LED_IN = 2  # items, from the best, that are shown with the words before their list
_MANY_KINDS = frozenset({AnswerKind.LIST, AnswerKind.COMPARE, AnswerKind.PROCEDURE})
_NOT_IN_FORCE = (Status.REPEALED, Status.EXPIRED, Status.NOT_YET_IN_FORCE)
_BETWEEN = " \t\r\n\u3000"


def put_behind(
    question: Question, scored: Sequence[ScoredSentence], foreign: Collection[str] = ()
) -> list[ScoredSentence]:
    """Put sentences of documents that do not hold behind equally good ones of those that do.

    So is what stands elsewhere than at the address asked about, or in another document than the one
    named. A comparison may be of the two, and keeps their order.

    :param foreign: ids of the Documents of another place than the one asked about.
    """
    if AnswerKind.COMPARE in question.kinds:
        return list(scored)
    there = [stands_at(question, item.sentence) for item in scored]
    named = [_is_named(item.sentence) for item in scored]
    lost = [
        NOT_HOLDING * (not _holds(item.sentence, foreign))
        + NOT_THERE * (any(there) and not at)
        + NOT_NAMED * (any(named) and not by_name)
        + NOT_SAID * _says_something_else(question, comparable(item.sentence.shown))
        for item, at, by_name in zip(scored, there, named, strict=True)
    ]
    settled = [
        replace(item, score=item.score - less) if less else item
        for item, less in zip(scored, lost, strict=True)
    ]
    return sorted(settled, key=lambda item: -item.score)


def _says_something_else(question: Question, plain: str) -> bool:
    """Return whether a sentence is a bare date or a note of who is responsible, and not asked for.

    :param plain: the sentence in comparable form.
    """
    if whole_date(plain):
        return not _ISSUED.search(question.search)
    return AnswerKind.WHO not in question.kinds and bool(_RESPONSIBLE.fullmatch(plain))


def _is_named(sentence: Sentence) -> bool:
    """Return whether the question names the sentence's Document."""
    scores = sentence.evidence.hit.scores
    return bool(scores.get("exact_number") or scores.get("exact_title"))


def chosen_sentences(
    question: Question,
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf,
    foreign: Collection[str] = (),
) -> list[Sentence]:
    """Take the best sentences, keep lists whole, and put the best one's passage first.

    :param scored: sentences of the evidence, best first; at least one.
    :param clauses_of: the clauses of an Article by its id.
    :param foreign: ids of the Documents of another place than the one asked about.
    """
    place = whole_place(question, scored)
    if place:
        chosen = _filled(place[:1], place[1:])
    else:
        chosen = _completed(question, _best(question, scored, foreign), scored, clauses_of)
    chosen = _without_empty_lead_ins(chosen)
    first = chosen[0].evidence.number
    ordered = sorted(chosen, key=lambda s: (s.evidence.number != first, s.evidence.number, s.start))
    return _joined(ordered)


def _completed(
    question: Question,
    chosen: Sequence[Sentence],
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf,
) -> list[Sentence]:
    """Add the rest of a list, or the words that lead it in, and what stands under a heading."""
    if AnswerKind.LIST in question.kinds:
        whole = _with_list(chosen, scored, clauses_of)
    else:
        whole = _with_lead_ins(chosen, clauses_of)
    return _without_lone_heading(whole, clauses_of)


def _best(
    question: Question, scored: Sequence[ScoredSentence], foreign: Collection[str]
) -> list[Sentence]:
    """Return the best sentences, best first, up to the length an answer may have."""
    compares = AnswerKind.COMPARE in question.kinds
    most = MANY if question.kinds & _MANY_KINDS else FEW
    chosen: list[Sentence] = []
    used = 0
    for_parts = one_for_each_part(question.parts, scored, FAR_BEHIND)
    near = [item for item in scored if scored[0].score - item.score <= FAR_BEHIND]
    breaches = penalties_of(question, scored)
    for item in (*scored[:1], *breaches, *for_parts, *near[1:]):
        sentence = item.sentence
        if len(chosen) == most:
            break
        if chosen and used + len(sentence.shown) > LONGEST:
            continue
        if any(_overlap(sentence, other) for other in chosen):
            continue
        if chosen and not compares and _holds(chosen[0], foreign) > _holds(sentence, foreign):
            continue  # what holds no more, or elsewhere, does not complete what holds
        chosen.append(sentence)
        used += len(sentence.shown)
    return chosen


def _with_list(
    chosen: Sequence[Sentence], scored: Sequence[ScoredSentence], clauses_of: ClausesOf
) -> list[Sentence]:
    """Complete the list that the best of the chosen sentences belongs to.

    What only a sentence of another document belongs to is not what is asked for.
    """
    everything = sorted(
        (item.sentence for item in scored), key=lambda s: (s.evidence.number, s.start)
    )
    best = chosen[0].evidence.hit.document.id
    for sentence in chosen:
        if sentence.evidence.hit.document.id != best:
            continue
        found = whole_list(sentence, clauses_of, LONGEST) or series_of(sentence, everything)
        if len(found) > 1:
            return _filled([*_unless_there(sentence, found), *found], chosen)
    return list(chosen)


def _without_lone_heading(chosen: Sequence[Sentence], clauses_of: ClausesOf) -> list[Sentence]:
    """Put what comes under it in the place of a heading that stands for itself.

    Only several headings tell which ones there are.
    """
    headings = [s for s in chosen if not quotable(s, frozenset())]
    if len(headings) != 1:
        return list(chosen)
    heading = headings[0]
    under = after_heading(heading, clauses_of)
    others = [s for s in chosen if s is not heading]
    return _filled([under], others) if under is not None else others or [heading]


def _without_empty_lead_ins(chosen: Sequence[Sentence]) -> list[Sentence]:
    """Leave out words that lead in a list of which nothing is shown, unless that is all."""
    kept = [s for s in chosen if not leads_in(s.quote) or _leads(s, chosen)]
    return kept or list(chosen)


def _leads(sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
    """Return whether something of the same Article that comes after it is shown."""
    document = sentence.evidence.hit.document.id
    article = sentence.evidence.hit.place_at(sentence.start).article_id
    return any(
        other.start >= sentence.end
        and other.evidence.hit.document.id == document
        and other.evidence.hit.place_at(other.start).article_id == article
        for other in chosen
    )


def _unless_there(sentence: Sentence, found: Sequence[Sentence]) -> list[Sentence]:
    return [] if any(_overlap(sentence, other) for other in found) else [sentence]


def _with_lead_ins(chosen: Sequence[Sentence], clauses_of: ClausesOf) -> list[Sentence]:
    """Put before each item the sentence that leads its list in."""
    kept = list(chosen)
    for sentence in chosen[:_LED_IN]:
        lead_in = lead_in_of(sentence, clauses_of)
        if lead_in is not None and not any(_overlap(lead_in, other) for other in kept):
            kept.append(lead_in)
    return kept


def _filled(first: Sequence[Sentence], others: Sequence[Sentence]) -> list[Sentence]:
    """Return ``first``, and of ``others`` what there is still room for."""
    kept = list(first)
    used = sum(len(s.shown) for s in kept)
    for sentence in others:
        if any(_overlap(sentence, other) for other in kept):
            continue
        if used + len(sentence.shown) <= LONGEST:
            kept.append(sentence)
            used += len(sentence.shown)
    return kept


def _joined(ordered: Sequence[Sentence]) -> list[Sentence]:
    """Join sentences that follow each other in one clause: one quote reads better than three."""
    kept: list[Sentence] = []
    for sentence in ordered:
        if kept and _follows(kept[-1], sentence):
            kept[-1] = replace(kept[-1], end=sentence.end)
        else:
            kept.append(sentence)
    return kept


def _follows(a: Sentence, b: Sentence) -> bool:
    if a.evidence.hit.document.id != b.evidence.hit.document.id or a.end > b.start:
        return False
    if a.evidence.hit.row is not None or b.evidence.hit.row is not None:
        return False
    same = a.evidence.hit.place_at(a.start).clause_id == b.evidence.hit.place_at(b.start).clause_id
    return same and not a.evidence.source[a.end : b.start].strip(_BETWEEN)


def _holds(sentence: Sentence, foreign: Collection[str]) -> bool:
    """Return whether the sentence's Document is in force, and in the place asked about."""
    document = sentence.evidence.hit.document
    return document.status not in _NOT_IN_FORCE and document.id not in foreign


def _overlap(a: Sentence, b: Sentence) -> bool:
    same = a.evidence.hit.document.id == b.evidence.hit.document.id
    return (same and a.start < b.end and b.start < a.end) or a.shown == b.shown
