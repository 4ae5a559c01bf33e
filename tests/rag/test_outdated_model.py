"""A Store whose vectors an earlier built-in model made is asked all the same."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from index.encoders.builtin import BUILTIN_FOLDER, BuiltinEncoder, is_builtin
from index.errors import EncoderMismatch
from index.ingest.verify import verify
from index.snapshot import OutdatedSnapshot
from rag import Assistant
from rag.interfaces.cli import main
from rag.interfaces.examples import EXAMPLE_QUESTIONS, sample_folder
from tests.doubles import HashEncoder


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> BuiltinEncoder:
    """Return a model that differs from today's in its length and in every vector."""
    from safetensors.numpy import load_file, save_file

    folder = tmp_path_factory.mktemp("earlier") / "builtin"
    shutil.copytree(BUILTIN_FOLDER, folder)
    vectors = load_file(folder / "model.safetensors")["embeddings"]
    save_file(
        {"embeddings": np.ascontiguousarray(-vectors[:, 10:74])}, folder / "model.safetensors"
    )
    return BuiltinEncoder(folder)


@pytest.fixture(scope="module")
def made(earlier: BuiltinEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("outdated") / "store"
    Assistant.open(path, create=True, encoder=earlier).add([sample_folder()])
    return path


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "store")
    return tmp_path / "store"


def test_it_answers_with_one_notice_that_says_what_to_do(store: Path, demo_store: Path) -> None:
    assistant, newer = Assistant.open(store), Assistant.open(demo_store)
    assert isinstance(assistant.snapshot, OutdatedSnapshot)
    same = 0
    for question in EXAMPLE_QUESTIONS:
        answer = assistant.ask(question)
        assert answer.citations
        assert sum("policyqa reembed" in notice for notice in answer.notices) == 1
        expected = newer.ask(question)
        assert not any("reembed" in notice for notice in expected.notices)
        same += answer.citations[0].address == expected.citations[0].address
    assert same >= 0.8 * len(EXAMPLE_QUESTIONS), "clauses found by words are ranked as usual"
    assert assistant.retrieve("公租房转租给别人", 3)
    assert newer.notice == ""


def test_nothing_is_found_by_meaning_and_vectors_are_of_the_model_at_hand(store: Path) -> None:
    snapshot, today = Assistant.open(store).snapshot, BuiltinEncoder()
    vector = today.encode_questions(["公租房"])[0]
    assert snapshot.search_vector(vector, 5) == []
    assert list(snapshot.begin_search_vector(vector, 5)()) == []
    keys = list(snapshot.key_ranges()[0])[:3]
    assert snapshot.vectors(keys).shape == (3, today.dim)


def test_adding_to_it_says_what_to_do_and_removing_works(store: Path) -> None:
    assistant = Assistant.open(store)
    with pytest.raises(EncoderMismatch, match=f"policyqa reembed --store {store}"):
        assistant.add([sample_folder()])
    count = len(assistant.documents())
    assistant.remove([assistant.documents()[0].id])
    assert len(assistant.documents()) == count - 1


def test_reembedding_it_ends_the_notice_also_for_who_has_it_open(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["policyqa", *words, "--store", str(store)])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert not stopped.value.code
        return capsys.readouterr().err

    opened = Assistant.open(store)
    assert "policyqa reembed" in opened.notice
    assert "policyqa reembed" in run("search", "公租房转租给别人")
    assert "encoder is now builtin" in run("reembed")
    assert opened.notice == ""
    assert not any("reembed" in n for n in opened.ask("公租房转租给别人会怎么罚？").notices)
    assert "reembed" not in run("search", "公租房转租给别人")
    assert verify(store).whole
    assert not opened.add([sample_folder()]).failed


def test_only_built_in_models_stand_in_for_one_another(
    store: Path, earlier: BuiltinEncoder
) -> None:
    assert is_builtin(earlier.name)
    assert not is_builtin(HashEncoder().name)
    with pytest.raises(EncoderMismatch, match="reembed"):
        Assistant.open(store, encoder=HashEncoder())
