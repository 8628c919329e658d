"""By which keys a text is found: in its own script, by its beginnings, and as it sounds in any."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.incident.searching import LONGEST, MOST, SOUND, answers, asked, keys, words
from herald.record.rows import MOST_KEYS


def looked_up(query: str, texts: Sequence[str]) -> bool:
    """Is an entry of these texts found, as a store looks it up?"""
    held = keys(texts)
    return all(
        any(word.first <= key < word.beyond for key in held) or (word.skeleton is not None and word.skeleton in held)
        for word in asked(query)
    )


def found(query: str, *texts: str) -> bool:
    """Is it, and does it stand up when the texts are read?"""
    return bool(asked(query)) and looked_up(query, texts) and answers(asked(query), texts)


# -- One name in several scripts -------------------------------------------------------------------------------------------

# ruff: noqa: RUF001  Cyrillic letters look like Latin ones: that is what is tested
WRITTEN = (
    ("Ayn Issa", "Ain Issa", "Aïn Issa", "عين عيسى", "Айн-Иса", "Ayn Îsa"),
    ("al-Malikiyah", "Malikiya", "Al Malikiyya", "المالكية", "Эль-Маликия"),
    ("Derik", "Dêrik", "Dayrick", "ديرك", "Дерик"),
    ("Sytnik", "Sitnik", "Сытник"),
    ("ar-Raqqa", "Raqqah", "الرقة", "Ракка"),
    ("Ras al-Ayn", "Ras al-Ain", "رأس العين", "Рас-эль-Айн"),
    ("Deir ez-Zor", "Deir Ezzor", "دير الزور", "Дейр-эз-Зор"),
)


@pytest.mark.parametrize(
    ("asked_for", "written"), [(one, other) for line in WRITTEN for one in line for other in line], ids=str
)
def test_a_place_is_found_in_whatever_script_it_is_asked_for(asked_for: str, written: str) -> None:
    assert found(asked_for, f"EXERCISE: {written}, 12")


def test_a_place_is_not_found_where_another_is_written() -> None:
    for line in WRITTEN:
        for other in WRITTEN:
            if other is not line:
                assert not any(found(name, f"EXERCISE: {written}") for name in line for written in other)


def test_an_article_is_not_asked_for_unless_nothing_else_is() -> None:
    assert [word.first for word in asked("al-Raqqa")] == ["raqqa"]
    assert [word.first for word in asked("as at")] == ["as", "at"]


@pytest.mark.parametrize("written", ["بالرقة", "والرقة", "فالرقة", "كالرقة", "للرقة"])
def test_an_arabic_word_is_found_without_what_is_written_in_one_with_it(written: str) -> None:
    assert found("الرقة", f"EXERCISE: {written} أمس")
    assert found("Raqqa", f"EXERCISE: {written} أمس")
    assert found(written, f"EXERCISE: {written} أمس")


def test_points_and_the_tatweel_make_no_difference_to_what_is_found() -> None:
    assert found("المالكية", "EXERCISE: الْمَالِكِيَّة")
    assert found("الـمالـكية", "EXERCISE: المالكية")
    assert found("Айн", "EXERCISE: А\u0438\u0306н")


def test_a_short_word_is_heard_with_its_neighbour() -> None:
    ayn, issa = asked("Ayn Issa")
    assert (ayn.first, issa.first) == ("ayn", "issa")
    assert ayn.skeleton == issa.skeleton == f"{SOUND}ns"
    assert [word.skeleton for word in asked("Ayn")] == [None]
    assert [word.said for word in asked("column to Ayn Issa")] == ["column", "to ayn", "ayn issa", "ayn issa"]
    assert found("to Ain Issa", "EXERCISE: to عين عيسى")


def test_words_that_share_their_consonants_by_chance_are_looked_up_and_do_not_answer() -> None:
    assert looked_up("road", ["EXERCISE: they read it"])
    assert not found("road", "EXERCISE: they read it")


# -- Words ------------------------------------------------------------------------------------------------------------------


def test_a_word_is_found_by_its_beginning_and_not_by_its_end() -> None:
    assert found("colu", "EXERCISE: a column")
    assert not found("umn", "EXERCISE: a column")


def test_every_word_of_a_query_must_be_there_in_whatever_order_and_in_whichever_text() -> None:
    assert found("near column", "EXERCISE: a column", "near the road")
    assert not found("near column patrol", "EXERCISE: a column", "near the road")


def test_words_with_digits_are_found_as_they_are_written() -> None:
    assert found("M-ATV", "EXERCISE: two M-ATV vehicles") and found("matv", "EXERCISE: two M-ATV vehicles")
    assert found("2nd", "EXERCISE: the 2nd post") and not found("2nd", "EXERCISE: the 3rd post")
    assert found("12", "EXERCISE: ١٢") and not found("12", "EXERCISE: 112")


def test_where_no_spaces_are_written_each_two_characters_are_a_word() -> None:
    assert list(words("辽宁省M4")) == ["辽宁", "宁省", "省", "m4"]
    assert [word.first for word in asked("辽宁省")] == ["辽宁", "宁省"]
    assert found("宁省", "EXERCISE: 在辽宁省内") and found("省", "EXERCISE: 在辽宁省内")
    assert not found("辽省", "EXERCISE: 在辽宁省内")
    assert found("Liaoning", "EXERCISE: 在辽宁省内")


@pytest.mark.parametrize("nothing", ["", "  ", "!?", "\u200f", "\u0651", "\ud800", "~", "_"])
def test_what_is_no_word_has_no_keys_and_asks_for_nothing(nothing: str) -> None:
    assert keys([nothing]) == frozenset()
    assert asked(nothing) == ()


def test_what_cannot_be_written_parts_words_like_a_space() -> None:
    assert found("column", "EXERCISE: a\ud800column\x00near") and found("near", "EXERCISE: a\ud800column\x00near")


def test_compatibility_forms_are_found_by_plain_letters() -> None:
    assert found("field", "EXERCISE: the \ufb01eld") and found("ABC", "EXERCISE: \uff21\uff22\uff23")
    assert found("strasse", "EXERCISE: Straße") and found("STRASSE", "EXERCISE: straße")


# -- Keys -------------------------------------------------------------------------------------------------------------------


def test_a_skeleton_cannot_be_taken_for_a_word() -> None:
    assert not any(word.startswith(SOUND) for word in words("~ns ~~ column"))
    assert f"{SOUND}klmn" in keys(["column"])


def test_a_skeleton_of_one_consonant_is_no_key() -> None:
    assert keys(["issa"]) == {"issa"}


def test_what_is_longer_than_a_key_is_found_by_its_beginning() -> None:
    long = "ab" * LONGEST
    assert all(len(key) <= LONGEST + 1 for key in keys([long]))
    assert found(long, f"EXERCISE: {long}") and found(long[:40], f"EXERCISE: {long}")


def test_of_a_text_that_is_too_long_the_first_words_are_found_in_whatever_script() -> None:
    numbers = " ".join(str(number) for number in range(3 * MOST))
    held = keys(["EXERCISE: قافلة", numbers, "column"])
    assert len(held) == MOST <= MOST_KEYS
    assert "قافله" in held and "100" in held
    assert "column" not in held


@example("a\u0345b", ["x"])
@given(st.text(), st.lists(st.text(), max_size=3))
def test_a_text_is_found_by_each_of_its_own_words_and_by_itself(text: str, others: list[str]) -> None:
    held = [*others, text]
    for word in words(text):
        assert found(word, *held)
    assert not asked(text) or found(text, *held)


@given(st.lists(st.text(), max_size=4))
def test_the_keys_of_texts_do_not_depend_on_their_order(texts: list[str]) -> None:
    assert keys(texts) == keys(reversed(texts)) == frozenset().union(*(keys([text]) for text in texts))


@given(st.text())
def test_the_words_of_a_text_are_folded_and_folding_them_again_changes_nothing(text: str) -> None:
    for word in words(text):
        assert next(iter(words(word))) == word


@given(st.text(), st.integers(1, 8))
def test_a_word_is_found_by_however_little_of_its_beginning(text: str, length: int) -> None:
    for word in words(text):
        assert looked_up(word[:length], [text])


@given(st.text(alphabet=st.characters(categories=("L", "N")), max_size=8), st.text(max_size=8))
def test_a_prefix_range_holds_what_begins_so_and_nothing_else(word: str, key: str) -> None:
    for each in asked(word):
        assert (each.first <= key < each.beyond) == key.startswith(each.first) or "\U0010ffff" in key
        assert each.first.encode("utf-8") <= each.beyond.encode("utf-8")
