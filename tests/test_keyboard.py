"""Is what only looks different made the same, and what could mean something else left alone?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.keyboard import LONGEST, capitals, keys, named


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\u0663\u0666\u066b\u0665\u00b0", "36.5°"),
        ("\u06f3\u06f6", "36"),
        ("\uff13\uff16\uff0e\uff15", "36.5"),
        ("36\u00ba43\u203204\u2033", "36°43'04\""),
        ("\u221236.5", "-36.5"),
        ("\u202b36.5\u202c \u200e42", "36.5 42"),
        ("36.5\u00a0\u202f 42", "36.5 42"),
        ("36.5\u060c 42", "36.5, 42"),
    ],
)
def test_signs_of_many_keyboards_are_made_the_same(typed: str, plain: str) -> None:
    assert keys(typed) == plain


@pytest.mark.parametrize("empty", ["", " ", "\n", "\u200e", "\ufeff \u00a0"])
def test_a_text_that_says_nothing_is_refused(empty: str) -> None:
    with pytest.raises(ValueError, match="not empty"):
        keys(empty)


def test_the_longest_text_is_read_and_a_longer_one_is_not() -> None:
    assert len(keys("7" * LONGEST)) == LONGEST
    with pytest.raises(ValueError, match=str(LONGEST)):
        keys("7" * (LONGEST + 1))


@given(st.text(max_size=LONGEST).filter(lambda text: not text.isascii()))
def test_no_letter_of_another_script_becomes_one_of_a_to_z(text: str) -> None:
    try:
        plain = capitals(keys(text))
    except ValueError:
        return
    typed = {each.upper() for each in text if each.isascii()}
    assert {each for each in plain if each.isascii() and each.isalpha()} <= typed


def test_only_the_digits_of_three_scripts_become_digits() -> None:
    decimals = [chr(code) for code in range(128, 0x110000) if chr(code).isdecimal()]
    read = [each for each in decimals if keys(each).isascii()]
    assert len(decimals) > 500
    assert len(read) == 30
    assert {unicodedata.name(each).rpartition(" ")[0] for each in read} == {
        "ARABIC-INDIC DIGIT",
        "EXTENDED ARABIC-INDIC DIGIT",
        "FULLWIDTH DIGIT",
    }
    assert [keys(each) for each in read] == [str(unicodedata.decimal(each)) for each in read]


def test_a_character_is_named_where_it_cannot_be_seen() -> None:
    assert "CYRILLIC" in named("\u0421")
    assert named("\u00ad") == "SOFT HYPHEN"
    assert named("\x00") == "U+0000"
