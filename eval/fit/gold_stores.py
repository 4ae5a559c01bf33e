"""Command-line options that the fits share: gold files, and the Stores they are asked of."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoders.builtin import BuiltinEncoder
from index.encoders.encoder import Encoder, load_encoder
from rag.retrieval.search_budget import Scale

__all__ = ["GoldStore", "add_options", "gold_stores", "write_scale"]


@dataclass(frozen=True, slots=True)
class GoldStore:
    """Questions, and a Store of the documents they are about.

    :param model: folder of the embedding model that the Store was made with; ``None``: the
        built-in one.
    """

    gold: Path
    store: Path
    model: Path | None = None

    def encoder(self) -> Encoder:
        """Load the Store's embedding model."""
        return load_encoder() if self.model is None else BuiltinEncoder(self.model)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--gold``, ``--blind``, ``--sources`` and ``--scale``."""
    parser.add_argument(
        "--gold", nargs=2, action="append", metavar=("GOLD", "STORE"), type=Path, default=[]
    )
    parser.add_argument(
        "--blind",
        nargs=3,
        action="append",
        metavar=("GOLD", "STORE", "MODEL"),
        type=Path,
        default=[],
        help="questions that the built-in model has learned from, and a Store made with MODEL,"
        " which has not (eval.make_statutes)",
    )
    parser.add_argument("--sources", type=Path, help="folder of the files evidence_at names")
    parser.add_argument(
        "--scale", type=Scale, choices=list(Scale), default=Scale.FEW, help="what is fitted"
    )


def gold_stores(options: argparse.Namespace) -> list[GoldStore]:
    """Return what ``--gold`` and ``--blind`` name."""
    return [GoldStore(*each) for each in (*options.gold, *options.blind)]


def write_scale(path: Path, scale: Scale, content: Mapping[str, Any]) -> None:
    """Write the weights for one scale into a file; those for the other stay."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    kept = {name: kept[name] for name in Scale if name in kept}
    text = json.dumps({"kind": "linear", **kept, scale: content}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
