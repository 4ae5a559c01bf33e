"""What the command line prints, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

import pytest

from corpus.pages import Pages
from index.ingest.verify import Verification
from index.model import AddReport, FailedFile, StoreInfo
from rag import Answer, Assistant, Hit
from rag.interfaces import printing
from rag.ranking.explain import Explanation
from tests.rag.made_passages import document, passage
from tests.rag.opened import assistant

__all__ = ["assistant"]

QUESTION = "新引进的博士研究生安家补贴多少钱？"


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Thing:
    path: Path
    colours: frozenset[Colour]


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    return assistant.ask(QUESTION)


@pytest.fixture
def hit() -> Hit:
    return replace(
        passage(1, "给予补贴20万元。", "第六条").hit, text="给予补贴20万元。", related=()
    )


def test_values_become_what_json_has() -> None:
    thing = Thing(Path("a") / "b", frozenset({Colour.RED}))
    assert printing.json_value({1: (thing, None, 2.5)}) == {
        "1": [{"path": "a/b", "colours": ["red"]}, None, 2.5]
    }


def test_an_answer_is_followed_by_its_sources_and_notices(answer: Answer) -> None:
    shown = printing.answer_text(replace(answer, notices=("may have changed",)))
    first, *_, last = shown.splitlines()
    assert "20万元" in first
    assert "[1] 《云澜市人才安居办法》(云政办发〔2022〕12号) 第三条" in shown
    assert last == "! may have changed"


def test_sources_given_with_an_answer_quote_in_one_short_line(answer: Answer) -> None:
    long = replace(answer.citations[0], quote="第三条\n" + "给予补贴" * 100)
    sources = printing.sources_text(replace(answer, citations=(long,), notices=(), related=()))
    assert printing.with_sources(answer) == answer.text + printing.sources_text(answer)
    line = sources.splitlines()[-1]
    assert line.startswith("[1] 《云澜市人才安居办法》")
    assert line.endswith("…”")
    assert len(line) < 220


def test_sources_of_one_document_stand_on_one_line_with_all_their_marks_and_places(
    answer: Answer,
) -> None:
    first = answer.citations[0]
    cited = tuple(replace(first, number=n, address=f"第{n}条") for n in (1, 2, 3))
    shown = printing.answer_text(replace(answer, citations=cited, related=()))
    assert "[1][2][3] 《云澜市人才安居办法》(云政办发〔2022〕12号) 第1条、第2条、第3条" in shown


@pytest.mark.parametrize(
    ("question", "heading"), [(QUESTION, "另见："), ("How much is it?", "See also:")]
)
def test_related_places_stand_apart_from_the_sources_without_a_mark(
    answer: Answer, question: str, heading: str
) -> None:
    related = (replace(answer.citations[0], number=2, address="第九条"),)
    shown = replace(answer, question=question, related=related)
    place = f"\n\n{heading}\n  《云澜市人才安居办法》(云政办发〔2022〕12号) 第九条"
    assert place in printing.answer_text(shown)
    assert place in printing.with_sources(shown)


def test_an_answer_without_sources_and_notices_stands_alone(answer: Answer) -> None:
    bare = replace(answer, citations=(), notices=(), related=())
    assert printing.with_sources(bare) == printing.answer_text(bare) == bare.text


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (AddReport(), "files: nothing to do; documents stored: 0"),
        (
            AddReport(added=2, unchanged=1, removed=("a",), documents=("x",)),
            "files: 2 added, 1 unchanged, 1 removed; documents stored: 1",
        ),
        (AddReport(interrupted=True), "stopped early; what was added before stays"),
    ],
)
def test_a_report_counts_what_was_done(report: AddReport, says: str) -> None:
    assert printing.report_lines(report)[-1] == says


def test_a_report_names_each_file_that_failed() -> None:
    lines = printing.report_lines(AddReport(failed=(FailedFile("b.pdf", "no text"),)))
    assert lines[0] == "not read: b.pdf: no text"
    assert "1 not read" in lines[1]


def test_the_facts_of_a_store_stand_one_a_line() -> None:
    info = StoreInfo(
        path="/s", documents=2, articles=3, clauses=4, files=1, encoder_name="hash-64", dim=64,
        generation=0, commit=1, pending=4, bytes={"database": 2_500_000}, made_at="", schema=1,
        dense_kind="flat",
    )  # fmt: skip
    text = "\n".join(printing.info_lines(info))
    assert "documents   2 (from 1 files)" in text
    assert "made never" in text
    assert "database 2.5 MB" in text


def test_a_damaged_store_is_told_from_a_whole_one() -> None:
    damaged = Verification(1, 2, 3, ("gen-3/dense.faiss: wrong hash",))
    assert printing.verify_lines(damaged) == ["damaged: gen-3/dense.faiss: wrong hash"]
    (line,) = printing.verify_lines(Verification(1, 2, 3, (), rebuilt=True))
    assert line == "search files made anew; whole: 1 documents, 2 clauses, generation 3"


def test_what_a_question_was_read_as_leaves_out_what_it_does_not_name(
    assistant: Assistant,
) -> None:
    asked = assistant.analyse("《云澜市人才安居办法》第三条规定补贴多少钱？")
    shown = printing.understood_text(asked)
    assert shown.startswith("understood: 《云澜市人才安居办法》")
    assert "   documents: 《云澜市人才安居办法》" in shown
    assert "   addresses: 第三条" in shown
    assert "completed" not in shown


def test_a_passage_is_shown_with_what_it_refers_to_and_why_it_stands_there(hit: Hit) -> None:
    reason = Explanation(("补贴",), (), ("博士",), {"words": 1.0}, {"words": 0.5})
    shown = printing.hit_text(2, replace(hit, related=(hit,)), reason)
    assert shown.splitlines()[:3] == [
        "2. 《云澜市人才安居办法》(云政办发〔2022〕12号) 第六条",
        "   给予补贴20万元。",
        "   → 《云澜市人才安居办法》(云政办发〔2022〕12号) 第六条: 给予补贴20万元。",
    ]
    assert "   not found: 博士" in shown
    assert "   above the next by: words +0.50" in shown
    assert "found by" not in printing.hit_text(2, hit)


def test_a_passage_as_json_has_its_explanation_only_when_there_is_one(hit: Hit) -> None:
    reason = Explanation(("补贴",), (), (), {}, {}, placed="named")
    assert "explanation" not in printing.hit_dict(hit)
    assert json.dumps(printing.hit_dict(hit, reason)["explanation"])


def test_a_document_is_one_line_without_what_it_does_not_say() -> None:
    line = printing.document_line(document("abcdefghij", issuer=None))
    assert line == "abcdefgh  《云澜市人才安居办法》(云政办发〔2022〕12号)  2022-01-20  in_force"


def test_a_document_is_shown_as_outline_or_in_full(assistant: Assistant) -> None:
    shown = next(d for d in assistant.documents() if d.number)
    articles = assistant.articles(shown.id)
    outline = printing.show_text(shown, articles, outline=True)
    full = printing.show_text(shown, articles, outline=False)
    assert "文号 number: 云政办发〔2022〕12号" in outline
    assert "\n第二章 安家补贴\n  第三条" in outline
    assert "20万元" not in outline
    assert "第二章 安家补贴 > 第三条\n  第三条 对新引进的博士研究生" in full
    values = printing.show_dict(shown, articles)
    assert [a["address"] for a in values["articles"]][-1] == "第七条"
    assert json.dumps(values)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b]0;title\x07b.txt", r"a\x1b]0;title\x07b.txt"),
        ("报告\u202etxt.exe", "报告\\u202etxt.exe"),
        ("\udccd\udca3.txt", "\\udccd\\udca3.txt"),
        ("a\rb\x9b31m", r"a\rb\x9b31m"),
        ("第一条\t五元。\n第二条", "第一条\t五元。\n第二条"),
    ],
)
def test_what_would_steer_a_terminal_is_shown_and_not_obeyed(name: str, shown: str) -> None:
    assert printing.visible(name) == shown


def test_sources_and_passages_of_a_file_with_pages_name_the_page(answer: Answer, hit: Hit) -> None:
    cited = replace(answer.citations[0].document, pages=Pages(7, (0,), (0.95,)))
    paged = replace(answer, citations=(replace(answer.citations[0], document=cited),))
    assert "第三条第一款 第7页 (文字识别，可信度95%)" in printing.answer_text(paged)
    assert "第三条第一款 第7页 (文字识别，可信度95%): “" in printing.sources_text(paged)
    paged_hit = replace(hit, document=document(pages=Pages(7, (0,))))
    (shown,) = printing.hit_texts([(paged_hit, None)], "en")
    assert shown.splitlines()[0].endswith("第六条 page 7")
