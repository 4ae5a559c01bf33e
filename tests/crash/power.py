"""Cuts the power in the middle of a change: what was not fsynced is lost or torn (R3).

``python -m tests.crash.power STORE SEEDS FIRST`` with ``fsync_hook.c``, compiled, in LD_PRELOAD.
Every fsync of the process, SQLite's and the program's own, is noted with the content it made
durable; at the moment of the cut the folder is laid out anew as a disk could have kept it: each
directory as it was last synced or as it stood, each file as it was last synced, as it stood, or
in blocks of either. Prints one line of JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

from index import Store, durable
from index.ingest.reembed import reembed
from index.ingest.verify import verify
from tests.crash.nursery import BEFORE, CASES, CRASHED, FINE, WRONG, child, outcome, prepare
from tests.crash.work import Change, apply, check
from tests.doubles import HashEncoder

_BLOCK = 512  # bytes that a disk writes whole
_NEW = {"hash-64": HashEncoder(), "hash-32": HashEncoder(dim=32, name="hash-32")}
Entries = dict[str, int]


class Disk:
    """What a folder's disk has made durable, by inode."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[int, bytes] = {}
        self._folders: dict[int, Entries] = {}
        # Held open, so that no new file takes the number of one that was removed.
        self._held: list[int] = []
        for path in [root, *root.rglob("*")]:
            self.keep(os.open(path, os.O_RDONLY))

    def keep(self, handle: int) -> None:
        """Note that a file's content, or a directory's entries, are durable as they are now."""
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            self._folders[found.st_ino] = entries(f"/proc/self/fd/{handle}")
        elif stat.S_ISREG(found.st_mode):
            copy = os.open(f"/proc/self/fd/{handle}", os.O_RDONLY)
            self._held.append(copy)
            self._files[found.st_ino] = os.pread(copy, found.st_size, 0)

    def cut(self, target: Path, chance: random.Random) -> None:
        """Lay out in ``target`` what could be left of the folder after a power cut now."""
        live = {path.stat().st_ino: path for path in [self._root, *self._root.rglob("*")]}
        self._lay(self._root.stat().st_ino, live, target, chance)

    def _lay(self, number: int, live: dict[int, Path], target: Path, chance: random.Random) -> None:
        target.mkdir()
        now = entries(live[number]) if number in live else {}
        kept = self._folders.get(number, {})
        for name, inner in sorted((now if chance.random() < 0.5 else kept).items()):
            path = live.get(inner)
            if inner in self._folders or (path is not None and path.is_dir()):
                self._lay(inner, live, target / name, chance)
            else:
                synced = self._files.get(inner, b"")
                # Of a file that was removed since, nothing but what was synced is known.
                standing = synced if path is None else path.read_bytes()
                data = left_of(synced, standing, chance)
                (target / name).write_bytes(data)


def entries(folder: str | Path) -> Entries:
    """Return the names in a folder with their inodes."""
    with os.scandir(folder) as found:
        return {entry.name: entry.inode() for entry in found}


def left_of(durable_bytes: bytes, live: bytes, chance: random.Random) -> bytes:
    """Return what a power cut leaves of a file: either content, or blocks of both."""
    way = chance.randrange(3)
    if durable_bytes == live or way == 0:
        return durable_bytes
    if way == 1:
        return live
    least, most = sorted((len(durable_bytes), len(live)))
    length = chance.choice((least, most, chance.randint(least, most)))
    torn = bytearray(length)
    for start in range(0, length, _BLOCK):
        source = chance.choice((durable_bytes, live))
        block = source[start : min(start + _BLOCK, length)]
        torn[start : start + len(block)] = block
    return bytes(torn)


# ---- what is going on when the power goes -----------------------------------------------


def changed(change: Change) -> Callable[[Path], None]:
    """Return the work of one change."""

    def work(folder: Path) -> None:
        with Store.open(folder, HashEncoder()) as store:
            apply(store, change)

    return work


def rebuilt(folder: Path) -> None:
    """Make the search files anew."""
    verify(folder, rebuild=True)


def reembedded(folder: Path) -> None:
    """Make the vectors anew."""
    reembed(folder, _NEW["hash-32"])


WORK: dict[str, Callable[[Path], None]] = {
    **{name: changed(change) for name, change in CASES.items()},
    "rebuild": rebuilt,
    "reembed": reembedded,
}


def work_until_cut(folder: Path, left: Path, kind: str, moment: int, seed: int) -> int:
    """Do some work and cut the power at the moment of that number, or after the work."""
    disk, chance, seen = Disk(folder), random.Random(seed), 0

    def passed(handle: int | None = None) -> None:
        nonlocal seen
        seen += 1
        if seen == moment:
            disk.cut(left, chance)
            os._exit(CRASHED)
        if handle is not None:
            disk.keep(handle)

    hook = ctypes.CFUNCTYPE(None, ctypes.c_int)(passed)
    ctypes.CDLL(None).set_sync_hook(hook)
    durable.set_step_hook(lambda _: passed())
    WORK[kind](folder)
    durable.set_step_hook(None)
    ctypes.CDLL(None).set_sync_hook(None)
    if moment == 0:  # count the moments
        left.write_text(str(seen))
    else:
        disk.cut(left, chance)
    return FINE


def check_left(left: Path, kind: str, returned: bool) -> int:
    """Check what the next user finds; what was acknowledged must be there."""
    with Store.open(left) as store:
        encoder = _NEW[store.state().encoder]
    if kind == "reembed":
        if returned and encoder.name != "hash-32":
            return WRONG
        reembed(left, HashEncoder())
    change = CASES.get(kind)
    problem, settled = check(left, BEFORE, change)
    if problem or any(path.name.endswith(".new") for path in left.iterdir()):
        sys.stderr.write(f"{problem} {[p.name for p in left.iterdir()]}\n")
        return WRONG
    lost = change is not None and returned and settled != change.version
    return WRONG if lost else FINE


def run(template: Path, seeds: int, first: int) -> dict[str, object]:
    """Cut the power once for each seed."""
    prepare(template)
    folder, left = template.with_name("trial"), template.with_name("left")
    moments: dict[str, int] = {}
    cut = returned = failed = 0
    for seed in range(first, first + seeds):
        chance = random.Random(seed)
        kind = list(WORK)[seed % len(WORK)]
        if kind not in moments:
            _again(template, folder, left)
            outcome(child(lambda k=kind: work_until_cut(folder, left, k, 0, 0)))
            moments[kind] = int(left.read_text())
            left.unlink()
        # One in ten when it has returned, and all must be there.
        moment = chance.randint(1, moments[kind] + moments[kind] // 9)
        _again(template, folder, left)
        code = outcome(
            child(lambda k=kind, m=moment, s=seed: work_until_cut(folder, left, k, m, s))
        )
        found = outcome(child(lambda k=kind, c=code: check_left(left, k, c == FINE)))
        cut, returned = cut + (code == CRASHED), returned + (code == FINE)
        if code not in (CRASHED, FINE) or found != FINE:
            failed += 1
            sys.stderr.write(f"seed {seed}, {kind}, moment {moment}: {code}, then {found}\n")
    return {"seeds": seeds, "cut": cut, "returned": returned, "moments": moments, "failed": failed}


def _again(template: Path, folder: Path, left: Path) -> None:
    for old in (folder, left):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(template, folder)


if __name__ == "__main__":
    figure = run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(figure) + "\n")
