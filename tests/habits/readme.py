"""The README's examples: run as they stand, and written anew by ``make readme``.

A fenced ``console`` block is a transcript: each line that starts with ``$ `` is run in the order
of the page, on one store, and the lines below it are what was printed. A fenced ``python`` block
is run as a script on the same store. Other blocks are only read.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.habits.sources import ROOT

README = ROOT / "README.md"
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MOVING = re.compile(r"\d+(\.\d+)?\s*(ms|s|秒|KB|MB)\b|\b[0-9a-f]{8,}\b")


@dataclass(frozen=True, slots=True)
class Example:
    """A command or script of the README, and what the README says it prints."""

    line: int
    source: str
    printed: str
    is_script: bool


def examples(text: str) -> Iterator[Example]:
    """Yield the examples of a page in order."""
    for block in _BLOCK.finditer(text):
        line = text[: block.start()].count("\n") + 2
        if block[1] == "python":
            yield Example(line, block[2], "", is_script=True)
            continue
        for part in re.split(r"^(?=\$ )", block[2], flags=re.MULTILINE):
            if part.startswith("$ "):
                command, _, printed = part.partition("\n")
                yield Example(line, command[2:], printed, is_script=False)
            line += part.count("\n")


def run(example: Example, store: Path) -> tuple[int, str]:
    """Run an example; return its exit code and what a terminal would show."""
    arguments = [sys.executable, "-c", example.source]
    if not example.is_script:
        words = shlex.split(example.source)
        assert words[0] in {"policyqa", "python"}, f"README:{example.line}: {words[0]} is not run"
        module = ["-m", "rag", *words[1:]] if words[0] == "policyqa" else words[1:]
        arguments = [sys.executable, *module]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("POLICYQA_")}
    environment |= {"POLICYQA_STORE": str(store), "COLUMNS": "100", "NO_COLOR": "1"}
    environment["POLICYQA_AS_OF"] = "2025-06-01"  # transcripts do not change when documents expire
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


def steady(text: str) -> str:
    """Return a text without what differs from run to run: times, sizes, ids, spacing."""
    return re.sub(r"\s+", " ", _MOVING.sub("#", text)).strip()


def renew(text: str) -> str:
    """Return a page with the transcripts written anew."""
    with tempfile.TemporaryDirectory() as folder:
        for example in list(examples(text)):
            _, printed = run(example, Path(folder) / "store")
            if not example.is_script:
                head = f"$ {example.source}\n"
                text = text.replace(head + example.printed, f"{head}{printed.strip()}\n\n", 1)
    return text.replace("\n\n```\n", "\n```\n")


if __name__ == "__main__":
    README.write_text(renew(README.read_text(encoding="utf-8")), encoding="utf-8")
