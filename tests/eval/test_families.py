"""Made-up laws in several editions are asked, and answered from the right one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import families
from eval.families import figures_of, main, measure
from eval.laws.families import FAMILY_KINDS, make_families, questions_of
from tests.doubles import HashEncoder

SEED = 7


def test_made_families_are_the_same_for_a_seed_and_tell_their_editions_apart() -> None:
    laws = make_families(10, SEED)
    assert laws == make_families(10, SEED)
    assert all(2 <= len(law.editions) <= 4 for law in laws)
    for law in laws:
        assert len({edition.figures[6] for edition in law.editions}) == len(law.editions)
    asked = [one for law in laws for one in questions_of(law, SEED)]
    assert {one.kind for one in asked} == set(FAMILY_KINDS)


def test_the_right_edition_is_answered_from_and_no_two_texts_are_cited_alike(
    tmp_path: Path,
) -> None:
    found = figures_of(measure(tmp_path, 5, SEED, HashEncoder()))
    assert found["right"] >= 0.95
    assert found["identical_citations"] == 0


def test_the_command_prints_the_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(families, "measure", lambda *_: [])
    assert main(["--families", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["asked"] == 0
