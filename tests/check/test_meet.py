"""The closed form against the exact oracle: at the very limit, on every awkward kind, and on small whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import hypot, inf, pi, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.check import meet
from herald.geometry import ellipsoid
from tests.check.contradictions import (
    HALF_INSTANT,
    about,
    about_closest,
    about_forbidden,
    about_window,
    closest_m,
    forbidden_us,
    metres_off,
    window_us,
)
from tests.check.kinds import HOUR_US, KINDS, YEAR_9999_US, distance_m, flat, row
from tests.check.oracle import Pair, meets, nearest_m2

CASES = 25
ALWAYS = row((0, 0), (10 * HOUR_US, 0))
ONE_MM = 0.001
ONE_MM_ON_THE_WAY = Fraction(1, 1000)


def pair(a: tuple[float, ...], b: tuple[float, ...], flat: tuple[float, ...], vertical_m: float = 300.0) -> Pair:
    return Pair(a, b, flat, vertical_m, vertical_m)


def exact_m2(of: Pair) -> Fraction | None:
    return nearest_m2(of, HALF_INSTANT)


# -- Exactly at the separation ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vectors", "separation_m"),
    [
        pytest.param((4000, 0, 4000, 0, 0, 300), 300, id="two lanes, one way"),
        pytest.param((4000, 0, -4000, 0, -4000, -1000), 1000, id="two lanes, head-on"),
        pytest.param((0, 0, 0, 0, 300, 400), 500, id="two posts"),
        pytest.param((0, 0, 6000, 8000, 1500 - 800, 2000 + 600), 1000, id="a post beside a road"),
        pytest.param((4000, 3000, 4000, 3000, -600, 800), 1000, id="slanting lanes"),
        pytest.param((4000, 3000, -8000, -6000, -600 - 400, 800 - 300), 1000, id="slanting, head-on, unlike lengths"),
        pytest.param((1000, 0, 0, 1000, 1000, 0), 1000, id="ends that face each other"),
    ],
)
def test_legs_exactly_the_separation_apart_meet(vectors: tuple[float, ...], separation_m: float) -> None:
    asked = pair(ALWAYS, ALWAYS, vectors)
    separation = Fraction(separation_m)
    assert exact_m2(asked) == separation**2
    assert closest_m(asked) == separation_m
    assert meets(asked, separation)
    assert not meets(asked, separation - Fraction(1, 10**9))
    assert window_us(asked, separation_m) == (0, 10 * HOUR_US)
    assert window_us(asked, separation_m - 1e-9) is None


@pytest.mark.parametrize(
    "vectors",
    [
        pytest.param((4000, 0, 4000, 0, 0, 300), id="lanes"),
        pytest.param((0, 0, 0, 0, 180, 240), id="halts"),
    ],
)
def test_legs_exactly_the_separation_apart_all_along_meet_all_the_while(vectors: tuple[float, ...]) -> None:
    """Every point is on the very edge of what is within: none of it is lost, neither of the window nor of the delays."""
    asked = pair(row((0, HOUR_US), (60, HOUR_US)), row((0, HOUR_US), (90, HOUR_US)), vectors)
    first, last = window_us(asked, 300.0) or (inf, -inf)
    assert abs(first) <= 1
    assert abs(last - (HOUR_US + 60)) <= 1
    least, greatest = forbidden_us(asked, 300.0)
    whole = HOUR_US if vectors[0] == 0 else 0
    assert abs(least + whole + 90.5) <= 1
    assert abs(greatest - whole - 60.5) <= 1


def test_legs_in_general_position_lie_within_the_bound_of_the_exact_distance() -> None:
    """A distance that is a square root is no float: the kernel is within its bound of it, and the bound within the margin of 1e-5 m
    that every stated error carries, so that what is exactly at the separation is answered *could meet*."""
    asked = pair(ALWAYS, ALWAYS, (4000, 1000, 4000, 1000, 1, 700))
    exact = exact_m2(asked)
    assert exact == Fraction((700 * 4000 - 1000) ** 2, 4000**2 + 1000**2)
    assert abs(closest_m(asked) - sqrt(exact)) <= metres_off(asked) < 1e-5


@pytest.mark.parametrize("decade", range(-17, 0))
def test_legs_that_cross_however_flatly_come_out_at_0(decade: int, seed: int) -> None:
    """At sines of 1e-10 to 1e-7 the crossing is hard to find and its edges are far: 3e-5 m once."""
    rng = Random(f"{seed} {decade}")
    for _ in range(40):
        turn = rng.choice([0, pi]) + 10 ** (decade + rng.random())
        ax, ay, bx, by, _, _ = flat(rng, (1000.0, 10_000.0), turn=turn)
        u, v = rng.random(), rng.random()
        asked = pair(ALWAYS, ALWAYS, (ax, ay, bx, by, v * bx - u * ax, v * by - u * ay))
        assert list(about_closest(asked)) == [], asked


def test_parallel_legs_exactly_at_the_distance_forbid_no_delay_out_of_rounding(seed: int) -> None:
    """A x B is nothing but rounding, and everything within the distance lies on its edge: 47 s too many once."""
    rng = Random(seed)
    for _ in range(80):
        asked = KINDS["barely crossing"](rng)
        ax, ay, bx, by, _, _ = asked.flat
        along, u, v = hypot(bx, by) / hypot(ax, ay), rng.random(), rng.random()
        bx, by, aside = along * ax, along * ay, 1000 / hypot(ax, ay)
        parallel = replace(asked, flat=(ax, ay, bx, by, v * bx - u * ax - aside * ay, v * by - u * ay + aside * ax))
        assert list(about_forbidden(parallel, 1000.0)) == [], parallel
        assert list(about_window(parallel, 1000.0)) == [], parallel


# -- Exactly at one instant ------------------------------------------------------------------------------------------

CROSSING = (1000.0, 0.0, 0.0, 1000.0, -500.0, 500.0)
"""Two roads that cross in the middle of both legs."""
POSTS = (0.0, 0.0, 0.0, 0.0, 3.0, 4.0)
"""Two posts 5 m apart."""


@pytest.mark.parametrize(
    ("a", "b", "instant"),
    [
        pytest.param(row((0, 0), (HOUR_US, 0)), row((HOUR_US, 0), (2 * HOUR_US, 0)), HOUR_US, id="posts"),
        pytest.param(
            row((0, HOUR_US), (0, HOUR_US)), row((0, HOUR_US), (0, HOUR_US)), HOUR_US // 2, id="to the microsecond"
        ),
        pytest.param(
            row((0, 100), (20, HOUR_US)),
            row((HOUR_US // 2 + 20, 0), (HOUR_US, 0)),
            HOUR_US // 2 + 20,
            id="latest of a moving one",
        ),
        pytest.param(row((-inf, 0), (77, 0)), row((77, 0), (inf, 0)), 77, id="unstated ends"),
        pytest.param(row((0, 0), (77, 0)), row((77, 0), (YEAR_9999_US, 0)), 77, id="a presence without end"),
    ],
)
def test_windows_that_touch_at_one_instant_meet_and_1_us_later_do_not(
    a: tuple[float, ...], b: tuple[float, ...], instant: int
) -> None:
    asked = pair(a, b, CROSSING)
    assert exact_m2(asked) == 0
    assert meets(asked, Fraction(0))
    first, last = window_us(asked, 1e-5) or (inf, -inf)
    slowest_us = 1e-5 / 1000 * HOUR_US  # what 1e-5 m take at 1 km an hour
    assert abs(first - instant) <= 1 + slowest_us
    assert abs(last - instant) <= 1 + slowest_us
    assert closest_m(asked) <= metres_off(asked)


@pytest.mark.parametrize("legs", [CROSSING, POSTS])
@pytest.mark.parametrize(
    "earlier", [row((0, 0), (HOUR_US, 0)), row((0, HOUR_US // 2), (0, HOUR_US)), row((-inf, 0), (HOUR_US, 0))]
)
@pytest.mark.parametrize(
    "later",
    [
        row((HOUR_US + 1, 0), (2 * HOUR_US, 0)),
        row((HOUR_US + 1, 7), (HOUR_US + 1, 9)),
        row((HOUR_US + 1, 0), (inf, 0)),
    ],
)
def test_windows_1_us_apart_do_not_meet(
    earlier: tuple[float, ...], later: tuple[float, ...], legs: tuple[float, ...]
) -> None:
    for asked in (pair(earlier, later, legs), pair(later, earlier, legs)):
        assert exact_m2(asked) is None
        assert closest_m(asked) == inf
        assert window_us(asked, 1e9) is None


def test_a_microsecond_is_still_told_apart_a_year_from_the_epoch() -> None:
    year = 365 * 24 * HOUR_US
    before, after = row((0, 0), (year, 0)), row((year + 1, 0), (YEAR_9999_US, 0))
    assert closest_m(pair(before, after, CROSSING)) == inf
    assert closest_m(pair(before, row((year, 0), (YEAR_9999_US, 0)), CROSSING)) == 0


def test_an_edge_that_two_limits_share_is_not_lost() -> None:
    """A's earliest reaches B's latest, and half an instant, just at A's end; the nearest point lies along that edge."""
    asked = pair(row((0, 100.5), (200, 0)), row((0, 0), (100, 0)), (1000, 0, 0, 1000, -2000, 500))
    assert closest_m(asked) == 1000
    assert exact_m2(asked) == 1000**2


