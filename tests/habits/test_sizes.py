"""Small functions, small files, names that say something."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

from tests.habits.sources import PACKAGES, ROOT, functions, place, source_files

FUNCTION_LINES, FILE_LINES, TEST_FILE_LINES = 60, 600, 600
MEDIAN_LINES, MOST_LINES = 8, 20
# What stands at the top of rag, files and folders: more is more than a newcomer takes in.
ENTRIES_OF_RAG = 16
VAGUE = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py", "base.py"}


def _lengths() -> list[tuple[int, str]]:
    return sorted(
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{place(path, node)} {node.name}")
        for path in source_files()
        for node in functions(path)
    )


def test_no_function_is_longer_than_a_screen() -> None:
    assert not [found for found in _lengths() if found[0] > FUNCTION_LINES]


def test_most_functions_are_short() -> None:
    lengths = [lines for lines, _ in _lengths()]
    assert statistics.median(lengths) <= MEDIAN_LINES
    assert statistics.quantiles(lengths, n=10)[-1] <= MOST_LINES


def _too_long(paths: list[Path], limit: int) -> list[str]:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [f"{path}: {count} lines" for path, count in lines.items() if count > limit]


def test_no_file_is_too_long_to_read_at_once() -> None:
    assert not _too_long(source_files(*PACKAGES, "tests"), FILE_LINES)


def test_the_top_of_rag_can_be_taken_in_at_a_glance() -> None:
    entries = [path.name for path in (ROOT / "rag").iterdir() if path.name != "__pycache__"]
    assert len(entries) <= ENTRIES_OF_RAG, sorted(entries)


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert not [path for path in source_files() if path.name in VAGUE]


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    wrong = [
        f"{path}:{number}"
        for path in source_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if later.search(line)
    ]
    assert not wrong
