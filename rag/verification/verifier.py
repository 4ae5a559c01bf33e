"""Verification: every sentence of an answer is borne out by what it cites, or is not shown.

The same for every answer, whether it is made of quotes or written by a chat model. A sentence
passes when each [n] in it is a passage that was shown; each amount, rate, date, term and document
number stands in the passages cited; quotes and titles are word for word; enough of its words stand
there; it does not permit what they forbid; it is in the language of the answer; and it does not
speak to a language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.normalize import comparable
from corpus.text.quantities import find_quantities, supported
from corpus.text.sentences import split
from rag.model import Citation
from rag.passages.evidence import Evidence, citation_of
from rag.verification.claim_support import (
    OVERLAP,
    OVERLAP_WITH_FIGURES,
    Claim,
    Support,
    contradicts,
    share_of_words,
    speaks_same_language,
    verbatim,
)
from rag.verification.injection import speaks_to_model

__all__ = [
    "Failure",
    "Reason",
    "Verification",
    "Verifier",
    "explain",
    "judge_quote",
    "pieces",
    "struck_notice",
]

_MARK = re.compile(
    r"\s?[\[［【]\s*\^?\s*(\d{1,3}(?:\s*[,，、;；\-–\s]\s*\^?\d{1,3}){0,9})\s*[\]］】]"
)
_LEAD_IN_END = ("：", ":")
# A bare answer is borne out by the sentence that gives its reason, never by itself.
_BARE = re.compile(
    r"\s*(?:(?:不|没)?(?:是|能|会|可以|需要|必须|应当|行|对|要|用|有|得|允许)的?|否|yes|no)"
    r"[。.，,!！]?\s*",
    re.IGNORECASE,
)


class Reason(StrEnum):
    """Why a sentence is not shown."""

    UNCITED = "uncited"
    DANGLING = "dangling"
    FIGURE = "figure"
    QUOTE = "quote"
    TITLE = "title"
    LINK = "link"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    LANGUAGE = "language"
    INSTRUCTION = "instruction"


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence that did not pass.

    :param detail: the words at fault: the figure, quote or mark; "" where it is all of it.
    """

    sentence: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What is left of an answer.

    :param text: the sentences that passed, marks numbered from 1 by first appearance.
    :param citations: in the order of their numbers.
    :param struck: the sentences that did not pass, as written.
    :param notices: what the reader must be told about them.
    :param failures: why each did not pass.
    """

    text: str
    citations: tuple[Citation, ...]
    struck: tuple[str, ...]
    notices: tuple[str, ...]
    failures: tuple[Failure, ...]


def judge_quote(
    shown: Sequence[str], evidence: Evidence, start: int, end: int, added: str = ""
) -> Failure | None:
    """Judge words taken from a passage: each piece stands there word for word, or is not shown.

    What stands in the source bears out its own figures, titles and words, so nothing else has to
    be compared: a hundredth of the time that a sentence in other words takes.

    :param shown: the pieces shown: a sentence, or the headers and cells of a table row.
    :param start: offset of the quote in ``evidence.source``; ``end`` just past it.
    :param added: what is shown beside them, such as the figures in English; each must be borne out.
    :return: why it may not be shown; ``None`` when it may.
    """
    row = evidence.hit.row
    quote = evidence.source[start:end]
    source = comparable(
        "\n".join((quote, *(row.header if row else ()), *(row.cells if row else ())))
    )
    for piece in shown:
        if comparable(piece) not in source:
            return Failure(piece, Reason.QUOTE, piece)
    if any(speaks_to_model(piece) for piece in shown):
        return Failure(quote, Reason.INSTRUCTION)
    if added:
        known = find_quantities(quote)
        for figure in find_quantities(added):
            if not supported(figure, known):
                return Failure(added, Reason.FIGURE, figure.text)
    return None


def struck_notice(failures: Sequence[Failure], language: str) -> tuple[str, ...]:
    """Return what a reader must be told of sentences that did not pass; empty when all did."""
    if not failures:
        return ()
    words = _REASONS[language]
    why = dict.fromkeys(words[failure.reason] for failure in failures)
    joined = ("；" if language == "zh" else "; ").join(why)
    return (_STRUCK[language].format(n=len(failures), why=joined),)


_NUMBERED = re.compile(r"[\[［(（【]([12]\d{3})[\]］)）】](?=第?\d{1,5}[号號])")
_ITEM = re.compile(r"\A\s*[(（]?(\d{1,3})[.．、)）](?!\d)\s*")


def _without_false_marks(sentence: str) -> str:
    """Return a sentence in which nothing but a citation looks like one: 云府发〔2021〕8号."""
    return _NUMBERED.sub(r"〔\1〕", sentence)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence of an answer, after the line break before it or "".

    A line always ends a sentence in an answer.
    """
    separator = ""
    for line in text.split("\n"):
        for start, end in split(line):
            yield separator, line[start:end]
            separator = ""
        separator = "\n"


