"""Answers out of a document's record: its number, issuer, dates, validity, how many articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from corpus.model import ClauseKind, Status
from corpus.normalize import comparable
from corpus.text.document_numbers import number_key
from corpus.validity import Event, read_events
from index.engine import SearchView
from index.model import StoredClause, StoredDocument
from rag.answer.extractive import Draft
from rag.answer.look_up_answer import cited_clause
from rag.model import AnswerStatus, Citation, cite_as
from rag.passages.versions import Timeline
from rag.query.stored_fields import AskedField, AskedList, Field

__all__ = ["FieldAnswers"]

_HEAD, _FOOT = 12, 12
# Clauses from the top of a document among which its history line stands.
_HISTORY = 40
_LISTED = 20
_WORDS = {
    "zh": {
        "unwritten": "{name}没有写{field}。",
        "articles": "共{n}条。",
        "chapters": "共{n}章。",
        "repealed": "已废止{why}。",
        "expired": "有效期已过{why}。",
        "not_yet_in_force": "尚未施行{why}。",
        "superseded": "这一文本已由新的文本取代{why}。",
        "valid": "库中没有它失效或者废止的记载，仍然有效。",
        "valid_then": "问到的日期有效，后来不再有效{why}。",
        "listed": "共{n}份：",
        "none": "库中没有这样的文件。",
        "more": "（只列前{n}份）",
        "mentions": "共{n}条提到“{word}”：",
        "more_articles": "（只列前{n}条）",
    },
    "en": {
        "unwritten": "{name} does not give its {field}.",
        "articles": "{n} articles.",
        "chapters": "{n} chapters.",
        "repealed": "Repealed{why}.",
        "expired": "Expired{why}.",
        "not_yet_in_force": "Not yet in force{why}.",
        "superseded": "A newer text replaced this one{why}.",
        "valid": "Nothing in the store says that it expired or was repealed; it is in force.",
        "valid_then": "In force on that date, and not any more{why}.",
        "listed": "{n} documents:",
        "none": "The store has no such document.",
        "more": "(the first {n})",
        "mentions": "{n} articles speak of “{word}”:",
        "more_articles": "(the first {n})",
    },
}
_NAMES = {
    Field.NUMBER: ("文号", "number"),
    Field.ISSUER: ("发文机关", "issuer"),
    Field.DATE: ("日期", "date"),
    Field.EFFECTIVE: ("施行日期", "date of effect"),
    Field.EXPIRES: ("有效期", "date of expiry"),
}
_TERM = re.compile(r"有效期|试行期|失效|废止")
_BEGINS = re.compile(r"起?(?:施行|实施|生效|执行)")
_MADE = re.compile(r"通过|公布|发布|颁布|批准|印发")
_AMENDED = frozenset({"修订", "修正", "修改"})
_DECIDED = frozenset({"通过", "批准"})
_DAY = re.compile(r"^\s*[12]\d{3}年\d{1,2}月\d{1,2}日\s*(?:经|由)?")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百\d]+章")


@dataclass(frozen=True, slots=True)
class _Told:
    """What is answered, and the clause that says it."""

    text: str
    document: StoredDocument
    clause: StoredClause | None


class FieldAnswers:
    """Answers questions for fields of the records of one snapshot."""

    def __init__(self, snapshot: SearchView, timeline: Timeline) -> None:
        self._snapshot = snapshot
        self._timeline = timeline

    def answer(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> Draft | None:
        """Return the answer; ``None`` where the record does not hold it and the text may.

        :param documents: those named, with their status on the date asked about.
        """
        if asked.field is Field.MENTIONS:
            return self._mentioning(documents, asked.word, language)
        told = self._told(documents, asked, language)
        if told is not None:
            return _draft(told)
        if asked.field is Field.NUMBER and not documents[0].number:
            return _unwritten(documents[0], asked.field, language)
        return None

    def _told(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        tell: dict[Field, Callable[[Sequence[StoredDocument], AskedField, str], _Told | None]]
        tell = {
            Field.NUMBER: self._number,
            Field.ISSUER: self._issuer,
            Field.DATE: self._date,
            Field.EFFECTIVE: self._effective,
            Field.EXPIRES: self._expires,
            Field.VALID: self._valid,
            Field.REPEALED_BY: self._valid,
            Field.ARTICLES: self._articles,
            Field.CHAPTERS: self._chapters,
        }
        return tell[asked.field](documents, asked, language)

    def listed(self, asked: AskedList, language: str) -> Draft:
        """Return the Documents of a year, a kind and a subject, each cited by its title."""
        words = _WORDS[language]
        found = [d for d in self._snapshot.documents() if _is_listed(d, asked)]
        if not found:
            return Draft(words["none"], AnswerStatus.ABSTAINED, (), 0.0, words["none"])
        lines = [words["listed"].format(n=len(found))]
        citations: list[Citation] = []
        for document in map(self._timeline.names.labelled, found[:_LISTED]):
            clause = next(self._clauses(document), None)
            mark = ""
            if clause is not None:
                citations.append(cited_clause(len(citations) + 1, document, clause))
                mark = f"[{len(citations)}]"
            date = f" {document.date}" if document.date else ""
            lines.append(f"- {cite_as(document)}{date}{mark}")
        if len(found) > _LISTED:
            lines.append(words["more"].format(n=_LISTED))
        text = "\n".join(lines)
        return Draft(text, AnswerStatus.ANSWERED, tuple(citations), 1.0, text)

    def _mentioning(
        self, documents: Sequence[StoredDocument], word: str, language: str
    ) -> Draft | None:
        """Return the clauses that hold a word, each cited; ``None`` where none does."""
        key, words = comparable(word), _WORDS[language]
        articles = [
            (document, clauses)
            for document in documents
            for article in self._snapshot.articles(document.id)
            if any(step.unit == "条" for step in article.address.steps)
            and (clauses := [c for c in article.clauses if key in comparable(c.text)])
        ]
        if not articles:
            return None
        shown = [(d, c) for d, clauses in articles[:_LISTED] for c in clauses]
        citations = tuple(cited_clause(n, d, c) for n, (d, c) in enumerate(shown, 1))
        lines = [words["mentions"].format(n=len(articles), word=word)]
        lines += [f"{c.text}[{n}]" for n, (_, c) in enumerate(shown, 1)]
        if len(articles) > _LISTED:
            lines.append(words["more_articles"].format(n=_LISTED))
        text = "\n".join(lines)
        return Draft(text, AnswerStatus.ANSWERED, citations, 1.0, text)

    # ---- the fields ---------------------------------------------------------------------

    def _number(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        if not document.number:
            return None
        serial = number_key(document.number)
        short = re.sub(r"^.*?(?=令第)", "", serial)
        clause = self._saying(document, lambda text: short in number_key(text))
        return _Told(f"{document.number}。", document, clause or self._first(document))

    def _issuer(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        if asked.verb in _DECIDED and (told := self._decided_by(document, asked.verb)):
            return told
        if document.issuer:
            first = comparable(document.issuer.split("、")[0])
            clause = self._saying(document, lambda text: first in comparable(text))
            return _Told(f"{document.issuer}。", document, clause or self._first(document))
        clause = self._saying(document, lambda text: _MADE.search(text) is not None)
        return None if clause is None else _Told("", document, clause)

    def _decided_by(self, document: StoredDocument, verb: str) -> _Told | None:
        """Return who passed or approved a Document, by its history line."""
        for clause in islice(self._clauses(document), _HISTORY):
            for event in read_events([clause.text]):
                if event.verb == verb and (office := _office(event)):
                    return _Told(f"{office}。", document, clause)
        return None

    def _date(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        found = [
            (event.date, clause)
            for clause in islice(self._clauses(document), _HISTORY)
            for event in read_events([clause.text])
            if _is_asked(event, asked.verb)
        ]
        if found and asked.verb in _AMENDED:  # the last time is meant
            last, clause = max(found, key=lambda pair: pair[0])
            return _Told(f"{_written(last)}。", document, clause)
        if found:
            return _Told(f"{_written(found[0][0])}。", document, found[0][1])
        date = None if asked.verb in _AMENDED else document.date
        if date is None:
            return None
        spoken = _written(date)
        said = self._saying(document, lambda text: spoken in comparable(text))
        return _Told(f"{spoken}。", document, said or self._first(document))

    def _effective(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        edition = self._timeline.editions.of(document.id)
        date = edition.begins if edition is not None else document.effective
        if not date:
            return None
        spoken = _written(date)
        clause = self._saying(
            document, lambda text: bool(_BEGINS.search(text)) and spoken in comparable(text)
        ) or self._saying(document, lambda text: "起施行" in text)
        return None if clause is None else _Told(f"{spoken}。", document, clause)

    def _expires(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        clause = self._saying(document, lambda text: _TERM.search(text) is not None, last=True)
        if not document.expires:
            return None
        return _Told(f"{_written(document.expires)}。", document, clause or self._first(document))

    def _valid(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        document = documents[0]
        words = _WORDS[language]
        by = self._timeline.successor(document.id)
        by = by and self._timeline.names.labelled(by)
        if document.status is Status.REPEALED and by is not None:
            title = comparable(document.title or "")
            clause = self._saying(
                by, lambda text: "废止" in text and title in comparable(text), True
            )
            return _Told(words["repealed"].format(why=f"（{cite_as(by)}）"), by, clause)
        if asked.field is Field.REPEALED_BY:
            return None
        why = f"（{document.status_reason}）" if document.status_reason else ""
        unknown = words["valid_then" if why and document.status is None else "valid"]
        said = words.get(str(document.status), "") or unknown
        clause = (
            self._saying(document, lambda text: _TERM.search(text) is not None, True)
            or self._saying(document, lambda text: "施行" in text, True)
            or self._first(document)
        )
        return _Told(said.format(why=why), document, clause)

    def _articles(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        found = {
            (step.number, step.suffix): (document, article.clauses)
            for document in documents
            for article in self._snapshot.articles(document.id)
            for step in article.address.steps
            if step.unit == "条"
        }
        if not found:
            return None
        document, clauses = found[max(found)]
        clause = next((c for c in clauses if c.kind is not ClauseKind.HEADING), clauses[0])
        return _Told(_WORDS[language]["articles"].format(n=len(found)), document, clause)

    def _chapters(
        self, documents: Sequence[StoredDocument], asked: AskedField, language: str
    ) -> _Told | None:
        headings = [
            (document, article, title)
            for document in documents
            for article in self._snapshot.articles(document.id)
            for title in article.path
            if _CHAPTER.match("".join(title.split()))
        ]
        if not headings:
            return None
        names = dict.fromkeys("".join(title.split()) for _, _, title in headings)
        document, article, _ = headings[-1]
        text = _WORDS[language]["chapters"].format(n=len(names)) + "、".join(names) + "。"
        return _Told(text, document, article.clauses[0])

    # ---- where it is said ---------------------------------------------------------------

    def _clauses(self, document: StoredDocument) -> Iterator[StoredClause]:
        for article in self._snapshot.articles(document.id):
            yield from article.clauses

    def _first(self, document: StoredDocument) -> StoredClause | None:
        return next(self._clauses(document), None)

    def _saying(
        self, document: StoredDocument, says: Callable[[str], bool], last: bool = False
    ) -> StoredClause | None:
        """Return the clause at a Document's head or foot that says something."""
        clauses = list(self._clauses(document))
        ends = [*clauses[:_HEAD], *clauses[max(_HEAD, len(clauses) - _FOOT) :]]
        return next((c for c in (reversed(ends) if last else ends) if says(c.text)), None)


