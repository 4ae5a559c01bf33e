"""Articles, Clauses and their addresses. All documents here are made up."""

from __future__ import annotations

import pytest

from corpus import Article, Clause, ClauseKind, Document, parse_text
from corpus.articles import Part, build_articles
from corpus.clean import paragraphs

_LONG = "各有关单位要提高认识，明确责任分工，细化工作措施，确保各项任务按期完成。"


def _read(text: str) -> Document:
    (document,) = parse_text(text, source="made-up.txt")
    return document


def _clauses(document: Document) -> list[Clause]:
    return [c for a in document.articles for c in a.clauses]


def _article(document: Document, address: str) -> Article:
    (found,) = [a for a in document.articles if str(a.address) == address]
    return found


def _at(document: Document, address: str) -> list[str]:
    return [c.text for c in _clauses(document) if str(c.address) == address]


STATUTE = (
    "云澜市停车管理条例\n\n第一章 总 则\n\n第一条　为规范停车，制定本条例。\n\n"
    "第二条 有下列情形之一的，不得停车：\n\n（一）占用消防通道；\n\n（二）占用下列场所：\n\n"
    "1.盲道；\n\n2.公交站台。\n\n"
    "临时停车的，不受前款限制。\n\n第二章 附 则\n\n第三条 违反第二条规定的，"
    "依照本条例第二条第一款第（一）项处理。\n\n"
    "第三条之一 本条例所称停车，是指机动车停放。\n"
)


def test_paragraphs_items_and_subitems_of_an_article_have_statute_addresses() -> None:
    document = _read(STATUTE)
    assert [str(c.address) for c in _article(document, "第二条").clauses] == [
        "第二条第一款",
        "第二条第一款第(一)项",
        "第二条第一款第(二)项",
        "第二条第一款第(二)项第1目",
        "第二条第一款第(二)项第2目",
        "第二条第二款",
    ]


def test_an_article_carries_the_headings_above_it() -> None:
    document = _read(STATUTE)
    assert _article(document, "第一条").path == ("第一章 总 则",)
    assert _article(document, "第三条之一").path == ("第二章 附 则",)


def test_a_reference_in_a_sentence_is_no_article() -> None:
    text = STATUTE + "\n第四条 依照\n\n第三条的规定处理。\n"
    numbers = [str(a.address) for a in _read(text).articles if a.address.steps]
    assert numbers.count("第三条") == 1


def test_articles_beyond_a_thousand_are_seen() -> None:
    text = (
        "云澜法典\n\n第一编 总则\n\n第九百九十九条 甲。\n\n第一千条 乙。\n\n第一千二百六十条 丙。\n"
    )
    addresses = [str(a.address) for a in _read(text).articles]
    assert addresses[-3:] == ["第九百九十九条", "第一千条", "第一千二百六十条"]


LETTER = (
    "云澜市关于加强养老服务的意见\n\n为加强养老服务，提出如下意见。\n\n一、总体要求\n\n（一）指导思想。\n\n"
    + _LONG
    + "\n\n"
    "二、主要任务\n\n（二）建设设施。"
    + _LONG
    + "\n\n（三）培养人才。\n\n1.扩大招生。"
    + _LONG
    + "\n\n2.加强培训。"
    + _LONG
    + "\n\n"
    "三、保障\n\n（一）申请补贴应当提交下列材料：\n\n1.申请表；\n\n2.身份证明；\n\n3.评估报告。\n"
)


def test_letter_numbering_nests_by_style_and_not_by_value() -> None:
    document = _read(LETTER)
    standing = [str(a.address) for a in document.articles if a.address.steps]
    below = ["二、（二）", "二、（三）", "二、（三）1.", "二、（三）2."]
    assert standing == ["一、", "一、（一）", "二、", *below, "三、", "三、（一）"]
    assert _article(document, "二、（三）2.").path == ("二、主要任务", "（三）培养人才。")


def test_short_enumerations_are_items_of_their_article() -> None:
    document = _read(LETTER)
    clauses = _article(document, "三、（一）").clauses
    assert [c.kind for c in clauses][-3:] == [ClauseKind.ITEM] * 3
    assert str(clauses[-1].address) == "三、（一）3."


def test_a_heading_is_split_from_the_body_on_its_line() -> None:
    article = _article(_read(LETTER), "二、（二）")
    assert article.heading == "（二）建设设施。"
    assert [c.kind for c in article.clauses] == [ClauseKind.HEADING, ClauseKind.PARAGRAPH]
    assert article.clauses[1].text == _LONG


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("1.建立机制。" + _LONG + "2.加大投入。" + _LONG, ["一、1.", "一、2."]),
        ("（一）宣传。" + _LONG + "（二）引导。", ["一、（一）", "一、（二）"]),
    ],
)
def test_a_number_glued_to_the_sentence_before_is_found(line: str, addresses: list[str]) -> None:
    document = _read(f"方案\n\n一、任务\n\n{line}\n\n{_LONG}\n")
    standing = [str(a.address) for a in document.articles]
    assert all(a in standing for a in addresses)


