"""The README tells the truth."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from rag.interfaces.cli import app
from rag.settings import Settings
from tests.habits.readme import README, Example, examples, run, steady
from tests.habits.sources import ROOT

TEXT = README.read_text(encoding="utf-8")
LIKENESS = 0.6


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Example, int, str]]:
    """Run every example of the README once, in order, on one store."""
    store = tmp_path_factory.mktemp("readme") / "store"
    return [(example, *run(example, store)) for example in examples(TEXT)]


def test_every_documented_command_works(printed: list[tuple[Example, int, str]]) -> None:
    # An abstention is an answer too: exit code 1, and the README shows what it says.
    broken = [
        f"README:{example.line}: {example.source}\n{output}"
        for example, code, output in printed
        if code not in {0, 1} or "Traceback" in output or (code == 1 and not example.printed)
    ]
    assert not broken


def test_transcripts_show_what_is_printed_now(printed: list[tuple[Example, int, str]]) -> None:
    stale = [
        f"README:{example.line}: {example.source}\nnow prints:\n{output}"
        for example, _, output in printed
        if not example.is_script and not _alike(example.printed, output)
    ]
    assert not stale, "\n".join([*stale, "`make readme` writes the transcripts anew"])


def _alike(shown: str, output: str) -> bool:
    return difflib.SequenceMatcher(None, steady(shown), steady(output)).ratio() >= LIKENESS


def test_the_first_transcript_answers_with_a_citation(
    printed: list[tuple[Example, int, str]],
) -> None:
    [asked, *_] = [found for found in printed if found[0].source.startswith("policyqa ask")]
    _, code, output = asked
    assert code == 0
    assert re.search(r"^(?:\[\d+\])+ .*《.+》.*第.+条", output, re.MULTILINE)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table(name: str) -> None:
    assert f"`POLICYQA_{name.upper()}`" in TEXT


def test_every_setting_in_the_page_exists() -> None:
    named = set(re.findall(r"POLICYQA_([A-Z_]+)", TEXT))
    assert named <= {name.upper() for name in Settings.model_fields}


def test_every_verb_of_the_command_is_named_in_both_languages() -> None:
    verbs = {c.name or (c.callback and c.callback.__name__) for c in app.registered_commands}
    for half in TEXT.split("\n## English\n"):
        assert not {verb for verb in verbs if not re.search(rf"\b{verb}\b", half)}


def test_both_languages_have_the_same_parts() -> None:
    chinese, english = TEXT.split("\n## English\n")
    assert chinese.count("\n## ") == english.count("\n### ")


PAGES = [README, ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_our_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (page.parent / target).exists()]


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", TEXT)) <= targets
