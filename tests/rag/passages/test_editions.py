"""Editions told by their history lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Status
from rag import Assistant
from rag.passages.editions import Editions, edition_of
from tests.doubles import HashEncoder
from tests.rag.laws import opened
from tests.rag.made_passages import document

HEAD = (
    "（2015年5月20日第三次会议通过　"
    "根据2018年9月1日第五次会议《关于修改〈某条例〉的决定》第一次修正）\n第一条　甲。"
)


def test_the_last_event_made_the_text() -> None:
    edition = edition_of(document(effective="2015-07-01"), HEAD)
    assert edition is not None
    assert (edition.made, edition.begins, edition.label) == (
        "2018-09-01", "2018-09-01", "2018年修正文本",
    )  # fmt: skip


def test_a_text_holds_from_the_day_it_is_put_in_force() -> None:
    edition = edition_of(document(effective="2019-01-01"), HEAD)
    assert edition is not None
    assert edition.begins == "2019-01-01"


def test_a_later_date_in_the_files_name_tells_more_than_an_old_history_line() -> None:
    edition = edition_of(document(source="条例(2020-03-01).md"), HEAD)
    assert edition is not None
    assert edition.label == "2020年文本"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    return Editions(opened(tmp_path_factory.mktemp("editions")).snapshot)


def test_each_text_ends_where_the_next_begins(editions: Editions) -> None:
    by_source = {d.source: d for d in editions._snapshot.documents()}
    old, new, alone = (by_source[name] for name in ("v1.txt", "v2.txt", "law.txt"))
    ends = [edition.ends for d in (old, new) if (edition := editions.of(d.id))]
    assert ends == ["2018-09-01", ""]
    assert editions.of(alone.id) is None
    assert (editions.labelled(old).edition, editions.labelled(alone).edition) == ("2015年文本", "")
    assert len(editions.siblings(old.id)) == 2
    assert [d.id for d in editions.newest_first([old, new])] == [new.id, old.id]
    judged = editions.judged(old, "2026-06-01")
    assert judged is not None
    assert judged.status is Status.SUPERSEDED
    held = editions.held(new.id, "2016-01-01")
    assert held is not None
    assert (held.status, held.status_reason) == (None, "2018-09-01")
    assert held.id == old.id


def test_two_texts_of_one_year_are_named_by_their_days(tmp_path: Path) -> None:
    body = "第一条　为了规范停车，制定本办法。\n第二条　违规停放的，处{}元罚款。\n"
    heads = ("2018年3月5日云澜市人民政府令第7号公布", "2018年9月1日云澜市人民政府令第9号公布")
    for n, head in enumerate(heads):
        text = f"云澜市停车办法\n\n（{head}）\n\n" + body.format(n + 100)
        (tmp_path / f"{n}.txt").write_text(text, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / "0.txt", tmp_path / "1.txt"])
    found = Editions(opened.snapshot)
    labels = {found.labelled(d).edition for d in opened.documents()}
    assert labels == {"2018年3月5日文本", "2018年9月1日文本"}
