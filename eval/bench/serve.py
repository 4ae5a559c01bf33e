"""Load-test ``policyqa serve`` with many clients, on this machine only.

``python -m eval.bench.serve --store DIR [--gold FILE] [--clients 50] [--seconds 60] [--json]``

Starts the server in a process of its own on a free port of 127.0.0.1 and asks it the questions of
a gold file without a pause, from many clients at once, without a chat model. Prints how many
answers came, how long they took, and every answer that was none.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

__all__ = ["Load", "main"]

_GOLD = Path(__file__).resolve().parents[1] / "gold" / "demo.jsonl"
_STARTS_WITHIN = 120.0
_READY = "serving on "


@dataclass(frozen=True, slots=True)
class Load:
    """What was measured. Times are wall clock, from the request to the whole answer.

    :param errors: answers that were none: refused, failed, or without text.
    """

    clients: int
    seconds: float
    answers: int
    errors: int
    p50_ms: float
    p95_ms: float
    longest_ms: float

    @property
    def per_second(self) -> float:
        """Return answers a second."""
        return self.answers / self.seconds if self.seconds else 0.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 when any answer was none."""
    options = _parser().parse_args(arguments)
    lines = options.gold.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines if line.strip()]
    with _server(options.store) as url:
        load = _load(url, questions, options.clients, options.seconds)
    console = Console()
    if options.json:
        console.print_json(json.dumps(asdict(load) | {"per_second": round(load.per_second, 1)}))
    else:
        console.print(
            f"{load.clients} clients, {load.seconds:.0f} s: {load.answers} answers "
            f"({load.per_second:.1f} a second), {load.errors} errors; "
            f"p50 {load.p50_ms:.0f} ms, p95 {load.p95_ms:.0f} ms, longest {load.longest_ms:.0f} ms",
            soft_wrap=True,
        )
    return 1 if load.errors else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.serve", description=__doc__)
    parser.add_argument("--store", type=Path, required=True, help="folder of the store")
    parser.add_argument("--gold", type=Path, default=_GOLD, help="JSON lines with `question`")
    parser.add_argument("--clients", type=int, default=50, help="clients at once")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long they ask")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


@contextmanager
def _server(store: Path) -> Iterator[str]:
    """Run ``policyqa serve`` on a free port; give its URL.

    :raises RuntimeError: it did not start.
    """
    command = [sys.executable, "-m", "rag", "serve", "--store", str(store), "--port", "0"]
    # A chat model of the environment is left out: its speed is not the server's.
    plain = {k: v for k, v in os.environ.items() if not k.startswith("POLICYQA_MODEL")}
    with subprocess.Popen(  # noqa: S603 - our own server, nothing of it is typed by anyone
        command, env=plain, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield _announced(process)
        finally:
            process.terminate()


def _announced(process: subprocess.Popen[str]) -> str:
    """Return the URL that the server prints once it listens."""
    end = time.monotonic() + _STARTS_WITHIN
    while process.stderr is not None and time.monotonic() < end:
        line = process.stderr.readline()
        if line.startswith(_READY):
            return line.removeprefix(_READY).strip()
        if not line and process.poll() is not None:
            break
    raise RuntimeError("policyqa serve did not start; run it by hand to see why")


def _load(url: str, questions: Sequence[str], clients: int, seconds: float) -> Load:
    """Ask from many clients at once until the time is over."""
    with closing(_Client(url)) as first:
        first.ask(questions[0])  # what loads late is loaded before the clock starts
    start = time.monotonic()

    def visit(turn: int) -> list[tuple[float, bool]]:
        found = []
        with closing(_Client(url)) as client:
            while time.monotonic() < start + seconds:
                began = time.monotonic()
                answered = client.ask(questions[turn % len(questions)])
                found.append(((time.monotonic() - began) * 1000, answered))
                turn += clients
        return found

    with ThreadPoolExecutor(clients) as pool:
        answers = [one for visits in pool.map(visit, range(clients)) for one in visits]
    took = [milliseconds for milliseconds, _ in answers]
    shares = statistics.quantiles(took, n=20) if len(took) > 1 else took * 19
    return Load(
        clients=clients,
        seconds=round(time.monotonic() - start, 1),
        answers=len(took),
        errors=sum(not answered for _, answered in answers),
        p50_ms=round(statistics.median(took), 1),
        p95_ms=round(shares[-1], 1),
        longest_ms=round(max(took), 1),
    )


class _Client:
    """One client with a connection of its own, as a program keeps it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, question: str) -> bool:
        """Ask once; return whether an answer came."""
        body = json.dumps({"question": question})
        try:
            self._connection.request("POST", "/ask", body, {"content-type": "application/json"})
            reply = self._connection.getresponse()
            text = reply.read()
        except (OSError, HTTPException):
            self._connection.close()  # the next request opens it anew
            return False
        return reply.status == HTTPStatus.OK and bool(json.loads(text).get("text"))


if __name__ == "__main__":
    sys.exit(main())
