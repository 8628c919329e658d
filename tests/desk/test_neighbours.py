"""Is nobody left out of the check who could be near somebody who arrives together with it?"""

from __future__ import annotations

from itertools import combinations
from random import Random

from herald.check.reach import Box, grown, reach
from herald.desk.neighbours import near_each_other
from herald.units import HOUR, Instant, format_instant
from tests.desk.missions import ASTER, BIRCH, NOON, movement

SEPARATION_M = 1000.0


def near(*lons: float, parties: str = "ab", hours: tuple[int, ...] = ()) -> tuple[bool, ...]:
    """Movements at noon, or so many hours later, through these longitudes, of the parties a and b in turn."""
    whose = [ASTER if parties[place % len(parties)] == "a" else BIRCH for place in range(len(lons))]
    at = [format_instant(Instant(NOON + hour * HOUR)) for hour in hours or (0,) * len(lons)]
    notices = [movement(str(place), whose[place], lon=lon, at=at[place]) for place, lon in enumerate(lons)]
    return near_each_other(reach(notices), whose, SEPARATION_M)


def test_two_whose_ways_come_within_the_separation_are_asked_about_and_a_third_far_off_is_not() -> None:
    assert near(-24.9, -24.88, -20.0) == (True, True, False)


def test_two_of_one_party_are_not_held_against_each_other() -> None:
    assert near(-24.9, -24.88, parties="a") == (False, False)


def test_two_in_one_place_at_other_times_are_not_asked_about() -> None:
    assert near(-24.9, -24.9, hours=(0, 5)) == (False, False)


def test_two_that_only_the_separation_brings_together_are_asked_about() -> None:
    km = 1 / 94.5
    assert near(-24.9, -24.9 + 5.9 * km) == (True, True)
    assert near(-24.9, -24.9 + 9.0 * km) == (False, False)


def test_nobody_is_near_one_alone_or_near_a_cancel_or_where_nothing_arrives() -> None:
    assert near(-24.9) == (False,)
    assert near_each_other([(), ()], [ASTER, BIRCH], SEPARATION_M) == (False, False)
    assert near_each_other([], [], SEPARATION_M) == ()


def test_whoever_has_a_box_within_the_separation_of_anothers_is_among_them(seed: int) -> None:
    lot = Random(seed)
    told = 0
    for _ in range(60):
        boxes = [tuple(_box(lot) for _ in range(lot.randint(0, 4))) for _ in range(8)]
        parties = [lot.choice((ASTER, BIRCH)) for _ in boxes]
        found = near_each_other(boxes, parties, SEPARATION_M)
        for a, b in combinations(range(len(boxes)), 2):
            if parties[a] != parties[b] and _overlap(boxes[a], grown(boxes[b], SEPARATION_M)):
                assert found[a]
                assert found[b]
                told += 1
    assert told > 50


def _box(lot: Random) -> Box:
    lows = [lot.uniform(0, 9_000) for _ in range(4)]
    sides = [side for low in lows for side in (low, low + lot.uniform(0, 3000))]
    return Box(*sides)


def _overlap(one: tuple[Box, ...], other: tuple[Box, ...]) -> bool:
    return any(all(a[n] <= b[n + 1] and b[n] <= a[n + 1] for n in range(0, 8, 2)) for a in one for b in other)
