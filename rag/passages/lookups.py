"""Look-ups: the law a question names, in the edition asked for, at the place asked for.

What a question names is looked up before anything is searched. A law that is named and is not in
the Store is told to be missing, and never answered out of another document without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.address import Address, Step
from corpus.model import ClauseKind
from corpus.normalize import comparable
from corpus.text.numerals import write
from index.model import StoredArticle, StoredClause, StoredDocument
from rag.passages.amendments import Amendments
from rag.passages.placing import all_clauses, clauses_at, leads_in
from rag.passages.versions import Timeline
from rag.query.abbreviations import shortened
from rag.query.as_of_date import Moment
from rag.query.asked_places import AskedPlace, Beside, EnglishPlace, asked_places, readable
from rag.query.english_places import is_numbered_by
from rag.query.law_names import Family, Known, LawNames, Named
from rag.query.law_titles import law_key, title_keys
from rag.query.missing_addresses import Missing
from rag.query.named_documents import named_documents, numbers_from_memory
from rag.query.question import Question
from rag.query.rest_of_question import asks_no_more, masked, overlap, without_references
from rag.query.stored_fields import AskedField, asked_field
from rag.query.typed_names import (
    TypedName,
    exact_names,
    name_before,
    names_in_marks,
    outer_name,
)

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["FoundPlace", "LookUp", "LookUps", "Repeal"]

# Without a name, a place is looked for in Stores of at most so many Documents.
_SMALL = 200
# A Document with fewer numbered articles is not taken for one that is numbered throughout.
_FEWEST = 3
_OLDER = re.compile(r"(?:旧|老|原|修订前|修改前|修正前)的?《?$")
_YEAR_BEFORE = re.compile(r"([12]\d{3})年?(?:版|修正|修订|修改)?的?《?$")
_YEAR_AFTER = re.compile(r"^》?[（(]?([12]\d{3})年?(?:版|修正|修订|修改|文本)")
# Kinds of law, whose names are said exactly.
_LAWS = frozenset({"法", "条例", "通则", "解释", "规则", "宪法", "修正案", "公约"})
_TITLES = 8
# Clauses that a missing title is looked for in, and the share of its pairs of characters to hold.
_CLAUSES = 5
_MOST_PAIRS = 0.7
# What has articles is named nearly as exactly as a law.
_RULES = frozenset({"办法", "规定", "细则"})
_ALL_BUT = 0.9
# A Document so short is shown whole where what it says is asked.
_SHORT_TEXT = 1200


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What stands at a place asked for.

    :param document: with the status it has on the date asked about.
    :param clauses: in source order; of one article or of several.
    :param asked: the place, as the question asks for it; ``article``: whether that is an article
        of a law; ``led_in``: whether the first clause only leads in what was asked for.
    """

    document: StoredDocument
    clauses: tuple[StoredClause, ...]
    asked: str
    article: bool = True
    led_in: bool = False


@dataclass(frozen=True, slots=True)
class Repeal:
    """A Document that repeals a law that is not in the Store, and where it says so."""

    document: StoredDocument
    clause: StoredClause


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a question names, looked up.

    :param named: what the names in it stand for; ``numbers``: document numbers that no Document
        has.
    :param places: what stands at the places asked for; ``absent``: places that are not there.
    :param repeals: by name, what repealed a law that is missing.
    :param documents: those named, as they are judged on the date; ``titled``: those named by name.
    :param alone: whether nothing more is asked than what stands there; ``asks_place``: whether a
        place is asked for.
    :param field: what of the record of what it names is asked for.
    """

    named: tuple[Named, ...] = ()
    numbers: tuple[str, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    absent: tuple[Missing, ...] = ()
    repeals: tuple[Repeal, ...] = ()
    documents: tuple[StoredDocument, ...] = ()
    titled: tuple[StoredDocument, ...] = ()
    alone: bool = False
    asks_place: bool = False
    field: AskedField | None = None

    @property
    def quoted(self) -> bool:
        """Return whether what stands at the places is to be shown whole.

        Articles of laws are; of a letter's 三、(四) what is asked of it is looked for.
        """
        return bool(self.places) and (self.alone or all(place.article for place in self.places))

    @property
    def missing(self) -> tuple[Named, ...]:
        """Return the names that nothing in the Store bears."""
        return tuple(name for name in self.named if name.family is None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A place with the Documents that are meant."""

    place: AskedPlace
    documents: tuple[StoredDocument, ...]


