"""Questions whose answers cite an article by name: 《劳动合同法》第三十九条.

Answers written by people and models name the law and the article. Looked up among the articles at
hand, each naming becomes a pair (question, article): thousands of everyday questions with the
statute that answers them, from sources that were never meant for retrieval.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.text.numerals import write
from index.train.sources import Article, Pair

__all__ = ["cited_articles", "citing_questions", "index_articles"]

_COUNTRY = "中华人民共和国"
_CITATION = re.compile(
    r"《([^》]{2,40})》[^第《]{0,12}"
    r"((?:第[零一二三四五六七八九十百千0-9]{1,12}条(?:之[一二三四五])?[、和,及以与]{0,2})+)"
)
_NUMBER = re.compile(r"第(?:([0-9]{1,4})|([零一二三四五六七八九十百千]+))条(之[一二三四五])?")
_MOST_ARTICLES = 5
_LONGEST_QUESTION = 300

Lookup = Mapping[tuple[str, str], Sequence[int]]


def index_articles(articles: Iterable[Article]) -> Lookup:
    """Map (law, number) to article ids; the law goes with and without the country's name."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for position, article in enumerate(articles):
        title = _letters(article.title)
        for name in {title, title.removeprefix(_COUNTRY)}:
            found[name, article.number].append(position)
    return found


def cited_articles(text: str, lookup: Lookup) -> set[int]:
    """Return the ids of all articles that a normalised text cites by law and number."""
    return {
        article
        for law, numbers in _CITATION.findall(text)
        for arabic, chinese, suffix in _NUMBER.findall(numbers)
        for article in lookup.get((_letters(law), _number(arabic, chinese, suffix)), ())
    }


def citing_questions(pairs: Iterable[Pair], lookup: Lookup) -> Iterator[tuple[str, int]]:
    """Yield (question, article id) for every article that a pair's second side cites.

    An answer that cites more than five articles says too little about any of them.
    """
    for pair in pairs:
        found = cited_articles(pair.b, lookup)
        if len(found) <= _MOST_ARTICLES:
            for article in sorted(found):
                yield pair.a[:_LONGEST_QUESTION], article


def _number(arabic: str, chinese: str, suffix: str) -> str:
    return f"第{write(int(arabic)) if arabic else chinese}条{suffix}"


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text)
