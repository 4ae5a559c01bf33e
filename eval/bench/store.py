"""Measure how fast a Store adds, opens and searches, and how that changes as it grows.

``python -m eval.bench.store --laws FOLDER_OR_TAR [--growth 1,2,4,8] [--json] [--svg FILE]``

Adds every document of a folder to a new Store, then measures, each in a process of its own:
opening, searching by both routes with the question's encoding, adding one more document until it
is found, memory, and recall@10 of the vector search against an exact one. Growth adds the same
documents again with another word in their titles, so that ids, clauses and vectors are new.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress as Bar

from eval.bench.chart import line_chart
from index import Snapshot, Store
from index.encoders.encoder import Encoder, load_encoder
from index.engine import SearchView
from index.ingest.add import add_paths
from index.model import Progress
from rag import Assistant

__all__ = ["Figures", "main"]

_QUESTIONS = 300
_FIRST_QUESTIONS = 20  # asked before anything is timed
_EXACT_QUESTIONS = 100
_ROUTE_K = 50  # what a retriever asks of each route
_SHOWN = 10
_SEED = 20240501


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one Store. Times are wall clock.

    :param add_s: seconds to add everything, until it can be searched.
    :param add_cpu_s: processor seconds of all processes for it.
    :param open_ms: from nothing loaded of the Store to ready, its hashes checked, files not in
        the system's memory where it lets us say so.
    :param search_p50_ms: both routes and reading ten clauses, the question's encoding included.
    :param retrieve_p50_ms: everything between a question and its ten passages, by
        ``Assistant.retrieve``; with real questions where ``--questions`` names a file of them.
    :param recall: share of the exact ten nearest vectors that were found.
    :param exact_p50_ms: of an exact FAISS search over the same vectors.
    :param add_one_s: one more document, until it is found.
    :param rss_mb: resident memory after the searches.
    """

    times: int
    documents: int
    articles: int
    clauses: int
    add_s: float
    add_cpu_s: float
    open_ms: float
    search_p50_ms: float
    search_p95_ms: float
    retrieve_p50_ms: float
    retrieve_p95_ms: float
    words_p50_ms: float
    vectors_p50_ms: float
    exact_p50_ms: float
    recall: float
    add_one_s: float
    rss_mb: float
    database_mb: float
    search_mb: float
    dense_kind: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the measurements that the command line asks for."""
    options = _parser().parse_args(arguments)
    if options.measure:
        print(json.dumps(_measurements(options.measure, Path(options.store), options.questions)))
        return 0
    laws = Path(options.laws)
    if not laws.exists():
        print(f"{laws}: no such folder or archive", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        times = sorted({int(n) for n in options.growth.split(",")})
        found = list(_grow(laws, Path(work), times, options.questions))
    if options.svg:
        Path(options.svg).write_text(_chart(found), encoding="utf-8")
    if options.json:
        print(json.dumps([asdict(figures) for figures in found], indent=1))
    else:
        _print_table(found)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.store", description=__doc__)
    parser.add_argument("--laws", default="../shared/laws.tar.xz", help="folder or .tar.xz")
    parser.add_argument("--growth", default="1", help="how many times the documents, e.g. 1,2,4,8")
    parser.add_argument("--work", default=None, help="folder for the Stores; a temporary one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--svg", default=None, help="file for a chart of the growth")
    parser.add_argument(
        "--measure", choices=["open", "search", "retrieve", "one"], help=argparse.SUPPRESS
    )
    parser.add_argument("--store", help=argparse.SUPPRESS)
    parser.add_argument(
        "--questions",
        default=None,
        help="JSON lines whose `question` is retrieved; made up if none",
    )
    return parser


# ---- adding -----------------------------------------------------------------------------


def _grow(laws: Path, work: Path, times: Sequence[int], questions: str | None) -> Iterator[Figures]:
    """Add the documents as often as asked, measuring at each step."""
    source = _unpacked(laws, work / "laws")
    folder = work / "store"
    encoder = load_encoder()
    seconds = cpu = 0.0
    with Store.create(folder, encoder):
        pass
    for round_number in range(1, times[-1] + 1):
        copy = source if round_number == 1 else _renamed(source, work / "copy", round_number)
        started, before = time.perf_counter(), _cpu_seconds()
        _add(folder, encoder, copy)
        seconds += time.perf_counter() - started
        cpu += _cpu_seconds() - before
        if round_number in times:
            yield _figures(folder, round_number, seconds, cpu, questions)


def _unpacked(laws: Path, target: Path) -> Path:
    if laws.is_dir():
        return laws
    with tarfile.open(laws) as archive:
        archive.extractall(target, filter="data")
    return target


def _renamed(source: Path, target: Path, number: int) -> Path:
    """Write the documents again, with the number in their titles."""
    shutil.rmtree(target, ignore_errors=True)
    for path in sorted(p for p in source.rglob("*") if p.is_file()):
        there = target / f"{number}" / path.relative_to(source)
        there.parent.mkdir(parents=True, exist_ok=True)
        first, _, rest = path.read_text("utf-8", "replace").partition("\n")
        there.write_text(f"{first}之{number}\n{rest}", encoding="utf-8")
    return target


def _add(folder: Path, encoder: Encoder, documents: Path) -> None:
    console = Console(stderr=True)
    with Bar(console=console, transient=True) as bar, Store.open(folder, encoder) as store:
        tasks = {name: bar.add_task(name, total=None) for name in ("read", "publish")}

        def show(progress: Progress) -> None:
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        add_paths(store, [documents], progress=show)


def _cpu_seconds() -> float:
    own, children = (resource.getrusage(w) for w in (0, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


# ---- measuring, each in a process of its own --------------------------------------------


def _figures(
    folder: Path, times: int, add_s: float, add_cpu_s: float, questions: str | None
) -> Figures:
    with Store.open(folder) as store:
        info = store.info()
    _drop_file_cache()
    opened = _in_process("open", folder)
    searched = _in_process("search", folder)
    searched |= _in_process("retrieve", folder, questions)
    one = _in_process("one", folder)
    return Figures(
        times=times,
        documents=info.documents,
        articles=info.articles,
        clauses=info.clauses,
        add_s=round(add_s, 1),
        add_cpu_s=round(add_cpu_s, 1),
        open_ms=opened["open_ms"],
        add_one_s=one["add_one_s"],
        database_mb=round(info.bytes["database"] / 1e6, 1),
        search_mb=round(info.bytes["search"] / 1e6, 1),
        dense_kind=info.dense_kind,
        **searched,
    )


def _in_process(what: str, folder: Path, questions: str | None = None) -> dict[str, float]:
    command = [sys.executable, "-m", "eval.bench.store", "--measure", what, "--store", str(folder)]
    found = subprocess.run(  # noqa: S603 - this program itself
        command + (["--questions", questions] if questions else []),
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(found.stdout)
    return figures


def _drop_file_cache() -> None:
    """Ask the system to forget files it keeps in memory; only its administrator may."""
    os.sync()
    switch = Path("/proc/sys/vm/drop_caches")
    if os.access(switch, os.W_OK):
        try:
            switch.write_text("3")
        except OSError:
            return


def _measurements(what: str, folder: Path, questions: str | None = None) -> dict[str, float]:
    encoder = load_encoder()
    if what == "open":
        started = time.perf_counter()
        Store.open(folder, encoder)
        return {"open_ms": round((time.perf_counter() - started) * 1e3, 1)}
    if what == "retrieve":
        return _retrieve_times(folder, questions)
    with Store.open(folder, encoder) as store:
        return _search_times(store.snapshot(), encoder) if what == "search" else _add_one(store)


def _retrieve_times(folder: Path, questions: str | None) -> dict[str, float]:
    """Return how long ``Assistant.retrieve`` takes: each question once, after twenty others."""
    assistant = Assistant.open(folder)
    asked = _read_questions(Path(questions)) if questions else _questions(assistant.snapshot)
    for question in asked[:_FIRST_QUESTIONS]:
        assistant.retrieve(question)
    times = [_milliseconds(partial(assistant.retrieve, q)) for q in asked[_FIRST_QUESTIONS:]]
    return {
        "retrieve_p50_ms": _percentile(times, 50),
        "retrieve_p95_ms": _percentile(times, 95),
    }


def _read_questions(path: Path) -> list[str]:
    """Return the first questions of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["question"] for line in islice(lines, _QUESTIONS)]


