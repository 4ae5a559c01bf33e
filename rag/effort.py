"""How many clauses each step of a search looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["FEW_CLAUSES", "Effort", "effort_for", "for_part"]

FEW_CLAUSES = 50_000


@dataclass(frozen=True, slots=True)
class Effort:
    """Clauses, or as many as there are, at each step.

    :param routed: asked of each route.
    :param compared: whose words are compared with the question's by meaning.
    :param read: and cut into passages, which are ranked.
    """

    routed: int
    compared: int
    read: int


# In a small Store 28 find as much as 36 or 60, and 24 a little less. A large one has many clauses
# that share the question's words, and to look at more of them finds no more: over 362,000 clauses
# of statutes R@10 of 618 of STARD's questions was 0.60 with 60 routed and 16 read, 0.61 with 40 and
# 14, 0.60 with 40 and 12; of 309 others 0.55 with 100 routed and 24 read, 0.58 with 60 and 16.
_FEW = Effort(routed=100, compared=40, read=28)
_MANY = Effort(routed=40, compared=20, read=14)


def effort_for(clauses: int) -> Effort:
    """Return how many clauses to look at in a Store of so many."""
    return _FEW if clauses <= FEW_CLAUSES else _MANY


def for_part(effort: Effort) -> Effort:
    """Return how many to look at for a part of a question, of which the best two are shown."""
    return replace(effort, compared=effort.compared // 2, read=effort.read // 2)
