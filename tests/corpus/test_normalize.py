"""The comparison form, character by character where that gives the same."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from corpus.normalize import comparable, normalize, simplified_table, to_simplified


def plain(text: str) -> str:
    """Return the normal form by its definition."""
    return to_simplified(unicodedata.normalize("NFKC", text)).lower()


def test_every_character_by_itself_and_after_a_letter() -> None:
    codes = [c for c in range(0x10000) if not 0xD800 <= c < 0xE000]
    for letter in ("", "e", "が", "ᄀ"):
        wrong = [c for c in codes if normalize(letter + chr(c)) != plain(letter + chr(c))]
        assert not wrong


@given(
    st.text(
        st.one_of(
            st.characters(), st.sampled_from("甲乙關於，（）ＡaéΣ\u0301\u3099カﾞ \u3000\u1161")
        )
    )
)
def test_texts_have_the_form_that_is_defined(text: str) -> None:
    assert normalize(text) == plain(text)


def test_comparable_text_has_no_white_space_and_one_quote_mark() -> None:
    assert comparable(" “關於”\u3000２０２４年\tÉ 」") == '"关于"2024年é"'
    assert comparable("«e\u0301» x") == '"é"x'


def test_a_character_whose_form_changes_again_and_many_different_ones() -> None:
    assert normalize("薴与苧") == plain("薴与苧")
    many = "".join(map(chr, range(0x4E00, 0x9FA6))) * 2
    assert normalize(many) == plain(many)
    assert comparable(many) == plain(many)


def test_the_table_turns_one_character_into_one_that_stays() -> None:
    table = simplified_table()
    assert table[ord("養")] == "养"
    assert all(len(simple) == 1 and chr(code) != simple for code, simple in table.items())
    assert to_simplified("".join(map(chr, table))) == "".join(table.values())
