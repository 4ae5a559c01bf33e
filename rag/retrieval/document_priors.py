"""What a Document is worth whatever is asked: how many others name it, what it is, its length.

In a collection of thousands of laws, rulings and local rules the law that the others rest on is
more often what a question wants than the rule that repeats a sentence of it, and a rule of one
place seldom is where no place is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.engine import SearchView
from index.model import Match, StoredDocument
from rag.query.law_titles import area_of

__all__ = [
    "FORMS",
    "TRAITS",
    "by_worth",
    "document_traits",
    "statutes_share",
    "without_places_asked",
]

TRAITS: tuple[str, ...] = (
    "named_by", "is_law", "is_ruling", "is_rule", "is_trial", "log_clauses", "is_local",
)  # fmt: skip
"""ln(1 + the other Documents that name it), the form of its title, ln(1 + its clauses), and whether
it is of one place that is not asked about."""

Traits = NDArray[np.float32]

# What a name in another Document and being of one place are worth beside a route's scores. Learned
# by listwise regression from 941 questions of STARD and 1,340 of EQUALS over 3,424 statutes of
# which 1,897 are local: of forty clauses kept, those asked for are 0.65 instead of 0.59 by words
# (EQUALS 0.43 instead of 0.33), and 0.75 instead of 0.69 by meaning (EQUALS).
_WORTH = {
    "lexical": {"named_by": 0.06, "is_local": -0.5},
    "dense": {"named_by": 0.01, "is_local": -0.14},
}

# The forms of titles of the Legislation Law (立法法): laws; rulings of courts and prosecutors;
# regulations and rules; what is issued for trial.
FORMS = (
    re.compile(r"法典?$|宪法"),
    re.compile(r"法院|检察院|解释|批复"),
    re.compile(r"条例|细则|办法|规定|规则"),
    re.compile(r"试行|暂行"),
)

_STATUTE = re.compile(
    r"(?:法|法典|宪法|条例|规定|办法|规则|细则|解释|批复|决定)(?:[(（][^()（）]{1,20}[)）])*$"
)


def statutes_share(documents: Iterable[StoredDocument]) -> float:
    """Return the share of all clauses that belong to documents titled as statutes are, 0 to 1."""
    counts = [(d.clause_count, bool(_STATUTE.search(d.title or ""))) for d in documents]
    total = sum(count for count, _ in counts)
    return sum(count for count, of_statute in counts if of_statute) / total if total else 0.0


def document_traits(snapshot: SearchView) -> Traits:
    """Return float32 [documents, len(TRAITS)], by the numbers of ``document_places``."""
    named = snapshot.citation_counts
    documents = snapshot.documents_at(range(len(named)))
    forms = [[float(bool(form.search(d.title or ""))) for form in FORMS] for d in documents]
    clauses = [d.clause_count for d in documents]
    shaped = np.asarray(forms, np.float64).reshape(len(documents), len(FORMS))
    local = [float(bool(area_of(d.region))) for d in documents]
    columns = (np.log1p(named), *shaped.T, np.log1p(clauses), local)
    return np.column_stack(columns).astype(np.float32)


def without_places_asked(
    traits: Traits, of_documents: NDArray[np.str_], regions: Collection[str]
) -> Traits:
    """Return traits in which Documents of the places asked about count as those of the nation.

    :param traits: float32 [documents, len(TRAITS)]; ``of_documents``: [documents], their regions.
    :param regions: those of the Store that the question names.
    """
    if not regions:
        return traits
    found = traits.copy()
    found[np.isin(of_documents, list(regions)), TRAITS.index("is_local")] = 0.0
    return found


def by_worth(route: str, matches: Sequence[Match], traits: Traits) -> list[Match]:
    """Return what a route found in the order of its scores and of what the Documents are worth.

    :param route: ``lexical``, whose scores count as shares of the best, or ``dense``.
    :param traits: float32 [matches, len(TRAITS)], those of each one's Document.
    """
    if not matches:
        return []
    scores = np.asarray([match.score for match in matches], np.float64)
    if route == "lexical":
        scores /= scores.max() or 1.0
    weights = np.asarray([_WORTH[route].get(name, 0.0) for name in TRAITS])
    order = np.argsort(-(scores + traits @ weights), kind="stable")
    return [matches[place] for place in order.tolist()]
