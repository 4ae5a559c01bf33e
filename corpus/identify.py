"""Who issued a Document, under what title and number, when, and whether it still holds.

A field that the Document does not state is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from corpus.clean import Paragraph
from corpus.english import english_fields, english_title, is_english, is_provision
from corpus.fields import header_fields, unmistakable
from corpus.normalize import to_simplified
from corpus.roles import Role, signers
from corpus.segments import Segment
from corpus.text.dates import find_date, half_width, whole_date
from corpus.text.document_numbers import locate_numbers
from corpus.text.places import level_of, region_of
from corpus.titles import is_body_name, is_strong_title, kind_of, part_title, title_key
from corpus.validity import History, Validity, read_history, read_validity


@dataclass(frozen=True)
class Identity(Validity):
    """The fields of a Document that say what it is."""

    title: str | None
    number: str | None
    issuer: str | None
    written: str | None
    published: str | None
    region: str | None
    level: str | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What a file states about its Document outside the text: a title, labelled fields."""

    title: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def identify(
    segment: Segment,
    kept: list[Paragraph],
    roles: list[Role],
    *,
    parent: Identity | None,
    shared: bool,
    stated: Stated | None = None,
) -> Identity:
    """Read the fields of one Document.

    :param parent: fields of the notice that issues it, where it has no notice of its own.
    :param shared: whether its notice issues a second Document, so that the notice's title
        names both and the issued text's own title is the Document's.
    :param stated: what the file states about a Document that it holds alone.
    """
    stated = stated or Stated()
    head = _head_length(segment, roles)
    fields = _fields(kept, roles, head, stated)
    issued = "".join(kept[t - segment.first].text for t in segment.issued) or None
    notice = _chosen_title(_title(segment, kept), fields.get("名称"), stated.title) or segment.hint
    ordered = _ORDER.match(to_simplified(notice or "")) is not None
    title = issued if issued and (shared or parent or ordered) else notice
    title = _CODE.sub("", title) if title else None
    number = _number(kept[:head], roles[:head]) or fields.get("文号")
    history = History() if segment.contents else read_history(_history_lines(kept))
    written = _written(segment, kept, roles) or fields.get("成文日期") or history.passed
    if parent:
        written = written or parent.written
    validity = read_validity(kept, title or "", fields, written, history)
    issuer = _issuer(notice or "", kept, roles) or fields.get("发布机构") or _orderer(number)
    if parent:
        number, issuer = number or parent.number, parent.issuer
    if segment.contents:
        written, issuer = fields.get("发布日期") or written, None
    named = issuer or notice or ""
    return Identity(
        title=title or None,
        number=number,
        issuer=issuer,
        written=written,
        published=fields.get("发布日期")
        or history.published
        or (parent.published if parent else None),
        region=region_of(named) or region_of(title or ""),
        level=level_of(named) or level_of(title or ""),
        kind="目录" if segment.contents else kind_of(issued or "") or kind_of(title or ""),
        **vars(validity),
    )


# An order's own title says only who gives it; what it puts in force has the name people use.
_ORDER = re.compile(r"[^关《]{2,40}(?:命令|令)(?:$|[\s第〔（(\[\d])")
_COLLECTED = re.compile(r"(?=.*\d)[\dA-Z]{6,16}")  # 32002L0058
_CODE = re.compile(r"[(（]\d{5,8}[)）]$")  # the number of a text in a collection of laws


def _fields(kept: list[Paragraph], roles: list[Role], head: int, stated: Stated) -> dict[str, str]:
    """Return the labelled fields of a Document: in its head, then elsewhere, then stated."""
    labelled = [role is Role.META for role in roles]
    found = header_fields(kept[: head + 1], labelled[: head + 1])
    marks = [unmistakable(p.text) if m else 0 for p, m in zip(kept, labelled, strict=True)]
    later = [mark > 0 for mark in marks]
    if sum(marks[head + 1 :]) >= 2:
        found = header_fields(kept[head + 1 :], later[head + 1 :]) | found
    texts = [p.text for p in kept]
    if is_english(texts):
        found = english_fields(texts) | found
        if title := english_title(texts):
            found.setdefault("名称", title)
    dates = {name: day for name, v in stated.fields.items() if (day := find_date(v))}
    return dates | found


