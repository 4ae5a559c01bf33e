"""Who asks what a breach costs is told so, not only what the duty is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.address import Address, find_addresses
from corpus.normalize import comparable
from rag.answer.sentence_scoring import ScoredSentence
from rag.query.expected_answer import asks_penalty
from rag.query.question import Question

__all__ = ["penalties_of"]

_PUNISHES = re.compile(
    r"罚款|没收|吊销|责令|处分|免职|辞退|刑事责任|赔偿责任|取消.{0,8}资格|不再受理|不得再次|停业"
)
# Duties, from the best sentence, whose breach is looked for.
_DUTIES = 4


def penalties_of(question: Question, scored: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Return the sentences that punish the breach of what the best sentences state, by its address.

    违反第八条第(一)项的 shares no word with the duty it punishes nor with a question about it. One
    of each Document, for a question may be of an old rule and a new one; none when the best
    sentence of it punishes already.

    :param scored: sentences, best first.
    """
    if not asks_penalty(question.search):
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
