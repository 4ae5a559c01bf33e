"""What an article is worth whatever is asked: how general its law is, how long it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["TRAITS", "law_name", "law_traits"]

TRAITS = (
    "cited",
    "is_law",
    "is_ruling",
    "is_rule",
    "is_trial",
    "log_length",
    "position",
    "log_articles",
)
"""How many other laws name this one; the form of its title; the article's length and place."""

_COUNTRY = "中华人民共和国"
_NAMED = re.compile(r"《([^《》]{2,60})》")
_LETTERS = re.compile(r"\W")
# The forms of titles of the Legislation Law (立法法): laws; rulings of courts and prosecutors;
# regulations and rules; what is issued for trial.
_FORMS = (
    re.compile(r"法典?$|宪法"),
    re.compile(r"法院|检察院|解释|批复"),
    re.compile(r"条例|细则|办法|规定|规则"),
    re.compile(r"试行|暂行"),
)


def law_name(title: str) -> str:
    """Return the letters of a law's title, without the country's name."""
    return _LETTERS.sub("", title).removeprefix(_COUNTRY)


def law_traits(
    titles: Sequence[str], texts: Sequence[str], law: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return float32 [articles, len(TRAITS)].

    :param titles: of the laws; likewise ``texts`` of the articles, in comparison form.
    :param law: the number of each article's law.
    """
    forms = [[float(bool(form.search(title))) for form in _FORMS] for title in titles]
    by_law = np.column_stack((np.log1p(_naming(titles, texts, law)), forms))
    sizes = np.bincount(law, minlength=len(titles))
    order = np.argsort(law, kind="stable")
    starts = np.cumsum(sizes) - sizes
    position = np.empty(len(law))
    position[order] = (np.arange(len(law)) - starts[law[order]]) / sizes[law[order]]
    length = np.log1p([len(text) for text in texts])
    columns = (by_law[law], length, position, np.log1p(sizes[law]))
    return np.column_stack(columns).astype(np.float32)


def _naming(titles: Sequence[str], texts: Sequence[str], law: NDArray[np.int64]) -> list[int]:
    """Return how many other laws name each law in 《》."""
    places = {law_name(title): place for place, title in enumerate(titles)}
    naming: list[set[int]] = [set() for _ in titles]
    for own, text in zip(law.tolist(), texts, strict=True):
        for name in _NAMED.findall(text):
            named = places.get(law_name(name), own)
            if named != own:
                naming[named].add(own)
    return [len(laws) for laws in naming]
