"""Numbers that only a whole text explains."""

from __future__ import annotations

import pytest

from corpus import parse_text
from corpus.clean import paragraphs
from corpus.glued import unglued_heads
from corpus.outline import outlined


def _addresses(text: str) -> list[tuple[str, str]]:
    return [
        (str(c.address), c.text)
        for d in parse_text(text, source="t")
        for a in d.articles
        for c in a.clauses
        if c.address.steps
    ]


@pytest.mark.parametrize(
    ("text", "address", "begins"),
    [
        (
            "Parking Ordinance\n§ 12.1 Charges\n(a) Ten.\n(b) None for:\n(i) ambulances;",
            "§12.1(b)(i)",
            "(i)",
        ),
        (
            "Parking Code\nSec. 3. Benefits.\n(a) Who.\n(1) Aged 60.\nSec. 4. Appeals.",
            "Section 3(a)(1)",
            "(1)",
        ),
        (
            "Data Rules\nArticle 6\nLawful\n1. If:\n(f) in need.\nArticle 10a\nFines",
            "Article 6(1)(f)",
            "(f)",
        ),
        (
            "Dogs Act\n1 Meaning\n(1) A dog.\n2 Licence\n(2) Not:\n(b) a vet.\n2A Other\n3 End",
            "Section 2(2)(b)",
            "(b)",
        ),
        (
            "Dogs Act 2021\n1. Meaning\n2.—(1) A person shall.\n(2) No other.\n3. Offence",
            "Section 2(1)",
            "(1)",
        ),
    ],
)
def test_an_english_section_is_addressed_as_it_is_cited(
    text: str, address: str, begins: str
) -> None:
    assert next(t for a, t in _addresses(text) if a == address).startswith(begins)


def test_a_letter_after_its_neighbour_is_no_roman_figure() -> None:
    letters = "\n".join(f"({c}) Thing {c}." for c in "abcdefghij")
    found = [
        a for a, _ in _addresses(f"Parking Act\nSection 1. Things.\n{letters}\nSection 2. End.")
    ]
    assert "Section 1(i)" in found
    assert "Section 1(j)" in found


def test_an_arrangement_lists_sections_and_a_schedule_holds_none() -> None:
    text = "Fees Rules 2019\n1. Citation\n2. Fees\n3. Other\n1. These Rules may be cited.\n"
    text += "2. Fees are due.\n3. Nothing else.\nTHE SCHEDULE\n1. For a copy $5."
    found = _addresses(text)
    assert [t for a, t in found if a == "Rule 1"] == ["1. These Rules may be cited."]


def test_a_decimal_outline_is_addressed_by_its_numbers() -> None:
    text = "停车场技术规范\n1 范围\n本文件规定建设要求。\n4 建设要求\n4.1 一般要求\n"
    text += "4.1.1 净宽不应小于2.4m。\n4.1.2 比例不应低于15%。\n4.2 无障碍\n4.2.1 不应低于2%。"
    found = dict(_addresses(text))
    assert found["4.1.2"].startswith("4.1.2")
    assert found["4.2.1"].startswith("4.2.1")
    assert found["4"].startswith("4 建设")


def test_amounts_and_plain_texts_make_no_outline() -> None:
    cut = paragraphs("停车办法\n3.5元一小时。\n4.5元一天。\n一、停车有序。")
    assert outlined(cut) == cut
    english = paragraphs("A note on parking\nPark in order.\n1. One.\n2. Two.")
    assert [p.label for p in outlined(english)] == [p.label for p in english]


def test_a_title_is_cut_from_the_salutation_or_article_behind_it() -> None:
    line = "云澜市财政局关于加强停车收费管理的通知各县（区）财政局，各停车场，市直各部门："
    assert [p.text for p in unglued_heads(paragraphs(line))] == [line[:19], line[19:]]
    one = "云澜市停车管理办法 第一条 停车有序。第二条 收费公开。"
    assert [p.text for p in unglued_heads(paragraphs(one))] == [
        "云澜市停车管理办法", "第一条 停车有序。", "第二条 收费公开。",
    ]  # fmt: skip
    plain = paragraphs("根据《关于停车的规定》第二条的规定，现通知如下：")
    assert unglued_heads(plain) == plain


def test_a_sentence_that_speaks_of_a_section_heads_none() -> None:
    text = (
        "Parking Ordinance\nSection 1. Purpose.\nThis regulates parking.\nSection 2. Charges.\n"
        "Section 4 of the Road Ordinance applies to charges.\nSection 3. Start.\nIt starts at once."
    )
    found = dict(_addresses(text))
    assert "Section 4" not in found
    assert found["Section 3"].startswith("Section 3")


ACT = """Charging Act 2022

PART 1
PRELIMINARY

1. This Act is the Charging Act 2022.
Licences
2.—(1) A person must have a licence.
(2) A licence may be granted subject to conditions.
Appeals
3. An appeal lies to the court.
SCHEDULE 2
CONDITIONS
1. The licensee must display the price.
4. The licensee must insure each point against:
(a) fire.
ANNEX III
1. Installations in tunnels.
"""


def test_what_stands_in_a_schedule_or_annex_is_addressed_there() -> None:
    found = dict(_addresses(ACT))
    assert found["Section 2(2)"].startswith("(2)")
    assert found["Schedule 2 para. 4"].startswith("4. The licensee")
    assert found["Schedule 2 para. 4(a)"].startswith("(a) fire")
    assert found["Annex III point 1"].startswith("1. Installations")


def test_the_heading_of_a_section_is_no_part_of_the_one_before() -> None:
    (document,) = parse_text(ACT, source="t")
    sections = {str(a.address): a for a in document.articles}
    assert not any("Licences" in c.text for c in sections["Section 1"].clauses)
    assert sections["Section 2"].path == ("PART 1", "Licences")


def test_taiwans_articles_have_paragraphs_of_their_own_name() -> None:
    text = "充電樁條例\n第 1 條　制定本條例。\n第 4-1 條　每度十元。\n　　前項收費，應公告。"
    assert dict(_addresses(text))["第4-1條第二項"].startswith("前項")
