"""Which field of a form a question asks for: 在哪里办 that of 办理地点.

A service guide answers by fields, as ``asked_labels.tsv`` lists: place, hours, telephone, fee,
materials, term, office, conditions, steps.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

__all__ = ["asked_labels"]


def asked_labels(plain: str) -> tuple[str, ...]:
    """Return words of the labels under which a form answers a question, none where it asks others.

    :param plain: the question in comparable form.
    """
    return tuple(word for asks, words in _labels() if asks.search(plain) for word in words)


@cache
def _labels() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    lines = files("rag.query").joinpath("asked_labels.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((re.compile(row[0]), tuple(row[1].split("|"))) for row in rows)
