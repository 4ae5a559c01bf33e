"""Which sentences say what follows from breaking a duty."""

from __future__ import annotations

from rag.answer.candidate_sentences import Sentence
from rag.answer.penalties import penalties_of, punished_act_first
from rag.answer.sentence_scoring import ScoredSentence
from rag.passages.evidence import Evidence
from rag.query.question import analyse
from rag.retrieval.query_terms import question_terms
from tests.rag.made_passages import document, passage


def _scored(item: Evidence, score: float) -> ScoredSentence:
    return ScoredSentence(score, Sentence(item, item.start, item.end), ())


DUTY = passage(1, "（一）不得转租；", "第八条第一款第(一)项")
BREACH = passage(2, "违反第八条第（一）项规定的，处500元罚款。", "第十五条第一款")


def test_who_asks_for_the_penalty_is_told_it_beside_the_duty() -> None:
    question = analyse("转租摊位怎么罚？")
    scored = [_scored(DUTY, 9.0), _scored(BREACH, 1.0)]
    assert penalties_of(question, scored) == [scored[1]]
    assert penalties_of(analyse("摊位可以转租吗？"), scored) == []


def test_the_penalty_of_another_duty_or_document_is_not_told() -> None:
    question = analyse("转租摊位怎么罚？")
    elsewhere = passage(2, "违反第九条规定的，处500元罚款。", "第十六条第一款")
    of_other = passage(3, "违反第八条第（一）项规定的，处罚款。", "第十五条", document("b"))
    found = [_scored(DUTY, 9.0), _scored(elsewhere, 1.0), _scored(of_other, 0.5)]
    assert penalties_of(question, found) == []


def test_a_best_sentence_that_punishes_needs_no_other() -> None:
    question = analyse("转租摊位怎么罚？")
    assert penalties_of(question, [_scored(BREACH, 9.0), _scored(DUTY, 8.0)]) == []


FRAUD = passage(3, "骗取摊位的，处1000元罚款。", "第十六条第一款")


def test_what_is_fined_for_another_act_gives_way_to_the_act_asked_about() -> None:
    question = analyse("转租摊位罚多少？")
    terms = question_terms(question, {"摊位": 9, "转租": 1}, 10)
    fraud, duty, breach = _scored(FRAUD, 9.0), _scored(DUTY, 8.0), _scored(BREACH, 7.0)
    assert punished_act_first(question, [fraud, duty, breach], terms) == [duty, breach]


def test_the_leading_sentence_stays_where_it_says_the_act_or_no_penalty_is_asked() -> None:
    named = passage(3, "转租摊位的，处1000元罚款。", "第十六条第一款")
    scored = [_scored(named, 9.0), _scored(DUTY, 8.0), _scored(BREACH, 7.0)]
    question = analyse("转租摊位罚多少？")
    terms = question_terms(question, {"摊位": 9, "转租": 1}, 10)
    assert punished_act_first(question, scored, terms) == scored
    other = analyse("摊位能转租吗？")
    found = [_scored(FRAUD, 9.0), *scored[1:]]
    assert punished_act_first(other, found, question_terms(other, {}, 10)) == found
