"""Which sentences an answer is made of, and in what order."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from corpus.address import Address
from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.dates import whole_date
from rag.answer.candidate_sentences import Sentence, quotable
from rag.answer.lists import (
    LONGEST_HEAD,
    ClausesOf,
    after_heading,
    lead_in_of,
    leads_in,
    list_lines,
    series_of,
    whole_list,
)
from rag.answer.penalties import penalties_of
from rag.answer.question_parts import fields_asked_for, missing_sides, one_for_each_part
from rag.answer.quoting import (
    WHOLE,
    Line,
    Quoted,
    joined_line,
    line_of,
    whole_sentence,
    without_serial,
)
from rag.answer.sentence_scoring import SENTENCE_FEATURES, ScoredSentence
from rag.model import FoundBy
from rag.query.expected_answer import AnswerKind
from rag.query.question import Question

__all__ = [
    "Selection",
    "overlap",
    "place_lines",
    "put_behind",
    "select",
    "stands_at",
    "whole_place",
]

# Characters an answer may have; most stay far below, because few sentences answer one question.
LONGEST = 380
FAR_BEHIND = 2.8
# How far behind the best a sentence right beside it may be.
FAR_BESIDE = 3.8
# Sentences of an answer: at most, and where nothing but words left over asks for more.
MOST, FEW = 5, 3
# Share of the question's weight that a second sentence must speak of anew.
ADDS = 0.12
# Likewise for each point of score that it stands behind, where one fact is asked for.
_ADDS_BEHIND = 0.1
_RELATED = 5
# Characters that a sentence may have with those beside it.
CONTINUED = 320
# Likewise where some of them stand before it, and put off what is to be read first.
BEFORE = 120
_LEADERS = 5  # sentences, from the best, that may lead
_WHOLE_PLACE = 24  # sentences of a place whose words are asked for
# What a sentence of a document that does not hold, or not there, must be better by.
NOT_HOLDING = 2.0
# Likewise one that does not stand at the address the question names.
NOT_THERE = 3.0
# Likewise one of another Document than the question names by number or title.
NOT_NAMED = 2.0
# Likewise a bare date, as below a signature, unless it is asked when the document was issued, and a
# note of who is responsible, unless it is asked who.
NOT_SAID = 3.0
# What a sentence is better by that names as many things as are asked for (哪六种人), and one that
# defines what is asked about.
AS_MANY = 2.0
DEFINES = 1.0
# What a sentence is better by that stands under the label which the question asks for (办理地点),
# and worse by as another field of a form.
LABELLED = 2.5
OTHER_FIELD = 2.5
# Likewise better by where it says the label itself (不收取费用).
SAYS_LABEL = 0.8
_LABEL = 14  # characters that a heading may have to be a label
_RESPONSIBLE = re.compile(
    r"\(?(?:责任|牵头|配合|负责|主办|协办|实施)(?:单位|部门|机构|人):[^。;]*[。;]?"
)
# A sentence that repeals a document, and one that says why a document was made.
_ENDS_ANOTHER = re.compile(r"(?:同时|予以|即行|自行|起)(?:废止|失效)")
_VALIDITY_ASKED = re.compile(r"废止|失效|作废|有效|取代|代替|还管用|施行|生效|旧|原来")
_PURPOSE = re.compile(
    r"(?:\W|第?[一二三四五六七八九十\d]{1,3}[条章、.]?)*(?:为|根据|按照|依据|依照)[^。]{6,}"
    r"(?:制定(?:了)?本|制定如下|提出(?:如下|以下)|(?:通知|公告|意见|方案)如下|现就|现将|特制定|制定了)"
)
_MADE_FOR = re.compile(
    r"[,、](?:现|特|特此|决定)?制[定订](?:本|如下|以下)?(?:实施)?(?:办法|方案|规定|细则|意见|条例|计划|规划|措施|制度)[。.;]"
)
_PURPOSE_ASKED = re.compile(r"为什么|为何|目的|依据|根据|凭什么|为了|制定|背景")
_TITLE = re.compile(
    r"[^,。;:]*关于[^,。;:]*的(?:实施)?(?:通知|意见|决定|公告|办法|函|批复|通告|方案)"
    r"|附件:\d?[^。;]*"
)
# Opens a sentence that is not understood without the one before it.
_LEANS = re.compile(
    r"[(（]|(?:其中|其余|其他|其|该|此|这|上述|前款|前项|以上|对此|同时|但|即|包括|不包括|并|也|则|否则)"
    r"|(?:It|This|These|Those|They|However|But)\b"
)
_ROW_BORDERS = re.compile(r"[，,。；;：:()（）“”\n]")
_LAST_OF_ROW = re.compile(r"、[^、]*(?:和|及|与|或)[^、]*$")
_ORDINALS = re.compile(
    r"[一二三四五六七八九十][是要]|[(（][一二三四五六七八九十\d][)）]|(?<!\d)\d[.．](?!\d)"
)
_SEVERAL = 4  # things that an item names itself, so that it is no item of what is asked for
_DEFINES = SENTENCE_FEATURES.index("defines")
# What a place is cited by; 一项 and 五项 count things.
_CITED = ("第", "附件", "(", "（", "、", ".")
_LISTED = frozenset({AnswerKind.LIST, AnswerKind.CONDITION})
# What seldom stands in one sentence.
_BROAD = _LISTED | {AnswerKind.PROCEDURE}
_NOT_IN_FORCE = (
    Status.REPEALED,
    Status.EXPIRED,
    Status.NOT_YET_IN_FORCE,
    Status.SUPERSEDED,
)


def put_behind(
    question: Question, scored: Sequence[ScoredSentence], foreign: Collection[str] = ()
) -> list[ScoredSentence]:
    """Put sentences of documents that do not hold behind equally good ones of those that do.

    So is what stands elsewhere than at the address asked about, or in another document than the one
    named. A comparison may be of the two, and keeps their order.

    :param foreign: ids of the Documents of another place than the one asked about.
    """
    if question.compares:
        return list(scored)
    wanted = question.expected.how_many
    there = [stands_at(question, item.sentence) for item in scored]
    named = [_is_named(item.sentence) for item in scored]
    labels = question.expected.labels
    in_form = any(_stands_under(item.sentence, labels) for item in scored)
    lost = [
        NOT_HOLDING * (not _holds(item.sentence, foreign))
        + NOT_THERE * (any(there) and not at)
        + NOT_NAMED * (any(named) and not by_name)
        + NOT_SAID * _says_something_else(question, item.sentence)
        - AS_MANY * (wanted > 1 and wanted in _enumerated(item.sentence.shown))
        - DEFINES * (question.defined != () and _defines(item))
        - _labelled(labels, item.sentence, scored[0].sentence, in_form=in_form)
        for item, at, by_name in zip(scored, there, named, strict=True)
    ]
    settled = [
        replace(item, score=item.score - less) if less else item
        for item, less in zip(scored, lost, strict=True)
    ]
    return sorted(settled, key=lambda item: -item.score)


def _labelled(labels: Sequence[str], sentence: Sentence, best: Sentence, *, in_form: bool) -> float:
    """Return what a sentence is better by for the label it stands under, where one is asked for.

    Only in the Document of the best sentence: each guide has a place and a telephone of its own.

    :param in_form: whether any sentence stands under such a label.
    """
    if not labels or sentence.evidence.hit.document.id != best.evidence.hit.document.id:
        return 0.0
    if _stands_under(sentence, labels):
        return LABELLED
    if sentence.field and in_form:
        return -OTHER_FIELD
    return SAYS_LABEL * any(word in sentence.shown for word in labels)


def _stands_under(sentence: Sentence, labels: Sequence[str]) -> bool:
    """Return whether a sentence stands under a label that holds one of some words."""
    path = sentence.evidence.hit.path
    heading = path[-1] if path and len(path[-1]) <= _LABEL else ""
    return any(word in (sentence.field or heading) for word in labels)


def _says_something_else(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence tells what is seldom asked for, and is not asked for here.

    That is a title, a list of annexes, a bare date, a note of who is responsible, why a document
    was made, what it repeals.
    """
    plain = comparable(sentence.shown)
    if _TITLE.fullmatch(plain) or plain in comparable(sentence.evidence.hit.document.title or ""):
        return not question.expected.names
    if whole_date(plain):
        return not question.expected.issue_date
    if _ENDS_ANOTHER.search(plain):
        return not _VALIDITY_ASKED.search(question.plain)
    if _PURPOSE.match(plain) or _MADE_FOR.search(plain):
        return not _PURPOSE_ASKED.search(question.plain)
    return AnswerKind.WHO not in question.kinds and bool(_RESPONSIBLE.fullmatch(plain))


