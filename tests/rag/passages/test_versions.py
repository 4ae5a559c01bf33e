"""What held on a date: statuses, versions, and the date a question is about."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.model import Status
from index.model import StoredDocument
from rag import Assistant
from rag.errors import InvalidQuestion
from rag.passages.versions import Timeline, preferred_versions, standing, version_order
from rag.query.as_of_date import as_date, asked_date, earlier, without_date
from rag.query.named_documents import bare_title
from tests.doubles import HashEncoder

OLD = """云澜市停车收费管理暂行办法

云澜市人民政府令第7号

第一条 为规范停车收费，制定本办法。
第二条 停车收费标准为每小时5元。
第三条 违反收费标准的，处200元罚款。
第四条 本办法自2012年3月1日起施行。
"""
NEW = """云澜市停车收费管理办法

云澜市人民政府令第30号

第一条 为规范停车收费，制定本办法。
第二条 停车收费标准为每小时8元。
第三条 违反收费标准的，处600元罚款。
第四条 本办法自2020年5月1日起施行。《云澜市停车收费管理暂行办法》（云澜市人民政府令第7号）同时废止。
"""
QUESTION = "停车收费标准每小时多少元？"


def record(name: str = "d", **fields: object) -> StoredDocument:
    """Return a Document's record."""
    known = {f.name: None for f in dataclasses.fields(StoredDocument) if f.name != "id"}
    values = {"title": "云澜市停车办法", "trial": False, "source": "x.txt"}
    values |= {"first_line": 1, "last_line": 9, "clause_count": 9, **fields}
    return StoredDocument(id=name, **(known | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2011", Status.NOT_YET_IN_FORCE),
        ("2012-02-29", Status.NOT_YET_IN_FORCE),
        ("2012-03-01", None),
        ("2012", None),
        ("2017-03-01", None),
        ("2017-03-02", Status.EXPIRED),
        ("2030", Status.EXPIRED),
    ],
)
def test_a_document_holds_from_its_first_day_to_its_last(on: str, status: Status | None) -> None:
    document = record(effective="2012-03-01", expires="2017-03-01")
    assert standing(document, on).status is status


def test_a_repealed_document_held_until_the_one_that_repeals_it_took_effect() -> None:
    old = record(effective="2012-03-01", status=Status.REPEALED, status_reason="已废止")
    new = record("n", title="新办法", effective="2020-05-01")
    assert standing(old, "2026-01-01", new).status is Status.REPEALED
    assert standing(old, "2020-05-01", new).status is Status.REPEALED
    then = standing(old, "2020-04-30", new)  # in force then, not today
    assert (then.status, then.status_reason) == (None, "已废止")
    stated = record(effective="2012-03-01", status=Status.IN_FORCE)
    then = standing(stated, "2020-04-30", new)
    assert (then.status, then.status_reason) == (None, "2020-05-01《新办法》")
    assert standing(old, "2026-01-01").status is Status.REPEALED


def test_a_document_that_another_repeals_is_marked_with_why() -> None:
    new = record("n", title="新办法", effective="2020-05-01")
    marked = standing(record(effective="2012-03-01"), "2021-01-01", new)
    assert marked.status is Status.REPEALED
    assert marked.status_reason == "2020-05-01《新办法》"


def test_nothing_is_guessed_of_a_document_without_dates() -> None:
    assert standing(record(), "2026-01-01") == record()


@pytest.mark.parametrize(
    ("question", "date"),
    [
        ("2015年时公租房转租罚多少？", "2015"),
        ("2015年6月的时候怎么规定", "2015-06"),
        ("二〇一五年当时怎么规定", "2015"),
        ("2015年的老规定罚多少？", "2015"),
        ("What was in force in 2015?", "2015"),
        ("What was the fee as of 3 May 2015?", "2015-05-03"),
        ("2017年在衡阳买医保要掏多少钱？", None),
        ("2015年的时间表是什么", None),
        ("2018年什么时候开始", None),
        ("截至2020年底建成多少个？", None),
    ],
)
def test_a_question_about_a_date_is_told_from_one_that_names_a_year(
    question: str, date: str | None
) -> None:
    assert asked_date(question) == date


def test_the_date_is_no_word_to_search_for() -> None:
    assert without_date("2015年时公租房转租罚多少？") == "公租房转租罚多少？"
    assert without_date("公租房转租罚多少？") == "公租房转租罚多少？"


