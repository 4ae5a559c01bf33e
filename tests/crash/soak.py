"""Asks, adds and removes without end in one process, and counts what it holds; run by the tests.

``python -m tests.crash.soak FOLDER SECONDS CYCLES`` ends after so many seconds, or so many cycles
where that is sooner, and prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import psutil

from rag.assistant import Assistant

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
QUESTIONS = (
    "刚毕业没房子，想申请云澜的公租房要什么条件？",
    "公租房转租给别人会怎么罚？",
    "How much housing allowance can a Category A foreign professional get in Yunlan?",
    "充电桩建设补助每个多少钱？",
    "第十五条说了什么？",
    "红烧肉怎么做？",
)
ASKING = 4


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at one moment."""

    cycle: int
    megabytes: float
    descriptors: int
    threads: int


def held(cycle: int) -> Held:
    """Return what this process holds now; nothing is tidied up for it beforehand."""
    process = psutil.Process()
    return Held(cycle, process.memory_info().rss / 1e6, process.num_fds(), process.num_threads())


def written(folder: Path, cycle: int, chance: random.Random) -> Path:
    """Write a document that no other cycle wrote."""
    path = folder / f"{cycle % 5}.txt"
    articles = "\n".join(
        f"第{n}条　第{cycle}号活动的补贴标准为每人{chance.randrange(100, 9999)}元，由市财政承担。"
        for n in range(1, chance.randrange(5, 40))
    )
    path.write_text(f"云澜市第{cycle}号活动补贴办法\n{articles}\n", encoding="utf-8")
    return path


def run(folder: Path, seconds: float, cycles: int) -> dict[str, object]:
    """Ask on some threads while documents are added and removed, until time or cycles are over."""
    chance = random.Random(18)
    assistant = Assistant.open(folder / "store", create=True)
    assistant.add([SAMPLES])
    (folder / "files").mkdir()
    seen: list[Held] = []
    end, cycle = time.monotonic() + seconds, 0
    with ThreadPoolExecutor(ASKING) as pool:
        while time.monotonic() < end and cycle < cycles:
            cycle += 1
            answers = [pool.submit(assistant.ask, question) for question in QUESTIONS]
            added = assistant.add([written(folder / "files", cycle, chance)])
            answers.append(pool.submit(assistant.ask, f"第{cycle}号活动的补贴标准是多少？"))
            if not added.documents or not all(answer.result().text for answer in answers):
                raise RuntimeError(f"cycle {cycle}: nothing added or answered")
            if cycle % 5 == 0:
                assistant.remove(added.documents)
            seen.append(held(cycle))
    return figure(seen)


def figure(seen: list[Held]) -> dict[str, object]:
    """Return what was held in the middle of the work, and at its end."""
    return {
        "cycles": len(seen),
        "middle": asdict(typical(seen[len(seen) // 2 :][: len(seen) // 8 + 1])),
        "end": asdict(typical(seen[-(len(seen) // 8 + 1) :])),
        "steps": [asdict(seen[n]) for n in range(0, len(seen), max(1, len(seen) // 20))],
    }


def typical(seen: list[Held]) -> Held:
    """Return the medians of some moments: a question that is running holds more."""
    return Held(
        seen[-1].cycle,
        median(one.megabytes for one in seen),
        int(median(one.descriptors for one in seen)),
        int(median(one.threads for one in seen)),
    )


if __name__ == "__main__":
    result = run(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(result) + "\n")