def _enumerated(text: str) -> frozenset[int]:
    """Return how many things the rows 甲、乙和丙 of a text name."""
    rows = [row for row in _ROW_BORDERS.split(text) if "、" in row]
    counts = [row.count("、") + 1 for row in rows]
    more = [n + 1 for n, row in zip(counts, rows, strict=True) if _LAST_OF_ROW.search(row)]
    return frozenset((*counts, *more, len(_ORDINALS.findall(text))))


def _defines(item: ScoredSentence) -> bool:
    return bool(item.row) and item.row[_DEFINES] > 0


def _is_named(sentence: Sentence) -> bool:
    """Return whether the question names the sentence's Document."""
    return bool(sentence.evidence.hit.found_by & {FoundBy.NUMBER, FoundBy.TITLE})


@dataclass(frozen=True, slots=True)
class Selection:
    """What an answer is made of.

    :param lines: in the order in which they are shown, the direct answer first.
    :param related: sentences that belong to the matter but not into the text, best first.
    :param missing: sides of a comparison that no line speaks of.
    """

    lines: tuple[Line, ...]
    related: tuple[Sentence, ...] = ()
    missing: tuple[str, ...] = ()


def select(
    question: Question,
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf,
    weights: Mapping[str, float],
    foreign: Collection[str] = (),
) -> Selection:
    """Choose the lines of an answer in the form that its kind of question wants.

    :param scored: sentences of the evidence, best first; at least one.
    :param clauses_of: the clauses of an Article by its id.
    :param weights: of the question's words.
    :param foreign: ids of the Documents of another place than the one asked about.
    """
    place = whole_place(question, scored)
    if place:
        return Selection(place_lines(place[:_WHOLE_PLACE]))
    words = frozenset(word for word in weights if len(word) > 1)
    several = question.compares or len(question.parts) > 1
    longest = LONGEST if several else WHOLE
    best = _leading(question, scored, clauses_of)
    lines = _list_lines(question, best, scored, clauses_of)
    if not lines:
        lines = [_with_lead_in(question, best, scored, clauses_of, words, longest)]
    for sentence in _others(question, best, scored, weights, foreign):
        shown = [quoted.sentence for line in lines for quoted in line.quoted]
        if any(overlap(sentence, other) for other in shown):
            continue
        if leads_in(sentence.quote):  # by itself it says nothing
            lines += _list_lines(question, sentence, scored, clauses_of)
        else:
            lines.append(line_of(whole_sentence(sentence, longest), words=words))
    shown = [quoted.sentence for line in lines for quoted in line.quoted]
    missing = missing_sides(question, shown)
    return Selection(tuple(lines), _related(scored, lines, foreign), missing)


