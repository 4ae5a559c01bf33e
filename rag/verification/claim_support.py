"""Whether a passage bears out what a sentence says, and which of its words do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.normalize import comparable
from corpus.text.quantities import Quantity, QuantityKind, find_quantities, supported
from corpus.text.sentences import split
from corpus.text.units import HAN_UNITS
from index.tokens import content_tokens
from rag.passages.evidence import Evidence
from rag.verification.injection import safe_length

__all__ = [
    "OVERLAP",
    "OVERLAP_WITH_FIGURES",
    "Claim",
    "Support",
    "contradicts",
    "share_of_words",
    "speaks_same_language",
    "verbatim",
]

# Share of a sentence's content words that must stand in what it cites. Chosen on the demo and
# scripted answers: true paraphrases lie above 0.6, inventions around familiar words below 0.5.
OVERLAP = 0.55
# Enough where the sentence also states figures, all of them borne out.
OVERLAP_WITH_FIGURES = 0.4
# Sentences of a passage that one quote may span.
QUOTE_SENTENCES = 6
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{1,600})[”」』\"]")
_TITLED = re.compile(r"《([^《》]{2,160})》")
_ADDRESS = re.compile(
    r"[a-z0-9.+_-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}"
    r"|(?<![a-z0-9.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}(?![a-z])(?:/[!-~]{0,200})?",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(
    r"\A\s*(?:[-*•·●]\s*|\(?\d{1,2}[.、)）](?!\d)\s*|（[一二三四五六七八九十\d]{1,3}）\s*|"
    r"\([一二三四五六七八九十]{1,3}\)\s*|[一二三四五六七八九十]{1,3}[、.]\s*|[①-⑳]\s*|"
    r"第[一二三四五六七八九十][，、,：:]\s*)+"
)
_YES_NO = re.compile(r"\A\s*(?:[^，,。；;：:\s]{1,6}[，,。：:]|(?:yes|no)[,.:]?\s)", re.IGNORECASE)
_EDGE = "。，；：！？、,.;:!? "
_FORBIDS = re.compile(r"不得|禁止|严禁|不予|不能|不可以|不准|不允许|不许")
_DENIES = re.compile(r"不|未|无|没|禁|严禁|非|免|除|拒|停|否|勿|莫")
_PERMITS = re.compile(r"可以|允许|能够|能|可|应当|应|必须|准予|有权")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2,}", re.IGNORECASE)
_UNIT_NAMES = frozenset(unit for unit in (*HAN_UNITS, "rmb", "cny", "usd") if unit.isascii())
# Scripts in which no answer is written.
_FOREIGN = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")


@dataclass(frozen=True)
class Claim:
    """A stretch of an answer that cites something, its list mark and yes or no taken off."""

    text: str

    @cached_property
    def body(self) -> str:
        """Return the words that must be borne out."""
        return _LIST_MARK.sub("", self.text).strip()

    @cached_property
    def plain(self) -> str:
        """Return the body in comparison form."""
        return comparable(self.body)

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        """Return the figures that must be borne out; 一个 and 第一 in passing are none."""
        return tuple(f for f in find_quantities(self.body) if not _in_passing(f))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return the content words, figures and a leading yes or no left out."""
        words = _without_figures(self.body)
        rest = _YES_NO.sub("", words, count=1)
        found = content_tokens(rest if len(rest.strip()) >= 4 else words)
        return tuple(w for w in found if len(w) > 1 and not w[0].isdigit())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the Latin names and codes in a Chinese sentence."""
        if self.language != "zh":
            return ()
        return tuple(
            w.lower()
            for w in re.findall(r"[A-Za-z]{2,}", self.body)
            if w.lower() not in _UNIT_NAMES
        )

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """Return what is quoted word for word: over 4 characters, cut at ellipses."""
        parts = [
            part for quote in _QUOTED.findall(self.body) for part in re.split(r"…+|\.{3,}", quote)
        ]
        plain = (comparable(part.strip(_EDGE)) for part in parts)
        return tuple(part for part in plain if len(part) > 4)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Return the titles named in 《》."""
        return tuple(comparable(title) for title in _TITLED.findall(self.body))

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Return the web and mail addresses named."""
        return tuple(comparable(match.group()) for match in _ADDRESS.finditer(self.body))

    @property
    def language(self) -> str:
        """Return "zh", "en", "other" for a script in which no answer is written.

        What is quoted keeps its own language; "" where nothing else is said.
        """
        if len(_FOREIGN.findall(self.body)) > 2:
            return "other"
        own = _without_figures(_TITLED.sub("", _QUOTED.sub("", self.body)))
        latin, han = len(_LATIN.findall(own)), len(_HAN.findall(own))
        if latin + han < 3:
            return ""
        return "en" if latin > han else "zh"


def _without_figures(text: str) -> str:
    for figure in reversed(find_quantities(text)):
        text = f"{text[: figure.start]} {text[figure.end :]}"
    return text


def _in_passing(figure: Quantity) -> bool:
    if figure.kind is QuantityKind.ORDINAL:
        return figure.unit == ""
    counted = figure.kind is QuantityKind.COUNT and figure.value == "1"
    return counted and figure.text.startswith("一")


class Support:
    """What one numbered passage can bear out.

    A sentence of it that speaks to a language model bears out nothing.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        document = evidence.hit.document
        self._passage = evidence.text[: safe_length(evidence.text)]
        shown = evidence.hit.text[: safe_length(evidence.hit.text)]
        context = (document.title, document.number, document.issuer, evidence.hit.address)
        self._context = "\n".join((*filter(None, context), *evidence.hit.path))
        self.plain = comparable(f"{self._passage}\n{shown}")
        self.wider = comparable(f"{self.plain}\n{self._context}")
        self.figures = tuple(find_quantities(self._passage)) + tuple(find_quantities(shown))
        header = _table_header(evidence) if self._passage.count("。") < 3 else ""
        self.figures += _headed(f"{header}\n{shown}", self.figures)
        self.figures += tuple(find_quantities(f"{header}\n{self._context}"))
        self.is_english = len(_LATIN.findall(self.plain)) > len(_HAN.findall(self.plain))

    @cached_property
    def _sentences(self) -> list[tuple[int, int, str, list[Quantity]]]:
        """Return the passage's sentences: span, comparison form, figures."""
        return [
            (
                start,
                end,
                comparable(self._passage[start:end]),
                find_quantities(self._passage[start:end]),
            )
            for start, end in split(self._passage)
        ]

    def bears_on(self, claim: Claim) -> bool:
        """Tell whether the passage has anything to do with the claim at all."""
        if any(quote in self.wider for quote in (*claim.quotes, *claim.titles)):
            return True
        if any(supported(figure, self.figures) for figure in claim.figures):
            return True
        found = sum(len(w) for w in claim.words if w in self.plain)
        return bool(found) and found >= OVERLAP / 2 * sum(len(w) for w in claim.words)

    def best_span(self, claim: Claim) -> tuple[int, int]:
        """Return the span of the source that bears the claim out best, whole sentences.

        The shortest run of sentences that holds most of the claim's figures, quotes and words.
        """
        offset = self.evidence.start
        best, best_score = self._whole(), -1.0
        sentences = self._sentences
        for i in range(len(sentences)):
            plain = ""
            figures: list[Quantity] = []
            for _, end, text, found in sentences[i : i + QUOTE_SENTENCES]:
                plain, figures = plain + text, figures + found
                score = self._fit(claim, plain, figures)
                if score > best_score + 1e-9:
                    best, best_score = (offset + sentences[i][0], offset + end), score
        return best

    def _whole(self) -> tuple[int, int]:
        """Return the span of the passage without the white space around it."""
        text = self._passage
        start = self.evidence.start + len(text) - len(text.lstrip())
        return start, max(start, self.evidence.start + len(text.rstrip()))

    @staticmethod
    def _fit(claim: Claim, plain: str, figures: Sequence[Quantity]) -> float:
        """Score a run of sentences; longer runs must earn their length."""
        words = sum(len(w) for w in claim.words if w in plain)
        total = sum(len(w) for w in claim.words) or 1
        exact = sum(supported(figure, figures) for figure in claim.figures)
        quoted = sum(quote in plain for quote in claim.quotes)
        return 10 * words / total + 8 * (exact + quoted) - len(plain) / 200


