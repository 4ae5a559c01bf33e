"""Files of every format to Documents. All documents here are made up."""

from __future__ import annotations

import codecs
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpus import (
    Clause,
    Document,
    DocumentTooLarge,
    Limits,
    UnreadableDocument,
    parse_text,
    read_documents,
)
from corpus.samples import sample_folder

TEXT = (
    "云澜市停车管理办法\n\n第一章 总则\n\n第一条 为规范停车，制定本办法。\n\n"
    "第二条 有下列情形的，不得停车：\n\n（一）消防通道；\n\n（二）盲道。\n"
)


def _clauses(documents: list[Document]) -> list[Clause]:
    return [c for d in documents for a in d.articles for c in a.clauses]


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


# -- plain text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF8 + TEXT.encode("gb18030"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["utf8", "bom", "gb18030", "utf16", "utf16le", "utf16be", "wrong-bom", "crlf", "cr"],
)
def test_text_in_any_encoding_gives_the_same_document(tmp_path: Path, data: bytes) -> None:
    (document,) = read_documents(_write(tmp_path, "a.txt", data))
    (expected,) = parse_text(TEXT, source="a.txt")
    assert [c.text for c in _clauses([document])] == [c.text for c in _clauses([expected])]
    assert (document.first_line, document.last_line) == (1, 11)


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    text = (
        "雲瀾市傳統工藝扶持辦法\n\n第一條 為保護傳統工藝，制定本辦法。\n\n"
        "第二條 有關機關應當依照規定辦理。\n" * 3
    )
    documents = read_documents(_write(tmp_path, "a.txt", text.encode("big5")))
    assert "為保護傳統工藝" in "".join(c.text for c in _clauses(documents))


