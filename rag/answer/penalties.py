"""Which sentences say what follows from breaking what other sentences lay down."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.address import Address, find_addresses
from corpus.normalize import comparable
from rag.answer.sentence_scoring import ScoredSentence
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms

__all__ = ["penalties_of", "punished_act_first"]

_PUNISHES = re.compile(
    r"罚款|没收|吊销|责令|处分|免职|辞退|刑事责任|赔偿责任|取消.{0,8}资格|不再受理|不得再次|停业"
)
# Duties, from the best sentence, whose breach is looked for.
_DUTIES = 4
_PENAL = re.compile(r"[罚处惩刑判]")


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


def punished_act_first(
    question: Question, scored: Sequence[ScoredSentence], terms: QuestionTerms
) -> list[ScoredSentence]:
    """Put the act asked about first, where its breach is punished and another's leads.

    What is fined for subletting is not what is fined for fraud: the act is the rarest word of the
    question, which the sentence that leads does not say. What punishes other acts is left out.

    :param scored: sentences, best first.
    """
    ordered = list(scored)
    act = _act(terms) if question.expected.penalty and ordered else ()
    if not act or _says(ordered[0], act) or not _PUNISHES.search(ordered[0].sentence.shown):
        return ordered
    for duty in ordered[1:_DUTIES]:
        lays_down = _says(duty, act) and not _PUNISHES.search(duty.sentence.shown)
        if lays_down and any(_punishes(item, duty) for item in ordered):
            rest = [item for item in ordered if item is not duty]
            return [duty, *(i for i in rest if not _punishes_another(i, duty, act))]
    return ordered


def _punishes_another(item: ScoredSentence, duty: ScoredSentence, act: Sequence[str]) -> bool:
    """Return whether a sentence of a duty's Document punishes something else than its breach."""
    same = item.sentence.evidence.hit.document.id == duty.sentence.evidence.hit.document.id
    punishes = same and _PUNISHES.search(item.sentence.shown) is not None
    return punishes and not _says(item, act) and not _punishes(item, duty)


def _act(terms: QuestionTerms) -> tuple[str, ...]:
    """Return the forms of the rarest word of a question that asks for no penalty itself."""
    words = [s for s in terms.forms.spellings if len(s[0]) > 1 and not _PENAL.search(s[0])]
    return max(words, key=lambda spellings: terms.weights[spellings[0]], default=())


def _says(item: ScoredSentence, forms: Sequence[str]) -> bool:
    text = comparable(item.sentence.shown)
    return any(comparable(form) in text for form in forms)


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
