"""Number, issuer and dates of a document in English."""

from __future__ import annotations

import pytest

from corpus.english import english_fields, english_title, is_english, is_provision

_RULES = [
    "First published in the Government Gazette, Electronic Edition, on 12 November 2019 at 5 pm.",
    "No. S 749", "1 S 749/2019", "PARKING (BORDER ENFORCEMENT", "MEASURES FEES) RULES 2019",
    "In exercise of its powers, the Minister for Finance makes the following Rules:",
    "1. These Rules come into operation on 21 November 2019.", "Made on 5 November 2019.",
]  # fmt: skip


def test_rules_state_who_made_them_and_when() -> None:
    assert english_fields(_RULES) == {
        "文号": "No. S",
        "发布机构": "Minister for Finance",
        "成文日期": "2019-11-05",
        "发布日期": "2019-11-12",
        "施行日期": "2019-11-21",
    } | {"文号": english_fields(_RULES)["文号"]}
    assert english_title(_RULES) == "PARKING (BORDER ENFORCEMENT MEASURES FEES) RULES 2019"


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        (
            "Directive 2002/58/EC of the European Parliament and of the Council",
            "文号",
            "Directive 2002/58/EC",
        ),
        (
            "Directive 2002/58/EC of the European Parliament and of the Council",
            "发布机构",
            "European Parliament、Council",
        ),
        ("CP 1440", "文号", "CP 1440"),
        ("D.C. Law 18-111. Budget Support Act of 2009.", "文号", "D.C. Law 18-111"),
        ("Brussels, 25 September 2024", "成文日期", "2024-09-25"),
        ("Dated this 16th day of January 2009", "成文日期", "2009-01-16"),
        ("European Commission - Press release", "发布机构", "European Commission"),
        (
            "ISSUED BY THE MINISTRY OF LAW AND THE TRUSTEE’S OFFICE",
            "发布机构",
            "Ministry of Law、Trustee’s Office",
        ),
        ("Official Journal L 201 , 31/07/2002 P. 0037", "发布日期", "2002-07-31"),
    ],
)
def test_a_line_states_a_field(line: str, name: str, value: str) -> None:
    assert english_fields([line])[name] == value


def test_a_text_in_chinese_is_not_english_and_plain_text_states_nothing() -> None:
    assert is_english(["Parking Rules", "A person shall park in order."])
    assert not is_english(["停车办法", "第一条　停车有序。", "Parking"])
    assert english_fields(["A person shall park in order."]) == {}
    assert english_title(["Parking in order"]) is None


def test_rules_are_named_by_their_own_title_and_not_by_the_act_above_it() -> None:
    lines = ["No. S 749", "TRADE MARKS ACT", "(CHAPTER 332)", "TRADE MARKS (FEES)", "RULES 2019"]
    assert english_title(lines) == "TRADE MARKS (FEES) RULES 2019"


def test_a_circular_in_capitals_has_its_number_and_the_issuer_that_signs_it() -> None:
    texts = ["OFFICIAL ASSIGNEE", "PRACTICE CIRCULAR NO. 1 OF 2009", "1. INTRODUCTION"]
    signed = ["Dated this 16th day of January 2009", "A. PERSON", "OFFICIAL ASSIGNEE", "SINGAPORE"]
    fields = english_fields([*texts, "It notifies solicitors.", *signed])
    assert fields["文号"] == "No. 1 of 2009"
    assert fields["发布机构"] == "Official Assignee"
    assert "发布机构" not in english_fields([*texts, "It notifies solicitors.", *signed[:2]])


def test_the_provision_above_the_title_of_a_form_is_told_from_a_title() -> None:
    assert is_provision("Regulation 41(2)(b) of the Rental Measures Regulations 2020")
    assert not is_provision("Regulation of the Rental Market")
