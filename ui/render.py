"""Turns, sources and documents as HTML. Pure functions.

Everything that comes from a document, a model or a visitor passes through ``escape``; nothing
else in this module may put such a text into the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rag import Answer, Citation, Hit
from rag.model import cite_as, page_words
from ui.changes import render_changes
from ui.conversation import NEAREST_SHOWN, Problem, Stage, Turn
from ui.escaping import escape
from ui.limits import safe_label
from ui.marks import Quoted, marked_parts, quoted_span
from ui.protocols import AnyArticle, AnyClause, AnyDocument
from ui.words import Words

__all__ = [
    "render_article",
    "render_documents",
    "render_problem",
    "render_turn",
    "render_turns",
]

ADDRESSES_SHOWN = 3
DOCUMENTS_SHOWN = 300
_REFERENCE = re.compile(r"\[(\d{1,3})\]")


def render_problem(problem: Problem, words: Words, values: dict[str, object] | None = None) -> str:
    """Return why something was refused or failed, as one line of HTML."""
    if problem.word:
        line = getattr(words, problem.word).format(**(values or {}))
    else:
        line = words.errors.get(problem.error, problem.line)
    detail = f'<p class="quiet">{escape(problem.line)}</p>' if line != problem.line else ""
    return f'<p class="problem" role="alert">{escape(line)}</p>{detail if problem.line else ""}'


# ---- turns ------------------------------------------------------------------------------


def render_turns(turns: Iterable[Turn], words: Words) -> str:
    """Return several turns, oldest first."""
    return "".join(render_turn(turn, words) for turn in turns)


def render_turn(turn: Turn, words: Words) -> str:
    """Return a question with what came of it, and its sources beside it."""
    busy = "true" if turn.running else "false"
    return (
        f'<article class="turn is-{turn.stage.value}" id="t{turn.number}" '
        f'data-turn="{turn.number}" aria-busy="{busy}">'
        f'<h2 class="asked"><span class="sr-only">{escape(words.question)}: </span>'
        f"{escape(turn.question)}</h2>"
        f'<div class="columns"><section class="reply">{_reply(turn, words)}</section>'
        f"{_sources(turn, words)}</div></article>"
    )


def _reply(turn: Turn, words: Words) -> str:
    if turn.stage is Stage.QUEUED:
        return _waiting(words.queued)
    if turn.stage is Stage.WAITING:
        return _waiting(words.searching)
    if turn.stage is Stage.WRITING:
        return f'<div class="text">{_text(turn, words)}<span class="caret"></span></div>'
    if turn.stage is Stage.FAILED:
        problem = turn.problem or Problem(word="internal")
        return _label("failed", words.failed) + render_problem(problem, words)
    if turn.stage is Stage.STOPPED:
        return (
            f'<div class="text">{_text(turn, words)}</div>{_label("stopped", words.stopped)}'
            f'<p class="quiet">{escape(words.stopped_text)}</p>'
        )
    return _answered(turn, words)


def _answered(turn: Turn, words: Words) -> str:
    said = {Stage.ABSTAINED: words.abstained, Stage.UNSURE: words.unsure}.get(turn.stage)
    # A greeting is answered by no document, and need not be told so.
    greeted = turn.answer is not None and turn.answer.trace.get("model") == "none"
    label = _label(turn.stage.value, said) if said and not greeted else ""
    text = f'<div class="text">{_text(turn, words)}</div>'
    return f"{_completed(turn, words)}{label}{text}{_notices(turn, words)}{_foot(turn, words)}"


def _completed(turn: Turn, words: Words) -> str:
    """Return the question as it was searched for, where a follow-up was completed."""
    searched = turn.answer.question if turn.answer else turn.question
    if not turn.completed:
        return ""
    return f'<p class="quiet searched">{escape(words.searched.format(question=searched))}</p>'


def _waiting(line: str) -> str:
    bars = '<span class="bar"></span>' * 3
    line = f'<p class="quiet pulse">{escape(line)}</p>'
    return f'{line}<div class="bars" aria-hidden="true">{bars}</div>'


def _label(kind: str, line: str) -> str:
    return f'<p class="label label-{kind}">{escape(line)}</p>'


def _text(turn: Turn, words: Words) -> str:
    first: dict[str, int] = {}
    cards = {
        c.number: first.setdefault(c.article_id, c.number)
        for c in (turn.answer.citations if turn.answer else ())
    }
    paragraphs = [line for line in turn.text.splitlines() if line.strip()]
    return "".join(f"<p>{_with_links(line, turn, cards, words)}</p>" for line in paragraphs)


def _with_links(line: str, turn: Turn, cards: Mapping[int, int], words: Words) -> str:
    """Link the [n] that have a citation; any other stays as it was written."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in cards:
            return match[0]
        card, mark = f"t{turn.number}-c{cards[number]}", f"t{turn.number}-m{number}"
        label = escape(words.open_source.format(number=number))
        return (
            f'<a class="ref" href="#{mark}" data-open="{card}" data-mark="{mark}" '
            f'role="button" aria-controls="{card}" aria-label="{label}">{number}</a>'
        )

    return _REFERENCE.sub(link, escape(line))


