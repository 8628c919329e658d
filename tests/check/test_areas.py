"""Is nothing missed about areas? Held against brute force: thousands of places of each, measured one by one."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest

from herald.check.answer import Encounter, Limits
from herald.check.pairs import check
from herald.check.world import world
from herald.geometry.place import Path, Place, Polygon
from herald.geometry.rings import flatten
from herald.notice.model import ON_THE_GROUND, Area, Kind, Notice, Route, Spot, Window, Windows
from tests.check.prisms import nearest
from tests.check.worlds import GEOD, LIMITS, REGIONS, at, near, notice, place
from tests.check.worlds import area as star

ALWAYS = Window(at(0), at(2))
FAR = Limits(separation_m=60_000.0)
CENTIMETRES = 0.05
"""What an edge of an area departs from the line it stands for at most, and what the search's own plane does."""
C_SHAPE = ((-3, -3), (3, -3), (3, -2), (-2, -2), (-2, 2), (3, 2), (3, 3), (-3, 3))
"""Kilometres east and north: open to the east."""
SQUARE = ((-3, -3), (3, -3), (3, 3), (-3, 3))
INNER = ((-2, -2), (2, -2), (2, 2), (-2, 2))


def about(region: str, east_km: float, north_km: float) -> Place:
    """A place so many kilometres from the region's middle."""
    lon, lat = REGIONS[region]
    there = GEOD.fwd(lon, lat, np.degrees(np.arctan2(east_km, north_km)), 1000 * float(np.hypot(east_km, north_km)))
    return place(there[0], there[1])


def area(number: int, party: str, region: str, *rings: tuple[tuple[float, float], ...], **members: object) -> Notice:
    drawn = tuple(tuple(about(region, *corner) for corner in ring) for ring in rings)
    path = Path.GEODESIC if region == "pole" else Path.LONLAT
    return notice(number, party, Area(Polygon(drawn, path), ALWAYS, ON_THE_GROUND), Kind.EXERCISE, **members)


def spot(number: int, party: str, where: Place) -> Notice:
    return notice(number, party, Spot(where, ALWAYS, ON_THE_GROUND), Kind.POST)


def asked(*notices: Notice) -> Encounter | None:
    found = check(notices, None, LIMITS).encounters
    return found[0] if found else None


@pytest.fixture(params=sorted(REGIONS))
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_post_in_an_area_is_met_at_its_own_place(region: str) -> None:
    inside = asked(area(1, "aster", region, SQUARE), spot(2, "birch", about(region, 1, 1)))
    assert inside is not None
    assert inside.closest_m == pytest.approx(0, abs=1e-6)
    assert inside.at is not None
    assert inside.at.a == inside.at.b


def test_a_post_in_a_hole_is_as_far_as_the_hole_s_edge(region: str) -> None:
    ring = area(1, "aster", region, SQUARE, INNER)
    assert asked(ring, spot(2, "birch", about(region, 0, 0))) is None
    near_edge = asked(ring, spot(2, "birch", about(region, 0, 1.5)))
    assert near_edge is not None
    assert near_edge.closest_m == pytest.approx(500, abs=2)


def test_a_post_in_the_mouth_of_a_concave_area_is_outside(region: str) -> None:
    assert asked(area(1, "aster", region, C_SHAPE), spot(2, "birch", about(region, 1, 0))) is None


def test_one_area_inside_another_is_met(region: str) -> None:
    small = tuple((east / 10, north / 10) for east, north in SQUARE)
    for inner, outer in ((1, 2), (2, 1)):
        met = asked(area(inner, "aster", region, small), area(outer, "birch", region, SQUARE))
        assert met is not None
        assert met.closest_m == pytest.approx(0, abs=1e-6)


def test_an_area_inside_the_hole_of_another_is_not(region: str) -> None:
    small = tuple((east / 10, north / 10) for east, north in SQUARE)
    assert asked(area(1, "aster", region, small), area(2, "birch", region, SQUARE, INNER)) is None


@pytest.mark.parametrize(
    ("hours", "expected"), [(0.2, False), (0.3, True), (0.4, True), (0.46, True), (0.48, False), (0.9, False)]
)
def test_a_column_is_in_an_area_only_while_its_line_is(hours: float, expected: bool) -> None:
    """Forty-four kilometres along the equator in an hour, to the microsecond: in the area from a quarter of it to 0.45, within a
    kilometre of it until 0.47. The area is used for one instant."""
    corners = tuple(place(lon, lat) for lon, lat in ((9.9, -0.1), (9.98, -0.1), (9.98, 0.1), (9.9, 0.1)))
    ground = Area(Polygon((corners,), Path.LONLAT), Window(at(hours), at(hours)), ON_THE_GROUND)
    timed = Windows((Window(at(0), at(0)), Window(at(1), at(1))))
    column = notice(2, "birch", Route((place(9.8, 0), place(10.2, 0)), Path.GEODESIC, timed, (ON_THE_GROUND,) * 2))
    assert (asked(notice(1, "aster", ground, Kind.EXERCISE), column) is not None) is expected


