"""Does the map show every place in its true direction and distance from the middle, anywhere on Earth?"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import atan2, degrees, hypot

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from herald.geometry.place import Path
from herald.pages.plane import around
from herald.pages.projection import HEIGHT, MARGIN, WIDTH, LonLat, Projection, between, drawn_leg, fitted
from tests.pages.worlds import beside

lonlat = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
middles = [(0.0, 0.0), (179.99, -17.0), (-179.5, 60.0), (30.0, 89.95), (-70.0, -89.9), (36.0, 34.0)]


@pytest.mark.parametrize("middle", middles)
def test_distance_and_direction_from_the_middle_agree_with_the_ellipsoid(
    middle: LonLat, judged: Callable[[str, int], None]
) -> None:
    projection = Projection(*middle, unit_m=100.0)
    for east, north in ((10, 0), (0, -25), (-300, 200), (40, 40), (-1, 90)):
        place = beside(middle, east, north)
        x, y = projection(place)
        line = Geodesic.WGS84.Inverse(middle[1], middle[0], place[1], place[0])
        away = hypot(x - WIDTH / 2, y - HEIGHT / 2) * projection.unit_m
        assert away == pytest.approx(line["s12"], rel=0.006, abs=0.01)
        if abs(middle[1]) < 89:  # at the pole every direction turns with the smallest step
            turn = degrees(atan2(x - WIDTH / 2, HEIGHT / 2 - y)) - line["azi1"]
            assert abs((turn + 180) % 360 - 180) < 0.4
    judged("geographiclib, the map", 5)


@given(lonlat, st.tuples(st.floats(-400, 1400), st.floats(-400, 1000)), st.floats(1, 9000))
def test_a_point_of_the_map_names_the_place_that_is_drawn_there(middle: LonLat, point: LonLat, unit_m: float) -> None:
    projection = Projection(*middle, unit_m)
    assume(hypot(point[0] - WIDTH / 2, point[1] - HEIGHT / 2) < 0.98 * projection.rim)
    x, y = projection(projection.place(point))
    assert hypot(x - point[0], y - point[1]) < 1e-3


@given(lonlat, st.lists(lonlat, min_size=1, max_size=9))
def test_many_places_are_drawn_where_each_is_drawn(middle: LonLat, places: list[LonLat]) -> None:
    projection = Projection(*middle, 1000.0)
    # Opposite the middle, at 2e4 units, the direction hangs on the last bit; elsewhere they agree to far less than a unit.
    singly = [projection(place) for place in places]
    for (x, y), (u, v) in zip(singly, projection.many(np.array(places)).tolist(), strict=True):
        assert hypot(x - u, y - v) < 1e-3 or hypot(x - WIDTH / 2, y - HEIGHT / 2) > 0.999 * projection.rim


@pytest.mark.parametrize("middle", middles)
def test_what_is_near_is_drawn_near_across_the_antimeridian_and_the_pole(middle: LonLat) -> None:
    projection = fitted([beside(middle, -20, -20), beside(middle, 20, 20)])
    steps = [projection(beside(middle, 0, 0.1 * i)) for i in range(-200, 200)]
    assert max(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(steps)) < 5


@given(lonlat, st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=8))
def test_all_that_is_to_be_shown_lies_within_the_margins(middle: LonLat, offsets: list[LonLat]) -> None:
    places = [beside(middle, *offset) for offset in offsets]
    projection = fitted(places)
    frame = around(projection(place) for place in places)
    assert frame.left >= MARGIN - 12
    assert frame.right <= WIDTH - MARGIN + 12
    assert frame.top >= MARGIN - 12
    assert frame.bottom <= HEIGHT - MARGIN + 12


def test_a_single_site_is_shown_with_land_around_it() -> None:
    projection = fitted([(5.0, 50.0)])
    assert projection((5.0, 50.0)) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    assert projection.unit_m == pytest.approx(4000 / (HEIGHT - 2 * MARGIN))


def test_places_that_cancel_out_still_have_a_map() -> None:
    assert fitted([(0.0, 0.0), (180.0, 0.0)]).unit_m > 0


@given(lonlat, st.tuples(st.floats(-300, 300), st.floats(-300, 300)))
def test_a_drawn_leg_leaves_the_true_line_by_less_than_half_a_unit(middle: LonLat, offset: LonLat) -> None:
    assume(abs(middle[1]) < 80)
    for meaning in Path:
        first, last = beside(middle, 200, 150), beside(middle, *offset)
        projection = Projection(*middle, 500.0)
        leg = drawn_leg(projection, first, last, meaning)
        assert [share for share, _ in leg] == sorted(share for share, _ in leg)
        for share in (0.1, 0.37, 0.5, 0.81):
            x, y = projection(between(first, last, share, meaning))
            assert min(_aside((x, y), a, b) for (_, a), (_, b) in pairwise(leg)) < 0.5


def test_a_line_straight_in_longitude_and_latitude_takes_the_shorter_way_round() -> None:
    assert between((179.0, 0.0), (-179.0, 10.0), 0.5, Path.LONLAT) == pytest.approx((-180.0, 5.0))


def _aside(point: LonLat, a: LonLat, b: LonLat) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    square = dx * dx + dy * dy
    share = 0 if square == 0 else min(1, max(0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / square))
    return hypot(point[0] - a[0] - share * dx, point[1] - a[1] - share * dy)
