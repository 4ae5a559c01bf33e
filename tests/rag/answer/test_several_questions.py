"""The lines of an answer to several questions asked in one."""

from __future__ import annotations

from rag.answer.candidate_sentences import Sentence
from rag.answer.extractive import compose
from rag.answer.quoting import line_of
from rag.answer.sentence_scoring import ScoredSentence
from rag.answer.sentence_selection import Selection, overlap
from rag.answer.several_questions import Part, part_of, with_parts
from rag.query.question import analyse
from rag.retrieval.query_terms import question_terms
from rag.retrieval.word_vectors import WordVectors
from tests.doubles import HashEncoder
from tests.rag.made_passages import document, passage

_TEXT = "犬只登记不收取费用。登记证有效期为一年。不办理登记的，处五百元罚款。"


def _sentences() -> list[Sentence]:
    item = passage(1, _TEXT)
    ends = [at + 1 for at, character in enumerate(_TEXT) if character == "。"]
    starts = [0, *ends[:-1]]
    return [
        Sentence(item, item.start + a, item.start + b) for a, b in zip(starts, ends, strict=True)
    ]


def _part(text: str, scores: list[float]) -> Part:
    question = analyse(text)
    found = [ScoredSentence(s, of, ()) for s, of in zip(scores, _sentences(), strict=True)]
    scored = sorted(found, key=lambda item: -item.score)
    return part_of(question, scored, scored, question_terms(question, {}, 10))


def test_each_question_gets_the_sentence_that_answers_it_in_the_order_asked() -> None:
    fee, term, fine = _sentences()
    whole = Selection((line_of(term),))
    parts = [
        _part("登记要交什么费", [5.0, 1.0, 0.0]),
        _part("登记证管多久", [0.0, 5.0, 1.0]),
        _part("不登记会怎样", [1.0, 0.0, 5.0]),
    ]
    shown = with_parts(whole, parts, lambda _: (), ())
    assert [line.text for line in shown.lines] == [s.quote for s in (fee, term, fine)]


def test_one_sentence_that_answers_all_is_shown_once() -> None:
    fee = _sentences()[0]
    whole = Selection((line_of(fee),))
    parts = [_part("登记要交什么费", [5.0, 1.0, 0.0]), _part("谁来交", [4.5, 4.6, 0.0])]
    assert with_parts(whole, parts, lambda _: (), ()) == whole


def test_a_figure_that_is_not_there_is_not_answered_with_another_sentence() -> None:
    fee = _sentences()[0]
    whole = Selection((line_of(fee),))
    parts = [_part("登记要交什么费", [5.0, 1.0, 0.0]), _part("犬只重多少公斤", [1.0, 5.0, 0.0])]
    assert with_parts(whole, parts, lambda _: (), ()).lines == whole.lines


def test_a_part_that_asks_for_a_figure_gets_the_nearest_sentence_that_gives_one() -> None:
    fee, _, fine = _sentences()
    whole = Selection((line_of(fee),))
    parts = [_part("登记要交什么费", [5.0, 1.0, 0.0]), _part("不登记罚多少元", [2.0, 5.0, 4.0])]
    assert with_parts(whole, parts, lambda _: (), ()).lines == (line_of(fee), line_of(fine))


def test_sentences_overlap_where_they_share_characters_or_say_the_same() -> None:
    fee, term, _ = _sentences()
    assert overlap(fee, fee)
    assert not overlap(fee, term)


def test_fields_of_a_guide_answer_the_questions_about_them_one_by_one() -> None:
    guide = "办结时限：15个工作日\n是否收费：否\n办理地点：文昌路58号三楼\n咨询电话：0577-8830217"
    draft = compose(
        analyse("办营业执照在哪里办？收不收费？"),
        [passage(1, guide, of=document(title="营业执照办事指南"))],
        lambda of: question_terms(of, {}, 10),
        WordVectors(HashEncoder()),
        lambda _: (),
    )
    lines = draft.text.splitlines()
    assert any(line.startswith("办理地点：文昌路58号三楼[") for line in lines)
    assert any(line.startswith("是否收费：否[") for line in lines)
    assert "电话" not in draft.text
