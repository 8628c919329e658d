"""What must hold of the closed form whatever the legs: named properties, and no possible motion that contradicts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, inf, radians, sin
from random import Random

import numpy as np
import pytest

from herald.check import meet
from herald.geometry import ellipsoid
from tests.check.contradictions import (
    CLEAR_US,
    INSTANT_US,
    beside_m,
    closest_m,
    forbidden_us,
    grain_us,
    kernel_flat,
    kernel_rows,
    metres_off,
    time_planes,
    window_us,
)
from tests.check.kinds import HOUR_US, KINDS, VERTICAL_M, distance_m
from tests.check.kinds import drawn as drawn_windows
from tests.check.oracle import Pair
from tests.check.sampled import drawn as drawn_motions

CASES = 20
ROW_ROUNDING_M = 1e-7
"""ECEF coordinates are 6.4e6 m: each is rounded to 1e-9 m, and a rotation adds a few such roundings to each."""

Span = tuple[float, float] | None
Rows = tuple[tuple[float, ...], tuple[float, ...]]


@pytest.fixture(params=KINDS)
def cases(request: pytest.FixtureRequest, seed: int) -> list[tuple[Pair, float]]:
    """Pairs of one kind, and a distance to ask of each."""
    rng = Random(f"properties {seed} {request.param}")
    pairs = [KINDS[request.param](rng) for _ in range(CASES)]
    return [(pair, distance_m(rng, closest_m(pair))) for pair in pairs]


def forbidden_span(pair: Pair, distance: float) -> Span:
    least, greatest = forbidden_us(pair, distance)
    return (least, greatest) if least <= greatest else None


def contains(outer: Span, inner: Span, slack_us: float) -> bool:
    """No window contains none; one that turned out half an instant inside out counts as that half instant."""
    if inner is None or outer is None:
        return inner is None
    return min(outer) - slack_us <= min(inner) and max(inner) <= max(outer) + slack_us


def assert_same(
    one: Pair,
    two: Pair,
    distance: float,
    window: Callable[[Span], Span] = lambda s: s,
    delays: Callable[[Span], Span] = lambda s: s,
) -> None:
    """Both answer alike: each a little nearer is contained in the other; `window` and `delays` take one's spans to two's."""
    off = metres_off(one) + metres_off(two) + ROW_ROUNDING_M
    slack = float(INSTANT_US + grain_us(one) + grain_us(two))
    beside = float(beside_m(one, distance) + beside_m(two, distance)) + ROW_ROUNDING_M
    near, far = closest_m(one), closest_m(two)
    assert near == far or abs(near - far) <= off, (one, two)
    for ask, moved in ((window_us, window), (forbidden_span, delays)):
        assert contains(ask(two, distance + beside), moved(ask(one, distance)), slack), (one, two, distance)
        assert contains(moved(ask(one, distance + beside)), ask(two, distance), slack), (one, two, distance)


# -- Nothing but the two legs decides --------------------------------------------------------------------------------


def test_who_is_a_and_who_is_b_changes_nothing_but_the_sign_of_a_delay(cases: list[tuple[Pair, float]]) -> None:
    for pair, distance in cases:
        ax, ay, bx, by, rx, ry = pair.flat
        swapped = Pair(pair.b, pair.a, (bx, by, ax, ay, -rx, -ry), pair.down_m, pair.up_m)
        assert_same(pair, swapped, distance, delays=_negative)


def _negative(span: Span) -> Span:
    return None if span is None else (-span[1], -span[0])


@pytest.mark.parametrize("shift_us", [-1, 123_456_789, 24 * 365 * HOUR_US])
def test_shifting_both_in_time_shifts_the_window_and_no_delay(cases: list[tuple[Pair, float]], shift_us: int) -> None:
    for pair, distance in cases:
        a, b = (_with(leg, {6: leg[6] + shift_us, 8: leg[8] + shift_us}) for leg in kernel_rows(pair))
        assert_same(pair, replace(pair, a=a, b=b), distance, window=lambda s: s and (s[0] + shift_us, s[1] + shift_us))


def _with(leg: tuple[float, ...], changed: dict[int, float]) -> tuple[float, ...]:
    return tuple(changed.get(column, value) for column, value in enumerate(leg))


def test_time_and_the_ways_run_backwards_give_the_same_meetings_backwards(cases: list[tuple[Pair, float]]) -> None:
    for pair, distance in cases:
        ax, ay, bx, by, rx, ry = kernel_flat(pair)
        a, b = (_backwards(leg) for leg in kernel_rows(pair))
        turned = Pair(a, b, (-ax, -ay, -bx, -by, rx + ax - bx, ry + ay - by), pair.up_m, pair.down_m)
        assert_same(pair, turned, distance, window=_negative, delays=_negative)


def _backwards(leg: tuple[float, ...]) -> tuple[float, ...]:
    e0, de, l0, dl, low, dlow, high, dhigh = leg[6:]
    return (*leg[:6], -(l0 + dl), dl, -(e0 + de), de, low + dlow, -dlow, high + dhigh, -dhigh)


@pytest.mark.parametrize("turn_deg", [0.0, 90.0, 33.3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_turning_or_mirroring_the_plane_changes_nothing(
    cases: list[tuple[Pair, float]], turn_deg: float, mirrored: bool
) -> None:
    c, s = cos(radians(turn_deg)), sin(radians(turn_deg))
    side = -1.0 if mirrored else 1.0
    for pair, distance in cases:
        vectors = zip(kernel_flat(pair)[::2], kernel_flat(pair)[1::2], strict=True)
        moved = tuple(number for x, y in vectors for number in (c * x - s * y, side * (s * x + c * y)))
        assert_same(pair, replace(pair, flat=moved), distance)


REGIONS = {"equator": (10.0, 0.0), "mid": (-70.0, 47.0), "pole": (0.0, 89.95), "antimeridian": (180.0, -17.0)}
TURNS: dict[str, Callable[[tuple[float, float, float]], tuple[float, float, float]]] = {
    "about the axis": lambda p: (p[0] * cos(2.2) - p[1] * sin(2.2), p[0] * sin(2.2) + p[1] * cos(2.2), p[2]),
    "half round": lambda p: (-p[0], -p[1], p[2]),
    "east and west exchanged": lambda p: (p[0], -p[1], p[2]),
    "north and south exchanged": lambda p: (p[0], p[1], -p[2]),
}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("turn", TURNS)
def test_turning_or_mirroring_the_earth_changes_nothing(region: str, turn: str, seed: int) -> None:
    rng = Random(f"{seed} {region}")
    for _ in range(4 * CASES):
        a, b = earth_row(rng, *REGIONS[region]), earth_row(rng, *REGIONS[region])
        here, there = (_on_earth(*rows) for rows in ((a, b), (_moved(a, TURNS[turn]), _moved(b, TURNS[turn]))))
        assert_same(here, there, distance_m(rng, closest_m(here)))


def earth_row(rng: Random, lon_deg: float, lat_deg: float) -> tuple[float, ...]:
    """A leg of at most 10 km within some 10 km of a place, with drawn windows."""
    places = []
    for reach_m in (10_000.0, rng.choice([0.0, 10_000.0])):
        lon_deg, lat_deg, _ = ellipsoid.GEOD.fwd(lon_deg, lat_deg, rng.uniform(0, 360), rng.uniform(0, reach_m))
        places.append((lon_deg, lat_deg))
    ends = ellipsoid.ecef(*np.array(places).T)
    return (*map(float, ends[0]), *map(float, ends[1] - ends[0]), *drawn_windows(rng)[6:])


def _on_earth(a: tuple[float, ...], b: tuple[float, ...]) -> Pair:
    return Pair(a, b, meet.metric(a, b), VERTICAL_M, VERTICAL_M)


def _moved(
    leg: tuple[float, ...], turn: Callable[[tuple[float, float, float]], tuple[float, float, float]]
) -> tuple[float, ...]:
    x, y, z, dx, dy, dz = leg[:6]
    return (*turn((x, y, z)), *turn((dx, dy, dz)), *leg[6:])


# -- More room never means fewer meetings ----------------------------------------------------------------------------


def test_more_slack_never_takes_a_meeting_away(cases: list[tuple[Pair, float]], seed: int) -> None:
    rng = Random(seed)
    for pair, distance in cases:
        a, b = (_wider(rng, leg) for leg in kernel_rows(pair))
        wider = replace(pair, a=a, b=b)
        assert_more(wider, pair, distance, distance)


def _wider(rng: Random, leg: tuple[float, ...]) -> tuple[float, ...]:
    early, late = rng.choice([0, 1, rng.randrange(HOUR_US)]), rng.choice([0, 1, rng.randrange(HOUR_US)])
    return _with(leg, {6: leg[6] - early, 8: leg[8] + late})


def assert_more(more: Pair, fewer: Pair, further: float, distance: float) -> None:
    """The one pair can do all that the other can, up to rounding."""
    further += float(beside_m(more, distance) + beside_m(fewer, distance))
    slack = float(INSTANT_US + grain_us(more) + grain_us(fewer))
    assert closest_m(more) <= closest_m(fewer) + metres_off(more) + metres_off(fewer), (more, fewer)
    for ask in (window_us, forbidden_span):
        assert contains(ask(more, further), ask(fewer, distance), slack), (more, fewer, distance)


def test_more_separation_never_takes_a_meeting_away(cases: list[tuple[Pair, float]]) -> None:
    for pair, distance in cases:
        for further in (distance, distance + 1e-3, 2 * distance + 50.0):
            assert_more(pair, pair, further, distance)


def test_a_greater_vertical_limit_never_takes_a_meeting_away(cases: list[tuple[Pair, float]]) -> None:
    for pair, distance in cases:
        for more_m in (0.001, 500.0, inf):
            higher = replace(pair, up_m=pair.up_m + more_m, down_m=pair.down_m + more_m)
            assert_more(higher, pair, distance, distance)


# -- A leg is the sum of its pieces ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fraction", [0.5, 0.001, 0.7321])
def test_splitting_a_leg_changes_nothing(cases: list[tuple[Pair, float]], fraction: float) -> None:
    """The seam's instants are rounded: the one, given that much more time, can do what the other can, and the other way round."""
    for pair, distance in cases:
        off, slack = 3 * metres_off(pair), float(2 * INSTANT_US + 4 * grain_us(pair))
        further = distance + 3 * float(beside_m(pair, distance))
        eased = _eased(pair, float(grain_us(pair)))
        assert min(map(closest_m, _split(eased, fraction))) <= closest_m(pair) + off, pair
        assert closest_m(eased) <= min(map(closest_m, _split(pair, fraction))) + off, pair
        for ask in (window_us, forbidden_span):
            for piece in _split(pair, fraction):
                assert contains(ask(eased, further), ask(piece, distance), slack), (pair, distance)
            pieces = [ask(piece, further) for piece in _split(eased, fraction)]
            assert contains(_union(pieces, slack), ask(pair, distance), slack), (pair, distance)


