"""Names of places: region and level of an issuer, and a region's name as people say it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from corpus.normalize import to_simplified

__all__ = ["is_place_name", "level_of", "region_of", "short_name", "short_names"]

_PROVINCES = [
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江",
    "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州",
    "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港",
    "澳门",
]  # fmt: skip
_REGION = re.compile(
    r"(?:中共)?((?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?(?:[\u4e00-\u9fff]{2,10}?(?:市|自治州|州|盟|地区))?"
    r"(?:[\u4e00-\u9fff]{1,12}?(?:自治县|县|区|旗|新区|开发区))?)"
)
_STATE = re.compile(
    r"^(?:中华人民共和国|国务院|国家|中共中央|中央|全国|最高人民|财政部|教育部|科技部|科学技术部|工业和信息化部|公安部|民政部|"
    r"司法部|人力资源和?社会保障部|自然资源部|生态环境部|住房和?城乡建设部|交通运输部|水利部|农业农村部|农业部|商务部|"
    r"文化和旅游部|应急管理部|退役军人事务部|审计署|海关总署|市场监管总局|中国人民银行|中国证监会|卫生部|人事部)"
)

# What a place lies in: 云南省昆明市五华区 is 五华.
_AROUND = re.compile(
    r"(?:.{2,}?(?:省|自治区|特别行政区))?(?:.{2,}?(?:市|自治州|地区|盟))?(?=.{2,}$)"
)
# Zones (经济技术开发区, 高新区) are no level: without the word they would read as the city's name.
_LEVEL = re.compile(
    r"(?<=..)(?:特别行政区|经济特区|自治[区州县旗]|地区|(?<!高)新区|林区|市区|县城|街道"
    r"|(?<!开发)(?<!高新)(?<!示范)(?<!试验)(?<!园)区|[省市县州盟旗镇乡])$"
)
_SINGLE = "回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒京各"
_ETHNIC = (
    "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|"
    "撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|"
    "赫哲|门巴|珞巴|基诺"
)
# A name of three characters that ends in its level, or of two such as 寿县; 城区 and 乡镇 are any.
_PLACE_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:省|市|自治[区州县旗]|行政区|新区|地区|[县区州盟旗镇乡村]|街道)|[\u4e00-\u9fff]县"
)
# The peoples that an autonomous region is named after, behind the name people call it by.
_PEOPLES = re.compile(rf"(.{{2,}}?)(?:[{_SINGLE}]族|(?:{_ETHNIC})族?)+")


@lru_cache(maxsize=4096)
def short_name(region: str) -> str:
    """Return a region's name as people say it: 衡阳 of 衡阳市, 延边 of 延边朝鲜族自治州.

    Without its level, the region it lies in and the peoples it is named after, in simplified
    characters. Never shorter than two characters: 寿县 stays whole.
    """
    text = "".join(to_simplified(region).split())
    around = _AROUND.match(text)
    own = text[around.end() :] if around else text
    bare = _LEVEL.sub("", own)
    if not own.startswith("自治", len(bare)):
        return bare
    named = _PEOPLES.fullmatch(bare)
    if named:
        return named[1]
    return bare.removesuffix("族") if len(bare) > 2 else bare


def short_names(regions: Iterable[str | None]) -> frozenset[str]:
    """Return the short names of regions, those of no region left out."""
    return frozenset(short_name(region) for region in regions if region)


def is_place_name(word: str) -> bool:
    """Return whether a word names a place: by the level it ends in, or by the gazetteer.

    The gazetteer holds the provinces and what lies right below them.
    """
    text = to_simplified(word)
    return text in _gazetteer() or bool(_PLACE_NAME.fullmatch(text))


@cache
def _gazetteer() -> frozenset[str]:
    lines = files("corpus.text").joinpath("gazetteer.txt").read_text(encoding="utf-8").splitlines()
    below = (name for line in lines if not line.startswith("#") for name in line.split())
    return frozenset((*_PROVINCES, *below))


def region_of(name: str) -> str | None:
    """Return the region named at the start of an issuer or title: 云南省, 衡阳市, 国家."""
    text = "".join(to_simplified(name).split())
    if _STATE.match(text):
        return "国家"
    m = _REGION.match(text)
    region = m[1] if m else ""
    if region and region not in ("市", "省", "县", "区") and not re.search(r"[关于的和在]", region):
        return region
    return next((p for p in _PROVINCES if text.startswith(p)), None)


def level_of(name: str) -> str | None:
    """Return 国家, 省, 市 or 县 for an issuer or title that names its place, else None."""
    region = region_of(name)
    if region is None:
        return None
    if region == "国家":
        return "国家"
    if region.endswith(("县", "区", "旗")) and not region.endswith(("自治区", "地区", "行政区")):
        return "县"
    province = region.removesuffix("市") in _PROVINCES or region.endswith(
        ("省", "自治区", "行政区")
    )
    return "省" if province else "市"
