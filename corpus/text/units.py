"""Units of figures: how each is written, what it is called here, and which are equal."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

__all__ = ["ENGLISH_UNITS", "HAN_UNITS", "Unit", "same_unit"]


class Unit(NamedTuple):
    """A unit as written.

    :param kind: the kind of figure it makes: amount, rate, period, count, age.
    :param name: its canonical name.
    :param factor: how many of ``name`` one of it is.
    """

    kind: str
    name: str
    factor: Fraction = Fraction(1)


def _units(kind: str, table: str) -> dict[str, Unit]:
    """Read "written=canonical*factor" entries."""
    units: dict[str, Unit] = {}
    for entry in table.split():
        written, _, rest = entry.partition("=")
        name, _, factor = rest.partition("*")
        units[written.replace("_", " ")] = Unit(kind, name or written, Fraction(factor or 1))
    return units


HAN_UNITS: dict[str, Unit] = {
    **_units(
        "amount",
        "元 圆=元 块钱=元 元人民币=元 人民币=元 美元 港元 港币=港元 欧元 日元 英镑 澳门元 "
        "万元=元*10000 亿元=元*100000000",
    ),
    **_units(
        "rate",
        "% ％=% ‰=%*1/10 成=%*10 个百分点=百分点 百分点 倍",
    ),
    **_units(
        "period",
        "年=月*12 周年=月*12 个月=月 个自然月=月 个季度=月*3 日 天=日 个自然日=日 "
        "自然日=日 个工作日=工作日 工作日 个工作天=工作日 周=日*7 个星期=日*7 星期=日*7 "
        "小时 个小时=小时 分钟 个半月=半月 学时 课时",
    ),
    **_units(
        "age",
        "周岁=岁 岁",
    ),
    **_units(
        "count",
        "个 名=人 人 位=人 人次 家 户 所 处 项 条 件 台 辆 座 间 间次=间 张 份 种 类 款 "
        "级 层 只 头 套 批 次 届 场 门 宗 起 艘 架 株 棵 支 部 本 册 期 组 对 幢 栋 例 篇 "
        "根 匹 盏 块 片 口 眼 孔 枚 双 列 节 档 等 轮 步 大类=类 大项=项 方面 人员=人 "
        "床=张 时 亩 公顷=亩*15 平方米 ㎡=平方米 平米=平方米 平方公里=平方米*1000000 "
        "平方千米=平方米*1000000 立方米 立方 米 公里=米*1000 千米=米*1000 厘米=米*1/100 "
        "毫米=米*1/1000 里 吨 公斤=克*1000 千克=克*1000 克 毫克=克*1/1000 斤=克*500 升 "
        "毫升=升*1/1000 千瓦=瓦*1000 兆瓦=瓦*1000000 瓦 千伏=伏*1000 伏 千瓦时 度 分贝 分 "
        "吨标准煤 摄氏度=℃ ℃ 股 票 km=米*1000 km2=平方米*1000000 m=米 cm=米*1/100 "
        "mm=米*1/1000 m2=平方米 m3=立方米 kg=克*1000 mg=克*1/1000 t=吨 kw=瓦*1000 "
        "mw=瓦*1000000 kv=伏*1000 kwh=千瓦时",
    ),
}
# A Latin unit after a number is cut at its end; inside longer words it is not a unit.
ENGLISH_UNITS: dict[str, Unit] = {
    **_units(
        "amount",
        "yuan=元 rmb=元 cny=元 renminbi=元 us_dollars=美元 dollars=美元 usd=美元 "
        "euros=欧元 hong_kong_dollars=港元",
    ),
    **_units(
        "rate",
        "percentage_points=百分点 percentage_point=百分点 percent=% per_cent=% times=倍",
    ),
    **_units(
        "period",
        "working_days=工作日 working_day=工作日 workdays=工作日 workday=工作日 "
        "business_days=工作日 business_day=工作日 calendar_days=日 days=日 day=日 "
        "weeks=日*7 week=日*7 months=月 month=月 quarters=月*3 years=月*12 year=月*12 "
        "hours=小时 hour=小时 minutes=分钟 minute=分钟",
    ),
    **_units(
        "age",
        "years_old=岁 years_of_age=岁 year_old=岁",
    ),
    **_units(
        "count",
        "people=人 persons=人 person=人 households=户 household=户 families=户 mu=亩 "
        "hectares=亩*15 hectare=亩*15 square_meters=平方米 square_metres=平方米 "
        "square_kilometers=平方米*1000000 square_kilometres=平方米*1000000 "
        "kilometers=米*1000 kilometres=米*1000 meters=米 metres=米 tons=吨 tonnes=吨 "
        "kilograms=克*1000 beds=张",
    ),
}
# Classifiers that one writer puts for another; measures (亩, 米, 吨) are never interchangeable.
_ALIKE = (
    frozenset("个家所处户座间项类种款条件套台张份部"),
    frozenset(("人", "个", "人次")),
)


def same_unit(a: str, b: str) -> bool:
    """Tell whether two count units may stand for one another: 20个 and 20家, 2000名 and 2000人."""
    return a == b or any(a in group and b in group for group in _ALIKE)
