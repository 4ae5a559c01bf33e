"""Everything a run learns from, cut into tokens once: tables of pairs, and answered questions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import comparable, normalize
from index.train.citations import citing_questions, index_articles
from index.train.ragged import Ragged, tokenize
from index.train.recipe import Recipe
from index.train.sources import (
    Article,
    Pair,
    Question,
    Source,
    document_text,
    is_held_out,
    may_be_learned,
    read_articles,
    read_laws,
    read_manifest,
    read_pairs,
    read_questions,
)
from index.train.tokenizer import build_tokenizer, count_words
from index.train.views import article_views

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["Dataset", "Questions", "Table", "prepare"]

BILINGUAL = "twlaw_zh_en_articles"
_BILINGUAL_HELD_OUT = 10_000
_LAW_SHARE = 0.5
_CITED_TEXT = 3_000
_WORD_SAMPLE = 0.4

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Table:
    """The pairs of one source. Equal keys are equal texts."""

    a: Ragged
    b: Ragged
    a_keys: NDArray[np.int64]
    b_keys: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.a_keys)

    def take(self, rows: NDArray[np.int64]) -> Table:
        """Return the pairs asked for."""
        return Table(self.a.take(rows), self.b.take(rows), self.a_keys[rows], self.b_keys[rows])


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions answered by articles: pair ``i`` is (``rows[i]``, ``columns[i]``)."""

    texts: Ragged
    keys: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    shares: NDArray[np.float64]
    """How likely each pair is drawn; adds up to 1."""

    def answers(self) -> list[set[int]]:
        """Return for every question the articles that answer it."""
        found: list[set[int]] = [set() for _ in range(len(self.texts))]
        for row, column in zip(self.rows.tolist(), self.columns.tolist(), strict=True):
            found[row].add(column)
        return found


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a run learns from, and what it is measured on."""

    tokenizer: Tokenizer
    counts: NDArray[np.int64]
    """How often every token occurs in the training texts."""
    documents: Ragged
    document_keys: NDArray[np.int64]
    own: Table
    """Self-supervised pairs."""
    tables: dict[str, Table]
    questions: Questions
    held_out: list[Question]
    held_out_texts: Ragged
    bilingual: Table
    """Held-out pairs of Chinese and English articles."""
    sources: list[Source]


def prepare(
    data: Path, recipe: Recipe, *, licences: frozenset[str] | None, part: int, report: Report
) -> Dataset:
    """Read ``data``, build the tokenizer and cut all texts.

    :param licences: licence classes to learn from; None: all but those of the GPL family.
    :param part: the held-out fifth of STARD.
    :param report: told in one line what is being done.
    """
    sources = [
        source for source in read_manifest(data / "pairs") if may_be_learned(source, licences)
    ]
    articles = list(read_articles(data / "stard" / "corpus.jsonl.gz"))
    laws = list(read_laws(data / "laws.tar.xz"))
    report(f"{len(articles)} articles, {len(laws)} articles of other laws, {len(sources)} sources")
    questions = list(read_questions(data / "stard" / "train.jsonl"))
    learned = [q for q in questions if not is_held_out(q.qid, part)]
    held_out = [q for q in questions if is_held_out(q.qid, part)]
    hidden = {comparable(q.text) for q in held_out}

    def pairs(source: Source, longest: int = recipe.longest) -> Iterator[Pair]:
        read = read_pairs(data / "pairs", source, longest=longest)
        return (pair for pair in read if not hidden & {comparable(pair.a), comparable(pair.b)})

    texts = _all_texts(articles, laws, (pair for source in sources for pair in pairs(source)))
    tokenizer = build_tokenizer(
        *count_words(texts), chinese_size=recipe.chinese_pieces, latin_size=recipe.latin_pieces
    )
    report(f"tokenizer of {tokenizer.get_vocab_size()} pieces")
    cited = _cited(articles, (pair for source in sources for pair in pairs(source, _CITED_TEXT)))
    report(f"{len(cited)} questions with cited articles")
    tables = {source.name: _table(tokenizer, pairs(source)) for source in sources}
    tables, bilingual = _without_held_out(tables)
    own = _table(tokenizer, _own_pairs(articles, laws, recipe.seed))
    documents = [document_text(article) for article in articles]
    report(f"{len(own)} self-supervised pairs, {sum(map(len, tables.values()))} others")
    cut = tokenize(tokenizer, documents)
    everything = [cut, *(side for t in (own, *tables.values()) for side in (t.a, t.b))]
    return Dataset(
        tokenizer=tokenizer,
        counts=_token_counts(everything, tokenizer.get_vocab_size()),
        documents=cut,
        document_keys=_keys(documents),
        own=own,
        tables=tables,
        questions=_questions(tokenizer, learned, cited, recipe.cited_share),
        held_out=held_out,
        held_out_texts=tokenize(tokenizer, [normalize(q.text) for q in held_out]),
        bilingual=bilingual,
        sources=sources,
    )


def _all_texts(
    articles: Sequence[Article], laws: Sequence[Article], pairs: Iterable[Pair]
) -> Iterator[str]:
    """Yield the texts whose words are counted; STARD's laws weigh double, being the task."""
    chooser = random.Random(0)  # noqa: S311  # not for secrets: it makes runs repeatable
    for article in articles:
        yield document_text(article)
        yield article.text
    yield from (law.text for law in laws if chooser.random() < _WORD_SAMPLE)
    for pair in pairs:
        yield pair.a
        yield pair.b


