"""Which slip would explain a place that lies far from its name, or from its route?"""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from mgrs import MGRS

from herald.files import gazetteer
from herald.geometry.gazetteer import Named
from herald.geometry.place import Place
from herald.geometry.slips import Lies, Slip, by_name, by_route, meanings

E9 = 1_000_000_000


def at(lon: float, lat: float) -> Place:
    return Place(round(lon * E9), round(lat * E9))


def town(name: str, country: str) -> Named:
    """The most populous place of this name in this country."""
    bearers = [each for each in gazetteer().exactly([name])[name] if each.country == country]
    return max(bearers, key=lambda each: each.population or 0)


def degrees(place: Place) -> tuple[float, float]:
    return place.lon_e9 / E9, place.lat_e9 / E9


def apart_km(a: Place, b: Place) -> float:
    (lon_a, lat_a), (lon_b, lat_b) = degrees(a), degrees(b)
    return float(Geodesic.WGS84.Inverse(lat_a, lon_a, lat_b, lon_b)["s12"]) / 1000


def parts(value: float) -> tuple[int, int, int]:
    """Whole degrees, minutes and seconds of a positive value."""
    seconds = round(value * 3600)
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def slipped(place: Place, how: Callable[[int, int, int], float]) -> Place:
    lon, lat = (how(*parts(value)) for value in degrees(place))
    return at(lon, lat)


MEASURED = [
    # What interoperability measured of swaps, in km; GeoNames' points lie up to 5 km from the points used there.
    ("Idlib", "SY", 100),
    ("Aleppo", "SY", 133),
    ("Ain Aissa", "SY", 351),
    ("Dayrik", "SY", 696),
    ("Gaza", "PS", 426),
    ("Donetsk", "UA", 1403),
    ("Khartoum", "SD", 2558),
    ("Kunduz", "AF", 4079),
    ("Sanaa", "YE", 4200),
]


@pytest.mark.parametrize(("name", "country", "km"), MEASURED)
def test_exchanged_coordinates_are_suspected_by_the_name(name: str, country: str, km: float) -> None:
    named = town(name, country)
    typed = Place(named.place.lat_e9, named.place.lon_e9)
    best = by_name(typed, [named], gazetteer())[0]
    assert (best.slip, best.meant, best.lies, best.continues) == (Slip.SWAPPED, named.place, Lies.DIVISION, None)
    assert best.typed_m / 1000 == pytest.approx(apart_km(typed, named.place)) == pytest.approx(km, rel=0.035)
    assert best.nearer_m == best.typed_m and best.meant_m == 0


def test_the_wrong_hemisphere_is_suspected() -> None:
    named = town("Khartoum", "SD")
    typed = Place(named.place.lon_e9, -named.place.lat_e9)
    assert by_name(typed, [named], gazetteer())[0].slip is Slip.HEMISPHERE


def test_seconds_typed_as_decimals_of_a_degree_are_suspected() -> None:
    named = town("Kunduz", "AF")
    typed = slipped(named.place, lambda d, m, s: d + m / 100 + s / 10_000)
    best = by_name(typed, [named], gazetteer())[0]
    assert best.slip is Slip.DMS_AS_DECIMAL and best.lies is Lies.DIVISION
    assert best.typed_m == pytest.approx(44_600, rel=0.01)
    assert best.meant_m < 25  # half a second


def test_minutes_typed_as_decimals_of_a_degree_are_suspected() -> None:
    named = town("Kunduz", "AF")
    typed = slipped(named.place, lambda d, m, s: d + (m + s / 60) / 100)
    assert by_name(typed, [named])[0].slip is Slip.DDM_AS_DECIMAL