def test_headings_run_together_are_parted() -> None:
    document = _read(
        f"方案\n\n一、指导思想和原则（一）指导思想。\n\n{_LONG}（二）基本原则。\n\n{_LONG}\n\n二、任务（一）目标。\n\n{_LONG}\n"
    )
    standing = [str(a.address) for a in document.articles if a.address.steps]
    assert standing == ["一、", "一、（一）", "一、（二）", "二、", "二、（一）"]


def test_numbers_in_running_text_are_not_cut_off() -> None:
    numbers = "完成投资1.5亿元。2018年增长8.6%。按照（一）（二）项办理，见第十条（三）项。"
    text = f"方案\n\n一、目标\n\n{numbers}{_LONG}\n"
    assert len(_at(_read(text), "一、")) == 2


def test_ordinals_inside_a_long_paragraph_become_items() -> None:
    listed = f"一是加强领导，{_LONG}二是加大投入，{_LONG}三是严格考核，{_LONG}"
    text = f"方案\n\n一、任务\n\n（一）强化措施。{listed}\n"
    items = [
        c for c in _clauses(_read(text)) if c.address.steps and c.address.steps[-1].unit == "一是"
    ]
    assert [c.address.steps[-1].number for c in items] == [1, 2, 3]
    assert items[1].text.startswith("二是加大投入")


def test_a_long_paragraph_is_cut_at_sentences_and_keeps_its_address() -> None:
    text = f"云澜市条例\n\n第一条 {_LONG * 20}\n\n第二条 完。\n"
    pieces = _article(_read(text), "第一条").clauses
    assert len(pieces) > 2
    assert {str(c.address) for c in pieces} == {"第一条第一款"}
    assert all(c.text.endswith("。") and len(c.text) <= 500 for c in pieces)


def test_clause_offsets_cut_the_text_they_show() -> None:
    document = _read(STATUTE)
    for clause in _clauses(document):
        assert "".join(document.text[clause.start : clause.end].split()) == "".join(
            clause.text.split()
        )


def test_garbled_text_is_flagged_and_kept() -> None:
    document = _read(
        "方案\n\n一、目标\n\n从??埔陨袭厴I生中选派人员，工作满两年。\n\n二、任务\n\n在各地选派人员，好吗？可以。\n"
    )
    flagged = [c.text for c in _clauses(document) if c.garbled]
    assert flagged == ["从??埔陨袭厴I生中选派人员，工作满两年。"]


def test_signature_and_salutation_have_their_kinds() -> None:
    document = _read(
        "云澜市人民政府关于某事的通知\n\n云澜政发〔2024〕1号\n\n各县（区）人民政府：\n\n请认真执行。\n\n云澜市人民政府\n\n2024年1月2日\n\n（此件公开发布）\n"
    )
    assert [c.kind for c in _clauses(document)] == [
        ClauseKind.TITLE, ClauseKind.FRONT, ClauseKind.FRONT, ClauseKind.PARAGRAPH,
        ClauseKind.SIGNATURE, ClauseKind.SIGNATURE, ClauseKind.NOTE,
    ]  # fmt: skip


def test_ids_follow_content_and_are_unique_within_a_document() -> None:
    one, two = _read(STATUTE), _read("\n\n" + STATUTE)
    assert one.id == two.id
    assert one.id != _read(STATUTE.replace("盲道", "便道")).id
    ids = [c.id for c in _clauses(one)] + [a.id for a in one.articles]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(one.id) for i in ids)


def test_numbering_inside_an_annex_carries_the_annex() -> None:
    text = (
        LETTER
        + "\n云澜市民政局\n\n2024年1月2日\n\n附件2\n\n云澜市养老机构标准\n\n一、床位\n\n"
        + _LONG
        + "\n"
    )
    assert "附件2一、" in [str(a.address) for a in _read(text).articles]


def test_the_list_of_chapters_before_a_statute_is_no_second_set_of_chapters() -> None:
    text = (
        "云澜市湿地条例\n\n目录\n\n第一章 总则\n\n第二章 保护\n\n第三章 附则\n\n第一章 总则\n\n"
        "第一条 甲。\n\n第二章 保护\n\n"
        "第二条 乙。\n\n第三章 附则\n\n第三条 丙。\n"
    )
    chapters = [
        str(a.address)
        for a in _read(text).articles
        if a.address.steps and a.address.steps[-1].unit == "章"
    ]
    assert chapters == ["第一章", "第二章", "第三章"]


