"""Check printed numbers against addresses: ``python -m eval.agreement FILE_OR_FOLDER…``.

Every clause that begins with a number must stand at an address that has it. Figures go to stdout:
files, clauses, those that begin with a number, those whose address names another one of the same
style (``contradicted``) and those of which no step has the number (``unnamed``: an article quoted
inside a section that inserts it). Exit codes: 0 nothing is contradicted, 1 something is, 2 wrong
usage.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus import Document, PolicyQAError, read_documents
from corpus.agreement import contradicted_step, printed_number
from corpus.model import Clause, ClauseKind

__all__ = ["main"]

_APART = frozenset(
    {ClauseKind.ROW, ClauseKind.TITLE, ClauseKind.FRONT, ClauseKind.NOTE, ClauseKind.SIGNATURE}
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.agreement", description="Check numbers.")
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    options = parser.parse_args(arguments)
    files = clauses = 0
    numbered: list[tuple[Path, Clause]] = []
    for path in _files(options.paths):
        found = _read(path)
        files += bool(found)
        for clause in (c for d in found for a in d.articles for c in a.clauses):
            clauses += 1
            if clause.kind not in _APART and printed_number(clause.text) is not None:
                numbered.append((path, clause))
    contradicted = [(path, c) for path, c in numbered if _is_contradicted(c)]
    unnamed = [(path, c) for path, c in numbered if not _is_named(c)]
    for path, clause in unnamed:
        print(f"{path.name}: {clause.address}: {clause.text[:60]}", file=sys.stderr)
    figures = {
        "files": files,
        "clauses": clauses,
        "numbered": len(numbered),
        "contradicted": len(contradicted),
        "unnamed": len(unnamed),
    }
    print(json.dumps(figures))
    return 1 if contradicted else 0


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        yield from (p for p in sorted(path.rglob("*")) if p.is_file()) if path.is_dir() else [path]


def _read(path: Path) -> Sequence[Document]:
    """Return the Documents of a file; none of one that is refused."""
    try:
        return read_documents(path)
    except PolicyQAError:
        return ()


def _is_contradicted(clause: Clause) -> bool:
    return contradicted_step(clause.text, clause.kind, clause.address) is not None


def _is_named(clause: Clause) -> bool:
    label = printed_number(clause.text)
    steps = {(step.number, step.suffix) for step in clause.address.steps}
    return label is None or (label.number, label.suffix) in steps


if __name__ == "__main__":
    sys.exit(main())
