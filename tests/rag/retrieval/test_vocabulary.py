"""Words by number: the Store's own first, others as they come."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from rag.retrieval.word_vectors import Vocabulary


class Stored:
    vocabulary_ids: Mapping[str, int] = {"公租房": 0, "申请": 1, "条件": 2}


def test_the_words_of_a_store_keep_their_numbers() -> None:
    vocabulary = Vocabulary(Stored())
    assert vocabulary.numbers(["条件", "公租房"]).tolist() == [2, 0]
    assert len(vocabulary) == 3


def test_others_follow_and_lead_back() -> None:
    vocabulary = Vocabulary(Stored())
    numbers = vocabulary.numbers(["租金", "条件", "补贴", "租金"]).tolist()
    assert numbers == [3, 2, 4, 3]
    assert vocabulary.words(numbers) == ["租金", "条件", "补贴", "租金"]
    assert len(vocabulary) == 5


def test_what_is_only_asked_for_gets_no_number() -> None:
    vocabulary = Vocabulary(Stored())
    vocabulary.numbers(["租金"])
    assert vocabulary.known(["租金", "没有", "申请"]).tolist() == [3, -1, 1]
    assert len(vocabulary) == 4


def test_many_threads_agree_on_the_numbers() -> None:
    vocabulary = Vocabulary(Stored())
    words = [f"词{number}" for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: tuple(vocabulary.numbers(words).tolist()), range(16)))
    assert len(set(found)) == 1
    assert vocabulary.words(found[0]) == words