# What a table's header line holds: the columns' usual names, or a unit in brackets.
_HEADER = re.compile(
    r"序号|指标|项目名称|单位|[（(](?:万元|亿元|元|%|％|个|人|家|张|户|亩|平方米|公里|吨|万人)[)）]"
)


def _table_header(evidence: Evidence, most: int = 12_000) -> str:
    """Return the nearest lines above a table row that look like its header, "" without one.

    A row's numbers mean what the header says: years, units.
    """
    start = max(0, evidence.start - most)
    above = evidence.source[start : evidence.start].split("\n")[-80:]
    prose = 0
    for i in range(len(above) - 1, -1, -1):
        if _HEADER.search(above[i]):
            return " ".join(above[i : i + 3])
        prose += "。" in above[i]
        if prose == 3:  # out of the table
            break
    return ""


def _headed(text: str, figures: Sequence[Quantity]) -> tuple[Quantity, ...]:
    """Return bare table figures with the unit their header gives: 资金(万元) ... 20500."""
    units = re.findall(r"[（(](?:单位[:：])?([^（()）\d\s]{1,6})[)）]", text)[:10]
    bare = [f for f in figures if f.kind is QuantityKind.PLAIN][:60]
    return tuple(
        figure
        for unit in dict.fromkeys(units)
        for number in bare
        for figure in find_quantities(number.text + unit)
        if figure.kind is not QuantityKind.PLAIN and len(figure.text) == len(number.text + unit)
    )