def _is_asked(event: Event, verb: str) -> bool:
    """Return whether an event of the history line is what a question asks the date of."""
    if verb in _AMENDED:
        return event.verb in _AMENDED
    published = verb not in ("通过", "制定") and event.verb in ("公布", "发布", "颁布")
    return event.verb == verb or published


def _office(event: Event) -> str:
    """Return who did what a history line tells of: its words without the date and the verb."""
    words = _DAY.sub("", event.words)
    return words.removesuffix(event.verb).removesuffix("审议").removesuffix("修订").strip()


def _draft(told: _Told) -> Draft:
    if told.clause is None:
        return Draft(told.text, AnswerStatus.ANSWERED, (), 1.0, told.text)
    citation = cited_clause(1, told.document, told.clause)
    text = f"{told.text}{told.clause.text}[1]"
    return Draft(text, AnswerStatus.ANSWERED, (citation,), 1.0, text)


def _unwritten(document: StoredDocument, field: Field, language: str) -> Draft:
    name = _NAMES[field][0 if language == "zh" else 1]
    text = _WORDS[language]["unwritten"].format(name=cite_as(document), field=name)
    return Draft(text, AnswerStatus.ABSTAINED, (), 0.0, text)


def _written(date: str) -> str:
    """Return an ISO date, or as much of one as is known, as Chinese writes it."""
    return "".join(f"{int(n)}{unit}" for n, unit in zip(date.split("-"), "年月日", strict=False))


def _is_listed(document: StoredDocument, asked: AskedList) -> bool:
    title = comparable(document.title or "")
    in_year = not asked.year or (document.date or "").startswith(asked.year)
    of_kind = not asked.kind or asked.kind in (document.kind or "") or title.endswith(asked.kind)
    return bool(title) and in_year and of_kind and comparable(asked.topic) in title
