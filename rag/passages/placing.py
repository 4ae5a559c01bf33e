"""The clauses of a document that stand at a place asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.address import Address, Step
from corpus.model import ClauseKind
from corpus.text.numerals import parse_whole
from index.model import StoredArticle, StoredClause
from rag.query.asked_places import Beside, EnglishPlace, Heading
from rag.query.english_places import stands_at

__all__ = ["all_clauses", "clauses_at", "leads_in"]

_MOST = 60
_UNSHOWN = frozenset({ClauseKind.TITLE, ClauseKind.FRONT, ClauseKind.SIGNATURE, ClauseKind.NOTE})
# Stretches at the top of a document in which its title stands.
_TOP = 3
_HEADS = (ClauseKind.TITLE, ClauseKind.FRONT)
_NUMBERED = re.compile(r"^第([一二三四五六七八九十百千〇零两]{1,9}|\d{1,4})(分?编|章|节)")
_HEADINGS = frozenset({"编", "分编", "章", "节"})
_ITEMS = ("项", "目", "(一)", "1.", "(1)", "①", "a)")


def clauses_at(
    articles: Sequence[StoredArticle], place: Address | EnglishPlace | Heading | Beside
) -> tuple[StoredClause, ...]:
    """Return the clauses at a place in source order; empty where there is no such place.

    An item comes behind the words that lead it in.

    :param articles: of one document, all of them or those the place may stand in.
    """
    if isinstance(place, Address):
        return _at_address(articles, place)
    if isinstance(place, Heading):
        found = [a for a in articles if any(_headed(title, place) for title in a.path)]
        # A part of a code that has a file of its own is headed by its title.
        found = found or (list(articles) if _titled(articles, place) else [])
        return _readable(c for a in found for c in a.clauses)
    if isinstance(place, EnglishPlace):
        return _at_english(articles, place)
    numbered = [a for a in articles if _step(a.address, "条")]
    return _readable(numbered[-1].clauses) if place is Beside.LAST and numbered else ()


def _at_english(articles: Sequence[StoredArticle], place: EnglishPlace) -> tuple[StoredClause, ...]:
    """Return the clauses at an English place; at the section itself where its parts have none."""
    for depth in range(len(place.steps), 0, -1):
        wider = EnglishPlace(place.unit, place.steps[:depth])
        clauses = [c for a in articles for c in a.clauses if stands_at(str(c.address), wider)]
        if clauses:
            return _readable(clauses)
    return ()


def leads_in(
    clauses: Sequence[StoredClause], place: Address | EnglishPlace | Heading | Beside
) -> bool:
    """Return whether the first of the clauses at a place only leads in the item asked for."""
    if len(clauses) < 2 or not isinstance(place, Address):
        return False
    return not clauses[0].address.matches(place) and clauses[1].address.matches(place)


def all_clauses(articles: Sequence[StoredArticle]) -> tuple[StoredClause, ...]:
    """Return what a document says, without its title, its number and its signature."""
    return _readable(c for a in articles for c in a.clauses)


def _at_address(articles: Sequence[StoredArticle], place: Address) -> tuple[StoredClause, ...]:
    if all(step.unit in _HEADINGS for step in place.steps):
        below = _readable(c for a in articles if _below(a.path, place) for c in a.clauses)
        if below:
            return below
    asked = [place, *_as_letter(articles, place), *_as_taiwan(articles, place)]
    for address in asked:
        found = [c for a in articles for c in a.clauses if c.address.matches(address)]
        shown = _readable(found)
        if shown:
            return (*_leading(articles, shown), *shown)
    return ()


def _as_letter(articles: Sequence[StoredArticle], place: Address) -> list[Address]:
    """Return what 第四条 may mean in a letter that has no 条, such as 四、."""
    first, *rest = place.steps
    if first.unit != "条" or any(_step(a.address, "条") for a in articles):
        return []
    return [Address((Step(unit, first.number), *rest)) for unit in ("一、", "(一)", "1.")]


def _as_taiwan(articles: Sequence[StoredArticle], place: Address) -> list[Address]:
    """Return what 第二項 means where a law's paragraphs are printed so: its 款, as others say."""
    printed = (str(c.address) for a in articles[:_TOP] for c in a.clauses)
    if not any("條" in address and address.endswith("項") for address in printed):
        return []
    units = {"项": "款", "款": "项"}
    return [
        Address(tuple(Step(units.get(s.unit, s.unit), s.number, s.suffix) for s in place.steps))
    ]


def _leading(
    articles: Sequence[StoredArticle], shown: Sequence[StoredClause]
) -> list[StoredClause]:
    """Return the words that lead an item in, where the first clause shown is an item."""
    first = shown[0]
    if not first.address.steps or first.address.steps[-1].unit not in _ITEMS:
        return []
    parent = first.address.steps[:-1]
    if not parent:
        return []
    before = [c for a in articles for c in a.clauses if c.position < first.position]
    leads = [c for c in before if c.address.steps == parent and c.kind is not ClauseKind.HEADING]
    return leads[-1:]


def _readable(clauses: Iterable[StoredClause]) -> tuple[StoredClause, ...]:
    found = [c for c in clauses if c.kind not in _UNSHOWN]
    return tuple(found[:_MOST])


def _headed(title: str, heading: Heading) -> bool:
    """Return whether a heading, as printed, is the chapter or section asked for."""
    compact = "".join(title.split())
    if heading.name:
        return compact.endswith(heading.name)
    found = _NUMBERED.match(compact)
    return found is not None and (parse_whole(found[1]), found[2]) == (heading.number, heading.unit)


def _below(path: Sequence[str], place: Address) -> bool:
    """Return whether headings lead down to 第二编第三章, each step of it below the one before."""
    titles = iter(path)
    steps = [Heading(step.unit, step.number) for step in place.steps]
    return all(any(_headed(title, step) for title in titles) for step in steps)


def _titled(articles: Sequence[StoredArticle], heading: Heading) -> bool:
    titles = (c.text for a in articles[:_TOP] for c in a.clauses if c.kind in _HEADS)
    return any(_headed(title, heading) for title in titles)


def _step(address: Address, unit: str) -> Step | None:
    return next((s for s in address.steps if s.unit == unit), None)
