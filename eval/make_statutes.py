"""Turn STARD into documents and gold questions: ``python -m eval.make_statutes STARD OUT``.

STARD (Su et al. 2024; see ``eval.stard``) is a list of articles and of questions. Here its articles
become a text file a law, as a person would hold it, and its questions gold files, one for each part
of ``index.train.sources.is_held_out``: so what finds articles there can be measured by ``python -m
eval`` as everything else is, and learned from by ``eval.fit``. With ``--folds`` it makes Stores
besides, with embedding models that have not seen the questions of two parts
(``eval.statutes.blind_models``); models that are not there yet are trained.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError
from eval.statutes.blind_models import HALVES, blind_models
from eval.statutes.laws import laws_of, write_laws
from eval.statutes.stard_files import Statute, read_articles, read_asked
from index import Store
from index.ingest.add import add_paths
from index.train.sources import Question, is_held_out

__all__ = ["main", "write_gold"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        statutes = read_articles(options.stard / "corpus.jsonl.gz")
        questions = read_asked(options.stard / "train.jsonl")
        write_laws(laws_of(statutes), options.out / "laws")
        write_gold(statutes, questions, options.out)
        if options.folds:
            _make_stores(options, questions)
    except (PolicyQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def write_gold(statutes: Sequence[Statute], questions: Sequence[Question], folder: Path) -> None:
    """Write the questions, in a gold file for each part; evidence is an article with its number."""
    texts = {statute.id: statute.labelled for statute in statutes}
    for part in range(5):
        held = [q for q in questions if is_held_out(q.qid, part)]
        lines = [
            json.dumps(_gold(q, [texts[entry[0]] for entry in q.relevant]), ensure_ascii=False)
            for q in held
        ]
        content = "".join(f"{line}\n" for line in lines)
        (folder / f"part-{part}.jsonl").write_text(content, encoding="utf-8")


def _gold(question: Question, evidence: Sequence[str]) -> dict[str, Any]:
    """Return a gold question.

    :param evidence: of articles that say the same, the first.
    """
    return {
        "id": f"stard-{question.qid}",
        "question": question.text,
        "type": "statute",
        "answerable": True,
        "answer": "",
        "key_facts": [],
        "evidence": list(evidence),
    }


def _make_stores(options: argparse.Namespace, questions: Sequence[Question]) -> None:
    """Make a Store of the laws with each of the blind models."""
    encoders = blind_models(
        options.data or options.stard.parent,
        options.folds,
        questions,
        members=options.members,
        steps=options.steps,
        workers=options.workers,
        report=lambda line: print(line, file=sys.stderr),
    )
    for half in HALVES:
        path = options.out / f"without-{half[0]}-{half[1]}"
        with Store.open_or_create(path, encoders[half]) as store:
            add_paths(store, [options.out / "laws"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.make_statutes", description=__doc__)
    parser.add_argument("stard", type=Path, help="folder of corpus.jsonl.gz and train.jsonl")
    parser.add_argument("out", type=Path, help="new folder for laws/, part-N.jsonl and the Stores")
    parser.add_argument("--folds", type=Path, help="the blind models, kept; a Store with each")
    parser.add_argument("--data", type=Path, help="folder they learn from; that around STARD")
    parser.add_argument("--members", type=int, default=1, help="models joined in each of them")
    parser.add_argument("--steps", type=int, default=500, help="of each member")
    parser.add_argument("--workers", type=int, default=1, help="members trained at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
