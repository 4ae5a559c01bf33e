"""What an answer says that is none: what is missing, why, and the nearest clause as such."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.quantities import QuantityKind
from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import Doubt
from rag.answer.sentence_scoring import ScoredSentence
from rag.model import cite_as
from rag.passages.evidence import Evidence

__all__ = ["abstention_text"]

_NOT_FOUND = {
    "zh": "文件中没有找到能回答这个问题的条款。",
    "en": "The documents do not answer this question.",
}
_NEAREST = {"zh": "最接近的是{where}。", "en": " The nearest clause is {where}."}
_QUOTED = {"zh": "最接近的是{where}：“{quote}”", "en": " The nearest clause is {where}: “{quote}”"}
_WHY = {
    "zh": {
        "place": "找到的条款没有提到{names}。",
        "year": "找到的条款没有讲{names}年。",
        "other_year": "找到的条款没有讲{names}年，讲的是{others}年。",
        "holder": "有关条款没有写明{names}是谁。",
        "masked": "有关条款里的{names}是空白或者隐去的。",
        "figure": "有关条款没有写明{names}。",
        "over": "只在已经失效的文件里找到有关条款。",
    },
    "en": {
        "place": " The clauses found do not mention {names}.",
        "year": " The clauses found do not speak of {names}.",
        "other_year": " The clauses found speak of {others}, not of {names}.",
        "holder": " The clauses found do not say who that is.",
        "masked": " The {names} is blank or masked in the source.",
        "figure": " The clauses found do not give the {names}.",
        "over": " Only documents no longer in force speak of it.",
    },
}
_FIGURES = {
    QuantityKind.AMOUNT: ("金额", "amount"),
    QuantityKind.RATE: ("比例", "rate"),
    QuantityKind.DATE: ("日期", "date"),
    QuantityKind.PERIOD: ("期限", "period"),
    QuantityKind.AGE: ("年龄", "age"),
    QuantityKind.COUNT: ("数量", "number"),
}
_PHONE = ("电话号码", "telephone number")
# A figure that the source leaves blank or hides: xx元, ××, ____, 〔xxxx〕.
_MASK = re.compile(r"x{2,}|×{2,}|_{2,}|□{2,}|\*{2,}|某{2}")
_FITS = 0.5
_LONGEST_QUOTE = 80


def abstention_text(
    language: str,
    evidence: Sequence[Evidence],
    scored: Sequence[ScoredSentence],
    doubt: Doubt | None,
) -> str:
    """Say that the documents do not answer, why, and which clause comes nearest.

    :param language: "zh" or "en".
    :param scored: the evidence's sentences, best first.
    :param doubt: what speaks against them, ``None`` when nothing was found.
    """
    text = _NOT_FOUND[language]
    if not evidence:
        return text
    if scored and doubt is not None:
        best = scored[0].sentence
        return text + _why(language, doubt, best) + _nearest(language, best)
    hit = evidence[0].hit
    return text + _NEAREST[language].format(where=cite_as(hit.document) + hit.address)


def _why(language: str, doubt: Doubt, best: Sentence) -> str:
    """Return the first reason there is, "" when none is known."""
    words = _WHY[language]
    if doubt.places:
        return words["place"].format(names=_listed(doubt.places, language))
    if doubt.years and doubt.other_years:
        years, others = (_listed(y, language) for y in (doubt.years, doubt.other_years))
        return words["other_year"].format(names=years, others=others)
    if doubt.years:
        return words["year"].format(names=_listed(doubt.years, language))
    if doubt.features["holder_missing"]:
        return words["holder"].format(names=doubt.asked.office)
    if doubt.features["figure_fit_any"] < _FITS:
        masked = _MASK.search(comparable(best.quote))
        return words["masked" if masked else "figure"].format(names=_figure(doubt, language))
    if best.evidence.hit.document.status in (Status.REPEALED, Status.EXPIRED):
        return words["over"]
    return ""


def _figure(doubt: Doubt, language: str) -> str:
    """Return what figure is missing, in a word."""
    column = ("zh", "en").index(language)
    if doubt.asked.phone:
        return _PHONE[column]
    names = [names[column] for kind, names in _FIGURES.items() if kind in doubt.asked.figures]
    return _listed(names or [_FIGURES[QuantityKind.COUNT][column]], language)


def _listed(names: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def _nearest(language: str, best: Sentence) -> str:
    hit = best.evidence.hit
    address = hit.place_at(best.start).address
    quote = best.shown
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE] + "……"
    return _QUOTED[language].format(where=cite_as(hit.document) + address, quote=quote)