class Verifier:
    """Verifies an answer sentence by sentence, so that it can be shown as it is written."""

    def __init__(
        self, evidence: Sequence[Evidence], *, question: str = "", language: str = "zh"
    ) -> None:
        self._supports = {item.number: Support(item) for item in evidence}
        self._question = comparable(question)
        self._language = language
        self._citations: dict[tuple[int, int, int], Citation] = {}
        self._parts: list[str] = []
        self._failures: list[Failure] = []
        self._lead_in: tuple[str, str] | None = None
        self._said: set[str] = set()

    def add(self, separator: str, sentence: str) -> str:
        """Judge the next sentence; return what may be shown now, "" for nothing.

        A line that leads up to a list (条件如下：) and a bare yes or no wait for the sentence that
        follows and share its marks.
        """
        sentence = self._with_true_item_number(separator, _without_false_marks(sentence))
        bare = _BARE.fullmatch(_MARK.sub("", sentence)) is not None
        if bare or (sentence.endswith(_LEAD_IN_END) and not _MARK.search(sentence)):
            self._drop_lead_in()
            self._lead_in = (separator, _MARK.sub("", sentence))
            return ""
        failure = self.judge(sentence)
        if failure is not None:
            self._failures.append(failure)
            return ""
        said = comparable(_MARK.sub("", sentence))
        if said in self._said:
            return ""  # a model that repeats itself is shown once
        self._said.add(said)
        shown = self._introduced(separator, sentence)
        self._parts.append(shown)
        return shown

    def retry(self) -> list[Failure]:
        """Return the failures so far and forget them: their sentences are written anew."""
        self._drop_lead_in()
        failures, self._failures = self._failures, []
        return failures

    @property
    def kept(self) -> int:
        """Return how many sentences have passed so far."""
        return len(self._parts)

    def strike(self, failures: Sequence[Failure]) -> None:
        """Count sentences as struck for good."""
        self._failures.extend(failures)

    def result(self) -> Verification:
        """Return what is left of the answer."""
        self._drop_lead_in()
        return Verification(
            text="".join(self._parts).strip(),
            citations=tuple(self._citations.values()),
            struck=tuple(failure.sentence for failure in self._failures),
            notices=struck_notice(self._failures, self._language),
            failures=tuple(self._failures),
        )

    # ---- judging ------------------------------------------------------------------------

    def judge(self, sentence: str) -> Failure | None:
        """Return why a sentence with its marks may not be shown, ``None`` when it may."""
        if speaks_to_model(sentence):
            return Failure(sentence, Reason.INSTRUCTION)
        segments = _segments(sentence)
        if not segments:
            return Failure(sentence, Reason.UNCITED)
        whole = Claim(_MARK.sub("", sentence))
        if whole.language not in ("", self._language):
            return Failure(sentence, Reason.LANGUAGE)
        for text, numbers in segments:
            failure = self._segment_failure(sentence, whole, Claim(text), numbers)
            if failure is not None:
                return failure
        every = {n for _, numbers in segments for n in numbers}
        return self._whole_failure(sentence, whole, [self._supports[n] for n in sorted(every)])

    def _segment_failure(
        self, sentence: str, whole: Claim, claim: Claim, numbers: Sequence[int]
    ) -> Failure | None:
        """Judge what stands before one group of marks against the passages it cites."""
        unknown = [n for n in numbers if n not in self._supports]
        if unknown:
            return Failure(sentence, Reason.DANGLING, f"[{unknown[0]}]")
        cited = [self._supports[n] for n in numbers]
        figures = [f for support in cited for f in support.figures]
        for figure in claim.figures:
            if not supported(figure, figures):
                return Failure(sentence, Reason.FIGURE, figure.text)
        for reason, words in (
            (Reason.QUOTE, claim.quotes),
            (Reason.TITLE, claim.titles),
            (Reason.LINK, claim.addresses),
        ):
            for word in words:
                if not any(word in support.wider for support in cited):
                    return Failure(sentence, reason, word)
        for name in claim.names:
            if name not in self._question and not any(name in s.wider for s in cited):
                return Failure(sentence, Reason.UNSUPPORTED, name)
        if not any(support.bears_on(whole) for support in cited):
            return Failure(sentence, Reason.UNSUPPORTED)
        return None

    def _whole_failure(
        self, sentence: str, claim: Claim, cited: Sequence[Support]
    ) -> Failure | None:
        """Judge a sentence's words against everything it cites."""
        if speaks_same_language(claim, cited):
            needed = OVERLAP_WITH_FIGURES if claim.figures else OVERLAP
            if share_of_words(claim, cited, self._question) < needed:
                return Failure(sentence, Reason.UNSUPPORTED)
        elif not verbatim(claim, cited):
            return Failure(sentence, Reason.UNSUPPORTED)
        if contradicts(claim, cited):
            return Failure(sentence, Reason.CONTRADICTED)
        return None

    def _with_true_item_number(self, separator: str, sentence: str) -> str:
        """Drop an item's number that neither counts the answer's lines nor stands in a passage."""
        item = _ITEM.match(sentence)
        if item is None:
            return sentence
        lines = sum(part.startswith("\n") for part in self._parts) + bool(self._parts)
        counted = (separator or not self._parts) and int(item[1]) <= lines + 1
        printed = re.compile(rf"(?<![\d.]){item[1]}[.、)]")
        cited = {n for _, numbers in _segments(sentence) for n in numbers}
        found = any(printed.search(self._supports[n].plain) for n in cited if n in self._supports)
        return sentence if counted or found else sentence[item.end() :]

    # ---- writing ------------------------------------------------------------------------

    def _introduced(self, separator: str, sentence: str) -> str:
        """Return a sentence that passed, with the lead-in that waited for it."""
        lead_in, self._lead_in = self._lead_in, None
        first = self._parts == []
        if lead_in is None:
            return ("" if first else separator) + self._marked(sentence)
        before, text = lead_in
        numbers = [n for _, ns in _segments(sentence) for n in ns]
        cited = "".join(f"[{n}]" for n in dict.fromkeys(numbers))
        failure = None if _BARE.fullmatch(text) else self.judge(text + cited)
        if failure is not None:
            self._failures.append(Failure(text, failure.reason, failure.detail))
            return ("" if first else separator) + self._marked(sentence)
        shown = self._marked(sentence)
        lead_text = text + "".join(re.findall(r"\[\d+\]", shown))
        return ("" if first else before) + lead_text + separator + shown

    def _marked(self, sentence: str) -> str:
        """Return the sentence with its marks numbered anew, irrelevant ones dropped."""
        claims = iter(_segments(sentence))
        whole = Claim(_MARK.sub("", sentence))

        def renumber(match: re.Match[str]) -> str:
            text, numbers = next(claims)
            claim = Claim(text)
            claim = claim if len(claim.plain) >= 4 and claim.words else whole
            cited = [self._supports[n] for n in numbers]
            relevant = [s for s in cited if s.bears_on(claim)] or cited[:1]
            marks = dict.fromkeys(self._number(support, claim) for support in relevant)
            return "".join(f"[{n}]" for n in marks)

        return _MARK.sub(renumber, _joined_marks(sentence))

    def _number(self, support: Support, claim: Claim) -> int:
        """Return the number of the citation that proves ``claim`` from one passage."""
        start, end = support.best_span(claim)
        key = (support.evidence.number, start, end)
        if key not in self._citations:
            number = len(self._citations) + 1
            self._citations[key] = citation_of(number, support.evidence, start, end)
        return self._citations[key].number

    def _drop_lead_in(self) -> None:
        if self._lead_in is not None:
            self._failures.append(Failure(self._lead_in[1], Reason.UNCITED))
            self._lead_in = None


