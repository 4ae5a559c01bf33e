"""Compare measured figures with the expected ones: each row of ``expected.yaml`` is a claim.

A row either asks a gold file over documents (``gold``, ``documents``), for which a Store is built
in a temporary folder, or runs a module that prints JSON (``command``), whose figures are looked
up by name, nested ones as a/b. A command may name Stores of ``stores`` as {name}; they are built
for it. ``needs`` names what must exist; without it the row is skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import PolicyQAError
from eval.questions import GoldError, GoldQuestion, load_gold

__all__ = [
    "EXPECTED",
    "Row",
    "Verdict",
    "check",
    "failed",
    "judge",
    "load_rows",
    "rows_for",
    "rows_of",
    "verdict_table",
]

EXPECTED = Path(__file__).with_name("expected.yaml")
"""The claims that travel with the project."""

Progress = Callable[[Iterable[GoldQuestion]], Iterable[GoldQuestion]]
OK, OKISH, FAIL, SKIPPED = "OK", "OKish", "FAIL", "skipped"


class RowFailed(PolicyQAError):
    """A row's command ended badly or printed no figures."""


@dataclass(frozen=True, slots=True)
class Row:
    """What to run and what it must reach.

    :param documents: files and folders, relative to the checkout, that the gold is asked of.
    :param stores: likewise of the Stores that ``command`` names in braces.
    :param expect: least value by figure.
    :param at_most: greatest value by figure.
    :param tolerance: how far a figure may fall short and still be OKish; a share of the value
        for ``at_most``, absolute for ``expect``.
    :param needs: paths, relative to the checkout, without which the row is skipped.
    """

    name: str
    gold: str | None
    documents: tuple[str, ...]
    command: tuple[str, ...]
    stores: Mapping[str, tuple[str, ...]]
    expect: Mapping[str, float]
    at_most: Mapping[str, float]
    tolerance: float
    needs: tuple[str, ...]
    k: int
    sources: str | None

    @property
    def run(self) -> str:
        """Return the command line that prints the row's figures."""
        if self.command:
            return " ".join(("python", *self.command))
        sources = f" --sources {self.sources}" if self.sources else ""
        return f"python -m eval {self.gold} --store STORE{sources}"

    @property
    def over(self) -> str:
        """Return which documents the Stores of the command line hold."""
        stores = self.stores or ({"STORE": self.documents} if self.documents else {})
        return ", ".join(f"{name}: {' '.join(paths)}" for name, paths in stores.items())


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure of one row against what was expected."""

    row: str
    figure: str
    bound: str
    expected: float | None
    measured: float | None
    verdict: str
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON-able values."""
        return {name: getattr(self, name) for name in self.__slots__}


def load_rows(path: Path) -> list[Row]:
    """Read the rows of a file.

    :raises GoldError: it is missing or not a list of rows.
    """
    import yaml

    if not path.is_file():
        raise GoldError(f"{path}: no such file of expected figures")
    try:
        return [_row(values) for values in yaml.safe_load(path.read_text(encoding="utf-8"))]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{path}: not a list of rows ({error!r})") from error


def _row(values: Mapping[str, Any]) -> Row:
    stores = values.get("stores") or {}
    return Row(
        name=values["name"],
        gold=values.get("gold"),
        documents=tuple(values.get("documents") or ()),
        command=tuple(str(word) for word in values.get("command") or ()),
        stores={name: tuple(paths) for name, paths in stores.items()},
        expect=values.get("expect") or {},
        at_most=values.get("at_most") or {},
        tolerance=float(values.get("tolerance", 0.02)),
        needs=tuple(values.get("needs") or ()),
        k=int(values.get("k", 10)),
        sources=values.get("sources"),
    )


def rows_for(rows: Iterable[Row], gold: Path, root: Path) -> list[Row]:
    """Return the rows whose gold file is this one, wherever it stands.

    :param root: the checkout; the rows' paths are relative to it.
    """
    asked = gold.read_bytes()
    files = ((row, root / row.gold) for row in rows if row.gold)
    return [row for row, path in files if path.is_file() and path.read_bytes() == asked]


def rows_of(rows: Iterable[Row], sources: Collection[str], root: Path) -> list[Row]:
    """Return the rows that are about the documents of a Store, known by their files' names.

    :param sources: the paths of the Store's files.
    :param root: the checkout; the rows' paths are relative to it.
    """
    held = {Path(source).name for source in sources}
    return [row for row in rows if _file_names(row, root) == held]


def _file_names(row: Row, root: Path) -> set[str] | None:
    """Return the names of a row's files; ``None`` when it names none, or they are not there."""
    from index.ingest.files import find_files

    paths = [root / path for path in row.documents]
    if not paths or not all(path.exists() for path in paths):
        return None
    return {file.name for file in find_files(paths, empty_folders=True).files}


