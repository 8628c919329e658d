"""Where is a place in space, how far apart are two, how exact is a plane? Against geographiclib and closed forms."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sin

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from herald.geometry import ellipsoid
from herald.geometry.ellipsoid import (
    ECCENTRICITY2,
    LEAST_RADIUS_M,
    MEAN_RADIUS_M,
    NORMAL_STRETCH,
    SEMI_MAJOR_M,
    arc_m,
    between,
    ecef,
    geodesic_m,
    plane_error_m,
    plane_m,
)

EARTH = Geodesic.WGS84
SEMI_MINOR_M = 6356752.314245179
Judged = Callable[[str, int], None]

lengths_m = st.floats(0, 50e3)
distances_m = st.floats(0, 2000e3)


def degrees(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes all over the Earth, poles and the antimeridian among them."""
    lon, lat = rng.uniform(-180, 180, n), np.degrees(np.arcsin(rng.uniform(-1, 1, n)))
    lon[:3], lat[:2] = (180, -180, 0), (90, -90)
    return lon, lat


# --- constants ---


def test_the_constants_are_those_of_wgs_84() -> None:
    assert EARTH.a == SEMI_MAJOR_M
    assert EARTH.f == ellipsoid.FLATTENING
    assert pytest.approx(SEMI_MINOR_M, abs=1e-6) == SEMI_MAJOR_M * (1 - ellipsoid.FLATTENING)
    assert pytest.approx((2 * SEMI_MAJOR_M + SEMI_MINOR_M) / 3, abs=0.05) == MEAN_RADIUS_M
    assert pytest.approx((SEMI_MAJOR_M / SEMI_MINOR_M) ** 2, rel=1e-14) == NORMAL_STRETCH


def test_no_normal_section_is_curved_more_than_the_meridian_at_the_equator() -> None:
    lat = np.linspace(-90, 90, 1801)
    meridian = SEMI_MAJOR_M * (1 - ECCENTRICITY2) / (1 - ECCENTRICITY2 * np.sin(np.radians(lat)) ** 2) ** 1.5
    assert pytest.approx(meridian.min(), abs=0.05) == LEAST_RADIUS_M
    assert meridian.min() >= LEAST_RADIUS_M - 0.05
    assert meridian.argmin() == 900


# --- places in space ---


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        (0, 0, (SEMI_MAJOR_M, 0, 0)),
        (90, 0, (0, SEMI_MAJOR_M, 0)),
        (180, 0, (-SEMI_MAJOR_M, 0, 0)),
        (-180, 0, (-SEMI_MAJOR_M, 0, 0)),
        (33, 90, (0, 0, SEMI_MINOR_M)),
        (-71, -90, (0, 0, -SEMI_MINOR_M)),
    ],
)
def test_the_axes_of_space_go_through_these_places(lon: float, lat: float, place: tuple[float, ...]) -> None:
    assert ecef(np.array(lon), np.array(lat)) == pytest.approx(place, abs=1e-8)


def test_a_place_in_space_lies_on_the_ellipsoid_and_its_stretched_vector_is_the_normal(seed: int) -> None:
    lon, lat = degrees(np.random.default_rng(seed), 1000)
    place = ecef(lon, lat)
    assert ((place / [SEMI_MAJOR_M, SEMI_MAJOR_M, SEMI_MINOR_M]) ** 2).sum(axis=1) == pytest.approx(1, abs=1e-14)
    normal = place * [1, 1, NORMAL_STRETCH]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    east, north = np.radians(lon), np.radians(lat)
    up = np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)
    assert normal == pytest.approx(up, abs=1e-14)


def test_places_of_any_shape_keep_it() -> None:
    assert ecef(np.zeros((4, 5)), np.ones((4, 5))).shape == (4, 5, 3)
    assert ecef(np.array(1.0), np.array(2.0)).shape == (3,)


# --- geodesics ---


def test_distances_are_those_of_geographiclib(seed: int, judged: Judged) -> None:
    rng = np.random.default_rng(seed)
    (lon0, lat0), (lon1, lat1) = degrees(rng, 300), degrees(rng, 300)
    ends = np.column_stack([lat0, lon0, lat1, lon1]).tolist()
    truth = [EARTH.Inverse(*end, Geodesic.DISTANCE)["s12"] for end in ends]
    assert geodesic_m(lon0, lat0, lon1, lat1) == pytest.approx(truth, abs=1e-7)
    judged("geographiclib", len(truth))


