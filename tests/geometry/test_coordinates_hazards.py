"""Do the mistakes that are made with coordinates show, or stay inside what is said? Each is a test by its name.

The true place always lies within the uncertainty, or the reading says that there is another one, or it is refused.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.geometry.coordinates import Typed, read
from herald.geometry.datums import NAMES, datum, in_use, to_wgs84
from herald.geometry.ellipsoid import GEOD
from herald.geometry.grids import mgrs
from herald.units import NANODEGREES

LAT, LON = 36 + 43 / 60 + 4.91 / 3600, 68 + 51 / 60 + 43.96 / 3600
"""A hospital at Kunduz, 36 43 04.91 N 68 51 43.96 E."""
DAYRICK, ALEPPO, IDLIB, DONETSK, GAZA = (42.14, 37.18), (37.16, 36.2), (36.63, 35.93), (37.8, 48.0), (34.45, 31.5)


def off_m(typed: Typed, lon: float, lat: float) -> float:
    return float(GEOD.inv(typed.place.lon_e9 / NANODEGREES, typed.place.lat_e9 / NANODEGREES, lon, lat)[2])


@pytest.mark.parametrize("place", [DAYRICK, ALEPPO, IDLIB, DONETSK, GAZA, (LON, LAT)], ids=str)
@pytest.mark.parametrize("name", [names[0] for names in NAMES.values()])
def test_a_sheet_on_an_old_datum_whose_datum_nobody_states_stays_inside(place: tuple[float, float], name: str) -> None:
    """Nobody can see it: the uncertainty holds the datums that are in use there. SK-42 is off 63 m at Kunduz, 115 at Donetsk."""
    old = datum(name)
    if old not in in_use(*place):
        return
    truth = to_wgs84(old, *place)
    typed = read(f"{place[1]:.6f} {place[0]:.6f}")
    assert off_m(typed, truth.lon_deg, truth.lat_deg) + truth.accuracy_m <= typed.uncertainty_m


def test_a_datum_that_is_stated_leaves_no_such_doubt() -> None:
    assert read("36.200000 37.160000", "WGS 84").uncertainty_m < 1
    assert read("36.200000 37.160000").unstated_m > 130
    assert "ED50" in str(read("36.200000 37.160000", "ED50").datum)


def test_the_same_digits_of_a_grid_on_an_old_datum_stay_inside_too() -> None:
    """Some 200 m on the ground: the grid of the other ellipsoid is shifted as well as its datum."""
    truth = read("UTM 37 north 334500 4007500", "ED50")
    typed = read("UTM 37 north 334500 4007500")
    lon, lat = truth.place.lon_e9 / NANODEGREES, truth.place.lat_e9 / NANODEGREES
    assert 150 < off_m(typed, lon, lat) <= typed.uncertainty_m


def test_seconds_that_were_dropped_stay_inside() -> None:
    """1,101 m at Kunduz."""
    typed = read("36\u00b043'N 68\u00b051'E", "WGS 84")
    assert 1100 < off_m(typed, LON, LAT) < 1102
    assert off_m(typed, LON, LAT) <= typed.uncertainty_m < 2400


def test_seconds_typed_as_decimals_of_minutes_are_told_with_the_other_reading() -> None:
    """441 m at Kunduz: 36 43 04.91 typed as 36 43.0491."""
    typed = read("36\u00b043.0491'N 68\u00b051.4396'E", "WGS 84")
    assert 440 < off_m(typed, LON, LAT) < 442
    assert typed.otherwise is not None
    assert abs(typed.otherwise.lat_e9 / NANODEGREES - LAT) < 1e-8
    assert abs(typed.otherwise.lon_e9 / NANODEGREES - LON) < 1e-8


@pytest.mark.parametrize(
    "text",
    [
        "36\u00b043.6491'N 68\u00b051.4396'E",
        "36\u00b043.0'N 68\u00b051.4'E",
        "36\u00b043'N 68\u00b051'E",
        "36.43 68.51",
    ],
)
def test_minutes_whose_decimals_cannot_be_seconds_have_one_reading(text: str) -> None:
    assert read(text, "WGS 84").otherwise is None


def test_degrees_minutes_and_seconds_typed_as_decimals_need_a_name_to_be_found() -> None:
    """44.6 km at Kunduz, and nothing in the digits tells: the nearest name and the route do (see the command's tests)."""
    typed = read("36.430491 68.514396", "WGS 84")
    assert 44_000 < off_m(typed, LON, LAT) < 45_000


def test_the_corner_of_a_square_is_not_taken_for_the_place() -> None:
    """Read as its corner, a place in a square of 1 km is up to 1.4 km off; from the centre it is inside 708 m."""
    grid = mgrs("38SKG4904")
    assert grid is not None
    assert (grid.easting_m % 1000, grid.northing_m % 1000) == (500, 500)


@pytest.mark.parametrize(
    ("digits", "side_m"), [("40", 10_000), ("4904", 1_000), ("495045", 100), ("49500450", 10), ("4950004500", 1)]
)
def test_the_fewer_the_digits_the_wider_the_place(digits: str, side_m: int) -> None:
    assert read(f"38SKG{digits}", "WGS 84").uncertainty_m == pytest.approx(side_m * 0.5**0.5 / 0.9996, abs=0.002)


@pytest.mark.parametrize("zone", [each for each in range(1, 61) if each % 3 != 38 % 3])
def test_a_wrong_zone_number_with_the_right_letters_is_refused(zone: int) -> None:
    with pytest.raises(ValueError, match="columns are"):
        read(f"{zone}SKG4904")


@pytest.mark.parametrize("band", "RT")
def test_a_band_letter_that_is_one_off_is_refused(band: str) -> None:
    """The letters of rows come again after 2,000 km: two and more off the square can exist, far away."""
    with pytest.raises(ValueError, match=r"exists|lies beyond"):
        read(f"38{band}KG4904")


def test_s_after_a_utm_zone_is_never_guessed() -> None:
    """As the hemisphere it would lie 10,000 km from the band."""
    with pytest.raises(ValueError, match="north or south in full"):
        read("37S 334500 4007500")


def test_latitude_and_longitude_that_can_only_be_swapped_are_refused() -> None:
    with pytest.raises(ValueError, match="latitude stands first"):
        read("118.5000, 36.5000")


def test_a_comma_that_could_be_point_or_separator_has_one_reading_or_none() -> None:
    typed = read("36,718 68,862", "WGS 84")
    assert off_m(typed, 68.862, 36.718) < 0.001
    with pytest.raises(ValueError, match="two decimals or more"):
        read("36,68")


STEPS = st.integers(-89 * 10_000, 89 * 10_000)


@given(STEPS, STEPS)
def test_no_way_of_writing_the_same_numbers_moves_the_place(lat: int, lon: int) -> None:
    points = f"{lat / 10_000:.4f}", f"{lon / 10_000:.4f}"
    commas = [each.replace(".", ",") for each in points]
    letters = [
        f"{each.lstrip('-')}{pair[each.startswith('-')]}" for each, pair in zip(points, ("NS", "EW"), strict=True)
    ]
    texts = (
        " ".join(points),
        ", ".join(points),
        " ".join(commas),
        "; ".join(commas),
        " ".join(letters),
        ", ".join(letters[::-1]),
    )
    assert len({read(text, "WGS 84").place for text in texts}) == 1
