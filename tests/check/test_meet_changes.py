"""How long a cut, how high a step lets two legs still meet? Held against the exact oracle, on legs of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from math import inf, isfinite, sqrt
from random import Random

import pytest

from herald.check import meet
from tests.check.contradictions import (
    CLEAR_US,
    HALF_INSTANT,
    INSTANT_US,
    beside_m,
    closest_m,
    grain_us,
    kernel_flat,
    kernel_rows,
    time_planes,
)
from tests.check.kinds import KINDS, distance_m, row
from tests.check.oracle import Asked, Pair, meets

CASES = 40
CLEAR_M = Fraction(1, 100)
"""Outside the end of an interval of steps by this much they are clear: the half millimetre, and what places are rounded by."""
CROSSING = (100.0, 0.0, 0.0, 100.0, -50.0, 50.0)


def cut_us(pair: Pair, distance: float) -> tuple[float, float]:
    a, b = kernel_rows(pair)
    return meet.cuts(a, b, time_planes(pair), kernel_flat(pair), distance * distance)


def steps_m(pair: Pair, distance: float) -> tuple[float, float]:
    a, b = kernel_rows(pair)
    return meet.steps(a, b, kernel_flat(pair), distance * distance, float(pair.up_m), float(pair.down_m))


def with_cut(pair: Pair, column: int, by: Fraction) -> Pair:
    """B with its latest instants (column L0) earlier, or its earliest (E0) later."""
    b = list(pair.b)
    b[column] = Fraction(b[column]) + (by if column == meet.E0 else -by)
    return replace(pair, b=tuple(b))


def raised(pair: Pair, by: Fraction) -> Pair:
    b = list(pair.b)
    b[meet.LOW0], b[meet.HIGH0] = Fraction(b[meet.LOW0]) + by, Fraction(b[meet.HIGH0]) + by
    return replace(pair, b=tuple(b))


def slack_us(pair: Pair) -> Fraction:
    """The least slack B has anywhere; none where an end is not bounded."""
    first, rise, last, run = (Fraction(each) if isfinite(each) else None for each in pair.b[meet.E0 : meet.LOW0])
    if first is None or last is None or rise is None or run is None:
        return Fraction(0)
    return min(last - first, last + run - first - rise)


def widened(pair: Pair, more: Fraction = Fraction(0)) -> Asked:
    return replace(HALF_INSTANT, slack_us=HALF_INSTANT.slack_us + more)


def about_cuts(pair: Pair, distance: float) -> Iterator[str]:
    """What the kernel gets wrong about cuts within B's slack: clear just inside, a meeting 1 ms beyond."""
    beside, grain, slack = beside_m(pair, distance), INSTANT_US + grain_us(pair), slack_us(pair)
    nearer, further = Fraction(distance) - beside, Fraction(distance) + beside
    for greatest, column in zip(cut_us(pair, distance), (meet.L0, meet.E0), strict=True):
        if greatest == -inf:
            if meets(pair, nearer, replace(HALF_INSTANT, slack_us=Fraction(0))):
                yield "they meet as filed, and no cut lets them meet"
            continue
        inside = slack if greatest == inf else min(slack, Fraction(greatest) - grain)
        if inside > 0 and not meets(with_cut(pair, column, inside), further, widened(pair, grain_us(pair))):
            yield f"clear within the greatest cut {greatest} of column {column}"
        beyond = Fraction(greatest) + grain + CLEAR_US if isfinite(greatest) else slack + 1
        if beyond <= slack and meets(with_cut(pair, column, beyond), nearer, HALF_INSTANT):
            yield f"a meeting 1 ms beyond the greatest cut {greatest} of column {column}"


def about_steps(pair: Pair, distance: float) -> Iterator[str]:
    """What the kernel gets wrong about steps: clear just inside an end, a meeting a centimetre outside."""
    beside, grain = beside_m(pair, distance), grain_us(pair)
    nearer, further = Fraction(distance) - beside, Fraction(distance) + beside
    least, greatest = steps_m(pair, distance)
    if least > greatest:
        unlimited = replace(pair, up_m=inf, down_m=inf)
        if meets(unlimited, nearer, replace(HALF_INSTANT, slack_us=Fraction(0))):
            yield "a height at which they meet, and no step that lets them"
        return
    width = Fraction(greatest) - Fraction(least) if isfinite(greatest - least) else Fraction(1)
    for end, sign in ((least, -1), (greatest, 1)):
        if isfinite(end):
            inside = Fraction(end) - sign * min(CLEAR_M, width / 2)
            if not meets(raised(pair, inside), further, replace(widened(pair, grain), slack_m=HALF_INSTANT.slack_m)):
                yield f"clear just inside the step {end}"
            if meets(raised(pair, Fraction(end) + sign * CLEAR_M), nearer, HALF_INSTANT):
                yield f"a meeting 1 cm outside the step {end}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_finds_nothing_wrong_with_cuts_and_steps(kind: str, seed: int) -> None:
    rng = Random(f"changes {seed} {kind}")
    pairs = [KINDS[kind](rng) for _ in range(CASES)]
    asked = [(pair, distance_m(rng, closest_m(pair))) for pair in pairs]
    wrong = [(text, *each) for each in asked for text in (*about_cuts(*each), *about_steps(*each))]
    assert wrong == []


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_the_oracle_judges_many_more_cuts_and_steps(kind: str, seed: int, judged: Callable[[str, int], None]) -> None:
    rng = Random(f"changes deep {seed} {kind}")
    pairs = [KINDS[kind](rng) for _ in range(400)]
    asked = [(pair, distance_m(rng, closest_m(pair))) for pair in pairs]
    judged("pairs of legs with cuts and steps", len(asked))
    assert [(text, *each) for each in asked for text in (*about_cuts(*each), *about_steps(*each))] == []


def test_two_posts_still_meet_until_the_cut_parts_their_windows() -> None:
    asked = Pair(row((0, 0), (1000, 0)), row((400, 0), (1700, 0)), (0.0, 0.0, 0.0, 0.0, 3.0, 4.0), 300.0, 300.0)
    assert cut_us(asked, 5.0) == (1700 + 0.5, 600 + 0.5)
    assert cut_us(asked, 4.999) == (-inf, -inf)


def test_an_end_that_nobody_stated_is_met_whatever_the_cut() -> None:
    stays = row((0, 0), (inf, 0))
    asked = Pair(row((0, 0), (1000, 0)), stays, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 300.0, 300.0)
    assert cut_us(asked, 5.0) == (inf, 1000 + 0.5)


def test_a_level_flight_meets_from_the_limit_below_the_other_to_the_limit_above_it() -> None:
    level = (0.0, 1e6)
    low, high = row(level, level, (100, 0), (200, 0)), row(level, level, (500, 0), (700, 0))
    asked = Pair(low, high, CROSSING, 300.0, 300.0)
    assert steps_m(asked, 10.0) == (100 - 700 - 300 - 0.0005, 200 - 500 + 300 + 0.0005)
    assert steps_m(replace(asked, up_m=inf, down_m=inf), 10.0) == (-inf, inf)


def test_a_climb_meets_only_the_heights_it_has_near_the_other() -> None:
    level = (0.0, 1e6)
    climbs, flat = row(level, level, (0, 1000), (0, 1000)), row(level, level, (500, 0), (500, 0))
    # Without slack both are as far from the crossing: within 10 m of each other A is 1/sqrt(200) of its way from the middle.
    height = 1000 / sqrt(200)
    assert steps_m(Pair(climbs, flat, CROSSING, 0.0, 0.0), 10.0) == pytest.approx((-height, height), abs=0.001)