def _own_pairs(articles: Sequence[Article], laws: Sequence[Article], seed: int) -> Iterator[Pair]:
    yield from article_views(articles, seed=seed)
    yield from article_views(laws, seed=seed + 1, keep=_LAW_SHARE)


def _cited(articles: Sequence[Article], pairs: Iterable[Pair]) -> list[tuple[str, int]]:
    return sorted(set(citing_questions(pairs, index_articles(articles))))


def _without_held_out(tables: dict[str, Table]) -> tuple[dict[str, Table], Table]:
    """Split the bilingual articles; the hash of the Chinese text decides."""
    table = tables.get(BILINGUAL)
    if table is None:
        empty = Ragged.join(())
        return tables, Table(empty, empty, np.zeros(0, np.int64), np.zeros(0, np.int64))
    order = np.argsort(table.a_keys, kind="stable")
    count = min(_BILINGUAL_HELD_OUT, len(order) // 6)
    kept = {**tables, BILINGUAL: table.take(np.sort(order[count:]))}
    return kept, table.take(order[:count])


def _questions(
    tokenizer: Tokenizer,
    learned: Sequence[Question],
    cited: Sequence[tuple[str, int]],
    cited_share: float,
) -> Questions:
    own = [
        (normalize(q.text), article) for q in learned for group in q.relevant for article in group
    ]
    texts = sorted({text for text, _ in (*own, *cited)})
    place = {text: i for i, text in enumerate(texts)}
    parts = [(own, 1.0 - cited_share if cited else 1.0), (list(cited), cited_share)]
    shares = [np.full(len(part), share / max(len(part), 1)) for part, share in parts]
    return Questions(
        texts=tokenize(tokenizer, texts),
        keys=_keys(texts),
        rows=np.array([place[text] for text, _ in (*own, *cited)], np.int64),
        columns=np.array([article for _, article in (*own, *cited)], np.int64),
        shares=np.concatenate(shares),
    )


def _table(tokenizer: Tokenizer, pairs: Iterable[Pair]) -> Table:
    both = [(pair.a, pair.b) for pair in pairs]
    a, b = [x for x, _ in both], [x for _, x in both]
    return Table(tokenize(tokenizer, a), tokenize(tokenizer, b), _keys(a), _keys(b))


def _keys(texts: Sequence[str]) -> NDArray[np.int64]:
    digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, "<i8").astype(np.int64)


def _token_counts(tables: Iterable[Ragged], size: int) -> NDArray[np.int64]:
    total = np.zeros(size, np.int64)
    for table in tables:
        total += np.bincount(table.ids, minlength=size)
    return total
