"""From a question to its answer, stage by stage, top to bottom.

analyse -> resolve -> find candidates -> rerank -> assemble passages -> extract or generate ->
verify -> notices. Each stage is one method here that returns a value; what a stage consists of
stands in the folder of its name.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from corpus.normalize import comparable
from corpus.text.places import short_names
from index.encoders.encoder import Encoder
from index.engine import SearchView
from index.model import Filters, StoredDocument
from index.tokens import content_tokens
from rag.answer.abstention import off_topic_text
from rag.answer.cited_addresses import agreed_citations
from rag.answer.extractive import Draft, compose
from rag.answer.field_answer import FieldAnswers
from rag.answer.look_up_answer import (
    missing_draft,
    place_draft,
    reading_notices,
    with_missing_first,
)
from rag.answer.notices import cautions, validity_notices
from rag.answer.reread import SentenceReader
from rag.answer.response import Response, absence, extracted, fallback_notice, small_talk_reply
from rag.errors import ModelUnavailable
from rag.model import Answer, History, Hit, PlacedBy
from rag.passages.address_follow_up import complete_place
from rag.passages.deduplicate import shown
from rag.passages.edition_changes import changes_of
from rag.passages.evidence import Evidence, hit_of, number_evidence
from rag.passages.lookups import LookUp, LookUps
from rag.passages.near_duplicates import Alike, alike_at_sight, chosen_copies
from rag.passages.ordering import Surroundings, VersionsHeld, order_passages, uncovered_parts
from rag.passages.place_hits import first_of_places, with_amendments
from rag.passages.references import References
from rag.passages.versions import Timeline, preferred_versions
from rag.query.as_of_date import Moment
from rag.query.asked_places import readable
from rag.query.entities import regions_named
from rag.query.follow_up import (
    asks_the_same,
    complete,
    is_follow_up,
    leans_back,
    subject_before,
)
from rag.query.missing_addresses import Missing, missing_places
from rag.query.named_documents import named_documents, numbers_from_memory
from rag.query.question import Question, analyse
from rag.query.stored_fields import asked_list
from rag.ranking.cross_encoder import Reranker, reordered
from rag.ranking.linear_ranker import EXPLAINED, LEADING, Ranker, Ranking, load_ranker, rank
from rag.retrieval.candidates import CandidatePool, Retriever
from rag.retrieval.own_subject import OwnSubject
from rag.retrieval.routes import Begun
from rag.retrieval.term_matrix import bags_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ChatModel", "Pipeline", "Resolved"]

# Passages looked at for each part of a question, and titles for a name given from memory.
_EACH_PART = 2
_TITLES = 8
# Passages whose Documents' other versions are looked for.
_LEADING = 5
# Passages whose references are followed.
_FOLLOWED = 3
# Words that ask, and what is cut out of them: 由谁来, 哪个单位.
_ASKING = re.compile(r"[谁哪几多何怎啥]|什么")
# An earlier question was let through when it was asked.
_ANY_LENGTH = 100_000


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model and what it may take.

    :param load: returns it; may raise ``ModelUnavailable``.
    :param deadline: seconds it may take; ``token_budget``: tokens of evidence it is shown.
    """

    load: Callable[[], BaseChatModel]
    deadline: float = 60.0
    token_budget: int = 3000


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question with what it names looked up in the Store.

    :param question: with the numbers or titles of Documents that it names from memory.
    :param moment: the date at which documents are judged.
    :param filters: what the search is limited to.
    :param missing: addresses it asks for that the Documents named do not have.
    :param looked_up: the laws, editions and places it names.
    """

    question: Question
    moment: Moment
    filters: Filters | None = None
    missing: tuple[Missing, ...] = ()
    looked_up: LookUp = field(default_factory=LookUp)


class Pipeline:
    """Every stage from a question to its answer, over one snapshot. Safe to use from threads."""

    def __init__(
        self,
        snapshot: SearchView,
        encoder: Encoder,
        *,
        ranker: Ranker | None = None,
        reranker: Reranker | None = None,
        reader: SentenceReader | None = None,
        without: str | None = None,
    ) -> None:
        """Take a snapshot and the encoder its vectors were made by.

        :param ranker: in place of the one that travels with the project.
        :param reranker: reads the passages that lead again; ``reader``: the sentences.
        :param without: a route by which nothing is found, to see what it is worth.
        """
        self.snapshot = snapshot
        self.retriever = Retriever(snapshot, encoder, without=without)
        self._encoder_name = encoder.name
        self._given_ranker = ranker
        self._reranker, self._reader = reranker, reader
        self._timeline = Timeline(snapshot)
        self._alike = Alike(snapshot)
        self._references = References(snapshot, self._timeline)
        self._own_subject = OwnSubject(snapshot, self.retriever.terms)
        self._fields = FieldAnswers(snapshot, self._timeline)
        self._look_ups = LookUps(snapshot, self._timeline)
        self.changes = partial(changes_of, snapshot, self._timeline)

    # ---- the whole way ------------------------------------------------------------------

    def retrieve(
        self, question: Question, k: int, *, moment: Moment, filters: Filters | None = None
    ) -> list[Hit]:
        """Return at most ``k`` passages that answer a question, best first."""
        begun = self.retriever.begin(question, filters, k=k)  # while names are looked up
        return self._find(self.resolve(question, moment, filters), k, begun)

    def answer(
        self,
        question: Question,
        *,
        moment: Moment,
        k: int = 10,
        filters: Filters | None = None,
        history: History = (),
        model: ChatModel | None = None,
        clock: Clock | None = None,
    ) -> Iterator[str | Answer]:
        """Yield the answer's text piece by piece, then the Answer.

        :param k: passages that it may rest on.
        :param model: writes the answer; ``None``: it is made of quotes.
        :param clock: runs since the question came in.
        """
        clock = clock or Clock()
        if question.small_talk is not None:
            said = small_talk_reply(question.language, self.snapshot.documents())
            yield said.text
            yield self._with_notices(question, said, (), clock)
            return
        begun = self.retriever.begin(question, filters, k=k)
        resolved = self.resolve(question, moment, filters)
        hits = self._find(resolved, k, begun)
        clock.mark("retrieve")
        for piece in self._respond(resolved, hits, history, model):
            if isinstance(piece, Response):
                clock.mark("answer")
                yield self._with_notices(question, piece, hits, clock)
            else:
                yield piece

    # ---- analyse ------------------------------------------------------------------------

    def analyse(
        self,
        text: str,
        history: History = (),
        *,
        limit: int = 500,
        rewrite: Callable[[Question, History], str] | None = None,
    ) -> Question:
        """Read a question once; a follow-up is completed from the history first.

        :param limit: characters it may have.
        :param rewrite: writes a follow-up as a question that stands alone, or returns it as it is;
            ``None``: it is completed by rule.
        :raises InvalidQuestion: it is empty or over-long.
        """
        asked = analyse(text, limit=limit)
        placed = complete_place(asked.text, history, self._look_ups) if history else None
        if placed is not None:
            return analyse(text, search=placed, limit=limit)
        if not history or not is_follow_up(asked.text) or self._stands_alone(asked, history):
            return asked
        written = asked.text if rewrite is None else rewrite(asked, history)
        if written == asked.text:
            written = complete(asked.text, history, self._places, self._subject(asked, history))
        return analyse(text, search=written, limit=limit)

    def _subject(self, asked: Question, history: History) -> str:
        """Return what the question before was about, where the follow-up asks something else of it.

        那租金多少 after what a sublet is fined asks for no fine.
        """
        if not asked.kinds or asks_the_same(asked.text):
            return ""
        return self._own_subject.said_of(analyse(subject_before(history), limit=_ANY_LENGTH))

    def _stands_alone(self, asked: Question, history: History) -> bool:
        """Return whether a short question has a subject of its own.

        Joined to the question before, it would be answered with what was asked there.
        """
        if leans_back(asked.text):
            return False
        if asked.small_talk is not None or self._is_unknown(asked.text):
            return True
        if self._look_ups.names_in(readable(asked.text)):
            return True
        before = analyse(subject_before(history), limit=_ANY_LENGTH)
        return self._own_subject.has(asked, before)

    def _is_unknown(self, text: str) -> bool:
        """Return whether a question speaks of what the Store knows not."""
        words = [w for w in content_tokens(text) if len(w) > 1 and not _ASKING.search(w)]
        known = self.snapshot.document_frequency(words)
        unknown = [word for word in words if not known.get(word)]
        telling = len(unknown) > 1 or any(len(word) > 2 for word in unknown)
        return telling and 2 * len(unknown) >= len(words)

    @cached_property
    def _places(self) -> frozenset[str]:
        return short_names(self.retriever.regions)

    # ---- resolve ------------------------------------------------------------------------

    def resolve(
        self, question: Question, moment: Moment, filters: Filters | None = None
    ) -> Resolved:
        """Look up what a question names: Documents named from memory, addresses, the date."""
        found = self._look_ups.find(question, moment)
        named, moment = self._in_its_year(self._with_documents(question, found), moment)
        if found.quoted:
            return Resolved(named, moment, filters, (), found)
        missing = found.absent or (self._missing(named) if question.addresses else ())
        return Resolved(named, moment, filters, missing, found)

    def _with_documents(self, question: Question, found: LookUp | None = None) -> Question:
        """Add to a question the numbers or titles of the Documents that it names from memory."""
        if found is not None and found.titled:
            return replace(question, named=tuple(d.id for d in found.titled))
        if question.titles or question.numbers:
            return question
        if question.short_number:
            numbers = numbers_from_memory(question.plain, self.snapshot.documents())
            if numbers:
                return replace(question, numbers=numbers)
        near = self.snapshot.documents_titled(question.search, _TITLES)
        named = named_documents(question.plain, near)
        return replace(question, titles=tuple(d.title for d in named if d.title))

    def _in_its_year(self, question: Question, moment: Moment) -> tuple[Question, Moment]:
        """Judge documents in the year a question names where one it names was in force only then.

        A year alone may be what is asked about; of a law that was replaced since, it is when.
        """
        documents = self._documents_named(question) if question.years else ()
        date = self._timeline.date_meant(documents, question, moment)
        return (
            (question, moment)
            if date == moment.date
            else (replace(question, as_of=date), Moment(date))
        )

    def _missing(self, question: Question) -> tuple[Missing, ...]:
        """Return the addresses asked for that the Documents named do not have.

        Empty when any of them has one: then the question is answered from there.
        """
        found = [
            missing_places(d, self.snapshot.articles(d.id), question.addresses)
            for d in self._documents_named(question)
        ]
        judged = [places for places in found if places is not None]
        return tuple(place for places in judged for place in places) if all(judged) else ()

    def _documents_named(self, question: Question) -> list[StoredDocument]:
        """Return the Documents named by number or by title."""
        found = [d for n in question.numbers for d in self.snapshot.documents_numbered(n)]
        found += self.snapshot.documents_by_id(question.named)
        for title in question.titles:
            near = self.snapshot.documents_titled(title, _TITLES)
            found += [d for d in near if comparable(title) in comparable(d.title or "")]
        return list({d.id: d for d in found}.values())

    # ---- find candidates, rerank, assemble passages -------------------------------------

    def _find(self, resolved: Resolved, k: int, begun: Begun | None = None) -> list[Hit]:
        """Return at most ``k`` passages in the order in which they are shown."""
        question, filters = resolved.question, resolved.filters
        choose = partial(self._cited_copy, question=question, moment=resolved.moment)
        hits = self._search(question, k, filters, begun, choose)
        weights = self.retriever.terms(question).weights
        parts = uncovered_parts(question, hits, weights)
        around = Surroundings(
            question=question,
            most=k,
            of_parts=[self._brief(self._with_documents(part), filters) for part in parts],
            penalties=self._references.penalties,
            versions=partial(self._versions_held, resolved=resolved),
        )
        hits = order_passages(hits, around)
        hits = with_amendments(hits, self._look_ups.amendments, resolved.moment.date)
        ordered = first_of_places(resolved.looked_up.places, hits)[:k]
        date = resolved.moment.date
        followed = [self._with_targets(hit, date) for hit in ordered[:_FOLLOWED]]
        return followed + ordered[_FOLLOWED:]

    def _search(
        self,
        question: Question,
        k: int,
        filters: Filters | None,
        begun: Begun | None,
        choose: Callable[[Sequence[StoredDocument]], int] | None = None,
    ) -> list[Hit]:
        """Return passages in the ranking's order.

        :param choose: which of several Documents that say the same word for word is cited; the
            first where it is ``None``.
        """
        pool = self.retriever.candidates(question, filters=filters, begun=begun)
        if not pool.candidates:
            return []
        ranking = self.rank(question, pool)
        return self._assemble(question, pool, ranking, k, choose)

    def rank(
        self, question: Question, pool: CandidatePool, leading_count: int = LEADING
    ) -> Ranking:
        """Rank candidate passages, by weighted sums and then by the cross-encoder if there is one.

        :param leading_count: how many are looked at again by the second sum.
        """
        candidates, words = pool.candidates, self.retriever.words
        bags = bags_of([c.window for c in candidates], self.snapshot, words.vocabulary)
        terms = self.retriever.terms(question)
        regions = regions_named(question.plain, question.places, self.retriever.regions)
        ranked = rank(terms, candidates, bags, words, regions, self.ranker, leading_count)
        return (
            ranked
            if self._reranker is None
            else reordered(question.search, ranked, candidates, self._reranker)
        )

    @cached_property
    def ranker(self) -> Ranker:
        """Return what orders passages."""
        return self._given_ranker or load_ranker(self.retriever.scale)

    def _assemble(
        self,
        question: Question,
        pool: CandidatePool,
        ranking: Ranking,
        k: int,
        choose: Callable[[Sequence[StoredDocument]], int] | None,
    ) -> list[Hit]:
        """Return the passages that are shown: no text twice, later ones with more around them."""
        candidates = pool.candidates
        pieces = [candidate.window for candidate in candidates]
        order = ranking.order
        if choose is not None:
            order = chosen_copies(order, pieces, [c.document for c in candidates], choose)
        return [
            hit_of(
                window,
                candidates[place].document,
                self.snapshot.text,
                score=float(ranking.scores[place]),
                scores=ranking.figures(place, EXPLAINED),
                found_by=candidates[place].found_by,
            )
            for place, window in shown(pieces, order, k, pool.near)
        ]

    def _brief(self, question: Question, filters: Filters | None) -> list[Hit]:
        """Return the few best passages for a part of a question, or from a part of the Store."""
        begun = self.retriever.begin(question, filters, part=True)
        return self._search(question, _EACH_PART, filters, begun)

    def _with_targets(self, hit: Hit, on: str) -> Hit:
        related = self._references.targets(hit, on)
        return replace(hit, related=related) if related else hit

    # ---- which version is cited ---------------------------------------------------------

    def _versions_held(self, hits: Sequence[Hit], resolved: Resolved) -> VersionsHeld:
        """Return what held on the date in question of the Documents of passages."""
        found = {hit.document.id: hit.document for hit in hits}
        date = self._timeline.date_meant(found.values(), resolved.question, resolved.moment)
        judged = {name: self._timeline.at(d, date) for name, d in found.items()}
        leading = alike_at_sight(hits[:_LEADING])
        preferred = self._preferred(judged.values(), resolved.question, leading)
        more: list[Hit] = []
        for name in list(dict.fromkeys(hit.document.id for hit in hits[:_LEADING])):
            held = self._timeline.held(judged[name], date)
            if held is None:
                continue
            preferred[name] = held.id
            if held.id not in judged and resolved.filters is None:
                judged[held.id] = held
                more += self._inside(resolved.question, held)
        return VersionsHeld(judged, preferred, more, resolved.moment.strict)

    def _preferred(
        self,
        documents: Collection[StoredDocument],
        question: Question,
        leading: Collection[str] | None = None,
    ) -> dict[str, str]:
        """Return, by Document, the version that is to be cited in its stead.

        :param leading: ids of those whose texts are compared; ``None``: all.
        """
        if question.years:  # texts that differ in little but their year are told apart by it
            return preferred_versions(documents, years=question.years)
        compared = [d for d in documents if leading is None or d.id in leading]
        alike = preferred_versions(compared, alike=self._alike)
        return {**alike, **preferred_versions(documents)}

    def _cited_copy(
        self, documents: Sequence[StoredDocument], *, question: Question, moment: Moment
    ) -> int:
        """Return which of several Documents with the same words is cited, best first."""
        judged = [self._timeline.at(document, moment.date) for document in documents]
        preferred = self._preferred(judged, question)
        best = preferred.get(documents[0].id, documents[0].id)
        return [document.id for document in documents].index(best)

    def _inside(self, question: Question, document: StoredDocument) -> list[Hit]:
        """Return what one Document says to a question, its date left out."""
        asked = replace(question, search=question.undated, parts=())
        return self._brief(asked, Filters(documents=(document.id,)))

    # ---- extract or generate, verify ----------------------------------------------------

    def _respond(
        self, resolved: Resolved, hits: Sequence[Hit], history: History, model: ChatModel | None
    ) -> Iterator[str | Response]:
        """Yield verified text piece by piece, then the Response.

        A chat model that fails is replaced by quotes, with a notice that says so.
        """
        question = resolved.question
        draft = self._looked_up(resolved, hits)
        if draft is not None:
            yield from extracted(draft, *reading_notices(resolved.looked_up, question.language))
            return
        if resolved.missing:
            said = absence(resolved.missing, question.language)
            yield said.text
            yield said
            return
        evidence = number_evidence(hits, self.snapshot.text)
        draft = self._draft(question, evidence)
        draft = with_missing_first(draft, resolved.looked_up, question.language)
        if model is None or not evidence:
            yield from extracted(draft)
            return
        try:
            yield from _generated(question, evidence, draft, history, model)
        except ModelUnavailable as error:
            yield from extracted(draft, fallback_notice(question.language, error))

    def _looked_up(self, resolved: Resolved, hits: Sequence[Hit]) -> Draft | None:
        """Return the answer to a look-up; ``None`` where the question is none."""
        found, question = resolved.looked_up, resolved.question
        if found.field is not None and found.documents:
            told = self._fields.answer(found.documents, found.field, question.language)
            if told is not None:
                return told
        nothing = not (found.documents or found.places) and (found.missing or found.numbers)
        if nothing and (found.asks_place or found.alone):
            return missing_draft(found, question.language)
        if not found.quoted:
            listed = None if found.named else asked_list(question.plain)
            return None if listed is None else self._fields.listed(listed, question.language)
        fact = None
        if not (found.alone or found.missing):
            own = [hit for hit in hits if hit.placed_by is PlacedBy.ADDRESS]
            fact = self._draft(question, number_evidence(own, self.snapshot.text))
        draft = place_draft(found, fact, self.snapshot.text, question.language)
        return with_missing_first(draft, found, question.language)

    def _draft(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        """Return the answer made of quotes, each of them verified."""
        return compose(
            question,
            [item for item in evidence if not item.referred],
            self.retriever.terms,
            self.retriever.words,
            lambda article_id: self.snapshot.article(article_id).clauses,
            lambda: off_topic_text(question.language, self.snapshot.documents()),
            self._reader,
        )

    # ---- notices ------------------------------------------------------------------------

    def _with_notices(
        self, question: Question, response: Response, hits: Sequence[Hit], clock: Clock
    ) -> Answer:
        """Return the Answer: the response with what a reader must know of its documents."""
        documents = (citation.document for citation in response.citations)
        citations, refused = agreed_citations(response.citations, self.snapshot, question.language)
        warned = cautions(citations, hits, self.snapshot, self._references, question.language)
        return Answer(
            question=question.search,
            text=response.text,
            status=response.status,
            citations=citations,
            notices=(
                *response.notices,
                *refused,
                *validity_notices(documents, question.language),
                *warned,
            ),
            confidence=response.confidence,
            timings=clock.timings(),
            trace={
                **response.trace,
                "encoder": self._encoder_name,
                "generation": str(self.snapshot.generation),
            },
            hits=tuple(hits),
            lead=response.lead,
            highlights=response.highlights,
            related=response.related,
        )


def _generated(
    question: Question,
    evidence: Sequence[Evidence],
    draft: Draft,
    history: History,
    model: ChatModel,
) -> Iterator[str | Response]:
    """Yield what a chat model writes, each sentence verified before it is yielded."""
    from rag.answer.generate import respond_with_model

    return respond_with_model(
        model.load(),
        question,
        evidence,
        draft,
        history,
        deadline=model.deadline,
        token_budget=model.token_budget,
    )


class Clock:
    """Milliseconds by stage; runs from when it is made."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._stages: dict[str, float] = {}

    def mark(self, stage: str) -> None:
        """Say that ``stage`` has ended; it began where the one before it ended."""
        now = time.perf_counter()
        self._stages[stage] = round((now - self._last) * 1000, 2)
        self._last = now

    def timings(self) -> dict[str, float]:
        """Return the milliseconds of each stage, and ``total`` since the clock was made."""
        total = round((time.perf_counter() - self._start) * 1000, 2)
        return {**self._stages, "total": total}
