"""Another encoder's vectors, beside the old ones until all are there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index import Store
from index.encoders.vectors import Vectors
from index.errors import EncoderMismatch
from index.ingest import reembed
from index.ingest.reembed import reembed as make_anew
from index.ingest.verify import verify
from index.model import Progress
from tests.doubles import HashEncoder


def test_the_store_opens_with_the_new_encoder_only(city: Store, encoder: HashEncoder) -> None:
    new = HashEncoder(dim=32, name="hash-32")
    seen: list[Progress] = []
    assert make_anew(city.path, new, seen.append) == 12
    with pytest.raises(EncoderMismatch):
        Store.open(city.path, encoder)
    with Store.open(city.path, new) as again:
        snapshot = again.snapshot()
        assert (snapshot.manifest.encoder, snapshot.dim) == ("hash-32", 32)
        nearest = snapshot.search_vector(new.encode_questions(["夜间书房每年补贴三万元"])[0], 1)
        assert "三万元" in snapshot.clauses([nearest[0].key])[0].text
    assert verify(city.path).whole
    assert [p for p in seen if p.stage == "embed"][-1].done == 12


class _Failing(HashEncoder):
    left = 2

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        return super().encode_documents(texts)


def test_interrupted_it_answers_as_before_and_goes_on_where_it_stopped(
    city: Store, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reembed, "_TEXTS_AT_ONCE", 1)
    new = _Failing(dim=32, name="hash-32")
    with pytest.raises(KeyboardInterrupt):
        make_anew(city.path, new)
    with Store.open(city.path, encoder) as still:
        assert len(still.snapshot().documents()) == 4
    new.left = 100
    assert make_anew(city.path, new) == 6  # two of the four documents were done
    with Store.open(city.path, new) as again:
        assert again.snapshot().manifest.encoder == "hash-32"


def test_documents_added_meanwhile_are_embedded_too(
    city: Store, encoder: HashEncoder, tmp_path: Path
) -> None:
    from tests.index.documents import make_document

    late = make_document("云澜市后来的办法", ["后来的内容。"])

    class Adding(HashEncoder):
        added = False

        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            return super().encode_documents(texts)

    new = Adding(dim=32, name="hash-32")

    def add_once(progress: Progress) -> None:
        if not new.added and progress.stage == "embed":
            new.added = True
            with Store.open(city.path, encoder) as other:
                other.add_documents("late", [late])

    make_anew(city.path, new, add_once)
    assert new.added
    assert verify(city.path).whole


def test_the_same_encoder_has_nothing_to_do(city: Store, encoder: HashEncoder) -> None:
    generation = city.snapshot().generation
    assert make_anew(city.path, encoder) == 0
    assert city.snapshot().generation == generation
