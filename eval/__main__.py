"""Measure: ``python -m eval GOLD.jsonl --store DIR`` or ``python -m eval --expected FILE.yaml``.

The first asks the questions of a gold file; where ``expected.yaml`` has figures for that file over
the Store's documents, it compares them. ``--off-topic FILE.txt``, beside the gold or instead of it,
asks questions that have nothing to do with the documents. The second runs every row of a file
like ``expected.yaml``. Tables and JSON go to stdout, progress and messages to stderr. Exit codes: 0
done, 1 refused with one line why, or an expected figure not reached, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpus.errors import PolicyQAError

if TYPE_CHECKING:
    from eval.expected import Verdict
    from eval.off_topic import Outcome
    from eval.run import Result
    from rag.assistant import Assistant

SOURCES = Path("../shared/seeds")
Question = TypeVar("Question")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    wrong = _wrong_usage(options)
    if wrong:
        parser.error(wrong)
    try:
        return _expected(options) if options.expected else _ask(options)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the tables has read enough: python -m eval … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure answers.")
    parser.add_argument("gold", nargs="?", type=Path, metavar="GOLD.jsonl")
    parser.add_argument("--store", type=Path, metavar="DIR", help="the Store to ask")
    parser.add_argument("--k", type=int, default=10, metavar="N", help="hits a question (10)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument("--by-type", action="store_true", help="the types' table only")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write every result, JSON lines")
    parser.add_argument(
        "--sources", type=Path, default=SOURCES, metavar="DIR", help="files that evidence_at names"
    )
    parser.add_argument(
        "--off-topic", type=Path, metavar="FILE.txt", help="unrelated questions, one a line"
    )
    parser.add_argument("--expected", type=Path, metavar="FILE.yaml", help="run its rows")
    parser.add_argument("--row", action="append", metavar="NAME", help="only this row of it")
    return parser


def _wrong_usage(options: argparse.Namespace) -> str | None:
    """Return what is wrong with the options, if anything is."""
    asks = options.gold is not None or options.off_topic is not None
    if asks == (options.expected is not None):
        return "give either GOLD.jsonl or --off-topic with --store DIR, or --expected FILE.yaml"
    if asks and options.store is None:
        return "GOLD.jsonl and --off-topic need --store DIR"
    if options.gold is None and (options.save or options.misses or options.by_type):
        return "--save, --misses and --by-type need GOLD.jsonl"
    return None


def _ask(options: argparse.Namespace) -> int:
    """Ask the questions of the files given, print the figures and compare those of the gold."""
    from eval.expected import failed
    from eval.off_topic import ask_off_topic, load_off_topic
    from eval.questions import load_gold
    from eval.run import run

    questions = load_gold(options.gold, options.sources) if options.gold else []
    unrelated = load_off_topic(options.off_topic) if options.off_topic else []
    from rag.assistant import Assistant  # loads the index: only once the files are known to be good

    assistant = Assistant.open(options.store)
    results = run(assistant, questions, options.k, _progress)
    outcomes = ask_off_topic(assistant, unrelated, _progress)
    if options.save:
        _save(results, options.save)
    verdicts = _compared(options, assistant, results) if results else []
    if options.json:
        print(
            json.dumps(_report(options, results, outcomes, verdicts), ensure_ascii=False, indent=2)
        )
    else:
        print(_tables(results, outcomes, options, verdicts))
    return 1 if failed(verdicts) else 0


def _report(
    options: argparse.Namespace,
    results: Sequence[Result],
    outcomes: Sequence[Outcome],
    verdicts: Sequence[Verdict],
) -> dict[str, Any]:
    """Return what ``--json`` prints."""
    from eval.off_topic import off_topic_figures
    from eval.report import by_type, figures

    report: dict[str, Any] = {}
    if results:
        report = {
            "gold": str(options.gold),
            "k": options.k,
            "figures": figures(results),
            "by_type": by_type(results),
            "trace": results[-1].trace,
            "expected": [verdict.to_dict() for verdict in verdicts],
        }
    if outcomes:
        report["off_topic"] = {"file": str(options.off_topic), **off_topic_figures(outcomes)}
    return report


def _compared(
    options: argparse.Namespace, assistant: Assistant, results: Sequence[Result]
) -> list[Verdict]:
    """Hold the figures against the rows of expected.yaml that are about this gold and Store."""
    from eval.expected import EXPECTED, judge, load_rows, rows_for, rows_of
    from eval.report import by_type, figures

    root = EXPECTED.parent.parent
    about = [row for row in rows_for(load_rows(EXPECTED), options.gold, root) if row.k == options.k]
    rows = rows_of(about, {document.source for document in assistant.documents()}, root)
    if not rows:
        where = f" over these documents, only over {about[0].over}" if about else ""
        print(f"not compared: {EXPECTED.name} expects nothing of this run{where}", file=sys.stderr)
    values = {**figures(results), "by_type": by_type(results)}
    return [verdict for row in rows for verdict in judge(row, values)]


def _tables(
    results: Sequence[Result],
    outcomes: Sequence[Outcome],
    options: argparse.Namespace,
    verdicts: Sequence[Verdict],
) -> str:
    from eval.expected import verdict_table
    from eval.off_topic import off_topic_table

    parts = _gold_tables(results, options) if results else []
    if outcomes:
        parts.append(off_topic_table(outcomes))
    if verdicts:
        parts.append(verdict_table(verdicts))
    return "\n\n".join(parts)


def _gold_tables(results: Sequence[Result], options: argparse.Namespace) -> list[str]:
    from eval.report import by_type, figures, misses, table, type_table

    parts = [] if options.by_type else [table(figures(results))]
    parts.append(type_table(by_type(results)))
    if options.misses:
        parts.append(misses(results))
    return parts


def _expected(options: argparse.Namespace) -> int:
    from eval.expected import check, failed, load_rows, verdict_table

    rows = load_rows(options.expected)
    if options.row:
        rows = [row for row in rows if row.name in options.row]
    verdicts = check(rows, options.expected.resolve().parent.parent, _progress)
    if options.json:
        print(json.dumps([v.to_dict() for v in verdicts], ensure_ascii=False, indent=2))
    else:
        print(verdict_table(verdicts))
    return 1 if failed(verdicts) else 0


def _save(results: Sequence[Result], path: Path) -> None:
    from eval.report import row

    lines = (json.dumps(row(result), ensure_ascii=False) + "\n" for result in results)
    path.write_text("".join(lines), encoding="utf-8")


def _progress(questions: Iterable[Question]) -> Iterable[Question]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    hidden = not console.is_terminal
    return track(questions, "asking", console=console, transient=True, disable=hidden)


if __name__ == "__main__":
    sys.exit(main())
