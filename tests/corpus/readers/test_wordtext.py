"""The text of a Word paragraph."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.readers.refusals import Unreadable
from corpus.readers.wordnumbers import printed_number
from corpus.readers.wordpackage import WordPackage
from corpus.readers.wordtext import formula_text, inline_text, is_fallback, read_notes

_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _p(inside: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w')} {_M} {_MC}>{inside}</w:p>")


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_hidden_text_is_left_out_and_symbols_are_read_by_their_place() -> None:
    symbol = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    box = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    hidden = _run("内部", "<w:vanish/>") + _run("公开", '<w:vanish w:val="0"/>')
    assert (
        inline_text(_p(_run("补贴") + symbol + _run("300") + hidden + box), {}) == "补贴≥300公开☑"
    )


def test_a_note_stands_in_brackets_at_its_mark() -> None:
    root = parse_xml(
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{_run("低于2200元。")}</w:p></w:footnote></w:footnotes>'
    )
    notes = read_notes(root, None)
    assert notes == {("footnote", "2"): "低于2200元。"}
    p = _p(_run("低收入家庭") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + _run("补贴"))
    assert inline_text(p, notes) == "低收入家庭[注：低于2200元。]补贴"


def test_a_formula_is_written_on_one_line() -> None:
    fraction = (
        "<m:f><m:num><m:r><m:t>A+B</m:t></m:r></m:num><m:den><m:r><m:t>12</m:t></m:r></m:den></m:f>"
    )
    power = (
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    )
    p = _p(f"<m:oMath>{fraction}<m:r><m:t>+</m:t></m:r>{power}</m:oMath>")
    assert inline_text(p, {}) == "(A+B)/12+x^2"
    assert formula_text(p[0]) == "(A+B)/12+x^2"


def test_the_copy_for_older_programs_is_told() -> None:
    p = _p(f"<mc:AlternateContent><mc:Fallback>{_run('x')}</mc:Fallback></mc:AlternateContent>")
    assert is_fallback(p[0][0][0])
    assert not is_fallback(p[0])


def test_numbers_are_printed_in_the_style_of_their_list() -> None:
    styles = (
        "chineseCounting",
        "decimalEnclosedCircle",
        "lowerLetter",
        "upperRoman",
        "decimalZero",
    )
    assert [printed_number(3, style) for style in styles] == ["三", "③", "c", "III", "03"]


def test_a_package_without_its_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/styles.xml", "<x/>")
    with pytest.raises(Unreadable, match="without its text part"):
        WordPackage(path)
