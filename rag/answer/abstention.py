"""What is said where the documents do not answer: that they do not, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Status
from corpus.normalize import comparable
from corpus.text.quantities import QuantityKind
from index.model import StoredDocument
from rag.answer.candidate_sentences import Sentence
from rag.answer.confidence import Doubt
from rag.answer.sentence_scoring import ScoredSentence
from rag.model import in_brackets
from rag.query.named_documents import bare_title

__all__ = [
    "about_text",
    "abstention_text",
    "missing_reason",
    "missing_side_text",
    "off_topic_text",
    "unsure_text",
]

_NOT_FOUND = {
    "zh": "文件中没有找到能回答这个问题的条款。",
    "en": "The documents do not answer this question.",
}
_UNSURE = {
    "zh": "没有直接写明。{why}可能有关：\n{shown}",
    "en": "This is not stated directly.{why} What may bear on it:\n{shown}",
}
_OFF_TOPIC = {
    "zh": "库中没有这方面的文件。{about}",
    "en": "The store holds no documents on this.{about}",
}
_ABOUT = {
    "zh": "库中有{count}份文件，如{titles}。",
    "en": " It holds {count} document{s}, such as {titles}.",
}
_ABOUT_ME = {
    "zh": "您好，这里回答库中政策文件的问题，每句都注明出处。可以这样问：",
    "en": "Hello. This answers questions about the documents in this store, with citations. Try:",
}
_EXAMPLE = {"zh": "- {title}有哪些主要规定？", "en": "- What does {title} provide for?"}
_SIDE = {
    "zh": "关于“{name}”，没有找到对应的条款。",
    "en": "No clause was found that speaks of “{name}”.",
}
_TITLES = 3  # named to say what a collection is about
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


def abstention_text(language: str, scored: Sequence[ScoredSentence], doubt: Doubt | None) -> str:
    """Say that the documents do not answer, and why where that is known.

    :param language: "zh" or "en".
    :param scored: the evidence's sentences, best first.
    :param doubt: what speaks against them, ``None`` when nothing was found.
    """
    why = missing_reason(language, doubt, scored[0].sentence) if scored and doubt else ""
    return _NOT_FOUND[language] + why


def unsure_text(language: str, why: str, shown: str) -> str:
    """Say that what was asked for is not written as such, why, and show the nearest clause.

    :param why: what is missing, a sentence or "".
    :param shown: the nearest clause with its mark.
    """
    return _UNSURE[language].format(why=why, shown=shown)


def missing_side_text(language: str, name: str) -> str:
    """Say that nothing was found on one side of a comparison.

    :param name: what the question calls it.
    """
    return _SIDE[language].format(name=name)


def about_text(language: str, documents: Sequence[StoredDocument]) -> str:
    """Say what this assistant is, with up to three questions that the Store may answer.

    :param documents: of the Store.
    """
    asked = [_EXAMPLE[language].format(title=title) for title in _leading_titles(documents)]
    return "\n".join((_ABOUT_ME[language], *asked))


def _leading_titles(documents: Sequence[StoredDocument]) -> list[str]:
    """Return the titles of the longest documents, which say most of what a Store is about."""
    titled = sorted((d for d in documents if d.title), key=lambda d: (-d.clause_count, d.id))
    return [in_brackets(bare_title(d.title or "")) for d in titled[:_TITLES]]


def off_topic_text(language: str, documents: Sequence[StoredDocument]) -> str:
    """Say that no document has to do with the question, and what the collection is about.

    :param documents: of the Store.
    """
    names = _leading_titles(documents)
    titles = ("、" if language == "zh" else ", ").join(names)
    about = (
        _ABOUT[language].format(
            count=len(documents), s="s" if len(documents) != 1 else "", titles=titles
        )
        if titles
        else ""
    )
    return _OFF_TOPIC[language].format(about=about)


def missing_reason(language: str, doubt: Doubt, best: Sentence) -> str:
    """Return what the clauses found do not say, the first reason there is; "" for none."""
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
