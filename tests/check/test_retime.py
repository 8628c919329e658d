"""Are the clear shifts just those at which a check finds nothing? Filed anew and checked again, second by second."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from herald.check import retime
from herald.check.amounts import gaps
from herald.check.answer import Clears
from herald.check.asking import ask, candidates_of
from herald.check.governing import Interval
from herald.check.legs import Index
from herald.check.pairs import check
from herald.check.retime import clear_shifts
from herald.check.world import World, world
from herald.notice.model import ON_THE_GROUND, Kind, Notice, Spot, Window
from herald.units import SECOND
from tests.check.retimed import HORIZON_S, contradictions, lists, zoned
from tests.check.worlds import LIMITS, REGIONS, at, drawn, notice, place

PLANAR = sorted(set(REGIONS) - {"pole"})
"""Where a zone with edges straight in longitude and latitude can be drawn."""


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_a_shift_is_clear_just_where_a_check_of_the_shifted_notice_lists_nothing(region: str, seed: int) -> None:
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", region)]
    assert len(found) > 20
    assert not [wrong for _, wrong in found if wrong]


@pytest.mark.parametrize("region", PLANAR)
def test_clauses_that_begin_or_cease_to_govern_with_the_shift_are_followed(region: str, seed: int) -> None:
    rng = Random(f"{seed} {region}")
    found = [each for number in range(4) for each in contradictions(f"{seed} {number}", region, zoned(region, rng))]
    assert len(found) > 20
    assert not [wrong for _, wrong in found if wrong]


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_what_clears_it_is_the_least_whole_second_that_does(region: str, seed: int) -> None:
    judged = 0
    for number in range(3):
        notices = drawn(Random(f"{seed} {region} {number}"), region, 5)
        for encounter in check(notices, None, LIMITS).encounters:
            assert encounter.clears is not None
            for name, clears in zip((encounter.a, encounter.b), encounter.clears, strict=True):
                mine = next(notice for notice in notices if notice.id == name)
                others = [notice for notice in notices if notice.id != name]
                for sign, seconds in ((1, clears.later_s), (-1, clears.earlier_s)):
                    if seconds is not None:
                        judged += 1
                        assert not lists(mine, others, sign * seconds, None)
                        assert lists(mine, others, sign * (seconds - 1), None)
    assert judged


def post(number: int, party: str, first_h: float, last_h: float) -> Notice:
    """One place for all of them, for so many hours."""
    return notice(number, party, Spot(place(10, 0), Window(at(first_h), at(last_h)), ON_THE_GROUND), Kind.POST)


def test_of_several_clear_times_the_nearest_is_named() -> None:
    """An hour's stay between others an hour long, with two hours free before, between and after them."""
    others = [post(number, "birch", hour, hour + 1) for number, hour in ((2, -3), (3, 0), (4, 3))]
    encounter = check([post(1, "aster", 0, 1), *others], None, LIMITS).encounters[0]
    assert encounter.clears is not None
    assert encounter.clears[0] == Clears(later_s=3601, earlier_s=3601)


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_what_is_asked_of_a_shift_holds_all_that_any_shift_within_it_meets(region: str, seed: int) -> None:
    """Every row of the notice against every row of another party, at shifts up to the furthest."""
    rng, met = Random(f"{seed} {region}"), 0
    for number in range(6):
        of = world(drawn(rng, region, 6, 0.1), None, LIMITS)
        every = _each_with_each(of, number)
        listed = set(zip(*map(np.ndarray.tolist, candidates_of(of, number, float(HORIZON_S * SECOND))), strict=True))
        assert all(of.party[of.legs.notice[row]] != of.party[number] for row, _ in listed)
        assert all(of.legs.notice[row] == number for _, row in listed)
        for delay_s in (-HORIZON_S, HORIZON_S, *(rng.randint(-HORIZON_S, HORIZON_S) for _ in range(6))):
            hits = ask(of.shifted(number, delay_s * SECOND), *every)
            met += len(hits)
            assert set(zip(hits.a.tolist(), hits.b.tolist(), strict=True)) <= listed
    assert met > 20


def _each_with_each(of: World, number: int) -> tuple[Index, Index]:
    """Every pair of an outline of another party and one of this notice."""
    owner = of.legs.notice[: of.outlines]
    mine = np.flatnonzero(owner == number)
    others = np.flatnonzero(of.party[owner] != of.party[number])
    return np.repeat(others, len(mine)), np.tile(mine, len(others))


def test_every_end_of_a_clear_time_is_asked_of_the_check_itself(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Were the closed form wrong by three seconds at either end, no shift would be offered that meets someone."""
    notices = drawn(Random(seed), "mid", 6)
    found = [clear_shifts(one.id, notices, None, LIMITS, HORIZON_S) for one in notices]
    closed_form = retime.forbidden

    def too_narrow(of: World, a: Index, b: Index) -> list[Interval]:
        return [(low + 3 * SECOND, high - 3 * SECOND) for low, high in closed_form(of, a, b)]

    monkeypatch.setattr(retime, "forbidden", too_narrow)
    assert [clear_shifts(one.id, notices, None, LIMITS, HORIZON_S) for one in notices] == found
    assert any(len(shifts) > 1 for shifts in found)


lows = st.one_of(st.integers(-60, 50), st.floats(-60, 50), st.just(-inf))
widths = st.one_of(st.integers(0, 30), st.floats(-5, 30), st.just(inf))


@given(forbidden=st.lists(st.tuples(lows, widths), max_size=6), first=st.integers(-5, 0), last=st.integers(-1, 5))
@example(forbidden=[(-40, 70), (-20, 10)], first=-5, last=5)
def test_what_is_clear_is_every_whole_amount_in_no_forbidden_interval(
    forbidden: list[tuple[float, float]], first: int, last: int
) -> None:
    """In tenths, closed at both ends: counted through one by one. Intervals lie within each other, overlap, touch, are empty."""
    closed = [(low, inf if width == inf else low + width) for low, width in forbidden]
    free = gaps(closed, 10, first, last)
    counted = [n for n in range(first, last + 1) if not any(low <= 10 * n <= high for low, high in closed)]
    assert [n for begin, end in free for n in range(begin, end + 1)] == counted
    assert all(begin <= end for begin, end in free)


@pytest.mark.deep
@pytest.mark.parametrize("region", sorted(REGIONS))
def test_many_more_shifts_are_clear_just_where_a_check_lists_nothing(
    region: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    rng = Random(f"{seed} {region}")
    found = []
    for number in range(150):
        agreement = zoned(region, rng) if region in PLANAR and number % 2 else None
        found += list(contradictions(f"{seed} deep {number}", region, agreement))
    judged(f"checks of a notice shifted within {HORIZON_S} s", len(found))
    assert not [wrong for _, wrong in found if wrong]
