"""The lead of an answer: the direct answer in a few words, where the quote below it proves it.

A lead is an exact part of the quote (150元; 区民政局), or one of a closed list of words (可以,
不可以, 是 …). A wrong lead does more harm than none, so each kind has its guards: a figure leads
only when it is the only one of its kind in what is shown, a yes only when the clause that holds
most of the question's words says 可以 or 应当 itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.normalize import comparable, to_simplified
from corpus.text.places import short_name
from corpus.text.quantities import Quantity, QuantityKind, find_quantities
from index.tokens import content_tokens
from rag.query.entities import years_in
from rag.query.expected_answer import AnswerKind, ExpectedAnswer, expected_answer
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms, held_words, weights_of

__all__ = ["LONGEST_LEAD", "Lead", "highlights_in", "lead_of"]

LONGEST_LEAD = 20
_CLAUSE = re.compile(r"[，,；;。：:！？!?\n]")
# Asking for leave, and asking for a duty.
_MAY = re.compile(r"可不可以|可以|能不能|能否|能|准不准|允许|行不行|可否|让不让")
_MUST = re.compile(
    r"要不要|需不需要|需要|必须|是否要|是否需|用不用|得不得|应不应|该不该|收不收|收费吗|要钱吗"
)
_FORBIDS = re.compile(r"不得|严禁|禁止|不予|不准|不允许|不许|不可以|不能|不纳入|不再")
_FREES = re.compile(r"免收|免予|免交|免缴|免费|不收|无需|无须|不需要?|不必|不用")
_PERMITS = re.compile(r"可以|允许|有权|享有|准予|可(?=[\u4e00-\u9fff])")
_OBLIGES = re.compile(r"应当|必须|须(?=[\u4e00-\u9fff])|应(?=[\u4e00-\u9fff])")
_DENIES_ASKED = re.compile(r"不[得准许能可用让行]|没有|无法|禁止|严禁")
_OFFICE = re.compile(
    r"由((?:[\u4e00-\u9fff]{0,14}?)(?:局|委员会|委|厅|部门|部|办公室|办|政府|中心|机构|银行|法院|检察院|医院|公司|学校|单位))"
    r"(?=(?:负责|牵头|主管|组织|实施|审批|受理|制定|颁发|核发|会同|依法|按照|责令|处|给予|统一|按|进行|予以))"
)
_WORDS_TO_MATCH = 0.5
# Share of the question that the sentence of a figure must hold: below 0.33 of 78 figures that might
# have led a quarter was wrong, from there on one in twenty.
_ENOUGH = 0.33
_ASKS = re.compile(r"多少|几|多[久长高大]|什么时[候间]|何时|哪一?[年月天日]")
_ASKING_CLAUSE = re.compile(r"[,，。;；:：?？]")
# A bound before a figure; one that ends in another stands before it.
_BOUND = re.compile(
    r"(?:每(?:个?(?:学期|学年|季度|平方米)|[人户月年次日天亩只件台张床生度吨位名个餐套辆家村])){0,2}"
    r"(?:(?:不得?|不能|不应当?|不可以?|不准)?(?:超过|高于|低于|少于|多于)|至少|最[高低多少长短]|不足|不满|(?<![期届不])满)?$"
)
# What follows a figure and belongs to it: 2017年底前, 30日内, 500元以上, 2019年起.
_REACH = re.compile(
    r"(?:[底末初]|[上中下]旬)?(?:(?:之|以)?[前后内]|起|止|以上|以下|左右)?(?![\u4e00-\u9fff]*届)"
)
# A part of a name or of another word: “四个一”, 下一年, 第3个月.
_PART_OF = re.compile(r"[“「《‘\"〔\[下上当本第这那同近首]$")
_NAMED = re.compile(r"《[^《》]*》|〔[^〔〕]*〕\d*号?|“[^“”]*”")
_SENTENCES = re.compile(r"[。！？!?\n]")
# A year that stands for a date is followed by a border or by what makes it a term.
_YEAR_ENDS = re.compile(
    r"[底末初前后起止内、,，。；;至到及）)]|$|以|之|建成|完成|实现|启动|开始|全面"
)
# Asking for what no text says as such: a difference, a sum.
_COMPUTED = re.compile(r"差(?:多少|几)|相差|加起来|合起来|加一起|总共.{0,4}加|翻了?[几多]")
# A figure by which something changes is none that it has; who asks for the change says so.
_CHANGES = re.compile(
    r"(?:提高|降低|增加|减少|[上下]浮|[上下]调|下降|增长|提升|上升|减征|扣减)了?$"
)
_CHANGE_ASKED = re.compile(r"提高|增|涨|升|降|减|多报|优惠|浮|调|便宜|变")
_EACH = re.compile(r"每|人均|户均|平均|一[亩人户个天日月年次件位度趟斤]")
_EACH_ASKED = re.compile(r"每(?!年)|人均|户均|平均|一[亩人户次件位度趟斤]")
_SCOPE = re.compile(r"全[国省市州县区]")


@dataclass(frozen=True, slots=True)
class Lead:
    """The direct answer.

    :param text: without a full stop.
    """

    text: str


def lead_of(terms: QuestionTerms, shown: str, around: str = "") -> Lead | None:
    """Return what the first line of an answer proves as its direct answer; ``None`` for nothing.

    :param terms: the question's words and their weights.
    :param shown: the line, as shown, without marks.
    :param around: what it stands under: the Document's title, place and headings.
    """
    question = terms.question
    if question.language != "zh" or question.compares or len(question.parts) > 1:
        return None
    expected = question.expected
    if AnswerKind.YESNO in expected.kinds and not expected.figure_asked:
        return _verdict(terms, shown)
    if expected.figure_asked and AnswerKind.LIST not in expected.kinds:
        return _figure(terms, shown, around)
    if AnswerKind.WHO in expected.kinds and not expected.office:
        return _office(shown)
    return None


def _verdict(terms: QuestionTerms, shown: str) -> Lead | None:
    """Return 可以, 不可以, 不用 or 是 where the clause nearest to the question says so itself."""
    plain = to_simplified(terms.question.search)
    clause = _nearest_clause(terms, shown)
    if clause is None or _DENIES_ASKED.search(_MAY.sub("", _MUST.sub("", plain))):
        return None  # who asks whether something is forbidden is answered yes by a no
    may, must = _MAY.search(plain), _MUST.search(plain)
    frees, forbids = _FREES.search(clause), _FORBIDS.search(clause)
    if must and not may and frees and not forbids:
        return Lead("不用")
    if may and not must and forbids and not frees:
        return Lead("不可以")
    if frees or forbids or re.search(r"[不未无非免]", clause):
        return None
    if may and not must and _PERMITS.search(clause):
        return Lead("可以")
    if must and not may and _OBLIGES.search(clause):
        return Lead("是")
    return None


def _nearest_clause(terms: QuestionTerms, shown: str) -> str | None:
    """Return the clause that holds most of the question's words; ``None`` if none holds enough."""
    clauses = [clause for clause in _CLAUSE.split(shown) if clause.strip()]
    shares = _shares(terms, clauses)
    best = max(range(len(clauses)), key=shares.__getitem__, default=None)
    return clauses[best] if best is not None and shares[best] >= _WORDS_TO_MATCH else None


