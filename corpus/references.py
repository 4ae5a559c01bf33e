"""Mentions of other places: 本办法第十条, 前款, 前三项, 依照《…》第X条, 《…》(文号)."""

from __future__ import annotations

import re

from corpus.address import Address, Step, find_addresses
from corpus.model import Reference
from corpus.normalize import to_simplified
from corpus.text.document_numbers import locate_numbers
from corpus.text.numerals import COMMON_HAN, parse_whole

__all__ = ["find_references", "resolved"]

_TITLE = re.compile(r"《([^《》\n]{2,120}(?:《[^《》\n]{1,80}》[^《》\n]{0,60})?)》")
_PLACE = re.compile(
    rf"第[(（]?[{COMMON_HAN}\d]{{1,9}}[)）]?(?:条|款|项|目)|[(（][{COMMON_HAN}]{{1,4}}[)）]项"
)
_MOST = 200  # references kept of one text
_OWN = re.compile(
    r"(?:本|该)(?:办法|条例|规定|细则|法|意见|方案|决定|通知|规则|章程|规程|制度|计划|解释|标准|编|章|节|条|款|项)"
)
_BEFORE = re.compile(rf"前([{COMMON_HAN}]{{0,3}})(条|款|项)")


def find_references(text: str) -> list[Reference]:
    """Return the references in ``text``, in order; offsets count from its first character.

    前款 and 前三项 are relative: their Address holds one step numbered 0 (前款) or minus the
    count (前三项: -3), to be resolved against the Clause that holds them.
    """
    simple = to_simplified(text)  # one for one, so that offsets stay
    found = _titled(text, simple) if "《" in text or "号" in simple else []
    if "条" in simple or "款" in simple or "项" in simple:
        found += _own(simple, [(r.start, r.end) for r in found])
    return sorted(found, key=lambda r: r.start)


def _titled(text: str, simple: str) -> list[Reference]:
    found = []
    numbers = locate_numbers(text)
    for m in _TITLE.finditer(text):
        end, number, address = m.end(), None, None
        near = next((n for n in numbers if 0 <= n.start - end <= 2), None)
        if near:
            number, end = near.number, near.end
            if text[end : end + 1] in ("）", ")"):
                end += 1
        place = _PLACE.match(simple, end)
        if place:
            _, stop, address = find_addresses(text[end : end + 40])[0]
            end += stop
        found.append(Reference(m.start(), end, m[1], number, address))
    taken = [(r.start, r.end) for r in found]
    for n in numbers:
        if not any(a <= n.start < b for a, b in taken):
            found.append(Reference(n.start, n.end, None, n.number, None))
    return found


def _own(text: str, taken: list[tuple[int, int]]) -> list[Reference]:
    found: list[Reference] = []
    position = 0
    while len(found) < _MOST and (m := _PLACE.search(text, position)):
        window = text[m.start() : m.start() + 40]
        addresses = find_addresses(window)
        start, end = m.start(), m.end()
        if addresses and addresses[0][0] == 0:
            end = m.start() + addresses[0][1]
            own = _OWN.search(text, max(0, start - 4), start)
            if own and own.end() == start:
                start = own.start()
            if not any(a <= m.start() < b for a, b in taken):
                found.append(Reference(start, end, None, None, addresses[0][2]))
        position = max(end, m.end())
    for m in _BEFORE.finditer(text):
        count = parse_whole(m[1]) if m[1] else 0
        step = Step(m[2], -(count or 0), 0, m[0])
        found.append(Reference(m.start(), m.end(), None, None, Address((step,))))
    return found


def resolved(mentioned: Address, place: Address) -> Address:
    """Return the address that a mention means, seen from the Clause at ``place``.

    第一款 and 前款 count inside the Article at hand; of 前三项 the first is meant. A mention
    that the place does not explain stays as it is.
    """
    first = mentioned.steps[0]
    above = [s for s in place.steps if s.unit == "条"]
    if first.unit not in ("款", "项", "条") or not above:
        return mentioned
    if first.number > 0:
        return mentioned if first.unit == "条" else _inside(mentioned, place)
    here = next((s for s in reversed(place.steps) if s.unit == first.unit), None)
    number = here.number - max(1, -first.number) if here else 0
    if here is None or number < 1:
        return mentioned
    outer = place.steps[: place.steps.index(here)]
    return Address((*outer, Step(first.unit, number, 0, first.label)))


def _inside(mentioned: Address, place: Address) -> Address:
    """Put 第二款 below the Article at hand, 第(二)项 below its paragraph."""
    units = ("条",) if mentioned.steps[0].unit == "款" else ("条", "款")
    return Address((*(s for s in place.steps if s.unit in units), *mentioned.steps))
