"""Readers and a writer at once, in processes of their own; run by the tests.

``python -m tests.crash.readers write STORE SECONDS`` replaces documents, and writes to
STORE.journal what was replaced, when.
``python -m tests.crash.readers read STORE SECONDS`` asks, and prints what was wrong and how long
questions took.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

import numpy as np

from index import Store
from index.snapshot import Snapshot
from tests.crash.work import NAMES, Change, apply
from tests.doubles import HashEncoder


def write(folder: Path, seconds: float, seed: int) -> dict[str, object]:
    """Replace documents until the time is over."""
    chance, journal = random.Random(seed), folder.with_suffix(".journal")
    version, end = 1, time.time() + seconds
    with Store.open(folder, HashEncoder()) as store, journal.open("a", encoding="utf-8") as log:
        # On a machine that others use, one change may take longer than all the time there is.
        while time.time() < end or version < 3:
            version += 1
            name = chance.choice(NAMES)
            apply(store, Change(name, version))
            log.write(json.dumps({"name": name, "version": version, "at": time.time()}) + "\n")
            log.flush()
    return {"changes": version - 1}


def read(folder: Path, seconds: float, seed: int) -> dict[str, object]:
    """Ask until the time is over."""
    chance, encoder = random.Random(seed), HashEncoder()
    wrong: list[str] = []
    times: list[float] = []
    seen: set[int] = set()
    end = time.time() + seconds
    with Store.open(folder, encoder) as store:
        # On a machine that others use, opening may take longer than all the time there is.
        while time.time() < end or len(times) < 5:
            name = chance.choice(NAMES)
            versions = promised_versions(folder, name)
            started = time.perf_counter()
            snapshot = store.snapshot()
            problem = ask(snapshot, encoder, name, versions)
            times.append(time.perf_counter() - started)
            seen.add(snapshot.generation)
            if problem:
                wrong.append(problem)
            time.sleep(0.02)
    p95 = float(np.percentile(times, 95)) * 1e3
    return {"asked": len(times), "wrong": wrong[:5], "generations": len(seen), "p95_ms": p95}


def promised_versions(folder: Path, name: str) -> int:
    """Return the version of a name that had been promised by now."""
    journal = folder.with_suffix(".journal")
    lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
    found = 1
    for line in lines:
        if line.endswith("}"):
            entry = json.loads(line)
            found = entry["version"] if entry["name"] == name else found
    return found


def ask(snapshot: Snapshot, encoder: HashEncoder, name: str, promised: int) -> str:
    """Ask about a name by both routes; return what is wrong with the answer, or ""."""
    question = f"{name}的甲条款罚款多少元"
    matches = snapshot.search_text(question, 20)
    matches += snapshot.search_vector(encoder.encode_questions([question])[0], 20)
    clauses = snapshot.clauses([m.key for m in matches])
    documents = [snapshot.document(c.document_id) for c in clauses]
    texts = [c.text for c in clauses if f"{name}第" in c.text]
    versions = {int(t.split("第", 2)[2].split("版")[0]) for t in texts}
    if len(versions) != 1:
        return f"{name}: versions {sorted(versions)} in one answer"
    if min(versions) < promised:
        return f"{name}: version {min(versions)} cited, {promised} had replaced it"
    for clause, document in zip(clauses, documents, strict=True):
        if snapshot.text(document.id)[clause.start : clause.end] != clause.text:
            return f"{name}: a clause that is not in its document"
    return ""


def main() -> None:
    """Run what the command line asks for."""
    mode, folder, seconds, seed = sys.argv[1:5]
    work = {"write": write, "read": read}[mode]
    sys.stdout.write(json.dumps(work(Path(folder), float(seconds), int(seed))) + "\n")


if __name__ == "__main__":
    main()