def _search_times(snapshot: Snapshot, encoder: Encoder) -> dict[str, float]:
    questions = _questions(snapshot)
    for question in questions[:_FIRST_QUESTIONS]:
        _ask(snapshot, encoder, question)
    whole = [_milliseconds(partial(_ask, snapshot, encoder, q)) for q in questions]
    vectors = encoder.encode_questions(questions)
    words = [_milliseconds(partial(snapshot.search_text, q, _ROUTE_K)) for q in questions]
    meaning = [_milliseconds(partial(snapshot.search_vector, v, _ROUTE_K)) for v in vectors]
    rss = _resident_mb()
    recall, exact = _against_exact(snapshot, vectors[:_EXACT_QUESTIONS])
    return {
        "search_p50_ms": _percentile(whole, 50),
        "search_p95_ms": _percentile(whole, 95),
        "words_p50_ms": _percentile(words, 50),
        "vectors_p50_ms": _percentile(meaning, 50),
        "exact_p50_ms": exact,
        "recall": recall,
        "rss_mb": rss,
    }


def _ask(snapshot: SearchView, encoder: Encoder, question: str) -> None:
    vector = encoder.encode_questions([question])[0]
    found = snapshot.search_text(question, _ROUTE_K)[: _SHOWN // 2]
    found += snapshot.search_vector(vector, _ROUTE_K)[: _SHOWN // 2]
    snapshot.clauses([match.key for match in found])


def _questions(snapshot: SearchView) -> list[str]:
    """Return questions made of words that stand near each other somewhere in the documents."""
    chance = random.Random(_SEED)  # noqa: S311 - not a secret
    documents = snapshot.documents()
    questions: list[str] = []
    while len(questions) < _QUESTIONS:
        text = snapshot.text(chance.choice(documents).id)
        start = chance.randrange(max(1, len(text) - 30))
        words = "".join(text[start : start + chance.randrange(10, 25)].split())
        questions.append(f"{words}是怎么规定的？")
    return questions


def _against_exact(snapshot: Snapshot, vectors: np.ndarray) -> tuple[float, float]:
    """Return recall@10 against an exact FAISS search, and that search's median milliseconds."""
    import faiss

    keys = np.array([key for part in snapshot.key_ranges() for key in part], np.int64)
    index = faiss.IndexIDMap2(faiss.IndexFlatIP(snapshot.dim))
    for start in range(0, len(keys), 50_000):
        part = keys[start : start + 50_000]
        index.add_with_ids(snapshot.vectors(part.tolist()), part)
    hits, times = 0, []
    for vector in vectors:
        started = time.perf_counter()
        scores, _ = index.search(vector[None], _SHOWN)
        times.append((time.perf_counter() - started) * 1e3)
        # Equal scores may stand in either order: what counts is to be as near as the tenth.
        found = snapshot.search_vector(vector, _SHOWN)
        hits += sum(match.score >= scores[0, -1] - 1e-5 for match in found)
    return round(hits / (_SHOWN * len(vectors)), 4), _percentile(times, 50)


def _add_one(store: Store) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.txt"
        path.write_text(
            "云澜市夜间书房管理办法\n第一条 夜间书房每晚开放至二十三时四十七分。\n",
            encoding="utf-8",
        )
        started = time.perf_counter()
        add_paths(store, [path])
        snapshot = store.snapshot()
        found = snapshot.search_text("夜间书房每晚开放到几点", 1)
        seconds = time.perf_counter() - started
        text = snapshot.clauses([match.key for match in found])[0].text
        if "四十七分" not in text:
            raise SystemExit(f"the document that was added is not found first, but: {text}")
    store.remove([d.id for d in snapshot.documents_titled("云澜市夜间书房管理办法", 1)])
    return {"add_one_s": round(seconds, 2)}


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _percentile(values: Sequence[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 2)


def _resident_mb() -> float:
    statm = Path("/proc/self/statm")
    if statm.exists():
        return round(int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6, 1)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, 1)


# ---- showing ----------------------------------------------------------------------------


def _print_table(found: Sequence[Figures]) -> None:
    rows = [asdict(figures) for figures in found]
    for name in rows[0]:
        print(f"{name:>15}", *(f"{row[name]!s:>12}" for row in rows))


def _chart(found: Sequence[Figures]) -> str:
    lines = {
        "search, 95 of 100 under": [(f.clauses, f.search_p95_ms) for f in found],
        "search, half under": [(f.clauses, f.search_p50_ms) for f in found],
        "vectors alone, half under": [(f.clauses, f.vectors_p50_ms) for f in found],
        "exact vectors, half under": [(f.clauses, f.exact_p50_ms) for f in found],
    }
    return line_chart("Milliseconds a question, by clauses stored", lines)


if __name__ == "__main__":
    sys.exit(main())