def test_traditional_numbering_makes_the_same_articles() -> None:
    text = (
        "雲瀾市夜市管理辦法\n\n第一章　總則\n\n第一條　為了規範夜市，制定本辦法。\n\n"
        "第二條　夜市分為下列各類：\n（一）小吃；\n（二）手工藝。\n\n"
        "第二章　管理\n\n第一節　攤位\n\n第三條之一　攤位費每月三百元。依照本辦法第二條辦理。\n"
    )
    document = _read(text)
    found = [str(a.address) for a in document.articles if "條" in str(a.address)]
    assert found == ["第一條", "第二條", "第三條之一"]
    last = document.articles[-1]
    assert last.path == ("第二章　管理", "第一節　攤位")
    places = {str(c.address) for a in document.articles for c in a.clauses}
    assert "第二條第一款第(二)項" in places
    (reference,) = last.clauses[0].references
    assert [(s.unit, s.number) for s in reference.address.steps] == [("条", 2)]


def test_an_english_article_is_cited_in_english() -> None:
    text = (
        "Measures of Yunlan City on Night Markets\n\n"
        "Article 1 These Measures govern night markets.\n\n"
        "Article 2 A stall pays 300 yuan a month:\n(1) by card;\n(2) in cash.\n\n"
        "Students pay half.\n"
    )
    document = _read(text)
    places = [str(c.address) for a in document.articles for c in a.clauses if a.address.steps]
    assert places == ["Article 1", "Article 2", "Article 2(1)", "Article 2(2)", "Article 2 para. 2"]


def _built(*parts: Part) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [
        (str(a.address), a.heading, [(c.kind.value, c.text) for c in a.clauses])
        for a in build_articles("d", 0, list(parts))
    ]


def test_lines_of_one_kind_are_one_article_without_a_number() -> None:
    title = Part(paragraphs("云澜市\n\n停车办法"), ClauseKind.TITLE)
    assert _built(title) == [("", "", [("title", "云澜市"), ("title", "停车办法")])]


def test_a_part_without_lines_makes_no_article() -> None:
    assert _built(Part([]), Part([], ClauseKind.NOTE)) == []
    assert build_articles("d", 0, []) == ()


def test_ids_count_through_all_parts() -> None:
    articles = build_articles(
        "d",
        0,
        [
            Part(paragraphs("停车办法"), ClauseKind.TITLE),
            Part(paragraphs("第一条 停车有序。\n\n第二条 充电安全。")),
        ],
    )
    assert [a.id for a in articles] == ["d-a0", "d-a1", "d-a2"]
    assert [c.id for a in articles for c in a.clauses] == ["d-0", "d-1", "d-2"]


def test_offsets_count_from_where_the_document_begins() -> None:
    source = "前言\n\n第一条 停车有序。"
    (article,) = build_articles("d", 4, [Part(paragraphs(source)[1:])])
    (clause,) = article.clauses
    assert source[4:][clause.start : clause.end] == clause.text


def test_a_numbered_annex_opens_each_address_and_an_unnumbered_one_does_not() -> None:
    body = paragraphs("一、停车\n\n车辆停在线内。")
    assert [a for a, _, _ in _built(Part(body, annex=2))] == ["附件2一、"]
    assert [a for a, _, _ in _built(Part(body, annex=0))] == ["一、"]


def test_headings_above_a_part_lead_the_path_of_its_articles() -> None:
    part = Part(paragraphs("第一章 总则\n\n第一条 停车有序。"), path=("停车办法",))
    assert build_articles("d", 0, [part])[-1].path == ("停车办法", "第一章 总则")


def test_text_between_numbered_sections_stands_alone() -> None:
    text = "一、停车\n\n（一）划线\n\n车辆停在线内，不得占道。\n\n二、充电\n\n电桩应当安全。"
    assert [a for a, _, _ in _built(Part(paragraphs(text)))] == ["一、", "一、（一）", "二、"]


def test_the_rows_of_a_table_are_no_paragraphs_of_their_article() -> None:
    document = _read(
        "云澜市停车收费办法\n\n第一条　停车收费标准按下表执行：\n区域\t小型车\t大型车\n"
        "一类区\t10元\t20元\n二类区\t6元\t12元\n新能源汽车减半收费。\n军车免费。\n\n"
        "第二条　本办法自2024年1月1日起施行。\n"
    )
    assert [str(c.address) for c in _article(document, "第一条").clauses] == [
        "第一条第一款",
        "第一条第一款",
        "第一条第一款第1行",
        "第一条第一款第2行",
        "第一条第二款",
        "第一条第三款",
    ]