def test_only_what_another_party_moves_into_an_area_is_held_against_it(region: str) -> None:
    own, other = spot(2, "aster", about(region, 1, 1)), spot(3, "birch", about(region, -1, 1))
    of = world([area(1, "aster", region, SQUARE), own, other], None, LIMITS)
    assert [of.notices[number].id for number in of.legs.notice[of.parts]] == [other.id]
    assert [of.notices[number].id for number in of.legs.notice[of.laid]] == ["N0001"]


def test_a_ring_round_the_pole_encloses_it() -> None:
    ring = tuple(place(lon, 85.0) for lon in range(-180, 180, 30))
    cap = notice(1, "aster", Area(Polygon((ring,), Path.LONLAT), ALWAYS, ON_THE_GROUND), Kind.EXERCISE)
    assert asked(cap, spot(2, "birch", place(77, 89.99))) is not None
    assert asked(cap, spot(2, "birch", place(77, 84.9))) is None
    assert asked(cap, spot(2, "birch", place(77, -89.99))) is None


def test_the_distance_to_an_area_is_that_of_brute_force(region: str, seed: int) -> None:
    """Posts about areas with holes: against the nearest of many places of the area."""
    rng = Random(f"{seed} {region}")
    listed = judged = 0
    for _ in range(12):
        shape = rng.choice([(C_SHAPE,), (SQUARE, INNER), (SQUARE,)])
        ring, where = area(1, "aster", region, *shape), near(rng, region, 5000)
        assert isinstance(ring.shape, Area)
        nearest = _brute_m(ring.shape.polygon, where)
        met = asked(ring, spot(2, "birch", where))
        judged += 1
        if met is None:
            assert nearest > LIMITS.separation_m - 1
        else:
            listed += 1
            assert met.closest_m is not None
            assert met.closest_m - met.error_m <= nearest <= met.closest_m + 40
    assert judged > listed > 0


@pytest.mark.parametrize("with_whom", ["a column", "another area"])
def test_how_near_an_area_comes_is_what_a_search_by_trial_finds(region: str, with_whom: str, seed: int) -> None:
    """Stars, with and without a hole; where the search is far off the answer, either is wrong."""
    assert searched(Random(f"{seed} {region} {with_whom}"), region, with_whom, 2) == 2


@pytest.mark.deep
@pytest.mark.parametrize("with_whom", ["a column", "another area"])
def test_how_near_many_areas_come_is_what_a_search_by_trial_finds(
    region: str, with_whom: str, seed: int, judged: Callable[[str, int], None]
) -> None:
    judged("search by trial, areas", searched(Random(f"{seed} deep {region} {with_whom}"), region, with_whom, 25))


def searched(rng: Random, region: str, with_whom: str, cases: int) -> int:
    """How many of so many pairs of an area and another were held against the search?"""
    lots, count = np.random.default_rng(rng.randrange(2**32)), 0
    while count < cases:
        one = notice(1, "aster", star(rng, region), Kind.EXERCISE)
        two = _column(rng, region) if with_whom == "a column" else notice(2, "birch", star(rng, region), Kind.EXERCISE)
        found, said = nearest(one, two, lots, starts=3), check([one, two], None, FAR).encounters
        assert bool(said) == (found is not None)
        if found is None:
            continue
        count += 1
        assert said[0].closest_m is not None
        assert said[0].closest_m - said[0].error_m - CENTIMETRES <= found.metres <= 1.02 * said[0].closest_m + 5
        assert any(first <= found.instant_us <= last for first, last in said[0].windows)
    return count


def _column(rng: Random, region: str) -> Notice:
    places = (near(rng, region, 15_000.0), near(rng, region, 15_000.0))
    hours = sorted(rng.uniform(0, 4) for _ in range(2))
    windows = tuple(Window(at(hour), at(hour + 0.2)) for hour in hours)
    return notice(2, "birch", Route(places, Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * 2))


def _brute_m(polygon: Polygon, where: Place) -> float:
    """The nearest of a fine net of places of the polygon, within 40 m of the true distance."""
    lon, lat = where.lon_e9 / 1e9, where.lat_e9 / 1e9
    azimuth, far = (axis.ravel() for axis in np.meshgrid(np.arange(0, 360, 1.0), np.arange(0, 9000, 25.0)))
    lons, lats, _ = GEOD.fwd(np.full(azimuth.size, lon), np.full(azimuth.size, lat), azimuth, far)
    kept = flatten(polygon).contains(lons, lats)
    return float(far[kept].min()) if kept.any() else float("inf")
