"""A cross-encoder by name: it orders the passages that lead, or is refused in one line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoders.encoder import load_encoder
from rag import Assistant
from rag.errors import ModelUnavailable
from rag.pipeline import Pipeline
from rag.query.as_of_date import Moment
from rag.query.question import analyse
from rag.ranking.cross_encoder import READ, CrossEncoder, reordered
from rag.settings import Settings

QUESTION = "申请公租房要什么条件？"


class Longest:
    """Takes the longest passage for the best."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        assert question == QUESTION
        self.read = list(passages)
        return np.asarray([len(passage) for passage in passages], np.float32)


def test_the_leading_passages_are_read_again(assistant: Assistant) -> None:
    longest = Longest()
    moment = Moment("2026-01-01")
    again = Pipeline(assistant.snapshot, load_encoder(), reranker=longest)
    hits = again.retrieve(analyse(QUESTION), 5, moment=moment)
    once = Pipeline(assistant.snapshot, load_encoder())
    plain = once.retrieve(analyse(QUESTION), 5, moment=moment)
    assert len(longest.read) == READ
    best = max(longest.read, key=len)
    title = hits[0].document.title or ""
    assert best.startswith(title)
    assert hits[0].text.startswith(best.removeprefix(title).lstrip()[:40])
    assert hits[0].score == plain[0].score
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a cross-encoder of a few thousand random weights."""
    import torch
    from sentence_transformers import CrossEncoder as Model
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    path = tmp_path_factory.mktemp("cross") / "model"
    path.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"申请公租房要什么条件补贴标准"]
    (path / "vocab.txt").write_text("\n".join(dict.fromkeys(words)), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(set(words)),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=512,
        num_labels=1,
    )
    BertForSequenceClassification(config).save_pretrained(path)
    BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    assert Model(str(path), local_files_only=True) is not None
    return path


def test_a_model_is_named_by_a_setting(folder: Path, demo_store: Path) -> None:
    asked = Assistant.open(settings=Settings(store=demo_store, reranker=str(folder)))
    hits = asked.retrieve(QUESTION)
    assert len(hits) == 10
    scores = CrossEncoder(str(folder)).scores(QUESTION, ["公租房补贴", "标准"])
    assert scores.shape == (2,)


def test_a_model_that_is_not_there_is_refused_in_one_line(demo_store: Path, tmp_path: Path) -> None:
    asked = Assistant.open(settings=Settings(store=demo_store, reranker=str(tmp_path)))
    with pytest.raises(ModelUnavailable, match="reranking model") as refused:
        asked.retrieve(QUESTION)
    assert "\n" not in str(refused.value)
    assert "the folder must hold" in str(refused.value)
    with pytest.raises(ModelUnavailable, match="no such folder"):
        CrossEncoder(str(tmp_path / "nowhere"))


def test_scores_change_places_with_the_passages(assistant: Assistant) -> None:
    pipeline, question = assistant.pipeline, analyse(QUESTION)
    pool = pipeline.retriever.candidates(question)
    ranking = pipeline.rank(question, pool)
    again = reordered(QUESTION, ranking, pool.candidates, Longest())
    assert sorted(again.order) == sorted(ranking.order)
    assert list(again.order[READ:]) == list(ranking.order[READ:])
    in_order = [ranking.scores[place] for place in ranking.order]
    assert [again.scores[place] for place in again.order] == in_order
