"""What a line is when it stands alone: title, issuing body, salutation, document number.

All tests run on simplified text and are linear; they look at short lines only.
"""

from __future__ import annotations

import re

from corpus.normalize import to_simplified
from corpus.text.document_numbers import locate_numbers

__all__ = [
    "ISSUING",
    "is_body_name",
    "is_gazette",
    "is_note",
    "is_number_line",
    "is_opening",
    "is_person",
    "is_salutation",
    "is_title_like",
    "issued_names",
    "kind_of",
    "part_title",
    "title_key",
]

_KINDS = (
    "工作报告|实施细则|管理办法|实施方案|工作方案|行动计划|大事记|解读|问答|讲话|致辞|通知|意见|方案|办法|规定|细则|条例|"
    "决定|决议|公告|通告|通报|报告|请示|批复|复函|函|纪要|规划|计划|纲要|措施|政策|规则|规程|规范|标准|指南|制度|章程|"
    "预案|修正案|法典|宪法|公约|议定书|协定|清单|目录|名录|公报|命令|令|答复|倡议书|要点|总结|名单|法|准则|守则|须知|流程|说明|公示|声明|简报|一览表|表|书|"
    "解释|批示|发言|访谈|实录|宣言|协议|合同|标准规范|办事指南|分工|若干意见|若干措施|若干规定|若干政策|十条"
)
_TAIL = r"(?:\s?[(（〔\[【][^()（）〔〕\[\]【】]{1,24}[)）〕\]】]){0,3}"
_KIND_END = re.compile(rf"({_KINDS}){_TAIL}[》”]?\s?{_TAIL}$")
_ENGLISH_TITLE = re.compile(
    r"\b(?:Measures|Regulations?|Notice|Opinions?|Plan|Rules?|Provisions|Decision|Guidelines?|Law|"
    r"Ordinance|Circular|Policy|Code|Act|Announcement)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"(?:关于|印发|转发|批转|发布|公布|下达|修改|废止|实施|调整|开展|解读|图解|在.{{2,40}}上的).{{2,120}}(?:{_KINDS}){_TAIL}[》”]?{_TAIL}$"
)
_ENDS = "。；;：:,，!！?？、…"
_BODY_END = re.compile(
    r"(?:办公厅|办公室|人民政府|政府|委员会|省委|市委|区委|县委|党委|党组|常委会|部|委|厅|局|司|处|署|总局|院|会|总社|"
    r"银行|中共中央|中心|公司|集团|大学|学院|指挥部|领导小组|协会|联合会|法院|检察院|站|所|队|社|办|综合司|国务院|支队|分局|管委会)$"
)
_SALUTE = re.compile(
    r"^(?:各|市|省|区|县|全|有关|本|局|机关|驻|中央|国务院|同志们|各位|尊敬的|女士们|朋友们|委|厅|部|党|人民|.{2,20}(?:人民政府|委员会|局|厅|部|公司|办公室|管委会))"
)
_SALUTE_WORDS = re.compile(
    r"政府|部门|单位|委员会|办事处|各[委局厅部]|局|厅|公司|学校|院校|机构|企业|同志|代表|委员|朋友|管委会|党委|团体|街道|中心|党组|法院|检察院|同胞|市民|家长|处室|科室"
)
_GREETING = re.compile(
    r"^(?:(?:各位|尊敬的|亲爱的|女士们|先生们).{0,40}|同志们|.{0,12}(?:同志|朋友)们)[:：,，!！]?$"
)
_NOTE = re.compile(
    r"[(（【\[]?\s?(?:此件.{0,20}(?:公开|发布|传达|阅|删减|发至).{0,20}|信息公开(?:形式|选项|类别|属性)?[:：].{1,20}|"
    r"本文件.{1,40}|(?:本文|原文|文章|内容)?(?:转载|转自|摘自|摘录|来源|来自)(?:于|自)?.{0,30}|有删减|主动公开|依申请公开|公开方式[:：].{0,20}|"
    r"联系(?:人|电话|方式)[:：].{0,60}|(?:抄送|抄报|分送|主送)[:：].{0,70})\s?[)）】\]]?[。]?"
)
_OPENING_END = re.compile(
    r"(?:(?:特|研究|现|并)?制[定订](?:了)?(?:本|如下|以下|此)(?:[\u4e00-\u9fff]{0,10}?)"
    r"(?:方案|办法|意见|规定|细则|计划|条例|规划|措施|制度|预案|规则|纲要|标准|规程|指南|通知|章程)"
    r"|(?:提出|制[定订]|通知|报告|公告|通告|作出|作)(?:如下|以下)(?:[\u4e00-\u9fff]{0,12})?"
    r"|制定了《[^》]{4,60}》"
    r"|(?:通知|报告|公告|通报|汇报|解读|解释|规定|决定|批复|答复|意见|说明|函复|函告)如下)[。:：;；,，]"
)
_OPENING_START = re.compile(
    r"^(?:为|根据|按照|依据|遵照|经|近年来|近期|当前|目前|随着|自|在|今年|去年|日前|最近|现将|《|[12]\d{3}年|一段时期)"
)
_PART = re.compile(
    r"^[【\[]?(?:第\s?([一二三四五六七八九十百\d]{1,3})\s?篇|篇\s?([一二三四五六七八九十百\d]{1,3}))[】\]]?"
    r"(?:[:：、.．\s]+|$)(?P<title>.*)$"
)
_PART_END = re.compile(
    r"^(?P<title>[^，。；：,;:《》]{4,50}?)\s*(?:[(（【]?(?:第?篇|范文|范本|精选)\s?"
    r"[一二三四五六七八九十\d]{1,3}篇?[)）】]?"
    r"|(?<=方案|通知|意见|计划|总结|报告|制度|讲话|措施|预案|公告)\s?(?:[一二三四五六七八九十]|\d{1,2}))$"
)
_GAZETTE = re.compile(
    r"(?:公报|政报|公报》|政报》).{0,8}[12]\d{3}\s?年?.{0,4}第.{1,4}[期号].{0,16}$"
    r"|^.{2,16}(?:政府公报|政报)$|^[【〔\[◆●■★]\s?[\u4e00-\u9fff]{2,12}\s?[】〕\]◆●■★]?$"
    r"|^[12]\d{3}年第\d{1,3}[期号](?:[(（]?总第?.{1,12}[)）]?)?$"
)
_SERIAL = re.compile(
    r"[(（〔\[]?(?:[12]\d{3}\s?年?\s?[)）〕\]]?\s?)?第\s?[\d一二三四五六七八九十百〇]{1,6}\s?[号號][)）]?"
)
_QUOTED = re.compile(r"《([^《》]{4,80}(?:《[^《》]{2,60}》[^《》]{0,40})?)》")
ISSUING = re.compile(r"印发|转发|批转|颁发|颁布|发布|公布|下发|施行")
_TOLD = re.compile(
    r"(?:现|予以|并|决定)[^。《》]{0,16}(?:公布|印发|发布|转发|批转|颁布|下发)|(?:公布|印发|发布|转发|批转)给你们"
    r"|(?:^现将|现将(?:修[订改正]后的|新)?)《[^》]{4,80}》(?:[和、及与]?《[^》]{4,80}》){0,8}[^。]{0,20}(?:公布|印发|发布|转发|批转|颁布|下发)"
)
_ISSUED = re.compile(
    rf"(?:印发|转发|批转|颁发|颁布|发布|公布|下发|施行)(?:.{{0,16}}(?:制定|拟订|局|委|部门|等部门)的?)?(.{{6,120}}?(?:{_KINDS}){_TAIL})(?:的(?:通知|决定|公告|通告|命令|令))"
)


