"""Measure article retrieval on STARD: ``python -m eval.stard --corpus FILE --questions FILE``.

STARD (Su et al. 2024, "STARD: A Chinese Statute Retrieval Dataset with Real Queries Issued by Non-
professionals"): everyday questions, and the statute articles that answer them. Rankings of
articles: ``bm25``, BM25 over words; ``dense``, the embedding model alone; ``mixed``, its cosine
with a little BM25; ``reranked``, what the product finds: ``Assistant.retrieve`` over a Store of the
laws, an article's rank being that of the first passage that shows it. ``articles`` is the same
search, but each article that a passage shows takes a rank of its own. Tables and JSON go to stdout,
progress to stderr. Exit codes: 0 done, 1 refused with one line why, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyQAError
from eval.statutes.laws import laws_of
from eval.statutes.stard_files import (
    StardError,
    Statute,
    read_articles,
    read_asked,
    relevant_rows,
)
from eval.statutes.store_search import add_laws, in_order, search_articles
from index.encoders.builtin import BUILTIN
from index.encoders.encoder import Encoder, load_encoder
from index.train.evaluate import ranking_metrics, top_rows
from index.train.sources import Question, is_held_out
from rag import Assistant

__all__ = ["evaluate", "main"]

DEPTH = 100
"""Articles that are ranked, and passages asked of the product."""
WORD_DEPTH = 1_000
"""Articles asked of BM25."""
WORD_WEIGHT = 0.1
"""What a question's best BM25 counts against a cosine of 1 in ``mixed``."""

Scores = NDArray[np.float32]
Tell = Callable[[str], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        statutes = read_articles(options.corpus)
        questions = read_asked(options.questions)
        if options.part is not None:
            questions = [q for q in questions if is_held_out(q.qid, options.part)]
        encoder = load_encoder(options.encoder)
        figures = evaluate(statutes, questions, encoder, store=options.store, tell=_tell)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(figures) if options.json else _table(figures))
    return 0


def evaluate(
    statutes: Sequence[Statute],
    questions: Sequence[Question],
    encoder: Encoder,
    *,
    store: Path | None = None,
    tell: Tell = lambda line: None,
) -> dict[str, dict[str, float]]:
    """Return R@1/5/10/50/100, MRR@10 and nDCG@10 of each ranking that the module describes.

    :param store: a Store of the corpus to use, or to make and keep; what it lacks is added.
        ``None``: one is made and thrown away.
    :param tell: called with a line on how far it is.
    :raises StardError: there are no articles or no questions, or ``store`` holds others.
    """
    if not statutes or not questions:
        raise StardError(f"{len(statutes)} articles and {len(questions)} questions: need both")
    relevant = relevant_rows(statutes, questions)
    texts = [question.text for question in questions]
    tell(f"{len(statutes)} articles, {len(questions)} questions, encoder {encoder.name}")
    words = _word_scores(statutes, texts)
    cosines = _cosines(statutes, texts, encoder)
    passages = _search(statutes, texts, encoder, store, tell)
    ranked = {
        "bm25": top_rows(words, DEPTH).tolist(),
        "dense": top_rows(cosines, DEPTH).tolist(),
        "mixed": top_rows(_mixed(cosines, words), DEPTH).tolist(),
        "articles": [in_order(shown, DEPTH) for shown in passages],
    }
    figures = {route: ranking_metrics(rows, relevant) for route, rows in ranked.items()}
    return figures | {"reranked": _by_passages(passages, relevant)}


def _word_scores(statutes: Sequence[Statute], questions: Sequence[str]) -> Scores:
    """Return BM25 scores [questions, articles] by tantivy; 0 beyond the first 1,000."""
    from index.searchfiles.analysis import ClauseFields
    from index.searchfiles.lexical import LexicalIndex, LexicalIndexWriter
    from index.tokens import content_tokens, tokens

    scores = np.zeros((len(questions), len(statutes)), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        writer = LexicalIndexWriter(Path(folder))
        writer.add(
            ClauseFields(place, place, " ".join(tokens(statute.whole)), "", "", "", "")
            for place, statute in enumerate(statutes)
        )
        writer.finish()
        search = LexicalIndex(Path(folder))
        for row, question in enumerate(questions):
            for match in search.search(content_tokens(question), WORD_DEPTH, boosts={"text": 1.0}):
                scores[row, match.key] = match.score
    return scores


def _cosines(statutes: Sequence[Statute], questions: Sequence[str], encoder: Encoder) -> Scores:
    """Return the cosines [questions, articles] of one embedding model."""
    articles = encoder.encode_documents([statute.whole for statute in statutes])
    return encoder.encode_questions(list(questions)) @ articles.T


def _mixed(cosines: Scores, words: Scores) -> Scores:
    """Return cosines to which BM25 adds up to ``WORD_WEIGHT``."""
    most = np.maximum(words.max(axis=1, keepdims=True), np.float32(1e-6))
    return np.asarray(cosines + WORD_WEIGHT * words / most, np.float32)


def _search(
    statutes: Sequence[Statute],
    questions: Sequence[str],
    encoder: Encoder,
    store: Path | None,
    tell: Tell,
) -> list[list[tuple[int, ...]]]:
    """Return the passages that the product finds, as the articles that each shows."""
    laws = laws_of(statutes)
    with tempfile.TemporaryDirectory(prefix="policyqa-stard-") as folder:
        path = store or Path(folder) / "store"
        assistant = Assistant.open(path, create=True, encoder=encoder)
        add_laws(assistant, laws, tell)
        return search_articles(assistant, laws, questions, DEPTH, tell)


def _by_passages(
    passages: Sequence[Sequence[Sequence[int]]], relevant: Sequence[Sequence[Sequence[int]]]
) -> dict[str, float]:
    """Return the figures where a rank is a passage's, whatever number of articles it shows."""
    showing = [
        [[i for i, rows in enumerate(shown) if set(rows) & set(entry)] for entry in entries]
        for shown, entries in zip(passages, relevant, strict=True)
    ]
    return ranking_metrics([range(len(shown)) for shown in passages], showing)


def _table(figures: Mapping[str, Mapping[str, float]]) -> str:
    names = list(next(iter(figures.values())))
    lines = ["  ".join([f"{'':8}", *(f"{name:>7}" for name in names)])]
    for route, values in figures.items():
        lines.append("  ".join([f"{route:8}", *(f"{values[name]:7.3f}" for name in names)]))
    return "\n".join(lines)


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.stard", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="articles, .jsonl or .jsonl.gz")
    parser.add_argument("--questions", type=Path, required=True, help="questions, .jsonl")
    parser.add_argument("--encoder", default=BUILTIN, help="built-in, or a name or path")
    parser.add_argument("--part", type=int, choices=range(5), help="only this fifth, by qid")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--store", type=Path, metavar="DIR", help="keep the Store here; one that is there is used"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