# -- Exactly at the vertical limit -----------------------------------------------------------------------------------


@pytest.mark.parametrize("gap_m", [300.0, 300.0 + ONE_MM])
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("legs", [CROSSING, POSTS])
def test_bands_exactly_the_vertical_limit_apart_meet_and_1_mm_further_do_not(
    legs: tuple[float, ...], gap_m: float, swapped: bool
) -> None:
    ground, above = row((0, 0), (9, 0), (0, 0), (20, 0)), row((0, 0), (9, 0), (20 + gap_m, 0), (900, 0))
    asked = pair(*((above, ground) if swapped else (ground, above)), legs)
    could = gap_m == 300.0
    assert (exact_m2(asked) is not None) is could
    assert (closest_m(asked) < inf) is could
    assert (forbidden_us(asked, 1e4) == (-9.5, 9.5)) is could


@pytest.mark.parametrize("swapped", [False, True])
def test_a_climb_that_reaches_the_limit_at_one_point_meets_there(swapped: bool) -> None:
    """A floor sinks from 800 m to 300 m above the other's ceiling: at its very end it is within the limit; half a millimetre of
    tolerance is a millimetre of this leg's way."""

    def asked(floor_m: float) -> Pair:
        legs = row((0, 0), (9, 0), (floor_m, -500), (900, -500)), row((0, 0), (9, 0))
        return pair(*legs[::-1], (0, 1000, 1000, 0, 500, -500)) if swapped else pair(*legs, CROSSING)

    assert nearest_m2(asked(800)) == 500**2
    assert exact_m2(asked(800)) == (500 - ONE_MM_ON_THE_WAY) ** 2
    assert abs(closest_m(asked(800)) - (500 - 0.001)) <= metres_off(asked(800))
    assert exact_m2(asked(800 + ONE_MM)) is None
    assert closest_m(asked(800 + ONE_MM)) == inf


