"""Character errors of text recognition on clean pages, where the packages for it are installed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from corpus.limits import Limits
from corpus.readers.recognition import can_recognise, read_picture
from corpus.text.dates import half_width

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not can_recognise(), reason="needs policyqa[ocr]"),
]
_FONTS = sorted(Path("/usr/share/fonts").rglob("Noto*CJK-Regular.ttc"))
_PAGE = (1654, 2339)  # A4 at 200 dpi
_MOST_ERRORS = 0.02
_TEXT = """云澜市城乡居民最低生活保障办法
云府发〔2024〕17号
第一条　为了保障困难居民的基本生活，根据《社会救助暂行办法》和有关规定，结合本市实际，制定本办法。
第二条　持有本市户籍，人均月收入低于当地最低生活保障标准，且财产状况符合规定的，可以申请。
第三条　城镇标准为每人每月790元，农村标准为每人每月640元，自2024年5月1日起执行。
第四条　街道办事处应当自受理申请之日起15个工作日内完成入户调查、邻里访问和信息核对。
第五条　有下列情形之一的，不予批准：
（一）拥有2套以上商品住房的；
（二）3年内自费出国、出境旅游，或者购买非普惠型商业保险年缴费超过8000元的；
（三）隐瞒收入、财产状况，提供虚假证明材料的。
第六条　骗取最低生活保障金的，责令退回，并处非法获取款额1倍以上3倍以下罚款；构成犯罪的，依法处理。
第七条　本办法由市民政局负责解释，自2024年5月1日起施行，有效期至2029年4月30日。"""


@pytest.mark.parametrize("font", _FONTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("turn", [0.0, 0.8], ids=["straight", "askew"])
def test_a_clean_page_is_read_with_at_most_two_errors_in_a_hundred(
    tmp_path: Path, font: Path, turn: float
) -> None:
    path = tmp_path / "page.png"
    page = _drawn(font)
    page.rotate(turn, fillcolor="white", resample=Image.Resampling.BICUBIC).save(path)
    errors = character_errors(read_picture(path, Limits()).text, _TEXT)
    assert errors <= _MOST_ERRORS, f"{errors:.2%}"


def _drawn(font: Path) -> Image.Image:
    page = Image.new("RGB", _PAGE, "white")
    draw, letters = ImageDraw.Draw(page), ImageFont.truetype(str(font), 44)
    top = 180
    for paragraph in _TEXT.split("\n"):
        for at in range(0, len(paragraph), 29):
            draw.text((180, top), paragraph[at : at + 29], "black", letters)
            top += 72
    return page


def character_errors(read: str, wanted: str) -> float:
    """Return the edit distance of two texts without white space, as a share of the wanted one."""
    a, b = (re.sub(r"\s", "", half_width(text)) for text in (read, wanted))
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, d in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (c != d))
    return row[-1] / len(b)