def _leading(
    question: Question, scored: Sequence[ScoredSentence], clauses_of: ClausesOf
) -> Sentence:
    """Return the sentence that leads: the best one, what stands under it where it is a heading."""
    headings = [i for i in scored[:_LEADERS] if not quotable(i.sentence, frozenset())]
    for item in scored[:_LEADERS]:
        sentence = item.sentence
        listed = bool(whole_list(sentence, clauses_of))
        if leads_in(sentence.quote) and not listed:
            continue  # it leads in something that is not shown
        # One heading by itself does not tell which ones there are.
        tells = AnswerKind.LIST in question.kinds and (listed or len(headings) > 1)
        if item not in headings or tells:
            return sentence
        under = after_heading(sentence, clauses_of)
        if under is not None:
            return under
    return scored[0].sentence


def _list_lines(
    question: Question,
    best: Sentence,
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf,
) -> list[Line]:
    """Return the list that the leading sentence belongs to, item by item, where one is asked for.

    A list is not poured over who asks for a figure or a yes or no.
    """
    kinds = question.kinds
    if not kinds & _LISTED or AnswerKind.YESNO in kinds:
        return []
    if question.expected.figure_asked and AnswerKind.LIST not in kinds:
        return []
    found = whole_list(best, clauses_of)
    if found and _lists_itself(question, best, len(found) - 1):
        return []
    if not found and AnswerKind.LIST in kinds:
        everything = sorted(
            (item.sentence for item in scored), key=lambda s: (s.evidence.number, s.start)
        )
        found = series_of(best, everything)
    return list_lines(found) if len(found) > 1 else []


