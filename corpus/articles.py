"""Articles and Clauses of one Document, cut from its heading tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from corpus.address import Address, Step
from corpus.clean import Paragraph
from corpus.damage import is_garbled
from corpus.model import Article, Clause, ClauseKind, Reference, TableRow
from corpus.numbering import Label
from corpus.pieces import inner_heading, ordinals, pieces
from corpus.references import find_references, resolved
from corpus.tables import with_tables
from corpus.text.numerals import write
from corpus.tree import Node, build_tree, unglue

__all__ = ["Part", "build_articles"]

_SECTION_UNITS = frozenset(("部分", "编", "分编", "章", "节"))
_ITEM_UNITS = frozenset(("(1)", "①", "a)", "——", "sub1", "sub2", "sub3", "sub4"))
_DECIMALS = frozenset(("1", "1.1", "1.1.1", "1.1.1.1"))
# Taiwan counts its articles in figures, 第 4-1 條, and calls their paragraphs 項.
_TAIWAN = re.compile(r"第\d[\d-]*條")
_REFERS = re.compile(r"[《号條条款项]")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a Document: lines of one kind, or a numbered body (kind None).

    annex: its number where it is an annex (0 where unnumbered), else None. path: printed
    headings above it.
    """

    paragraphs: list[Paragraph]
    kind: ClauseKind | None = None
    annex: int | None = None
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A Clause before it has an id."""

    address: Address
    kind: ClauseKind
    paragraph: Paragraph
    row: TableRow | None = None


@dataclass(slots=True)
class _Open:
    address: Address
    path: tuple[str, ...]
    heading: str
    drafts: list[_Draft] = field(default_factory=list)


def build_articles(document_id: str, base: int, parts: list[Part]) -> tuple[Article, ...]:
    """Return the Articles of a Document.

    :param base: offset of the Document's text in the source; Clause offsets count from it.
    """
    opened: list[_Open] = []
    for part in parts:
        opened += _Body(part).articles() if part.kind is None else [_flat(part, part.kind)]
    articles, count = [], 0
    for number, draft in enumerate((o for o in opened if o.drafts), 0):
        clauses = tuple(
            _clause(document_id, count + n, base, d) for n, d in enumerate(draft.drafts)
        )
        count += len(clauses)
        articles.append(
            Article(f"{document_id}-a{number}", draft.address, draft.path, draft.heading, clauses)
        )
    return tuple(articles)


def _flat(part: Part, kind: ClauseKind) -> _Open:
    address = _annex_address(part)
    drafts = [_Draft(address, kind, p) for p in part.paragraphs]
    return _Open(address, part.path, "", drafts)


def _annex_address(part: Part) -> Address:
    if not part.annex:
        return Address()
    return Address((Step("附件", part.annex, 0, f"附件{part.annex}"),))


def _clause(document_id: str, number: int, base: int, draft: _Draft) -> Clause:
    p = draft.paragraph
    own = p.label.end if p.label else 0
    references = _references(p, own, base, draft.address) if _REFERS.search(p.text, own) else ()
    return Clause(
        f"{document_id}-{number}", draft.address, draft.kind, p.text, p.start - base,
        p.end - base, draft.row, is_garbled(p.text), references,
    )  # fmt: skip


def _references(p: Paragraph, own: int, base: int, place: Address) -> tuple[Reference, ...]:
    """Return what a Clause refers to, its own number left out, seen from where it stands."""
    return tuple(
        Reference(
            p.offset(r.start) - base, p.offset(r.end - 1) + 1 - base, r.title, r.number,
            r.address if r.title or r.address is None else resolved(r.address, place),
        )
        for r in find_references(p.text)
        if r.start >= own
    )  # fmt: skip


class _Body:
    """Walks the tree of a numbered body and writes Articles."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.root = build_tree(with_tables(list(unglue(part.paragraphs))))
        self.done: list[_Open] = []

    def articles(self) -> list[_Open]:
        address = _annex_address(self.part)
        self._open(address, self.part.path, "")
        self._stretch(self.root, address, self.part.path)
        return self.done

    def _open(self, address: Address, path: tuple[str, ...], heading: str) -> _Open:
        self.done.append(_Open(address, path, heading))
        return self.done[-1]

    def _stretch(self, node: Node, address: Address, path: tuple[str, ...]) -> None:
        """Write a node whose children stand alone: a section, or the whole body."""
        alone = _standing_alone(node)
        after = False
        for part in node.parts:
            if isinstance(part, Node) and alone[part.label.unit]:
                self._numbered(part, address, path)
                after = True
                continue
            if after:
                # Unnumbered text after numbered children belongs to the section itself.
                self._open(address, path, "")
                after = False
            if isinstance(part, Node):
                self._item(part, address, self.done[-1])
            else:
                self._text(part, address, self.done[-1], ClauseKind.PARAGRAPH)

    def _numbered(self, node: Node, above: Address, path: tuple[str, ...]) -> None:
        """Write a numbered paragraph that stands alone: an Article, or a section of them."""
        p, label = node.paragraph, node.label
        step = Step(label.unit, label.number, label.suffix, _printed(label, above))
        if label.unit == "条":
            self._statute(node, Address((*_annex_address(self.part).steps, step)), path)
            return
        address = Address((*above.steps, step))
        heading_end = _heading_end(node)
        heading = p.text[:heading_end].strip()
        opened = self._open(address, path, heading)
        if heading_end:
            opened.drafts.append(_Draft(address, ClauseKind.HEADING, p.part(0, heading_end, label)))
        if heading_end < len(p.text):
            self._text(p.part(heading_end, len(p.text)), address, opened, ClauseKind.PARAGRAPH)
        self._stretch(node, address, (*path, heading or label.text))

    def _statute(self, node: Node, address: Address, path: tuple[str, ...]) -> None:
        """Write 第X条: its unnumbered paragraphs are 款, its (一) are 项, their 1. are 目."""
        opened = self._open(address, path, "")
        english = address.steps[-1].label.lstrip("§").isascii()
        paragraphs = "項" if _TAIWAN.match(address.steps[-1].label) else "款"
        count = 0
        for part in (node.paragraph, *node.parts):
            if isinstance(part, Node):
                inner = _paragraph_step(max(count, 1), english, paragraphs)
                below = part.label.unit.startswith("sub")
                place = address if below else Address((*address.steps, inner))
                self._item(part, place, opened)
                continue
            bare = part.label is not None and part.label.end >= len(part.text)
            if bare:
                opened.drafts.append(_Draft(address, ClauseKind.HEADING, part))
                continue
            # The rows of a table belong to the paragraph that leads them in, and are none.
            count += not part.table or not count
            place = Address((*address.steps, _paragraph_step(count, english, paragraphs)))
            self._text(part, place, opened, ClauseKind.PARAGRAPH)

    def _item(self, node: Node, above: Address, opened: _Open) -> None:
        address = Address((*above.steps, _item_step(node.label, above)))
        self._text(node.paragraph, address, opened, ClauseKind.ITEM)
        for part in node.parts:
            if isinstance(part, Node):
                self._item(part, address, opened)
            else:
                self._text(part, address, opened, ClauseKind.PARAGRAPH)

    def _text(self, p: Paragraph, address: Address, opened: _Open, kind: ClauseKind) -> None:
        if p.table:
            opened.drafts.append(_row(p, address))
            return
        for piece in pieces(p):
            if piece.ordinal:
                step = Step("一是", piece.ordinal, 0, piece.label)
                place = Address((*_above_ordinals(address), step))
                opened.drafts.append(_Draft(place, ClauseKind.ITEM, piece.paragraph))
            else:
                opened.drafts.append(_Draft(address, kind, piece.paragraph))


