"""What a passage refers to: 依照第十条, 前款规定, 《…》第三条; in the Store, or not in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from corpus.address import Address
from corpus.model import ClauseKind, Reference
from corpus.normalize import comparable, to_simplified
from corpus.references import resolved
from corpus.text.document_numbers import canonical_number
from index.model import Filters, StoredArticle, StoredClause, StoredDocument
from index.recent_cache import cached_method
from rag.model import FoundBy, Hit
from rag.passages.evidence import hit_of
from rag.passages.versions import Timeline
from rag.passages.windows import Window
from rag.query.as_of_date import today
from rag.query.law_titles import law_key
from rag.query.named_documents import bare_title

if TYPE_CHECKING:
    from index.engine import SearchView

__all__ = ["References"]

# Places shown beside one passage, and characters of each.
_MOST = 2
_LENGTH = 400
_LIKE = 5
# Clauses of a Document that is read whole.
_SMALL = 60
_SEARCHED = 12
# Words that make a mention of a document a rule to follow, not the ground a document stands on.
_FOLLOW = ("执行", "办理", "处理", "处罚", "规定的", "的规定", "有关规定", "相关规定")


class References:
    """Follows the references of the passages of one snapshot. Safe to use from several threads."""

    def __init__(self, snapshot: SearchView, timeline: Timeline | None = None) -> None:
        """Follow the references of a snapshot.

        :param timeline: of the same snapshot; ``None``: one of its own.
        """
        self._snapshot = snapshot
        self._timeline = timeline or Timeline(snapshot)
        self._articles = lru_cache(maxsize=16)(snapshot.articles)
        self._named = cached_method(self._find_document, 1024)

    def targets(self, hit: Hit, on: str = "") -> tuple[Hit, ...]:
        """Return the places that a passage refers to and does not show, in its order.

        Of a law that has several editions the one is meant that holds.

        :param on: the date at which it does; "" for today.
        """
        found: dict[str, Hit] = {}
        for clause, reference in self._mentions(hit):
            target = self._target(hit, clause, reference, on or today())
            if target is not None and target.text not in hit.text:
                found.setdefault(target.clause_id, target)
            if len(found) == _MOST:
                break
        return tuple(found.values())

    def penalties(self, hit: Hit) -> tuple[Hit, ...]:
        """Return the places of the same Document that say what follows from breaking this one.

        违反本办法第八条第(一)项规定的，… stands far from the duty it punishes and shares no word
        with a question about it.
        """
        place = next((p.address for p in self._places(hit)), None)
        if place is None:
            return ()
        near = self._breaches(hit.document, place)
        found = [c for c in near if c.article_id != hit.article_id and _punishes(c, place)]
        made = (self._as_hit(hit.document, [clause], hit.score) for clause in found[:_MOST])
        return tuple(target for target in made if target is not None)

    def _breaches(self, document: StoredDocument, place: Address) -> list[StoredClause]:
        """Return the clauses that may punish the breach of a place; of a short Document all."""
        if document.clause_count <= _SMALL:
            return [c for a in self._articles(document.id) for c in a.clauses]
        article = Address(tuple(s for s in place.steps if s.unit == "条"))
        inside = Filters(documents=(document.id,))
        matches = self._snapshot.search_text(f"违反{article}规定", _SEARCHED, filters=inside)
        return self._snapshot.clauses(sorted(match.key for match in matches))

    def _places(self, hit: Hit) -> list[StoredClause]:
        clauses = self._snapshot.article(hit.article_id).clauses
        return [clause for clause in clauses if clause.id == hit.clause_id]

    def outside(self, hit: Hit, start: int, end: int) -> list[str]:
        """Return the titles that a quote refers on to and that the Store does not hold.

        :param start: offset of the quote in the Document's text; ``end`` just past it.
        """
        titles = {
            reference.title: None
            for clause, reference in self._mentions(hit)
            if reference.title and start <= reference.start < end
            if _is_rule(clause, reference)
            if self._named(reference.title, reference.number) is None
        }
        return list(titles)

    def _mentions(self, hit: Hit) -> Iterator[tuple[StoredClause, Reference]]:
        """Yield the references inside the passage, with the clause that makes each."""
        articles = {hit.article_id, *(place.article_id for place in hit.places)}
        for article_id in sorted(articles):
            for clause in self._snapshot.article(article_id).clauses:
                for reference in _whole(clause.references):
                    if hit.start <= reference.start < hit.end:
                        yield clause, reference

    def _target(self, hit: Hit, clause: StoredClause, reference: Reference, on: str) -> Hit | None:
        if reference.address is None or not reference.address.steps:
            return None
        if reference.title is None and reference.number is None:
            documents = [hit.document]
            address = resolved(reference.address, clause.address)
        else:
            documents = self._meant(reference, on)
            address = reference.address
        if address.steps[0].number < 1:
            return None
        there = ((d, self._clauses(d.id, address)) for d in documents)
        found = next(((d, clauses) for d, clauses in there if clauses), None)
        return self._as_hit(*found, hit.score) if found else None

    def _meant(self, reference: Reference, on: str) -> list[StoredDocument]:
        """Return the Documents that a title means on a date: the edition in force, or all parts.

        A number names one text, whatever followed it.
        """
        document = self._named(reference.title, reference.number)
        if document is None:
            return []
        editions = self._timeline.editions
        if reference.number and document.number:
            found = [document]
        elif (held := editions.held(document.id, on)) is not None:
            found = [held]
        else:
            found = editions.newest_first(editions.siblings(document.id)) or [document]
        return [self._timeline.at(each, on) for each in found]

    def _as_hit(
        self, document: StoredDocument, clauses: Sequence[StoredClause], score: float
    ) -> Hit | None:
        """Return the clauses at an address as one passage, cut at a whole clause."""
        shown: list[StoredClause] = []
        for clause in clauses:
            if clause.kind is ClauseKind.HEADING:
                continue
            if shown and sum(len(c.text) for c in shown) + len(clause.text) > _LENGTH:
                break
            shown.append(clause)
        if not shown:
            return None
        window = Window(shown[0], tuple(shown), "\n".join(c.text for c in shown))
        by = frozenset({FoundBy.REFERENCE})
        return hit_of(window, document, self._snapshot.text, score=score, scores={}, found_by=by)

    def _clauses(self, document_id: str, address: Address) -> list[StoredClause]:
        """Return the clauses at an address, in order; those of one article only."""
        article = next((a for a in self._near(document_id, address) if _holds(a, address)), None)
        return [c for c in article.clauses if c.address.matches(address)] if article else []

    def _near(self, document_id: str, address: Address) -> list[StoredArticle]:
        """Return the articles an address may stand in, without reading a long Document whole."""
        step = address.steps[0]
        document = self._snapshot.document(document_id)
        if step.unit == "条" and document.clause_count > _SMALL:
            numbered = partial(self._snapshot.articles_numbered, document_id)
            found = numbered(step.number, step.suffix)
            if found or numbered(1):
                return found
        # Where nothing is numbered 条, that word may stand for another style: (四), or 4.
        return self._articles(document_id)

    def _find_document(self, title: str | None, number: str | None) -> StoredDocument | None:
        """Return the Document of the Store that a reference names."""
        wanted = canonical_number(number) if number else None
        if wanted:
            numbered = self._snapshot.documents_numbered(wanted)
            if numbered:
                return numbered[0]
        if not title:
            return None
        name, key = comparable(bare_title(title)), law_key(title)
        near = self._snapshot.documents_titled(bare_title(title), _LIKE)
        exact = (d for d in near if comparable(bare_title(d.title or "")) == name)
        short = (d for d in near if key and law_key(d.title or "") == key)
        return next(exact, None) or next(short, None)


def _whole(references: Sequence[Reference]) -> Iterator[Reference]:
    """Yield references; what follows at once, 第七条 in 《…》第五条至第七条, is of that title."""
    last: Reference | None = None
    for reference in references:
        own = reference.title is None and reference.number is None
        if own and last is not None and 0 < reference.start - last.end <= 1:
            reference = replace(reference, title=last.title, number=last.number)
        yield reference
        last = reference


def _punishes(clause: StoredClause, place: Address) -> bool:
    """Return whether a clause punishes the breach of a place, by its address."""
    text = to_simplified(clause.text)
    if "违反" not in text:
        return False
    return any(
        reference.title is None
        and reference.number is None
        and reference.address is not None
        and reference.address.steps[:1]
        and reference.address.steps[0].unit == "条"
        and place.matches(reference.address)
        for reference in clause.references
    )


def _holds(article: StoredArticle, address: Address) -> bool:
    return any(clause.address.matches(address) for clause in article.clauses)


def _is_rule(clause: StoredClause, reference: Reference) -> bool:
    """Return whether a mention sends the reader on, and does not only name a legal ground."""
    after = to_simplified(clause.text[clause.text.find(reference.title or "") :])
    said = after[len(reference.title or "") :][:14]
    return reference.address is not None or any(word in said for word in _FOLLOW)