class LookUps:
    """Looks up what questions name in one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView, timeline: Timeline) -> None:
        self._snapshot = snapshot
        self._timeline = timeline
        self.amendments = Amendments(snapshot)

    @cached_property
    def names(self) -> LawNames:
        """Return the names of the snapshot's Documents."""
        return LawNames(self._snapshot.documents(), self._snapshot.cited_titles)

    def find(self, question: Question, moment: Moment) -> LookUp:
        """Return what a question names, looked up."""
        text = readable(question.search)
        names = self._whole_names(text)
        places = without_references(text, asked_places(masked(text, names)))
        names = self._with_names_before(text, names, places)
        field = None if places else asked_field(text)
        names = names or self._named_before(text, field)
        known = [self._known(name, question) for name in names]
        sure = [n for n, named in enumerate(known) if not self._is_spoken_of(named)]
        names, known = [names[n] for n in sure], [known[n] for n in sure]
        judged = {
            name.start: self._meant(text, name, named, moment)
            for name, named in zip(names, known, strict=True)
        }
        numbered, missing = self._numbered(question, moment)
        asked = [self._asked(place, names, judged, numbered) for place in places]
        if places and not names and not numbered and not missing:
            asked = self._without_name(places, moment)
        found, absent = self._found(asked)
        found = [*self._amended(found, moment), *found]
        found = found or self._of_missing(names, known, places)
        named = tuple(dict.fromkeys(known))
        titled = [d for documents in judged.values() for d in documents]
        documents = (*numbered, *titled)
        asked_of = [field] if field is not None and (names or numbered) else []
        alone = asks_no_more(text, names, (*places, *asked_of), question.numbers)
        if alone and not places and not asked_of:
            found = [whole for d in documents[:1] for whole in self._whole(d)]
        return LookUp(
            named,
            missing,
            tuple(found),
            tuple(absent),
            tuple(self._repeals(named)),
            tuple({d.id: d for d in documents}.values()),
            tuple({d.id: d for d in titled}.values()),
            alone,
            bool(places),
            field if asked_of and alone else None,
        )

    def names_in(self, text: str) -> list[str]:
        """Return the names of laws in a text, in order, as typed.

        :param text: as ``readable`` returns it.
        """
        names = self._whole_names(text)
        places = asked_places(masked(text, names))
        return [name.name for name in self._with_names_before(text, names, places)]

    def beside(self, name: str, article: Step, step: int) -> Step | None:
        """Return the number of the article before or behind one; ``None`` where there is none.

        :param name: the law's; ``step``: 1 for the next article, -1 for the one before.
        """
        family = self.names.look_up(name).family
        documents = () if family is None else family.documents
        for document in self._timeline.editions.newest_first(documents):
            numbers = [
                s
                for a in self._snapshot.articles(document.id)
                for s in a.address.steps
                if s.unit == "条"
            ]
            at = [n for n, s in enumerate(numbers) if _same_number(s, article)]
            if at and 0 <= at[0] + step < len(numbers):
                return numbers[at[0] + step]
        return None

    # ---- names --------------------------------------------------------------------------

    def _whole_names(self, text: str) -> list[TypedName]:
        """Return the names in a text whose ends are sure: of a Document, or marked by 《》."""
        outer = outer_name(text)
        names = self.names
        found = exact_names(
            text, names.longest, names.known.__contains__, names.beginnings.__contains__
        )
        if outer is not None and not any(n.start <= outer.start for n in found):
            found = [outer, *(n for n in found if n.start >= outer.end)]
        found += [n for n in names_in_marks(text) if not any(overlap(n, o) for o in found)]
        return sorted(found, key=lambda name: name.start)

    def _with_names_before(
        self, text: str, names: Sequence[TypedName], places: Sequence[AskedPlace]
    ) -> list[TypedName]:
        """Return names with those that stand before a place: 道交法第五十三条."""
        found = list(names)
        begun = 0
        for place in places:
            between = text[begun : place.start]
            if not any(begun <= name.start < place.start for name in found):
                name = name_before(between, len(between), self._is_name)
                if name is not None:
                    found.append(replace(name, start=name.start + begun, end=name.end + begun))
            begun = max(begun, place.end)
        return sorted({name.start: name for name in found}.values(), key=lambda name: name.start)

    def _named_before(self, text: str, field: AskedField | None) -> list[TypedName]:
        """Return the name that stands before the words that ask for a field of its record."""
        name = None if field is None else name_before(text, field.start, self._is_name)
        return [] if name is None else [name]

    def _is_name(self, key: str) -> bool:
        return key in self.names.known

    def _known(self, name: TypedName, question: Question) -> Named:
        places = frozenset(comparable(place) for place in question.places)
        said = frozenset(p for p in self.names.places if p in question.plain)
        named = self.names.look_up(name.name, places | said)
        return named if named.family is not None else self._remembered(named)

    def _remembered(self, named: Named) -> Named:
        """Return what a title that is remembered in part stands for: a plan's, a notice's.

        A law's name is said exactly, or it is another law.
        """
        kind = shortened(law_key(named.name))
        if kind is None or kind.kind in _LAWS or self.names.is_cited(law_key(named.name)):
            return named
        near = self._snapshot.documents_titled(named.name, _TITLES)
        for document in named_documents(comparable(named.name), near):
            family = self.names.family_of(document)
            if family is not None and _of_kind(family, kind.kind):
                return Named(named.name, Known.NEAREST, family)
        return named

    def _is_spoken_of(self, named: Named) -> bool:
        """Return whether a title that is missing stands in what Documents say.

        A plan may be there without a title of its own, or under another.
        """
        key = law_key(named.name)
        kind = shortened(key)
        if named.family is not None or kind is None or kind.kind in _LAWS:
            return False
        if self.amendments.of_name(key):
            return False
        most = _ALL_BUT if kind.kind in _RULES else _MOST_PAIRS
        found = self._snapshot.search_text(named.name, _CLAUSES)
        pairs = {a + b for a, b in pairwise(key)}
        for clause in self._snapshot.clauses([match.key for match in found]):
            text = comparable("".join((*clause.path, clause.text)))
            if sum(pair in text for pair in pairs) >= most * len(pairs):
                return True
        return False

    def _meant(
        self, text: str, name: TypedName, named: Named, moment: Moment
    ) -> tuple[StoredDocument, ...]:
        """Return the Documents a name means on a date: the edition in force, or all parts."""
        if named.family is None:
            return ()
        before, after = text[: name.start], text[name.end :]
        year = _YEAR_BEFORE.search(before) or _YEAR_AFTER.match(after)
        older = _OLDER.search(before) is not None
        return tuple(self.editions(named.family, moment, year[1] if year else "", older=older))

    def editions(
        self, family: Family, moment: Moment, year: str = "", *, older: bool = False
    ) -> list[StoredDocument]:
        """Return a family's Documents that are meant, judged on a date.

        :param year: of the edition, where the question names one; ``older``: whether it asks
            for the one before.
        """
        editions = self._timeline.editions
        dated = [(d, e) for d in family.documents if (e := editions.of(d.id)) is not None]
        if not dated:
            return [self._timeline.at(d, moment.date) for d in family.documents]
        dated.sort(key=lambda pair: (pair[1].made, pair[1].begins))
        on = f"{year}-12-31" if year else moment.date
        held = editions.held(dated[0][0].id, on)
        made = [d for d, e in dated if e.made.startswith(year)] if year else []
        chosen = made[-1] if made else held or (dated[0][0] if year else dated[-1][0])
        place = next(n for n, (d, _) in enumerate(dated) if d.id == chosen.id)
        if older and place > 0:
            place -= 1
        return [self._timeline.at(dated[place][0], moment.date)]

    def _numbered(
        self, question: Question, moment: Moment
    ) -> tuple[tuple[StoredDocument, ...], tuple[str, ...]]:
        """Return the Documents named by number, and the numbers that none has."""
        found: list[StoredDocument] = []
        missing = []
        for number in question.numbers:
            documents = self._snapshot.documents_numbered(number)
            found += documents
            missing += [] if documents else [number]
        if not found and question.short_number:
            memory = numbers_from_memory(question.plain, self._snapshot.documents())
            found = [d for n in memory for d in self._snapshot.documents_numbered(n)]
            missing = [] if found else missing
        return tuple(self._timeline.at(d, moment.date) for d in found), tuple(missing)

    # ---- places -------------------------------------------------------------------------

    def _asked(
        self,
        place: AskedPlace,
        names: Sequence[TypedName],
        judged: dict[int, tuple[StoredDocument, ...]],
        numbered: tuple[StoredDocument, ...],
    ) -> _Asked:
        """Return a place with the Documents of the name before it, else of the first name."""
        before = [name for name in names if name.start < place.start]
        name = before[-1] if before else names[0] if names else None
        return _Asked(place, (judged[name.start] if name else ()) or numbered)

    def _without_name(self, places: Sequence[AskedPlace], moment: Moment) -> list[_Asked]:
        """Return places with the one Document that has them, in a Store of few Documents."""
        documents = self._snapshot.documents()
        if len(documents) > _SMALL:
            return []
        judged = [self._timeline.at(d, moment.date) for d in documents]
        asked = []
        for place in places:
            # Documents that number in another way are read whole only where no other has the place.
            having = [d for d in judged if self._clauses(d, place, whole=False)] or [
                d for d in judged if self._clauses(d, place)
            ]
            if len(judged) == 1:
                having = judged
            titles = {law_key(d.title or d.id) for d in having}
            if len(titles) == 1:
                held = self._timeline.editions.held(having[0].id, moment.date)
                having = [d for d in having if held is None or d.id == held.id] or having
                asked.append(_Asked(place, tuple(having)))
        return asked

    def _found(self, asked: Iterable[_Asked]) -> tuple[list[FoundPlace], list[Missing]]:
        found: list[FoundPlace] = []
        absent: list[Missing] = []
        for one in asked:
            here = self._here(one)
            found += here[:1] if len({law_key(h.document.title or "") for h in here}) == 1 else here
            if not here and one.documents:
                absent += self._absent(one)
        return found, absent

    def _amended(self, found: Sequence[FoundPlace], moment: Moment) -> list[FoundPlace]:
        """Return what decisions say of articles found that their texts do not say yet."""
        amended = []
        for place in found:
            steps = [s for s in place.clauses[-1].address.steps if s.unit == "条"]
            decisions = self.amendments.of(place.document, moment.date) if steps else ()
            for decision in decisions:
                clauses = self.amendments.saying(decision, steps[0])
                if clauses:
                    amended.append(FoundPlace(decision, clauses, place.asked))
        return amended

    def _of_missing(
        self,
        names: Sequence[TypedName],
        known: Sequence[Named],
        places: Sequence[AskedPlace],
    ) -> list[FoundPlace]:
        """Return what decisions say of articles of a law whose own text is missing."""
        found = []
        for name, named in zip(names, known, strict=True):
            decisions = () if named.family else self.amendments.of_name(law_key(name.name))
            for decision in decisions:
                for place in places:
                    step = _article_step(place)
                    clauses = self.amendments.saying(decision, step) if step else ()
                    found += [FoundPlace(decision, clauses, _printed(place))] if clauses else []
        return found

    def _here(self, one: _Asked) -> list[FoundPlace]:
        """Return what stands at a place in the Documents meant."""
        # The parts of a code are many, and only one of them has the article.
        for whole in (False, True):
            here = [
                FoundPlace(
                    d,
                    clauses,
                    _printed(one.place),
                    _is_article(clauses, one.place),
                    leads_in(clauses, one.place.place),
                )
                for d in one.documents
                if (clauses := self._clauses(d, one.place, whole=whole))
            ]
            if here:
                return here
        return []

    def _clauses(
        self, document: StoredDocument, place: AskedPlace, *, whole: bool = True
    ) -> tuple[StoredClause, ...]:
        return clauses_at(self._articles(document, place, whole=whole), place.place)

    def _articles(
        self, document: StoredDocument, place: AskedPlace, *, whole: bool
    ) -> list[StoredArticle]:
        """Return the articles a place may stand in: the numbered ones where it names a 条.

        :param whole: read the whole Document where it numbers in another way.
        """
        step = _article_step(place)
        if step is not None:
            found = self._snapshot.articles_numbered(document.id, step.number, step.suffix)
            if found or not whole:
                return found
        return self._snapshot.articles(document.id)

    def _whole(self, document: StoredDocument) -> list[FoundPlace]:
        """Return all that a short Document says."""
        if document.clause_count > _SHORT_TEXT // 20:
            return []
        clauses = all_clauses(self._snapshot.articles(document.id))
        length = sum(len(clause.text) for clause in clauses)
        return [FoundPlace(document, clauses, "")] if 0 < length <= _SHORT_TEXT else []

    def _absent(self, one: _Asked) -> list[Missing]:
        """Return that none of the Documents meant has a place, and how far they go."""
        numbered = [
            (step, document)
            for document in one.documents
            for article in self._snapshot.articles(document.id)
            for step in article.address.steps[:1] + article.address.steps[-1:]
            if _is_numbered(article, step, one.place)
        ]
        if len({(step.number, step.suffix) for step, _ in numbered}) < _FEWEST:
            return []
        last, document = max(numbered, key=lambda pair: (pair[0].number, pair[0].suffix))
        return [Missing(document, _printed(one.place), last.label)]

    # ---- what repealed a law that is missing ---------------------------------------------

    def _repeals(self, named: Iterable[Named]) -> list[Repeal]:
        """Return where Documents say that they repeal the laws that are missing."""
        found = []
        for name in named:
            if name.family is None and (place := self._repealing.get(law_key(name.name))):
                repeal = self._repeal(*place)
                found += [repeal] if repeal else []
        return found

    def _repeal(self, document_id: str, start: int) -> Repeal | None:
        document = self._timeline.names.labelled(self._snapshot.document(document_id))
        for article in self._snapshot.articles(document_id):
            for clause in article.clauses:
                if clause.start <= start < clause.end and clause.kind is not ClauseKind.HEADING:
                    return Repeal(document, clause)
        return None

    @cached_property
    def _repealing(self) -> dict[str, tuple[str, int]]:
        """Return, by the name of what is repealed, the Document that says so and where."""
        ids = [d.id for d in self._snapshot.documents()]
        repeals = self._snapshot.repeals_by_id(ids)
        return {
            law_key(reference.title): (document_id, reference.start)
            for document_id, references in zip(ids, repeals, strict=True)
            for reference in references
            if reference.title
        }


