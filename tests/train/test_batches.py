from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.train.batches import BatchMaker, ranked_documents
from index.train.dataset import Dataset, prepare
from index.train.ragged import Ragged
from index.train.recipe import Recipe
from index.train.sources import CLEAN_LICENCES

RECIPE = Recipe(
    batch=40, random_negatives=10, chinese_pieces=300, latin_pieces=60, dropout=0.2, dim=16
)


@pytest.fixture(scope="module")
def dataset(data: Path) -> Dataset:
    return prepare(data, RECIPE, licences=CLEAN_LICENCES, part=0, report=lambda line: None)


def test_only_the_licences_asked_for_are_read(dataset: Dataset, data: Path) -> None:
    everything = prepare(data, RECIPE, licences=None, part=0, report=lambda line: None)
    assert set(dataset.tables) == {"twlaw_zh_en_articles", "lawbench_consult_qa"}
    assert set(everything.tables) == {*dataset.tables, "csts_para"}


def test_held_out_questions_and_articles_are_not_learned_from(dataset: Dataset) -> None:
    learned = {tuple(row) for row in _rows(dataset.questions.texts)}
    held_out = {tuple(row) for row in _rows(dataset.held_out_texts)}
    assert len(dataset.held_out) > 5
    assert not learned & held_out
    assert len(dataset.bilingual) == 20
    table = dataset.tables["twlaw_zh_en_articles"]
    assert not set(table.a_keys.tolist()) & set(dataset.bilingual.a_keys.tolist())


def test_answers_that_cite_an_article_become_questions(dataset: Dataset) -> None:
    cited = [i for i, share in enumerate(dataset.questions.shares) if share > 0]
    assert dataset.questions.shares.sum() == pytest.approx(1.0)
    assert len(cited) > len(dataset.questions.texts) - len(dataset.held_out)


def test_equal_seeds_draw_equal_batches(dataset: Dataset) -> None:
    one, two = (BatchMaker(dataset, RECIPE, seed=5).next() for _ in range(2))
    assert np.array_equal(one.a.ids, two.a.ids)
    assert np.array_equal(one.b_keys, two.b_keys)


def test_every_other_right_answer_in_a_batch_is_forbidden(dataset: Dataset) -> None:
    recipe = replace(RECIPE, question_share=0.5, dropout=0.0)
    batch = BatchMaker(dataset, recipe, seed=1).next()
    answers = dataset.questions.answers()
    by_key = dict(zip(dataset.questions.keys.tolist(), answers, strict=True))
    forbidden = {tuple(cell) for cell in batch.forbidden.tolist()}
    for row in range(20):
        right = {int(dataset.document_keys[d]) for d in by_key[int(batch.a_keys[row])]}
        for column, key in enumerate(batch.b_keys.tolist()):
            assert ((row, column) in forbidden) == (key in right)


def test_hard_documents_are_never_answers(dataset: Dataset) -> None:
    recipe = replace(RECIPE, random_negatives=0, hard_negatives=3)
    maker = BatchMaker(dataset, recipe, seed=2)
    everything = np.tile(np.arange(50), (len(dataset.questions.texts), 1))
    maker.use_hard(everything)
    assert maker._hard is not None
    for row, answers in enumerate(dataset.questions.answers()):
        assert not answers & set(maker._hard[row].tolist())
    batch = maker.next()
    assert len(batch.b) > len(batch.a)


def test_questions_are_held_against_all_documents_but_their_answers(dataset: Dataset) -> None:
    recipe = replace(RECIPE, question_share=0.5, bank_size=10_000)
    maker = BatchMaker(dataset, recipe, seed=1)
    assert maker.next().bank is None
    documents = np.eye(len(dataset.documents), dtype=np.float32)
    maker.use_bank(documents)
    batch = maker.next()
    assert batch.bank is not None
    assert batch.bank.rows == 20
    assert np.array_equal(batch.bank.documents, documents)
    by_key = dict(zip(dataset.questions.keys.tolist(), dataset.questions.answers(), strict=True))
    right = {tuple(cell) for cell in batch.bank.right.tolist()}
    for row, key in enumerate(batch.a_keys[:20].tolist()):
        wanted = {int(dataset.document_keys[d]) for d in by_key[key]}
        found = {int(dataset.document_keys[d]) for r, d in right if r == row}
        assert found == wanted


def test_without_weight_or_with_a_smaller_bank(dataset: Dataset) -> None:
    documents = np.eye(len(dataset.documents), dtype=np.float32)
    sizes = []
    for recipe in (replace(RECIPE, bank_weight=0.0), replace(RECIPE, bank_size=7)):
        maker = BatchMaker(dataset, recipe, seed=1)
        maker.use_bank(documents)
        bank = maker.next().bank
        sizes.append(0 if bank is None else len(bank.documents))
    assert sizes == [0, 7]


def test_nearest_documents_are_ranked_best_first() -> None:
    documents = np.eye(3, dtype=np.float32)
    questions = np.array([[0.1, 0.9, 0.3]], np.float32)
    assert ranked_documents(questions, documents, 2).tolist() == [[1, 2]]


def _rows(table: Ragged) -> list[list[int]]:
    pairs = zip(table.offsets[:-1], table.offsets[1:], strict=True)
    return [table.ids[a:b].tolist() for a, b in pairs]
