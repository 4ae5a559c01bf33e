"""What the routes say of the clauses they found: fused, by rank, and by score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.model import Match

__all__ = ["as_deviations", "as_shares", "by_rank", "by_score", "fuse"]

# The constant of reciprocal rank fusion: Cormack, Clarke and Büttcher 2009.
FUSION_K = 60


def fuse(routes: Mapping[str, Sequence[Match]], weights: Mapping[str, float]) -> dict[int, float]:
    """Fuse ranked routes by reciprocal rank: the sum of ``weight / (60 + rank)``.

    :param routes: matches by route, best first; ranks count from 1.
    :return: score by clause key, best first.
    """
    fused: dict[int, float] = {}
    for name, matches in routes.items():
        weight = weights.get(name, 1.0)
        for rank, match in enumerate(matches, start=1):
            fused[match.key] = fused.get(match.key, 0.0) + weight / (FUSION_K + rank)
    return dict(sorted(fused.items(), key=lambda item: -item[1]))


def by_rank(matches: Sequence[Match]) -> dict[int, float]:
    """Return 1 / rank by clause key."""
    return {match.key: 1.0 / rank for rank, match in enumerate(matches, start=1)}


def by_score(matches: Sequence[Match]) -> dict[int, float]:
    """Return the score by clause key."""
    return {match.key: match.score for match in matches}


def as_shares(matches: Sequence[Match]) -> dict[int, float]:
    """Return each score as a share of the best."""
    best = max((match.score for match in matches), default=0.0) or 1.0
    return {match.key: match.score / best for match in matches}


def as_deviations(found: Mapping[int, float]) -> dict[int, float]:
    """Return scores in standard deviations above the lowest: encoders' cosines differ widely."""
    values = np.asarray(list(found.values()), dtype=np.float64)
    if not len(values):
        return {}
    low, scale = values.min(), values.std() or 1.0
    return {key: float((score - low) / scale) for key, score in found.items()}
