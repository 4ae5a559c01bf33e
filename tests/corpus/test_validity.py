"""Since when a Document holds, until when, and what it repeals."""

from __future__ import annotations

import pytest

from corpus.clean import paragraphs
from corpus.model import Status
from corpus.validity import STATED, History, Validity, read_events, read_history, read_validity


def _validity(
    text: str, title: str = "云澜市停车办法", written: str | None = None, **fields: str
) -> Validity:
    return read_validity(paragraphs(text), title, fields, written, History())


def test_a_date_in_force_comes_from_the_documents_own_words() -> None:
    found = _validity("第九条 本办法自2024年7月1日起施行，有效期3年。")
    assert (found.effective, found.expires) == ("2024-07-01", "2027-07-01")


def test_in_force_from_its_printing_means_the_written_date() -> None:
    text = "第九条 本办法自印发之日起施行，有效期两年。"
    assert _validity(text, written="2024-05-06").effective == "2024-05-06"
    assert _validity(text).effective is None


def test_a_year_alone_is_no_date_in_force() -> None:
    assert _validity("第九条 本办法自2024年起施行。").effective is None


def test_a_stated_field_goes_before_the_text() -> None:
    found = _validity(
        "第九条 本办法自2024年7月1日起施行。", 施行日期="2024-08-01", 失效日期="2026-01-01"
    )
    assert (found.effective, found.expires) == ("2024-08-01", "2026-01-01")


def test_an_english_document_says_when_it_takes_effect() -> None:
    assert _validity("These Measures take effect on July 1, 2024.").effective == "2024-07-01"


def test_a_document_on_trial_says_so_in_its_title() -> None:
    assert _validity("停车有序。", "云澜市停车办法（试行）").trial
    assert _validity("停车有序。", "雲瀾市停車暫行辦法").trial
    assert not _validity("试行期间停车有序。").trial


def test_what_is_repealed_is_named_and_what_stays_is_not() -> None:
    text = (
        "第九条 依照《云澜市城市条例》管理停车。本办法自2024年7月1日起施行。"
        "《云澜市停车暂行办法》（云府发〔2010〕3号）同时废止。"
    )
    (reference,) = _validity(text).repeals
    assert (reference.title, reference.number) == ("云澜市停车暂行办法", "云府发〔2010〕3号")
    assert text[reference.start : reference.end].startswith("《云澜市停车暂行办法》")


def test_a_repealed_article_of_another_document_does_not_repeal_the_whole() -> None:
    assert _validity("《云澜市停车条例》第三条同时废止。").repeals == ()


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("现行有效", Status.IN_FORCE),
        ("已废止", Status.REPEALED),
        ("失效", Status.EXPIRED),
        ("尚未生效", Status.NOT_YET_IN_FORCE),
        ("已被修改", Status.AMENDED),
        ("不详", None),
    ],
)
def test_a_stated_status_is_taken_with_its_words(value: str, status: Status | None) -> None:
    found = _validity("停车有序。", **{STATED: value})
    assert found.status is status
    assert found.status_reason == (f"{STATED}: {value}" if status else None)


def test_a_title_that_says_repealed_gives_the_status() -> None:
    found = _validity("停车有序。", "云澜市停车办法（已废止）")
    assert (found.status, found.status_reason) == (Status.REPEALED, "（已废止）")
    assert _validity("停车有序。", "关于废止停车办法的决定").status is None


def test_nothing_stated_is_none() -> None:
    assert _validity("停车有序。") == Validity(None, None, False, None, None, ())


def test_the_header_of_a_statute_tells_its_history() -> None:
    history = read_history(
        [
            "（2019年9月27日云澜市人民代表大会常务委员会第12次会议通过",
            "2019年10月8日公布 自2020年1月1日起施行",
            "根据2021年3月5日《关于修改条例的决定》第一次修正）",
        ]
    )
    assert (history.passed, history.published) == ("2019-09-27", "2019-10-08")
    assert history.status is Status.AMENDED
    assert history.reason is not None
    assert history.reason.startswith("2021年3月5日")


def test_the_last_event_decides_the_status() -> None:
    amended, repealed = "2021年3月5日修正", "2023年3月5日废止"
    assert read_history([amended, repealed]).status is Status.REPEALED
    assert read_history([repealed, amended]).status is Status.AMENDED


def test_an_english_header_tells_when_it_was_issued() -> None:
    history = read_history(["Issued by the People's Government of Yunlan on May 6, 2024"])
    assert (history.passed, history.published) == ("2024-05-06", "2024-05-06")


def test_no_header_has_no_history() -> None:
    assert read_history([]) == History()


def test_what_a_title_names_is_no_event() -> None:
    line = "2011年1月8日 《国务院关于废止和修改部分行政法规的决定》修订"
    assert [(event.date, event.verb) for event in read_events([line])] == [("2011-01-08", "修订")]
    assert read_history(["2001年8月3日公布", line]).status is Status.AMENDED


def test_a_long_title_does_not_hide_the_event_behind_it() -> None:
    names = "、".join(["〈中华人民共和国海洋牧场法〉"] * 8)
    line = f"根据2024年4月26日第九次会议《关于修改{names}的决定》第二次修正"
    assert [event.verb for event in read_events([line])] == ["修正"]