def _notices(turn: Turn, words: Words) -> str:
    if turn.answer is None or not turn.answer.notices:
        return ""
    items = "".join(f"<li>{escape(notice)}</li>" for notice in turn.answer.notices)
    return (
        f'<div class="notices" role="note"><strong>{escape(words.notices)}</strong>'
        f"<ul>{items}</ul></div>"
    )


def _foot(turn: Turn, words: Words) -> str:
    assert turn.answer is not None  # noqa: S101 - only ended turns come here
    timings = turn.answer.timings
    total = timings.get("total", sum(timings.values())) / 1000
    took = words.took.format(seconds=f"{total:.2f}")
    return (
        f'<p class="foot"><button type="button" class="plain" data-copy="t{turn.number}" '
        f'data-done="{escape(words.copied)}">{escape(words.copy)}</button>'
        f"<span>{escape(took)}</span></p>"
    )


# ---- sources ----------------------------------------------------------------------------


def _sources(turn: Turn, words: Words) -> str:
    answer = turn.answer
    if answer is None:
        return '<aside class="sources" hidden></aside>'
    if turn.stage is Stage.ABSTAINED and not answer.citations:
        nearest = answer.hits[:NEAREST_SHOWN]
        cards = [_hit_card(turn, i, hit, words) for i, hit in enumerate(nearest, 1)]
        return _source_list(words.nearest, cards, "nearest")
    articles: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        articles.setdefault(citation.article_id, []).append(citation)
    cards = [_citation_card(turn, cited, words) for cited in articles.values()]
    return _source_list(words.sources, cards, "cited", _related(answer, words))


def _related(answer: Answer, words: Words) -> str:
    """Return the clauses that belong to the matter but not into the answer, folded."""
    if not answer.related:
        return ""
    items = "".join(
        f"<li>{escape(cite_as(c.document))} {escape(c.address)} "
        f"{escape(page_words(c.document, [c.start], words.code))}"
        f"<blockquote>{escape(c.quote)}</blockquote></li>"
        for c in answer.related
    )
    head = f"<summary>{escape(words.related)}</summary>"
    return f'<details class="related">{head}<ul>{items}</ul></details>'


def _source_list(heading: str, cards: Sequence[str], kind: str, after: str = "") -> str:
    if not cards:
        return '<aside class="sources" hidden></aside>'
    return (
        f'<aside class="sources {kind}" aria-label="{escape(heading)}">'
        f'<h3>{escape(heading)} <span class="count">{len(cards)}</span></h3>'
        f"{''.join(cards)}{after}</aside>"
    )


def _citation_card(turn: Turn, citations: Sequence[Citation], words: Words) -> str:
    """Return the card of one article: every citation of it is marked there."""
    first = citations[0]
    quotes = [Quoted(c.quote, c.start, c.end, f"t{turn.number}-m{c.number}") for c in citations]
    addresses = list(dict.fromkeys(c.address for c in citations if c.address))
    return _card(
        f"t{turn.number}-c{first.number}",
        _numbers([c.number for c in citations]),
        _heading(
            first.document,
            "、".join(addresses[:ADDRESSES_SHOWN]),
            page_words(first.document, [c.start for c in citations], words.code),
            words,
        ),
        quotes,
        turn.articles.get(first.article_id),
        words,
        render_changes(turn.changes.get(first.document.id), words),
    )