def _shares(terms: QuestionTerms, texts: Sequence[str]) -> list[float]:
    """Return how much of the question each text holds, 0 to 1."""
    held = held_words(terms, [comparable(text) for text in texts])
    return [float(share) for share in held @ weights_of(terms) / terms.total]


def _figure(terms: QuestionTerms, shown: str, around: str) -> Lead | None:
    """Return the figure asked for where what is shown has no other one of its kind."""
    question, expected = terms.question, terms.question.expected
    found = [f for f in _asked_figures(expected, shown) if not _is_part(shown, f)]
    if len(found) != 1 or found[0].text in question.plain:
        return None
    figure = found[0]
    if _CHANGES.search(shown[: figure.start]) and not _CHANGE_ASKED.search(question.plain):
        return None
    if figure.kind is QuantityKind.COUNT and not expected.units:
        return None  # what is counted was not said
    if not _agrees(question, shown, around) or not _speaks_of(terms, shown, figure):
        return None
    text = _with_bounds(shown, figure)
    return Lead(text) if len(text) <= LONGEST_LEAD else None


def _is_part(shown: str, figure: Quantity) -> bool:
    """Return whether a figure is a part of a name, of a title, or of another word."""
    if _PART_OF.search(shown[: figure.start]):
        return True
    if any(m.start() <= figure.start < m.end() for m in _NAMED.finditer(shown)):
        return True
    is_year = figure.kind is QuantityKind.DATE and "-" not in figure.value
    return is_year and not _YEAR_ENDS.match(shown[figure.end :])