def kind_of(title: str) -> str | None:
    """Return the kind of document (通知, 办法, 意见…) that a title ends with, or None."""
    text = "".join(to_simplified(title).split())
    if text == "大事记":
        return text
    if text.startswith(("解读", "图解", "一图读懂")) or "政策解读" in text:
        return "解读"
    m = _KIND_END.search(text[-60:])
    if not m:
        return None
    for short in (
        "通知",
        "意见",
        "方案",
        "办法",
        "规定",
        "细则",
        "计划",
        "报告",
        "措施",
        "政策",
        "指南",
    ):
        if m[1].endswith(short):
            return short
    return m[1]


def is_title_like(text: str) -> bool:
    """Tell whether an unnumbered line may be (part of) a title: short, no sentence mark."""
    if (
        not 2 <= len(text) <= 120
        or text[-1] in _ENDS
        or (text[-1] == "." and " " in text)
        or "\t" in text
        or text[0] in "|(（"
    ):
        return False
    return "。" not in text and text.count("，") + text.count(",") <= 2


def is_strong_title(text: str) -> bool:
    """Tell whether a line, or lines joined, reads as the full title of an official document."""
    compact = "".join(to_simplified(text).split())
    if _ENGLISH_TITLE.search(text) and text.isascii():
        return True
    return kind_of(compact) is not None and (
        bool(_ABOUT.search(compact)) or len(compact) <= 45 or compact == "大事记"
    )


