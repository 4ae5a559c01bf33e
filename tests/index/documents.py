"""Made-up Documents for tests of the Store, built by hand: no file is read."""

from __future__ import annotations

import hashlib

from corpus.address import Address, Step
from corpus.model import Article, Clause, ClauseKind, Document, Status, TableRow

__all__ = ["CATALOGUE", "city_documents", "make_document"]

CATALOGUE = tuple(f"第{n}项补贴标准由市级部门确定。" for n in range(40))


def make_document(
    title: str,
    paragraphs: list[str],
    *,
    number: str | None = None,
    issuer: str | None = "云澜市人民政府",
    written: str | None = "2020-05-06",
    status: Status | None = None,
    region: str | None = "云澜市",
    kind: str | None = "办法",
    row: TableRow | None = None,
) -> Document:
    """Build a Document: its title, then one article 第N条 for each paragraph."""
    text = "\n".join([title, *(f"第{n}条 {p}" for n, p in enumerate(paragraphs, 1))])
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    title_clause = Clause(f"{name}-t", Address(), ClauseKind.TITLE, title, 0, len(title))
    articles = [Article(f"{name}-a0", Address(), (), "", (title_clause,))]
    start = len(title) + 1
    for n, paragraph in enumerate(paragraphs, 1):
        body = f"第{n}条 {paragraph}"
        address = Address((Step("条", n, 0, f"第{n}条"),))
        kind_of = ClauseKind.ROW if row else ClauseKind.PARAGRAPH
        clause = Clause(
            f"{name}-c{n}",
            address,
            kind_of,
            body,
            start,
            start + len(body),
            row if n == 1 else None,
        )
        articles.append(Article(f"{name}-a{n}", address, ("第一章 总则",), "", (clause,)))
        start += len(body) + 1
    return Document(
        id=name,
        title=title,
        number=number,
        issuer=issuer,
        written=written,
        published=None,
        effective=None,
        expires=None,
        trial=False,
        status=status,
        status_reason=None,
        region=region,
        level="市级",
        kind=kind,
        source="made-up.txt",
        first_line=1,
        last_line=1 + len(paragraphs),
        text=text,
        articles=tuple(articles),
    )


def city_documents() -> list[Document]:
    """Return four documents of one made-up city."""
    return [
        make_document(
            "云澜市共享单车停放管理办法",
            ["共享单车应当停放在划定的停放点。", "违规停放的，处二十元罚款。"],
            number="云府发〔2020〕7号",
        ),
        make_document(
            "云澜市公共图书馆开放办法",
            ["公共图书馆每周开放不少于五十六小时。", "少儿阅览室周末照常开放。"],
            number="云府发〔2021〕12号",
            written="2021-03-01",
            status=Status.IN_FORCE,
        ),
        make_document(
            "云澜市文化局关于夜间书房补贴的通知",
            ["每间夜间书房每年补贴三万元。", "补贴从文化专项资金列支。"],
            number="云文〔2022〕3号",
            issuer="云澜市文化局、云澜市财政局",
            written="2022-11",
            kind="通知",
        ),
        make_document(
            "青屿县渡口管理规定",
            ["渡船不得超过核定的载客人数。", "大风六级以上停止摆渡。"],
            issuer="青屿县人民政府",
            written="2019",
            region="青屿县",
            kind="规定",
            status=Status.REPEALED,
        ),
    ]
