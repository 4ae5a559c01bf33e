"""Look-ups drawn over files of laws, and how they are judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.laws.drawn import draw, draw_missing, read_abbreviations
from eval.laws.law_files import LawFile, read_laws, squash
from eval.lookups import judge, main
from eval.pairs import main as pairs_main
from eval.pairs import same_answers
from rag import Assistant
from tests.doubles import HashEncoder

_LAW = """# 中华人民共和国海洋牧场法

2022年3月11日 通过

<!-- INFO END -->

## 第一章 总则

第一条 为了促进海洋牧场健康发展，保护海洋环境，规范经营行为，制定本法。

第二条 海洋牧场实行登记制度，{words}，由国务院渔业主管部门负责全国的登记工作。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    laws = tmp_path / "laws"
    laws.mkdir()
    for date, words in (("2020-01-01", "登记费用由申请人承担"), ("2023-01-01", "不收取登记费用")):
        path = laws / f"海洋牧场法({date}).md"
        path.write_text(_LAW.format(words=words), encoding="utf-8")
    other = _LAW.replace("海洋牧场", "道路骑行").format(words="不收取费用")
    (laws / "道路骑行法(2021-01-01).md").write_text(other, encoding="utf-8")
    return laws


def test_truth_is_read_out_of_the_files(folder: Path) -> None:
    laws = read_laws(folder)
    assert [law.edition for law in laws] == ["2020-01-01", "2023-01-01", "2021-01-01"]
    assert laws[0].short == "海洋牧场法"
    assert squash("第 一\n条") == "第一条"
    assert laws[0].articles[1, 0].startswith("第一条为了促进")


def test_every_kind_is_drawn_and_the_draw_is_fixed(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "short.tsv"
    table.write_text("道骑法\t道路骑行法\n", encoding="utf-8")
    laws = read_laws(folder)
    drawn = draw(laws, read_abbreviations(table), 5)
    assert {one.kind for one in drawn} == {"name", "abbreviation", "dated", "undated"}
    assert drawn == draw(laws, read_abbreviations(table), 5)
    [missing], files = draw_missing(laws[2:], 1)
    assert (missing.name, files) == ("道路骑行法", {"道路骑行法(2021-01-01).md"})


def test_look_ups_are_asked_and_judged(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assistant = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    assistant.add([folder])
    laws = read_laws(folder)
    for asked in draw(laws, [], 5):
        answer = assistant.ask(asked.question, as_of=asked.as_of or None)
        assert judge(asked, answer).right, answer.text
    assert main(["--store", str(tmp_path / "no"), "--laws", str(folder), "--kind", "name"]) == 1
    assert "no" in capsys.readouterr().err


def test_pairs_of_questions_are_asked(tmp_path: Path, folder: Path) -> None:
    assistant = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    assistant.add([folder])
    found = same_answers(assistant, ["海洋牧场法第二条", "道路骑行法第二条"])
    assert [(joined, same) for _, _, joined, same in found] == [(False, True)] * 2
    assert pairs_main([str(tmp_path / "none.txt"), "--store", str(tmp_path / "store")]) == 1


def test_a_law_without_articles_is_none() -> None:
    assert LawFile("a", "中华人民共和国水法", "", {}).short == "水法"