def _lists_itself(question: Question, item: Sentence, items: int) -> bool:
    """Return whether an item of a list names several things itself, and is what is asked for."""
    if leads_in(item.quote) or question.expected.how_many == items:
        return False
    return len(item.shown) > LONGEST_HEAD and max(_enumerated(item.shown)) >= _SEVERAL


def _others(
    question: Question,
    best: Sentence,
    scored: Sequence[ScoredSentence],
    weights: Mapping[str, float],
    foreign: Collection[str],
) -> list[Sentence]:
    """Return what else belongs into the text: for another part, or for words not spoken of yet."""
    chosen = [best]
    used = len(best.shown)
    near = [item for item in scored if scored[0].score - item.score <= FAR_BEHIND]
    several = question.compares or len(question.parts) > 1
    for_parts = one_for_each_part(question.parts, scored, FAR_BEHIND)
    breaches = penalties_of(question, scored)
    wanted = [*breaches, *for_parts, *fields_asked_for(question, best, scored)]
    broad = several or not question.kinds or bool(question.kinds & _BROAD)
    for item in (*wanted, *near[1:]):
        sentence = item.sentence
        if len(chosen) == MOST or (item not in wanted and len(chosen) == FEW):
            break
        if used + len(sentence.shown) > LONGEST or any(overlap(sentence, o) for o in chosen):
            continue
        if not question.compares and _holds(best, foreign) > _holds(sentence, foreign):
            continue  # what holds no more, or elsewhere, does not complete what holds
        behind = 0.0 if broad else scored[0].score - item.score
        if item not in wanted and not _adds(sentence, chosen, weights, behind):
            continue
        if best.field and sentence.field and item not in wanted:
            continue  # another field than is asked for
        if item not in breaches and leads_in(sentence.quote) and not question.kinds & _LISTED:
            continue  # what it leads in is not shown
        chosen.append(sentence)
        used += len(sentence.shown)
    return chosen[1:]


def _adds(
    sentence: Sentence,
    chosen: Sequence[Sentence],
    weights: Mapping[str, float],
    behind: float,
) -> bool:
    """Return whether a sentence speaks of much of the question that those chosen do not.

    :param behind: points of score behind the best one; the more, the more it has to add.
    """
    spoken = "".join(_around_of(other) for other in chosen)
    text = comparable(sentence.shown)
    new = sum(w for word, w in weights.items() if word in text and word not in spoken)
    return new >= (ADDS + _ADDS_BEHIND * behind) * (sum(weights.values()) or 1.0)


