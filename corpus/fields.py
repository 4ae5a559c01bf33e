"""The labelled fields of a page's header block: 文号, 发文机关 and so on, in lines or a table."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from corpus.clean import Paragraph
from corpus.text.dates import find_date
from corpus.text.document_numbers import locate_numbers

__all__ = ["header_fields", "is_field_row", "unmistakable"]

_FIELD_NAMES = {
    "文号": r"(?:发文字号|文\s*号)",
    "名称": r"(?:公文名称|信息名称|文件名称|名\s*称|标\s*题)",
    "发布机构": r"(?:发布机构|发文机构|发文机关|制定机关|发文单位|公布机关)",
    "发布日期": r"(?:发布日期|公布日期|发布时间|公开日期|时间|時間)",
    "成文日期": r"(?:成文日期|发文日期|生成日期|印发日期|签发日期)",
    "施行日期": r"(?:施行日期|实施日期|生效日期)",
    "失效日期": r"(?:失效日期|废止日期|截止日期)",
    "效力状态": r"(?:效力状态|有效性|时效性|效力)",
}
_OTHER_NAMES = (
    r"(?:索\s*引\s*号|主题分类|分\s*类|信息来源|主\s*题\s*词|公开方式"
    r"|体裁|组配分类|统一编号|登记号|来\s*源|來源|效力级别|关键词|公文种类)"
)
_ANY_NAME = re.compile(
    "|".join(f"(?P<f{i}>{v})" for i, v in enumerate(_FIELD_NAMES.values())) + f"|{_OTHER_NAMES}"
)


# Labels that no table of a document's own has.
_UNMISTAKABLE = re.compile(
    r"索\s*引\s*号|发文字号|发文机[关构]|发布机构|成文日期|发布日期|主题分类|公文种类"
)
# A page's line of its own day and source: 2023-02-27 18:43 来源：新华社
_PUT_UP = re.compile(r"([12]\d{3}-\d{1,2}-\d{1,2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s+来源")


def is_field_row(text: str) -> bool:
    """Tell whether a table row holds labels and their values in turn: 发文机关：, 国务院, …."""
    cells = [cell.strip() for cell in text.split("\t")]
    opened = [m.end() for cell in cells if (m := _ANY_NAME.match(cell))]
    if len(opened) == len(cells) and all(
        c[n : n + 1] in "：:" for c, n in zip(cells, opened, strict=False)
    ):
        return True
    labels = [_is_name(cell) for cell in cells]
    if not labels[0] or any(a and b for a, b in itertools.pairwise(labels)):
        return False
    return cells[0][-1] in ":：" or sum(labels[::2]) >= 2


def unmistakable(text: str) -> int:
    """Return how many labels a line holds that only a page's header block has."""
    return len(_UNMISTAKABLE.findall(text))


def _is_name(cell: str) -> bool:
    name = cell.rstrip(":： ")
    return 2 <= len(name) <= 8 and _ANY_NAME.fullmatch(name) is not None


def header_fields(kept: Sequence[Paragraph], labelled: Sequence[bool]) -> dict[str, str]:
    """Return the labelled fields (文号, 发布日期, 效力状态…) of a page's header block.

    A label's value stands after it, up to the next label, or on the next line if that is no
    label itself; a label without a value gives nothing.

    :param labelled: for each paragraph, whether it reads as labels with values.
    """
    found: dict[str, str] = {}
    waiting: str | None = None
    names = list(_FIELD_NAMES)
    for p, is_labelled in zip(kept, labelled, strict=True):
        text = p.text
        marks = [m for m in _ANY_NAME.finditer(text) if _is_label(text, m)]
        if is_labelled and (put_up := _PUT_UP.match(text)):
            _take(found, "发布日期", put_up[1])
        if not is_labelled or not marks:
            if waiting and len(text) <= 80 and not p.noise:
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


_NUMBER = re.compile(r"\S.{1,38}\d\s?[号號]")


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
        if numbers or _NUMBER.fullmatch(value):
            found[name] = numbers[0].number if numbers else "".join(value.split())
    else:
        found[name] = value
