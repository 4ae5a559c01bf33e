"""What the size of a Store changes: how many clauses are looked at, and how they are weighed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["FEW_CLAUSES", "Effort", "Scale", "effort_for", "for_part", "for_passages", "scale_of"]

FEW_CLAUSES = 50_000
# Share of statutes' clauses from which a Store is a body of statutes. On plans, notices and the
# measures they issue, the weights for many find 0.03 less of the evidence within 600 characters; in
# 50 laws of STARD they find 0.76 of the articles asked for among ten where the others find 0.72.
_STATUTES = 0.8
# Passages that are shown where nobody asks for another number.
_USUAL = 10
# Clauses read for one question, however many passages are wanted.
_MOST = 600
# Some twenty laws; among fewer there is less to be told apart.
_BODY_CLAUSES = 5_000


class Scale(StrEnum):
    """A Store of few clauses, or of many: thousands of documents, most of them on other subjects.

    Weights are fitted for each: among many, what a Document is counts for more. A body of statutes
    is weighed like many, small as it may be: its articles are alike in form, and asked about in
    other words than their own.
    """

    FEW = "few"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Effort:
    """Clauses, or as many as there are, at each step.

    :param searched: asked of the routes by words and by meaning; ``routed``: kept of each.
    :param compared: whose words are compared with the question's by meaning.
    :param read: and cut into passages, which are ranked.
    """

    searched: int
    routed: int
    compared: int
    read: int


# In a small Store 28 find as much as 36 or 60, and 24 a little less. A large one has many clauses
# that share the question's words, and to look at more of them finds no more: of STARD's part 0 the
# articles among ten are 0.694 with 40 routed and 14 read, 0.696 with 12, 0.689 with 10, 0.695 with
# 60 and 14; of the evidence about five policy documents among 1,373 laws 0.964, 0.959 and 0.954
# stand within 3,000 characters with 14, 12 and 10 read.
_EFFORTS = {
    Scale.FEW: Effort(searched=100, routed=100, compared=40, read=28),
    Scale.MANY: Effort(searched=100, routed=40, compared=16, read=12),
}


def scale_of(clauses: int, statutes: Callable[[], float]) -> Scale:
    """Return the scale of a Store.

    :param clauses: that it holds.
    :param statutes: returns the share of them that belong to statutes; asked where it matters.
    """
    many = clauses > FEW_CLAUSES or (clauses > _BODY_CLAUSES and statutes() >= _STATUTES)
    return Scale.MANY if many else Scale.FEW


def effort_for(scale: Scale) -> Effort:
    """Return how many clauses to look at."""
    return _EFFORTS[scale]


def for_passages(effort: Effort, k: int) -> Effort:
    """Return how many to look at for ``k`` passages: more than usual where more are wanted."""
    if k <= _USUAL:
        return effort
    # Neighbours are joined and copies dropped, so more are read than can be shown.
    more = min(3 * k, _MOST)
    return Effort(
        searched=max(effort.searched, more),
        routed=max(effort.routed, more),
        compared=max(effort.compared, more),
        read=max(effort.read, more),
    )


def for_part(effort: Effort) -> Effort:
    """Return how many to look at for a part of a question, of which the best two are shown."""
    return replace(effort, compared=effort.compared // 2, read=effort.read // 2)
