"""From a question to the passages shown: its parts, the documents it names, what holds when."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from corpus.normalize import comparable, to_simplified
from corpus.text.places import short_names
from index import Snapshot
from index.model import Filters, StoredDocument
from rag.model import Hit
from rag.passages.near_duplicates import Alike, alike_at_sight
from rag.passages.references import References
from rag.passages.versions import Timeline, preferred_versions, version_order
from rag.query.as_of_date import without_date
from rag.query.entities import issued_first
from rag.query.expected_answer import asks_penalty
from rag.query.missing_addresses import Missing, addressed_first, missing_places
from rag.query.named_documents import named_documents, numbers_from_memory
from rag.query.question import AnswerKind, Question, understand
from rag.query.sub_questions import interleaved, uncovered
from rag.retrieval.candidates import Retriever

__all__ = ["Finder", "Moment"]

# Passages looked at for each part of a question, and titles for a name given from memory.
_EACH_PART = 2
_TITLES = 8
# Passages whose Documents' other versions are looked for.
_LEADING = 5
# Passages whose references are followed.
_FOLLOWED = 3
_PUNISHED = 2
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True, slots=True)
class Moment:
    """The date at which documents are judged.

    :param strict: it was asked for outright: what did not hold then comes last.
    """

    date: str
    strict: bool = False


class Finder:
    """Finds the passages of one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        self.snapshot = snapshot
        self.retriever = retriever
        self._timeline = Timeline(snapshot)
        self._alike = Alike(snapshot)
        self.references = References(snapshot)

    def find(
        self,
        question: Question,
        k: int,
        *,
        filters: Filters | None = None,
        moment: Moment,
    ) -> list[Hit]:
        """Return at most ``k`` passages, best first.

        :param moment: the date at which documents are judged.
        """
        # On another thread, while titles are looked up here.
        begun = self.retriever.begin(question, filters, k=k)
        named = self._named(question)
        choose = partial(self._cited, question=question, moment=moment)
        hits = self.retriever.retrieve(named, k, filters=filters, begun=begun, choose=choose)
        if question.parts:
            asked: Sequence[str] = question.parts
            if AnswerKind.COMPARE not in question.kinds:  # sides share most of their words
                asked = uncovered(question.parts, hits, self.retriever.terms(named).weights)
            hits = interleaved(hits, [self._part(part, filters) for part in asked], k)
        if named.addresses and (named.numbers or named.titles):
            hits = addressed_first(hits)
        if question.issuers:
            hits = issued_first(hits, question.issuers)
        if asks_penalty(question.search):
            hits = self._with_penalties(hits)
        settled = self._settled(hits, question, moment, filters)[:k]
        return [self._with_targets(hit) for hit in settled[:_FOLLOWED]] + settled[_FOLLOWED:]

    def _with_penalties(self, hits: Sequence[Hit]) -> list[Hit]:
        """Put what punishes the breach of a duty behind the first passages that state it."""
        shown: list[Hit] = []
        for place, hit in enumerate(hits):
            follows = self.references.penalties(hit) if place < _PUNISHED else ()
            for each in (hit, *(_as_found(target, hits) for target in follows)):
                if not any(each.text in other.text for other in shown):
                    shown.append(each)
        return shown

    def _with_targets(self, hit: Hit) -> Hit:
        related = self.references.targets(hit)
        return replace(hit, related=related) if related else hit

    @cached_property
    def places(self) -> frozenset[str]:
        """Return the names of the places whose documents the Store holds."""
        return short_names(self.retriever.regions)

    def missing(self, question: Question) -> list[Missing]:
        """Return the places asked for that the Documents named do not have.

        Empty when any of them has one: then the question is answered from there.
        """
        if not question.addresses:
            return []
        found = [
            missing_places(d, self.snapshot.articles(d.id), question.addresses)
            for d in self._documents_named(self._named(question))
        ]
        judged = [places for places in found if places is not None]
        return [place for places in judged for place in places] if all(judged) else []

    def _part(self, text: str, filters: Filters | None) -> list[Hit]:
        asked = replace(understand(text, limit=len(text)), parts=())
        return self._best(self._named(asked), filters)

    def _best(self, question: Question, filters: Filters | None) -> list[Hit]:
        """Return the few best passages for a part of a question, or from a part of the Store."""
        begun = self.retriever.begin(question, filters, part=True)
        return self.retriever.retrieve(question, _EACH_PART, filters=filters, begun=begun)

    # ---- documents ----------------------------------------------------------------------

    def _named(self, question: Question) -> Question:
        """Add to a question the numbers or titles that it names from memory."""
        if question.titles or question.numbers:
            return question
        if "号文" in to_simplified(question.search):
            numbers = numbers_from_memory(question.search, self.snapshot.documents())
            if numbers:
                return replace(question, numbers=numbers)
        near = self.snapshot.documents_titled(question.search, _TITLES)
        named = named_documents(question.search, near)
        return replace(question, titles=tuple(d.title for d in named if d.title))

    def _documents_named(self, question: Question) -> list[StoredDocument]:
        """Return the Documents named by number or by title."""
        snapshot = self.snapshot
        found = [d for n in question.numbers for d in snapshot.documents_numbered(n)]
        for title in question.titles:
            near = snapshot.documents_titled(title, _TITLES)
            found += [d for d in near if comparable(title) in comparable(d.title or "")]
        return list({d.id: d for d in found}.values())

    def _settled(
        self, hits: Sequence[Hit], question: Question, moment: Moment, filters: Filters | None
    ) -> list[Hit]:
        """Give each passage's Document its status on the date, and order versions by it."""
        judged = {hit.document.id: hit.document for hit in hits}
        judged = {name: self._timeline.at(d, moment.date) for name, d in judged.items()}
        leading = alike_at_sight(hits[:_LEADING])
        preferred = self._preferred(judged.values(), question, leading)
        more: list[Hit] = []
        for name in list(dict.fromkeys(hit.document.id for hit in hits[:_LEADING])):
            held = self._timeline.held(judged[name], moment.date)
            if held is None:
                continue
            preferred[name] = held.id
            if held.id not in judged and filters is None:
                judged[held.id] = held
                more += self._inside(question, held)
        shown = [_judged(hit, judged[hit.document.id]) for hit in (*hits, *more)]
        order = version_order([hit.document for hit in shown], preferred, strict=moment.strict)
        return [shown[place] for place in order]

    def _preferred(
        self,
        documents: Collection[StoredDocument],
        question: Question,
        leading: Collection[str] | None = None,
    ) -> dict[str, str]:
        """Return, by Document, the version that is to be cited in its stead.

        :param leading: ids of those whose texts are compared; ``None``: all.
        """
        years = frozenset(_YEAR.findall(question.search))
        if years:  # texts that differ in little but their year are told apart by it
            return preferred_versions(documents, years=years)
        compared = [d for d in documents if leading is None or d.id in leading]
        alike = preferred_versions(compared, alike=self._alike)
        return {**alike, **preferred_versions(documents)}

    def _cited(
        self, documents: Sequence[StoredDocument], *, question: Question, moment: Moment
    ) -> int:
        """Return which of several Documents with the same words is cited, best first."""
        judged = [self._timeline.at(document, moment.date) for document in documents]
        preferred = self._preferred(judged, question)
        best = preferred.get(documents[0].id, documents[0].id)
        return [document.id for document in documents].index(best)

    def _inside(self, question: Question, document: StoredDocument) -> list[Hit]:
        """Return what one Document says to a question, its date left out."""
        asked = replace(question, search=without_date(question.search))
        return self._best(asked, Filters(documents=(document.id,)))


def _judged(hit: Hit, document: StoredDocument) -> Hit:
    return hit if hit.document is document else replace(hit, document=document)


def _as_found(target: Hit, hits: Sequence[Hit]) -> Hit:
    """Return the hit that shows a place already, else the place as a hit."""
    found = next((hit for hit in hits if hit.clause_id == target.clause_id), None)
    return found or replace(target, scores={})