def _joined_marks(sentence: str) -> str:
    """Write neighbouring marks as one: [1][2] -> [1,2]."""
    return re.sub(
        r"(\d)\s*[\]］】]\s*[\[［【]\s*\^?\s*(?=\d{1,3}\s*[\]］】,，、])", r"\1,", sentence
    )


def _segments(sentence: str) -> list[tuple[str, list[int]]]:
    """Return what stands before each group of marks, with the numbers it cites.

    Words after the last mark belong to it. Empty without a mark.
    """
    joined = _joined_marks(sentence)
    found: list[tuple[str, list[int]]] = []
    last = 0
    for match in _MARK.finditer(joined):
        found.append((joined[last : match.start()], _numbers(match.group(1))))
        last = match.end()
    if found and any(c.isalnum() for c in joined[last:]):
        text, numbers = found[-1]
        found[-1] = (text + joined[last:], numbers)
    return found


def _numbers(mark: str) -> list[int]:
    """Return the numbers of a mark: "1,2" or the range "1-3"."""
    numbers = [int(n) for n in re.findall(r"\d+", mark)]
    ranged = re.fullmatch(r"\s*\d+\s*[-–]\s*\d+\s*", mark)
    if ranged and numbers[0] < numbers[1] <= numbers[0] + 10:
        numbers = list(range(numbers[0], numbers[1] + 1))
    return list(dict.fromkeys(numbers))