def _chosen_title(own: str | None, *stated: str | None) -> str | None:
    """Choose between the title lines of a text and the titles that its file states.

    Title lines hold unless they are a part of what is stated, go on past it, or name no kind of
    document where the stated title does.
    """
    for title in filter(None, stated):
        if own is None:
            return title
        whole, key = title_key(title), title_key(own)
        if whole == key:
            return own
        cut = len(key) >= 4 and key in whole
        cut = cut and (is_strong_title(title) or whole.startswith(key))
        overrun = len(whole) >= 4 and whole in key and not is_strong_title(own)
        if cut or overrun or (kind_of(own) is None and is_strong_title(title)):
            return title
    return own


def _head_length(segment: Segment, roles: list[Role]) -> int:
    """Return the index of the first paragraph of the body."""
    if segment.contents:
        return len(roles) - 1
    heads = (Role.TEXT, Role.LABEL, Role.ROW, Role.ANNEX)
    return next((i for i, r in enumerate(roles) if r in heads), len(roles))


_LETTERHEAD = re.compile(r"(?:文件|公文|电子公文|專用章|专用章|公报|政报)$")
_PART_TAIL = re.compile(r"_[^_《》]{2,30}$|^[\d\s]{1,4}(?=[\u4e00-\u9fff])")


def _title(segment: Segment, kept: list[Paragraph]) -> str | None:
    texts: list[str] = []
    part = None
    for t in segment.titles:
        text = kept[t - segment.first].text
        named = part_title(text)
        if named is not None:
            part = _PART_TAIL.sub("", _PART_TAIL.sub("", named)) or None
        elif _COLLECTED.fullmatch(text):
            continue
        elif segment.contents or not _LETTERHEAD.search(to_simplified(text)):
            texts.append(text)
    if len(texts) > 1 and is_provision(texts[0]):
        del texts[0]
    whole = _once(texts)
    if not whole or (part and not kind_of(whole) and kind_of(part)):
        return part
    return whole


def _once(texts: list[str]) -> str:
    """Join title lines; a title printed twice, the first time with more, counts once."""
    for n in range(1, len(texts)):
        first, second = title_key("".join(texts[:n])), title_key("".join(texts[n:]))
        if first == second or (len(second) >= 10 and second in first):
            return _joined(texts[n:])
    return _joined(texts)


def _joined(lines: list[str]) -> str:
    """Join the lines of a title: words of Latin letters keep a space between them."""
    whole = ""
    for line in lines:
        whole += " " if whole[-1:].isascii() and whole and line[:1].isascii() else ""
        whole += line
    return whole


def _number(kept: list[Paragraph], roles: list[Role]) -> str | None:
    for n, (p, role) in enumerate(zip(kept, roles, strict=True)):
        if role is Role.NUMBER:
            found = locate_numbers(p.text)
            # 第18号 alone continues the line above it: 云澜市人民政府令
            return found[0].number if found else _serial(kept[n - 1].text if n else "", p.text)
        if (
            role in (Role.TITLE, Role.PART)
            and p.text[-1] in ")）"
            and (m := _NUMBERED.search(p.text))
        ):
            return locate_numbers(m[0])[0].number if locate_numbers(m[0]) else None
    for line in _history_lines(kept):
        found = [n for n in locate_numbers(line) if "令" in n.number or "公告" in n.number]
        if found:
            return found[0].number
    return None


_NUMBERED = re.compile(r"[(（][^()（）]{3,30}[号號][)）]$")