def _eased(pair: Pair, grain: float) -> Pair:
    a, b = (_with(leg, {6: leg[6] - grain, 8: leg[8] + grain}) for leg in kernel_rows(pair))
    return replace(pair, a=a, b=b)


def _split(pair: Pair, fraction: float) -> list[Pair]:
    """A's leg in two, each with its share of the way, the windows and the heights."""
    ax, ay, bx, by, rx, ry = kernel_flat(pair)
    a, _ = kernel_rows(pair)
    rest = 1.0 - fraction
    first = tuple(value * fraction if column in SLOPES else value for column, value in enumerate(a))
    second = tuple(
        value * rest if column in SLOPES else value + fraction * a[column + 1] if column in FIRSTS else value
        for column, value in enumerate(a)
    )
    return [
        replace(pair, a=first, flat=(fraction * ax, fraction * ay, bx, by, rx, ry)),
        replace(pair, a=second, flat=(rest * ax, rest * ay, bx, by, rx + fraction * ax, ry + fraction * ay)),
    ]


FIRSTS = (meet.E0, meet.L0, meet.LOW0, meet.HIGH0)
SLOPES = (meet.DE, meet.DL, meet.DLOW, meet.DHIGH)


def _union(spans: list[Span], slack_us: float) -> Span:
    """One interval again: pieces that share their seam leave no gap."""
    there = [span for span in spans if span is not None]
    if not there:
        return None
    assert max(min(span) for span in there) <= min(max(span) for span in there) + slack_us, spans
    return min(map(min, there)), max(map(max, there))


