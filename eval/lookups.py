"""Measure look-ups of articles: ``python -m eval.lookups --store DIR --laws DIR``.

The laws are the files the Store was made of; questions are drawn over them and judged by what the
files themselves say (``eval.laws``). A look-up is right when the first citation is of the right
file, at the right article, and its words are the article's own. For the kind ``missing`` some laws
are taken out of a copy of the Store: each must be said to be missing, and nothing may be cited
of another without saying so. Tables and JSON go to stdout. Exit codes: 0 done, 1 refused with one
line why, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.address import Address
from corpus.errors import PolicyQAError
from eval.laws.drawn import KINDS, LookUp, draw, draw_missing, read_abbreviations
from eval.laws.law_files import read_laws, squash
from rag import Answer, Assistant
from rag.model import AnswerStatus

__all__ = ["Judged", "judge", "main"]

ABBREVIATIONS = Path(__file__).parent / "gold" / "law_abbreviations.tsv"
_ABSENT = ("库中没有", "没有收录", "未收录", "不在库中")


@dataclass(frozen=True, slots=True)
class Judged:
    """How one look-up went.

    :param right: it was answered from the right article, or said to be missing.
    :param silent: another document was cited and nothing said of it.
    :param saw: what was answered, for people to read.
    """

    asked: LookUp
    right: bool
    silent: bool
    saw: str


def judge(asked: LookUp, answer: Answer) -> Judged:
    """Judge an answer by what the files say."""
    said = answer.text + "".join(answer.notices)
    first = answer.citations[0] if answer.citations else None
    cited = f"{first.document.source} {first.address}" if first else "nothing"
    saw = f"{answer.status.value} {cited}: {answer.text[:90]!r}"
    if asked.kind == "missing":
        told = any(word in said for word in _ABSENT)
        silent = not told and first is not None and answer.status is not AnswerStatus.ABSTAINED
        return Judged(asked, told, silent, saw)
    right = (
        first is not None
        and first.document.source in asked.sources
        and _number(first.address) == asked.number
        and squash(first.quote) in asked.words
    )
    return Judged(asked, right, not right and first is not None, saw)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        judged = _measure(options)
    except PolicyQAError as error:
        print(error, file=sys.stderr)
        return 1
    if options.misses:
        for one in judged:
            if not one.right:
                print(f"{one.asked.kind} {one.asked.as_of} {one.asked.question} -> {one.saw}")
    figures = _figures(judged)
    print(json.dumps(figures, ensure_ascii=False) if options.json else _table(figures))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.lookups", description="Look up articles.")
    parser.add_argument(
        "--store", type=Path, required=True, metavar="DIR", help="Store of the laws"
    )
    parser.add_argument("--laws", type=Path, required=True, metavar="DIR", help="their files")
    parser.add_argument("--abbreviations", type=Path, default=ABBREVIATIONS, metavar="FILE.tsv")
    parser.add_argument("--sample", type=int, default=100, metavar="N", help="of each kind (100)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only look-ups of this kind")
    parser.add_argument("--missing-store", type=Path, metavar="DIR", help="keep that Store here")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def _measure(options: argparse.Namespace) -> list[Judged]:
    laws = read_laws(options.laws)
    kinds = options.kind or KINDS
    drawn = draw(laws, read_abbreviations(options.abbreviations), options.sample)
    judged: list[Judged] = []
    asked = [one for one in drawn if one.kind in kinds]
    if asked:
        judged += _answered(Assistant.open(options.store), asked)
    if "missing" in kinds:
        taken, sources = draw_missing(laws, min(options.sample, 60))
        with tempfile.TemporaryDirectory() as folder:
            store = options.missing_store or Path(folder) / "store"
            judged += _answered(_without(options.store, store, sources), taken)
    return judged


def _answered(assistant: Assistant, asked: Sequence[LookUp]) -> list[Judged]:
    return [judge(one, assistant.ask(one.question, as_of=one.as_of or None)) for one in asked]


def _without(store: Path, copy: Path, sources: frozenset[str]) -> Assistant:
    """Return an assistant over a copy of a Store from which some files' documents are removed."""
    if not copy.exists():
        shutil.copytree(store, copy)
    assistant = Assistant.open(copy)
    gone = [d.id for d in assistant.documents() if d.source in sources]
    if gone:
        assistant.remove(gone)
    return assistant


def _number(address: str) -> tuple[int, int]:
    """Return the number of the article an address begins with; (0, 0) without one."""
    parsed = Address.parse(address)
    step = next((s for s in parsed.steps if s.unit == "条"), None) if parsed else None
    return (step.number, step.suffix) if step else (0, 0)


def _figures(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        kinds[one.asked.kind].append(one)
    return {
        kind: {
            "asked": len(found),
            "right": round(sum(one.right for one in found) / len(found), 4),
            "silent": sum(one.silent for one in found),
        }
        for kind, found in kinds.items()
    }


def _table(figures: dict[str, dict[str, float]]) -> str:
    rows = [f"{'kind':14}{'asked':>6}{'right':>8}{'silent':>8}"]
    rows += [
        f"{kind:14}{row['asked']:6.0f}{row['right']:8.3f}{row['silent']:8.0f}"
        for kind, row in figures.items()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
