"""One name in several scripts: candidates by spelling, never decisions."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from herald.incident.names import folded, likeness, skeleton
from herald.incident.searching import asked, keys
from herald.record.register import LEAST_SCORE

# Public names of places, bodies and offices as they are written in several scripts: each line is one name.
ALIKE = (
    ("Ayn Issa", "Ain Issa", "Aïn Issa", "عين عيسى", "Айн-Иса", "Ayn Isa"),
    ("Derik", "Dêrik", "Dayrick", "ديرك", "Дерик"),
    ("al-Malikiyah", "Al Malikiya", "Malikiyya", "المالكية", "Эль-Маликия"),
    ("Raqqa", "Raqqah", "ar-Raqqa", "الرقة", "Ракка"),
    ("Kobani", "Kobane", "Kobanê", "كوباني", "Кобани"),
    ("Qamishli", "Kamishli", "al-Qamishli", "القامشلي", "Камышлы"),
    ("Tell Tamer", "Tal Tamr", "Tell Tamr", "تل تمر", "Тель-Тамр"),
    ("Hasakah", "al-Hasakah", "Hassakeh", "الحسكة", "Хасака"),
    ("Manbij", "Membij", "منبج", "Манбидж"),
    ("Kommersant", "Коммерсантъ", "Коммерсант"),
    ("Gerasimov", "Guerassimov", "Герасимов", "Gherasimov"),
    ("Sytnik", "Sitnik", "Сытник"),
    ("Latakia", "Lattakia", "اللاذقية", "Латакия"),
    ("Hmeimim", "Khmeimim", "Hmeymim", "حميميم", "Хмеймим"),
    ("Kharkiv", "Kharkov", "Харків", "Харьков"),
    ("Odesa", "Odessa", "Одеса", "Одесса"),
    ("Donetsk", "Donetzk", "Донецк", "Донецьк"),
    ("Khartoum", "Khartum", "الخرطوم", "Хартум"),
)
MEANT = [(a, b) for line in ALIKE for a, b in combinations(line, 2)]
UNLIKE = [(a[0], b) for a, other in combinations(ALIKE, 2) for b in other[:3]]


def test_spellings_of_one_name_are_candidates_and_other_names_are_not() -> None:
    found = [likeness(a, b) >= LEAST_SCORE for a, b in MEANT]
    false = [pair for pair in UNLIKE if likeness(*pair) >= LEAST_SCORE]
    recall, missed = sum(found) / len(found), [pair for pair, hit in zip(MEANT, found, strict=True) if not hit]
    print(
        f"\n  names: {len(MEANT)} pairs of one name, found {recall:.0%}; {len(UNLIKE)} of two, {len(false)} taken for one"
    )
    print(f"  missed: {missed}\n  false: {false}")
    assert len(MEANT) >= 60
    assert len(UNLIKE) >= 200
    assert recall >= 0.9
    assert len(false) <= 0.02 * len(UNLIKE)


@given(st.text(), st.text())
def test_how_alike_two_names_are_does_not_depend_on_which_comes_first(a: str, b: str) -> None:
    assert likeness(a, b) == likeness(b, a)
    assert 0 <= likeness(a, b) <= 100


@given(st.text())
def test_folding_a_text_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_a_text_is_found_by_each_of_its_own_words(text: str) -> None:
    held = keys([text])
    for word in asked(text):
        assert any(word.first <= key < word.beyond for key in held)


def test_what_is_no_word_has_no_keys() -> None:
    assert keys(["", "  ", "!?", "\u200f"]) == frozenset()
    assert asked("\u0651") == ()
    assert skeleton("") == ""
