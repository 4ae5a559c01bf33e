"""Measure article retrieval on STARD: ``python -m eval.stard --corpus FILE --questions FILE``.

STARD (Su et al. 2024, "STARD: A Chinese Statute Retrieval Dataset with Real Queries Issued by
Non-professionals"): everyday questions, and the statute articles that answer them. Three routes:
BM25 over words, the embedding model alone, and both mixed. Tables and JSON go to stdout,
progress to stderr. Exit codes: 0 done, 1 refused with one line why, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import PolicyQAError
from index.encoders.builtin import BUILTIN, BuiltinEncoder
from index.encoders.encoder import Encoder, load_encoder
from index.train.evaluate import ranking_metrics, top_rows
from index.train.sources import Question, is_held_out
from rag.statutes.collection import Article, Collection, meanings_of, words_of
from rag.statutes.ranking import rank
from rag.statutes.scoring import Scorers, load_scorers

__all__ = [
    "StardError",
    "Statute",
    "evaluate",
    "main",
    "read_asked",
    "read_statutes",
    "records",
    "relevant_rows",
]

DEPTH = 100
WORD_DEPTH = 1_000
"""Articles asked of BM25."""

Scores = NDArray[np.float32]


class StardError(PolicyQAError):
    """A file is not what STARD files look like."""


@dataclass(frozen=True, slots=True)
class Statute:
    """One article of the corpus, with its id in the file."""

    id: int
    article: Article


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        statutes = read_statutes(options.corpus)
        questions = read_asked(options.questions)
        if options.part is not None:
            questions = [q for q in questions if is_held_out(q.qid, options.part)]
        figures = evaluate(statutes, questions, load_encoder(options.encoder), tell=_tell)
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
    scorers: Scorers | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> dict[str, dict[str, float]]:
    """Return R@1/5/10/50/100, MRR@10 and nDCG@10 by ``bm25``, ``dense``, ``mixed``, ``reranked``.

    :param scorers: those that travel with the project when not given.
    """
    if not statutes or not questions:
        raise StardError(f"{len(statutes)} articles and {len(questions)} questions: need both")
    relevant = relevant_rows(statutes, questions)
    articles = [statute.article for statute in statutes]
    texts = [question.text for question in questions]
    tell(f"{len(articles)} articles, {len(questions)} questions, encoder {encoder.name}")
    lone = encoder if isinstance(encoder, BuiltinEncoder) else load_encoder()
    words = words_of(articles)
    collection = Collection(words, meanings_of(articles, words, encoder, lone))
    vectors = encoder.encode_questions(texts)
    chosen = scorers or load_scorers()
    ranked = [rank(t, v, collection, chosen) for t, v in zip(texts, vectors, strict=True)]
    found = {
        "bm25": top_rows(_word_scores(articles, texts), DEPTH).tolist(),
        "dense": top_rows(vectors @ collection.meanings.articles.T, DEPTH).tolist(),
        "mixed": [r.by_mixed(DEPTH).tolist() for r in ranked],
        "reranked": [r.by_reranked(DEPTH).tolist() for r in ranked],
    }
    return {route: ranking_metrics(rows, relevant) for route, rows in found.items()}


def read_statutes(path: Path) -> list[Statute]:
    """Read the articles of a corpus file, .jsonl or .jsonl.gz."""
    return [_statute(record) for record in records(path)]


def read_asked(path: Path) -> list[Question]:
    """Read the questions of a questions file."""
    return [_question(record) for record in records(path)]


def _word_scores(articles: Sequence[Article], questions: Sequence[str]) -> Scores:
    """Return BM25 scores [questions, articles] by tantivy; 0 beyond the first 1,000."""
    from index.searchfiles.analysis import ClauseFields
    from index.searchfiles.lexical import LexicalIndex, LexicalIndexWriter
    from index.tokens import content_tokens, tokens

    scores = np.zeros((len(questions), len(articles)), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        writer = LexicalIndexWriter(Path(folder))
        writer.add(
            ClauseFields(place, place, " ".join(tokens(article.whole)), "", "", "", "")
            for place, article in enumerate(articles)
        )
        writer.finish()
        search = LexicalIndex(Path(folder))
        for row, question in enumerate(questions):
            for match in search.search(content_tokens(question), WORD_DEPTH, boosts={"text": 1.0}):
                scores[row, match.key] = match.score
    return scores


def records(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a .jsonl or .jsonl.gz file; each says under "" where it stands.

    :raises StardError: the file cannot be read, or a line is no JSON object.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _record(path, number, line)
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise StardError(f"{path}: cannot be read ({error}); give a .jsonl or .jsonl.gz") from error


def _record(path: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise StardError(f"{path}, line {number}: not JSON ({error})") from error
    if not isinstance(record, dict):
        raise StardError(f"{path}, line {number}: not a JSON object")
    return {**record, "": f"{path}, line {number}"}


def _statute(record: Mapping[str, Any]) -> Statute:
    try:
        path = "\n".join(str(heading) for heading in record.get("path", ()))
        article = Article(str(record["title"]), path, str(record["text"]))
        return Statute(int(record["id"]), article)
    except (KeyError, TypeError, ValueError) as error:
        raise StardError(f"{record['']}: an article needs id, title, text ({error})") from error


def _question(record: Mapping[str, Any]) -> Question:
    try:
        relevant = tuple(tuple(int(i) for i in group) for group in record["relevant"])
        found = Question(int(record["qid"]), str(record["question"]), relevant)
    except (KeyError, TypeError, ValueError) as error:
        raise StardError(
            f"{record['']}: a question needs qid, question and relevant, a list of lists of"
            f" article ids ({error})"
        ) from error
    if not found.relevant:
        raise StardError(f"{record['']}: a question needs at least one relevant article")
    return found


def relevant_rows(
    statutes: Sequence[Statute], questions: Sequence[Question]
) -> list[list[list[int]]]:
    """Return the relevant entries by the articles' places in the file instead of their ids."""
    row = {statute.id: place for place, statute in enumerate(statutes)}
    try:
        return [[[row[i] for i in entry] for entry in q.relevant] for q in questions]
    except KeyError as error:
        raise StardError(
            f"a question names article {error}, which the corpus of {len(statutes)} articles lacks:"
            " are the two files of the same edition?"
        ) from error


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
    return parser


if __name__ == "__main__":
    sys.exit(main())
