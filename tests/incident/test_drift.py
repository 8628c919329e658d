"""Where does a copy differ from its original? Told as what stands where, never as a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.codes import Edge
from herald.incident.drift import Drift, DriftKind, drifts
from herald.incident.markedwords import ALIKE, COUNTED, DOUBTS, NEGATIONS, NO_NAMES, NUMERALS, SIDES, SLIGHT

Q, P, S, T = Edge.QUOTES, Edge.PARAPHRASES, Edge.SUMMARISES, Edge.TRANSLATES
NAME, NUMBER, NOT, DOUBT, WORDING = (
    DriftKind.NAME,
    DriftKind.NUMBER,
    DriftKind.NEGATION,
    DriftKind.DOUBT,
    DriftKind.WORDING,
)

QUOTED = [
    # The founding report has another vehicle than the statement as it was printed elsewhere.
    ("a U.S. vehicle", "a Coalition vehicle", [Drift(NAME, "U.S.", "Coalition")]),
    ("they blocked the road", "they closed the road", [Drift(WORDING, "blocked", "closed")]),
    ("we were warned", "we were not warned", [Drift(NOT, "", "not")]),
    ("we did stop", "we didn\u2019t stop", [Drift(NOT, "did", "didn't")]),
    ("they did not stop", "they never stopped", [Drift(WORDING, "did not stop", "never stopped")]),
    ("four were hurt", "several were hurt", [Drift(NUMBER, "four", "several")]),
    (
        "at 10:30 on Monday",
        "at 11:30 on Tuesday",
        [Drift(NUMBER, "10:30", "11:30"), Drift(NUMBER, "Monday", "Tuesday")],
    ),
    ("it was rammed", "it was apparently rammed", [Drift(DOUBT, "", "apparently")]),
    ("tell us", "tell US", [Drift(NAME, "us", "US")]),
    ("we stopped, they left", "we stopped they left", [Drift(WORDING, ",", "")]),
    ("we were \u2026 warned", "we were repeatedly warned", [Drift(WORDING, "...", "repeatedly")]),
    ("stop the [column]", "stop it", [Drift(WORDING, "the [column]", "it")]),
    ("no.", "no!", [Drift(WORDING, "", "!")]),
    ("", "we were warned", [Drift(WORDING, "", "we were warned")]),
]
FOUND = [
    *((Q, *each) for each in QUOTED),
    (P, "a U.S. M-ATV was struck", "a Coalition M-ATV was struck", [Drift(NAME, "U.S.", "Coalition")]),
    (P, "struck a U.S. M-ATV", "a coalition M-ATV was hit", [Drift(NAME, "U.S.", "coalition")]),
    (S, "a U.S. M-ATV was hit", "near Aster Point a Coalition M-ATV", [Drift(NAME, "U.S.", "Aster Point, Coalition")]),
    (P, "seen by rebels", "seen by terrorists", [Drift(NAME, "rebels", "terrorists")]),
    (P, "Birch's column stopped", "Aster's column stopped", [Drift(NAME, "Birch's", "Aster's")]),
    (P, "told by Cedar Relief and Birch", "told by somebody", [Drift(NAME, "Cedar Relief, Birch", "")]),
    (P, "Birch left. They saw Birch", "Aster left. They saw Aster", [Drift(NAME, "Birch", "Aster")]),
    (P, "crew of 4 injured", "crew of 7 injured", [Drift(NUMBER, "4", "7")]),
    (P, "4 injured", "several people were hurt", [Drift(NUMBER, "4", "several")]),
    (P, "many were hurt", "few came to harm", [Drift(NUMBER, "many", "few")]),
    (P, "12 posts", "dozens of posts", [Drift(NUMBER, "12", "dozens")]),
    (P, "seen in May", "seen in June", [Drift(NUMBER, "May", "June")]),
    (P, "the column did stop", "the column didn't stop", [Drift(NOT, "", "didn't")]),
    (P, "the patrol stopped", "the patrol refused to stop", [Drift(NOT, "", "refused")]),
    (P, "the patrol was boxed in", "the patrol appears to have been boxed in", [Drift(DOUBT, "", "appears")]),
    (P, "the post moves", "they hope the post moves", [Drift(DOUBT, "", "hope")]),
    (P, "they may leave", "they leave in May", [Drift(NUMBER, "", "May"), Drift(DOUBT, "may", "")]),
    (S, "a helicopter of Birch hovered", "a helicopter hovered", [Drift(NAME, "Birch", "")]),
    (S, "vehicles met", "vehicles apparently met", [Drift(DOUBT, "", "apparently")]),
    (T, "7 posts", "six posts", [Drift(NUMBER, "7", "six")]),
    (T, "7 posts", "\u0666 \u0645\u0631\u0627\u0643\u0632", [Drift(NUMBER, "7", "\u0666")]),
]
SAME = [
    ("\u201cWe were  warned\u201d", '"We were warned"'),
    ("\u2018We were warned\u2019", "\u00ab\u00a0We were warned\u00a0\u00bb"),
    ("The road \u2013 closed", "the road - closed"),
    ("the road\u2014closed", "the road \u2013 closed"),
    ("a ram\u2011proof car", "a ram-proof car"),
    ("\u201cWe were warned,\u201d", "We were warned."),
    ("Units of the U.S. army", "units of the US army"),
    ("1,200 people", "1200 people"),
    ("cafe\u0301 at \u200fDayrick\u200e", "caf\u00e9 at Dayrick"),
    ("Wait\u2026 then go", "Wait... then go"),
    ("it\u2019s closed", "it's closed"),
    ("\u0645\u063a\u0644\u0642\u060c \u0644\u0627", "\u0645\u063a\u0644\u0642\u060c  \u0644\u0627"),
]  # fmt: skip
NOTHING = [
    *((Q, *each) for each in SAME),
    *((P, *each) for each in SAME),
    (P, "crew of 4 injured", "four of its crew were injured"),
    (P, "twenty-five posts", "25 posts"),
    (P, "a dozen posts", "12 posts"),
    (P, "one of the cars stopped", "a car stopped"),
    (P, "some cars stopped", "cars stopped"),
    (P, "Aster's column was blocked", "the column of Aster was stopped on the road"),
    (P, "Vehicles were struck", "cars were hit"),
    (P, "They met. Later they left", "both sides met and left afterwards"),
    (P, "a Russian column", "the column of Russia"),
    (P, "the American patrol", "a patrol of the United States"),
    (P, "the Russian Federation said so", "Russia said so"),
    (P, "They did not stop", "the column never stopped"),
    (P, "they failed to stop", "they did not stop"),
    (P, "it seems so", "apparently it is so"),
    (P, "he said they were blocked", "we were blocked"),
    (S, "They met near the crossing", "two columns of Aster and Birch came together near the crossing at ten"),
    (T, "Birch says so", "\u0411\u0435\u0440\u0451\u0437\u0430 \u0442\u0430\u043a \u0433\u043e\u0432\u043e\u0440\u0438\u0442"),
    (T, "7 posts", "\u0441\u0435\u043c\u044c \u043f\u043e\u0441\u0442\u043e\u0432"),
    (T, "4 cars", "\u0664 \u0633\u064a\u0627\u0631\u0627\u062a"),
    (Edge.CITES_UNNAMED, "four were hurt", "none were hurt"),
    (Q, "", ""),
    (P, "...", ""),
]  # fmt: skip


@pytest.mark.parametrize(("edge", "here", "there", "expected"), FOUND)
def test_what_stands_in_place_of_what_is_told(edge: Edge, here: str, there: str, expected: list[Drift]) -> None:
    assert list(drifts(edge, here, there)) == expected


@pytest.mark.parametrize(("edge", "here", "there"), NOTHING)
def test_what_may_differ_between_a_copy_and_its_original_is_no_drift(edge: Edge, here: str, there: str) -> None:
    assert drifts(edge, here, there) == ()
    if edge is not S:
        assert drifts(edge, there, here) == ()


@pytest.mark.parametrize("edge", Edge)
def test_where_one_text_is_not_held_nothing_can_be_said(edge: Edge) -> None:
    assert drifts(edge, None, "x") == drifts(edge, "x", None) == ()


@pytest.mark.parametrize("edge", Edge)
def test_the_longest_texts_there_can_be_are_compared_at_once(edge: Edge) -> None:
    """Both of one word, but for one: the worst for an alignment that looks for the longest equal run."""
    here, there = "a " * 32_000 + "Aster 4", "a " * 31_999 + "Birch not"
    assert len(drifts(edge, here, there)) <= 3


def test_each_word_has_one_meaning() -> None:
    words = sorted({*NUMERALS, *COUNTED, *SLIGHT, *SIDES, *ALIKE})
    assert not [word for word in words if NEGATIONS.fullmatch(word) or DOUBTS.fullmatch(word)]
    assert not (SIDES | set(ALIKE)) & (COUNTED | SLIGHT | set(NUMERALS))
    assert not SIDES & NO_NAMES
    assert all(word == word.casefold() for word in [*words, *NO_NAMES])


WORDS = """
    a A the The us US U.S. United States Coalition coalition Russia Russian's Birch birch Cedar Relief 4 four 1,000 1000 \u0664
    several some one may May might apparently not never can't denied \u201c \u201d \u2018x\u2019 \u00ab - \u2014 \u2013 ...
    . , : ! ? \u0411\u0438\u0440\u0447 \u0645\u063a\u0644\u0642 e\u0301 \u00e9 \u200f twenty-five 25 [W]e M-ATV's 50% ' s'
