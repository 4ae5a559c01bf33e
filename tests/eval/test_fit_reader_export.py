"""The reader written for ONNX Runtime gives the scores of the network, in 8 bits nearly so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fit.reader.body import read_body
from eval.fit.reader.network import network_of
from eval.fit.reader.training import read_scores
from tests.eval.reader_bodies import INNER, PIECES, write_body

pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from eval.fit.reader.export import Shape, write_onnx  # noqa: E402

ROWS = [[1, 5, 6, 7, 2, 8, 9, 2, 4], [1, 10, 11, 2, 12, 2, 5, 6, 7]]


@pytest.mark.parametrize(("eight_bits", "near"), [(False, 1e-4), (True, 0.15)])
def test_a_graph_gives_the_scores_of_the_network(
    tmp_path: Path, eight_bits: bool, near: float
) -> None:
    torch.manual_seed(0)
    body = read_body(write_body(tmp_path / "body.bin"))
    network = network_of(body, list(range(len(PIECES))), (4, 6))
    torch.nn.init.normal_(network.score[0].weight)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    widths = {"qkv": 32, "ao": 32, "fi": 32, "fo": INNER}
    largest = {f"layers.{n}.{m}": np.ones(w) for n in range(6) for m, w in widths.items()}
    path = tmp_path / "reader.onnx"
    shape = Shape(layers=4, heads=body.heads, eps=body.eps, exit=0)
    write_onnx(weights, shape, path, largest if eight_bits else None)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    [scores] = session.run(None, {"ids": np.asarray(ROWS)})
    with torch.no_grad():
        wanted = read_scores(network, ROWS)[0].numpy()
    assert np.abs(scores - wanted).max() < near * max(1.0, float(np.abs(wanted).max()))
