"""Rank STARD's articles by the product's own search: ``Assistant.retrieve`` over a Store of them.

A passage may show several articles: the one of the clause found comes first, then the others it
shows, in the order of the law.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eval.statutes.laws import Law, write_laws
from eval.statutes.stard_files import StardError
from rag import Assistant, Hit

__all__ = ["add_laws", "rank_articles"]

_TOLD_EVERY = 50

Tell = Callable[[str], None]


def add_laws(assistant: Assistant, laws: Sequence[Law], tell: Tell = lambda line: None) -> None:
    """Add the laws that a Store does not hold yet.

    :param tell: called with a line on how far it is.
    :raises StardError: it holds documents that are none of these laws.
    """
    names = {law.name for law in laws}
    held = {Path(document.source).name for document in assistant.documents()}
    if held - names:
        raise StardError(
            f"the store holds {min(held - names)}, which is no law of this corpus;"
            " name an empty folder or a store made from the same corpus"
        )
    missing = [law for law in laws if law.name not in held]
    if not missing:
        return
    tell(f"adding {len(missing)} of {len(laws)} laws to the store")
    with tempfile.TemporaryDirectory(prefix="policyqa-stard-") as folder:
        write_laws(missing, Path(folder) / "laws")
        report = assistant.add([Path(folder) / "laws"])
    if report.interrupted:
        raise KeyboardInterrupt
    for failed in report.failed:
        raise StardError(f"{failed.path}: {failed.reason}")


def rank_articles(
    assistant: Assistant,
    laws: Sequence[Law],
    questions: Sequence[str],
    depth: int,
    tell: Tell = lambda line: None,
) -> list[list[int]]:
    """Return for each question the places in the corpus of the articles found, best first.

    :param depth: passages asked for, and articles returned at most.
    :param tell: called with a line on how far it is.
    """
    rows = {law.name: law.rows for law in laws}
    ranked = []
    for number, question in enumerate(questions, start=1):
        hits = assistant.retrieve(question, depth)
        found = (row for hit in hits for row in _rows_shown(hit, rows, assistant.snapshot.text))
        ranked.append(list(dict.fromkeys(found))[:depth])
        if number % _TOLD_EVERY == 0:
            tell(f"asked {number} of {len(questions)} questions")
    return ranked


def _rows_shown(
    hit: Hit, rows: dict[str, tuple[int | None, ...]], text_of: Callable[[str], str]
) -> Iterator[int]:
    """Yield the articles that a passage shows, that of the clause found first."""
    document = hit.document
    lines = rows[Path(document.source).name]
    text = text_of(document.id)
    own = next((place for place in hit.places if place.clause_id == hit.clause_id), hit)
    for start, end in ((own.start, own.end), (hit.start, hit.end)):
        first = document.first_line - 1 + text.count("\n", 0, start)
        last = first + text.count("\n", start, end)
        for row in lines[first : last + 1]:
            if row is not None:
                yield row