def is_body_name(text: str) -> bool:
    """Tell whether a line names issuing bodies and nothing else."""
    compact = to_simplified(text).strip().removesuffix("文件")
    if not 3 <= len(compact) <= 60 or compact[-1] in _ENDS or "关于" in compact or "《" in compact:
        return False
    return all(_BODY_END.search(part) for part in compact.split())


def is_person(text: str) -> bool:
    """Tell whether a line is one personal name, perhaps spaced out: 周 海 兵."""
    compact = "".join(text.split())
    return 2 <= len(compact) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in compact)


def is_salutation(text: str) -> bool:
    """Tell whether a line addresses its readers, as 各区县人民政府,市政府各部门: does."""
    head = _before_colon(text)
    if head is None:
        return bool(len(text) <= 40 and _GREETING.match(text))
    simple = to_simplified(head)
    if len(simple) > 160 or "。" in simple or "《" in simple or "”" in simple:
        return False
    if _GREETING.match(simple):
        return True
    return bool(_SALUTE.match(simple)) and bool(_SALUTE_WORDS.search(simple))


def _before_colon(text: str) -> str | None:
    cut = [i for i in (text.find(":"), text.find("：")) if i >= 0]
    if not cut:
        return None
    head, rest = text[: min(cut)], text[min(cut) + 1 :].lstrip()
    # A colon inside running text is a salutation only where the body starts at once.
    return (
        head if not rest or rest.startswith(("现", "現", "为", "為", "《", "根据", "经")) else None
    )


def is_number_line(text: str) -> bool:
    """Tell whether a line is a document number, perhaps with the letterhead around it."""
    if len(text) > 48 or text[-1] in "。；;":
        return False
    if _SERIAL.fullmatch(text):
        return True
    found = locate_numbers(text)
    if len(found) != 1:
        return False
    before, after = text[: found[0].start], text[found[0].end :]
    return len(after.strip()) <= 6 and "《" not in before and len(before.strip()) <= 16


def is_note(text: str) -> bool:
    """Tell whether a line is a remark on publication, as (此件公开发布) or 来源:… are."""
    return len(text) <= 80 and bool(_NOTE.fullmatch(to_simplified(text)))


def is_opening(text: str, *, strict: bool = False) -> bool:
    """Tell whether an unnumbered paragraph opens a document, as 为……,制定本方案。 does.

    ``strict`` asks for words that only an opening has (制定本方案), not 如下.
    """
    if text[0] in '“「"' and ("”" not in text or text[-1] in '”」"'):
        return False  # a quoted wording, as amendments print it
    simple = to_simplified(text[-400:] if len(text) > 1200 else text)
    m = _OPENING_END.search(simple)
    if not m:
        return False
    own = bool(
        re.search(
            r"制[定订](?:了)?(?:本|《)|(?:提出|制定)(?:如下|以下)(?:实施|工作)?(?:意见|方案|办法)",
            m[0],
        )
    )
    return own if strict else own or bool(_OPENING_START.match(simple))


def is_gazette(text: str) -> bool:
    """Tell whether a line is a gazette's masthead: 衡阳政报2016年第9期."""
    return len(text) <= 60 and bool(_GAZETTE.search("".join(to_simplified(text).split())))


def part_title(text: str) -> str | None:
    """Return the title in a line that numbers it 第N篇: or (篇N), None without such a mark."""
    m = _PART.match(text) or (_PART_END.match(text) if len(text) <= 64 else None)
    return m["title"].strip() if m else None


def title_key(text: str) -> str:
    """Return the form in which titles are compared: simplified, no spaces, quotes or brackets."""
    return re.sub(
        r"[\s《》〈〉<>“”\"'‘’「」()（）〔〕\[\]【】,，、·]", "", to_simplified(text)
    ).lower()


def issued_names(title: str, opening: str) -> list[str]:
    """Return the titles that a notice or an order issues, from its title or first sentence."""
    simple = to_simplified(title)
    verb = ISSUING.search(simple)
    names: list[str] = []
    if verb:
        names = _QUOTED.findall(title[verb.start() :])
        if not names and (m := _ISSUED.search("".join(simple.split()))):
            names = [m[1]]
    told = _TOLD.search(to_simplified(opening))
    if told:
        names += _QUOTED.findall(opening[: told.end()])
    keys: dict[str, str] = {}
    for name in names:
        keys.setdefault(title_key(name), name)
    return list(keys.values())