def test_dates_are_read_or_refused() -> None:
    assert as_date("2015年6月1日") == "2015-06-01"
    assert as_date(datetime.date(2015, 6, 1)) == "2015-06-01"
    assert as_date(" 2015-06 ") == "2015-06"
    assert as_date(None) is None
    for wrong in ("yesterday", "2015-13-01", ""):
        with pytest.raises(InvalidQuestion, match="no date"):
            as_date(wrong)


def test_dates_compare_as_far_as_both_tell() -> None:
    assert earlier("2014", "2015-06-01")
    assert not earlier("2015", "2015-06-01")
    assert not earlier("2015-06-01", "2015")


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("云澜市人民政府关于印发《云澜市养犬办法》的通知", "云澜市养犬办法"),
        ("云澜市人民政府办公室关于印发云澜市养犬办法（试行）的通知", "云澜市养犬办法（试行）"),
        ("《云澜市养犬办法》", "云澜市养犬办法"),
        ("《云澜市养犬办法》政策解读", "《云澜市养犬办法》政策解读"),
        ("雲瀾市人民政府關於印發《雲瀾市養犬辦法》的通知", "云澜市养犬办法"),
    ],
)
def test_a_title_without_who_issued_it(title: str, bare: str) -> None:
    assert bare_title(title) == bare


def test_the_newest_version_in_force_comes_before_the_older_one() -> None:
    old = record("old", title="云澜市停车办法（试行）", effective="2012-01-01")
    new = record("new", title="云澜市停车办法", effective="2020-01-01")
    other = record("other", title="云澜市养犬办法", effective="2010-01-01")
    preferred = preferred_versions([old, new, other])
    assert preferred == {"old": "new"}
    assert version_order([other, old, other, new, old], preferred) == [0, 3, 1, 2, 4]
    assert version_order([new, old], preferred) == [0, 1]


def test_what_is_not_yet_in_force_is_no_better_version() -> None:
    old = record("old", title="云澜市停车办法（试行）", effective="2012-01-01")
    new = record("new", effective="2030-01-01", status=Status.NOT_YET_IN_FORCE)
    assert preferred_versions([old, new]) == {"new": "old"}


def test_a_year_tells_versions_apart_when_the_question_names_one() -> None:
    documents = [
        record("a", title="2022年最低工资标准", effective="2022-01-01"),
        record("b", title="2024年最低工资标准", effective="2024-01-01"),
    ]
    assert preferred_versions(documents) == {"a": "b"}
    assert preferred_versions(documents, years={"2022"}) == {}


def test_the_version_of_the_year_asked_about_comes_first() -> None:
    old = record("old", title="云澜市停车办法", effective="2012-01-01")
    new = record("new", title="云澜市停车办法", effective="2020-01-01")
    assert preferred_versions([old, new], years={"2012"}) == {"new": "old"}
    assert preferred_versions([old, new], years={"2020"}) == {"old": "new"}
    assert preferred_versions([old, new], years={"2016"}) == {"old": "new"}
    assert preferred_versions([old, new], years={"2012", "2020"}) == {"old": "new"}
    gone = record("old", title="云澜市停车办法", effective="2012-01-01", status=Status.REPEALED)
    assert preferred_versions([gone, new], years={"2012"}) == {"old": "new"}


def test_asked_outright_about_a_date_all_that_did_not_hold_then_is_last() -> None:
    gone = record("gone", status=Status.EXPIRED)
    documents = [gone, record("a"), gone, record("b")]
    assert version_order(documents, {}, strict=True) == [1, 3, 0, 2]


