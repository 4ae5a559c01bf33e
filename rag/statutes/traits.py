"""What an article is worth whatever is asked: how general its law is, how long it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.searchfiles.citation_counts import cited_titles, title_key
from rag.retrieval.document_priors import FORMS

__all__ = ["TRAITS", "law_traits"]

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


def law_traits(
    titles: Sequence[str], texts: Sequence[str], law: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return float32 [articles, len(TRAITS)].

    :param titles: of the laws; likewise ``texts`` of the articles, in comparison form.
    :param law: the number of each article's law.
    """
    forms = [[float(bool(form.search(title))) for form in FORMS] for title in titles]
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
    places = {title_key(title): place for place, title in enumerate(titles)}
    naming: list[set[int]] = [set() for _ in titles]
    for own, text in zip(law.tolist(), texts, strict=True):
        for name in cited_titles(text):
            named = places.get(name, own)
            if named != own:
                naming[named].add(own)
    return [len(laws) for laws in naming]