def _around_of(sentence: Sentence) -> str:
    hit = sentence.evidence.hit
    return comparable(f"{sentence.shown}{hit.document.title or ''}{''.join(hit.path)}")


def _with_lead_in(
    question: Question,
    sentence: Sentence,
    scored: Sequence[ScoredSentence],
    clauses_of: ClausesOf,
    words: frozenset[str],
    longest: int,
) -> Line:
    """Return the line of the leading sentence, with what it cannot be understood without.

    An item stands behind the words that lead its list in; words that lead in a list stand before
    the item that answers; else the sentences beside it that speak of the question come along.
    """
    if leads_in(sentence.quote):
        listed = whole_list(sentence, clauses_of)
        item = _best_item(listed[1:], scored)
        if item is not None:
            return _item_behind(sentence, item)
        if len(listed) > 2:
            return list_lines(listed)[0]  # what it leads in belongs to it: exceptions
    lead_in = lead_in_of(sentence, clauses_of)
    if lead_in is None or overlap(lead_in, sentence):
        joined = _continued(question, whole_sentence(sentence, longest), scored)
        return line_of(joined, words=words)
    return _item_behind(lead_in, sentence)


def _item_behind(lead_in: Sentence, item: Sentence) -> Line:
    """Return an item behind the words that lead its list in; … where the list goes on."""
    shown = line_of(item)
    if shown.text.endswith(("；", ";")):
        shown = replace(shown, text=f"{shown.text[:-1]}…")
    return joined_line([line_of(lead_in), shown])


def _best_item(items: Sequence[Sentence], scored: Sequence[ScoredSentence]) -> Sentence | None:
    """Return the item of a list that holds the best-scored sentence of it, if that is near."""
    for scored_one in scored:
        if scored[0].score - scored_one.score > FAR_BEHIND:
            break
        for item in items:
            if overlap(item, scored_one.sentence):
                return item
    return items[0] if len(items) == 1 else None


def _continued(
    question: Question, sentence: Sentence, scored: Sequence[ScoredSentence]
) -> Sentence:
    """Return a sentence with those of its clause right beside it that score nearly as well.

    One quote reads better than three, and what belongs together stands together. Who asks which
    office is in charge also gets the note that says so. What stands before the sentence comes along
    only where both are short, or it cannot be understood without: the answer is to be read first.
    """
    if sentence.evidence.hit.row is not None:
        return sentence
    near = [
        item.sentence
        for item in scored
        if scored[0].score - item.score <= FAR_BESIDE
        or (
            AnswerKind.WHO in question.kinds and _RESPONSIBLE.match(comparable(item.sentence.quote))
        )
    ]
    sentence = _grown(sentence, near, CONTINUED, before=bool(_LEANS.match(sentence.quote)))
    return _grown(sentence, near, BEFORE, before=True)


def _grown(sentence: Sentence, near: Sequence[Sentence], longest: int, *, before: bool) -> Sentence:
    """Return a sentence with those right beside it, up to so many characters.

    :param before: with those that stand before it too.
    """
    grown = True
    while grown:
        grown = False
        for other in near:
            joined = _joined(sentence, other)
            if joined is None or joined.end - joined.start > longest:
                continue
            if before or joined.start == sentence.start:
                sentence, grown = joined, True
    return sentence


def _joined(a: Sentence, b: Sentence) -> Sentence | None:
    """Return two sentences that stand beside each other in one clause as one; else ``None``.

    The fields of a form stay apart.
    """
    if a.field or b.field:
        return None
    if a.evidence.hit.document.id != b.evidence.hit.document.id:
        return None
    if a.evidence.hit.place_at(a.start).clause_id != b.evidence.hit.place_at(b.start).clause_id:
        return None
    start, end = min(a.start, b.start), max(a.end, b.end)
    between = a.evidence.source[min(a.end, b.end) : max(a.start, b.start)]
    if (start, end) == (a.start, a.end) or between.strip():
        return None
    return replace(a, start=start, end=end)


