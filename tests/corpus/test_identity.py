"""Title, number, issuer, dates, validity, place. All documents here are made up."""

from __future__ import annotations

import pytest

from corpus import Document, Status, parse_text
from corpus.clean import paragraphs
from corpus.identify import Identity, identify
from corpus.roles import roles_of
from corpus.segments import Segment
from corpus.text.places import level_of, region_of


def _read(text: str) -> Document:
    return parse_text(text, source="made-up.txt")[0]


LETTER = (
    "{title}\n\n云澜政发〔2024〕1号\n\n各县（区）人民政府：\n\n为做好工作，现通知如下。\n\n一、要求\n\n抓好落实。\n\n"
    "{end}\n\n云澜市人民政府\n\n2024年1月2日\n"
)


def test_a_field_that_is_not_stated_is_none() -> None:
    document = _read("关于某事的说明\n\n请各单位认真执行。\n")
    fields = (
        "number",
        "issuer",
        "written",
        "published",
        "effective",
        "expires",
        "status",
        "region",
    )
    assert [getattr(document, f) for f in fields] == [None] * len(fields)


def test_a_title_over_two_lines_and_its_issuer_line_are_joined() -> None:
    document = _read(
        LETTER.format(title="云澜市人民政府\n关于规范\n农贸市场的通知", end="特此通知。")
    )
    assert document.title == "云澜市人民政府关于规范农贸市场的通知"
    assert document.issuer == "云澜市人民政府"


def test_issuers_of_a_joint_document_are_parted() -> None:
    document = _read(
        "云澜市民政局 云澜市财政局关于发放补贴的通知\n\n各县（区）民政局：\n\n请执行。\n\n"
        "云澜市民政局\n\n云澜市财政局\n\n2024年1月2日\n"
    )
    assert document.issuer == "云澜市民政局、云澜市财政局"


def test_a_signature_names_the_place_that_the_title_leaves_out() -> None:
    document = _read(LETTER.format(title="市人民政府关于规范市场的通知", end="特此通知。"))
    assert document.issuer == "云澜市人民政府"
    assert (document.region, document.level) == ("云澜市", "市")


def test_numbers_of_cited_documents_are_not_the_documents_own() -> None:
    cited = "根据澜政发〔2018〕39号，现通知如下。"
    text = f"关于规范市场的通知\n\n各县（区）人民政府：\n\n{cited}\n\n一、要求\n\n抓好落实。\n"
    assert _read(text).number is None


def test_a_labels_value_is_never_the_next_label() -> None:
    text = (
        "索引号\n分类\n发布机构\n发文日期\n名称\n云澜市关于规范市场的通知\n文号\n效力状态\n发布日期\n2018年12月31日\n\n"
        "云澜市关于规范市场的通知\n\n各县（区）人民政府：\n\n请执行。\n"
    )
    document = _read(text)
    assert (document.number, document.issuer, document.status) == (None, None, None)
    assert document.published == "2018-12-31"


@pytest.mark.parametrize("day", ["2024年5月6日", "2024-05-06"])
@pytest.mark.parametrize("label", ["发布日期：", "发布时间: "])
def test_the_day_a_page_was_put_up_is_neither_its_date_nor_a_signature(
    label: str, day: str
) -> None:
    body = "各区县人民政府：\n\n请执行。\n\n云澜市人民政府\n\n2024年5月1日\n"
    title = "云澜市人民政府关于加强停车管理的通知"
    for head in (f"{title}\n\n{label}{day}", f"{label}{day}\n\n{title}"):
        document = _read(f"{head}\n\n云府发〔2024〕12号\n\n{body}")
        assert (document.title, document.number) == (title, "云府发〔2024〕12号")
        assert (document.published, document.written) == ("2024-05-06", "2024-05-01")


def test_labelled_fields_on_one_line_are_read() -> None:
    text = (
        "云澜市民政局关于申报补贴的通知\n\n来源：民政局网站\n\n索 引 号 000-1 主题分类 其他\n"
        "发布机构 云澜市民政局 发布日期 2022-11-29\n主 题 词 补贴 文 号 云澜民发〔2022〕30号\n"
        "有效性：失效\n\n"
        "各县（区）民政局：\n\n请执行。\n"
    )
    document = _read(text)
    assert document.number == "云澜民发〔2022〕30号"
    assert document.published == "2022-11-29"
    assert document.status is Status.EXPIRED


@pytest.mark.parametrize(
    ("sentence", "effective", "expires"),
    [
        ("本通知自2024年3月1日起施行，有效期五年。", "2024-03-01", "2029-03-01"),
        ("本通知自印发之日起施行，有效期2年。", "2024-01-02", "2026-01-02"),
        ("本通知自2024年3月1日起施行，有效期至2027年2月28日。", "2024-03-01", "2027-02-28"),
        ("本通知自2024年3月1日起试行。", "2024-03-01", None),
        ("养犬登记证有效期一年，从发证之日起计算。", None, None),
        ("依照自2020年1月1日起施行的条例执行。", None, None),
    ],
)
def test_effect_and_expiry_come_from_the_documents_own_words(
    sentence: str, effective: str | None, expires: str | None
) -> None:
    document = _read(LETTER.format(title="云澜市人民政府关于补贴的通知", end=sentence))
    assert (document.effective, document.expires) == (effective, expires)


