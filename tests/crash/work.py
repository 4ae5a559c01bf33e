"""What the crash tests do to a Store, and what must hold of it afterwards.

A name stands for a file: each version of it holds two Documents, so that a half-visible change
would show. The journal is what was promised: a line before each change, a line after it returned.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.model import Document
from index import Store
from index.ingest.verify import verify
from tests.doubles import HashEncoder
from tests.index.documents import make_document

__all__ = ["NAMES", "Change", "apply", "changes", "check", "documents_of", "journal_state"]

NAMES = tuple(f"文件{n}" for n in range(6))


@dataclass(frozen=True, slots=True)
class Change:
    """One change: ``version`` of a name, 0 to remove it."""

    name: str
    version: int


def documents_of(name: str, version: int) -> list[Document]:
    """Return what a version of a name holds."""
    return [
        make_document(
            f"云澜市{name}之{part}管理办法",
            [f"{name}第{version}版的{part}条款，罚款{version}元。", f"{part}的其他规定。"],
            number=f"云府发〔20{version % 90 + 10}〕{NAMES.index(name) + 1}号",
        )
        for part in ("甲", "乙")
    ]


def changes(seed: int) -> Iterator[Change]:
    """Yield changes without end: three in four add or replace, one in four removes."""
    chance = random.Random(seed)
    while True:
        name = chance.choice(NAMES)
        yield Change(name, 0 if chance.random() < 0.25 else chance.randrange(1, 1_000_000))


def apply(store: Store, change: Change) -> None:
    """Make a change; it is promised when this returns."""
    if change.version:
        store.add_documents(change.name, documents_of(change.name, change.version))
        return
    present = {d.id for d in store.snapshot().documents() if change.name in (d.title or "")}
    store.remove(sorted(present))


def journal_state(journal: Path) -> tuple[dict[str, int], Change | None]:
    """Return the version promised of each name, and the change that was under way."""
    promised = dict.fromkeys(NAMES, 0)
    begun: Change | None = None
    lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
    for line in lines:
        entry = json.loads(line)
        change = Change(entry["name"], entry["version"])
        if entry["done"]:
            promised[change.name] = change.version
            begun = None
        else:
            begun = change
    return promised, begun


def check(folder: Path, promised: dict[str, int], begun: Change | None) -> tuple[str, int]:
    """Open a Store as the next user would; return what is wrong with it, "" when nothing is.

    :return: with it, the version that the change under way left of its name.
    """
    encoder = HashEncoder()
    with Store.open(folder, encoder) as store:
        snapshot = store.snapshot()
        documents = {d.id: d for d in snapshot.documents()}
        settled = -1
        for name in NAMES:
            allowed = [promised[name]] + ([begun.version] if begun and begun.name == name else [])
            present = {i for i, d in documents.items() if name in (d.title or "")}
            fits = [v for v in allowed if present == _ids(name, v)]
            if not fits:
                return f"{name}: {len(present)} documents, of none of the versions {allowed}", -1
            if begun and begun.name == name:
                settled = fits[0]
            if fits[0] and (problem := _unfindable(store, name, fits[0])):
                return problem, -1
        total = sum(d.clause_count for d in documents.values())
        found = snapshot.search_vector(encoder.encode_questions(["罚款"])[0], total + 50)
        if len(found) != total or len({m.key for m in found}) != total:
            return f"{len(found)} clauses found by meaning, expected {total}", -1
        snapshot.clauses([m.key for m in found])
    problems = verify(folder).problems
    return (problems[0] if problems else ""), settled


def _ids(name: str, version: int) -> set[str]:
    return {d.id for d in documents_of(name, version)} if version else set()


def _unfindable(store: Store, name: str, version: int) -> str:
    snapshot = store.snapshot()
    for document in documents_of(name, version):
        matches = snapshot.search_text(document.articles[1].clauses[0].text, 3)
        if document.id not in {c.document_id for c in snapshot.clauses([m.key for m in matches])}:
            return f"{name} version {version}: {document.title} is stored but not found"
    return ""
