"""Self-supervised pairs: what an article says about itself without any question.

Three views of one article: a sentence against the rest of the article; the law's title and
headings against the text; a few of its phrases, as a searcher would pick them, against all of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from index.train.sources import Article, Pair, document_text

__all__ = ["article_views"]

# Not corpus.text.sentences: the bundled model was trained on these pieces.
_SENTENCE = re.compile(r"[^。;；\n]+[。;；\n]?")
_PHRASE = re.compile(r"[^。;；,，、:：\n]+")
_LONGEST = 500


def article_views(articles: Iterable[Article], *, seed: int, keep: float = 1.0) -> Iterator[Pair]:
    """Yield one to three pairs an article, each with probability ``keep``."""
    chooser = random.Random(seed)  # noqa: S311  # not for secrets: it makes runs repeatable
    for article in articles:
        for pair in (
            _sentence_view(article, chooser),
            _heading_view(article, chooser),
            _phrase_view(article, chooser),
        ):
            if pair is not None and chooser.random() < keep:
                yield pair


def _sentence_view(article: Article, chooser: random.Random) -> Pair | None:
    sentences = _SENTENCE.findall(article.text[:_LONGEST])
    if len(sentences) < 2:
        return None
    chosen = chooser.randrange(len(sentences))
    rest = "".join(sentences[:chosen] + sentences[chosen + 1 :])
    if chooser.random() < 0.5:
        rest = "\n".join((article.title, *article.path, rest))
    return Pair(sentences[chosen], rest)


def _heading_view(article: Article, chooser: random.Random) -> Pair | None:
    headings = [article.title, *article.path[-1:]]
    if chooser.random() < 0.5:
        headings.append(article.number)
    return Pair("\n".join(headings), article.text[:_LONGEST])


def _phrase_view(article: Article, chooser: random.Random) -> Pair | None:
    phrases = _PHRASE.findall(article.text[:_LONGEST])
    if len(phrases) < 3:
        return None
    chosen = chooser.sample(phrases, min(len(phrases), chooser.choice((1, 2, 3))))
    return Pair(" ".join(chosen), document_text(article)[: _LONGEST + 100])
