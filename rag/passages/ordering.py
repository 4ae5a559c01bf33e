"""The order of passages after ranking: every rule that moves one, in the order they are applied.

The ranking weighs figures; a rule knows something that no weight expresses. Each rule is a function
from passages to passages, best first; those it moves say so in ``placed_by``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.normalize import comparable
from corpus.text.places import short_name
from index.model import StoredDocument
from index.tokens import content_tokens
from rag.model import FoundBy, Hit, PlacedBy
from rag.passages.versions import version_order
from rag.query.question import Question

__all__ = ["ORDER_RULES", "Surroundings", "VersionsHeld", "order_passages", "uncovered_parts"]

# Passages whose breaches are looked for.
_PUNISHED = 2
# Passages in which a part may be spoken of already, and the share of its words that says so.
_SHOWN = 3
_COVERED = 0.75
_GOVERNMENT = "人民政府"


@dataclass(frozen=True, slots=True)
class VersionsHeld:
    """What held on the date in question.

    :param documents: by id, each passage's Document with the status it has then.
    :param preferred: by id, the version that is to be shown before a Document.
    :param more: passages of versions that held then and were not found.
    :param strict: the date was asked for outright: what did not hold then comes last.
    """

    documents: Mapping[str, StoredDocument]
    preferred: Mapping[str, str]
    more: Sequence[Hit]
    strict: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules look things up in.

    :param question: the question with what it names in the Store.
    :param most: passages that are shown at most.
    :param of_parts: what was found for each part of it, best first.
    :param penalties: returns the clauses that punish the breach of what a passage states.
    :param versions: returns what held on the date in question of the passages' Documents.
    """

    question: Question
    most: int
    of_parts: Sequence[Sequence[Hit]]
    penalties: Callable[[Hit], Sequence[Hit]]
    versions: Callable[[Sequence[Hit]], VersionsHeld]


Rule = Callable[[Sequence[Hit], Surroundings], Sequence[Hit]]


def order_passages(hits: Sequence[Hit], around: Surroundings) -> list[Hit]:
    """Return passages in the order in which they are shown: the ranking's, then each rule's.

    :param hits: best first by the ranking.
    """
    for rule in ORDER_RULES:
        hits = rule(hits, around)
    return list(hits)


def each_part_early(hits: Sequence[Hit], around: Surroundings) -> Sequence[Hit]:
    """Show something of each part early: who asks two things wants two answers."""
    if not around.of_parts:
        return hits
    of_whole = {(hit.clause_id, hit.start): hit for hit in hits}
    first = [_placed(hit, PlacedBy.PART) for part in around.of_parts for hit in part[:1]]
    second = [_placed(hit, PlacedBy.PART) for part in around.of_parts for hit in part[1:2]]
    kept: list[Hit] = []
    for hit in (*hits[:1], *first, *hits[1:3], *second, *hits[3:]):
        if not any(hit.text in other.text for other in kept):
            known = of_whole.get((hit.clause_id, hit.start), hit)
            # Scores of another question do not compare: none exceeds the one above it.
            score = min([known.score, *(h.score for h in kept[-1:])])
            kept.append(replace(known, score=score, placed_by=hit.placed_by))
    return kept[: around.most]


def addressed_first(hits: Sequence[Hit], around: Surroundings) -> Sequence[Hit]:
    """Put what stands at the address asked for first, one passage of each Document before a second.

    Where a Document is named with the address, nothing else can be meant.
    """
    question = around.question
    if not question.addresses or not (question.numbers or question.titles):
        return hits
    leading: dict[str, Hit] = {}
    for hit in hits:
        if FoundBy.ADDRESS in hit.found_by:
            leading.setdefault(hit.document.id, hit)
    taken = {id(hit) for hit in leading.values()}
    rest = [hit for hit in hits if id(hit) not in taken]
    return _marked([*leading.values(), *rest], hits, PlacedBy.ADDRESS)


