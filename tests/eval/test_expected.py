"""Expected figures: verdicts, skipped rows, rows that run a command."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.expected import RowFailed, check, failed, judge, load_rows, verdict_table
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


def test_a_file_that_is_no_list_of_rows_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "expected.yaml"
    path.write_text("name: one\n", encoding="utf-8")
    with pytest.raises(GoldError):
        load_rows(path)


def test_the_projects_own_rows_can_be_read_and_name_files_that_exist() -> None:
    rows = load_rows(ROOT / "eval" / "expected.yaml")
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.expect or row.at_most
        inside = [p for p in (row.gold, *row.documents) if p and not p.startswith("..")]
        assert all((ROOT / path).exists() for path in inside), row.name