def test_equal_places_are_nothing_apart_also_across_the_antimeridian_and_at_a_pole() -> None:
    lon0, lat0 = np.array([7.0, 180.0, 10.0]), np.array([50.0, 12.0, 90.0])
    lon1 = np.array([7.0, -180.0, -110.0])
    assert geodesic_m(lon0, lat0, lon1, lat0).tolist() == [0.0, 0.0, 0.0]


def test_a_place_between_two_is_where_geographiclib_says(seed: int, judged: Judged) -> None:
    rng = np.random.default_rng(seed)
    (lon0, lat0), run_m = degrees(rng, 200), rng.uniform(0, 2e6, 200)
    there = [EARTH.Direct(*one) for one in zip(lat0, lon0, rng.uniform(0, 360, 200), run_m, strict=True)]
    lon1, lat1 = np.array([end["lon2"] for end in there]), np.array([end["lat2"] for end in there])
    fraction = rng.random(200)
    found = ecef(*between(lon0, lat0, lon1, lat1, fraction))
    ends = zip(lat0, lon0, lat1, lon1, fraction * run_m, strict=True)
    truth = [EARTH.InverseLine(*end).Position(at) for *end, at in ends]
    places = ecef(np.array([place["lon2"] for place in truth]), np.array([place["lat2"] for place in truth]))
    assert found == pytest.approx(places, abs=1e-6)
    judged("geographiclib", len(truth))


def test_the_fractions_0_and_1_are_the_ends_themselves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lon0, lat0 = degrees(rng, 100)
    lon1, lat1 = lon0 + rng.uniform(-2, 2, 100), np.clip(lat0 + rng.uniform(-2, 2, 100), -90, 90)
    for fraction, end in ((0.0, ecef(lon0, lat0)), (1.0, ecef(lon1, lat1))):
        assert ecef(*between(lon0, lat0, lon1, lat1, np.full(100, fraction))) == pytest.approx(end, abs=2e-8)


# --- the plane ---


@given(distances_m)
def test_an_arc_is_at_least_its_chord_and_turns_back_into_it(distance: float) -> None:
    plane = float(plane_m(distance))
    assert plane <= distance
    assert float(arc_m(plane)) == pytest.approx(distance, abs=1e-8)


def test_an_arc_is_that_of_a_circle_of_the_mean_radius() -> None:
    assert float(plane_m(1e6)) == pytest.approx(2 * MEAN_RADIUS_M * sin(1e6 / (2 * MEAN_RADIUS_M)), rel=1e-15)
    assert float(arc_m(0.0)) == 0.0


def test_everything_is_within_a_quarter_of_the_way_round_the_earth() -> None:
    assert float(arc_m(1e9)) == pytest.approx(np.pi * MEAN_RADIUS_M)
    assert float(plane_m(inf)) == float(plane_m(1.01e7)) == inf
    assert float(plane_m(1e7)) == pytest.approx(2**0.5 * MEAN_RADIUS_M, rel=2e-3)


def test_an_arc_over_the_straight_line_between_two_places_is_their_distance_but_for_the_third_term(
    seed: int, judged: Judged
) -> None:
    rng = np.random.default_rng(seed)
    lon, lat = degrees(rng, 500)
    run_m = 10 ** rng.uniform(3, np.log10(2e6), 500)
    ends = zip(lat, lon, rng.uniform(0, 360, 500), run_m, strict=True)
    there = [EARTH.Direct(*end, Geodesic.LATITUDE | Geodesic.LONGITUDE) for end in ends]
    over = ecef(np.array([end["lon2"] for end in there]), np.array([end["lat2"] for end in there]))
    error = np.abs(arc_m(np.linalg.norm(over - ecef(lon, lat), axis=1)) - run_m)
    assert np.all(error <= run_m**3 / (2000 * LEAST_RADIUS_M**2) + 1e-5)
    judged("geographiclib", 500)


# --- its stated error ---


@given(lengths_m, distances_m, lengths_m, distances_m)
def test_longer_chords_and_greater_distances_are_never_more_exact(
    chord: float, distance: float, more: float, further: float
) -> None:
    assert plane_error_m(chord, distance) <= plane_error_m(chord + more, distance + further)


@pytest.mark.parametrize(("distance", "bound"), [(0.0, 0.0018), (1e3, 0.0024), (75e3, 0.055), (500e3, 2.0)])
def test_with_chords_of_10_km_the_error_stays_below(distance: float, bound: float) -> None:
    assert 0 < plane_error_m(ellipsoid.CHORD_M, distance) < bound


@given(distances_m)
def test_the_stated_error_is_within_half_a_metre_or_a_twentieth_of_a_percent(distance: float) -> None:
    assert plane_error_m(ellipsoid.CHORD_M, distance) <= max(0.5, 0.0005 * distance)
