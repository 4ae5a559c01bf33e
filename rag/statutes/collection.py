"""Articles of statutes as arrays: their words, their vectors, their laws."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.normalize import normalize
from index.encoders.encoder import Encoder
from index.tokens import tokens
from rag.statutes.postings import Bags, Ids, Postings, Values, bags_of, postings_of
from rag.statutes.traits import law_traits

__all__ = [
    "Article",
    "Collection",
    "Meanings",
    "Words",
    "meanings_of",
    "pairs_of",
    "sentences_of",
    "words_of",
]

_SENTENCE = re.compile(r"[^。；;\n]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff〇]+")


@dataclass(frozen=True, slots=True)
class Article:
    """An article: the title of its law, the headings above it in lines, and its text."""

    title: str
    path: str
    text: str

    @property
    def whole(self) -> str:
        """Return what is embedded: where the article stands, then what it says."""
        return "\n".join(part for part in (self.title, self.path, self.text) if part)


@dataclass(frozen=True, slots=True)
class Words:
    """What can be told of articles without an embedding model.

    :param vocabulary: number of every word; ``pair_vocabulary`` likewise of character pairs.
    :param bags: of the fields ``text``, ``title``, ``path``, ``whole`` (all three together), and
        ``pairs`` (the text's character pairs), and of the ``sentences`` of all articles;
        ``postings`` likewise, without the sentences.
    :param sentences: article ``i`` holds those from ``sentences[i]`` to ``sentences[i + 1]``.
    :param law: number of each article's law, ``chapter`` of its law with the headings above it.
    :param traits: float32 [articles, traits]
    """

    vocabulary: Mapping[str, int]
    pair_vocabulary: Mapping[str, int]
    bags: Mapping[str, Bags]
    postings: Mapping[str, Postings]
    sentences: Ids
    law: Ids
    chapter: Ids
    traits: Values

    def __len__(self) -> int:
        """Return the number of articles."""
        return len(self.law)


@dataclass(frozen=True, slots=True)
class Meanings:
    """Unit vectors [_, dimensions] of articles, sentences, titles, chapters' headings, words."""

    articles: Values
    sentences: Values
    laws: Values
    chapters: Values
    words: Values


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles as words and as vectors of one embedding model."""

    words: Words
    meanings: Meanings


def words_of(articles: Sequence[Article]) -> Words:
    """Cut and count the articles, which stand in the order of their laws."""
    cut = lru_cache(maxsize=None)(tokens)
    sentences = [[tokens(s) for s in sentences_of(a)] for a in articles]
    fields = {
        "text": [list(chain.from_iterable(own)) for own in sentences],
        "title": [cut(a.title) for a in articles],
        "path": [cut(a.path) for a in articles],
    }
    fields["whole"] = [a + b + c for a, b, c in zip(*fields.values(), strict=True)]
    vocabulary = _numbered(fields["whole"])
    plain = [normalize(a.text) for a in articles]
    pairs = [pairs_of(text) for text in plain]
    pair_vocabulary = _numbered(pairs)
    bags = {name: bags_of(texts, vocabulary) for name, texts in fields.items()}
    postings = {name: postings_of(bag, len(vocabulary)) for name, bag in bags.items()}
    bags["sentences"] = bags_of(list(chain.from_iterable(sentences)), vocabulary)
    bags["pairs"] = bags_of(pairs, pair_vocabulary)
    postings["pairs"] = postings_of(bags["pairs"], len(pair_vocabulary))
    law = _groups([a.title for a in articles])
    titles = [normalize(articles[place].title) for place in _first(law)]
    return Words(
        vocabulary=vocabulary,
        pair_vocabulary=pair_vocabulary,
        bags=bags,
        postings=postings,
        sentences=np.concatenate(([0], np.cumsum([len(own) for own in sentences]))),
        law=law,
        chapter=_groups([a.title + "\n" + a.path for a in articles]),
        traits=law_traits(titles, plain, law),
    )


def meanings_of(
    articles: Sequence[Article], words: Words, encoder: Encoder, lone: Encoder | None = None
) -> Meanings:
    """Embed the articles, what stands above them, and every one of their words.

    :param lone: embeds the words; a transformer's vector of a lone word says little.
    """
    above = [f"{a.title}\n{a.path}" for a in articles]
    return Meanings(
        articles=encoder.encode_documents([a.whole for a in articles]),
        sentences=encoder.encode_documents([s for a in articles for s in sentences_of(a)]),
        laws=encoder.encode_documents([articles[place].title for place in _first(words.law)]),
        chapters=encoder.encode_documents([above[place] for place in _first(words.chapter)]),
        words=(lone or encoder).encode_documents(list(words.vocabulary)),
    )


def sentences_of(article: Article) -> list[str]:
    """Return the sentences of an article's text, its items among them."""
    return _SENTENCE.findall(article.text)


def pairs_of(text: str) -> list[str]:
    """Return the pairs of neighbouring Chinese characters of a text in comparison form."""
    return [a + b for piece in _HAN.findall(text) for a, b in pairwise(piece)]


def _numbered(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    return {word: i for i, word in enumerate(dict.fromkeys(w for text in texts for w in text))}


def _groups(names: Sequence[str]) -> NDArray[np.int64]:
    places: dict[str, int] = {}
    return np.array([places.setdefault(name, len(places)) for name in names], np.int64)


def _first(groups: Ids) -> list[int]:
    """Return where each group begins."""
    return [int(place) for place in np.unique(groups, return_index=True)[1]]