def _numbers(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _hit_card(turn: Turn, place: int, hit: Hit, words: Words) -> str:
    card_id = f"t{turn.number}-n{place}"
    quote = Quoted(hit.text, hit.start, hit.end, f"{card_id}-m")
    pages = page_words(hit.document, [hit.start], words.code)
    heading = _heading(hit.document, hit.address, pages, words)
    return _card(card_id, "·", heading, [quote], turn.articles.get(hit.article_id), words)


def _card(
    card_id: str,
    badge: str,
    heading: str,
    quotes: Sequence[Quoted],
    article: AnyArticle | None,
    words: Words,
    changes: str = "",
) -> str:
    body = render_article(article, quotes) if article else _only_quotes(quotes, words)
    shown = " … ".join(" ".join(quote.text.split()) for quote in quotes)
    return (
        f'<details class="card" id="{card_id}"><summary>'
        f'<span class="badge">{escape(badge)}</span><span class="head">{heading}'
        f'<span class="quote">{escape(shown)}</span></span></summary>'
        f'<div class="article" tabindex="0">{body}</div>{changes}</details>'
    )


def _only_quotes(quotes: Sequence[Quoted], words: Words) -> str:
    gone = f'<p class="quiet">{escape(words.source_gone)}</p>'
    shown = "".join(f"<p>{_mark(quote.text, quote)}</p>" for quote in quotes)
    return _with_ids(shown, quotes) + gone


def _heading(document: AnyDocument, address: str, pages: str, words: Words) -> str:
    place = f'<span class="address">{escape(address)}</span>' if address else ""
    place += f'<span class="fact page">{escape(pages)}</span>' if pages else ""
    return (
        f'<span class="title">{escape(_title(document, words))}</span>'
        f'<span class="facts">{place}{_facts(document)}{_status(document, words)}</span>'
    )


def _title(document: AnyDocument, words: Words) -> str:
    title = " ".join((document.title or "").split())
    return title or document.number or safe_label(document.source) or words.untitled


def _facts(document: AnyDocument) -> str:
    facts = [
        document.edition,
        document.number if document.title else None,
        document.issuer,
        document.date,
    ]
    return "".join(f'<span class="fact">{escape(fact)}</span>' for fact in facts if fact)


def _status(document: AnyDocument, words: Words) -> str:
    """Return the validity as a badge. What the document does not say is not guessed."""
    if document.status in words.statuses:
        return _known_status(document, words)
    if document.status_reason:  # it held on the date asked about, and does no more
        held = words.status_then.format(why=document.status_reason)
        return f'<span class="status is-then">{escape(held)}</span>{_known_status(document, words)}'
    unknown = f'<span class="status is-unknown">{escape(words.status_unknown)}</span>'
    return unknown + _known_status(document, words)


def _known_status(document: AnyDocument, words: Words) -> str:
    kind = str(document.status)
    name = words.statuses.get(kind)
    badge = f'<span class="status is-{kind}">{escape(name)}</span>' if name else ""
    trial = f'<span class="status is-trial">{escape(words.trial)}</span>' if document.trial else ""
    return badge + trial


# ---- articles ---------------------------------------------------------------------------


def render_article(article: AnyArticle, quotes: Sequence[Quoted]) -> str:
    """Return an article in full with the quotes marked where their offsets say they stand."""
    path = " › ".join(article.path)
    head = f'<p class="path">{escape(path)}</p>' if path else ""
    parts = []
    for is_row, clauses in groupby(article.clauses, lambda c: c.row is not None):
        run = list(clauses)
        parts.append(_table(run, quotes) if is_row else "".join(_clause(c, quotes) for c in run))
    return head + _with_ids("".join(parts), quotes)


def _with_ids(markup: str, quotes: Sequence[Quoted]) -> str:
    """Name the first mark of each quote, so that a link can lead to it."""
    for quote in quotes:
        mark = f'<mark data-key="{escape(quote.key)}">'
        markup = markup.replace(mark, f'<mark id="{escape(quote.key)}">', 1)
        markup = markup.replace(mark, "<mark>")
    return markup


def _clause(clause: AnyClause, quotes: Sequence[Quoted]) -> str:
    parts = marked_parts(clause, quotes)
    text = "".join(_mark(part, quote) if quote else escape(part) for part, quote in parts)
    return f'<p class="clause kind-{escape(clause.kind)}">{text}</p>'


def _mark(text: str, quote: Quoted) -> str:
    return f'<mark data-key="{escape(quote.key)}">{escape(text)}</mark>'


def _table(clauses: Sequence[AnyClause], quotes: Sequence[Quoted]) -> str:
    parts = []
    for header, rows in groupby(clauses, lambda c: c.row.header if c.row else ()):
        names = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
        body = "".join(_row(clause, quotes) for clause in rows)
        parts.append(f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>")
    return f'<div class="table">{"".join(parts)}</div>'


def _row(clause: AnyClause, quotes: Sequence[Quoted]) -> str:
    marking = [quote for quote in quotes if quoted_span(clause, quote)][:1]
    cells = [
        _mark(cell, marking[0]) if marking else escape(cell)
        for cell in (clause.row.cells if clause.row else ())
    ]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


# ---- documents --------------------------------------------------------------------------


def render_documents(documents: Sequence[AnyDocument], words: Words) -> str:
    """Return the list of what the store holds."""
    heading = f"<h2>{escape(words.documents)}</h2>"
    if not documents:
        return f'{heading}<p class="quiet">{escape(words.documents_none)}</p>'
    shown = documents[:DOCUMENTS_SHOWN]
    items = "".join(_document(document, words) for document in shown)
    rest = len(documents) - len(shown)
    more = words.documents_more.format(count=rest)
    found = words.documents_found.format(count=len(documents))
    return (
        f'{heading}<p class="quiet">{escape(found)}</p>'
        f'<input class="filter" type="search" data-filter="documents" '
        f'placeholder="{escape(words.documents_filter)}" '
        f'aria-label="{escape(words.documents_filter)}">'
        f'<ul class="documents" id="documents">{items}</ul>'
        + (f'<p class="quiet">{escape(more)}</p>' if rest else "")
    )


def _document(document: AnyDocument, words: Words) -> str:
    facts = "".join(
        f'<span class="fact">{escape(fact)}</span>'
        for fact in (document.number if document.title else None, document.date)
        if fact
    )
    status = _known_status(document, words)
    if document.ocr_confidence:
        status += f'<span class="status is-recognised">{escape(words.recognised)}</span>'
    return (
        f'<li><span class="title">{escape(_title(document, words))}</span>'
        f'<span class="facts">{facts}{status}</span></li>'
    )