# -- The answer is a witness -----------------------------------------------------------------------------------------


def test_the_nearest_points_are_that_far_apart_and_share_an_instant_and_a_height(
    cases: list[tuple[Pair, float]],
) -> None:
    for pair, _ in cases:
        planes, flat = time_planes(pair), kernel_flat(pair)
        squared, u, v = meet.closest(planes, flat)
        if squared < inf:
            assert squared == meet.squared_m2(flat, u, v)
            assert 0 <= u <= 1
            assert 0 <= v <= 1
            grain = float(grain_us(pair))
            assert all(x * u + y * v + c >= -grain for x, y, c in planes[4:6]), pair
            assert all(x * u + y * v + c >= -1e-9 for x, y, c in planes[6:]), pair


def test_a_delay_just_inside_the_forbidden_meets_and_1_ms_outside_does_not(cases: list[tuple[Pair, float]]) -> None:
    """By shifting and asking anew: time as half-planes against time as bounds of the delay."""
    for pair, distance in cases:
        beside, inside = 2 * float(beside_m(pair, distance)), float(INSTANT_US / 100 + 2 * grain_us(pair))
        least, greatest = forbidden_us(pair, distance)
        for end, sign in ((least, 1), (greatest, -1)):
            if abs(end) < inf:
                wide = min(inside, (greatest - least) / 2)
                assert closest_m(_later(pair, end + sign * wide)) <= distance + beside, (pair, distance)
                assert closest_m(_later(pair, end - sign * (float(CLEAR_US) + inside))) > distance - beside, (
                    pair,
                    distance,
                )


