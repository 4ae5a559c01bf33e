"""Time ``policyqa ask`` from return to answer: ``python -m eval.bench.command --store DIR``.

Starts the command anew each time, as a person at a terminal does, and prints the median.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

__all__ = ["ask_seconds", "main"]

_QUESTION = "刚毕业没房子，想申请云澜的公租房要什么条件？"


def ask_seconds(store: Path, question: str, times: int) -> list[float]:
    """Return how long each run of ``policyqa ask`` takes; one more before them is not timed.

    :raises SystemExit: it ends with an error.
    """
    command = [sys.executable, "-m", "rag", "ask", "--store", str(store), "--", question]
    seconds = []
    for _ in range(times + 1):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        seconds.append(time.perf_counter() - started)
        if done.returncode:
            raise SystemExit(f"policyqa ask ended with {done.returncode}: {done.stderr.strip()}")
    return seconds[1:]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the median and the shortest time, as text or JSON."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench.command", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, metavar="DIR", help="the Store to ask")
    parser.add_argument("--question", default=_QUESTION, help="asked each time")
    parser.add_argument("--times", type=int, default=9, metavar="N", help="runs that are timed (9)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    seconds = ask_seconds(options.store, options.question, options.times)
    found = {"ask_p50_s": round(statistics.median(seconds), 3), "ask_min_s": round(min(seconds), 3)}
    print(json.dumps(found) if options.json else "  ".join(f"{k} {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
