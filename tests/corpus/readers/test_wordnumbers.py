"""The numbers that Word prints before paragraphs."""

from __future__ import annotations

from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers.wordnumbers import Numbering

LEVELS = """<w:abstractNum {ns} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
</w:abstractNum>"""


def _document(start: int = 1) -> Any:
    """Return a document with a numbering of articles (level 0) and figures (level 1)."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(LEVELS.format(ns=nsdecls("w"), start=start)))
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    return document


def _labels(document: Any, *places: tuple[str, int] | None) -> list[str]:
    numbering = Numbering(document.part.numbering_part.element, document.styles.element)
    found = []
    for place in places:
        paragraph = document.add_paragraph("停车")._p
        if place:
            number, level = place
            paragraph.get_or_add_pPr().append(
                parse_xml(
                    f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/>'
                    f'<w:numId w:val="{number}"/></w:numPr>'
                )
            )
        found.append(numbering.label(paragraph).strip())
    return found


def test_levels_count_on_and_a_lower_one_begins_again_below_each_higher() -> None:
    places = [("90", 0), ("90", 1), ("90", 1), ("90", 0), ("90", 1)]
    assert _labels(_document(), *places) == ["第一条", "1.", "2.", "第二条", "1."]


def test_counting_begins_where_the_numbering_says() -> None:
    assert _labels(_document(start=12), ("90", 0), ("90", 0)) == ["第十二条", "第十三条"]


def test_paragraphs_without_a_known_numbering_have_no_label() -> None:
    assert _labels(_document(), None, ("77", 0), ("90", 7), ("90", 0)) == ["", "", "", "第一条"]


def test_a_sample_of_a_label_counts_nothing() -> None:
    document = _document()
    paragraph = document.add_paragraph("停车")._p
    paragraph.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
    )
    numbering = Numbering(document.part.numbering_part.element, document.styles.element)
    assert [numbering.sample(paragraph).strip() for _ in range(2)] == ["第一条", "第一条"]
    assert numbering.label(paragraph).strip() == "第一条"
    assert numbering.sample(document.add_paragraph("充电")._p) == ""
