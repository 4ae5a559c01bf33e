"""What the reader learns from: questions, each with texts of which some answer it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from corpus.normalize import normalize, to_simplified
from corpus.text.sentences import split
from index.encoders.encoder import Encoder
from index.train.sources import document_text, is_held_out, read_articles, read_questions

__all__ = ["Material", "comprehension", "read_material", "statutes", "write_material"]

MOST_TEXTS = 30
_NEAR = 40  # articles from the nearest that a statute question's wrong ones are of
_WORD = re.compile(r"\w{2}")


@dataclass(frozen=True, slots=True)
class Material:
    """A question with texts that stand beside each other in a search.

    :param source: where it is from; ``group``: what is held out together.
    :param texts: each a sentence and the headings that it stands under.
    :param worth: how much each answers, 0 not at all.
    :param today: the score each has without a reader, higher is better; empty when it has none.
    """

    source: str
    group: str
    question: str
    texts: tuple[tuple[str, str], ...]
    worth: tuple[float, ...]
    today: tuple[float, ...] = ()


def write_material(path: Path, found: Iterable[Material]) -> int:
    """Write material as gzipped JSON lines and return how much it was."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for material in found:
            out.write(json.dumps(asdict(material), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_material(path: Path) -> Iterator[Material]:
    """Yield what ``write_material`` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield Material(
                row["source"],
                row["group"],
                row["question"],
                tuple((text, context) for text, context in row["texts"]),
                tuple(row["worth"]),
                tuple(row["today"]),
            )


def comprehension(path: Path) -> Iterator[Material]:
    """Yield a reading-comprehension file's questions with the sentences of their paragraph.

    The answer's words may stand in several sentences; the one that shares most with the question
    answers, the others are left out.
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            made = _sentence_choice(
                path.name.split(".")[0],
                normalize(row["question"]),
                to_simplified(row["context"]),
                normalize(row["title"] or ""),
                [normalize(a) for a in row["answers"]],
            )
            if made is not None:
                yield made


def _sentence_choice(
    source: str, question: str, context: str, title: str, answers: Sequence[str]
) -> Material | None:
    texts = [normalize(context[a:b]) for a, b in split(context)]
    texts = [text for text in dict.fromkeys(texts) if _WORD.search(text)]
    holding = [i for i, text in enumerate(texts) if any(a and a in text for a in answers)]
    if not holding or len(texts) < 3:
        return None
    right = max(holding, key=lambda i: (_shared(question, texts[i]), -i))
    kept = [i for i in range(len(texts)) if i == right or i not in holding][:MOST_TEXTS]
    if right not in kept:
        return None
    return Material(
        source,
        title,
        question,
        tuple((texts[i], title) for i in kept),
        tuple(float(i == right) for i in kept),
    )


def _shared(question: str, text: str) -> float:
    grams = {question[i : i + 2] for i in range(len(question) - 1)}
    return sum(gram in text for gram in grams)


def statutes(folder: Path, encoder: Encoder) -> Iterator[Material]:
    """Yield STARD's training questions, but part 0, each with articles near it that do not answer.

    :param encoder: finds what is near.
    """
    articles = list(read_articles(folder / "corpus.jsonl.gz"))
    questions = [q for q in read_questions(folder / "train.jsonl") if not is_held_out(q.qid)]
    asked = encoder.encode_questions([q.text for q in questions])
    found = encoder.encode_documents([document_text(a) for a in articles])
    for question, vector in zip(questions, asked, strict=True):
        right = sorted({i for group in question.relevant for i in group})
        near = np.argsort(-(found @ vector), kind="stable")[:_NEAR].tolist()
        # As the best by words and vectors may answer as well, the very first are left out.
        wrong = [i for i in near[2:] if i not in right][:MOST_TEXTS]
        chosen = [*right, *wrong]
        yield Material(
            "stard",
            "stard",
            normalize(question.text),
            tuple(
                (articles[i].text, " ".join((*articles[i].path[-1:], articles[i].title)))
                for i in chosen
            ),
            tuple(float(i in right) for i in chosen),
        )