def _of_kind(family: Family, kind: str) -> bool:
    """Return whether a family's title, or what it issues, is of a kind of document."""
    keys = title_keys(family.title)
    return any(own.kind == kind for key in keys if (own := shortened(key)) is not None)


def _same_number(one: Step, other: Step) -> bool:
    return (one.number, one.suffix) == (other.number, other.suffix)


def _article_step(place: AskedPlace) -> Step | None:
    """Return the 条 that a place names, ``None`` where it names none."""
    if not isinstance(place.place, Address):
        return None
    return next((s for s in place.place.steps if s.unit == "条"), None)


def _is_numbered(article: StoredArticle, step: Step, place: AskedPlace) -> bool:
    """Return whether an article's number is of the kind that a place asks for."""
    if isinstance(place.place, EnglishPlace):
        return is_numbered_by(str(article.address), place.place.unit)
    return _article_step(place) is not None and step.unit == "条"


def _is_article(clauses: Sequence[StoredClause], place: AskedPlace) -> bool:
    if isinstance(place.place, EnglishPlace):
        return True
    step = _article_step(place)
    return step is not None and any(s.unit == "条" for c in clauses for s in c.address.steps)


def _printed(place: AskedPlace) -> str:
    """Return a place as an answer names it."""
    where = place.place
    if isinstance(where, Address):
        step = where.steps[0]
        if step.unit == "条" and len(where.steps) == 1:
            suffix = f"之{write(step.suffix)}" if step.suffix else ""
            return f"第{write(step.number)}条{suffix}"
        return str(where)
    if isinstance(where, EnglishPlace):
        first, *rest = where.steps
        return f"{where.unit.title()} {first}".strip() + "".join(f"({step})" for step in rest)
    return {Beside.LAST: "最后一条"}.get(where, "") if isinstance(where, Beside) else ""
