"""Offsets of a piece of a clause in its source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.passages.evidence import locate


def test_a_piece_is_located_across_broken_lines() -> None:
    source = "前文。  第一条 补贴标准\n　　为每人每月\n300元。后文"
    start = source.index("第一条")
    end = source.index("后文")
    text = "第一条 补贴标准为每人每月300元。"
    piece = (text.index("每人"), len(text))
    found = locate(source, start, end, text, piece)
    assert source[slice(*found)] == "每人每月\n300元。"


@given(
    st.lists(st.text("甲乙丙丁戊。", min_size=1, max_size=12), min_size=1, max_size=8), st.data()
)
def test_the_located_piece_has_the_same_characters(lines: list[str], data: st.DataObject) -> None:
    source = "\n　".join(lines)
    text = "".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    a, b = locate(source, 0, len(source), text, (start, end))
    assert "".join(source[a:b].split()) == text[start:end]
