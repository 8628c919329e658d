from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.geometry.place import Path, Place
from herald.notice.model import ON_THE_GROUND, Departure, Halt, Route, Window, Windows
from herald.notice.timing import Stop, stops, within_speed
from herald.units import FIRST_INSTANT, HOUR, LAST_INSTANT, SECOND, Instant, Microseconds, parse_instant
from tests.notice import notices as drawn

NOON = parse_instant("2026-03-10T12:00:00Z")
ONE = Window(NOON, Instant(NOON + HOUR))
M_S = 1_000_000
"""Micrometres a second in a metre a second."""


def route(schedule: Windows | Departure, vertices: int = 3) -> Route:
    places = tuple(Place(at * 10**9, 0) for at in range(vertices))
    return Route(places, Path.GEODESIC, schedule, (ON_THE_GROUND,) * vertices)


def halt(vertex: int, least_s: int, most_s: int) -> Halt:
    return Halt(vertex, Microseconds(least_s * SECOND), Microseconds(most_s * SECOND))


def seconds(found: tuple[Stop, ...]) -> list[tuple[int, float, float]]:
    """Vertex, earliest and latest in seconds after noon."""
    return [(one.vertex, (one.earliest - NOON) / SECOND, (one.latest - NOON) / SECOND) for one in found]


def test_windows_as_stated_are_one_stop_a_vertex_whatever_the_road() -> None:
    each = (ONE, Window(None, None), Window(NOON, None))
    expected = tuple(Stop(at, window.earliest, window.latest) for at, window in enumerate(each))
    assert stops(route(Windows(each)), [5.0, 7.0]) == expected
    assert stops(route(Windows(each)), [5.0, 7.0], road_factor=2.0) == expected


def test_the_earliest_goes_with_the_fastest_and_the_latest_with_the_slowest() -> None:
    departure = Departure(ONE, 10 * M_S, 20 * M_S)
    assert seconds(stops(route(departure), [100.0, 200.0])) == [(0, 0, 3600), (1, 5, 3610), (2, 15, 3630)]


def test_a_winding_road_makes_the_latest_later_and_nothing_earlier() -> None:
    departure = Departure(ONE, 10 * M_S, 20 * M_S)
    assert seconds(stops(route(departure), [100.0, 200.0], 1.5)) == [(0, 0, 3600), (1, 5, 3615), (2, 15, 3645)]


def test_a_halt_is_an_arrival_and_a_departure_at_one_vertex() -> None:
    departure = Departure(ONE, 10 * M_S, 10 * M_S, (halt(1, 60, 600),))
    assert seconds(stops(route(departure), [100.0, 200.0])) == [
        (0, 0, 3600),
        (1, 10, 3610),
        (1, 70, 4210),
        (2, 90, 4230),
    ]


def test_a_movement_may_halt_at_both_its_ends() -> None:
    departure = Departure(ONE, 10 * M_S, 10 * M_S, (halt(0, 1, 2), halt(2, 0, 5)))
    assert seconds(stops(route(departure), [100.0, 200.0])) == [
        (0, 0, 3600),
        (0, 1, 3602),
        (1, 11, 3612),
        (2, 31, 3632),
        (2, 31, 3637),
    ]


def test_derived_instants_are_rounded_outward_to_a_microsecond() -> None:
    departure = Departure(ONE, 3 * M_S, 3 * M_S)
    (_, second) = stops(route(departure, 2), [1.0])
    assert second == Stop(1, Instant(NOON + 333_333), Instant(NOON + HOUR + 333_334))


def test_rounding_does_not_add_up_along_the_route() -> None:
    departure = Departure(ONE, 3 * M_S, 3 * M_S)
    last = stops(route(departure, 4), [1.0, 1.0, 1.0])[-1]
    assert last == Stop(3, Instant(NOON + SECOND), Instant(NOON + HOUR + SECOND))


def test_an_end_of_the_departure_nobody_stated_is_stated_nowhere() -> None:
    for window in (Window(None, NOON), Window(NOON, None)):
        found = stops(route(Departure(window, M_S, M_S, (halt(1, 1, 1),))), [1.0, 1.0])
        assert {one.earliest is None for one in found} == {window.earliest is None}
        assert {one.latest is None for one in found} == {window.latest is None}


def test_a_leg_of_no_length_takes_no_time() -> None:
    assert seconds(stops(route(Departure(ONE, M_S, M_S)), [0.0, 0.0])) == [(0, 0, 3600), (1, 0, 3600), (2, 0, 3600)]


