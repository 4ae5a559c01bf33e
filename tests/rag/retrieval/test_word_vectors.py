"""Words by number, vectors of words, and the cosines kept of a question's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.encoders.encoder import Encoder, load_encoder
from index.encoders.vectors import Vectors
from rag.retrieval import word_vectors as wordvectors
from rag.retrieval.word_vectors import Vocabulary, WordVectors, word_vectors
from tests.doubles import HashEncoder

WORDS = ["公租房", "申请", "条件", "补贴", "书房", "公租房"]


def test_cosines_are_those_of_the_vectors() -> None:
    vectors = WordVectors(HashEncoder())
    for asked in (["公租房", "租金"], ["补贴"], []):
        for words in (WORDS[:2], WORDS, [], WORDS[3:]):
            expected = vectors.of_texts(words) @ vectors.of_texts(asked).T
            numbers = vectors.vocabulary.numbers(words)
            assert np.allclose(vectors.cosines(numbers, asked), expected, atol=1e-6)


def test_cosines_of_few_questions_are_kept() -> None:
    vectors = WordVectors(HashEncoder())
    for number in range(3 * wordvectors._QUESTIONS):
        vectors.cosines(vectors.vocabulary.numbers(WORDS), [f"{number}"])
    assert len(vectors._cosines) == wordvectors._QUESTIONS


def test_a_product_in_parts_is_the_product() -> None:
    chance = np.random.default_rng(3)
    rows = chance.standard_normal((700, 256)).astype(np.float32)
    columns = chance.standard_normal((256, 40)).astype(np.float32)
    assert np.allclose(wordvectors._product(rows, columns), rows @ columns, atol=1e-4)


def test_vectors_are_learned_again_when_they_had_to_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordvectors, "_MOST", 6)
    vectors = WordVectors(HashEncoder())
    for start in range(0, 30, 3):
        words = [f"词{number}" for number in range(start, start + 5)]
        expected = vectors.of_texts(words) @ vectors.of_texts(["租金"]).T
        numbers = vectors.vocabulary.numbers(words)
        assert np.allclose(vectors.cosines(numbers, ["租金"]), expected, atol=1e-6)


class Stored:
    vocabulary_ids: Mapping[str, int] = {
        word: at for at, word in enumerate((*WORDS[:5], "《》", "x"))
    }


def test_words_cut_beforehand_have_the_same_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordvectors, "run_in_background", lambda work: work())
    encoder = load_encoder()
    plain, prepared = (WordVectors(encoder, Vocabulary(Stored())) for _ in range(2))
    prepared.prepare()
    monkeypatch.setattr(encoder, "encode_documents", _only(encoder, ("租金", "押金")))
    words = [*Stored.vocabulary_ids, "租金", "申请"]
    found = prepared.cosines(prepared.vocabulary.numbers(words), ["押金", "申请"])
    monkeypatch.undo()
    wanted = plain.cosines(plain.vocabulary.numbers(words), ["押金", "申请"])
    assert np.array_equal(found, wanted)


def _only(encoder: Encoder, words: Collection[str]) -> Callable[[Sequence[str]], Vectors]:
    """Return the encoder's method, which refuses any other word."""
    encode = encoder.encode_documents

    def checked(texts: Sequence[str]) -> Vectors:
        assert set(texts) <= set(words)
        return encode(texts)

    return checked


class Town:
    vocabulary_ids: Mapping[str, int] = {
        word: at
        for at, word in enumerate(("医院", "学校", "贷款", "院", "hospital", "2022", "土豆"))
    }


def test_english_words_find_the_store_s_chinese_ones() -> None:
    vectors = WordVectors(load_encoder(), Vocabulary(Town()))
    assert vectors.nearest(["hospital", "loan"]) == ["医院", "贷款"]
    assert vectors.nearest(["school", "zzzz", "hospital"]) == ["学校", "医院"]


def test_who_was_asked_before_is_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordvectors, "_TRANSLATED", 2)
    vectors = WordVectors(load_encoder(), Vocabulary(Town()))
    for _ in range(2):
        for word, chinese in (("hospital", "医院"), ("school", "学校"), ("loan", "贷款")):
            assert vectors.nearest([word]) == [chinese]
    assert vectors.nearest(["loan", "hospital"]) == ["贷款", "医院"]


class Housing:
    vocabulary_ids: Mapping[str, int] = {"公租房": 0, "申请": 1, "条件": 2}


def test_the_words_of_a_store_keep_their_numbers() -> None:
    vocabulary = Vocabulary(Housing())
    assert vocabulary.numbers(["条件", "公租房"]).tolist() == [2, 0]
    assert len(vocabulary) == 3


def test_others_follow_and_lead_back() -> None:
    vocabulary = Vocabulary(Housing())
    numbers = vocabulary.numbers(["租金", "条件", "补贴", "租金"]).tolist()
    assert numbers == [3, 2, 4, 3]
    assert vocabulary.words(numbers) == ["租金", "条件", "补贴", "租金"]
    assert len(vocabulary) == 5


def test_what_is_only_asked_for_gets_no_number() -> None:
    vocabulary = Vocabulary(Housing())
    vocabulary.numbers(["租金"])
    assert vocabulary.known(["租金", "没有", "申请"]).tolist() == [3, -1, 1]
    assert len(vocabulary) == 4


def test_many_threads_agree_on_the_numbers() -> None:
    vocabulary = Vocabulary(Housing())
    words = [f"词{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: tuple(vocabulary.numbers(words).tolist()), range(16)))
    assert len(set(found)) == 1
    assert vocabulary.words(found[0]) == words


def test_words_are_compared_by_the_builtin_encoder_whatever_the_store_is_searched_by() -> None:
    vocabulary, builtin = Vocabulary(Town()), load_encoder()
    wanted = builtin.encode_documents(["医院"])
    for encoder in (builtin, HashEncoder(dim=7)):
        found = word_vectors(encoder, vocabulary)
        assert found.vocabulary is vocabulary
        assert np.allclose(found.of_texts(["医院"]), wanted, atol=1e-6)
