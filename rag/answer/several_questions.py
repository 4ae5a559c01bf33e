"""The lines of an answer to several questions asked in one, in the order of the questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.lists import ClausesOf
from rag.answer.quoting import Line
from rag.answer.sentence_scoring import ScoredSentence
from rag.answer.sentence_selection import Selection, overlap, select
from rag.query.answer_fit import figure_form, figure_match
from rag.query.question import Question
from rag.retrieval.query_terms import QuestionTerms

__all__ = ["Part", "part_of", "with_parts"]

# How far behind the best sentence for a part one that is shown already may be to answer it too.
_AS_GOOD = 0.6
_NEAR = 2.8  # how far behind the best sentence one that gives the figure asked for may be
_WHOLE = 0.5  # of the score for the whole question
_FITS = 0.5  # of a figure that a part asks for


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions, with the sentences as they are scored for it alone.

    :param scored: best first.
    :param weights: of its words.
    """

    question: Question
    scored: Sequence[ScoredSentence]
    weights: Mapping[str, float]


def part_of(
    question: Question,
    scored: Sequence[ScoredSentence],
    of_whole: Sequence[ScoredSentence],
    terms: QuestionTerms,
) -> Part:
    """Return a part with its sentences scored for it, and in part for the whole question.

    A part may leave out what the whole is about (2025年要达到多少).

    :param scored: the sentences scored for the part; ``of_whole``: the same for the whole.
    :param terms: the words of the part.
    """
    whole = {_span(item): item.score for item in of_whole}
    least = min(whole.values(), default=0.0)
    both = [
        replace(item, score=item.score + _WHOLE * whole.get(_span(item), least)) for item in scored
    ]
    return Part(question, sorted(both, key=lambda item: -item.score), terms.weights)


def _span(item: ScoredSentence) -> tuple[str, int, int]:
    sentence = item.sentence
    return sentence.evidence.hit.document.id, sentence.start, sentence.end


def with_parts(
    whole: Selection, parts: Sequence[Part], clauses_of: ClausesOf, foreign: Collection[str]
) -> Selection:
    """Return a line for each part, one for several where it answers them.

    :param whole: what was chosen for the question as a whole; its first line answers each part for
        which hardly any sentence is better.
    :param clauses_of: the clauses of an Article by its id.
    :param foreign: ids of the Documents of another place than the one asked about.
    """
    shown: list[Line] = list(whole.lines[:1])
    order: dict[int, int] = {}  # of each line shown, the part that it answers first
    for place, part in enumerate(parts):
        answering = [n for n, line in enumerate(shown) if _answers(line, part)]
        if not answering:
            line = _line_for(part, clauses_of, foreign)
            if line is None:
                continue
            shown.append(line)
            answering = [len(shown) - 1]
        order.setdefault(answering[0], place)
    if not order:
        return whole
    lines = [shown[n] for n in sorted(order, key=order.__getitem__)]
    if len(lines) == 1:  # of the whole question, or of the one part that is answered
        return whole if 0 in order else replace(whole, lines=(*lines, *whole.lines[:1]))
    return replace(whole, lines=tuple(lines))


def _answers(line: Line, part: Part) -> bool:
    """Return whether a line holds a sentence that is about as good as the best one for a part."""
    if part.question.expected.figure_asked and _fit(part, line.text) < _FITS:
        return False
    quoted = [of.sentence for of in line.quoted]
    for item in part.scored:
        if part.scored[0].score - item.score > _AS_GOOD:
            return False
        if any(overlap(item.sentence, sentence) for sentence in quoted):
            return True
    return False


def _line_for(part: Part, clauses_of: ClausesOf, foreign: Collection[str]) -> Line | None:
    """Return the line that answers a part, ``None`` where the figure it asks for is not there."""
    scored = _with_figure(part)
    if not scored:
        return None
    line = select(part.question, scored, clauses_of, part.weights, foreign).lines[0]
    missing = part.question.expected.figure_asked and _fit(part, line.text) < _FITS
    return None if missing else line


def _with_figure(part: Part) -> Sequence[ScoredSentence]:
    """Return the sentences from the first on that gives the figure asked for, if one is near."""
    if not part.question.expected.figure_asked:
        return part.scored
    for place, item in enumerate(part.scored):
        if part.scored[0].score - item.score > _NEAR:
            break
        if _fit(part, item.sentence.shown) >= _FITS:
            return part.scored[place:]
    return part.scored


def _fit(part: Part, text: str) -> float:
    return figure_match(part.question.expected, figure_form(text))
