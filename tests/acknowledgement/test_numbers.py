"""How many of how many? Each number with what it is a part of, by hand on small cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.acknowledgement.ladders import LAPSED, RANKS, Answer, Outcome, Receipt, Spread, spread
from herald.acknowledgement.ladderwords import came, counted, delayed
from herald.acknowledgement.numbers import Reached, Said, Share, numbers, outcomes
from herald.units import PartyId

BIRCH, CEDAR = PartyId("birch"), PartyId("cedar-relief")
NOTED = RANKS[Answer.NOTED]


def reached(
    notice: int = 1,
    party: PartyId = BIRCH,
    told: int = 0,
    confirmed: int = 0,
    *,
    delivered: bool = True,
    receipt: int = Receipt.SIGNED,
    answer: int | None = None,
) -> Reached:
    return Reached(notice, party, delivered, receipt, told, confirmed, spread(told, confirmed), answer)


def test_of_nothing_every_share_is_none_of_0_and_never_a_percentage() -> None:
    said = dict(counted(numbers([])))
    assert said.pop("live notices") == "0, with 0 addressees"
    assert set(said.values()) == {"none of 0"}
    over = outcomes([], [])
    assert "none of 0" in dict(came(over)).values()
    assert not any("%" in text for _, text in came(over))


def test_a_notice_counts_once_for_each_addressee_and_once_as_a_notice() -> None:
    found = numbers([
        reached(1, BIRCH, 2, 2, answer=NOTED),
        reached(1, CEDAR, 0, 0, receipt=Receipt.NONE, answer=LAPSED),
        reached(2, BIRCH, 1, 1, delivered=False),
    ])  # fmt: skip
    assert (found.notices, found.pairs) == (2, 3)
    assert (found.delivered, found.receipted) == (Share(2, 3), Share(2, 3))
    assert (found.answered, found.silent) == (Share(1, 3), Share(1, 3))
    assert (found.all_confirmed, found.not_forward) == (Share(2, 3), Share(1, 3))
    assert (found.through, found.units) == (Share(1, 2), Share(3, 3))


def test_units_of_which_some_confirmed_are_neither_all_confirmed_nor_not_confirmed_forward() -> None:
    found = numbers([reached(told=3, confirmed=2)])
    assert (found.all_confirmed, found.not_forward, found.units) == (Share(0, 1), Share(0, 1), Share(2, 3))


def test_where_one_number_of_units_may_not_be_known_none_is_counted() -> None:
    hidden = Reached(2, CEDAR, True, Receipt.SIGNED, None, None, Spread.PARTLY, None)
    found = numbers([reached(told=1, confirmed=1), hidden])
    assert found.units is None
    assert found.all_confirmed == Share(1, 2)
    assert "named units that confirmed" not in dict(counted(found))


@given(
    st.lists(
        st.builds(
            reached,
            st.integers(0, 5),
            st.sampled_from([BIRCH, CEDAR]),
            st.integers(0, 3),
            st.integers(0, 3),
            delivered=st.booleans(),
            receipt=st.sampled_from(list(Receipt)),
            answer=st.sampled_from([None, LAPSED, *RANKS.values()]),
        )
    )
)
def test_no_part_is_more_than_its_whole_and_the_order_does_not_matter(of: list[Reached]) -> None:
    found = numbers(of)
    shares = (found.delivered, found.receipted, found.answered, found.silent, found.all_confirmed, found.not_forward)
    assert all(0 <= each.part <= each.whole == len(of) for each in shares)
    assert found.answered.part + found.silent.part <= len(of)
    assert found.all_confirmed.part + found.not_forward.part <= len(of)
    assert numbers(of[::-1]) == found


def test_outcomes_are_in_ochas_words_in_their_order_with_all_statements_as_the_whole() -> None:
    said = [Said(1, BIRCH, Outcome.IMPEDED, 95), Said(2, BIRCH, Outcome.FACILITATED, None)]
    found = outcomes(said, [1, 2, 3])
    assert found.stated == Share(2, 3)
    assert [each for each, _ in found.by_outcome] == list(Outcome)
    assert dict(found.by_outcome)[Outcome.IMPEDED] == Share(1, 2)
    assert dict(found.by_outcome)[Outcome.DENIED] == Share(0, 2)


def test_of_one_partys_statements_about_a_movement_only_its_last_counts() -> None:
    found = outcomes([Said(1, BIRCH, Outcome.DENIED, None), Said(1, BIRCH, Outcome.PARTLY, 10)], [1])
    assert dict(found.by_outcome)[Outcome.PARTLY] == Share(1, 1)
    assert found.apart == Share(0, 1)


def test_two_parties_who_say_different_things_are_counted_apart_and_neither_is_chosen() -> None:
    found = outcomes([Said(1, BIRCH, Outcome.DENIED, None), Said(1, CEDAR, Outcome.FACILITATED, 0)], [1])
    assert found.stated == Share(1, 1)
    assert found.apart == Share(1, 1)
    assert dict(found.by_outcome)[Outcome.DENIED] == Share(1, 2) == dict(found.by_outcome)[Outcome.FACILITATED]


def test_what_is_said_of_a_movement_that_is_not_over_is_not_counted() -> None:
    assert outcomes([Said(9, BIRCH, Outcome.DENIED, 5)], [1]).stated == Share(0, 1)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ((95,), "stated of 1 of 1 (100 %): 95 to 95 min, median 95 min; not stated of 0"),
        ((10, 30, 20), "stated of 3 of 3 (100 %): 10 to 30 min, median 20 min; not stated of 0"),
        ((10, 30, 20, 40), "stated of 4 of 4 (100 %): 10 to 40 min, median 20 to 30 min; not stated of 0"),
        ((0, None, None), "stated of 1 of 3 (33 %): 0 to 0 min, median 0 min; not stated of 2"),
        ((None,), "stated of 0 of 1 (0 %); not stated of 1"),
        ((), "stated of none of 0"),
    ],
)
def test_a_delay_that_nobody_stated_is_not_none_but_not_stated(minutes: tuple[int | None, ...], words: str) -> None:
    said = [Said(at, BIRCH, Outcome.IMPEDED, each) for at, each in enumerate(minutes)]
    assert delayed(outcomes(said, range(len(minutes))).delay) == words


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_0_and_100_per_cent_are_said_only_where_it_is_none_or_all(part: int, whole: int) -> None:
    part = min(part, whole)
    said = str(Share(part, whole))
    assert ("(0 %)" in said) is (part == 0)
    assert ("(100 %)" in said) is (part == whole)
