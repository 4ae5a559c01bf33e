"""The built-in reader: a small cross-encoder that reads a question and a sentence together.

It runs in ONNX Runtime, which is an optional extra, and is loaded with the first question.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.vectors import first_line
from rag.errors import ModelUnavailable
from rag.ranking.reader_rows import PAD, Rows, Text

__all__ = ["BUILTIN", "MODEL_FILE", "TOKENIZER_FILE", "Reader", "reader_folder"]

BUILTIN = "builtin"
MODEL_FILE = "reader.onnx"
TOKENIZER_FILE = "tokenizer.json"
_FOLDER = Path(__file__).parent / "reader_model"
# Rows of like length that are read at once: more gain nothing on a few cores, and cost padding.
_BATCH = 8
_THREADS = 2
_KEPT = 8192  # scores that are remembered


def reader_folder(name: str | None) -> Path | None:
    """Return the folder of the reader that a setting names; ``None`` where it names none."""
    if name is None:
        return None
    if name == BUILTIN:
        return _FOLDER
    return Path(name) if (Path(name) / MODEL_FILE).is_file() else None


class Reader:
    """Scores sentences by reading each with the question. Safe to use from several threads.

    A score hangs on nothing but the texts, so it is kept for when they come up again.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model.

        :param folder: where ``reader.onnx`` and ``tokenizer.json`` are.
        :raises ModelUnavailable: ONNX Runtime or the model is missing, or cannot be loaded.
        """
        self._session = _session(folder / MODEL_FILE)
        self._rows = _rows(folder / TOKENIZER_FILE)
        self._scores: OrderedDict[tuple[str, Text], float] = OrderedDict()
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[Text]) -> NDArray[np.float32]:
        """Return float32 [len(texts)]: how well each answers, higher is better.

        :param texts: each a sentence and the headings that it stands under.
        """
        wanted = dict.fromkeys(texts)
        with self._lock:
            kept = self._scores
            found = {text: kept[question, text] for text in wanted if (question, text) in kept}
        unread = [text for text in wanted if text not in found]
        found.update(zip(unread, self._read(question, unread), strict=True))
        with self._lock:
            for text, score in found.items():
                self._scores[question, text] = score
                self._scores.move_to_end((question, text))
            while len(self._scores) > _KEPT:
                self._scores.popitem(last=False)
        return np.asarray([found[text] for text in texts], np.float32)

    def _read(self, question: str, texts: Sequence[Text]) -> list[float]:
        rows = self._rows.of(question, texts)
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        found = [0.0] * len(rows)
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            for place, score in zip(some, self._run([rows[i] for i in some]), strict=True):
                found[place] = score
        return found

    def _run(self, rows: Sequence[Sequence[int]]) -> list[float]:
        ids = np.full((len(rows), max(map(len, rows))), PAD, np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        scores: list[float] = self._session.run(None, {"ids": ids})[0].tolist()
        return scores


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelUnavailable(
            "the built-in reader needs ONNX Runtime, which is not installed; run: pip install"
            ' "policyqa[reader]"'
        ) from error
    if not path.is_file():
        raise ModelUnavailable(
            f"the built-in reader has no model at {path}; make one as docs/models.md says, and name"
            " its folder by POLICYQA_RERANKER"
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    # A thread that waits for the next piece of work must not take a core from other questions.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own have no common class but this
        raise ModelUnavailable(
            f"the reader {path} cannot be loaded ({first_line(error)}); it must be a file that"
            " python -m eval.fit.reader wrote"
        ) from error


def _rows(path: Path) -> Rows:
    from tokenizers import Tokenizer

    try:
        return Rows(Tokenizer.from_file(str(path)))
    except Exception as error:  # ONNX Runtime's own have no common class but this
        raise ModelUnavailable(
            f"the reader's vocabulary {path} cannot be read ({first_line(error)})"
        ) from error