@pytest.fixture(scope="module")
def parking(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return an Assistant over two versions of one regulation."""
    folder = tmp_path_factory.mktemp("parking")
    for name, text in (("old.txt", OLD), ("new.txt", NEW)):
        (folder / name).write_text(text, encoding="utf-8")
    opened = Assistant.open(folder / "store", create=True, encoder=HashEncoder())
    opened.add([folder / "old.txt", folder / "new.txt"])
    return opened


def first_with(assistant: Assistant, word: str, **options: object) -> int:
    hits = assistant.retrieve(QUESTION, **options)  # type: ignore[arg-type]
    return next(n for n, hit in enumerate(hits) if word in hit.text)


def test_today_the_new_version_comes_first_and_the_old_one_is_marked(parking: Assistant) -> None:
    assert first_with(parking, "8元") < first_with(parking, "5元")
    old = next(h.document for h in parking.retrieve(QUESTION) if "暂行" in (h.document.title or ""))
    assert old.status is Status.REPEALED


@pytest.mark.parametrize("on", ["2015", "2015-06-01", datetime.date(2015, 6, 1)])
def test_as_of_an_earlier_date_the_old_version_comes_first(parking: Assistant, on: object) -> None:
    assert first_with(parking, "5元", as_of=on) < first_with(parking, "8元", as_of=on)
    answer = parking.ask(QUESTION, as_of=on)  # type: ignore[arg-type]
    assert "5元" in answer.text
    assert not any("废止" in notice for notice in answer.notices)


def test_a_question_about_an_earlier_date_finds_what_held_then(parking: Assistant) -> None:
    hits = parking.retrieve(f"2015年时{QUESTION}")
    assert "5元" in next(hit.text for hit in hits if "元" in hit.text)


def test_a_date_that_is_none_is_refused(parking: Assistant) -> None:
    with pytest.raises(InvalidQuestion, match="no date"):
        parking.ask(QUESTION, as_of="lately")


def test_the_best_version_is_fetched_when_only_the_old_one_was_found(parking: Assistant) -> None:
    hits = parking.retrieve(QUESTION, 1)
    assert "8元" in hits[0].text
    assert replace(hits[0].document, status=None).status is None


def test_a_text_that_repeals_the_one_before_it_does_not_repeal_those_that_follow(
    tmp_path: Path,
) -> None:
    body = "第一条　为了规范停车，制定本办法。\n第二条　违规停放的，处{}元罚款。\n{}\n"
    anew = "第三条　本办法自{}起施行。2004年3月19日公布的《云澜市停车办法》同时废止。"
    made = {
        "a": ("2004年3月19日云澜市人民政府令第7号公布", ""),
        "b": ("2010年3月1日云澜市人民政府令第9号公布", anew.format("2010年4月1日")),
        "c": ("2018年3月1日云澜市人民政府令第11号公布", anew.format("2018年4月1日")),
    }
    for n, (name, (head, end)) in enumerate(made.items()):
        text = f"云澜市停车办法\n\n（{head}）\n\n" + body.format(100 + n, end)
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / f"{name}.txt" for name in made])
    timeline = Timeline(opened.snapshot)
    newest = next(d for d in opened.documents() if d.source == "c.txt")
    assert timeline.successor(newest.id) is None
    assert timeline.at(newest, "2024-01-01").status is not Status.REPEALED


def test_a_law_of_quite_another_name_may_repeal_one(tmp_path: Path) -> None:
    text = (
        "云澜市停车办法\n\n第一条　为了规范停车，制定本办法。\n第二条　违规停放的，处50元罚款。\n"
    )
    (tmp_path / "old.txt").write_text(text, encoding="utf-8")
    for n in range(9):  # as many that are called more like it
        other = text.replace("停车办法", f"停车收费办法（{'甲乙丙丁戊己庚辛壬'[n]}类）")
        (tmp_path / f"{n}.txt").write_text(other, encoding="utf-8")
    new = (
        "云澜市静态交通条例\n\n第一条　为了规范静态交通，制定本条例。\n"
        "第二条　本条例自2020年5月1日起施行。《云澜市停车办法》同时废止。\n"
    )
    (tmp_path / "new.txt").write_text(new, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add(sorted(tmp_path.glob("*.txt")))
    by_source = {d.source: d for d in opened.documents()}
    successor = Timeline(opened.snapshot).successor(by_source["old.txt"].id)
    assert successor is not None
    assert successor.source == "new.txt"


def test_a_law_does_not_repeal_one_that_was_made_after_it_under_the_same_name(
    tmp_path: Path,
) -> None:
    files = {
        "new.txt": "云澜市停车办法\n\n（2015年7月1日云澜市人民政府令第9号公布）\n\n"
        "第一条　为了规范停车，制定本办法。\n第二条　违规停放的，处50元罚款。\n",
        "old.txt": "云澜市静态交通条例\n\n第一条　为了规范静态交通，制定本条例。\n"
        "第二条　本条例自2014年5月1日起施行。《云澜市停车办法》同时废止。\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    opened = Assistant.open(tmp_path / "store", create=True, encoder=HashEncoder())
    opened.add([tmp_path / name for name in files])
    by_source = {d.source: d for d in opened.documents()}
    assert Timeline(opened.snapshot).successor(by_source["new.txt"].id) is None
