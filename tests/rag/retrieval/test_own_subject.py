"""Short questions that are about something else than the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant
from rag.query.question import analyse
from rag.retrieval.own_subject import OwnSubject
from tests.doubles import HashEncoder
from tests.rag.laws import opened


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> OwnSubject:
    pipeline = opened(tmp_path_factory.mktemp("subjects")).pipeline
    return OwnSubject(pipeline.snapshot, pipeline.retriever.terms)


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("乡村医生补助多少", True),
        ("合同期限多久", False),
        ("什么时候开始", False),
    ],
)
def test_a_subject_of_its_own_stands_in_another_document(
    subject: OwnSubject, question: str, own: bool
) -> None:
    before = analyse("海洋牧场合同的登记制度是什么")
    assert subject.has(analyse(question), before) is own


def test_what_a_question_is_about_is_what_its_documents_title_says(subject: OwnSubject) -> None:
    assert "停车" in subject.said_of(analyse("云澜市停车违规停放怎么罚"))


def test_what_begins_by_naming_a_title_is_about_it_though_the_one_before_is_spoken_of_there(
    tmp_path: Path,
) -> None:
    texts = {
        "flat.txt": "云澜县公租房办法\n第一条　公租房租金每月4元。\n第二条　低保户按低保标准减。",
        "aid.txt": "云澜县低保办法\n第一条　本县低保标准每月640元。\n第二条　低保按月发放。",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / name for name in texts])
    subject = OwnSubject(opened.snapshot, opened.pipeline.retriever.terms)
    before = analyse("公租房租金多少")
    assert subject.has(analyse("低保标准是多少钱"), before)
    assert not subject.has(analyse("减多少"), before)
