"""Evidence written for tests: passages of documents of a made-up city."""

from __future__ import annotations

from typing import Any

from corpus.model import Status
from index.model import StoredDocument
from rag.model import Hit
from rag.passages.evidence import Evidence

__all__ = ["CANTEENS", "PASSAGES", "document", "evidence_of", "passage"]

# address and text; each as a clause of 《云澜市人才安居办法》.
PASSAGES: tuple[tuple[str, str], ...] = (
    ("第六条", "第六条 对新引进的博士研究生，给予一次性安家补贴20万元；硕士研究生给予8万元。"),
    (
        "第七条",
        "第七条 申请人应当自劳动合同签订之日起6个月内，向区人力资源部门提出申请。逾期不予受理。",
    ),
    (
        "第八条",
        "第八条 区人力资源部门应当在15个工作日内完成审核，并将结果报市人力资源和社会保障局备案。",
    ),
    (
        "第九条",
        "第九条 补贴资金由市、区两级财政按照6:4的比例分担。任何单位不得截留、挪用补贴资金。",
    ),
    (
        "第十条",
        "第十条 申请安家补贴应当具备下列条件：\n（一）年龄不超过45周岁；\n"
        "（二）在本市连续缴纳社会保险满12个月；\n（三）在本市无自有住房。",
    ),
    (
        "第二十一条",
        "第二十一条 本办法自2022年3月1日起施行，有效期五年。云政办发〔2017〕30号同时废止。",
    ),
)


def document(name: str = "a", title: str = "云澜市人才安居办法", **changes: Any) -> StoredDocument:
    values: dict[str, Any] = {
        "id": name, "title": title, "number": "云政办发〔2022〕12号", "issuer": "云澜市政府办公厅",
        "written": "2022-01-20", "published": None, "effective": "2022-03-01", "expires": None,
        "trial": False, "status": Status.IN_FORCE, "status_reason": None, "region": "云澜市",
        "level": "city", "kind": "办法", "source": f"{name}.txt", "first_line": 1, "last_line": 40,
        "clause_count": 30,
    }  # fmt: skip
    return StoredDocument(**{**values, **changes})


def passage(
    number: int, text: str, address: str = "第一条", of: StoredDocument | None = None
) -> Evidence:
    """Return ``text`` as evidence, standing after some other words of its source."""
    before = "前文若干。\n"
    source = before + text + "\n后文若干。"
    start, end = len(before), len(before) + len(text)
    hit = Hit(
        text=text.replace("\n", ""), score=1.0, address=address, document=of or document(),
        clause_id=f"c{number}", article_id=f"a{number}", path=("第二章 安家补贴",),
        start=start, end=end,
    )  # fmt: skip
    return Evidence(number, hit, source, start, end)


def evidence_of(*texts: str) -> list[Evidence]:
    """Return texts as evidence 1, 2, …; without texts, PASSAGES."""
    if texts:
        return [passage(n, text) for n, text in enumerate(texts, start=1)]
    return [passage(n, text, address) for n, (address, text) in enumerate(PASSAGES, start=1)]


# A whole document: a list with a lead-in, amounts, a date, and a figure that is blank.
CANTEENS = """青川市社区食堂管理办法

第一条 为了规范社区食堂的运营，方便老年人就餐，制定本办法。

第二条 社区食堂由街道办事处负责选址，市民政局负责监督。

第三条 有下列情形之一的，不得申请开办社区食堂：
（一）近三年因食品安全受过行政处罚的；
（二）被列入失信被执行人名单的；
（三）没有固定经营场所的。

第四条 70周岁以上老年人在社区食堂就餐，每餐补贴3元；失能老年人的送餐费给予适当补助。

第五条 社区食堂应当在2025年12月31日前接入市级就餐平台，就餐平台的用户须达到8000人。

第六条 社区食堂运营补助的标准为每年xx万元，由市财政承担。

第七条 本办法自2024年3月1日起施行，有效期5年。
"""
