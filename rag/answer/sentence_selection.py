"""Which sentences an answer is made of, and in what order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.address import Address, find_addresses
from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.dates import whole_date
from index.tokens import content_tokens
from rag.answer.candidate_sentences import Sentence, quotable
from rag.answer.lists import (
    ClausesOf,
    after_heading,
    lead_in_of,
    leads_in,
    series_of,
    whole_list,
)
from rag.answer.sentence_scoring import ScoredSentence
from rag.model import FoundBy
from rag.query.expected_answer import AnswerKind
from rag.query.question import Question

__all__ = [
    "chosen_sentences",
    "one_for_each_part",
    "penalties_of",
    "put_behind",
    "stands_at",
    "whole_place",
]

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
# What a place is cited by; 一项 and 五项 count things.
_CITED = ("第", "附件", "(", "（", "、", ".")
# Share of a part's own words that a sentence must hold to speak of it, and by which it speaks of
# it already.
_SPEAKS = 0.5
_SPOKEN = 0.5
# What holding all of a part's own words is worth against the score.
_WORTH = 2.0
_READ = 3  # sentences, from the best, in which a part may be spoken of already
# How much farther behind the best one than others a sentence for a part may be.
_FARTHER = 1.5

_PUNISHES = re.compile(
    r"罚款|没收|吊销|责令|处分|免职|辞退|刑事责任|赔偿责任|取消.{0,8}资格|不再受理|不得再次|停业"
)
# Duties, from the best sentence, whose breach is looked for.
_DUTIES = 4

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
    if question.compares:
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
        return not question.expected.issue_date
    return AnswerKind.WHO not in question.kinds and bool(_RESPONSIBLE.fullmatch(plain))


def _is_named(sentence: Sentence) -> bool:
    """Return whether the question names the sentence's Document."""
    return bool(sentence.evidence.hit.found_by & {FoundBy.NUMBER, FoundBy.TITLE})


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
    compares = question.compares
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


# ---- the place asked about --------------------------------------------------------------


def whole_place(question: Question, scored: Sequence[ScoredSentence]) -> list[Sentence]:
    """Return all sentences of the place a question asks the words of, in order; else nothing.

    :param scored: sentences, best first; the best one's Document is meant.
    """
    best = scored[0].sentence
    if not stands_at(question, best) or not question.expected.wording:
        return []
    document = best.evidence.hit.document.id
    there = {
        item.sentence.start: item.sentence
        for item in scored
        if item.sentence.evidence.hit.document.id == document and stands_at(question, item.sentence)
    }
    return [there[start] for start in sorted(there)]


def stands_at(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence stands at a place the question names, in a Document it means."""
    hit = sentence.evidence.hit
    named = [a for a in question.addresses if any(mark in str(a) for mark in _CITED)]
    if not named or FoundBy.ADDRESS not in hit.found_by:
        return False
    place = _parsed(hit.place_at(sentence.start).address)
    return place is not None and any(place.matches(address) for address in named)


@lru_cache(maxsize=256)
def _parsed(address: str) -> Address | None:
    return Address.parse(address)


# ---- a sentence for each part -----------------------------------------------------------


def one_for_each_part(
    parts: Sequence[Question], scored: Sequence[ScoredSentence], behind: float
) -> list[ScoredSentence]:
    """Return a sentence for each part that the best sentences do not speak of, in order.

    What tells a part from the others are the words that only it has: 城区 and 乡镇 of two sides.

    :param parts: what the question asks one after another, or the sides it compares.
    :param scored: sentences, best first.
    :param behind: how far behind the best one a sentence may be; for a part somewhat more.
    """
    if len(parts) < 2:
        return []
    found: list[ScoredSentence] = []
    candidates = [item for item in scored if scored[0].score - item.score <= _FARTHER * behind]
    texts = [_around(item) for item in candidates]
    read = sum(scored[0].score - item.score <= behind for item in candidates[:_READ])
    for own in _own_words(parts):
        shares = [_share(own, text) for text in texts]
        if max(shares[:read]) >= _SPOKEN:
            continue
        worth = [
            item.score + _WORTH * share if share >= _SPEAKS else float("-inf")
            for item, share in zip(candidates, shares, strict=True)
        ]
        best = max(range(len(worth)), key=worth.__getitem__)
        if shares[best] >= _SPEAKS:
            found.append(candidates[best])
    return found


def _own_words(parts: Sequence[Question]) -> list[frozenset[str]]:
    """Return for each part the words that no other part has."""
    words = [frozenset(w for w in content_tokens(part.search) if len(w) > 1) for part in parts]
    return [of.difference(*(other for other in words if other is not of)) for of in words if of]


def _around(item: ScoredSentence) -> str:
    hit = item.sentence.evidence.hit
    return comparable(f"{item.sentence.shown}{hit.document.title or ''}{''.join(hit.path)}")


def _share(words: frozenset[str], text: str) -> float:
    """Return the share of words, by length, that stand in a text."""
    total = sum(map(len, words))
    return sum(len(word) for word in words if word in text) / total if total else 1.0


# ---- penalties --------------------------------------------------------------------------


def penalties_of(question: Question, scored: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the sentences that punish the breach of what the best sentences state, by its address.

    违反第八条第(一)项的 shares no word with the duty it punishes nor with a question about it. One
    of each Document, for a question may be of an old rule and a new one; none when the best
    sentence of it punishes already.

    :param scored: sentences, best first.
    """
    if not question.expected.penalty:
        return []
    found: dict[str, ScoredSentence] = {}
    settled: set[str] = set()
    for duty in scored[:_DUTIES]:
        document = duty.sentence.evidence.hit.document.id
        if _PUNISHES.search(comparable(duty.sentence.shown)):
            settled.add(document)
        elif document not in found and document not in settled:
            breach = next((item for item in scored if _punishes(item, duty)), None)
            if breach is not None:
                found[document] = breach
    return list(found.values())


def _punishes(item: ScoredSentence, duty: ScoredSentence) -> bool:
    """Return whether a sentence punishes the breach of another one of its Document."""
    hit = duty.sentence.evidence.hit
    if item.sentence.evidence.hit.document.id != hit.document.id:
        return False
    text = item.sentence.shown
    place = Address.parse(hit.place_at(duty.sentence.start).address)
    if place is None or not _PUNISHES.search(comparable(text)):
        return False
    named = [address for _, _, address in find_addresses(text)]
    return any(a.steps[:1] and place.matches(a) for a in named if a != place)
