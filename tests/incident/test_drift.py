"""Where does a copy differ from its original? Told as what stands where, never as a fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.incident.codes import Edge
from herald.incident.drift import Drift, DriftKind, drifts

Q, P, S, T = Edge.QUOTES, Edge.PARAPHRASES, Edge.SUMMARISES, Edge.TRANSLATES
NAME, NUMBER, NOT, DOUBT, WORDING = (
    DriftKind.NAME,
    DriftKind.NUMBER,
    DriftKind.NEGATION,
    DriftKind.DOUBT,
    DriftKind.WORDING,
)

FOUND = [
    # The founding report has another vehicle than the statement as it was printed elsewhere.
    (P, "a U.S. M-ATV was struck", "a Coalition M-ATV was struck", [Drift(NAME, "U.S.", "Coalition")]),
    (Q, "a U.S. vehicle", "a Coalition vehicle", [Drift(NAME, "U.S.", "Coalition")]),
    (Q, "they blocked the road", "they closed the road", [Drift(WORDING, "blocked", "closed")]),
    (Q, "we were warned", "we were not warned", [Drift(NOT, "", "not")]),
    (Q, "four were hurt", "several were hurt", [Drift(NUMBER, "four", "several")]),
    (Q, "it was rammed", "it was apparently rammed", [Drift(DOUBT, "", "apparently")]),
    (P, "crew of 4 injured", "crew of 7 injured", [Drift(NUMBER, "4", "7")]),
    (P, "the column did stop", "the column didn't stop", [Drift(NOT, "", "didn't")]),
    (P, "the patrol was boxed in", "the patrol appears to have been boxed in", [Drift(DOUBT, "", "appears")]),
    (S, "a helicopter of Birch hovered", "a helicopter hovered", [Drift(NAME, "Birch", "")]),
    (T, "7 posts", "six posts", [Drift(NUMBER, "7", "six")]),
]
NOTHING = [
    (Q, "\u201cWe were  warned\u201d", '"We were warned"'),
    (Q, "The road \u2013 closed", "the road - closed"),
    (P, "crew of 4 injured", "four of its crew were injured"),
    (P, "Aster's column was blocked", "the column of Aster was stopped on the road"),
    (S, "They met near the crossing", "two columns came together near the crossing at ten"),
    (P, "They did not stop", "the column never stopped"),
    (T, "Birch says so", "Берёза так говорит"),
    (Edge.CITES_UNNAMED, "four were hurt", "none were hurt"),
]


@pytest.mark.parametrize(("edge", "here", "there", "expected"), FOUND)
def test_what_stands_in_place_of_what_is_told(edge: Edge, here: str, there: str, expected: list[Drift]) -> None:
    assert list(drifts(edge, here, there)) == expected


@pytest.mark.parametrize(("edge", "here", "there"), NOTHING)
def test_what_may_differ_between_a_copy_and_its_original_is_no_drift(edge: Edge, here: str, there: str) -> None:
    assert drifts(edge, here, there) == ()


@pytest.mark.parametrize("edge", Edge)
def test_where_one_text_is_not_held_nothing_can_be_said(edge: Edge) -> None:
    assert drifts(edge, None, "x") == drifts(edge, "x", None) == ()


texts = st.text(alphabet="ab A1.,'\u201c-not four Birch ", max_size=60)


@given(st.sampled_from(Edge), texts)
def test_a_text_never_drifts_from_itself(edge: Edge, text: str) -> None:
    assert drifts(edge, text, text) == ()


@given(st.sampled_from([Q, P, T]), texts, texts)
def test_exchanged_the_same_is_found_with_its_sides_exchanged(edge: Edge, here: str, there: str) -> None:
    turned = {Drift(each.kind, each.there, each.here) for each in drifts(edge, there, here)}
    assert set(drifts(edge, here, there)) == turned