def _related(
    scored: Sequence[ScoredSentence], lines: Sequence[Line], foreign: Collection[str]
) -> tuple[Sentence, ...]:
    """Return the next best sentences that no line shows: those that hold before others.

    Those of one Document stand together, in the order in which it has them.
    """
    shown = [quoted.sentence for line in lines for quoted in line.quoted]
    found: list[Sentence] = []
    for item in scored:
        if scored[0].score - item.score > FAR_BEHIND or len(found) == _RELATED:
            break
        sentence = whole_sentence(item.sentence)
        if not any(overlap(sentence, other) for other in (*shown, *found)):
            found.append(sentence)
    documents = list(dict.fromkeys(s.evidence.hit.document.id for s in found))
    return tuple(
        sorted(
            found,
            key=lambda s: (
                not _holds(s, foreign), documents.index(s.evidence.hit.document.id), s.start
            ),
        )
    )  # fmt: skip


def _holds(sentence: Sentence, foreign: Collection[str]) -> bool:
    """Return whether the sentence's Document is in force, and in the place asked about."""
    document = sentence.evidence.hit.document
    return document.status not in _NOT_IN_FORCE and document.id not in foreign


def overlap(a: Sentence, b: Sentence) -> bool:
    """Return whether two sentences share characters of one Document, or say the same."""
    same = a.evidence.hit.document.id == b.evidence.hit.document.id
    return (same and a.start < b.end and b.start < a.end) or a.shown == b.shown


# ---- the place asked about --------------------------------------------------------------


def whole_place(question: Question, scored: Sequence[ScoredSentence]) -> list[Sentence]:
    """Return all sentences of the place a question asks the words of, in order; else nothing.

    :param scored: sentences, best first; the best one's Document is meant.
    """
    best = scored[0].sentence
    if not stands_at(question, best) or not question.expected.wording:
        return []
    document = best.evidence.hit.document.id
    there = {
        item.sentence.start: item.sentence
        for item in scored
        if item.sentence.evidence.hit.document.id == document and stands_at(question, item.sentence)
    }
    return [there[start] for start in sorted(there)]


def place_lines(sentences: Sequence[Sentence]) -> tuple[Line, ...]:
    """Return the sentences of a place, a line each; what stands side by side is one quote.

    :param sentences: in source order.
    """
    runs: list[list[Sentence]] = []
    for sentence in sentences:
        last = runs[-1][-1] if runs else None
        if last is not None and _beside(last, sentence):
            runs[-1].append(sentence)
        else:
            runs.append([sentence])
    return tuple(_run_line(run) for run in runs)


def _beside(one: Sentence, other: Sentence) -> bool:
    """Return whether a sentence comes right behind another one in the same passage."""
    if one.evidence is not other.evidence or one.evidence.hit.row is not None:
        return False
    return not one.evidence.source[one.end : other.start].strip()


def _run_line(run: Sequence[Sentence]) -> Line:
    if len(run) == 1:
        return line_of(run[0])
    pieces = tuple(without_serial(sentence.shown) for sentence in run)
    whole = Quoted(replace(run[0], end=run[-1].end), pieces)
    return Line("\n".join(pieces), (whole,))


def stands_at(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence stands at a place the question names, in a Document it means."""
    hit = sentence.evidence.hit
    named = [a for a in question.addresses if any(mark in str(a) for mark in _CITED)]
    if not named or FoundBy.ADDRESS not in hit.found_by:
        return False
    place = _parsed(hit.place_at(sentence.start).address)
    return place is not None and any(place.matches(address) for address in named)


@lru_cache(maxsize=256)
def _parsed(address: str) -> Address | None:
    return Address.parse(address)
