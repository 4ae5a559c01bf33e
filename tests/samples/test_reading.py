"""Each demo document is read as what it says it is: how many, titles, numbers, dates, validity."""

from __future__ import annotations

from functools import cache

import pytest

from corpus import Document, read_documents
from corpus.samples import sample_folder

# file, part of the title, field, values that are right
SAYS: list[tuple[str, str, str, tuple[str | None, ...]]] = [
    ("medical-insurance.txt", "城乡居民基本医疗保险办法", "number", ("云澜政规〔2023〕5号",)),
    ("medical-insurance.txt", "城乡居民基本医疗保险办法", "written", ("2023-10-08",)),
    ("medical-insurance.txt", "城乡居民基本医疗保险办法", "effective", ("2024-01-01",)),
    (
        "medical-insurance.txt",
        "城乡居民基本医疗保险办法",
        "expires",
        ("2028-12-31", "2029-01-01"),
    ),
    ("public-housing-2015-repealed.txt", "管理暂行办法", "effective", ("2015-06-01",)),
    ("public-housing-2015-repealed.txt", "管理暂行办法", "written", ("2015-04-20",)),
    ("public-housing-2015-repealed.txt", "管理暂行办法", "status", ("repealed",)),
    ("public-housing-2022.txt", "公共租赁住房管理办法", "written", ("2022-08-15",)),
    ("public-housing-2022.txt", "公共租赁住房管理办法", "effective", ("2022-10-01",)),
    ("rent-subsidy-rules.txt", "租金补贴实施细则", "number", ("云澜建规〔2022〕9号",)),
    ("rent-subsidy-rules.txt", "租金补贴实施细则", "effective", ("2022-12-01",)),
    ("rent-subsidy-rules.txt", "租金补贴实施细则", "expires", ("2027-11-30",)),
    ("charging-plan.txt", "三年行动方案", "number", ("云澜政办发〔2024〕12号",)),
    ("charging-plan.txt", "三年行动方案", "written", ("2024-03-15",)),
    ("charging-plan-interpretation.txt", "政策解读", "number", (None,)),
    ("gazette-2024-2.txt", "社会救助标准的通知", "number", ("云澜政发〔2024〕8号",)),
    ("gazette-2024-2.txt", "社会救助标准的通知", "written", ("2024-06-12",)),
    ("gazette-2024-2.txt", "养犬管理办法", "number", ("云澜政办规〔2024〕3号",)),
    ("gazette-2024-2.txt", "养犬管理办法", "written", ("2024-05-20",)),
    ("gazette-2024-2.txt", "养犬管理办法", "effective", ("2024-07-01",)),
    ("gazette-2024-2.txt", "养犬管理办法", "expires", ("2029-06-30", "2029-07-01")),
    ("gazette-2024-2.txt", "犬只收容救助规定", "number", ("云澜政办规〔2024〕3号",)),
    ("gazette-2024-2.txt", "校车安全管理的实施意见", "number", ("云澜政办发〔2024〕27号",)),
    ("gazette-2024-2.txt", "校车安全管理的实施意见", "written", ("2024-06-03",)),
    ("gazette-2024-2.txt", "最低工资标准的公告", "number", ("云澜人社告〔2024〕5号",)),
    ("gazette-2024-2.txt", "最低工资标准的公告", "effective", ("2024-09-01",)),
    ("data-authorization-trial.txt", "（试行）", "effective", ("2024-01-15",)),
    ("data-authorization-trial.txt", "（试行）", "expires", ("2026-01-14", "2026-01-15")),
    ("forwarded-flood-notice.txt", "防汛抗旱", "number", ("云澜政办函〔2024〕15号",)),
    ("forwarded-flood-notice.txt", "防汛抗旱", "written", ("2024-04-02",)),
    ("traditional-crafts.txt", "傳統工藝", "number", ("雲瀾政發〔2021〕17號",)),
    ("traditional-crafts.txt", "傳統工藝", "effective", ("2021-07-01",)),
    ("foreign-professionals-en.txt", "Foreign Professionals", "written", ("2023-06-06",)),
    ("foreign-professionals-en.txt", "Foreign Professionals", "effective", ("2023-08-01",)),
    ("eco-targets.html", "生态环境保护目标任务", "number", ("云澜环发〔2025〕6号",)),
    ("eco-targets.html", "生态环境保护目标任务", "written", ("2025-02-14",)),
    ("school-meals.docx", "校外供餐", "number", ("云澜教规〔2024〕4号",)),
    ("school-meals.docx", "校外供餐", "effective", ("2024-09-01",)),
    ("school-meals.docx", "校外供餐", "expires", ("2029-08-31",)),
    ("job-subsidies.pdf", "吸纳就业补贴", "number", ("云澜人社规〔2024〕2号",)),
    ("job-subsidies.pdf", "吸纳就业补贴", "effective", ("2024-10-01",)),
]
COUNTS = {"gazette-2024-2.txt": 6}  # its masthead and list of contents are one
LONGEST_TITLE = 90


@cache
def documents(name: str) -> list[Document]:
    return read_documents(sample_folder() / name)


@pytest.mark.parametrize("name", sorted({name for name, *_ in SAYS}))
def test_a_demo_file_holds_as_many_documents_as_it_prints(name: str) -> None:
    titles = [d.title for d in documents(name)]
    assert len(titles) == COUNTS.get(name, 1), titles
    assert all(title and len(title) <= LONGEST_TITLE for title in titles), titles


@pytest.mark.parametrize(("name", "title", "field", "right"), SAYS)
def test_a_demo_document_is_what_it_says(
    name: str, title: str, field: str, right: tuple[str | None, ...]
) -> None:
    named = [d for d in documents(name) if title in (d.title or "")]
    assert len(named) == 1, [d.title for d in documents(name)]
    assert getattr(named[0], field) in right


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        ("medical-insurance.txt", "第十二条第一款第（一）项第1目", "高血压"),
        ("charging-plan.txt", "二、（一）3.（2）", "高等院校"),
        ("traditional-crafts.txt", "第八條之一", "八百元"),
        ("school-meals.docx", "第九条", "留样"),
        ("school-meals.docx", "第四条第一款第（五）项", "责任保险"),
        ("job-subsidies.pdf", "第八条", "累计不超过5万元"),
        ("foreign-professionals-en.txt", "Article 6", "up to five years"),
    ],
)
def test_a_clause_stands_at_the_address_a_person_would_cite(
    name: str, address: str, words: str
) -> None:
    from corpus.normalize import comparable

    at = {
        comparable(str(clause.address)): clause.text
        for document in documents(name)
        for article in document.articles
        for clause in article.clauses
        if words in clause.text
    }
    assert any(place.startswith(comparable(address)) for place in at), at
