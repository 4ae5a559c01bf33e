"""Search STARD's articles as the product does: ``Assistant.retrieve`` over a Store of the laws."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from eval.statutes.laws import Law, write_laws
from eval.statutes.stard_files import StardError
from rag import Assistant, Hit

__all__ = ["add_laws", "in_order", "search_articles"]

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


def search_articles(
    assistant: Assistant,
    laws: Sequence[Law],
    questions: Sequence[str],
    k: int,
    tell: Tell = lambda line: None,
) -> list[list[tuple[int, ...]]]:
    """Return for each question the passages found, best first, as the articles that each shows.

    Articles are named by their places in the corpus. The article of the clause found comes first,
    then those shown around it, in the order of the law.

    :param k: passages asked for.
    :param tell: called with a line on how far it is.
    """
    rows = {law.name: law.rows for law in laws}
    found = []
    for number, question in enumerate(questions, start=1):
        hits = assistant.retrieve(question, k)
        found.append([_rows_shown(hit, rows, assistant.snapshot.text) for hit in hits])
        if number % _TOLD_EVERY == 0:
            tell(f"asked {number} of {len(questions)} questions")
    return found


def in_order(passages: Iterable[Iterable[int]], depth: int) -> list[int]:
    """Return the articles in the order in which passages first show them, at most ``depth``."""
    return list(dict.fromkeys(row for shown in passages for row in shown))[:depth]


def _rows_shown(
    hit: Hit, rows: Mapping[str, Sequence[int | None]], text_of: Callable[[str], str]
) -> tuple[int, ...]:
    document = hit.document
    lines = rows[Path(document.source).name]
    text = text_of(document.id)
    own = next((place for place in hit.places if place.clause_id == hit.clause_id), hit)
    shown: list[int | None] = []
    for start, end in ((own.start, own.end), (hit.start, hit.end)):
        first = document.first_line - 1 + text.count("\n", 0, start)
        shown += lines[first : first + text.count("\n", start, end) + 1]
    return tuple(dict.fromkeys(row for row in shown if row is not None))
