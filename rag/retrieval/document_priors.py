"""What a Document is worth whatever is asked: how many others name it, what it is, its length.

In a collection of thousands of laws, rulings and local rules the law that the others rest on is
more often what a question wants than the rule that repeats a sentence of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from index.engine import SearchView
from index.model import StoredDocument

__all__ = ["FORMS", "TRAITS", "document_traits", "statutes_share"]

TRAITS: tuple[str, ...] = ("named_by", "is_law", "is_ruling", "is_rule", "is_trial", "log_clauses")
"""ln(1 + the other Documents that name it), the form of its title, and ln(1 + its clauses)."""

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


def document_traits(snapshot: SearchView) -> NDArray[np.float32]:
    """Return float32 [documents, len(TRAITS)], by the numbers of ``document_places``."""
    named = snapshot.citation_counts
    documents = snapshot.documents_at(range(len(named)))
    forms = [[float(bool(form.search(d.title or ""))) for form in FORMS] for d in documents]
    clauses = [d.clause_count for d in documents]
    shaped = np.asarray(forms, np.float64).reshape(len(documents), len(FORMS))
    columns = (np.log1p(named), *shaped.T, np.log1p(clauses))
    return np.column_stack(columns).astype(np.float32)
