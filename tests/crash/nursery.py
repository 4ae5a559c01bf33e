"""A process that has loaded everything and forks children to be crashed; run by the tests.

``python -m tests.crash.nursery kills STORE COUNT SEED`` kills children at random moments.
``python -m tests.crash.nursery points STORE STRIDE`` ends a child at every step of every change,
or at every STRIDE-th one. ``python -m tests.crash.nursery full STORE STRIDE`` lets the step fail
for lack of space instead. ``python -m tests.crash.nursery limits STORE STRIDE`` lets the system
refuse to write beyond a size, of each of many sizes.

Prints one line of JSON.
"""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from index import Store, durable
from index.errors import StoreError
from index.searchfiles import build
from tests.crash.work import NAMES, Change, apply, changes, check, journal_state
from tests.doubles import HashEncoder

# Small stores write everything anew; these tests are about starting from the generation before.
build._SMALL_WORDS = build._SMALL_VECTORS = 4

CRASHED = 77
FINE, WRONG = 0, 3


def child(work: Callable[[], int]) -> int:
    """Run work in a forked child and return the child's number at once."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = work()
    except BaseException:
        sys.stderr.write(traceback.format_exc())
        raise
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def outcome(pid: int) -> int:
    """Wait for a child; return its exit code, negative for a signal."""
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


# ---- killed at random moments -----------------------------------------------------------


def work_until_killed(folder: Path, journal: Path, seed: int) -> int:
    """Change the Store without end, writing down what is promised."""
    with Store.open(folder, HashEncoder()) as store, journal.open("a", encoding="utf-8") as log:
        for change in changes(seed):
            for done in (False, True):
                entry = {"name": change.name, "version": change.version, "done": done}
                if done:
                    apply(store, change)
                log.write(json.dumps(entry) + "\n")
                log.flush()
    return FINE


def check_child(folder: Path, journal: Path) -> int:
    """Check the Store, and settle in the journal what the killed change came to."""
    promised, begun = journal_state(journal)
    problem, settled = check(folder, promised, begun)
    if problem:
        sys.stderr.write(f"{problem}\n")
        return WRONG
    if begun:
        entry = {"name": begun.name, "version": settled, "done": True}
        with journal.open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry) + "\n")
    return FINE


def kills(folder: Path, count: int, seed: int) -> dict[str, object]:
    """Kill children at random moments; after each, the Store must be whole."""
    journal = folder.with_suffix(".journal")
    Store.create(folder, HashEncoder()).close()
    chance = random.Random(seed)
    started, failed = time.monotonic(), 0
    for cycle in range(count):
        pid = child(lambda cycle=cycle: work_until_killed(folder, journal, seed + cycle))
        time.sleep(chance.uniform(0.02, 0.9))
        os.kill(pid, signal.SIGKILL)
        if outcome(pid) != -signal.SIGKILL:
            failed += 1
        if outcome(child(lambda: check_child(folder, journal))) != FINE:
            failed += 1
    done = sum('"done": true' in line for line in journal.read_text("utf-8").splitlines())
    seconds = round(time.monotonic() - started)
    return {"kills": count, "changes": done, "failed": failed, "seconds": seconds}


# ---- every step of every change ---------------------------------------------------------

BEFORE = dict.fromkeys(NAMES[:3], 5) | dict.fromkeys(NAMES[3:], 0)
CASES = {
    "add": Change(NAMES[4], 7),
    "replace": Change(NAMES[1], 8),
    "remove": Change(NAMES[2], 0),
}


def prepare(template: Path) -> None:
    """Make the Store that every case starts from."""
    with Store.create(template, HashEncoder()) as store:
        for name, version in BEFORE.items():
            if version:
                apply(store, Change(name, version))


class Countdown:
    """Lets one step fail."""

    def __init__(self, number: int, fail: Callable[[], None]) -> None:
        self.left = number
        self._fail = fail

    def __call__(self, name: str) -> None:
        self.left -= 1
        if self.left == 0:
            self._fail()


def one_step(folder: Path, change: Change, number: int, fail: Callable[[], None]) -> int:
    """Make a change in which step ``number`` fails; exit FINE when there is no such step."""
    count = Countdown(number, fail)
    with Store.open(folder, HashEncoder()) as store:
        durable.set_step_hook(count)
        try:
            apply(store, change)
        except StoreError as error:
            return CRASHED if "disk is full" in str(error) else WRONG
    return FINE if count.left > 0 else CRASHED


def every_step(template: Path, stride: int, fail: Callable[[], None]) -> dict[str, object]:
    """Let each step of each change fail in turn; the Store must be as before or as after."""
    points, failed, kept = create_steps(template.with_name("created"), stride, fail)
    folder = template.with_name("trial")
    for change in CASES.values():
        number = 1 - stride
        while True:
            number += stride
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(template, folder)
            code = outcome(child(lambda n=number, c=change: one_step(folder, c, n, fail)))
            if code == FINE:
                break
            points += 1
            found = outcome(child(lambda c=change: check_trial(folder, c)))
            if code != CRASHED or found not in (10, 11):
                sys.stderr.write(f"{change}, step {number}: {code}, then {found}\n")
                failed += 1
            kept += found == 10
    return {"points": points, "failed": failed, "as_before": kept}


def create_steps(folder: Path, stride: int, fail: Callable[[], None]) -> tuple[int, int, int]:
    """Let each step of making a Store fail in turn; the next user must get an empty one."""
    points = failed = 0
    number = 1 - stride
    while True:
        number += stride
        shutil.rmtree(folder, ignore_errors=True)
        code = outcome(child(lambda n=number: create_step(folder, n, fail)))
        if code == FINE:
            return points, failed, 0
        points += 1
        found = outcome(child(lambda: check_empty(folder)))
        if code != CRASHED or found != FINE:
            sys.stderr.write(f"create, step {number}: {code}, then {found}\n")
            failed += 1


def create_step(folder: Path, number: int, fail: Callable[[], None]) -> int:
    """Make a Store; step ``number`` fails. Exit FINE when there is no such step."""
    count = Countdown(number, fail)
    durable.set_step_hook(count)
    try:
        Store.create(folder, HashEncoder()).close()
    except StoreError as error:
        return CRASHED if "disk is full" in str(error) else WRONG
    return FINE if count.left > 0 else CRASHED


def check_empty(folder: Path) -> int:
    """Open or make the Store, and use it."""
    with Store.open_or_create(folder, HashEncoder()) as store:
        empty = store.snapshot().documents() == []
        apply(store, Change(NAMES[0], 1))
        return FINE if empty and len(store.snapshot().documents()) == 2 else WRONG


def check_trial(folder: Path, change: Change) -> int:
    """Check the Store after a trial: 10 as before, 11 as after, WRONG anything else."""
    problem, settled = check(folder, BEFORE, change)
    orphans = [p.name for p in folder.iterdir() if p.name.endswith(".new")]
    generations = len(list(folder.glob("gen-*")))
    if problem or orphans or generations > 2:
        sys.stderr.write(f"{problem} {orphans} {generations}\n")
        return WRONG
    return 10 if settled == BEFORE[change.name] else 11


def limited(folder: Path, size: int) -> int:
    """Change the Store until the system refuses to let a file grow beyond ``size`` bytes."""
    with Store.open(folder, HashEncoder()) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        for version in range(100, 140):
            try:
                apply(store, Change(NAMES[0], version))
            except StoreError:
                return CRASHED
    return FINE


def check_limited(folder: Path) -> int:
    """Check the Store: the first name has one version, whichever; the others are untouched."""
    with Store.open(folder, HashEncoder()) as store:
        texts = [store.snapshot().text(d.id) for d in store.snapshot().documents()]
    versions = {int(t.split("第1条", 1)[1].split("第")[1].split("版")[0]) for t in texts}
    latest = max(versions)
    problem, _ = check(folder, {**BEFORE, NAMES[0]: latest}, None)
    if problem:
        sys.stderr.write(f"{problem}\n")
    return WRONG if problem else FINE


def every_limit(template: Path, stride: int) -> dict[str, object]:
    """Try limits from a few kilobytes to more than any file needs."""
    folder = template.with_name("trial")
    refused = failed = 0
    sizes = [int(4096 * 1.3**n) for n in range(0, 24, stride)]
    for size in sizes:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template, folder)
        code = outcome(child(lambda s=size: limited(folder, s)))
        refused += code == CRASHED
        found = outcome(child(lambda: check_limited(folder)))
        if code not in (FINE, CRASHED) or found != FINE:
            sys.stderr.write(f"limit {size}: {code}, then {found}\n")
            failed += 1
    return {"limits": len(sizes), "refused": refused, "failed": failed}


def crash() -> None:
    """End the process without any clearing up."""
    os._exit(CRASHED)


def no_space() -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def main() -> None:
    """Run what the command line asks for."""
    mode, folder = sys.argv[1], Path(sys.argv[2])
    if mode == "kills":
        sys.stdout.write(json.dumps(kills(folder, int(sys.argv[3]), int(sys.argv[4]))) + "\n")
        return
    prepare(folder)
    stride = int(sys.argv[3])
    if mode == "limits":
        sys.stdout.write(json.dumps(every_limit(folder, stride)) + "\n")
        return
    sys.stdout.write(
        json.dumps(every_step(folder, stride, crash if mode == "points" else no_space)) + "\n"
    )


if __name__ == "__main__":
    main()
