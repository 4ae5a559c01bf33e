"""The heading tree of one Document: numbered paragraphs nested by the rank of their style.

Ranks are fixed (章 over 条 over 一、 over (一) over 1.), so numbering that runs on across
parents, restarts, skips or lost its parent still lands where a reader would put it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.clean import Paragraph
from corpus.numbering import RANK, Label, read_label

__all__ = ["Node", "build_tree", "unglue"]


@dataclass(slots=True)
class Node:
    """A numbered paragraph with what stands under it; the root's is empty.

    parts: unnumbered paragraphs and child Nodes, in source order.
    """

    paragraph: Paragraph
    label: Label
    rank: int
    parts: list[Paragraph | Node] = field(default_factory=list)

    @property
    def children(self) -> list[Node]:
        """Return the numbered Nodes right below this one."""
        return [p for p in self.parts if isinstance(p, Node)]


def build_tree(paragraphs: list[Paragraph]) -> Node:
    """Nest ``paragraphs`` under a root Node."""
    root = Node(Paragraph("", 0, 0, 0, 0, None, False), Label("", 0, 0, "", 0), -1)
    stack = [root]
    ranks = _ranks(paragraphs)
    for paragraph in paragraphs:
        label = paragraph.label
        if label is None:
            _close_list(stack, paragraph)
            _holder(stack, paragraph).parts.append(paragraph)
            continue
        rank = ranks[label.unit]
        while stack[-1].rank >= rank:
            stack.pop()
        node = Node(paragraph, label, rank)
        stack[-1].parts.append(node)
        if label.unit != "——":
            stack.append(node)
    return root


def _holder(stack: list[Node], paragraph: Paragraph) -> Node:
    """Return the Node an unnumbered paragraph belongs to: in a statute, never an item."""
    if paragraph.table:
        return stack[-1]
    return next((n for n in reversed(stack) if n.label.unit == "条"), stack[-1])


# A field of a form: 办理地点：…
_FIELD = re.compile(r"[\u4e00-\u9fffA-Za-z（）()]{2,12}[:：]")


def _close_list(stack: list[Node], paragraph: Paragraph) -> None:
    """Take from the stack the items that a field of a form led in, where its next field comes.

    In 申请材料：(1)…(2)… 办理地点：… the place belongs to the form, not to the second item.
    """
    if paragraph.table or not _FIELD.match(paragraph.text):
        return
    for depth in range(len(stack) - 1, 0, -1):
        above = reversed(stack[depth - 1].parts)
        led_in = next((part for part in above if not isinstance(part, Node)), None)
        if led_in is not None and _FIELD.match(led_in.text):
            del stack[depth:]
            return


def _ranks(paragraphs: list[Paragraph]) -> dict[str, int]:
    """Return the ranks of this Document: 一、 stands over 条 where its articles stand under it."""
    seen = [p.label.unit for p in paragraphs if p.label and p.label.unit in ("一、", "条")]
    if "条" in seen and seen[0] == "一、" and seen.count("条") > seen.count("一、"):
        return RANK | {"一、": RANK["条"] - 1}
    return RANK


_MARK = re.compile(r"[。;；!！?？:：)）”」\]】]\s{0,3}(?=[(（一二三四五六七八九十\d①-⑳])")
_BRACKET = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]")
_GLUED_UNITS = frozenset(("(一)", "1.", "(1)", "①", "一、"))
_HEADING_RUN = re.compile(r"[一二三四五六七八九十]{1,3}、[^，,。；;：:、]{2,24}[(（]一[)）]")


def unglue(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Cut paragraphs where a next number is glued to the sentence before it.

    Only the number that is due is cut off (22. after 21., (二) after (一)), or a first one
    that is followed by its second in the same paragraph.
    """
    last: dict[str, int] = {}
    for paragraph in paragraphs:
        if paragraph.label:
            _remember(last, paragraph.label)
        cuts = _cuts(paragraph, last) if len(paragraph.text) < 20_000 else []
        if not cuts:
            yield paragraph
            continue
        yield from _cut(paragraph, cuts)


def _remember(last: dict[str, int], label: Label) -> None:
    rank = RANK[label.unit]
    for unit in [u for u in last if RANK[u] > rank]:
        if unit != "(一)" or label.unit != "一、":
            del last[unit]
    last[label.unit] = label.number


def _cuts(paragraph: Paragraph, last: dict[str, int]) -> list[tuple[int, Label]]:
    text = paragraph.text
    begin = paragraph.label.end if paragraph.label else 0
    found = []
    places = [m.end() for m in _MARK.finditer(text, begin)]
    if "(" in text or "（" in text:
        places += [m.start() for m in _BRACKET.finditer(text, begin)]
        if "、" in text:
            places += [m.start() for m in _HEADING_RUN.finditer(text, begin)]
    if not places:
        return []
    for place in places:
        label = read_label(text, place)
        if label and label.unit in _GLUED_UNITS:
            found.append((place, label))
    return _due(sorted(set(found)), text, paragraph.label, last)


def _due(
    found: list[tuple[int, Label]], text: str, own: Label | None, last: dict[str, int]
) -> list[tuple[int, Label]]:
    kept: list[tuple[int, Label]] = []
    seconds = {label.unit: at for at, label in found if label.number == 2}
    for at, label in found:
        if kept and at < kept[-1][1].end:
            continue
        second = seconds.get(label.unit, -1) > at
        own = kept[-1][1] if kept else own
        if _is_due(label, at, text, own, last, second=second):
            kept.append((at, label))
            _remember(last, label)
    return kept


def _is_due(
    label: Label, at: int, text: str, own: Label | None, last: dict[str, int], *, second: bool
) -> bool:
    glued = at > 0 and text[at - 1] not in "。;；!！?？:：)）”」]】 \xa0\u3000"
    if label.unit == "一、":
        return bool(_HEADING_RUN.match(text, at)) or (
            not glued and label.number == last.get("一、", 0) + 1 and label.number > 1
        )
    if label.unit == "(一)" and label.number == 1 and own and own.unit == "一、":
        return at - own.end <= 40
    if glued:
        return False
    if label.number == 1:
        heading = len(text) - label.end <= 40 and label.unit == "(一)"
        return second or heading
    return label.number == last.get(label.unit, -9) + 1


def _cut(paragraph: Paragraph, cuts: list[tuple[int, Label]]) -> Iterator[Paragraph]:
    bounds = [0, *(at for at, _ in cuts), len(paragraph.text)]
    labels = [paragraph.label, *(label for _, label in cuts)]
    for label, begin, end in zip(labels, bounds, bounds[1:], strict=False):
        piece = paragraph.part(begin, end, label)
        if piece.text:
            yield piece