def test_what_a_document_repeals_is_named() -> None:
    end = "本通知自2024年3月1日起施行。《云澜市补贴办法》（云澜政发〔2018〕5号）同时废止。"
    document = _read(LETTER.format(title="云澜市人民政府关于补贴的通知（试行）", end=end))
    assert [(r.title, r.number) for r in document.repeals] == [
        ("云澜市补贴办法", "云澜政发〔2018〕5号")
    ]
    (repeal,) = document.repeals
    assert document.text[repeal.start : repeal.end].startswith("《云澜市补贴办法》")
    assert document.trial


def test_the_history_of_a_statute_gives_dates_number_and_status() -> None:
    text = (
        "云澜市公租房办法\n\n（2015年4月20日云澜市人民政府令第18号公布，自2015年6月1日起施行。"
        "根据2022年8月15日《云澜市住房办法》废止）\n\n第一章 总则\n\n第一条 为规范公租房，"
        "制定本办法。\n"
    )
    document = _read(text)
    assert document.number == "云澜市人民政府令第18号"
    assert (document.written, document.effective) == ("2015-04-20", "2015-06-01")
    assert document.status is Status.REPEALED
    assert document.status_reason is not None
    assert "废止" in document.status_reason


def test_an_amended_statute_says_so() -> None:
    text = (
        "# 云澜市湿地条例\n\n2019年9月27日 云澜市人大常委会第十次会议通过\n\n"
        "2021年12月3日 云澜市人大常委会第三十次会议《关于修改〈云澜市湿地条例〉的决定》修正\n\n"
        "2022年1月1日 施行\n\n"
        "<!-- INFO END -->\n\n第一条 为保护湿地，制定本条例。\n"
    )
    document = _read(text)
    assert document.title == "云澜市湿地条例"
    assert document.status is Status.AMENDED
    assert (document.written, document.effective) == ("2019-09-27", "2022-01-01")


@pytest.mark.parametrize(
    ("name", "region", "level"),
    [
        ("国务院办公厅", "国家", "国家"),
        ("云南省人民政府", "云南省", "省"),
        ("重慶市人民政府辦公廳", "重庆市", "省"),
        ("云澜市人民政府", "云澜市", "市"),
        ("临渡县人民政府", "临渡县", "县"),
        ("内蒙古自治区人民政府", "内蒙古自治区", "省"),
        ("市人民政府办公室", None, None),
        ("某某公司", None, None),
    ],
)
def test_region_and_level_follow_from_the_issuers_name(
    name: str, region: str | None, level: str | None
) -> None:
    assert (region_of(name), level_of(name)) == (region, level)


def _identified(
    *lines: str, issued: tuple[int, ...] = (), parent: Identity | None = None, shared: bool = False
) -> Identity:
    cut = paragraphs("\n\n".join(lines))
    segment = Segment(0, len(cut) - 1, titles=[0], issued=list(issued))
    return identify(segment, cut, roles_of(cut), parent=parent, shared=shared)


NOTICE = ("云澜市人民政府关于印发停车办法的通知", "云府发〔2024〕12号", "请执行，不得拖延。")


def test_an_issued_text_takes_what_it_does_not_state_from_its_notice() -> None:
    notice = _identified(*NOTICE, "2024年5月6日")
    issued = _identified("云澜市停车办法", "停车应当有序，不得占道。", issued=(0,), parent=notice)
    assert issued.title == "云澜市停车办法"
    assert (issued.number, issued.issuer, issued.written) == (
        "云府发〔2024〕12号", "云澜市人民政府", "2024-05-06",
    )  # fmt: skip
    assert issued.kind == "办法"


def test_an_issued_texts_own_number_and_date_are_not_overwritten() -> None:
    notice = _identified(*NOTICE, "2024年5月6日")
    issued = _identified(
        "云澜市停车办法", "（2023年1月2日）", "云府令〔2023〕1号", "停车应当有序，不得占道。",
        issued=(0,), parent=notice,
    )  # fmt: skip
    assert (issued.number, issued.written) == ("云府令〔2023〕1号", "2023-01-02")


def test_a_notice_names_the_one_document_it_issues_and_not_one_of_two() -> None:
    lines = (*NOTICE, "云澜市停车办法", "停车应当有序，不得占道。")
    assert _identified(*lines, issued=(3,)).title == NOTICE[0]
    assert _identified(*lines, issued=(3,), shared=True).title == "云澜市停车办法"


def test_a_text_that_states_nothing_has_no_fields() -> None:
    cut = paragraphs("停车应当有序，不得占道。")
    found = identify(Segment(0, 0), cut, roles_of(cut), parent=None, shared=False)
    assert (found.title, found.number, found.issuer, found.written) == (None,) * 4
    assert (found.kind, found.region, found.level, found.status) == (None,) * 4
