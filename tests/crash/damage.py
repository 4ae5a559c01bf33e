"""Damages a Store in one place at a time and asks it; run by the tests.

``python -m tests.crash.damage STORE COUNT SEED`` prints one line of JSON.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from index import Store
from index.errors import StoreError
from index.ingest.verify import verify
from index.searchfiles import build
from tests.crash.nursery import child, outcome
from tests.crash.work import NAMES, Change, apply
from tests.doubles import HashEncoder

QUESTIONS = ("文件0的甲条款罚款多少", "云府发〔2013〕2号是什么文件", "其他规定", "乙管理办法")
SAME, DETECTED, OTHER, NOT_MENDED = 0, 20, 21, 22
MAX_SECONDS = 60


def answers(folder: Path) -> str:
    """Return a hash of everything a user would be shown."""
    shown: list[object] = []
    encoder = HashEncoder()
    with Store.open(folder, encoder) as store:
        snapshot = store.snapshot()
        shown += [d.to_dict() for d in snapshot.documents()]
        for question in QUESTIONS:
            matches = snapshot.search_text(question, 10)
            matches += snapshot.search_vector(encoder.encode_questions([question])[0], 10)
            for clause in snapshot.clauses([m.key for m in matches]):
                shown += [clause.text, str(clause.address), clause.path, clause.start, clause.end]
                shown += [snapshot.text(clause.document_id)]
                shown += [len(snapshot.article(clause.article_id).clauses)]
            shown += [(m.key, round(m.score, 4)) for m in matches]
            shown += [d.id for d in snapshot.documents_numbered(question)]
            shown += [d.id for d in snapshot.documents_titled(question, 3)]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


# ---- ways to damage a file --------------------------------------------------------------


def truncate(data: bytes, chance: random.Random) -> bytes:
    """Cut the end off."""
    return data[: chance.randrange(len(data))] if data else data


def flip(data: bytes, chance: random.Random) -> bytes:
    """Turn over one bit."""
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def scatter(data: bytes, chance: random.Random) -> bytes:
    """Overwrite 64 bytes here and there."""
    changed = bytearray(data)
    for _ in range(64):
        changed[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(changed)


def zero(data: bytes, chance: random.Random) -> bytes:
    """Overwrite a block with zeros."""
    start = chance.randrange(len(data))
    return data[:start] + bytes(len(data[start : start + 512])) + data[start + 512 :]


def shift(data: bytes, chance: random.Random) -> bytes:
    """Lose a few bytes in the middle."""
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 9) :]


def letters(data: bytes, chance: random.Random) -> bytes:
    """Overwrite 16 bytes with letters, which are valid text wherever they land."""
    start = chance.randrange(len(data))
    return (data[:start] + b"abcdefghijklmnop" + data[start + 16 :])[: len(data)]


CONTENT: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    truncate,
    flip,
    scatter,
    zero,
    shift,
    letters,
)


def damage(folder: Path, older: Path, chance: random.Random) -> str:
    """Damage one file of a Store; return which, and how.

    :param older: the same Store at an earlier time, for files of another version.
    """
    files = sorted(p for p in folder.rglob("*") if p.is_file() and "lock" not in p.name)
    # The database and the large files are worth more trials than the small ones.
    path = chance.choice([folder / "store.db", *files])
    way = chance.randrange(len(CONTENT) + 3)
    name = path.relative_to(folder).as_posix()
    if way < len(CONTENT):
        path.write_bytes(CONTENT[way](path.read_bytes(), chance) if path.stat().st_size else b"x")
        return f"{name}: {CONTENT[way].__name__}"
    if way == len(CONTENT):
        path.unlink()
        return f"{name}: deleted"
    if way == len(CONTENT) + 1:
        other = chance.choice(files)
        swapped = path.read_bytes()
        path.write_bytes(other.read_bytes())
        other.write_bytes(swapped)
        return f"{name}: swapped with {other.name}"
    olds = [p for p in older.rglob("*") if p.is_file() and p.suffix == path.suffix]
    path.write_bytes(chance.choice(olds).read_bytes() if olds else b"")
    return f"{name}: of another version"


def trial(folder: Path, expected: str, *, mend: bool) -> int:
    """Ask a damaged Store."""
    signal.alarm(MAX_SECONDS)
    try:
        return SAME if answers(folder) == expected else OTHER
    except StoreError:
        if not mend:
            return DETECTED
    try:
        if verify(folder, rebuild=True).rebuilt and answers(folder) != expected:
            return NOT_MENDED
    except StoreError:  # the database itself is damaged: refused again
        pass
    return DETECTED


def run(folder: Path, count: int, seed: int) -> dict[str, object]:
    """Damage and ask ``count`` times."""
    # As users have it: a store this small is written anew at every change.
    build._SMALL_WORDS, build._SMALL_VECTORS = 3_000, 20_000
    older, damaged = folder.with_name("older"), folder.with_name("damaged")
    with Store.create(folder, HashEncoder()) as store:
        for version, name in enumerate(NAMES, start=1):
            apply(store, Change(name, version))
    shutil.copytree(folder, older)
    with Store.open(folder, HashEncoder()) as store:
        apply(store, Change(NAMES[2], 9))
        apply(store, Change(NAMES[5], 0))
    expected = answers(folder)
    chance = random.Random(seed)
    counts: dict[int, int] = {}
    failed = 0
    for number in range(count):
        shutil.rmtree(damaged, ignore_errors=True)
        shutil.copytree(folder, damaged)
        what = damage(damaged, older, chance)
        # The search files can be made anew; of the database there is no second copy.
        mend = number % 5 == 0 and not what.startswith("store.db")
        found = outcome(child(lambda mend=mend: trial(damaged, expected, mend=mend)))
        counts[found] = counts.get(found, 0) + 1
        if found not in (SAME, DETECTED):
            failed += 1
            sys.stderr.write(f"trial {number}: {what}: {found}\n")
    return {
        "mutations": count,
        "detected": counts.get(DETECTED, 0),
        "identical": counts.get(SAME, 0),
        "failed": failed,
    }


if __name__ == "__main__":
    figure = run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(figure) + "\n")
