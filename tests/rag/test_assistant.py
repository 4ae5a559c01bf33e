"""From documents to a cited answer, over the demo documents."""

from __future__ import annotations

import gc
import json
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.normalize import comparable
from index.encoders.encoder import load_encoder
from index.errors import EncoderUnavailable
from rag import Answer, Assistant, InvalidQuestion, StoreNotFound, ask
from rag.assistant import open_encoder
from rag.interfaces.examples import EXAMPLE_QUESTIONS
from rag.settings import load_settings


def test_every_example_question_is_answered_with_a_checked_citation(assistant: Assistant) -> None:
    for question in EXAMPLE_QUESTIONS:
        answer = assistant.ask(question)
        assert answer.status == "answered", question
        assert answer.citations, question
        for citation in answer.citations:
            source = assistant.snapshot.text(citation.document.id)
            assert source[citation.start : citation.end] == citation.quote
            assert f"[{citation.number}]" in answer.text


def test_a_hit_is_source_text_of_its_document(assistant: Assistant) -> None:
    for hit in assistant.retrieve("公租房租金补贴怎么申请？", k=10):
        source = comparable(assistant.snapshot.text(hit.document.id))
        assert comparable(hit.text) in source


def test_no_more_hits_are_given_than_asked_for(assistant: Assistant) -> None:
    assert len(assistant.retrieve("补贴标准", k=3)) == 3


def test_the_pieces_of_a_stream_are_the_answers_text(assistant: Assistant) -> None:
    *pieces, answer = assistant.stream("公共租赁住房的租金补贴按月发放吗？")
    assert isinstance(answer, Answer)
    assert "".join(str(piece) for piece in pieces) == answer.text


def test_a_document_number_finds_its_document_first(assistant: Assistant) -> None:
    documents = [d for d in assistant.documents() if d.number]
    for document in documents[:6]:
        hits = assistant.retrieve(f"{document.number}是一份什么文件？", k=5)
        assert document.number in {hit.document.number for hit in hits[:2]}


def test_an_answer_survives_json(assistant: Assistant) -> None:
    answer = assistant.ask("公租房的租金补贴由谁发放？")
    values = json.loads(json.dumps(answer.to_dict(), ensure_ascii=False))
    assert values["status"] == answer.status
    assert values["citations"][0]["quote"] == answer.citations[0].quote
    assert values["citations"][0]["document"]["title"]
    assert values["trace"]["generation"] == str(assistant.snapshot.generation)
    assert values["timings"]["total"] > 0


def test_a_follow_up_is_completed_and_shown(assistant: Assistant) -> None:
    first = "云澜市中小学校外供餐管理规定从哪天起施行？"
    answer = assistant.ask("有效期到什么时候呢？", history=[(first, "…")])
    assert first.rstrip("？") in answer.question


def test_a_short_question_of_another_subject_is_not_joined_to_the_one_before(
    assistant: Assistant,
) -> None:
    first = "云澜市中小学校外供餐管理规定从哪天起施行？"
    answer = assistant.ask("飞船氧气谁来管？", history=[(first, "…")])
    assert answer.question == "飞船氧气谁来管？"


def test_a_missing_store_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreNotFound, match="policyqa add"):
        Assistant.open(tmp_path / "nothing")


@pytest.mark.parametrize("question", ["", "  ", "？"])
def test_an_empty_question_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(InvalidQuestion):
        assistant.ask(question)


def test_an_empty_store_abstains(tmp_path: Path) -> None:
    answer = Assistant.open(tmp_path / "store", create=True).ask("补贴多少钱？")
    assert answer.status == "abstained"
    assert answer.citations == ()
    assert answer.confidence == 0.0


def test_a_document_added_while_open_is_found_by_the_next_question(tmp_path: Path) -> None:
    store = tmp_path / "store"
    reader = Assistant.open(store, create=True)
    assert reader.retrieve("风筝节的门票多少钱？") == []
    file = tmp_path / "kites.txt"
    file.write_text(
        "云澜市风筝节管理办法\n\n第一条 为了办好风筝节，制定本办法。\n\n"
        "第二条 风筝节门票每张35元，学生半价。\n",
        encoding="utf-8",
    )
    Assistant.open(store).add([file])
    assert "35元" in reader.ask("风筝节的门票多少钱？").text


def test_a_generation_that_was_replaced_is_let_go_at_once(tmp_path: Path) -> None:
    """Its files and memory would else be held until Python looks for circles of objects."""
    assistant = Assistant.open(tmp_path / "store", create=True)
    file = tmp_path / "fair.txt"
    gc.disable()
    try:
        for price in (20, 30):
            file.write_text(f"云澜市庙会管理办法\n\n第一条 庙会门票每张{price}元。\n", "utf-8")
            assistant.add([file])
            assert f"{price}元" in assistant.ask("庙会的门票多少钱？").text
            if price == 20:
                gone = weakref.ref(assistant.snapshot)
        assert gone() is None
    finally:
        gc.enable()


def test_threads_share_an_assistant(assistant: Assistant) -> None:
    questions = list(EXAMPLE_QUESTIONS) * 4
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(assistant.ask, questions))
    assert [a.text for a in answers] == [assistant.ask(q).text for q in questions]


def test_ask_opens_the_default_store_the_settings_name(
    demo_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYQA_STORE", str(demo_store))
    assert load_settings().store == demo_store
    assert ask(EXAMPLE_QUESTIONS[0], store=demo_store).status == "answered"


def test_the_encoder_is_the_built_in_one_unless_the_settings_name_another() -> None:
    settings = load_settings()
    assert open_encoder(settings).name == load_encoder().name
    with pytest.raises(EncoderUnavailable):
        open_encoder(settings.model_copy(update={"encoder": "/no/such/model"}))