def share_of_words(claim: Claim, cited: Sequence[Support], question: str) -> float:
    """Return the share, by length, of the claim's content words that stand in what it cites.

    Words that merely restate the question count neither way as long as some others are borne out.

    :param question: the question in comparison form.
    """
    found = [w for w in claim.words if any(w in support.wider for support in cited)]
    missing = [w for w in claim.words if w not in found and w not in question]
    total = sum(len(w) for w in (*found, *missing))
    if not total:
        return 1.0 if claim.figures else 0.0  # nothing but figures, judged by themselves
    return sum(len(w) for w in found) / total


def contradicts(claim: Claim, cited: Sequence[Support]) -> bool:
    """Tell whether a claim permits what its source forbids, or forbids what nothing forbids.

    Compares the modal words of the claim with those of the sentences that bear it out.
    """
    if claim.language != "zh":
        return False
    spans = [support.evidence.source[slice(*support.best_span(claim))] for support in cited]
    source = "\n".join(spans)
    rest = _YES_NO.sub("", claim.body, count=1)
    if _FORBIDS.search(source) and _PERMITS.search(claim.body):
        return _DENIES.search(claim.body) is None
    return _FORBIDS.search(rest) is not None and _DENIES.search(source) is None


def speaks_same_language(claim: Claim, cited: Sequence[Support]) -> bool:
    """Tell whether claim and passages are in one language, so that their words compare."""
    return any((claim.language == "en") is support.is_english for support in cited)


def verbatim(claim: Claim, cited: Sequence[Support]) -> bool:
    """Tell whether a claim in another language shows words of its source, or its figures."""
    plain = "".join(support.plain for support in cited)
    pieces = re.findall(r"[\u3400-\u9fff]{4,}", comparable(claim.body))
    if any(piece in plain for piece in pieces) or any(q in plain for q in claim.quotes):
        return True
    return any(figure.kind is not QuantityKind.ORDINAL for figure in claim.figures)