def test_seconds_read_as_decimals_of_a_minute_and_seconds_left_out_are_suspected_of_a_point_that_is_known_exactly() -> (
    None
):
    known = Named(1, "Gate", ("Gate",), "AF", "01", at(68.87305, 36.72945), None)
    ddm = slipped(known.place, lambda d, m, s: d + (m + s / 100) / 60)
    (read,) = by_name(ddm, [known])
    assert read.slip is Slip.DMS_AS_DDM and 300 < read.typed_m < 700 and read.meant_m < 25
    cut = slipped(known.place, lambda d, m, s: d + m / 60)
    (left,) = by_name(cut, [known])
    assert left.slip is Slip.SECONDS_DROPPED and 1000 < left.typed_m < 2000 and left.meant_m < left.typed_m


@pytest.mark.parametrize(("name", "country"), [(name, country) for name, country, _ in MEASURED])
def test_exchanged_digits_of_a_grid_reference_are_suspected(
    name: str, country: str, judged: Callable[..., None]
) -> None:
    named = town(name, country)
    lon, lat = degrees(named.place)
    zone, hemisphere, easting, northing = MGRS().MGRSToUTM(MGRS().toMGRS(lat, lon))
    east, north = easting % 100_000, northing % 100_000
    lat, lon = MGRS().toLatLon(MGRS().UTMToMGRS(zone, hemisphere, easting - east + north, northing - north + east))
    typed = at(lon, lat)
    found = [each for each in by_name(typed, [named], gazetteer()) if each.slip is Slip.GRID_SWAPPED]
    assert 1 < apart_km(typed, named.place) < 141
    assert found
    assert found[0].meant_m < 3
    judged("GEOTRANS", 1)


@pytest.mark.parametrize(("wrong", "slip"), [(at(35.61, 35.93), Slip.MISREAD), (at(63.63, 35.93), Slip.TRANSPOSED)])
def test_a_digit_is_suspected_where_one_was_misread(wrong: Place, slip: Slip) -> None:
    found = by_name(wrong, [town("Idlib", "SY")], gazetteer())
    assert found[0].slip is slip
    assert all(each.meant_m <= 5000 and each.lies is not Lies.ELSEWHERE for each in found)


def test_two_misread_digits_are_too_many_to_be_suspected() -> None:
    assert by_name(at(38.91, 33.13), [town("Idlib", "SY")], gazetteer()) == ()


def test_a_place_that_is_far_from_its_name_for_no_known_reason_has_no_suspicion() -> None:
    assert by_name(at(39.9, 36.4), [town("Idlib", "SY")], gazetteer()) == ()
    assert by_name(at(39.9, 36.4), []) == ()


def test_what_continues_the_route_comes_before_what_does_not() -> None:
    named = town("Kunduz", "AF")
    typed = Place(named.place.lat_e9, named.place.lon_e9)
    along = by_name(typed, [named], gazetteer(), [at(68.9, 36.8)])
    against = by_name(typed, [named], gazetteer(), [at(36.8, 68.9)])
    assert along[0].continues is True
    assert against[0].continues is False


def test_a_route_alone_speaks_of_a_place_that_lies_away_from_it() -> None:
    before, after = at(36.60, 35.90), at(36.66, 35.96)
    assert [each.slip for each in by_route(at(35.93, 36.63), [before, after])] == [Slip.SWAPPED]
    assert by_route(at(36.63, 35.93), [before, after]) == ()
    assert by_route(at(36.63, 35.93), []) == ()
    (best, *_) = by_route(at(-36.63, 35.93), [before, after])
    assert (best.slip, best.named, best.lies, best.continues) == (Slip.HEMISPHERE, None, None, True)


@given(st.builds(at, st.floats(-180, 180), st.floats(-90, 90)))
def test_every_meaning_is_a_place_and_another_one(place: Place) -> None:
    for each in meanings(place):
        assert each.place != place
        assert abs(each.place.lon_e9) <= 180 * E9 and abs(each.place.lat_e9) <= 90 * E9
        assert 0 <= each.spread_m < inf


@given(st.builds(at, st.floats(-180, 180), st.floats(-90, 90)))
def test_a_slip_of_two_values_undoes_itself(place: Place) -> None:
    for each in meanings(place, digits=False):
        if each.slip in {Slip.SWAPPED, Slip.HEMISPHERE}:
            assert place in {one.place for one in meanings(each.place) if one.slip is each.slip}
