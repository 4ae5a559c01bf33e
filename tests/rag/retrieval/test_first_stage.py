"""Clauses are chosen by figures of their words, without being read."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from corpus.normalize import comparable
from index.tokens import tokens
from rag import Assistant
from rag.query.question import analyse
from rag.retrieval import candidates as retrieve
from rag.retrieval.first_stage import MEANING, WORDS, figures, first_stage, meanings
from rag.retrieval.search_budget import Effort, Scale
from tests.rag.reference import best_of_forms, bm25, standing

QUESTIONS = (
    "刚毕业没房子，想申请云澜的公租房要什么条件？",
    "充电桩补贴每千瓦多少元，2024年以后还有吗",
    "Which documents does a foreign professional need?",
)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_figures_are_those_of_the_clauses_own_words(asked: str, assistant: Assistant) -> None:
    question = analyse(asked)
    retriever, snapshot = assistant.pipeline.retriever, assistant.snapshot
    terms, found = retriever.terms(question), retriever.unread(question)
    rows, in_title = figures(terms, found, snapshot)
    names = snapshot.vocabulary
    bags = [[names[n] for n in of.tolist()] for of in snapshot.token_ids(found.keys.tolist())]
    average = sum(map(len, bags)) / len(bags)
    for row, bag, owner, titled in zip(rows, bags, found.owners, in_title, strict=True):
        title = comparable(found.documents[owner].title or "")
        held = best_of_forms(terms, Counter(bag))
        weight = sum(w for w, n in zip(terms.weights.values(), held, strict=True) if n)
        weight /= terms.total
        assert row[WORDS.index("coverage")] == pytest.approx(weight, abs=1e-5)
        assert row[WORDS.index("bm25")] == pytest.approx(bm25(terms, bag, average), abs=1e-5)
        assert titled.tolist() == [word in standing(terms, title) for word in terms.weights]
        assert row[WORDS.index("coverage_around")] >= row[WORDS.index("coverage_context")] - 1e-6
    meant = meanings(terms, found.keys, in_title, snapshot, retriever.words)
    assert meant.shape == (len(found.keys), len(MEANING))
    assert ((meant >= 0) & (meant <= 1 + 1e-6)).all()


def test_a_clause_counts_with_those_beside_it_in_its_document(assistant: Assistant) -> None:
    question = analyse(QUESTIONS[0])
    snapshot = assistant.snapshot
    terms, found = (
        assistant.pipeline.retriever.terms(question),
        assistant.pipeline.retriever.unread(question),
    )
    rows, _ = figures(terms, found, snapshot)
    around = rows[:, WORDS.index("coverage_around")]
    for clause, value in zip(snapshot.clauses(found.keys.tolist()), around, strict=True):
        [document] = [snapshot.document(clause.document_id)]
        first, last = clause.key - clause.position, clause.key - clause.position
        last += document.clause_count - 1
        keys = range(max(first, clause.key - 2), min(last, clause.key + 3) + 1)
        words = Counter(word for near in snapshot.clauses(keys) for word in tokens(near.text))
        title = comparable(document.title or "")
        held = best_of_forms(terms, words)
        named = standing(terms, title)
        weighed = zip(terms.weights.items(), held, strict=True)
        most = sum(w for (word, w), n in weighed if n or word in named)
        assert value <= most / terms.total + 1e-5


def test_the_clauses_chosen_are_the_best_of_all_that_were_found(assistant: Assistant) -> None:
    question = analyse(QUESTIONS[1])
    retriever = assistant.pipeline.retriever
    terms, found = retriever.terms(question), retriever.unread(question)

    def choose(read: int) -> dict[int, float]:
        effort = Effort(100, 100, 40, read)
        snapshot = assistant.snapshot
        return first_stage(terms, found, snapshot, retriever.words, effort, Scale.FEW)

    chosen = list(choose(5))
    assert len(set(chosen)) == 5
    assert set(chosen) <= set(found.keys.tolist())
    scores = choose(20)
    more = list(scores)
    assert more[:5] == chosen
    assert sorted(scores.values(), reverse=True) == list(scores.values())
    hits = assistant.retrieve(QUESTIONS[1], 1)
    [best] = [c for c in assistant.snapshot.clauses(more) if c.id == hits[0].clause_id]
    assert best.text in hits[0].text or hits[0].text in best.text


def test_without_words_by_number_the_routes_choose(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(assistant.snapshot), "vocabulary", ())
    monkeypatch.setattr(retrieve, "FUSED_CLAUSES", 3)
    question = analyse(QUESTIONS[1])
    keys = {
        c.window.clause.key for c in assistant.pipeline.retriever.candidates(question).candidates
    }
    found = assistant.pipeline.retriever.unread(question)
    order = np.argsort(-found.routes["fused"], kind="stable")
    assert keys == set(found.keys[order[:3]].tolist())


def test_a_clause_that_defines_the_term_in_quotes_is_told_apart(assistant: Assistant) -> None:
    question = analyse("云澜说的“授权运营”是干什么用的？")
    snapshot = assistant.snapshot
    terms, found = (
        assistant.pipeline.retriever.terms(question),
        assistant.pipeline.retriever.unread(question),
    )
    rows, _ = figures(terms, found, snapshot)
    column = rows[:, WORDS.index("defines")]
    clauses = snapshot.clauses(found.keys.tolist())
    defining = [c.text for c, value in zip(clauses, column, strict=True) if value]
    assert any("所称授权运营，是指" in text for text in defining)
    assert all("授权运营" in text for text in defining)
    assert len(defining) < len(clauses) / 4
    plain = assistant.pipeline.retriever.terms(analyse("授权运营的收入怎么分？"))
    assert not figures(plain, found, snapshot)[0][:, WORDS.index("defines")].any()