def issued_first(hits: Sequence[Hit], around: Surroundings) -> Sequence[Hit]:
    """Put what the offices named have issued first: 市教育局印发的 tells it from others'."""
    issuers = around.question.issuers
    if not issuers:
        return hits
    own = [any(_is_issuer(name, hit) for name in issuers) for hit in hits]
    ordered = [hit for hit, of in zip(hits, own, strict=True) if of]
    ordered += [hit for hit, of in zip(hits, own, strict=True) if not of]
    return _marked(ordered, hits, PlacedBy.ISSUER)


def penalties_behind_duties(hits: Sequence[Hit], around: Surroundings) -> Sequence[Hit]:
    """Put what punishes a breach behind the duty: it shares no word with a question about it."""
    if not around.question.expected.penalty:
        return hits
    shown: list[Hit] = []
    for place, hit in enumerate(hits):
        follows = around.penalties(hit) if place < _PUNISHED else ()
        for each in (hit, *(_as_found(target, hits) for target in follows)):
            if not any(each.text in other.text for other in shown):
                shown.append(each)
    return shown


def versions_in_force_first(hits: Sequence[Hit], around: Surroundings) -> Sequence[Hit]:
    """Put the version that held on the date before those it replaced: only it binds anyone then."""
    held = around.versions(hits)
    shown = [_judged(hit, held.documents[hit.document.id]) for hit in (*hits, *held.more)]
    documents = [hit.document for hit in shown]
    order = version_order(documents, held.preferred, strict=held.strict)
    return _marked([shown[place] for place in order], shown, PlacedBy.VERSION)


ORDER_RULES: tuple[Rule, ...] = (
    each_part_early,
    addressed_first,
    issued_first,
    penalties_behind_duties,
    versions_in_force_first,
)
"""All rules of order, as they are applied."""


def uncovered_parts(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float]
) -> Sequence[Question]:
    """Return the parts of a question that the first passages of the whole do not speak of.

    Sides of a comparison share most of their words, so they are all returned.

    :param hits: what the whole question found, best first.
    :param weights: how rare each word of the question is.
    """
    if question.compares or not question.parts:
        return question.parts
    shown = "".join(comparable(f"{hit.document.title or ''}{hit.text}") for hit in hits[:_SHOWN])
    found = []
    for part in question.parts:
        words = {word: weights.get(word, 0.0) for word in content_tokens(part.search)}
        held = sum(weight for word, weight in words.items() if word in shown)
        if held < _COVERED * sum(words.values()):
            found.append(part)
    return found


def _placed(hit: Hit, by: PlacedBy) -> Hit:
    return replace(hit, placed_by=by)


def _marked(ordered: Sequence[Hit], before: Sequence[Hit], by: PlacedBy) -> list[Hit]:
    """Return passages with those marked that stand further up than before."""
    places = {id(hit): place for place, hit in enumerate(before)}
    return [
        _placed(hit, by) if place < places[id(hit)] else hit for place, hit in enumerate(ordered)
    ]


def _judged(hit: Hit, document: StoredDocument) -> Hit:
    return hit if hit.document is document else replace(hit, document=document)


def _as_found(target: Hit, hits: Sequence[Hit]) -> Hit:
    """Return the hit that shows a place already, else the place as a hit."""
    found = next((hit for hit in hits if hit.clause_id == target.clause_id), None)
    return _placed(found or replace(target, found_by=frozenset()), PlacedBy.PENALTY)


def _is_issuer(name: str, hit: Hit) -> bool:
    """Return whether a name is that of the office that issued a passage's Document.

    People say 云澜县政府 of 云澜某族自治县人民政府, and 教育局 of 云澜市教育局.
    """
    issuer, region = hit.document.issuer, hit.document.region
    if not issuer:
        return False
    said, office = (text.replace(_GOVERNMENT, "政府") for text in (name, comparable(issuer)))
    own = office.removeprefix(comparable(region or ""))
    of_the_place = bool(region) and comparable(short_name(region or ""))[:2] in said
    return office in said or (own in said and (len(own) > 2 or of_the_place))