def test_a_limit_that_cannot_matter_is_no_limit() -> None:
    high = row((0, 0), (9, 0), (9000, 0), (9100, 0))
    asked = Pair(high, row((0, 0), (9, 0)), CROSSING, inf, 300.0)
    assert closest_m(asked) == 0


# -- Delays, exactly -------------------------------------------------------------------------------------------------


def test_the_forbidden_delays_of_two_posts_are_all_that_make_their_windows_touch() -> None:
    asked = pair(row((100, 0), (250, 0)), row((1000, 0), (1700, 0)), POSTS)
    assert forbidden_us(asked, 5.0) == (100 - 1700 - 0.5, 250 - 1000 + 0.5)
    assert forbidden_us(asked, 4.999) == (inf, -inf)


def test_the_forbidden_delays_of_a_crossing_are_those_within_the_distance_of_it() -> None:
    """Both cross at 100 m/s and to the microsecond; shifted by delta, B is 100 m/s * delta / sqrt 2 away at the nearest."""
    at_100_ms = row((0, 10**7), (0, 10**7))
    least, greatest = forbidden_us(pair(at_100_ms, at_100_ms, CROSSING), 100.0)
    assert abs(greatest - 10**6 * sqrt(2)) < 1
    assert abs(least + 10**6 * sqrt(2)) < 1


def test_an_unstated_end_forbids_delays_without_end() -> None:
    stays = row((50, 0), (inf, 0))
    assert forbidden_us(pair(row((0, 0), (200, 0)), stays, CROSSING), 1.0) == (-inf, 150.5)


# -- Every awkward kind ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_kernel_and_the_exact_oracle_agree(kind: str, seed: int, judged: Callable[[str, int], None]) -> None:
    rng = Random(f"{seed} {kind}")
    within = 0
    for _ in range(CASES):
        asked = KINDS[kind](rng)
        distance = distance_m(rng, closest_m(asked))
        assert about(asked, distance) == [], (asked, distance)
        within += window_us(asked, distance) is not None
    assert within > CASES / 10
    judged("exact oracle, pairs of legs", CASES)


small = st.integers(-3, 3)
instants = st.integers(0, 6)


@st.composite
def small_rows(draw: st.DrawFn) -> tuple[float, ...]:
    """Whole numbers so small that edges, corners, lines and windows coincide all the time; a microsecond is much here."""
    unit = draw(st.sampled_from([1, 10**6]))
    earliest, rise, slack, more = (unit * draw(instants) for _ in range(4))
    low, climb, depth, deepens = draw(st.tuples(small, small, st.integers(0, 2), st.integers(0, 2)))
    ends = (earliest, rise), (earliest + slack, max(rise - slack, 0) + more)
    unstated = draw(st.sampled_from(["", "", "", "earliest", "latest"]))
    return row(
        (-inf, 0) if unstated == "earliest" else ends[0],
        (inf, 0) if unstated == "latest" else ends[1],
        (low, climb),
        (low + depth, climb + deepens),
    )