def _later(pair: Pair, delay_us: float) -> Pair:
    _, b = kernel_rows(pair)
    return replace(pair, b=_with(b, {6: b[6] + delay_us, 8: b[8] + delay_us}))


# -- No possible motion contradicts it -------------------------------------------------------------------------------


def contradicting(cases: list[tuple[Pair, float]], k: int, rng: np.random.Generator) -> tuple[int, list[object]]:
    """How many of k pairs of motions a case were under way together, and which cases they contradict.

    None comes nearer than the nearest; none is within the distance outside the window; with a delay that is not forbidden, none
    is within the distance at all.
    """
    pairs, asked = [pair for pair, _ in cases], np.array([distance for _, distance in cases])
    beside = np.array([float(beside_m(pair, distance)) for pair, distance in cases])
    grain = np.array([float(INSTANT_US + grain_us(pair)) for pair in pairs])[:, None]
    nearest = np.array([closest_m(pair) - metres_off(pair) for pair in pairs])[:, None]
    windows = np.array([window_us(pair, distance) or (inf, -inf) for pair, distance in cases])
    passes = drawn_motions(pairs, k, rng)
    first, last = passes.within(asked - beside)
    within = first <= last
    wrong = passes.nearest_m() < nearest
    wrong |= within & ((first < windows.min(1)[:, None] - grain) | (last > windows.max(1)[:, None] + grain))

    least, greatest = np.array([forbidden_us(pair, distance) for pair, distance in cases]).T[:, :, None]
    away = (
        float(CLEAR_US) + grain + rng.exponential(HOUR_US / 10, (len(cases), k)) * rng.integers(0, 2, (len(cases), k))
    )
    clear = np.where(rng.random((len(cases), k)) < 0.5, least - away, greatest + away)
    clear = np.where(least > greatest, away, clear)
    told = np.isfinite(clear)
    shifted = drawn_motions(pairs, k, rng, later_us=np.where(told, clear, 0.0))
    wrong |= told & (shifted.nearest_m() < (asked - beside)[:, None])
    judged = int(passes.together().sum() + (shifted.together() & told).sum())
    return judged, [cases[n] for n in np.flatnonzero(wrong.any(1))]


def test_no_sampled_pair_of_possible_motions_contradicts_the_answer(
    cases: list[tuple[Pair, float]], seed: int, judged: Callable[[str, int], None]
) -> None:
    count, wrong = contradicting(cases, 200, np.random.default_rng(seed))
    assert wrong == []
    judged("sampled pairs of possible motions of two legs", count)
