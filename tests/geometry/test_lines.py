"""Do the chords follow the line as drawn? Footpoints and sag are held against geographiclib and the line itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from herald.geometry.ellipsoid import CHORD_M, ECCENTRICITY2, NORMAL_STRETCH, SEMI_MAJOR_M, Floats, ecef
from herald.geometry.lines import LONLAT_SAG_M, Chords, chords, degrees, ring_chords
from herald.geometry.place import Path, Place
from herald.units import NANODEGREES
from tests.geometry.motions import EARTH, WHERE, LatLon, canonical, distance_m, latlon, moved

Judged = Callable[[str, int], None]
Line = tuple[Place, ...]

runs_m = st.one_of(st.just(0.0), st.floats(0.001, 400e3), st.sampled_from([CHORD_M, 2 * CHORD_M, CHORD_M + 0.01]))
everywhere = st.builds(Place, st.integers(-180 * 10**9, 180 * 10**9), st.integers(-90 * 10**9, 90 * 10**9))


@st.composite
def geodesic_lines(draw: st.DrawFn) -> Line:
    """Two to five places, each up to 400 km from the one before; some repeated, some at a pole or the antimeridian."""
    line = [draw(everywhere)]
    for bearing, run in draw(st.lists(st.tuples(st.floats(0, 360), runs_m), min_size=1, max_size=4)):
        line.append(canonical(moved(latlon(line[-1]), bearing, run)) if run else line[-1])
    return tuple(line)


@st.composite
def lonlat_lines(draw: st.DrawFn) -> Line:
    """Two to five places up to 89 degrees from the equator, steps of up to 3 degrees east and 2 north."""
    lon, lat = draw(st.floats(-180, 180)), draw(st.floats(-89, 89))
    line = [canonical((lat, lon))]
    for east, north in draw(st.lists(st.tuples(st.floats(-3, 3), st.floats(-2, 2)), min_size=1, max_size=4)):
        lon, lat = lon + east, min(max(lat + north, -89.0), 89.0)
        line.append(canonical((lat, lon)))
    return tuple(line)


any_line = st.one_of(
    st.tuples(geodesic_lines(), st.just(Path.GEODESIC)), st.tuples(lonlat_lines(), st.just(Path.LONLAT))
)

LON_180_TWICE = (Place(180 * 10**9, 0), Place(-180 * 10**9, 0))
OVER_THE_POLE = (Place(0, 89 * 10**9), Place(180 * 10**9, 89 * 10**9))
FROM_THE_POLE = (Place(50 * 10**9, 90 * 10**9), Place(-20 * 10**9, 88 * 10**9))


# --- what holds of every line ---


@given(any_line)
@example((LON_180_TWICE, Path.LONLAT))
@example((LON_180_TWICE, Path.GEODESIC))
def test_fractions_ascend_and_cover_each_leg_from_0_to_1(drawn: tuple[Line, Path]) -> None:
    line, path = drawn
    c = chords(line, path)
    assert len(c.leg_m) == len(line) - 1
    assert c.leg.tolist() == sorted(c.leg.tolist())
    for leg in range(len(line) - 1):
        start, end = c.start[c.leg == leg], c.end[c.leg == leg]
        assert (start[0], end[-1]) == (0.0, 1.0)
        assert np.all(end > start)
        assert start[1:] == pytest.approx(end[:-1], abs=1e-12)


@given(any_line)
@example((LON_180_TWICE, Path.LONLAT))
def test_chords_join_from_the_first_vertex_to_the_last_through_every_other(drawn: tuple[Line, Path]) -> None:
    line, path = drawn
    c = chords(line, path)
    opens, closes = np.flatnonzero(c.start == 0.0), np.flatnonzero(c.end == 1.0)
    assert c.lonlat[opens, :2].tolist() == degrees(line[:-1]).tolist()
    assert c.lonlat[closes, 2:].tolist() == degrees(line[1:]).tolist()
    ends = c.origin() + c.vector()
    assert c.origin()[1:] == pytest.approx(ends[:-1], abs=1e-8)


@given(any_line)
def test_no_chord_is_longer_than_a_chord_may_be(drawn: tuple[Line, Path]) -> None:
    c = chords(*drawn)
    assert np.linalg.norm(c.vector(), axis=1).max() <= CHORD_M + 1e-6
    assert ((c.end - c.start) * c.leg_m[c.leg]).max() <= CHORD_M + 1e-6


@given(any_line)
def test_each_leg_is_as_long_as_its_chords_together(drawn: tuple[Line, Path]) -> None:
    c = chords(*drawn)
    # An arc of 10 km is 1.03 mm longer than its chord.
    straight = np.bincount(c.leg, weights=np.linalg.norm(c.vector(), axis=1))
    assert np.all(straight <= c.leg_m + 1e-6)
    assert np.all(c.leg_m <= straight + 0.00105 * np.bincount(c.leg) + 1e-6)


@pytest.mark.parametrize("path", Path)
def test_a_leg_of_no_length_is_one_chord_of_no_length(path: Path) -> None:
    here, there = canonical((60, 10)), canonical((60.2, 10.1))
    c = chords((here, here, there, there), path)
    stays = np.flatnonzero(np.isin(c.leg, [0, 2]))
    assert c.leg[stays].tolist() == [0, 2]
    assert (c.start[stays].tolist(), c.end[stays].tolist()) == ([0.0, 0.0], [1.0, 1.0])
    assert np.all(c.vector()[stays] == 0.0)
    assert c.leg_m[[0, 2]].tolist() == [0.0, 0.0]
    assert c.leg_m[1] > 20e3


@pytest.mark.parametrize("path", Path)
def test_fewer_than_two_places_have_no_chords(path: Path) -> None:
    c = chords((canonical((60, 10)),), path)
    assert (len(c.leg), len(c.leg_m), c.origin().shape, c.vector().shape) == (0, 0, (0, 3), (0, 3))


@pytest.mark.parametrize("path", Path)
def test_a_ring_returns_to_its_first_place(path: Path) -> None:
    ring = tuple(canonical(place) for place in ((10, 10), (10, 11), (11, 10)))
    c = ring_chords(ring, path)
    assert c.leg.max() == 2
    assert c.lonlat[-1, 2:].tolist() == degrees(ring[:1])[0].tolist()


@given(any_line, st.sampled_from([500.0, 2_500.0, 25_000.0]))
def test_another_length_may_be_asked_for(drawn: tuple[Line, Path], chord_m: float) -> None:
    assume(chord_m > 1000 or drawn[1] is Path.GEODESIC)
    c = chords(*drawn, chord_m)
    assert np.linalg.norm(c.vector(), axis=1).max() <= chord_m + 1e-6


# --- geodesic legs ---


@given(geodesic_lines())
@example(OVER_THE_POLE)
@example(FROM_THE_POLE)
@example((canonical((-33.0, 151.0)), canonical((-33.5, -71.0))))
def test_footpoints_lie_on_the_geodesic_where_their_fractions_say(line: Line) -> None:
    c = chords(line, Path.GEODESIC)
    ends = c.origin() + c.vector()
    for leg, (first, last) in enumerate(pairwise(line)):
        drawn = EARTH.InverseLine(*latlon(first), *latlon(last))
        assert c.leg_m[leg] == pytest.approx(drawn.s13, abs=1e-6)
        rows = np.flatnonzero(c.leg == leg)
        places = [drawn.Position(fraction * drawn.s13, WHERE) for fraction in c.end[rows].tolist()]
        truth = ecef(np.array([place["lon2"] for place in places]), np.array([place["lat2"] for place in places]))
        assert np.linalg.norm(ends[rows] - truth, axis=1).max() <= 1e-6


def test_a_leg_of_exactly_three_chords_is_not_cut_in_four() -> None:
    c = chords((Place(0, 0), canonical(moved((0.0, 0.0), 90, 3 * CHORD_M - 0.001))), Path.GEODESIC)
    assert len(c.leg) == 3


# --- legs straight in longitude and latitude ---


@pytest.mark.parametrize("path", Path)
@pytest.mark.parametrize(("west", "east"), [(179.9, -179.9), (-179.9, 179.9), (180.0, -179.8), (179.8, -180.0)])
def test_the_antimeridian_is_crossed_the_shorter_way(west: float, east: float, path: Path) -> None:
    c = chords((canonical((20, west)), canonical((20, east))), path)
    assert c.leg_m[0] == pytest.approx(0.2 * 104_650, rel=1e-3)
    assert np.all(np.abs(c.lonlat[:, [0, 2]]) % 360 >= 179.79)
    assert np.all(np.abs(c.lonlat[:, [0, 2]]) % 360 <= 180.21)


@given(lonlat_lines())
def test_footpoints_lie_on_the_straight_line_in_lon_lat(line: Line) -> None:
    c = chords(line, Path.LONLAT)
    for leg, (first, last) in enumerate(pairwise(degrees(line))):
        east, north = ((last - first + 180) % 360 - 180).tolist()
        inner = c.lonlat[c.leg == leg][:-1, 2:] - first
        assert inner[:, 0] * north == pytest.approx(inner[:, 1] * east, abs=1e-10)


SAG_LINES = [
    (lat, bearing, run)
    for lat in (0.0, -31.0, 60.0, 80.0, -88.2)
    for bearing in (0.0, 17.0, 90.0, 190.0, 270.0)
    for run in (3e3, 60e3)
]


@pytest.mark.parametrize(("lat", "bearing", "run_m"), SAG_LINES)
def test_a_party_on_the_chords_is_within_the_stated_sag_of_the_party_on_the_line(
    lat: float, bearing: float, run_m: float, judged: Judged
) -> None:
    assert worst_sag_m(lat, bearing, run_m, judged) <= LONLAT_SAG_M


@pytest.mark.parametrize("lat", [20.0, -45.0, 60.0])
def test_a_party_on_an_oblique_line_is_within_the_stated_sag_too(lat: float, judged: Judged) -> None:
    assert worst_sag_m(lat, 54.7, 60e3, judged) <= LONLAT_SAG_M


def worst_sag_m(lat: float, bearing: float, run_m: float, judged: Judged, most: int = 12) -> float:
    """How far is a place of the line from the one at the same fraction of its chords? The worst of some chords.

    Between footpoints the chord stands for the geodesic; its depth below the ground is in `plane_error_m`.
    """
    line = canonical((lat, 179.9)), canonical(moved((lat, 179.9), bearing, run_m))
    c = chords(line, Path.LONLAT)
    rows = np.unique(np.linspace(0, len(c.leg) - 1, most).astype(int))
    part = np.array([0.25, 0.5, 0.75])
    fractions = c.start[rows, None] + (c.end - c.start)[rows, None] * part
    truth = drawn_places(line, fractions)
    found = [on_chord(c, row, at) for row in rows.tolist() for at in part.tolist()]
    judged("geographiclib", len(found))
    return max(distance_m(one, other) for one, other in zip(found, truth, strict=True))


def on_chord(c: Chords, row: int, part: float) -> LatLon:
    lon0, lat0, lon1, lat1 = c.lonlat[row].tolist()
    drawn = EARTH.InverseLine(lat0, lon0, lat1, lon1)
    there = drawn.Position(part * drawn.s13, WHERE)
    return there["lat2"], there["lon2"]


def drawn_places(line: tuple[Place, Place], fractions: Floats) -> list[LatLon]:
    """Where is the straight line in lon/lat at these fractions of its length? Its length by the arc element, summed."""
    first, last = degrees(line)
    east, north = (last - first + 180) % 360 - 180
    t = np.linspace(0, 1, 100_001)
    sine = np.sin(np.radians(first[1] + t * north))
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY2 * sine**2)
    meridian = normal / (1 + (NORMAL_STRETCH - 1) * (1 - sine**2))
    speed = np.hypot(normal * np.sqrt(1 - sine**2) * east, meridian * north)
    run = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    at = np.interp(fractions.ravel() * run[-1], run, t)
    return list(zip((first[1] + at * north).tolist(), (first[0] + at * east).tolist(), strict=True))


def test_a_line_of_nearly_half_a_turn_at_89_degrees_is_followed(judged: Judged) -> None:
    line = Place(0, 89 * NANODEGREES), Place(179 * NANODEGREES, 89 * NANODEGREES)
    c = chords(line, Path.LONLAT)
    assert c.leg_m[0] == pytest.approx(111_690 * np.cos(np.radians(89)) * 179, rel=1e-3)
    assert len(c.leg) < 2000
    assert np.all(c.lonlat[:, 3] == 89.0)
    places = drawn_places(line, (c.start[:20] + c.end[:20]) / 2)
    assert max(distance_m(on_chord(c, row, 0.5), places[row]) for row in range(20)) <= LONLAT_SAG_M
    judged("geographiclib", 20)


def test_fractions_go_by_length_where_a_line_nears_the_pole() -> None:
    c = chords((Place(0, 70 * NANODEGREES), Place(20 * NANODEGREES, 89 * NANODEGREES)), Path.LONLAT)
    length = np.linalg.norm(c.vector(), axis=1)
    assert (c.end - c.start) * c.leg_m[0] == pytest.approx(length, abs=1e-3)
    assert length[0] > 1.05 * length[-1]
