"""The figures of a sentence are those of their definitions, computed one by one."""

from __future__ import annotations

import pytest

from corpus.normalize import comparable
from index.tokens import tokens
from rag.answer.candidate_sentences import sentences_of
from rag.answer.sentence_scoring import SENTENCE_FEATURES, in_words_of, sentence_rows
from rag.query.answer_fit import figure_match
from rag.query.question import analyse
from rag.query.word_forms import word_forms
from rag.retrieval.query_terms import (
    QuestionTerms,
    nearness,
    pairs,
    question_terms,
    question_words,
)
from rag.retrieval.term_forms import TermForms
from rag.retrieval.term_matrix import Bags
from rag.retrieval.word_vectors import WordVectors
from tests.doubles import HashEncoder
from tests.rag.made_passages import evidence_of
from tests.rag.reference import bm25, coverage, residual, soft

QUESTIONS = ("硕士的安家补贴多少万元？", "谁审核，几天办完？", "安家补贴是什么意思")
FREQUENCIES = {"补贴": 5, "安家": 2, "审核": 1}


def _terms(question: str) -> QuestionTerms:
    return question_terms(analyse(question), FREQUENCIES, 20)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_column_is_what_its_definition_says(question: str) -> None:
    terms, vectors = _terms(question), WordVectors(HashEncoder())
    sentences = sentences_of(evidence_of())
    rows = sentence_rows(sentences, terms, vectors)
    bags = [tokens(s.shown) for s in sentences]
    average = sum(map(len, bags)) / len(bags)
    near = nearness(terms, Bags.of(bags, vectors.vocabulary), vectors)
    asked = terms.question.expected
    for i, (sentence, row) in enumerate(zip(sentences, rows, strict=True)):
        text = comparable(sentence.shown)
        title = comparable(sentence.evidence.hit.document.title or "")
        path = comparable("".join(sentence.evidence.hit.path))
        follows = i and sentences[i - 1].evidence is sentence.evidence
        before = comparable(sentences[i - 1].shown) if follows else ""
        wanted = {
            "coverage": coverage(terms, text),
            "residual": residual(terms, text, title),
            "context": coverage(terms, f"{text}\n{title}\n{path}"),
            "before": coverage(terms, before),
            "before_adds": coverage(terms, f"{before}\n{text}") - coverage(terms, text),
            "pairs": pairs(terms, text),
            "bm25": bm25(terms, bags[i], average),
            "soft": soft(terms, near[i], ""),
            "soft_residual": soft(terms, near[i], title),
            "figure_fit": figure_match(asked, text) if asked.figure_asked else 0.0,
            "first": float(not before),
        }
        found = dict(zip(SENTENCE_FEATURES, map(float, row), strict=True))
        for name, value in wanted.items():
            assert found[name] == pytest.approx(value, abs=1e-5), name


def test_an_item_knows_the_words_that_lead_its_list_in() -> None:
    terms = _terms("申请安家补贴要什么条件？")
    text = "申请安家补贴应当具备下列条件：\n（一）年满18周岁；\n（二）有住房。"
    sentences = sentences_of(evidence_of(text))
    rows = sentence_rows(sentences, terms, WordVectors(HashEncoder()))
    column = rows[:, SENTENCE_FEATURES.index("lead_in")]
    lead_in = coverage(terms, comparable(sentences[0].shown))
    assert list(column) == pytest.approx([0.0, lead_in, lead_in])


def _in_forms(question: str) -> QuestionTerms:
    asked = analyse(question)
    found = word_forms(asked.search)
    forms = TermForms.of(question_words(asked, found), found.forms)
    return question_terms(asked, FREQUENCIES, 20, forms=forms)


def test_a_question_is_taken_in_the_words_that_most_of_the_texts_have() -> None:
    texts = ["申请公共租赁住房", "公共租赁住房租金", "退回公租房"]
    assert in_words_of(texts, _in_forms("公租房条件")) == "公共租赁住房条件"
    assert in_words_of(["公租房租金"], _in_forms("公租房条件")) == "公租房条件"
    assert in_words_of(["停车收费"], _in_forms("公租房条件")) == "公租房条件"