def check(rows: Sequence[Row], root: Path, progress: Progress | None = None) -> list[Verdict]:
    """Run every row and judge its figures.

    :param root: the checkout; the rows' paths are relative to it.
    """
    return [verdict for row in rows for verdict in _check_row(row, root, progress)]


def _check_row(row: Row, root: Path, progress: Progress | None) -> list[Verdict]:
    missing = [path for path in row.needs if not (root / path).exists()]
    if missing:
        note = f"{', '.join(missing)} is not there"
        return [Verdict(row.name, "", "", None, None, SKIPPED, note)]
    values = _run_command(row, root) if row.command else _run_gold(row, root, progress)
    return judge(row, values)


def judge(row: Row, values: Mapping[str, Any]) -> list[Verdict]:
    """Hold measured figures against a row.

    :param values: figures by name; a name with slashes looks into nested ones.
    """
    verdicts = []
    for bound, wanted in (("least", row.expect), ("most", row.at_most)):
        for figure, expected in wanted.items():
            measured = _look_up(values, figure)
            verdict = _verdict(bound, measured, float(expected), row.tolerance)
            verdicts.append(Verdict(row.name, figure, bound, expected, measured, verdict))
    return verdicts


def _verdict(bound: str, measured: float | None, expected: float, tolerance: float) -> str:
    if measured is None:
        return FAIL
    if bound == "least":
        short, allowed = expected - measured, tolerance
    else:
        short, allowed = measured - expected, tolerance * expected
    if short <= 1e-9:
        return OK
    return OKISH if short <= allowed + 1e-9 else FAIL


def _look_up(values: Mapping[str, Any], figure: str) -> float | None:
    if figure in values:
        found: Any = values[figure]
    else:
        found = values
        for part in _parts(figure):
            found = found.get(part) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, int | float) else None


def _parts(figure: str) -> list[str]:
    """Split a figure's name at its slashes; MB/s is a unit."""
    return [part.replace("\0", "MB/s") for part in figure.replace("MB/s", "\0").split("/")]


def _run_gold(row: Row, root: Path, progress: Progress | None) -> dict[str, Any]:
    """Build a Store of the row's documents, ask its gold, and return the figures."""
    from eval.report import by_type, figures
    from eval.run import run
    from rag.assistant import Assistant

    questions = load_gold(root / str(row.gold), root / row.sources if row.sources else None)
    with _store_of(row.documents, root) as store:
        results = run(Assistant.open(store), questions, row.k, progress)
    return {**figures(results), "by_type": by_type(results)}


@contextmanager
def _store_of(documents: Sequence[str], root: Path) -> Iterator[Path]:
    """Build a Store of some documents in a temporary folder."""
    from rag.assistant import Assistant

    with tempfile.TemporaryDirectory(prefix="policyqa-eval-") as folder:
        store = Path(folder) / "store"
        Assistant.open(store, create=True).add([root / path for path in documents])
        yield store


def _run_command(row: Row, root: Path) -> dict[str, Any]:
    """Run a module of the project over the Stores it names; return the figures it prints."""
    with ExitStack() as stack:
        stores = {
            f"{{{name}}}": str(stack.enter_context(_store_of(documents, root)))
            for name, documents in row.stores.items()
        }
        command = [sys.executable, *(stores.get(word, word) for word in row.command)]
        done = subprocess.run(  # noqa: S603  the command stands in the project's own file
            command, cwd=root, stdout=subprocess.PIPE, text=True, check=False
        )
    found = _printed(done.stdout)
    if done.returncode or found is None:
        raise RowFailed(f"{row.name}: `{row.run}` ended with {done.returncode} and no JSON figures")
    return found


def _printed(output: str) -> dict[str, Any] | None:
    """Return the JSON object printed; of a list its rows by name, or by place from 0."""
    try:
        found = json.loads(output)
    except json.JSONDecodeError:
        return None
    if isinstance(found, list) and all(isinstance(each, dict) for each in found):
        return {str(each.get("row", place)): each for place, each in enumerate(found)}
    return found if isinstance(found, dict) else None


def failed(verdicts: Iterable[Verdict]) -> bool:
    """Return whether any figure failed."""
    return any(verdict.verdict == FAIL for verdict in verdicts)


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Return the verdicts as text, one line a figure."""
    width = max((len(f"{v.row}  {v.figure}") for v in verdicts), default=0)
    return "\n".join(_line(verdict, width) for verdict in verdicts)


def _line(verdict: Verdict, width: int) -> str:
    name = f"{verdict.row}  {verdict.figure}"
    if verdict.verdict == SKIPPED:
        return f"{SKIPPED:<7}  {name}  ({verdict.note})"
    sign = "≥" if verdict.bound == "least" else "≤"
    measured = "none" if verdict.measured is None else f"{verdict.measured:.3f}"
    return (
        f"{verdict.verdict:<7}  {name:<{width}}  {measured}  (expected {sign} {verdict.expected})"
    )
