"""A question and a text become one row: the text before its headings, cut at the same length."""

from __future__ import annotations

from tokenizers import Tokenizer, models, pre_tokenizers

from rag.ranking.reader_rows import END, LONGEST, START, UNKNOWN, Rows


def _rows() -> Rows:
    pieces = [("<pad>", 0.0), ("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [("▁", -1.0), *((c, -1.0) for c in "问文题名")]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return Rows(tokenizer)


def test_a_row_is_question_then_text_then_headings() -> None:
    [row] = _rows().of("问", [("文", "名")])
    assert row == [START, 4, 5, END, 4, 6, END, 4, 8]


def test_traditional_and_full_width_texts_are_read_in_one_form() -> None:
    rows = _rows()
    assert rows.of("問題", [("文", "")]) == rows.of("问题", [("文", "")])


def test_headings_are_cut_off_before_the_text_and_nothing_is_longer_than_allowed() -> None:
    long, short = _rows().of("问" * 200, [("文" * 200, "名" * 200), ("文", "名" * 200)])
    assert len(long) == LONGEST
    assert long[-1] == END
    assert len(short) < LONGEST
    assert short.count(8) > 10
