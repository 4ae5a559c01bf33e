"""Region and level of an issuing body, from its name."""

from __future__ import annotations

import re

from corpus.normalize import to_simplified

__all__ = ["level_of", "region_of"]

_PROVINCES = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
]
_REGION = re.compile(
    r"(?:中共)?((?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|特别行政区))?(?:[\u4e00-\u9fff]{2,10}?(?:市|自治州|州|盟|地区))?"
    r"(?:[\u4e00-\u9fff]{1,12}?(?:自治县|县|区|旗|新区|开发区))?)"
)
_STATE = re.compile(
    r"^(?:中华人民共和国|国务院|国家|中共中央|中央|全国|最高人民|财政部|教育部|科技部|科学技术部|工业和信息化部|公安部|民政部|"
    r"司法部|人力资源和?社会保障部|自然资源部|生态环境部|住房和?城乡建设部|交通运输部|水利部|农业农村部|农业部|商务部|"
    r"文化和旅游部|应急管理部|退役军人事务部|审计署|海关总署|市场监管总局|中国人民银行|中国证监会|卫生部|人事部)"
)


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
