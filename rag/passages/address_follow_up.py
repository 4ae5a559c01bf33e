"""A follow-up that asks for a place alone: 第十三条呢, 下一条, 第二款第三项 of what was shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.address import Address, Step
from corpus.text.numerals import write
from rag.passages.lookups import LookUps
from rag.query.asked_places import AskedPlace, Beside, EnglishPlace, Heading, asked_places, readable

__all__ = ["complete_place"]

_FIRST_ARTICLE = re.compile(
    r"^\W{0,3}(第[〇零一二三四五六七八九十百千两\d]{1,9}条(?:之[一二三四五六七八九十]{1,3})?)"
)
_INNER = ("款", "项", "目")


def complete_place(text: str, history: Sequence[tuple[str, str]], look_ups: LookUps) -> str | None:
    """Return a question for a place as one that names its law; ``None`` where it is no such.

    :param history: earlier questions and answers, oldest first.
    """
    plain = readable(text)
    places = asked_places(plain)
    if not places or look_ups.names_in(plain):
        return None
    law = next(_laws(history, look_ups), None)
    if law is None:
        return None
    written = [_written(place, history, law, look_ups) for place in places]
    if not all(written):
        return None
    rest = plain[places[-1].end :]
    joint, gap = (" and ", " ") if law.isascii() else ("和", "")
    return law + gap + joint.join(dict.fromkeys(w for w in written if w)) + rest


def _laws(history: Sequence[tuple[str, str]], look_ups: LookUps) -> Iterator[str]:
    """Yield the names of laws that earlier questions name, the last first."""
    for question, _ in reversed(history):
        yield from reversed(look_ups.names_in(readable(question)))


def _written(
    place: AskedPlace, history: Sequence[tuple[str, str]], law: str, look_ups: LookUps
) -> str | None:
    """Return a place as it is to be asked for; ``None`` where it cannot be told."""
    where = place.place
    if isinstance(where, Heading):
        return where.name or f"第{write(where.number)}{where.unit}"
    if where is Beside.LAST:
        return "最后一条"
    if isinstance(where, Beside):
        step = 1 if where is Beside.NEXT else -1
        section = _section_last(history)
        if section is not None:
            beside_it = _moved(section, step)
            return _named(beside_it.unit, beside_it.steps) if beside_it else None
        shown = _shown_last(history)
        beside = look_ups.beside(law, shown, step) if shown else None
        return _article(beside) if beside else None
    if isinstance(where, EnglishPlace):
        return _written_english(where, history)
    if where.steps[0].unit in _INNER:
        shown = _shown_last(history)
        return _article(shown) + str(where) if shown else None
    return str(where)


def _written_english(place: EnglishPlace, history: Sequence[tuple[str, str]]) -> str | None:
    """Return an English place as it is to be asked for; a level alone is of the section before."""
    if place.unit:
        return _named(place.unit, place.steps)
    section = _section_last(history)
    return _named(section.unit, (section.steps[0], *place.steps)) if section else None


def _named(unit: str, steps: Sequence[str]) -> str:
    """Return a place as English laws name it: Section 3(2)(b)."""
    return f"{unit.capitalize()} {steps[0]}" + "".join(f"({step})" for step in steps[1:])


def _section_last(history: Sequence[tuple[str, str]]) -> EnglishPlace | None:
    """Return the English section, article or rule that was shown last.

    What was asked for as the next one or the one before counts on from the one it was next to.
    """
    moved = 0
    for question, _ in reversed(history):
        for place in reversed(asked_places(readable(question))):
            where = place.place
            if where in (Beside.NEXT, Beside.PREVIOUS):
                moved += 1 if where is Beside.NEXT else -1
            elif isinstance(where, EnglishPlace) and where.unit:
                return _moved(where, moved)
    return None


def _moved(section: EnglishPlace, step: int) -> EnglishPlace | None:
    """Return the section so many further on; ``None`` where its number tells none."""
    number = section.steps[0]
    if step == 0:
        return section
    if not number.isdecimal() or int(number) + step < 1:
        return None
    return EnglishPlace(section.unit, (str(int(number) + step),))


def _shown_last(history: Sequence[tuple[str, str]]) -> Step | None:
    """Return the article that was shown last: the answer begins with its number, or was asked."""
    for question, answer in reversed(history):
        printed = _FIRST_ARTICLE.match(answer)
        text = printed[1] if printed else readable(question)
        steps = [
            step
            for place in asked_places(readable(text))
            if isinstance(place.place, Address)
            for step in place.place.steps
            if step.unit == "条"
        ]
        if steps:
            return steps[-1]
    return None


def _article(step: Step) -> str:
    suffix = f"之{write(step.suffix)}" if step.suffix else ""
    return f"第{write(step.number)}条{suffix}"