def test_the_slowest_of_movements_ends_with_the_calendar() -> None:
    departure = Departure(Window(LAST_INSTANT, LAST_INSTANT), 1, 10**9, (halt(2, 10**11, 10**11),))
    found = stops(route(departure), [2e7, 2e7])
    assert {one.latest for one in found} == {LAST_INSTANT}
    assert all(FIRST_INSTANT <= one.earliest <= LAST_INSTANT for one in found)


@pytest.mark.parametrize(
    ("lengths", "factor"),
    [([1.0], 1.0), ([1.0] * 3, 1.0), ([1.0, -1.0], 1.0), ([1.0, math.nan], 1.0), ([1.0, math.inf], 1.0)]
    + [([1.0, 1.0], factor) for factor in (0.999, 0.0, math.nan, math.inf)],
)
def test_a_broken_promise_of_the_caller_is_an_error(lengths: list[float], factor: float) -> None:
    with pytest.raises(ValueError, match=r"length|road"):
        stops(route(Departure(ONE, M_S, M_S)), lengths, factor)


LENGTHS = st.lists(st.floats(0, 2e7), min_size=3, max_size=3)


@given(drawn.departures(4), LENGTHS, st.floats(1, 10))
def test_every_motion_the_departure_allows_keeps_within_the_stops(
    departure: Departure, lengths: list[float], factor: float
) -> None:
    """The fastest and the slowest motion, in fractions, leg by leg: inside every stop, and nearer than 1 us to its ends."""
    found = stops(route(departure, 4), lengths, factor)
    halts = {one.vertex: one for one in departure.halts}
    fast = slow = Fraction(0)
    expected = []
    for vertex in range(4):
        if vertex:
            fast += Fraction(lengths[vertex - 1]) * 10**6 * SECOND / departure.fastest_um_s
            slow += Fraction(lengths[vertex - 1]) * Fraction(factor) * 10**6 * SECOND / departure.slowest_um_s
        expected.append((vertex, fast, slow))
        if vertex in halts:
            fast, slow = fast + halts[vertex].least, slow + halts[vertex].most
            expected.append((vertex, fast, slow))
    assert [one.vertex for one in found] == [vertex for vertex, _, _ in expected]
    for one, (_, first, last) in zip(found, expected, strict=True):
        if departure.window.earliest is not None and one.earliest != LAST_INSTANT:
            assert 0 <= departure.window.earliest + first - one.earliest < 1
        if departure.window.latest is not None and one.latest != LAST_INSTANT:
            assert 0 <= one.latest - departure.window.latest - last < 1


@given(drawn.departures(4), LENGTHS, st.floats(1, 10))
def test_stops_never_run_backwards(departure: Departure, lengths: list[float], factor: float) -> None:
    found = stops(route(departure, 4), lengths, factor)
    for ends in ([one.earliest for one in found], [one.latest for one in found]):
        stated = [end for end in ends if end is not None]
        assert stated == sorted(stated)
    assert all(one.earliest is None or one.latest is None or one.earliest <= one.latest for one in found)


def fixes(*windows: tuple[int | None, int | None]) -> tuple[Stop, ...]:
    """Stops at these seconds; None where an end is not stated."""
    ends = ([None if end is None else Instant(end * SECOND) for end in window] for window in windows)
    return tuple(Stop(vertex, *window) for vertex, window in enumerate(ends))


def test_a_greatest_speed_leaves_of_a_window_what_lets_the_others_be_kept() -> None:
    """10 m after the first and 20 m before the last, at 1 m/s."""
    wide = fixes((0, 0), (0, 100), (90, 100))
    assert within_speed(wide, [10.0, 20.0], 1_000_000) == fixes((0, 0), (10, 80), (90, 100))


def test_what_a_greatest_speed_leaves_is_rounded_outward() -> None:
    _, middle, _ = within_speed(fixes((0, 0), (0, 100), (100, 100)), [1.0, 1.0], 3_000_000)
    assert (middle.earliest, middle.latest) == (333_333, 99_666_667)


def test_a_greatest_speed_leaves_exact_fixes_and_what_cannot_be_kept_and_what_is_not_stated_as_they_are() -> None:
    for windows in (
        fixes((0, 0), (5, 5), (100, 100)),
        fixes((0, 1), (2, 5), (6, 9)),
        fixes((0, 0), (None, 100), (None, None)),
    ):
        assert within_speed(windows, [30.0, 30.0], 1_000_000) == windows
