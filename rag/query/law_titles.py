"""A law's title as people type it: without the country's name, 《》, 试行 or the edition."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from corpus.normalize import to_simplified
from rag.query.named_documents import bare_title

__all__ = ["COUNTRY", "ENDING", "area_of", "ending_of", "law_key", "regionless", "title_keys"]

COUNTRY = "中华人民共和国"
_NATION = "国家"  # the region of what a body of the state issued
_KINDS = (
    "法典|实施条例|实施细则|实施办法|管理办法|管理条例|管理规定|暂行条例|修正案|司法解释|解释|条例|通则|细则|规则|规程|办法|规定|"
    "准则|守则|章程|制度|标准|规范|意见|方案|计划|规划|纲要|措施|通知|决定|公告|通告|批复|指引|指南|公约|宪法|法"
)
_SERIAL = r"(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?)?"
ENDING = re.compile(rf"(?:{_KINDS}){_SERIAL}$")
"""What the name of a law or another document ends with."""
# （试行） （2018年修正） （2024年版）; a serial number （二） is part of the name.
_EDITION = re.compile(
    r"[(（\[【〔](?:试行|暂行|草案|[^()（）\[\]【】〔〕]{0,12}(?:修订|修正|版|文本)[^()（）\[\]【】〔〕]{0,6})[)）\]】〕]"
    r"|暂行|试行"
)
_YEARS = re.compile(r"[12]\d{3}[-—~至][12]\d{3}")
# The part of a code that is kept as a file of its own: 法典 第二编 合同.
_PART = re.compile(
    r"(法典)(?:第[一二三四五六七八九十]{1,3}[分]?编.*|[\u4e00-\u9fff]{1,6}编|总则|附则)$"
)
_YEAR_LAST = re.compile(r"([a-z]{8,})[12]\d{3}$")
_ISSUES = re.compile(r"印发|转发|批转|发布|公布|颁布|下发")
_LETTERS = re.compile(r"[^\w（()）]")
_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}?(?:市|自治州|自治县|地区|盟|州|县|区|旗))"
    r"|^[\u4e00-\u9fff]{2,3}省"
)


@lru_cache(maxsize=16384)
def law_key(title: str) -> str:
    """Return the form in which names of laws are compared."""
    text = unicodedata.normalize("NFKC", to_simplified(title))
    if not _YEARS.search(text):  # a plan's years are its name, a law's are its edition
        text = _EDITION.sub("", text)
    text = _LETTERS.sub("", text).replace(COUNTRY, "").lower()
    return _PART.sub(r"\1", text).replace("(", "").replace(")", "")


def ending_of(key: str) -> str:
    """Return the kind of document that a name ends with, "" where it ends with none."""
    found = ENDING.search(key)
    return found[0] if found else ""


def regionless(key: str, region: str) -> str:
    """Return a name without the place that it begins with; the name itself where it has none.

    :param region: the Document's, "" where none is known.
    """
    own = law_key(region) if region else ""
    if own and key.startswith(own):
        return key.removeprefix(own)
    found = _PLACE.match(key)
    rest = key[found.end() :] if found else key
    return rest if len(rest) >= len("x法") and ending_of(rest) != rest else key


@lru_cache(maxsize=16384)
def title_keys(title: str) -> tuple[str, ...]:
    """Return the names a Document's title gives it: its own, and that of what it issues."""
    keys = [law_key(title)]
    if _ISSUES.search(to_simplified(title)):
        keys.append(law_key(bare_title(title)))
    if keys[0].isascii() and (named := _YEAR_LAST.match(keys[0])):
        keys.append(named[1])  # the Act is called by its name, its year left out
    return tuple(dict.fromkeys(key for key in keys if key))


def area_of(region: str | None) -> str:
    """Return where a law of a region holds, "" for everywhere.

    Texts that name no issuer hold everywhere too, as what a body of the state issued does.
    """
    return "" if region in (None, _NATION) else str(region)
