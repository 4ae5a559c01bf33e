"""Pdf to text: page furniture left out, broken lines mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.pdf import read_pdf
from corpus.readers.refusals import TooLarge, Unreadable

# Letters of a line that fills the text column.
WIDTH = 40


def _pdf(folder: Path, *pages: list[str]) -> Path:
    """Write a pdf whose pages show lines in Courier, one below the other."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(len(pages)))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for lines in pages:
        stream = b"".join(
            b"BT /F1 12 Tf 72 %d Td (%s) Tj ET\n" % (720 - 20 * n, line.encode())
            for n, line in enumerate(lines)
        )
        parts.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (len(parts) + 2)
        )
        parts.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    path = folder / "a.pdf"
    path.write_bytes(_numbered(parts))
    return path


def _numbered(parts: list[bytes]) -> bytes:
    """Return a pdf of objects, with the table of where each begins."""
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    tail = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF"
    return out + head + table + tail % (len(parts) + 1, len(out))


def _full(words: str) -> str:
    return (words * WIDTH)[:WIDTH]


def test_a_full_line_runs_on_into_the_next_and_a_short_one_ends_a_paragraph(
    tmp_path: Path,
) -> None:
    full = _full("parking ").strip()
    path = _pdf(tmp_path, [full, "goes on here.", "A new paragraph."])
    assert read_pdf(path, Limits()).text.split("\n") == [
        f"{full} goes on here.",
        "A new paragraph.",
    ]


def test_a_numbered_line_begins_a_paragraph_even_after_a_full_one(tmp_path: Path) -> None:
    full = _full("parking ").strip()
    path = _pdf(tmp_path, [full, "Article 2 Charging"])
    assert read_pdf(path, Limits()).text.split("\n") == [full, "Article 2 Charging"]


def test_page_numbers_and_lines_that_recur_on_pages_are_left_out(tmp_path: Path) -> None:
    pages = [
        ["Gazette of Yunlan", f"First text of page {word}.", "It ends.", "So it is.", f"- {n} -"]
        for n, word in enumerate(("one", "two", "three"), 1)
    ]
    text = read_pdf(_pdf(tmp_path, *pages), Limits()).text
    assert "Gazette" not in text
    assert "- 1 -" not in text
    assert [text.count(f"First text of page {word}.") for word in ("one", "two", "three")] == [
        1
    ] * 3


def test_a_figure_inside_the_text_is_no_page_number(tmp_path: Path) -> None:
    lines = [
        "Parking fees are",
        "as follows",
        "by the hour",
        "12",
        "in the day",
        "and less",
        "at night",
    ]
    assert "12" in read_pdf(_pdf(tmp_path, lines), Limits()).text


def test_too_many_pages_or_characters_are_refused(tmp_path: Path) -> None:
    path = _pdf(tmp_path, ["Parking in order."], ["Charging in safety."])
    with pytest.raises(TooLarge, match="2 pages"):
        read_pdf(path, Limits(max_pages=1))
    with pytest.raises(TooLarge, match="page 1"):
        read_pdf(path, Limits(max_characters=5))


def test_pages_without_a_text_layer_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="text recognition"):
        read_pdf(_pdf(tmp_path, [], ["x"]), Limits())


def test_a_damaged_or_locked_pdf_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing follows")
    with pytest.raises(Unreadable, match="damaged") as caught:
        read_pdf(path, Limits())
    assert "\n" not in str(caught.value)