def _above_ordinals(address: Address) -> tuple[Step, ...]:
    """Return the steps above 四是, beside which 五是 stands in the same paragraph."""
    steps = address.steps
    return steps[:-1] if steps and steps[-1].unit == "一是" else steps


def _row(p: Paragraph, address: Address) -> _Draft:
    steps = address.steps
    if p.table > 1:
        steps = (*steps, Step("表", p.table, 0, f"表{p.table}"))
    if p.row_number:
        steps = (*steps, Step("行", p.row_number, 0, f"第{p.row_number}行"))
    return _Draft(Address(steps), ClauseKind.ROW, p, p.row)


@lru_cache(maxsize=256)
def _paragraph_step(number: int, english: bool, unit: str) -> Step:
    if english:
        return Step("款", number, 0, f" para. {number}" if number > 1 else "")
    return Step("款", number, 0, f"第{write(number)}{unit}")


def _item_step(label: Label, above: Address) -> Step:
    units = {s.unit for s in above.steps}
    number = label.number or 1
    if "条" in units and label.unit == "(一)":
        word = "項" if any("條" in s.label for s in above.steps) else "项"
        return Step("项", number, 0, f"第({write(number)}){word}")
    if "项" in units and label.unit == "1.":
        return Step("目", number, 0, f"第{number}目")
    return Step(label.unit, number, label.suffix, label.text)


def _printed(label: Label, above: Address) -> str:
    """Return what a label adds to the address above it: 4.1.2 adds .2 to 4.1."""
    if label.unit in _DECIMALS and above.steps and above.steps[-1].unit in _DECIMALS:
        return f".{label.number}"
    begins = label.text[:1]
    if label.unit != "条" and begins.isascii() and begins.isalnum():
        ends = str(above)[-1:]
        if ends.isascii() and ends.isalnum():
            return f" {label.text}"  # PART 1 3., not PART 13.
    return label.text


def _heading_end(node: Node) -> int:
    """Return where the heading of a numbered paragraph ends, 0 where it has none."""
    text, label = node.paragraph.text, node.label
    if label.unit in _SECTION_UNITS:
        return len(text)
    if label.unit == "一是" and ordinals(text, label):
        return 0  # 五是 stands beside it
    return inner_heading(text, label.end, has_body=bool(node.parts))


def _standing_alone(node: Node) -> dict[str, bool]:
    """Tell for each style among a node's children whether they stand alone or are list items."""
    groups: dict[str, list[Node]] = {}
    for child in node.children:
        groups.setdefault(child.label.unit, []).append(child)
    return {unit: _stands(unit, group) for unit, group in groups.items()}


def _stands(unit: str, group: list[Node]) -> bool:
    if unit in _ITEM_UNITS:
        return False
    if unit in _SECTION_UNITS or unit in _DECIMALS or unit in ("条", "一、"):
        return True
    full = sum(_is_full(child) for child in group)
    return 2 * full >= len(group)


def _is_full(node: Node) -> bool:
    """Tell whether a numbered paragraph has a heading and a body, or is long."""
    text = node.paragraph.text
    if node.parts or len(text) > 120:
        return True
    if text[-1] in "；;":
        return False
    return 0 < inner_heading(text, node.label.end, has_body=False) < len(text)
