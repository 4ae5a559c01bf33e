"""Different texts are never cited alike."""

from __future__ import annotations

from pathlib import Path

from rag import Assistant
from rag.model import cite_as
from rag.passages.distinct_names import DistinctNames
from rag.passages.editions import Editions
from tests.doubles import HashEncoder

BODY = """云澜市停车办法

{head}第一条　为了规范停车，制定本办法。
第二条　违规停放的，处{fine}元罚款。
"""


def _opened(folder: Path, texts: dict[str, str]) -> Assistant:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assistant = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    assert not assistant.add([folder / name for name in texts]).failed
    return assistant


def _names(assistant: Assistant) -> dict[str, str]:
    names = DistinctNames(assistant.snapshot, Editions(assistant.snapshot))
    return {d.source: cite_as(names.labelled(d)) for d in assistant.documents()}


def test_texts_without_a_date_are_named_by_their_files(tmp_path: Path) -> None:
    texts = {f"{name}.txt": BODY.format(head="", fine=fine) for name, fine in (("a", 1), ("b", 2))}
    opened = _opened(tmp_path, texts)
    assert sorted(_names(opened).values()) == [
        "《云澜市停车办法》（a.txt）",
        "《云澜市停车办法》（b.txt）",
    ]
    cited = {cite_as(c.document) for c in opened.ask("违规停放罚多少元？").citations}
    assert all("（a.txt）" in name or "（b.txt）" in name for name in cited)


def test_editions_keep_their_names_and_those_of_one_date_have_their_files_too(
    tmp_path: Path,
) -> None:
    first = "（2015年5月20日云澜市人民政府令第7号公布）\n\n"
    last = "（2018年9月1日云澜市人民政府公布）\n\n"
    texts = {
        "old.txt": BODY.format(head=first, fine=100),
        "new.txt": BODY.format(head=last, fine=200),
        "copy.txt": BODY.format(head=last, fine=201),
    }
    names = _names(_opened(tmp_path, texts))
    assert "copy.txt" in names["copy.txt"]
    assert "new.txt" in names["new.txt"]
    assert len(set(names.values())) == 3


def test_one_text_of_a_title_needs_no_more_name(tmp_path: Path) -> None:
    names = _names(_opened(tmp_path, {"a.txt": BODY.format(head="", fine=1)}))
    assert names == {"a.txt": "《云澜市停车办法》"}
