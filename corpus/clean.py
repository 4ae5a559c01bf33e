"""Lines to paragraphs: page noise told apart, broken lines mended, every offset kept.

The source text is never changed. A Paragraph knows where it stands in it and shows the text
of its lines joined, padding removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from corpus.model import TableRow
from corpus.numbering import Label, opens_article, read_label

__all__ = ["Paragraph", "is_noise", "is_row", "merged", "paragraphs"]

# Padding that str.strip leaves alone.
_PAD = " \t\r\n\v\f\x00\xa0\u3000\u200b\u200c\u200d\u2060\ufeff"

_NOISE = re.compile(
    r"(?:打印|打 印|打印本页|打印此页|打印页面|关闭|关 闭|关闭窗口|关闭本页|"
    r"返回(?:顶部|首页|列表)?|保存|收藏|文件夹|"
    r"复制链接|网站地图|无障碍(?:浏览|阅读)?|设为首页|加入收藏|查看评论|分享|首页)"
    r"(?:[\s|/·\]】>]*(?:打印|关闭|返回|保存|收藏|分享|复制|本页|窗口|\s))*"
    r"|[<【\[(]?查看评论[>】\])]?"
    r"|(?:扫一扫|扫码|扫描|用微信扫|微信扫一扫).{0,30}"
    r"|[【\[(]?(?:字体|字号)\s?[:：].{0,30}"
    r"|[【\[(]?大[\s\]】]+[【\[]?中[\s\]】]+[【\[]?小[\s\]】]*"
    r"|(?:当前|您现在的|您的|你的|所在|现在)(?:位置|页面|所在位置).{0,80}"
    r"|首页\s*[>›»].{0,80}"
    r"|(?:上|下)一[篇条](?:[:：\s].{0,80})?"
    r"|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)\s?[:：]?.{0,20}"
    r"|(?:责任编辑|编辑|作者|审核|校对)\s?[:：].{0,20}"
    r"|分享(?:到|至).{0,30}|我要(?:纠错|评论|分享|打印).{0,20}"
    r"|(?:相关(?:链接|阅读|文章|稿件|新闻|解读|文档)|推荐阅读|猜你喜欢).{0,60}"
    r"|(?:主办单位|承办单位|版权所有|技术支持|网站标识码|备案号).{0,80}"
    r"|.{0,20}(?:ICP备|公网安备).{0,40}"
    r"|当前隐藏内容免费查看.?|展开全文|阅读全文|点击下载.{0,20}|下载文档.{0,20}"
    r"|第?\s?[-—–]?\s?\d{1,4}\s?[-—–]\s?页?|第\s?\d{1,4}\s?页(?:\s?[/共]\s?\d{1,4}\s?页?)?"
    r"|.{1,40}[(（]?(?:汇总|精选|通用|合集|共)\s?\d{1,3}\s?篇[)）]?"
)
_SHELL = re.compile(
    r"小编(?:为|给|搜集|整理|精心|收集|今天|带来|推荐|在|们|与|就|和|已|将|特|来|准备)|小編(?:為|給|搜集|整理|收集)"
    r"|(?:下面|以下)(?:是|就是).{0,12}(?:大家|您|你)(?:整理|收集|搜集|带来|分享)"
    r"|供大家(?:参考|借鉴)|希望(?:能)?对(?:大家|您|你)(?:的.{0,6})?有所?帮助|欢迎(?:大家)?阅读"
)
_NOISE_PREFIX = re.compile(r"当前隐藏内容免费查看[。.]?")

# Markdown's marks at the start of a line are not text.
_MARKDOWN = re.compile(r"(?:#{1,6}(?=\s|第|$)\s*|<!--[^<>]{0,200}-->\s*)+")

# A quotation, an item of a list or bold letters before a number: > 第三条, - （一）, **第一条**.
_BEFORE_NUMBER = re.compile(r"(?:>\s?|[-*+]\s+|\*\*)+(?=[（(【]?[第一二三四五六七八九十\d])")
_BRACKETED = re.compile(r"【(?=第.{1,9}[条條]】)")

_OPENING_MARKS = {
    "当": _NOISE_PREFIX,
    "#": _MARKDOWN,
    "<": _MARKDOWN,
    ">": _BEFORE_NUMBER,
    "-": _BEFORE_NUMBER,
    "*": _BEFORE_NUMBER,
    "+": _BEFORE_NUMBER,
    "【": _BRACKETED,
}
# A page's number left at the end of a line: 来函、来电-1-
_PAGE_TAIL = re.compile(r"(?<=[\u4e00-\u9fff、，,；;])\s?[-—–]\s?\d{1,3}\s?[-—–]$")
# Furniture wherever it stands: numbers of pages, buttons in a row, the place in a site.
_ANYWHERE = re.compile(
    r"第?\s?[-—–]?\s?\d{1,4}\s?[-—–]\s?页?|第\s?\d{1,4}\s?页(?:\s?[/共]\s?\d{1,4}\s?页?)?"
    r"|(?:打印|关闭|返回|分享|收藏|复制)(?:[\s|/·\]】>]*(?:打印|关闭|返回|分享|收藏|复制|本页|窗口))+"
    r"|(?:当前|您现在的|您的|你的|所在|现在)(?:位置|页面|所在位置).{0,80}"
    r"|当前隐藏内容免费查看.?|展开全文|阅读全文|下载文档.{0,20}"
)
_MOST_BETWEEN = 60  # lines of one article
_MOST_LINES = 300  # lines of one paragraph
_LONGEST_LINE = 20_000  # characters; a longer one is read as several, so that no clause is endless
_BREAKS = ("。", "；", "！", "？", ". ", "，", ", ", "、", " ")
_VALUE = re.compile(r"[\d〇.,%％/~+-]{1,12}[。]")
_BARE = re.compile(r"\d{1,4}(?:\.\d{1,3})?[%％]?")
_REFERABLE = frozenset(("条", "章", "节", "编", "分编", "部分"))
_UNIT_START = tuple("年月日个万亿元张家名人次项件％%倍岁户亩米吨")
_CONTINUES = tuple(".)）]},，、。;；:：!！?？%％”’》】〉")
_WIDE = re.compile("[\u2e80-\U0010ffff]+")
_PAUSE = re.compile("[，。,；]")
_SENTENCE_ENDS = "。！？!?；;：:.”"
_OPEN_END = tuple("，,、（([《“〈")
_LABEL_ONLY = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\d{1,3}[.．、]|[(（]\s?(?:[一二三四五六七八九十\d]{1,3}\s?[)）]?)?)"
)


class Paragraph(NamedTuple):
    """One logical paragraph of a source text.

    text: its lines joined. start, end: offsets in the source. first, last: 1-based lines.
    label: the number that opens it. noise: page furniture that belongs to no Document.
    seams: (index in text, offset in source) where each of several joined lines begins.
    table, row_number, row: its place in a table, 0 and None outside one.
    """

    text: str
    start: int
    end: int
    first: int
    last: int
    label: Label | None
    noise: bool
    seams: tuple[tuple[int, int], ...] = ()
    table: int = 0
    row_number: int = 0
    row: TableRow | None = None

    def offset(self, index: int) -> int:
        """Return the offset in the source of ``text[index]``."""
        for at, source in reversed(self.seams):
            if at <= index:
                return source + index - at
        return self.start + index

    def part(self, begin: int, end: int, label: Label | None = None) -> Paragraph:
        """Return ``text[begin:end]``, padding removed, as a paragraph of its own."""
        raw = self.text[begin:end]
        piece = raw.strip(_PAD)
        begin += len(raw) - len(raw.lstrip(_PAD))
        end = begin + len(piece)
        seams = tuple((at - begin, source) for at, source in self.seams if begin < at < end)
        start = self.offset(begin)
        if seams:
            seams = ((0, start), *seams)
        stop = self.offset(end - 1) + 1 if piece else start
        moved = label._replace(end=label.end - begin) if label else None
        return self._replace(text=piece, start=start, end=stop, label=moved, seams=seams)


def is_noise(line: str) -> bool:
    """Tell whether a line is page furniture: menus, fonts, QR hints, print and close buttons."""
    if len(line) <= 100 and _NOISE.fullmatch(line):
        return True
    if len(line) > 600:
        return False
    spoken = "小编" in line or "小編" in line or "大家" in line or "欢迎" in line or "希望" in line
    return spoken and _SHELL.search(line) is not None


def is_row(text: str) -> bool:
    """Tell whether a line is a table row: cells between bars, or short ones between tabs."""
    if "\t" not in text:
        return text[0] == "|" and text.count("|") >= 2
    if text.count("\t") == 1 and (len(text) > 120 or read_label(text)):
        return False  # a tab after a number, or a stray one
    return "。" not in text[:-1]


def paragraphs(text: str) -> list[Paragraph]:
    """Cut ``text`` into paragraphs, blank lines left out, broken lines joined."""
    groups: list[list[_Line]] = []
    previous: _Line | None = None
    lines = _in_place(_lines(text))
    full = _full_width(lines)
    for line, following in zip(lines, [*lines, None][1:], strict=True):
        joined = previous is not None and not line.noise and not previous.noise
        joined = joined and previous is not None and previous.number != line.number
        joined = joined and len(groups[-1]) < _MOST_LINES
        if (
            previous
            and joined
            and (_joins(previous, line, following, groups[-1]) or _wrapped(previous, line, full))
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
        previous = line
    return [_paragraph(group) for group in groups]


class _Line(NamedTuple):
    text: str
    start: int
    number: int
    noise: bool


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    offset = 0
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip(_PAD)
        if stripped and "\t" in stripped and raw[0] == "\t" and not read_label(stripped):
            stripped = raw.rstrip(_PAD)  # a row whose first cell is empty
        if stripped:
            start = offset + raw.index(stripped)
            start, stripped = _without_marks(start, stripped)
            if stripped and stripped[-1] in "-—–" and (m := _PAGE_TAIL.search(stripped)):
                stripped = stripped[: m.start()]
            if not stripped:
                offset += len(raw) + 1
                continue
            if len(stripped) > _LONGEST_LINE:
                lines += _cut(stripped, start, number)
            else:
                lines.append(_Line(stripped, start, number, is_noise(stripped)))
        offset += len(raw) + 1
    return lines


def _cut(text: str, start: int, number: int) -> Iterator[_Line]:
    """Cut a line without end after its sentences, else at a pause, else where it must be."""
    at = 0
    while at < len(text):
        end = min(at + _LONGEST_LINE, len(text))
        if end < len(text):
            marks = (text.rfind(mark, at + _LONGEST_LINE // 2, end) for mark in _BREAKS)
            end = next((found + 1 for found in marks if found >= 0), end)
        piece = text[at:end].strip(_PAD)
        if piece:
            yield _Line(piece, start + text.index(piece, at), number, noise=False)
        at = end


def _in_place(lines: list[_Line]) -> list[_Line]:
    """Return lines with those that only look like furniture told by where they stand.

    Between an article and the next one of its series a line is the text's own, whatever its
    words: 审核：区人社局15个工作日内审核. Page numbers are none of it anywhere.
    """
    if not any(line.noise for line in lines):
        return lines
    marks = [
        (i, label)
        for i, line in enumerate(lines)
        if line.text[0] in "第一二三四五六七八九十"
        and (label := read_label(line.text))
        and label.unit in ("条", "一、")
    ]
    out = list(lines)
    for (i, a), (k, b) in pairwise(marks):
        if a.unit == b.unit and b.number == a.number + 1 and k - i <= _MOST_BETWEEN:
            for j in range(i, k):
                if lines[j].noise and not _ANYWHERE.fullmatch(lines[j].text):
                    out[j] = lines[j]._replace(noise=False)
    last = marks[-1][0] if marks else len(lines)
    for j in range(last + 1, min(last + _MOST_BETWEEN, len(lines) - 1)):
        inside = _is_sentence(out[j - 1]) and _is_sentence(lines[j + 1])
        if lines[j].noise and inside and not _ANYWHERE.fullmatch(lines[j].text):
            out[j] = lines[j]._replace(noise=False)
    return out


def _is_sentence(line: _Line) -> bool:
    return not line.noise and line.text[-1] in "。；：" and len(line.text) >= 6


def _full_width(lines: list[_Line]) -> int:
    """Return the width at which a text's lines were broken to fit a page, 0 if they were not.

    Wide characters count as two. In such a text most lines that another follows directly
    are nearly as wide as the widest and end in the middle of a sentence.
    """
    followed = [a for a, b in pairwise(lines) if b.number == a.number + 1 and len(a.text) >= 12]
    half = 0.5 * len(followed)
    open_ended = [line.text for line in followed if line.text[-1] not in _SENTENCE_ENDS]
    # Most texts leave here: their lines end where sentences do.
    if len(followed) < 12 or len(open_ended) < half:
        return 0
    prose = sum(_PAUSE.search(line.text) is not None for line in followed)
    if 2 * prose < half:
        return 0
    widths = sorted(_width(line.text) for line in followed)
    full = widths[int(len(widths) * 0.9)]
    broken = sum(_width(text) >= 0.8 * full for text in open_ended)
    wrapped = min(broken, 2 * prose) >= 0.5 * len(followed)
    return full if wrapped and 30 <= full <= 200 else 0


def _width(text: str) -> int:
    return len(text) if text.isascii() else 2 * len(text) - len(_WIDE.sub("", text))


def _wrapped(previous: _Line, line: _Line, full: int) -> bool:
    """Tell whether the page's width broke a sentence between two lines."""
    if not full or line.number != previous.number + 1 or _opens(line.text):
        return False
    slack = 12 if previous.text.isascii() else 4
    return _width(previous.text) >= full - slack and previous.text[-1] not in _SENTENCE_ENDS


