"""Is a position on an old datum moved to where it is, and how exact that is said? PROJ is the authority on both."""

from __future__ import annotations

from collections.abc import Callable

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj._network import is_network_enabled

from herald.geometry import datums
from herald.geometry.datums import UNKNOWN_M, datum, in_use, to_wgs84
from herald.geometry.ellipsoid import GEOD

DAYRICK, ALEPPO, KUNDUZ, DONETSK, GAZA = (42.14, 37.18), (37.16, 36.2), (68.86, 36.72), (37.8, 48.0), (34.45, 31.5)


def moved_m(name: str, place: tuple[float, float]) -> float:
    shifted = to_wgs84(datum(name), *place)
    return float(GEOD.inv(*place, shifted.lon_deg, shifted.lat_deg)[2])


@pytest.mark.parametrize(
    ("name", "epsg"),
    [
        ("WGS 84", 4326),
        ("wgs84", 4326),
        ("sk42", 4284),
        ("\u0421\u041a-42", 4284),
        ("Pulkovo 1942", 4284),
        ("ED50", 4230),
        ("European Datum 1950", 4230),
        ("Deir-ez-Zor", 4227),
        ("LEVANT", 4227),
        ("palestine_1923", 4281),
        ("PZ-90", 4740),
        ("PZ-90.02", 9474),
        ("pz 90.11", 9475),
        ("EPSG:4255", 4255),
        ("epsg 4277", 4277),
    ],
)
def test_a_datum_is_known_by_many_names(name: str, epsg: int) -> None:
    assert datum(name).epsg == epsg


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", "one of WGS 84"),
        ("Clarke", "one of WGS 84"),
        ("4326", "one of WGS 84"),
        ("EPSG:", "one of WGS 84"),
        ("EPSG:99999", "it knows no 99999"),
        ("EPSG:32638", "UTM zone 38N, a Projected CRS"),
        ("EPSG:4978", "Geocentric"),
        ("EPSG:5773", "Vertical"),
        ("EPSG:4807", "counts from Paris"),
    ],
)
def test_what_is_no_datum_says_what_was_expected(name: str, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        datum(name)


def test_every_name_of_the_table_has_a_way_to_wgs_84_in_the_middle_of_its_area() -> None:
    for epsg in datums.NAMES:
        given = datum(f"EPSG:{epsg}")
        west, south, east, north = given.area
        lon = (west + ((east - west) % 360 or 360) / 2 + 180) % 360 - 180
        assert to_wgs84(given, lon, (south + north) / 2).accuracy_m >= (0 if epsg == datums.WGS84 else 0.5)


@pytest.mark.parametrize(
    ("name", "place", "least_m", "most_m"),
    [
        ("SK-42", DAYRICK, 105, 118),
        ("SK-42", ALEPPO, 110, 118),
        ("SK-42", KUNDUZ, 62, 64),
        ("SK-42", DONETSK, 115, 121),
        ("ED50", ALEPPO, 111, 118),
        ("ED50", GAZA, 125, 129),
        ("Deir ez Zor", ALEPPO, 131, 149),
        ("Deir ez Zor", DAYRICK, 131, 150),
        ("Palestine 1923", GAZA, 81, 86),
        ("PZ-90", ALEPPO, 2, 4),
    ],
)
def test_an_old_sheet_is_off_by_what_was_measured(
    name: str, place: tuple[float, float], least_m: float, most_m: float
) -> None:
    """The figures of a survey of such mistakes: a hospital's size, which nobody sees on a small map."""
    assert least_m <= round(moved_m(name, place)) <= most_m


def test_the_operation_is_that_of_the_area(judged: Callable[[str, int], None]) -> None:
    """PROJ, asked for the best operation at a place, takes the same, where that needs no grid."""
    cases = [("ED50", 4230, ALEPPO), ("ED50", 4230, GAZA), ("SK-42", 4284, DONETSK), ("Deir ez Zor", 4227, DAYRICK)]
    for name, epsg, (lon, lat) in cases:
        area = pyproj.transformer.AreaOfInterest(lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1)
        group = pyproj.transformer.TransformerGroup(epsg, 4326, always_xy=True, area_of_interest=area)
        stated = [each for each in group.transformers if 0 <= each.accuracy < 999]
        best = min(stated, key=lambda each: each.accuracy)
        shifted = to_wgs84(datum(name), lon, lat)
        assert (shifted.lon_deg, shifted.lat_deg) == pytest.approx(best.transform(lon, lat), abs=1e-12)
        assert shifted.accuracy_m >= best.accuracy
    judged("PROJ", len(cases))


def test_a_published_example_is_met(judged: Callable[[str, int], None]) -> None:
    """IOGP Guidance Note 7-2, Position Vector transformation: 55 N 4 E on WGS 72 is 55 00 00.090 N 4 00 00.554 E on WGS 84."""
    shifted = to_wgs84(datum("WGS 72"), 4.0, 55.0)
    assert (shifted.lat_deg - 55) * 3600 == pytest.approx(0.090, abs=0.001)
    assert (shifted.lon_deg - 4) * 3600 == pytest.approx(0.554, abs=0.001)
    judged("examples of IOGP 7-2", 1)


def test_beyond_the_network_it_was_made_for_nobody_knows_how_exact_it_is() -> None:
    assert to_wgs84(datum("SK-42"), *DONETSK).accuracy_m < 20
    for place in (ALEPPO, DAYRICK, KUNDUZ, (36.3, 33.5), (-100.0, 45.0)):
        assert to_wgs84(datum("SK-42"), *place).accuracy_m == UNKNOWN_M


def test_an_accuracy_that_nobody_states_is_the_cautious_number() -> None:
    assert to_wgs84(datum("Herat North"), *KUNDUZ).accuracy_m == UNKNOWN_M


def test_operations_that_differ_more_than_they_state_are_as_exact_as_they_differ() -> None:
    """Of three for Donetsk the best states 3 m, and another lands 11 m from it."""
    assert 10 < to_wgs84(datum("SK-42"), *DONETSK).accuracy_m < 12


def test_a_datum_is_refused_where_it_is_not_in_use() -> None:
    with pytest.raises(
        ValueError, match=r"Palestine 1923 .* is used from 29\.18 N to 33\.38 N and from 34\.17 E to 39\.31 E"
    ):
        to_wgs84(datum("Palestine 1923"), *KUNDUZ)


def test_a_datum_without_a_published_way_is_refused() -> None:
    with pytest.raises(ValueError, match="has none"):
        to_wgs84(datum("EPSG:4022"), *ALEPPO)


def test_a_revision_without_a_way_of_its_own_is_taken_for_its_neighbour_and_says_more_doubt() -> None:
    one, other = (to_wgs84(datum(name), *ALEPPO) for name in ("PZ-90.02", "PZ-90.11"))
    assert (one.lon_deg, one.lat_deg) == (other.lon_deg, other.lat_deg)
    assert one.accuracy_m == other.accuracy_m + 0.5


def test_no_operation_asks_for_a_grid_and_no_network_is_asked() -> None:
    assert not is_network_enabled()
    for epsg in (4267, 4230, 4258):
        assert all("grid" not in each.transformer.definition for each in datums._operations(epsg))


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_datum_in_use_anywhere_can_be_followed_there(lon: float, lat: float) -> None:
    there = in_use(lon, lat)
    assert {4326, 4284} <= {each.epsg for each in there}
    for each in there:
        shifted = to_wgs84(each, lon, lat)
        assert GEOD.inv(lon, lat, shifted.lon_deg, shifted.lat_deg)[2] < 1000
        assert shifted.accuracy_m >= 0