"""
texts = st.lists(st.sampled_from(WORDS.split()), max_size=14).flatmap(
    lambda words: st.sampled_from([" ", "", ". "]).map(lambda gap: gap.join(words))
)
anything = st.text(max_size=40)


@given(st.sampled_from(Edge), texts | anything)
def test_a_text_never_drifts_from_itself(edge: Edge, text: str) -> None:
    assert drifts(edge, text, text) == ()


@given(st.sampled_from([Q, P, T]), texts | anything, texts | anything)
def test_exchanged_the_same_is_found_with_its_sides_exchanged(edge: Edge, here: str, there: str) -> None:
    turned = [Drift(each.kind, each.there, each.here) for each in drifts(edge, there, here)]
    assert list(drifts(edge, here, there)) == turned


@given(texts, texts)
def test_what_drifts_in_a_paraphrase_drifts_in_a_quotation_too(here: str, there: str) -> None:
    if drifts(P, here, there):
        assert drifts(Q, here, there)


@given(st.sampled_from([Q, P, S]), texts, texts, st.sampled_from(["Birch", "Larch", "Thuja"]))
def test_another_partys_name_in_the_same_place_drifts_alike(edge: Edge, here: str, there: str, other: str) -> None:
    renamed = [Drift(each.kind, *(side.replace("Birch", other) for side in (each.here, each.there)))
               for each in drifts(edge, here, there)]  # fmt: skip
    changed = (text.replace("Birch", other).replace("birch", other.lower()) for text in (here, there))
    found = [Drift(each.kind, *(side.replace(other.lower(), "birch") for side in (each.here, each.there)))
             for each in drifts(edge, *changed)]  # fmt: skip
    assert found == renamed