def _without_marks(start: int, text: str) -> tuple[int, str]:
    """Leave out what opens a line and is no text: Markdown's marks, a site's remark."""
    pattern = _OPENING_MARKS.get(text[0])
    m = pattern.match(text) if pattern else None
    return (start + m.end(), text[m.end() :]) if m else (start, text)


def _joins(previous: _Line, line: _Line, following: _Line | None, group: list[_Line]) -> bool:
    """Decide whether ``line`` goes on where ``previous`` broke off."""
    before, text = previous.text, line.text
    if is_row(text) or is_row(before):
        return False
    if text.startswith(_CONTINUES):
        return True
    short = len(before) <= 12
    if short and len(before) <= 6 and _LABEL_ONLY.fullmatch(before):
        return True
    if short and (_VALUE.fullmatch(before) or _is_value(group, before, text)):
        return not _opens(text)
    if len(text) <= 12 and _is_loose_value(text, following.text if following else ""):
        return True
    if before.endswith(_OPEN_END) and not _opens(text):
        return True
    return _title_breaks(before, text)


def _is_loose_value(text: str, following: str) -> bool:
    """Tell whether a number alone on its line belongs to the sentence before it.

    Not so where a bracket follows: that is the year of a broken 〔2014〕, which opens a text.
    """
    if _VALUE.fullmatch(text):
        return following[:1] not in ("]", "〕", "］")
    return bool(_BARE.fullmatch(text)) and following.startswith(_UNIT_START)


