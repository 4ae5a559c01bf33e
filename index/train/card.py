"""The model card: what the model was made from, how, how good it is and what it is bad at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from index.train.dataset import Dataset
from index.train.figures import Row
from index.train.recipe import Recipe

__all__ = ["write_card"]

_COLUMNS = ("R@1", "R@5", "R@10", "R@50", "R@100", "MRR@10", "nDCG@10")
_METADATA = """\
---
license: apache-2.0
language: [zh, en]
library_name: model2vec
tags: [embeddings, static-embeddings, sentence-transformers]
---
"""
_BAD_AT = """\
- Word order and negation: a text is the sum of its tokens, so "应当支付" is near "不应当支付".
- Rare names, numbers and document numbers: 2019 and 2020 are near each other. Search by words
  (BM25) finds those; the two are meant to be used together.
- Other languages than Chinese and English, and Chinese of before the twentieth century.
- English questions in words that bilingual laws, dictionaries and news do not have.
- Very general articles (good faith, abuse of rights) that answer many questions without sharing
  a word with them.
"""

_LEFT_OUT = """\
Sources that forbid commercial use (nc) or state no licence (none) are left out. One member of 450
steps of an earlier recipe (no vectors shared between a word and its characters, no bank), measured
on parts 1 and 2 of STARD held out together (458 questions), found with them R@10 0.596, R@100
0.855, MRR@10 0.487 and English to Chinese 0.803; without them 0.599, 0.847, 0.476 and 0.905. Two
members that differ only by their seed lie 0.03 apart in R@10, so nothing is lost that can be told
from chance. `--licences all` trains with them. Sources under licences of the GPL family are never
learned from.
"""

_TRIED = """\
One member of 128 dimensions each, seed 0, parts 1 and 2 of STARD held out together (458 questions).
Policy: share of the evidence of 159 questions about five policy documents that stands in the first
1,500 characters of what is found by the vectors alone.

| member | R@10 | R@100 | R@500 | English to Chinese | policy |
| --- | --- | --- | --- | --- | --- |
| 500 steps, every token by itself | 0.591 | 0.821 | 0.903 | 0.871 | 0.772 |
| and the pieces inside words | 0.591 | 0.821 | 0.925 | 0.922 | 0.827 |
| and the bank at weight 0.2 | 0.622 | 0.839 | 0.938 | 0.905 | 0.792 |
| and the bank at weight 0.5 | 0.611 | 0.828 | 0.941 | 0.888 | 0.751 |
| no bank, 1,000 steps | 0.607 | 0.831 | 0.920 | 0.959 | 0.797 |
| no bank, fewer English articles, more legal questions | 0.599 | 0.822 | 0.912 | 0.815 | 0.772 |

Whitening the vectors of texts, or making common tokens shorter or longer afterwards, gained
nothing.
"""


def write_card(
    path: Path,
    dataset: Dataset,
    recipe: Recipe,
    rows: Sequence[Row],
    *,
    minutes: float,
    part: int,
    clean: bool,
    device: str = "cpu",
) -> None:
    """Write the card of one run to ``path``.

    :param minutes: of the CPU, all processes together.
    :param part: the fifth of STARD that was held out.
    :param clean: whether sources of unclear or non-commercial licence were left out.
    :param device: the torch device it was trained on.
    """
    pieces = dataset.tokenizer.get_vocab_size()
    choice = "clean (perm, law, sa, mixed)" if clean else "all"
    sections = [
        "# The built-in embedding model",
        f"Static token embeddings for simplified and traditional Chinese and English: {pieces:,}"
        f" pieces, {recipe.dim} dimensions, float16. A text's vector is the normalised mean of its"
        " tokens' vectors. Texts are normalised first (NFKC, traditional to simplified, lower"
        " case): by `corpus.normalize.normalize` here, by `tokenizer.json` in model2vec and"
        " sentence-transformers, which load this folder and give the same vectors. LangChain loads"
        " it, too (`HuggingFaceEmbeddings`); LlamaIndex through LangChain, as it takes no static"
        " model of sentence-transformers itself."
        " Leading dimensions carry the most, so a vector may be cut short and normalised again.",
        "## How it was made",
        f"`python -m index.train --data DIR --out DIR`, {minutes:.0f} CPU minutes. Licence classes"
        f" of the sources: {choice}. Held out: part {part} of STARD's training questions"
        " (`index.train.sources.is_held_out`) and 10,000 bilingual articles.",
        "A Chinese word's vector was learned as one of its own plus those of the characters and"
        " shorter words inside it, and written as their sum. Questions were held against"
        f" {recipe.bank_size:,} articles a step besides those of their batch.",
        *_where(device),
        _settings(recipe),
        "## Figures",
        f"{len(dataset.held_out)} held-out STARD questions over {len(dataset.documents):,}"
        " articles, this model alone; and the share of 1,000 held-out English articles whose"
        f" Chinese one is in the first 10 of {len(dataset.bilingual):,}.",
        _figures(rows),
        "## What it is bad at",
        _BAD_AT,
        "## What was tried",
        _TRIED,
        "## What leaving sources out costs",
        _LEFT_OUT,
        "## Sources",
        _sources(dataset, recipe),
    ]
    text = "\n\n".join(section.rstrip() for section in sections)
    path.write_text(f"{_METADATA}\n{text}\n", encoding="utf-8")


def _where(device: str) -> list[str]:
    """Return what to say of the device: nothing of the CPU, which the settings describe."""
    if device == "cpu":
        return []
    return [
        f"Trained on the torch device `{device}`, which rounds otherwise than a CPU: the same"
        " command there makes another, equally good model."
    ]


def _settings(recipe: Recipe) -> str:
    return _table(("setting", "value"), recipe.settings().items())


def _figures(rows: Sequence[Row]) -> str:
    def cells(row: Row) -> list[str]:
        return [row.what, *(f"{row.stard.get(c, 0):.3f}" for c in _COLUMNS), f"{row.bilingual:.3f}"]

    return _table(("vectors", *_COLUMNS, "English to Chinese"), (cells(row) for row in rows))


def _sources(dataset: Dataset, recipe: Recipe) -> str:
    lines = [
        ("THUIR/STARD questions and articles", "MIT", "perm", len(dataset.questions.rows)),
        ("laws and regulations of China", "not under copyright", "law", len(dataset.own)),
    ]
    for source in dataset.sources:
        if source.name in recipe.shares:
            pairs = len(dataset.tables[source.name])
            lines.append((source.origin, source.licence, source.licence_class, pairs))
    return _table(("source", "licence", "class", "pairs"), lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in rows:
        cells = (f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
