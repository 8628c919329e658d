"""What is stated in an incident: read strictly, and unknown stays unknown."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald import canonical
from herald.incident import codes, contents
from herald.incident.codes import Known, Reference
from herald.incident.contents import (
    Alibi,
    Amount,
    ChainStep,
    Claim,
    ClauseSaid,
    Differs,
    Height,
    Place,
    Related,
    When,
)
from herald.malformed import Malformed
from herald.members import Where
from herald.units import Instant, PartyId
from herald.written import Written
from tests.desk import incidents as made
from tests.desk.incidents import AT_SEA, TEN

HERE = Where("entry", None, "stated")
WHEN = When(None, "EXERCISE: on Thursday", None)
EXAMPLES: list[Written] = [
    made.opened(parties=(contents.NamedBy("EXERCISE: birch", made.named("EXERCISE: aster", PartyId("aster"))),)),
    contents.IncidentChanged(made.named("EXERCISE: birch"), TEN, "EXERCISE: asked for its tracks"),
    made.account(PartyId("aster"), issued=WHEN, sources=(3,)),
    made.claim(
        "EXERCISE: they blocked us",
        made.act(codes.ActCode.BLOCK, made.named("EXERCISE: they"), None, 7),
        amounts=(Amount(None, None, "EXERCISE: injured", "EXERCISE: dozens", Known.IN_WORDS),),
        chain=(ChainStep(codes.Edge.QUOTES, "EXERCISE: Harbour Daily"),),
        clause=ClauseSaid(None, None, "EXERCISE: the agreements"),
        height=Height(None, None, Reference.UNKNOWN, "EXERCISE: very low"),
        places=(AT_SEA, Place(None, None, "EXERCISE: somewhere", None)),
        when=WHEN,
    ),
    made.casualties(made.figure(Known.WITHHELD, None, None), made.figure(low=4, high=None)),
    made.breach(),
    made.source(),
    contents.Citation((Differs("EXERCISE: ours", "EXERCISE: theirs"),), None, "EXERCISE: theirs"),
    made.evidence(headers=bytes(32)),
    contents.Custody("EXERCISE: looked at", None, "EXERCISE: viewer 1"),
    made.assessment(credibility=2, reliability="B"),
    contents.Actor(None, None, None, (Related("EXERCISE: a writer", codes.Relation.PART_OF, 4, WHEN),), WHEN),
    Alibi(TEN, AT_SEA, "EXERCISE: why", Instant(TEN + 1)),
    contents.Reason("EXERCISE: it may be known"),
]


def problems(of: type[Written], value: Any) -> set[str]:
    with pytest.raises(Malformed) as caught:
        contents.read(of, value, HERE)
    return {problem.field for problem in caught.value.problems}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: type(each).__name__)
def test_what_is_written_is_read_again_the_same_through_the_bytes_that_are_sealed(example: Written) -> None:
    written = canonical.write(example.json())
    assert contents.read(type(example), canonical.read("stated", written), HERE) == example


def test_there_is_an_example_of_every_content() -> None:
    assert {type(example) for example in EXAMPLES} == set(contents.READERS)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: type(each).__name__)
def test_a_member_that_is_missing_and_one_too_many_are_told_together(example: Written) -> None:
    value = dict(example.json())  # type: ignore[arg-type]  # an object
    gone = sorted(value)[0]
    del value[gone]
    value["unheard_of"] = 1
    assert problems(type(example), value) == {f"stated.{gone}", "stated.unheard_of"}


@pytest.mark.parametrize("state", [Known.NOT_STATED, Known.UNKNOWN, Known.WITHHELD, Known.IN_WORDS])
def test_a_number_that_nobody_stated_is_no_number_and_above_all_not_zero(state: Known) -> None:
    amount = Amount(None, None, "EXERCISE: injured", "EXERCISE: some", state)
    claim = made.claim("EXERCISE: some were hurt", amounts=(amount,))
    assert contents.read(Claim, claim.json(), HERE) == claim
    zero = replace(claim, amounts=(replace(amount, low=0, high=0),))
    assert problems(Claim, zero.json()) == {"stated.amounts[0].low"}


def test_a_number_has_a_bound_at_least_and_its_bounds_in_their_order() -> None:
    claim = made.claim("EXERCISE: x", amounts=(Amount(None, None, "EXERCISE: injured", "x", Known.NUMBER),))
    assert problems(Claim, claim.json()) == {"stated.amounts[0].low"}
    turned = replace(claim, amounts=(Amount(3, 4, "EXERCISE: injured", "x", Known.NUMBER),))
    assert problems(Claim, turned.json()) == {"stated.amounts[0].high"}
    for low, high in ((4, None), (None, 4), (4, 4)):
        open_ended = replace(claim, amounts=(Amount(high, low, "EXERCISE: injured", "x", Known.NUMBER),))
        assert contents.read(Claim, open_ended.json(), HERE) == open_ended


def test_a_height_of_which_nobody_said_how_high_is_unknown_and_not_the_ground() -> None:
    low = made.claim("EXERCISE: it hovered", height=Height(None, None, Reference.UNKNOWN, "EXERCISE: very low"))
    read = contents.read(Claim, low.json(), HERE)
    assert isinstance(read, Claim)
    assert read.height is not None
    assert (read.height.low_mm, read.height.high_mm) == (None, None)


def test_ranges_and_places_that_do_not_go_together_are_malformed() -> None:
    turned = made.claim("EXERCISE: x", when=When(Instant(TEN + 1), "x", TEN))
    assert problems(Claim, turned.json()) == {"stated.when.until_us"}
    half = made.claim("EXERCISE: x", places=(Place(1, None, "x", None),))
    assert problems(Claim, half.json()) == {"stated.places[0].lat_e9"}
    nowhere = made.claim("EXERCISE: x", places=(Place(None, None, "x", 5),))
    assert problems(Claim, nowhere.json()) == {"stated.places[0].within_mm"}
    high = made.claim("EXERCISE: x", height=Height(1, 2, Reference.AGL, "x"))
    assert problems(Claim, high.json()) == {"stated.height.high_mm"}
    empty = Alibi(TEN, AT_SEA, "EXERCISE: why", TEN)
    assert problems(Alibi, empty.json()) == {"stated.until_us"}


def test_a_passage_is_some_words_and_not_a_book() -> None:
    assert problems(contents.Reason, {"reason": "  "}) == {"stated.reason"}
    assert problems(contents.Reason, {"reason": "x" * (contents.MOST_TEXT + 1)}) == {"stated.reason"}


def test_grades_are_two_axes_each_of_its_own() -> None:
    for wrong in ({"reliability": "G"}, {"reliability": "AB"}, {"credibility": 0}, {"credibility": 7}):
        value = {**made.assessment().json(), **wrong}
        assert problems(contents.Assessment, value) == {f"stated.{next(iter(wrong))}"}


VALUES = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(VALUES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_is_handed_in_is_read_or_told_of_and_nothing_else(value: Any) -> None:
    for of in contents.READERS:
        try:
            contents.read(of, value, HERE)
        except Malformed:
            continue


def test_codes_are_lower_case_words_that_stand_for_one_thing_each() -> None:
    lists = [each for each in vars(codes).values() if isinstance(each, type) and issubclass(each, StrEnum)]
    for each in lists:
        for code in each:
            if each is not Reference:
                assert code.value == code.value.lower()
            assert code.name == code.value.upper().replace("-", "_")
