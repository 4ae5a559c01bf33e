"""The command line, as a person and as a script meet it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.interfaces.cli import main

Result = tuple[int, str, str]
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command and gives exit code, stdout and stderr."""

    def command(*words: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["policyqa", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return command


MEASURE = (
    "云澜市夜市管理办法\n\n云政发〔2023〕9号\n\n"
    "第一条 为了规范夜市，制定本办法。\n\n"
    "第二条 夜市的营业时间为18时至24时。\n\n"
    "第三条 摊位费每月{fee}元，按月缴纳。\n"
)


def write_measure(folder: Path, fee: int = 300) -> Path:
    file = folder / "market.txt"
    file.write_text(MEASURE.format(fee=fee), encoding="utf-8")
    return file


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_add_ask_replace_and_remove(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    file = write_measure(tmp_path)
    assert run("add", file, "--store", store)[0] == 0
    code, out, err = run("add", file, "--store", store)
    assert code == 0
    assert "1 unchanged" in err
    code, out, _ = run("ask", "夜市摊位费一个月多少钱？", "--store", store)
    assert code == 0
    assert "300元" in out
    assert "《云澜市夜市管理办法》(云政发〔2023〕9号) 第三条" in out
    write_measure(tmp_path, fee=350)
    code, _, err = run("add", file, "--store", store)
    assert "1 replaced" in err
    assert "350元" in run("ask", "夜市摊位费一个月多少钱？", "--store", store)[1]
    (document,) = json.loads(run("list", "--json", "--store", store)[1])
    assert run("remove", document["id"][:8], "--store", store)[0] == 0
    assert json.loads(run("list", "--json", "--store", store)[1]) == []


def test_a_question_without_an_answer_exits_with_1(run: Run, demo_store: Path) -> None:
    code, out, _ = run("ask", "红烧肉怎么做？", "--store", demo_store, "--json")
    assert code == 1
    assert json.loads(out)["status"] == "abstained"


def test_json_of_an_answer_is_for_scripts(run: Run, demo_store: Path) -> None:
    code, out, _ = run("ask", "公租房租金补贴由哪个部门发放？", "--store", demo_store, "--json")
    assert code == 0
    fields = {"text", "status", "lead", "highlights", "citations", "related", "notices"}
    assert fields | {"confidence", "timings"} <= set(json.loads(out))


def test_an_explanation_names_words_routes_and_what_tells_two_passages_apart(
    run: Run, demo_store: Path
) -> None:
    code, out, _ = run(
        "search", "租金补贴标准", "-k", "3", "--explain", "--json", "--store", demo_store
    )
    assert code == 0
    first, *_, last = json.loads(out)
    assert "补贴" in "".join(first["explanation"]["matched"])
    assert first["explanation"]["routes"]["words"] > 0
    assert first["explanation"]["ahead"] or first["explanation"]["placed"]
    assert last["explanation"]["ahead"] == {}


@pytest.mark.parametrize("verb", ["ask", "search"])
def test_a_date_is_taken_and_a_wrong_one_refused(verb: str, run: Run, demo_store: Path) -> None:
    question = "公租房转租罚多少？"
    code, out, _ = run(verb, question, "--as-of", "2016-01-01", "--store", demo_store)
    assert code == 0 or verb == "ask"
    assert "暂行办法" in out.splitlines()[0] + out.splitlines()[-1]
    code, _, error = run(verb, question, "--as-of", "tomorrow", "--store", demo_store)
    assert code == 1
    assert "is no date" in error


def test_search_prints_passages_and_explains_them(run: Run, demo_store: Path) -> None:
    code, out, _ = run("search", "租金补贴标准", "-k", "2", "--explain", "--store", demo_store)
    assert code == 0
    understood, first, _ = out.split("\n\n")
    assert understood.startswith("understood: 租金补贴标准")
    assert first.startswith("1. 《")
    assert "found by words" in first
    assert "words: 租金" in out


def test_a_follow_up_is_completed_from_the_questions_before_it(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("add", write_measure(tmp_path), "--store", store)
    after = ("--after", "云澜市夜市的营业时间是几点？", "--store", store)
    code, out, _ = run("search", "那摊位费呢？", "--explain", *after)
    assert code == 0
    assert "completed: 云澜市夜市的营业时间是几点，那摊位费呢？" in out
    assert "摊位费每月300元" in out
    code, out, _ = run("ask", "那摊位费呢？", *after)
    assert code == 0
    assert "摊位费每月300元" in out


def test_show_prints_an_outline_and_the_text_at_an_address(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("add", write_measure(tmp_path), "--store", store)
    (document,) = json.loads(run("list", "--json", "--store", store)[1])
    code, out, _ = run("show", document["id"], "--store", store)
    assert code == 0
    assert "第二条" in out
    code, out, _ = run("show", document["id"], "2条", "--store", store)
    assert code == 0
    assert "18时至24时" in out
    code, _, err = run("show", document["id"], "第九十条", "--store", store)
    assert code == 1
    assert "has no 第九十条" in one_line(err)


def test_dry_run_stores_nothing(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    code, out, _ = run("add", write_measure(tmp_path), "--dry-run", "--store", store)
    assert code == 0
    assert "云澜市夜市管理办法" in out
    assert "nothing was stored" in out
    assert not store.exists()


def test_sync_removes_what_is_gone_after_yes(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    file = write_measure(folder)
    (folder / "other.txt").write_text("云澜市公园条例\n\n第一条 公园免费开放。\n", "utf-8")
    store = tmp_path / "store"
    run("add", "--sync", "--yes", folder, "--store", store)
    file.unlink()
    code, _, err = run("add", "--sync", "--yes", folder, "--store", store)
    assert code == 0
    assert "1 removed" in err
    assert len(json.loads(run("list", "--json", "--store", store)[1])) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "{tmp}/missing.txt"), "missing.txt"),
        (("add", "{tmp}/empty"), "empty"),
        (("ask", "多少钱？", "--store", "{tmp}/none"), "policyqa add"),
        (("list", "--store", "{tmp}/none"), "policyqa add"),
        (("ask", "", "--store", "{demo}"), "empty"),
        (("ask", "问" * 600, "--store", "{demo}"), "limit is 500"),
        (("show", "zzzz", "--store", "{demo}"), "policyqa list"),
        (("remove", "zzzz", "--store", "{demo}"), "policyqa list"),
    ],
)
def test_bad_input_gets_one_clear_line(
    run: Run,
    tmp_path: Path,
    demo_store: Path,
    words: tuple[str, ...],
    says: str,
) -> None:
    (tmp_path / "empty").mkdir()
    filled = [w.format(tmp=tmp_path, demo=demo_store) for w in words]
    if words[0] == "add":
        filled += ["--store", str(tmp_path / "store")]
    code, out, err = run(*filled)
    assert code == 1
    assert out == ""
    assert says in one_line(err)


def test_an_unreadable_file_is_named_and_the_rest_is_added(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write_measure(folder)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing in it")
    store = tmp_path / "store"
    code, _, err = run("add", folder, "--store", store)
    assert code == 0
    assert "broken.pdf" in err
    assert "1 added" in err


def test_wrong_usage_exits_with_2(run: Run) -> None:
    assert run("ask")[0] == 2
    assert run("nonsense")[0] == 2
