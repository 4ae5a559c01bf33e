"""Short questions that are about something else than the one before."""

from __future__ import annotations

import pytest

from rag.query.question import analyse
from rag.retrieval.own_subject import OwnSubject
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
