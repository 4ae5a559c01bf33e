"""The Makefile's first steps, which run before anything is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.habits.sources import ROOT

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs GNU Make")


def _make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(ROOT / "Makefile", folder)
    mine = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "VENV"}  # of the make that runs the tests
    environment = {k: v for k, v in os.environ.items() if k not in mine}
    command = ["make", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _interpreter(folder: Path, script: str) -> str:
    path = folder / "python-of-the-test"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    old = 'case "$2" in *version_info*) echo;; *split*) echo 3.9.2;; *) echo 1;; esac'
    done = _make(tmp_path, "ask", f"PYTHON={_interpreter(tmp_path, old)}")
    assert done.returncode != 0
    [line] = done.stderr.splitlines()
    assert "3.9.2" in line
    assert "3.11" in line
    assert "PYTHON=python3.11 make ask" in line
    assert not (tmp_path / ".venv").exists()


def test_a_missing_python_is_refused_in_one_line(tmp_path: Path) -> None:
    done = _make(tmp_path, "test", "PYTHON=python-that-is-not-there")
    [line] = done.stderr.splitlines()
    assert "python-that-is-not-there" in line
    assert "PYTHON=python3.11 make test" in line


def test_a_python_without_venv_is_refused_in_one_line(tmp_path: Path) -> None:
    bare = 'case "$2" in *ensurepip*) exit 1;; *) echo 1;; esac'
    done = _make(tmp_path, "ask", f"PYTHON={_interpreter(tmp_path, bare)}")
    [line] = done.stderr.splitlines()
    assert "python3-venv" in line


def test_make_alone_lists_what_can_be_made(tmp_path: Path) -> None:
    listed = _make(tmp_path).stdout
    assert all(target in listed for target in ("ask", "chat", "test", "check", "eval"))


def test_a_question_reaches_the_command_as_it_was_typed(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    programs = tmp_path / "venv" / "bin"
    programs.mkdir(parents=True)
    shutil.move(_interpreter(tmp_path, 'printf "%s|" "$@"'), programs / "python")
    for stamp in (".made", ".ready"):
        (tmp_path / "venv" / stamp).touch()
    asked = """多少钱？ "a" 'b' $5 $(c) `d` -e"""
    done = _make(tmp_path, "ask", "VENV=venv", "STORE=my store", f"QUESTION={asked}")
    assert done.stdout.endswith(f"-m|rag|ask|--store|my store|--|{asked}|")
