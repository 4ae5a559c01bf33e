"""Pdf to text: page furniture left out, broken lines mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.readers.pdf import read_pdf
from corpus.readers.refusals import TooLarge, Unreadable
from tests.corpus.readers.pdffiles import pdf_file

# Letters of a line that fills the text column.
WIDTH = 40


def _pdf(folder: Path, *pages: list[str]) -> Path:
    """Write a pdf whose pages show lines in Courier, one below the other."""
    path = folder / "a.pdf"
    path.write_bytes(pdf_file(*pages))
    return path


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
