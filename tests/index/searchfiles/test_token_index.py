"""The words of every clause by number: as they were cut, through every kind of change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import Snapshot, Store
from index.errors import StoreCorrupt
from index.searchfiles import generations
from index.searchfiles.token_index import is_gapless
from index.tokens import tokens
from tests.doubles import HashEncoder
from tests.index.documents import CATALOGUE, make_document


def words_by_text(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return each clause's words, read back from their numbers."""
    keys = [key for part in snapshot.key_ranges() for key in part]
    found = snapshot.token_ids(keys)
    names = snapshot.vocabulary
    return {
        clause.text: [names[number] for number in numbers.tolist()]
        for clause, numbers in zip(snapshot.clauses(keys), found, strict=True)
    }


def holds(snapshot: Snapshot, *texts: str) -> None:
    """Require that every clause's words are kept as they are cut, those of ``texts`` among them."""
    found = words_by_text(snapshot)
    assert found == {text: tokens(text) for text in found}
    assert not [text for text in texts if not any(text in whole for whole in found)]


FIRST = ("公租房租金按市场价的60%计收。", "符合云府发〔2022〕7号文件的家庭可以申请。")
SECOND = ("夜间书房开放至二十三时。", "公租房保障对象不得转租。")
THIRD = ("人才安家补贴20万元。",)


def test_clauses_have_the_words_they_were_cut_into(store: Store) -> None:
    store.add_documents("first", [make_document("云澜市公租房办法", list(FIRST))])
    snapshot = store.snapshot()
    holds(snapshot, *FIRST)
    assert all(snapshot.vocabulary[n] == word for word, n in snapshot.vocabulary_ids.items())


def test_words_added_later_are_counted_with_the_others(based: Store) -> None:
    based.add_documents("first", [make_document("云澜市公租房办法", list(FIRST))])
    based.add_documents("second", [make_document("云澜市书房办法", list(SECOND))])
    [document] = [d for d in based.snapshot().documents() if d.title == "云澜市公租房办法"]
    based.remove([document.id])
    based.add_documents("third", [make_document("云澜市人才办法", list(THIRD))])
    snapshot = based.snapshot()
    assert generations.token_segments(snapshot.manifest) == ["base", "delta"]
    holds(snapshot, *CATALOGUE, *SECOND, *THIRD)
    assert len(snapshot.vocabulary) == len(set(snapshot.vocabulary)) == len(snapshot.vocabulary_ids)


def test_a_key_that_no_clause_has_is_refused(store: Store) -> None:
    store.add_documents("first", [make_document("云澜市公租房办法", list(FIRST))])
    with pytest.raises(KeyError):
        store.snapshot().token_ids([10_000])


def test_damage_is_found_before_anything_is_read(tmp_path: Path) -> None:
    with Store.create(tmp_path / "store", HashEncoder()) as store:
        store.add_documents("first", [make_document("云澜市公租房办法", list(FIRST))])
        folder = generations.folder_of(tmp_path / "store", store.snapshot().generation)
    path = folder / "base.words.npy"
    path.write_bytes(path.read_bytes()[:-1] + b"\x7f")
    with pytest.raises(StoreCorrupt), Store.open(tmp_path / "store", HashEncoder()) as store:
        store.snapshot().token_ids([1])


def test_words_joined_are_those_of_each_clause_in_the_order_asked_for(based: Store) -> None:
    based.add_documents("first", [make_document("云澜市公租房办法", list(FIRST))])
    snapshot = based.snapshot()
    assert generations.token_segments(snapshot.manifest) == ["base", "delta"]
    keys = [key for part in reversed(snapshot.key_ranges()) for key in part][::-3]
    each = snapshot.token_ids(keys)
    numbers, lengths = snapshot.joined_token_ids(keys)
    assert numbers.tolist() == [number for of in each for number in of.tolist()]
    assert lengths.tolist() == [len(of) for of in each]
    assert snapshot.token_counts(np.asarray(keys)).tolist() == lengths.tolist()
    with pytest.raises(KeyError):
        snapshot.token_counts(np.asarray([10_000]))


@pytest.mark.parametrize(
    ("keys", "gapless"),
    [([7], True), ([7, 8, 9], True), ([7, 9], False), ([1, 3, 4], False)],
)
def test_keys_are_gapless_where_each_follows_the_one_before(keys: list[int], gapless: bool) -> None:
    assert is_gapless(np.asarray(keys, np.int64)) is gapless
