"""A scripted assistant with three made-up documents of the made-up city of 云澜."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from corpus.pages import Pages
from rag import Answer, Citation, Hit, PolicyQAError
from rag.model import AnswerStatus
from rag.passages.edition_changes import EditionChanges
from rag.passages.edition_diff import ArticleChange, Change

__all__ = [
    "FakeAssistant",
    "make_answer",
    "make_article",
    "make_changes",
    "make_citation",
    "make_document",
]


@dataclass(frozen=True)
class FakeDocument:
    id: str = "d1"
    title: str | None = "云澜市城乡居民医疗保险办法"
    number: str | None = "云府发〔2021〕12号"
    issuer: str | None = "云澜市人民政府"
    written: str | None = "2021-03-05"
    published: str | None = None
    effective: str | None = "2021-05-01"
    expires: str | None = None
    trial: bool = False
    status: str | None = "in_force"
    status_reason: str | None = None
    edition: str = ""
    region: str | None = "云澜市"
    level: str | None = None
    kind: str | None = "办法"
    source: str = "yibao.txt"
    first_line: int = 1
    last_line: int = 40
    clause_count: int = 12
    pages: Pages | None = None

    @property
    def date(self) -> str | None:
        return self.written or self.published

    @property
    def ocr_confidence(self) -> float | None:
        return self.pages.confidence if self.pages else None

    def to_dict(self) -> dict[str, object]:
        return {"id": self.id, "title": self.title}


@dataclass(frozen=True)
class FakeRow:
    header: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FakeClause:
    text: str
    start: int
    end: int
    kind: str = "paragraph"
    row: FakeRow | None = None
    address: str = ""


@dataclass(frozen=True)
class FakeArticle:
    id: str
    clauses: tuple[FakeClause, ...]
    path: tuple[str, ...] = ("第三章 参保与缴费",)


SECRET = "sk-" + "CANARY"  # no source line holds it whole
HEAD = "第十九条 本市下列人员可以参加城乡居民医疗保险："
ITEMS = (
    "（一）具有本市户籍且未参加职工医疗保险的居民；",
    "（二）在本市就读的各类学校学生；",
    "（三）持有本市居住证满六个月的未就业人员。",
)


def make_document(**changes: object) -> FakeDocument:
    return replace(FakeDocument(), **changes)  # type: ignore[arg-type]


def make_article(article_id: str = "a19", texts: Sequence[str] = (HEAD, *ITEMS)) -> FakeArticle:
    clauses, at = [], 100
    for place, text in enumerate(texts):
        kind = "item" if place else "paragraph"
        clauses.append(FakeClause(text, at, at + len(text), kind))
        at += len(text) + 1
    return FakeArticle(article_id, tuple(clauses))


def make_citation(number: int = 1, clause: FakeClause | None = None, **changes: object) -> Citation:
    clause = clause or make_article().clauses[3]
    made = Citation(
        number=number,
        quote=clause.text,
        address="第十九条第（三）项",
        document=make_document(),  # type: ignore[arg-type]
        start=clause.start,
        end=clause.end,
        clause_id=f"c{number}",
        article_id="a19",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def make_answer(question: str = "谁可以参保？", **changes: object) -> Answer:
    made = Answer(
        question=question,
        text="可以。持有本市居住证满六个月的未就业人员可以参加城乡居民医疗保险。[1]",
        status=AnswerStatus.ANSWERED,
        citations=(make_citation(),),
        notices=(),
        confidence=0.9,
        timings={"total": 42.0},
        trace={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def make_hit(text: str = ITEMS[1]) -> Hit:
    clause = make_article().clauses[2]
    return Hit(
        text=text,
        score=1.0,
        address="第十九条第（二）项",
        document=make_document(),  # type: ignore[arg-type]
        clause_id="c2",
        article_id="a19",
        path=(),
        start=clause.start,
        end=clause.end,
    )


def make_changes(text: str = "处罚款。") -> EditionChanges:
    """Return what changed between two editions: of each kind of change one article."""
    old, new = make_document(edition="2015年文本"), make_document(edition="2018年修正文本")
    changes = (
        ArticleChange(Change.KEPT, "第一条", "第一条", "同一句。", "同一句。"),
        ArticleChange(Change.CHANGED, "第二条", "第二条", f"旧{text}", f"新{text}"),
        ArticleChange(Change.ADDED, "", "第三条", "", text),
        ArticleChange(Change.RENUMBERED, "第三条", "第四条", "原样。", "原样。"),
        ArticleChange(Change.DROPPED, "第五条", "", text),
    )
    return EditionChanges(old, new, changes)  # type: ignore[arg-type]


@dataclass
class FakeAssistant:
    """Answers by what the question holds: 失败 fails, 崩溃 crashes, 月亮 abstains, 慢 is slow."""

    pause: float = 0.02
    library: list[FakeDocument] = field(default_factory=lambda: [FakeDocument()])
    articles: dict[str, FakeArticle] = field(default_factory=lambda: {"a19": make_article()})
    added: list[tuple[str, bytes]] = field(default_factory=list)
    histories: list[list[tuple[str, str]]] = field(default_factory=list)
    answer: Answer | None = None
    edited: dict[str, EditionChanges] = field(default_factory=dict)

    def changes(self, document_id: str) -> EditionChanges | None:
        return self.edited.get(document_id)

    def stream(
        self,
        question: str,
        *,
        history: Sequence[tuple[str, str]] = (),
        standalone: bool = False,
    ) -> Iterator[str | Answer]:
        self.histories.append([] if standalone else list(history))
        if "失败" in question:
            raise PolicyQAError("the store is being written; try again")
        if "崩溃" in question:
            raise RuntimeError(f"{question} {SECRET}")
        if "月亮" in question:
            yield make_answer(
                question,
                text="现有文件没有提到月亮。",
                status=AnswerStatus.ABSTAINED,
                citations=(),
                hits=(make_hit(),),
            )
            return
        known = [] if standalone else history
        if known and "呢" in question:
            question = f"{known[-1][0]}，{question}"
        answer = self.answer or make_answer(question)
        if "几轮" in question:
            answer = make_answer(question, text=f"此前有{len(known)}轮。[1]")
        for at in range(0, len(answer.text), 4):
            time.sleep(self.pause * (20 if "慢" in question else 1))
            yield answer.text[at : at + 4]
        yield replace(answer, question=question)

    def add(self, paths: Sequence[Path]) -> SimpleNamespace:
        report = SimpleNamespace(documents=[], failed=[])
        for path in paths:
            content = path.read_bytes()
            if b"unreadable" in content:
                reason = "no text was found; scan it with text recognition first"
                report.failed.append(SimpleNamespace(path=path, reason=reason))
            elif (path.name, content) not in self.added:
                self.added.append((path.name, content))
                title = content.decode("utf-8", "replace").splitlines()[0]
                self.library.append(make_document(id=path.stem, title=title, number=None))
                report.documents.append(path.stem)
        return report

    def documents(self) -> Sequence[FakeDocument]:
        return self.library

    def article(self, article_id: str) -> FakeArticle | None:
        return self.articles.get(article_id)