_REASONS = {
    "zh": {
        Reason.UNCITED: "没有注明出处",
        Reason.DANGLING: "引用了没有提供的材料",
        Reason.FIGURE: "数字在所引条文中找不到",
        Reason.QUOTE: "引文与原文不一致",
        Reason.TITLE: "文件名在所引条文中找不到",
        Reason.LINK: "网址在所引条文中找不到",
        Reason.UNSUPPORTED: "所引条文不足以支持",
        Reason.CONTRADICTED: "与所引条文的意思相反",
        Reason.LANGUAGE: "不是提问所用的语言",
        Reason.INSTRUCTION: "含有针对程序的指令",
    },
    "en": {
        Reason.UNCITED: "no source given",
        Reason.DANGLING: "cites a passage that was not shown",
        Reason.FIGURE: "a figure is not in the clause cited",
        Reason.QUOTE: "a quote differs from the source",
        Reason.TITLE: "a title is not in the clause cited",
        Reason.LINK: "an address is not in the clause cited",
        Reason.UNSUPPORTED: "the clause cited does not bear it out",
        Reason.CONTRADICTED: "says the opposite of the clause cited",
        Reason.LANGUAGE: "not in the language of the question",
        Reason.INSTRUCTION: "holds an instruction to a program",
    },
}
_STRUCK = {
    "zh": "有 {n} 句话没有通过核对，未显示：{why}。",
    "en": "{n} sentence(s) did not pass verification and are not shown: {why}.",
}


def explain(failure: Failure, language: str) -> str:
    """Return why a sentence failed, for whoever must write it anew."""
    words = _REASONS[language][failure.reason]
    return f"{words}：{failure.detail}" if failure.detail else words
