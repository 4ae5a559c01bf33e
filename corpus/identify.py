"""Who issued a Document, under what title and number, when, and whether it still holds.

A field that the Document does not state is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile

from corpus.clean import Paragraph
from corpus.normalize import to_simplified
from corpus.roles import Role
from corpus.segments import Segment
from corpus.text.dates import find_date, whole_date
from corpus.text.document_numbers import locate_numbers
from corpus.text.places import level_of, region_of
from corpus.titles import is_body_name, kind_of, part_title, title_key
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


def identify(
    segment: Segment,
    kept: list[Paragraph],
    roles: list[Role],
    *,
    parent: Identity | None,
    shared: bool,
) -> Identity:
    """Read the fields of one Document.

    :param parent: fields of the notice that issues it, where it has no notice of its own.
    :param shared: whether its notice issues a second Document, so that the notice's title
        names both and the issued text's own title is the Document's.
    """
    head = _head_length(segment, roles)
    fields = header_fields(kept[: head + 1], roles[: head + 1])
    issued = "".join(kept[t - segment.first].text for t in segment.issued) or None
    notice = _title(segment, kept) or fields.get("名称") or segment.hint
    title = issued if issued and (shared or parent) else notice
    number = _number(kept[:head], roles[:head]) or fields.get("文号")
    history = History() if segment.contents else read_history(_history_lines(kept))
    written = _written(segment, kept, roles) or fields.get("成文日期") or history.passed
    if parent:
        written = written or parent.written
    validity = read_validity(kept, title or "", fields, written, history)
    issuer = _issuer(notice or "", kept, roles) or fields.get("发布机构")
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


def _head_length(segment: Segment, roles: list[Role]) -> int:
    """Return the index of the first paragraph of the body."""
    if segment.contents:
        return len(roles) - 1
    heads = (Role.TEXT, Role.LABEL, Role.ROW, Role.ANNEX)
    return next((i for i, r in enumerate(roles) if r in heads), len(roles))


_FIELD_NAMES = {
    "文号": r"(?:发文字号|文\s*号)",
    "名称": r"(?:公文名称|信息名称|文件名称|名\s*称)",
    "发布机构": r"(?:发布机构|发文机构|发文机关|制定机关|发文单位|公布机关)",
    "发布日期": r"(?:发布日期|公布日期|发布时间|公开日期|时间|時間)",
    "成文日期": r"(?:成文日期|发文日期|生成日期|印发日期|签发日期)",
    "施行日期": r"(?:施行日期|实施日期|生效日期)",
    "失效日期": r"(?:失效日期|废止日期|截止日期)",
    "效力状态": r"(?:效力状态|有效性|时效性|效力)",
}
_OTHER_NAMES = (
    r"(?:索\s*引\s*号|主题分类|分\s*类|信息来源|主\s*题\s*词|公开方式"
    r"|体裁|组配分类|统一编号|登记号|来源|來源|效力级别|关键词)"
)
_ANY_NAME = re.compile(
    "|".join(f"(?P<f{i}>{v})" for i, v in enumerate(_FIELD_NAMES.values())) + f"|{_OTHER_NAMES}"
)


def header_fields(kept: list[Paragraph], roles: list[Role]) -> dict[str, str]:
    """Return the labelled fields (文号, 发布日期, 效力状态…) of a page's header table.

    A label's value stands after it, up to the next label, or on the next line if that is no
    label itself; a label without a value gives nothing.
    """
    found: dict[str, str] = {}
    waiting: str | None = None
    names = list(_FIELD_NAMES)
    for p, role in zip(kept, roles, strict=True):
        text = p.text
        marks = [m for m in _ANY_NAME.finditer(text) if _is_label(text, m)]
        if role is not Role.META or not marks:
            if waiting and len(text) <= 80 and role is not Role.NOISE:
                _take(found, waiting, text)
            waiting = None
            continue
        for m, following in zip(marks, [*marks, None][1:], strict=True):
            value = text[m.end() : following.start() if following else len(text)]
            name = names[int(m.lastgroup[1:])] if m.lastgroup else None
            value = value.strip(" :：\xa0\u3000\t")
            waiting = name if name and not value else None
            if name and value:
                _take(found, name, value)
    return found


def _is_label(text: str, m: re.Match[str]) -> bool:
    before, after = text[: m.start()], text[m.end() : m.end() + 1]
    opens = not before or before[-1].isspace() or before in "•·●◆■□▪"
    return opens and (not after or after in ":：" or after.isspace())


def _take(found: dict[str, str], name: str, value: str) -> None:
    if name in found:
        return
    if name.endswith("日期"):
        date = find_date(value)
        if date and "-" in date:
            found[name] = date
    elif name == "文号":
        numbers = locate_numbers(value)
        if numbers:
            found[name] = numbers[0].number
    else:
        found[name] = value


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
        elif segment.contents or not _LETTERHEAD.search(to_simplified(text)):
            texts.append(text)
    whole = _once(texts)
    if not whole or (part and not kind_of(whole) and kind_of(part)):
        return part
    return whole


def _once(texts: list[str]) -> str:
    """Join title lines; a title printed twice, the first time with more, counts once."""
    for n in range(1, len(texts)):
        first, second = title_key("".join(texts[:n])), title_key("".join(texts[n:]))
        if first == second or (len(second) >= 10 and second in first):
            return "".join(texts[n:])
    return "".join(texts)


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


def _serial(above: str, serial: str) -> str | None:
    plain = serial.strip("()（） ")
    return "".join(f"{above}{plain}".split()) if re.search(r"[令告]$", above) else plain


_HISTORY = re.compile(
    r"[(（]?(?:Issued|Adopted|Promulgated|Approved|Published)\b|[(（]?(?:根据|自|由|经)?\s?[12]\d{3}年\d{1,2}月\d{1,2}日"
)


def _history_lines(kept: list[Paragraph]) -> list[str]:
    """Return the header lines of a statute that tell when it was passed and changed."""
    head = takewhile(lambda p: p.label is None, kept[:24])
    return [p.text for p in head if len(p.text) <= 240 and _HISTORY.match(p.text)]


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


_ISSUER_LEAD = re.compile(r"^(.{3,80}?)(?:关于|印发|转发|批转|公布|发布|令|公告(?=第))")
_BODY_JOINT = re.compile(
    r"(?<=办公厅)(?=\S{4})|(?<=办公室)(?=\S{4})|(?<=[省市县区州]委)(?!办公)(?=[\u4e00-\u9fff]{2,12}人民政府)|(?<=委员会)(?=\S{4})|(?<=人民政府)(?!办公)(?=\S{2,12}(?:委员会|局|厅|部))"
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
    return led


def _signed_by(kept: list[Paragraph], roles: list[Role]) -> str | None:
    for i, role in enumerate(roles):
        if role is Role.SIGNED:
            return "、".join(_bodies(kept[i].text.rsplit(maxsplit=1)[0]))
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
