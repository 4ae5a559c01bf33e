"""The number printed at the head of a clause is one of its address, whatever the file's format."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Address, Document, parse_text, read_documents
from corpus.agreement import agreed_address, contradicted_step, printed_number
from corpus.model import Clause, ClauseKind
from corpus.samples import sample_folder
from corpus.text.numerals import write
from tests.corpus.readers.pdffiles import pdf_file

_APART = {"row", "title", "front", "note", "signature"}


def _clauses(documents: Sequence[Document]) -> list[Clause]:
    return [c for d in documents for a in d.articles for c in a.clauses]


def _disagreeing(documents: Sequence[Document]) -> list[str]:
    """Return the clauses headed by a number that no step of their address has."""
    found = []
    for clause in _clauses(documents):
        label = None if str(clause.kind) in _APART else printed_number(clause.text)
        numbers = {(step.number, step.suffix) for step in clause.address.steps}
        if label is not None and (label.number, label.suffix) not in numbers:
            found.append(f"{clause.address}: {clause.text[:40]}")
    return found


def test_samples_agree_with_their_addresses() -> None:
    files = [p for p in sorted(sample_folder().iterdir()) if p.suffix not in (".py", "")]
    assert len(files) > 10
    assert [d for path in files for d in _disagreeing(read_documents(path))] == []


@pytest.mark.parametrize(
    ("text", "address", "agreed"),
    [
        ("第十五条　停车。", "第十四条第二款", ""),
        ("第十五条　停车。", "第十五条第一款", "第十五条第一款"),
        ("第十五条的规定适用于停车。", "第十四条第二款", "第十四条第二款"),
        ("（三）停车。", "第十四条第一款第(二)项", "第十四条第一款"),
        ("（三）停车。", "第十四条第一款", "第十四条第一款"),
        ("五是停车。", "三、(四)", "三、(四)"),
        ("停车。", "第十四条", "第十四条"),
    ],
)
def test_an_address_is_kept_as_far_as_the_printed_number_agrees(
    text: str, address: str, agreed: str
) -> None:
    place = Address.parse(address)
    assert place is not None
    assert str(agreed_address(text, ClauseKind.PARAGRAPH, place)) == agreed
    assert (contradicted_step(text, ClauseKind.PARAGRAPH, place) is None) == (agreed == address)


def test_what_is_numbered_apart_or_only_referred_to_contradicts_nothing() -> None:
    place = Address.parse("第十四条")
    assert place is not None
    assert contradicted_step("第十五条　停车。", ClauseKind.ROW, place) is None
    assert printed_number("Section 4(b) of the Act provided that") is None
    assert printed_number("Section 4 Charges") is not None


# ---- generated files ---------------------------------------------------------------------------

_BODY = "停车应当有序，不得占道"
# How many items each article has.
_ITEMS = st.lists(st.integers(0, 4), min_size=1, max_size=8)
_GENERATED = settings(max_examples=25, deadline=None)


def _read(name: str, content: bytes) -> Sequence[Document]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_documents(path)


def _heads(documents: Sequence[Document]) -> list[str]:
    return [str(a.address) for d in documents for a in d.articles if a.address.steps]


def _articles(items: list[int], first: int = 1) -> list[str]:
    return [f"第{write(n)}条" for n in range(first, first + len(items))]


def _lines(items: list[int], before: str = "", spaced: bool = False) -> list[str]:
    lines = []
    for number, count in enumerate(items, 1):
        numeral = " ".join(write(number)) if spaced else write(number)
        lines.append(f"{before}第{numeral}条　{_BODY}{'：' if count else '。'}")
        lines += [f"{before}（{write(n)}）{_BODY}；" for n in range(1, count + 1)]
    return lines


@_GENERATED
@given(_ITEMS, st.booleans())
def test_texts_agree(items: list[int], spaced: bool) -> None:
    lines = ["云澜市停车管理办法", *_lines(items, spaced=spaced)]
    documents = parse_text("\n".join(lines), source="t")
    assert _disagreeing(documents) == []
    assert _heads(documents) == _articles(items)


@_GENERATED
@given(_ITEMS, st.sampled_from(["", "> ", "**", "- "]))
def test_markdown_agrees(items: list[int], mark: str) -> None:
    lines = ["# 云澜市停车管理办法", "", *_lines(items, mark)]
    documents = _read("a.md", "\n\n".join(lines).encode())
    assert _disagreeing(documents) == []
    assert _heads(documents) == _articles(items)


@_GENERATED
@given(_ITEMS, st.integers(1, 5))
def test_lists_of_web_pages_agree(items: list[int], first: int) -> None:
    body = []
    for number, count in enumerate(items, 1):
        body.append(f"<p>第{write(number)}条　{_BODY}{'：' if count else '。'}</p>")
        entries = "".join(f"<li>{_BODY}；</li>" for _ in range(count))
        body.append(f'<ol start="{first}">{entries}</ol>' if count else "")
    page = f"<html><body><h1>云澜市停车管理办法</h1>{''.join(body)}</body></html>"
    documents = _read("a.html", page.encode())
    assert _disagreeing(documents) == []
    assert _heads(documents) == _articles(items)


_NUMBERING = """<w:abstractNum {ns} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="{first}"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="第%1条"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>
<w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>"""


def _numbered(document: Any, text: str, level: int) -> None:
    document.add_paragraph(text)._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        )
    )


@settings(max_examples=12, deadline=None)
@given(_ITEMS, st.integers(1, 30))
def test_lists_of_word_agree(items: list[int], first: int) -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(_NUMBERING.format(ns=nsdecls("w"), first=first)))
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    document.add_paragraph("云澜市停车管理办法")
    for count in items:
        _numbered(document, f"{_BODY}{'：' if count else '。'}", 0)
        for _ in range(count):
            _numbered(document, f"{_BODY}；", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        document.save(str(path))
        documents = read_documents(path)
    assert _disagreeing(documents) == []
    assert _heads(documents) == _articles(items, first)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=6))
def test_pages_agree(items: list[int]) -> None:
    lines = ["Kerbside Parking Ordinance"]
    for number, count in enumerate(items, 1):
        lines.append(f"Section {number}. Parking shall be orderly{':' if count else '.'}")
        lines += [f"({chr(96 + n)}) vehicles keep off paths;" for n in range(1, count + 1)]
    documents = _read("a.pdf", pdf_file(lines[:20], lines[20:]))
    assert _disagreeing(documents) == []
    addresses = {str(c.address) for c in _clauses(documents)}
    assert {f"Section {n}" for n in range(1, len(items) + 1)} <= addresses
    assert {
        f"Section {n}({chr(96 + i)})"
        for n, count in enumerate(items, 1)
        for i in range(1, count + 1)
    } <= addresses