def _orderer(number: str | None) -> str | None:
    """Return whose order a number is: 交通运输部令2026年第10号."""
    m = re.match(r"(.{2,24}?)令", number or "")
    return m[1].removeprefix("中华人民共和国") if m and is_body_name(m[1]) else None


_YEARED = re.compile(r"[(（〔\[]\s?([12]\d{3})\s?年?\s?[)）〕\]]\s?(第.+[号號])")


def _serial(above: str, serial: str) -> str | None:
    m = _YEARED.fullmatch("".join(serial.split()))
    plain = f"〔{m[1]}〕{m[2]}" if m else serial.strip("()（） ")
    return "".join(f"{above}{plain}".split()) if re.search(r"[令告]$", above) else plain


_HISTORY = re.compile(
    r"[(（]?(?:Issued|Adopted|Promulgated|Approved|Published)\b|[(（]?(?:根据|自|由|经)?\s?[12]\d{3}年\d{1,2}月\d{1,2}日"
)


def _history_lines(kept: list[Paragraph]) -> list[str]:
    """Return the header lines of a statute that tell when it was passed and changed."""
    head = takewhile(lambda p: p.label is None, kept[:24])
    return [p.text for p in head if len(p.text) <= 240 and _HISTORY.match(half_width(p.text))]


def _written(segment: Segment, kept: list[Paragraph], roles: list[Role]) -> str | None:
    """Return the bracketed date under the title, else the first date alone on its line."""
    if segment.contents:
        return None
    for wanted in (Role.PAREN_DATE, Role.DATE):
        for p, role in zip(kept, roles, strict=True):
            if role is wanted:
                return whole_date(p.text)
            if wanted is Role.DATE and role is Role.SIGNED:
                return find_date(p.text)
            if wanted is Role.PAREN_DATE and role is Role.LABEL:
                break
    return None


_ISSUER_LEAD = re.compile(r"^(.{3,80}?)(?:关于|印发|转发|批转|公布|发布|令|公告(?=第|$|[（(〔]))")
_BODY_JOINT = re.compile(
    r"(?<=办公厅)(?=\S{4})|(?<=办公室)(?=\S{4})|(?<=[省市县区州]委)(?!办公)(?=[\u4e00-\u9fff]{2,12}人民政府)|(?<=委员会)(?=\S{4})|(?<=人民政府)(?!办公)(?=\S{2,12}(?:委员会|局|厅|部))"
    r"|(?<=[\u4e00-\u9fff]{2}部)(?=[\u4e00-\u9fff]{2,7}(?:部|总局|委员会)$)"
)


def _issuer(title: str, kept: list[Paragraph], roles: list[Role]) -> str | None:
    signed = _signed_by(kept, roles)
    led = None
    simple = to_simplified(title)
    m = _ISSUER_LEAD.match(simple)
    if m and is_body_name(m[1]):
        led = "、".join(_bodies(title[: m.end(1)]))
    if signed and (led is None or "、" not in led):
        return signed
    return led or _signed_by(kept, roles, imprint=True)


def _signed_by(kept: list[Paragraph], roles: list[Role], *, imprint: bool = False) -> str | None:
    """Return who signed; ``imprint`` accepts who had it printed (…办公厅 2018年10月11日印发)."""
    for i, role in enumerate(roles):
        if role is Role.SIGNED:
            if kept[i].text.endswith("印发") and not imprint:
                continue
            return "、".join(_bodies(signers(kept[i].text)))
        if role is not Role.DATE:
            continue
        k = i
        while k > 0 and roles[k - 1] is Role.BODY_NAME:
            k -= 1
        names = [name for p in kept[k:i] for name in _bodies(p.text)]
        if names:
            return "、".join(names)
    return None


def _bodies(text: str) -> list[str]:
    names: list[str] = []
    for part in text.split():
        simple = to_simplified(part)
        cuts = [0, *(m.start() for m in _BODY_JOINT.finditer(simple) if m.start()), len(part)]
        names += [part[a:b] for a, b in pairwise(cuts) if part[a:b]]
    return names
