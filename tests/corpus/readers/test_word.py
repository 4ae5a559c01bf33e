"""Word documents to text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.limits import Limits
from corpus.readers.refusals import TooLarge, Unreadable
from corpus.readers.word import read_docx


def _read(document: Any, folder: Path, limits: Limits | None = None) -> list[str]:
    path = folder / "a.docx"
    document.save(str(path))
    return read_docx(path, limits or Limits()).text.split("\n")


def test_each_paragraph_is_a_line_and_breaks_and_tabs_are_kept_apart(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("停车\t有序")
    document.add_paragraph("充电").add_run().add_break()
    document.paragraphs[-1].add_run("安全")
    assert _read(document, tmp_path) == ["停车 有序", "充电", "安全"]


def test_text_struck_out_in_revision_is_left_out_and_inserted_text_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("停车")
    for tag, text_tag, words in (("w:del", "w:delText", "无序"), ("w:ins", "w:t", "有序")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    assert _read(document, tmp_path) == ["停车有序"]


def test_headers_and_footers_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("停车有序")
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉"
    section.footer.paragraphs[0].text = "页脚"
    assert _read(document, tmp_path) == ["停车有序"]


def test_a_merged_cell_stands_in_each_row_and_fills_its_columns(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    table.cell(0, 0).text = "区域"
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).text = "收费"
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 1).text, table.cell(1, 2).text = "白天", "夜间"
    assert _read(document, tmp_path) == ["区域\t收费\t", "区域\t白天\t夜间"]


def test_text_inside_a_content_control_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>停车有序</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    document.element.body.insert(0, control)
    assert _read(document, tmp_path)[0] == "停车有序"


def test_a_senseless_column_span_does_no_harm(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "区域", "收费"
    span = OxmlElement("w:gridSpan")
    span.set(qn("w:val"), "99999999")
    table.cell(0, 0)._tc.get_or_add_tcPr().append(span)
    (line,) = _read(document, tmp_path)
    assert line.startswith("区域\t")
    assert len(line) < 200


def test_a_document_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no text"):
        _read(docx.Document(), tmp_path)


def test_a_document_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("停车有序")
    with pytest.raises(TooLarge, match="unpacks"):
        _read(document, tmp_path, Limits(max_unpacked=1000))


def test_numbered_articles_in_a_cell_are_lines_of_their_own(tmp_path: Path) -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>'
    )
    root.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{level}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    for text in ("停车有序。", "违者罚款50元。"):
        properties = cell.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>')
        )
    assert _read(document, tmp_path) == ["第一条 停车有序。", "第二条 违者罚款50元。"]
