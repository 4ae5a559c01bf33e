"""Whether the number printed at the head of a text agrees with the address it is given.

An address may stop short of a printed number: (三) does stand in 第五条第一款. It may not name
another one of the same style: what prints 第十五条 does not stand in 第十四条.
"""

from __future__ import annotations

from corpus.address import Address, Step
from corpus.model import ClauseKind
from corpus.numbering import Label, opens_article, read_label

__all__ = ["agreed_address", "contradicted_step", "printed_number"]

# What is numbered apart from the text around it, or counts nothing.
_APART = frozenset(
    {ClauseKind.ROW, ClauseKind.TITLE, ClauseKind.FRONT, ClauseKind.NOTE, ClauseKind.SIGNATURE}
)
_UNCOUNTED = frozenset({"附件", "——"})
_HEADS = frozenset({"条", "章", "节", "编", "分编"})
# The steps of an address that a number of a style may be.
_STEPS_OF = {
    "(一)": frozenset({"(一)", "项"}),
    "1.": frozenset({"1.", "目"}),
    "(1)": frozenset({"(1)", "sub1", "sub2", "sub3", "sub4"}),
    "a)": frozenset({"a)", "sub1", "sub2", "sub3", "sub4"}),
    "第一": frozenset({"第一", "一是"}),
    "一是": frozenset({"第一", "一是"}),
}


def printed_number(text: str) -> Label | None:
    """Return the number that heads a text; ``None`` where it has none, or only refers to one."""
    label = read_label(text)
    if label is None or label.unit in _UNCOUNTED:
        return None
    return None if label.unit in _HEADS and not opens_article(text, label) else label


def contradicted_step(text: str, kind: ClauseKind, address: Address) -> int | None:
    """Return which step of an address the number that heads a text contradicts.

    :return: its place in ``address.steps``; ``None`` where they agree.
    """
    label = None if kind in _APART else printed_number(text)
    if label is None or any(_is(step, label) for step in address.steps):
        return None
    units = _STEPS_OF.get(label.unit, frozenset({label.unit}))
    alike = [n for n, step in enumerate(address.steps) if step.unit in units]
    return alike[-1] if alike else None


def agreed_address(text: str, kind: ClauseKind, address: Address) -> Address:
    """Return an address as far as the number that heads the text does not contradict it."""
    step = contradicted_step(text, kind, address)
    return address if step is None else Address(address.steps[:step])


def _is(step: Step, label: Label) -> bool:
    return (step.number, step.suffix) == (label.number, label.suffix)