def _with_bounds(shown: str, figure: Quantity) -> str:
    """Return a figure with the words right around it that limit it, as shown."""
    before = _BOUND.search(shown[: figure.start])
    after = _REACH.match(shown, figure.end)
    start = before.start() if before else figure.start
    return shown[start : after.end() if after else figure.end].strip()


def _agrees(question: Question, shown: str, around: str) -> bool:
    """Return whether what is shown is of the place, the year and the measure asked about."""
    near = comparable(f"{around}{shown}")
    if any(place not in near and short_name(place) not in near for place in question.places):
        return False
    if not question.years <= years_in(near) or _COMPUTED.search(question.plain):
        return False
    if _EACH_ASKED.search(question.plain) and not _EACH.search(shown):
        return False
    scopes = {m[0] for m in _SCOPE.finditer(shown)}
    asked = {m[0] for m in _SCOPE.finditer(question.plain)}
    if asked and scopes and not asked & scopes:
        return False
    # A follow-up has to ask for the figure itself, not the question it goes on from.
    own = expected_answer(to_simplified(question.text), comparable(question.text))
    return not question.completed or bool(own.figures & question.expected.figures)


def _speaks_of(terms: QuestionTerms, shown: str, figure: Quantity) -> bool:
    """Return whether the sentence around a figure has the words that the question asks about."""
    sentence = _sentence_around(shown, figure)
    if _shares(terms, [sentence])[0] < _ENOUGH:
        return False
    plain = comparable(sentence)
    asked = _asked_words(terms.question)
    if asked and not any(word in plain for word in asked):
        return False
    own = [word for word in content_tokens(terms.question.text) if len(word) > 1]
    return not terms.question.completed or all(word in plain for word in own)


def _asked_words(question: Question) -> list[str]:
    """Return the words next to the one that asks for the figure, before and behind it."""
    found = _ASKS.search(question.plain)
    if found is None:
        return []
    before = _ASKING_CLAUSE.split(question.plain[: found.start()])[-1]
    after = _ASKING_CLAUSE.split(question.plain[found.end() :])[0]
    sides = [[w for w in content_tokens(text) if len(w) > 1] for text in (before, after)]
    return [*sides[0][-1:], *sides[1][:1]]


def _sentence_around(shown: str, figure: Quantity) -> str:
    """Return the sentence of a text that holds a figure."""
    start = max((m.end() for m in _SENTENCES.finditer(shown, 0, figure.start)), default=0)
    end = _SENTENCES.search(shown, figure.end)
    return shown[start : end.start() if end else len(shown)]


def _asked_figures(expected: ExpectedAnswer, text: str) -> list[Quantity]:
    """Return the figures of a text that are of a kind, and of a unit, asked for."""
    return [
        f
        for f in find_quantities(text)
        if f.kind in expected.figures and (not expected.units or f.unit in expected.units)
    ]


def _office(shown: str) -> Lead | None:
    """Return the office that a sentence names as the one in charge, if it names but one."""
    found = {m[1] for m in _OFFICE.finditer(shown)}
    name = found.pop() if len(found) == 1 else ""
    return Lead(name) if 2 <= len(name) <= LONGEST_LEAD else None


def highlights_in(question: Question, text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of an answer's text that hold the figure or the office asked for."""
    expected = question.expected
    spans = [(f.start, f.end) for f in _asked_figures(expected, text)] if expected.figures else []
    if AnswerKind.WHO in expected.kinds:
        spans += [m.span(1) for m in _OFFICE.finditer(text)]
    return tuple(sorted(set(spans)))
