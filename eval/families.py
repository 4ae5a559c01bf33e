"""Measure which edition of a law is answered from: ``python -m eval.families``.

Made-up laws in two to four editions (``eval.laws.families``) are put into a Store of their own and
asked with and without a date, with a year in the question, and after another law has repealed them.
An answer is right when its first citation is of the right text and holds the article's own figure;
of a repealed law it must say so unless it is asked of a date before. Two texts whose citations
print alike are counted as well. Exit codes: 0 done, 1 refused with one line why, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import PolicyQAError
from eval.laws.families import FAMILY_KINDS, Asked, MadeLaw, make_families, questions_of
from index import Encoder
from rag import Answer, Assistant
from rag.model import cite_as

__all__ = ["Outcome", "figures_of", "main", "measure"]

_SEED = 20260601


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went.

    :param right: it was answered from the right edition.
    :param cited: the citations as they are printed, each with the file it is of.
    """

    asked: Asked
    right: bool
    cited: tuple[tuple[str, str], ...]
    saw: str


def measure(folder: Path, count: int, seed: int, encoder: Encoder | None = None) -> list[Outcome]:
    """Return how the questions of made-up laws went, asked of a Store in a folder."""
    laws = make_families(count, seed)
    for source, text in _files(laws):
        (folder / source).write_text(text, encoding="utf-8")
    assistant = Assistant.open(folder / "store", create=True, encoder=encoder)
    assistant.add([folder / source for source, _ in _files(laws)])
    asked = [one for law in laws for one in questions_of(law, seed)]
    return [_judged(one, assistant.ask(one.question, as_of=one.as_of or None)) for one in asked]


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the share of right editions, whole and by kind, and the citations printed alike."""
    found: dict[str, float] = {"asked": len(outcomes), "right": _share(outcomes)}
    for kind in FAMILY_KINDS:
        of_kind = [one for one in outcomes if one.asked.kind == kind]
        if of_kind:
            found[kind] = _share(of_kind)
    sources = defaultdict(set)
    for one in outcomes:
        for printed, source in one.cited:
            sources[printed].add(source)
    found["identical_citations"] = sum(len(files) > 1 for files in sources.values())
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.families", description="Ask editions.")
    parser.add_argument("--families", type=int, default=60, metavar="N", help="laws to make (60)")
    parser.add_argument("--seed", type=int, default=_SEED, metavar="N")
    parser.add_argument("--misses", action="store_true", help="list what went wrong")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            outcomes = measure(Path(folder), options.families, options.seed)
    except (PolicyQAError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for one in outcomes if options.misses else ():
        if not one.right:
            print(f"{one.asked} -> {one.saw}")
    print(json.dumps(figures_of(outcomes)))
    return 0


def _files(laws: Sequence[MadeLaw]) -> list[tuple[str, str]]:
    files = [(edition.source, edition.text) for law in laws for edition in law.editions]
    return files + [law.repealed_by for law in laws if law.repealed_by]


def _judged(asked: Asked, answer: Answer) -> Outcome:
    first = answer.citations[0] if answer.citations else None
    right = first is not None and first.document.source == asked.source
    right = right and any(asked.figure in citation.quote for citation in answer.citations)
    if asked.kind == "repealed":
        told = "废止" in "".join((answer.text, *answer.notices))
        right = right and told == (not asked.as_of)
    cited = tuple(
        (f"{cite_as(c.document)}{c.address}", c.document.source)
        for c in (*answer.citations, *answer.related)
    )
    source = first.document.source if first else ""
    saw = f"{answer.status.value} {source} {answer.text[:60]!r} {answer.notices}"
    return Outcome(asked, right, cited, saw)


def _share(outcomes: Sequence[Outcome]) -> float:
    return round(sum(one.right for one in outcomes) / (len(outcomes) or 1), 4)


if __name__ == "__main__":
    sys.exit(main())
