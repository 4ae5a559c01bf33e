"""What a reader is told of the documents and clauses that an answer quotes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.model import Status
from rag import Assistant
from rag.answer.notices import cautions, disagreements, validity_notices
from rag.model import Citation
from rag.passages.evidence import Evidence, citation_of, number_evidence
from rag.passages.references import References
from tests.rag.made_passages import document, passage


@pytest.mark.parametrize(
    ("status", "reason", "chinese", "english"),
    [
        (
            Status.AMENDED,
            "2021年12月3日 云澜市人大常委会第三十次会议《关于修改",
            "是2021年12月3日修改后的文本，之后是否又有修改，请核对。",
            "is the text as amended on 2021-12-03; check whether it was amended again.",
        ),
        (
            Status.AMENDED,
            "效力状态: 已于2022年1月1日被修改",
            "已被修改(效力状态: 已于2022年1月1日被修改)，请核对最新文本。",
            "has been amended(效力状态: 已于2022年1月1日被修改); check the latest text.",
        ),
        (
            Status.AMENDED,
            None,
            "已被修改，请核对最新文本。",
            "has been amended; check the latest text.",
        ),
        (Status.REPEALED, None, "已废止。", "has been repealed."),
    ],
)
def test_a_text_that_tells_of_its_own_amendment_is_the_amended_one(
    assistant: Assistant, status: Status, reason: str | None, chinese: str, english: str
) -> None:
    document = replace(
        assistant.documents()[0], title="湿地条例", number=None, status=status, status_reason=reason
    )
    assert validity_notices([document], "zh") == (f"《湿地条例》{chinese}",)
    assert validity_notices([document], "en") == (f"《湿地条例》 {english}",)


def _cited(item: Evidence) -> Citation:
    return citation_of(item.number, item, item.start, item.end)


@pytest.fixture(scope="module")
def parking(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("parking")
    texts = {
        "a": "云澜市停车管理办法\n\n第一条 为规范停车，制定本办法。\n"
        "第二条 临时停车按照《云澜市道路占用条例》的规定办理。\n"
        "第三条 公共停车场的停车收费标准为每小时5元。\n",
        "b": "云澜市公共停车场收费规定\n\n第一条 为规范收费，制定本规定。\n"
        "第二条 公共停车场的停车收费标准为每小时8元。\n第三条 本规定自公布之日起施行。\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True)
    assert not opened.add([folder / f"{name}.txt" for name in texts]).failed
    return opened


def _warned(parking: Assistant, question: str, start: str, language: str = "zh") -> tuple[str, ...]:
    """Return the cautions about the one passage that begins with some words."""
    snapshot = parking.snapshot
    hits = parking.retrieve(question)
    evidence = number_evidence(hits, snapshot.text)
    item = next(item for item in evidence if start in item.text)
    at = item.source.index(start, item.start)
    end = item.source.index("。", at) + 1
    cited = citation_of(1, item, at, end)
    return cautions([cited], hits, snapshot, References(snapshot), language)


def test_documents_that_give_different_figures_for_one_thing_are_told_of(
    parking: Assistant,
) -> None:
    [warned] = _warned(parking, "公共停车场的停车收费标准每小时多少元？", "公共停车场的停车收费")
    assert "文件说法不一" in warned
    assert "5元" in warned
    assert "8元" in warned
    [english] = _warned(parking, "公共停车场的停车收费标准每小时多少元？", "公共停车场的停车", "en")
    assert english.startswith("Documents differ")


def test_a_rule_that_is_not_in_the_store_is_told_of(parking: Assistant) -> None:
    [warned] = _warned(parking, "临时停车按什么规定办理？", "临时停车按照")
    assert "《云澜市道路占用条例》办理，该文件不在库中" in warned


def test_documents_no_longer_in_force_or_of_another_place_do_not_disagree() -> None:
    mine = _cited(passage(1, "公共停车场的停车收费标准为每小时5元。", of=document("a")))
    text = "公共停车场的停车收费标准为每小时8元。"
    other = passage(2, text, of=document("b")).hit
    over = passage(2, text, of=document("b", status=Status.REPEALED)).hit
    away = passage(2, text, of=document("b", region="青川县")).hit
    assert len(disagreements([mine], [other])) == 1
    assert disagreements([mine], [over]) == disagreements([mine], [away]) == []
    assert disagreements([mine], [passage(2, text, of=document("a")).hit]) == []
    assert disagreements([mine], [passage(2, mine.quote, of=document("b")).hit]) == []