def _is_value(group: list[_Line], before: str, text: str) -> bool:
    if not _BARE.fullmatch(before):
        return False
    return text.startswith(_UNIT_START) or (len(group) > 1 and bool(_VALUE.fullmatch(text)))


def _opens(text: str) -> bool:
    label = read_label(text)
    return label is not None or text in "(（"


def _title_breaks(before: str, text: str) -> bool:
    """Tell whether a short line leaves 《 or “ open: a title broken over lines."""
    if len(before) > 60 or len(text) > 60:
        return False
    return any(before.count(a) > before.count(b) and b in text for a, b in ("《》", "“”"))


def _paragraph(group: list[_Line]) -> Paragraph:
    first, last = group[0], group[-1]
    joined, seams = (first.text, ()) if len(group) == 1 else _join(group)
    label = None if first.noise or is_row(joined) else read_label(joined)
    if label and label.unit in _REFERABLE and not opens_article(joined, label):
        label = None
    end = last.start + len(last.text)
    return Paragraph(joined, first.start, end, first.number, last.number, label, first.noise, seams)


def _join(group: list[_Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, seams = "", []
    for line in group:
        if text and _latin(text[-1]) and _latin(line.text[0]):
            text += " "  # two words, or two numbers that must not read as one
        seams.append((len(text), line.start))
        text += line.text
    return text, tuple(seams)


def _latin(c: str) -> bool:
    return c.isascii() and c.isalnum()


def merged(group: list[Paragraph]) -> Paragraph:
    """Return paragraphs that stand one after another as one, a space between them."""
    first, last = group[0], group[-1]
    if first is last:
        return first
    text, seams = "", []
    for p in group:
        text += " " if text else ""
        seams += [(len(text) + at, source) for at, source in p.seams or ((0, p.start),)]
        text += p.text
    return first._replace(text=text, end=last.end, last=last.last, seams=tuple(seams))
