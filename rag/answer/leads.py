"""The lead of an answer: the direct answer in a few words, where the quote below it proves it.

A lead is an exact part of the quote (150元; 区民政局), or one of a closed list of words (可以,
不可以, 是 …). A wrong lead does more harm than none, so each kind has its guards: a figure leads
only when it is the only one of its kind in what is shown, a yes only when the clause that holds
most of the question's words says 可以 or 应当 itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.normalize import comparable, to_simplified
from corpus.text.quantities import Quantity, QuantityKind, find_quantities
from rag.query.expected_answer import AnswerKind, ExpectedAnswer
from rag.query.question import Question

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
# A bound before a figure; one that ends in another stands before it.
_BOUNDS = ("不超过", "不低于", "不少于", "至少", "最高", "最低", "不足", "超过", "不满", "满")
_OPENS = ("“", "「", "《", "‘", '"')


@dataclass(frozen=True, slots=True)
class Lead:
    """The direct answer.

    :param text: without a full stop.
    """

    text: str


def lead_of(question: Question, shown: str, weights: Mapping[str, float]) -> Lead | None:
    """Return what the first line of an answer proves as its direct answer; ``None`` for nothing.

    :param shown: the line, as shown, without marks.
    :param weights: of the question's words.
    """
    if question.language != "zh" or question.compares or len(question.parts) > 1:
        return None
    expected = question.expected
    if AnswerKind.YESNO in expected.kinds and not expected.figure_asked:
        return _verdict(question, shown, weights)
    if expected.figure_asked and AnswerKind.LIST not in expected.kinds:
        return _figure(expected, shown)
    if AnswerKind.WHO in expected.kinds and not expected.office:
        return _office(shown)
    return None


def _verdict(question: Question, shown: str, weights: Mapping[str, float]) -> Lead | None:
    """Return 可以, 不可以, 不用 or 是 where the clause nearest to the question says so itself."""
    plain = to_simplified(question.search)
    clause = _nearest_clause(shown, weights)
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


def _nearest_clause(shown: str, weights: Mapping[str, float]) -> str | None:
    """Return the clause that holds most of the question's words; ``None`` if none holds enough."""
    total = sum(weights.values()) or 1.0
    clauses = [clause for clause in _CLAUSE.split(shown) if clause.strip()]
    shares = [
        sum(w for word, w in weights.items() if word in comparable(clause)) / total
        for clause in clauses
    ]
    best = max(range(len(clauses)), key=shares.__getitem__, default=None)
    return clauses[best] if best is not None and shares[best] >= _WORDS_TO_MATCH else None


def _figure(expected: ExpectedAnswer, shown: str) -> Lead | None:
    """Return the figure asked for where what is shown has no other one of its kind."""
    figures = _asked_figures(expected, shown)
    if len({(f.value, f.unit) for f in figures}) != 1:
        return None
    found = figures[0]
    if found.kind is QuantityKind.COUNT and not expected.units:
        return None  # what is counted was not said
    if shown[max(0, found.start - 1) : found.start] in _OPENS:
        return None  # part of a name: “四个一”
    before = shown[max(0, found.start - 4) : found.start]
    after = shown[found.end : found.end + 2]
    text = found.text.strip()
    text = next((mark for mark in _BOUNDS if before.endswith(mark)), "") + text
    for mark in ("以上", "以下", "以内", "之内", "左右"):
        if after == mark:
            text += mark
    return Lead(text) if len(text) <= LONGEST_LEAD and text in shown else None


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