@given(
    a=small_rows(),
    b=small_rows(),
    vectors=st.tuples(small, small, small, small, small, small),
    scale=st.sampled_from([1.0, 1000.0]),
    vertical=st.tuples(st.sampled_from([0.0, 1.0, 2.0, inf]), st.sampled_from([0.0, 1.0, 2.0, inf])),
    distance=st.sampled_from([1e-5, 0.5, 1.0, 2.0, 5.0]),
)
def test_the_kernel_and_the_exact_oracle_agree_on_small_whole_numbers(
    a: tuple[float, ...],
    b: tuple[float, ...],
    vectors: tuple[int, ...],
    scale: float,
    vertical: tuple[float, float],
    distance: float,
) -> None:
    asked = Pair(a, b, tuple(scale * number for number in vectors), *vertical)
    assert about(asked, scale * distance) == []


# -- The pair's own plane --------------------------------------------------------------------------------------------


def on_earth(lon_deg: float, lat_deg: float, towards_deg: float, length_m: float) -> tuple[float, ...]:
    """A row from this place along a geodesic; always there."""
    lon, lat, _ = ellipsoid.GEOD.fwd(lon_deg, lat_deg, towards_deg, length_m)
    ends = ellipsoid.ecef(np.array([lon_deg, lon]), np.array([lat_deg, lat]))
    return (*map(float, ends[0]), *map(float, ends[1] - ends[0]), *ALWAYS[6:])


@pytest.mark.parametrize("lat_deg", [-90.0, -89.99999, -45.0, -1e-9, 0.0, 30.0, 60.0, 89.9, 90.0])
def test_the_plane_is_square_to_the_ellipsoids_normal_at_the_mean_of_the_four_ends(lat_deg: float, seed: int) -> None:
    """|w|^2 less the part along the normal, in exact rationals of the very same rows: Pythagoras, without a unit vector."""
    rng = Random(seed)
    for _ in range(20):
        lon_deg, length_m = rng.uniform(-180, 180), rng.choice([0.0, 10.0, 10_000.0])
        a = on_earth(lon_deg, lat_deg, rng.uniform(0, 360), length_m)
        b = on_earth(
            lon_deg + rng.uniform(-0.01, 0.01), lat_deg * (1 - rng.random() * 1e-3), rng.uniform(0, 360), 10_000.0
        )
        plane, normal = meet.metric(a, b), _normal(a, b)
        for u, v in ((0.0, 0.0), (0.25, 0.75), (1.0, 0.5)):
            w = [p - q for p, q in zip(_at(a, u), _at(b, v), strict=True)]
            along = sum(x * n for x, n in zip(w, normal, strict=True)) ** 2 / sum(n * n for n in normal)
            exact = sqrt(sum(x * x for x in w) - along)
            assert abs(sqrt(meet.squared_m2(plane, u, v)) - exact) < 1e-8


def _at(leg: tuple[float, ...], u: float) -> list[Fraction]:
    return [Fraction(leg[k]) + Fraction(u) * Fraction(leg[3 + k]) for k in range(3)]


def _normal(a: tuple[float, ...], b: tuple[float, ...]) -> list[Fraction]:
    ends = zip(_at(a, 0.0), _at(a, 1.0), _at(b, 0.0), _at(b, 1.0), strict=True)
    x, y, z = (sum(end, Fraction(0)) for end in ends)
    return [x, y, z / (1 - Fraction(ellipsoid.FLATTENING)) ** 2]


def test_the_kernels_literal_is_the_ellipsoids_own_number() -> None:
    assert meet.NORMAL_STRETCH == ellipsoid.NORMAL_STRETCH


@pytest.mark.parametrize("lon_deg", [179.9, 180.0])
def test_two_places_half_a_world_apart_have_a_plane_too(lon_deg: float) -> None:
    """The four ends cancel to a normal that is nearly nothing, or nothing; the answer is far, not an error."""
    a, b = on_earth(0.0, 0.0, 90.0, 1000.0), on_earth(lon_deg, 0.0, 90.0, 1000.0)
    assert closest_m(Pair(a, b, meet.metric(a, b), inf, inf)) > 1e6


@pytest.mark.parametrize("axis", [0, 2])
@pytest.mark.parametrize("rounding_m", [0.0, 2.0**-30])
def test_two_places_on_the_very_opposite_sides_are_far_apart(axis: int, rounding_m: float) -> None:
    """The four ends cancel to nothing, or to a rounding: any plane will do but one that the difference stands upright on."""
    here, there = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    here[axis], there[axis] = ellipsoid.SEMI_MAJOR_M, rounding_m - ellipsoid.SEMI_MAJOR_M
    a, b = ((*place, 0.0, 0.0, 0.0, *ALWAYS[6:]) for place in (here, there))
    assert closest_m(Pair(a, b, meet.metric(a, b), inf, inf)) > 1e6
