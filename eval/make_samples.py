"""Draw the two demo documents that are not text: one docx, one pdf.

``python -m eval.make_samples`` writes both into ``corpus/samples``; they are committed, so this
runs only when their words change. It needs fpdf2 and the Noto CJK fonts (Debian's fonts-noto-cjk,
SIL Open Font License), of which the pdf embeds the glyphs it uses.

The docx counts as Word does: 章, 条 and （一） are automatic numbering and stand nowhere in its
text. The pdf has a text layer with a running header and page numbers, and a paragraph that
crosses a page.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.samples import sample_folder

if TYPE_CHECKING:
    from docx.document import Document
    from fpdf import FPDF

FONT = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
SIMPLIFIED = 2  # the collection's face for simplified Chinese
OPENING, CLOSING = "（《“〔", "，。；：、）》”〕%"
MADE_UP = "（本文件为 policyqa 演示用的虚构文件）"

# Beside this file, one line a paragraph. Marks at the start of a line: in school-meals.txt
# "# " 章, "* " 条, "- " （一）; in job-subsidies.txt "@ " a centred line, "> " one set right.
WORDS = Path(__file__).parent / "drawn"
MEALS_TITLE = "云澜市中小学校外供餐管理规定"
MEALS_TABLE = (
    ("学段", "最高价格（元/份）", "肉禽蛋类（克/份）", "蔬菜（克/份）", "主食（克/份）"),
    ("小学一至三年级", "12", "70", "120", "100"),
    ("小学四至六年级", "13", "85", "140", "130"),
    ("初中", "15", "100", "160", "160"),
    ("高中", "17", "115", "180", "190"),
)


def _lines(name: str) -> list[str]:
    return (WORDS / name).read_text(encoding="utf-8").splitlines()


def write_docx(path: Path) -> None:
    """Write the rules on school meals, numbered by Word."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    document.core_properties.title = MEALS_TITLE
    document.core_properties.created = datetime.datetime(2024, 7, 19, tzinfo=datetime.UTC)
    section = document.sections[0]
    section.header.paragraphs[0].text = "云澜市教育局行政规范性文件"
    _page_field(section.footer.paragraphs[0])
    _define_numbering(document)
    for line in _lines("school-meals-notice.txt"):
        document.add_paragraph(line)
    title = document.add_paragraph(MEALS_TITLE)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    levels = {"# ": 0, "* ": 1, "- ": 2}
    for line in _lines("school-meals.txt"):
        _numbered(document, line[2:], levels[line[:2]])
    document.add_paragraph("附表　学生餐价格和食材要求")
    _add_table(document, MEALS_TABLE)
    document.add_paragraph(MADE_UP)
    document.save(str(path))


def _define_numbering(document: Document) -> None:
    """Add list 77: 第一章, 第一条 (counting on through the chapters), （一）."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    formats = [("第%1章", ""), ("第%2条", '<w:lvlRestart w:val="0"/>'), ("（%3）", "")]
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="chineseCountingThousand"/>{restart}'
        f'<w:suff w:val="space"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (text, restart) in enumerate(formats)
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )


def _numbered(document: Document, text: str, level: int) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        )
    )


def _add_table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def _page_field(paragraph: object) -> None:
    """Put a PAGE field between dashes, as official letters number their pages."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    paragraph.add_run("— ")  # type: ignore[attr-defined]
    paragraph._p.append(  # type: ignore[attr-defined]
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )
    paragraph.add_run(" —")  # type: ignore[attr-defined]


def _gazette_page() -> FPDF:
    """Return an empty A4 file with the gazette's running header and page numbers from 21."""
    from fpdf import FPDF

    class Gazette(FPDF):
        def header(self) -> None:
            self.set_font("serif", size=9)
            self.cell(
                0, 8, "云澜市人民政府公报　2024年第5号", align="C", new_x="LMARGIN", new_y="NEXT"
            )

        def footer(self) -> None:
            self.set_y(-16)
            self.set_font("serif", size=9)
            self.cell(0, 8, f"— {self.page_no() + 20} —", align="C")

    page = Gazette(format="A4")
    page.add_font("serif", fname=FONT, collection_font_number=SIMPLIFIED)
    page.set_creation_date(datetime.datetime(2024, 9, 20, tzinfo=datetime.UTC))
    page.set_title("云澜市吸纳就业补贴实施细则")
    page.set_margins(26, 22)
    page.set_auto_page_break(True, margin=24)
    return page


def write_pdf(path: Path) -> None:
    """Write the rules on job subsidies as two gazette pages."""
    page = _gazette_page()
    page.add_page()
    aligned = {"@ ": "C", "> ": "R"}
    for line in _lines("job-subsidies.txt"):
        page.set_font("serif", size=13 if line.startswith("@ ") else 11)
        align = aligned.get(line[:2])
        for part in _wrapped(page, line[2:] if align else line):
            page.cell(0, 7, part, align=align or "L", new_x="LMARGIN", new_y="NEXT")
    page.output(str(path))


def _wrapped(page: FPDF, text: str) -> Iterator[str]:
    """Break a paragraph between any two characters, but before no closing mark."""
    width = page.epw - 2 * page.c_margin
    while text:
        end = len(text)
        while page.get_string_width(text[:end]) > width:
            end -= 1
        while end < len(text) and (text[end] in CLOSING or text[end - 1] in OPENING):
            end -= 1
        yield text[:end]
        text = text[end:]


def main() -> int:
    """Write both files and say where."""
    folder = sample_folder()
    for name, write in (("school-meals.docx", write_docx), ("job-subsidies.pdf", write_pdf)):
        write(folder / name)
        print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