def test_a_text_cut_inside_a_character_is_still_read(tmp_path: Path) -> None:
    data = (TEXT * 5).encode("gb18030")[:-5] + b"\x81"
    assert "消防通道" in "".join(
        c.text for c in _clauses(read_documents(_write(tmp_path, "a.txt", data)))
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "no text"),
        ("spaces.txt", b" \n\t \n", "no text"),
        ("binary.txt", bytes(range(256)) * 8, "known encoding"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .docx"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "text recognition"),
        ("a.rtf", b"{\\rtf1 }", "no text"),
        ("a.zip", b"PK\x03\x04broken", "zip"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_clear_line(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(UnreadableDocument, match=words) as caught:
        read_documents(_write(tmp_path, name, data))
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)


def test_a_missing_path_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        read_documents(tmp_path / "none.txt")
    with pytest.raises(UnreadableDocument, match="folder"):
        read_documents(tmp_path)


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", TEXT.encode())
    with pytest.raises(DocumentTooLarge, match="max_bytes"):
        read_documents(path, Limits(max_bytes=100))


def test_a_text_of_too_many_lines_or_characters_is_refused(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", TEXT.encode())
    with pytest.raises(DocumentTooLarge, match="lines"):
        read_documents(path, Limits(max_lines=5))
    with pytest.raises(DocumentTooLarge, match="characters"):
        read_documents(path, Limits(max_characters=20))


# -- web pages --------------------------------------------------------------------------------

PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html><html><head><meta charset="utf-8"><title>云澜市停车办法_云澜市人民政府</title>
<meta name="ArticleTitle" content="云澜市停车管理办法"><script>alert("不是正文")</script></head>
<body><div class="nav"><a href="/">首页</a><a href="/b">政务公开</a></div>
<div id="content"><p>第一条&nbsp;为规范停车&#65292;制定
本办法。</p><p>第二条 停车收费按下表执行：</p>
<table><tr><th rowspan="2">区域</th><th colspan="2">收费（元）</th></tr>
<tr><td>白天</td><td>夜间</td></tr>
<tr><td>一类</td><td>5</td><td>2</td></tr><tr><td>二类</td><td>3</td><td>1</td></tr></table>
<p style="display:none">看不见</p><p>第三条 本办法自2024年7月1日起施行。</p></div>
<div class="footer">版权所有：某某 备案号</div></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_gives_its_main_content(tmp_path: Path, encoding: str) -> None:
    page = PAGE.replace(
        'charset="utf-8"', f'charset="{"gb2312" if encoding == "gb18030" else encoding}"'
    )
    (document,) = read_documents(_write(tmp_path, "page.txt", page.encode(encoding)))
    assert document.title == "云澜市停车管理办法"
    assert document.effective == "2024-07-01"
    shown = "".join(c.text for c in _clauses([document]))
    assert "第一条\xa0为规范停车，制定本办法。" in shown
    for hidden in ("alert", "政务公开", "版权所有", "看不见"):
        assert hidden not in shown


def test_a_tables_spanned_header_cells_reach_every_row(tmp_path: Path) -> None:
    documents = read_documents(_write(tmp_path, "page.html", PAGE.encode()))
    rows = [c.row for c in _clauses(documents) if c.row]
    assert [r.header for r in rows] == [("区域", "收费（元）白天", "收费（元）夜间")] * 2
    assert [r.cells for r in rows] == [("一类", "5", "2"), ("二类", "3", "1")]


def test_a_text_with_a_stray_tag_is_text(tmp_path: Path) -> None:
    data = (TEXT + "确保落实</p>\n").encode()
    assert len(read_documents(_write(tmp_path, "a.html", data))) == 1


# -- Word -------------------------------------------------------------------------------------


def _docx(folder: Path, fill: Any) -> Path:
    import docx

    document = docx.Document()
    fill(document)
    path = folder / "a.docx"
    document.save(str(path))
    return path


def test_word_tables_keep_rows_and_merged_cells(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "页眉不是正文"
        document.add_paragraph("云澜市供餐标准")
        document.add_paragraph("一、标准如下。")
        table = document.add_table(rows=3, cols=3)
        for row, cells in enumerate(
            (("学段", "餐别", "价格（元）"), ("小学", "午餐", "12"), ("", "晚餐", "13"))
        ):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    documents = read_documents(_docx(tmp_path, fill))
    rows = [c.row for c in _clauses(documents) if c.row]
    assert [r.cells for r in rows] == [("小学", "午餐", "12"), ("小学", "晚餐", "13")]
    assert "页眉" not in documents[0].text


def test_numbers_that_word_generates_are_printed() -> None:
    (document,) = read_documents(sample_folder() / "school-meals.docx")
    numbers = [str(a.address) for a in document.articles if a.address.steps]
    articles = [n for n in numbers if n.endswith("条")]
    assert articles[:3] == ["第一条", "第二条", "第三条"]
    assert len(articles) == len(set(articles))


# -- pdf --------------------------------------------------------------------------------------


def test_a_pdfs_broken_lines_are_mended_and_its_page_headers_left_out() -> None:
    (document,) = read_documents(sample_folder() / "job-subsidies.pdf")
    clauses = _clauses([document])
    numbers = [str(a.address) for a in document.articles if str(a.address).endswith("条")]
    assert numbers[0] == "第一条"
    assert sum("政府公报" in c.text for c in clauses) == 0
    assert all(c.text[-1] in "。；：）" for c in clauses if str(c.address).startswith("第五条"))


def _pdf(content: bytes) -> bytes:
    """Return a one-page pdf with a content stream, its references in order."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    tail = b"trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def test_a_scanned_pdf_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = _write(tmp_path, "scan.pdf", _pdf(b"0 0 100 100 re f"))
    with pytest.raises(UnreadableDocument, match="text recognition"):
        read_documents(path)


def test_a_pdf_is_known_by_content_under_any_name(tmp_path: Path) -> None:
    stream = b"BT /F1 12 Tf 72 700 Td (Measures of Yunlan City on Parking Places) Tj ET"
    (document,) = read_documents(_write(tmp_path, "a.txt", _pdf(stream)))
    assert "Parking" in document.text


# -- workbooks --------------------------------------------------------------------------------


def test_a_workbook_gives_rows_that_know_their_header(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["云澜市养老床位表"])
    for row in (("县区", "床位（张）"), ("青禾区", 120), ("临渡县", 85.5)):
        book.active.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    rows = [c.row for c in _clauses(read_documents(path)) if c.row]
    assert [(r.header, r.cells) for r in rows] == [
        (("县区", "床位（张）"), ("青禾区", "120")),
        (("县区", "床位（张）"), ("临渡县", "85.5")),
    ]


# -- limits -----------------------------------------------------------------------------------


def _bomb(name: str, size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(name, b" " * size)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml"])
def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path, name: str) -> None:
    path = _write(tmp_path, "bomb.docx", _bomb(name, 200_000_000))
    with pytest.raises(DocumentTooLarge, match="unpacks"):
        read_documents(path)


def test_reading_past_the_deadline_is_refused_and_the_next_file_is_read(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.html", PAGE.encode())
    with pytest.raises(DocumentTooLarge, match="took over"):
        read_documents(path, Limits(seconds=0.0))
    assert read_documents(path)


def test_an_external_entity_is_not_read(tmp_path: Path) -> None:
    secret = _write(tmp_path, "secret.txt", "绝密内容".encode())
    entity = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]>'
    page = f"{entity}<html><body><p>第一条 &x;完。</p></body></html>"
    documents = read_documents(_write(tmp_path, "a.html", page.encode()))
    assert "绝密" not in documents[0].text


def test_plain_text_starts_no_child_and_loads_no_reader(tmp_path: Path) -> None:
    path = _write(tmp_path, "a.txt", TEXT.encode())
    code = (
        "import json, sys\nfrom corpus import read_documents\n"
        "import corpus.readers.child as child\n"
        f"read_documents({str(path)!r})\n"
        "names = ('lxml', 'docx', 'openpyxl', 'pypdfium2', 'torch', 'gradio')\n"
        "heavy = [m for m in names if m in sys.modules]\n"
        "print(json.dumps([child._child is None, heavy]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [True, []]


def test_the_limit_on_characters_counts_what_they_stand_for(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\ufdfa" * 100, encoding="utf-8")
    with pytest.raises(DocumentTooLarge, match=r"100 characters that stand for 1,800"):
        read_documents(path, Limits(max_characters=500))
    assert read_documents(path, Limits(max_characters=1800))
