"""Expected figures: verdicts, skipped rows, rows that run a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import pytest

from eval.expected import (
    EXPECTED,
    Row,
    RowFailed,
    check,
    failed,
    judge,
    load_rows,
    rows_for,
    rows_of,
    verdict_table,
)
from eval.questions import GoldError
from tests.conftest import ROOT

ROWS = """\
- name: one
  gold: g.jsonl
  expect: {mrr@10: 0.8, by_type/address/mrr@10: 0.9}
  at_most: {ask_p95_ms: 100}
  tolerance: 0.05
- name: two
  gold: g.jsonl
  needs: [no/such/folder]
  expect: {mrr@10: 0.8}
"""


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "expected.yaml"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [(0.80, "OK"), (0.91, "OK"), (0.79, "OKish"), (0.75, "OKish"), (0.74, "FAIL")],
)
def test_a_figure_is_judged_with_its_tolerance(
    rows_file: Path, measured: float, verdict: str
) -> None:
    assert judge(load_rows(rows_file)[0], {"mrr@10": measured})[0].verdict == verdict


@pytest.mark.parametrize(("measured", "verdict"), [(100, "OK"), (104, "OKish"), (106, "FAIL")])
def test_a_ceiling_is_judged_from_above(rows_file: Path, measured: float, verdict: str) -> None:
    assert judge(load_rows(rows_file)[0], {"ask_p95_ms": measured})[2].verdict == verdict


def test_a_name_with_slashes_looks_into_nested_figures(rows_file: Path) -> None:
    values = {"by_type": {"address": {"mrr@10": 0.95}}}
    assert judge(load_rows(rows_file)[0], values)[1].verdict == "OK"


def test_a_figure_that_was_not_measured_fails(rows_file: Path) -> None:
    verdicts = judge(load_rows(rows_file)[0], {"mrr@10": None})
    assert failed(verdicts)
    assert "none" in verdict_table(verdicts)


def test_a_row_whose_data_is_absent_is_skipped_and_says_so(rows_file: Path) -> None:
    verdicts = check(load_rows(rows_file)[1:], rows_file.parent)
    assert [v.verdict for v in verdicts] == ["skipped"]
    assert not failed(verdicts)
    assert "no/such/folder is not there" in verdict_table(verdicts)


def test_a_command_row_reads_the_json_it_prints(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    code = "print('{\\\"recall\\\": 0.7}')"
    path.write_text(f'- {{name: c, command: [-c, "{code}"], expect: {{recall: 0.66}}}}\n')
    assert [v.verdict for v in check(load_rows(path), tmp_path)] == ["OK"]


def test_a_command_that_prints_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    path.write_text('- {name: c, command: [-c, "raise SystemExit(3)"], expect: {recall: 1}}\n')
    with pytest.raises(RowFailed, match=r"c: .* ended with 3"):
        check(load_rows(path), tmp_path)


def test_a_command_that_prints_a_list_is_read_by_the_rows_names(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    code = 'print(\'[{\\"row\\": \\"speed\\", \\"MB/s\\": 7}, {\\"recall\\": 1}]\')'
    path.write_text(
        f'- {{name: c, command: [-c, "{code}"], expect: {{speed/MB/s: 6, 1/recall: 1}}}}\n'
    )
    assert [v.verdict for v in check(load_rows(path), tmp_path)] == ["OK", "OK"]


def test_a_command_is_given_the_stores_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[str, ...]] = []

    @contextmanager
    def store_of(documents: tuple[str, ...], root: Path) -> Iterator[Path]:
        built.append(documents)
        yield root / "store"

    monkeypatch.setattr("eval.expected._store_of", store_of)
    path = tmp_path / "expected.yaml"
    code = "import json, sys; print(json.dumps({'right': int(sys.argv[1].endswith('/store'))}))"
    path.write_text(
        f'- {{name: c, command: [-c, "{code}", "{{rules}}"], stores: {{rules: [a, b]}},'
        " expect: {right: 1}}\n"
    )
    [row] = load_rows(path)
    assert [v.verdict for v in check([row], tmp_path)] == ["OK"]
    assert built == [("a", "b")]
    assert row.over == "rules: a b"


def test_a_row_says_what_is_run_over_what(rows_file: Path) -> None:
    row = load_rows(rows_file)[0]
    assert row.run == "python -m eval g.jsonl --store STORE"
    assert row.over == ""


def _asking(folder: Path) -> list[Row]:
    """Write a gold file, two documents and the rows about them."""
    (folder / "g.jsonl").write_text("{}\n", encoding="utf-8")
    (folder / "rules").mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / "rules" / name).write_text("云澜市停车办法\n", encoding="utf-8")
    path = folder / "expected.yaml"
    path.write_text(
        "- {name: whole, gold: g.jsonl, documents: [rules], expect: {mrr@10: 1}}\n"
        "- {name: part, gold: g.jsonl, documents: [rules/a.txt], expect: {mrr@10: 1}}\n"
        "- {name: absent, gold: g.jsonl, documents: [gone], expect: {mrr@10: 1}}\n"
        "- {name: other, gold: h.jsonl, documents: [rules], expect: {mrr@10: 1}}\n"
        "- {name: command, command: [-c, pass], expect: {mrr@10: 1}}\n"
    )
    return load_rows(path)


def test_a_gold_file_is_known_by_what_it_holds(tmp_path: Path) -> None:
    rows = _asking(tmp_path)
    copy = tmp_path / "copy.jsonl"
    copy.write_text("{}\n", encoding="utf-8")
    assert [row.name for row in rows_for(rows, copy, tmp_path)] == ["whole", "part", "absent"]
    copy.write_text("{ }\n", encoding="utf-8")
    assert rows_for(rows, copy, tmp_path) == []


@pytest.mark.parametrize(
    ("held", "found"),
    [
        (["/else/a.txt", "/else/b.txt"], ["whole", "other"]),
        (["/else/a.txt"], ["part"]),
        (["/else/a.txt", "/else/b.txt", "/else/c.txt"], []),
        ([], []),
    ],
)
def test_a_store_is_known_by_its_files(tmp_path: Path, held: list[str], found: list[str]) -> None:
    assert [row.name for row in rows_of(_asking(tmp_path), held, tmp_path)] == found


def test_a_file_that_is_no_list_of_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    path.write_text("name: one\n", encoding="utf-8")
    with pytest.raises(GoldError):
        load_rows(path)


def test_the_projects_own_rows_can_be_read_and_name_files_that_exist() -> None:
    rows = load_rows(EXPECTED)
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.expect or row.at_most
        named = (row.gold, row.sources, *row.documents, *chain.from_iterable(row.stores.values()))
        inside = [p for p in named if p and not p.startswith("..")]
        assert all((ROOT / path).exists() for path in inside), row.name


def test_a_row_that_names_files_outside_the_project_needs_them() -> None:
    for row in load_rows(EXPECTED):
        named = (row.gold, row.sources, *row.documents, *row.command)
        outside = [p for p in (*named, *chain.from_iterable(row.stores.values())) if p]
        for path in (p for p in outside if p.startswith("../shared")):
            assert any(path.startswith(need) or need.startswith(path) for need in row.needs), path


def test_every_module_that_a_row_runs_is_there() -> None:
    for row in load_rows(EXPECTED):
        if row.command:
            assert row.command[0] == "-m"
            assert find_spec(row.command[1]), row.name
