"""Long paragraphs into pieces that can be searched."""

from __future__ import annotations

import pytest

from corpus.clean import Paragraph, paragraphs
from corpus.pieces import LONGEST, inner_heading, ordinals, pieces

SENTENCE = "停车应当有序，车辆不得占用消防通道和盲道，违者由主管部门责令改正。"


def _one(text: str) -> Paragraph:
    (paragraph,) = paragraphs(text)
    return paragraph


def test_a_paragraph_that_is_not_long_stays_whole() -> None:
    for text in ("停车有序。", SENTENCE * 3):
        (piece,) = pieces(_one(text))
        assert (piece.paragraph.text, piece.ordinal, piece.label) == (text, 0, "")


def test_ordinals_that_run_on_part_a_paragraph_at_each_of_them() -> None:
    text = f"要抓好落实。一是{SENTENCE}二是{SENTENCE}三是{SENTENCE}"
    found = pieces(_one(text))
    assert [p.ordinal for p in found] == [0, 1, 2, 3]
    assert [p.label for p in found] == ["", "一是", "二是", "三是"]
    assert "".join(p.paragraph.text for p in found) == text


def test_an_ordinal_out_of_turn_parts_nothing() -> None:
    text = f"要抓好落实。一是{SENTENCE}三是{SENTENCE}二是要求不同。"
    assert [p.ordinal for p in pieces(_one(text))] == [0, 1, 2]
    text = f"要抓好落实。二是{SENTENCE}三是{SENTENCE}"
    assert [p.ordinal for p in pieces(_one(text))] == [0]


def test_ordinals_go_on_from_the_one_that_opens_the_paragraph() -> None:
    paragraph = _one(f"四是{SENTENCE}五是{SENTENCE}")
    assert paragraph.label is not None
    assert [label for _, _, label in ordinals(paragraph.text, paragraph.label)] == ["五是"]
    assert ordinals(paragraph.text, None) == []
    assert [p.label for p in pieces(paragraph)] == ["", "五是"]


def test_no_piece_of_a_long_paragraph_begins_with_a_number_that_is_not_its_own() -> None:
    text = "".join(f"{SENTENCE}第三，{SENTENCE}" for _ in range(12))
    found = pieces(_one(text))
    assert len(found) > 1
    assert not any(p.paragraph.text.startswith("第三") for p in found)
    assert "".join(p.paragraph.text for p in found) == text


def test_a_long_paragraph_is_cut_at_sentences_and_loses_nothing() -> None:
    text = SENTENCE * 30
    found = pieces(_one(text))
    assert len(found) > 1
    assert all(60 <= len(p.paragraph.text) <= LONGEST for p in found)
    assert all(p.paragraph.text.endswith("。") for p in found)
    assert "".join(p.paragraph.text for p in found) == text


def test_a_sentence_without_end_is_not_cut_inside() -> None:
    text = "停车，" * 200
    assert [p.paragraph.text for p in pieces(_one(text))] == [text]


def test_pieces_know_where_they_stand_and_only_the_first_keeps_the_number() -> None:
    text = "一、" + SENTENCE * 30
    source = f"\n\n{text}\n"
    found = pieces(_one(source))
    assert [p.paragraph.label is not None for p in found] == [True] + [False] * (len(found) - 1)
    for piece in found:
        assert source[piece.paragraph.start : piece.paragraph.end] == piece.paragraph.text


@pytest.mark.parametrize(
    ("text", "has_body", "heading"),
    [
        ("一、加强停车管理", True, "一、加强停车管理"),
        ("一、加强停车管理。", False, "一、加强停车管理。"),
        ("一、加强停车管理。车辆应当停在线内。", False, "一、加强停车管理。"),
        (f"一、加强停车管理 {SENTENCE}", False, "一、加强停车管理 "),
        (f"一、收费标准：{SENTENCE}", False, "一、收费标准："),
        ("一、收费标准：每小时五元。", False, "一、收费标准：每小时五元。"),
        ("一、车辆停在线内；", False, ""),
        ("一、车辆停在线内；", True, ""),
        ("一、" + "车辆应当停在线内，" * 8 + "违者处罚。", True, ""),
    ],
)
def test_the_heading_inside_a_numbered_paragraph_ends_at_its_first_mark(
    text: str, has_body: bool, heading: str
) -> None:
    assert text[: inner_heading(text, 2, has_body=has_body)] == heading
