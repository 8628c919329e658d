"""Is what does not fit said back: a name that is elsewhere, a slip that would explain it, a second reading?

A small gazetteer of five real places, so that what is nearest can be seen by eye.
"""

from __future__ import annotations

import numpy as np
import pytest

from herald.geometry.coordinates import read
from herald.geometry.echo import Echo, apart_m, echo
from herald.geometry.gazetteer import Gazetteer
from herald.geometry.place import Place
from herald.geometry.slips import Slip
from herald.units import NANODEGREES

PLACES = (
    ("Aleppo\tHalab", "SY", 36.20124, 37.16117),
    ("Idlib\tEdlib", "SY", 35.93062, 36.63393),
    ("Kunduz\tKonduz", "AF", 36.72896, 68.857),
    ("Ayn Issa\tAin Issa", "SY", 36.38528, 38.86),
    ("Osmaniye", "TR", 37.07417, 36.24778),
)
SMALL = Gazetteer(
    ids=np.arange(1, 6),
    lon_e5=np.array([round(lon * 1e5) for _, _, _, lon in PLACES]),
    lat_e5=np.array([round(lat * 1e5) for _, _, lat, _ in PLACES]),
    population=np.array([5, 4, 3, 2, 1]),
    regions=(("SY", "01"), ("AF", "01"), ("TR", "01")),
    region=np.array([0, 0, 1, 0, 2]),
    lines=tuple(names for names, *_ in PLACES),
)
KUNDUZ_HOSPITAL = "36\u00b043'04.91\"N 68\u00b051'43.96\"E"


def said(text: str, name: str | None = None, *before: str, datum: str = "WGS 84") -> Echo:
    return echo(read(text, datum), SMALL, name, [read(each, datum).place for each in before])


def codes(of: Echo) -> list[str]:
    return [each.slip or each.code for each in of.doubts]


def place(lat: float, lon: float) -> Place:
    return Place(round(lon * NANODEGREES), round(lat * NANODEGREES))


def test_a_position_at_its_name_is_not_doubted() -> None:
    assert said("36.2021 37.1343", "Aleppo").doubts == ()
    assert said(KUNDUZ_HOSPITAL, "Konduz").doubts == ()


def test_the_nearest_named_place_is_said_with_distance_and_bearing_from_it() -> None:
    nearest = said("36.2021 37.1343").nearest
    assert nearest.named.name == "Aleppo"
    assert nearest.distance_m == pytest.approx(2419, abs=2)
    assert nearest.bearing_deg == pytest.approx(272.3, abs=0.1)


@pytest.mark.parametrize(
    ("text", "name", "slip"),
    [
        ("37.1612 36.2012", "Aleppo", Slip.SWAPPED),
        ("36.6339 35.9306", "Idlib", Slip.SWAPPED),
        ("38.8600 36.3853", "Ain Issa", Slip.SWAPPED),
        ("68.8570 36.7290", "Kunduz", Slip.SWAPPED),
        ("-36.2012 37.1612", "Aleppo", Slip.HEMISPHERE),
        ("36.2012 -37.1612", "Aleppo", Slip.HEMISPHERE),
        ("36.430491 68.514396", "Kunduz", Slip.DMS_AS_DECIMAL),
        ("37SCV0734", "Aleppo", None),
    ],
)
def test_a_position_far_from_its_name_is_told_and_what_would_explain_it(
    text: str, name: str, slip: Slip | None
) -> None:
    found = said(text, name)
    assert codes(found)[0] == "far-from-name"
    assert slip is None or slip in codes(found)


def test_easting_and_northing_of_a_reference_exchanged_are_found_by_name() -> None:
    right = read(said("36.2012 37.1612").forms.mgrs, "WGS 84")
    head, east, north = said("36.2012 37.1612").forms.mgrs.rsplit(" ", 2)
    wrong = said(f"{head} {north} {east}", "Aleppo")
    assert codes(wrong) == ["far-from-name", Slip.GRID_SWAPPED]
    meant = wrong.doubts[1].meant
    assert meant is not None
    assert apart_m(meant, right.place) < right.uncertainty_m * 2


def test_a_swap_is_found_by_the_route_without_any_name() -> None:
    found = said("36.6339 35.9306", None, "35.9500 36.7000")
    assert codes(found) == [Slip.SWAPPED]
    assert said("35.9306 36.6339", None, "35.9500 36.7000").doubts == ()


def test_the_other_reading_of_minutes_is_told_where_it_lies_outside_what_is_said() -> None:
    found = said("36\u00b043.0491'N 68\u00b051.4396'E")
    assert codes(found) == ["seconds"]
    assert found.doubts[0].away_m == pytest.approx(441, abs=1)
    assert said("36\u00b043.00'N 68\u00b051.00'E").doubts == ()


def test_a_name_that_nobody_bears_tells_nothing() -> None:
    found = said("36.2021 37.1343", "Xyzzy")
    assert (found.unknown_name, found.doubts) == (True, ())


def test_a_name_that_is_spelt_otherwise_is_taken_for_the_one_it_is_like() -> None:
    assert codes(said("36.2021 37.1343", "Kundus"))[0] == "far-from-name"
    assert not said("36.2021 37.1343", "Alepo").unknown_name


def test_the_edge_of_near_is_twenty_kilometres_beyond_the_uncertainty() -> None:
    """36.38123 N is 19.97 km north of Aleppo's point, 36.39 N 20.95 km."""
    assert said("36.381230 37.161170", "Aleppo").doubts == ()
    assert codes(said("36.390000 37.161170", "Aleppo")) == ["far-from-name"]
    assert said("36.39 37.16", "Aleppo").doubts == ()


def test_the_distance_of_a_degree_of_the_equator() -> None:
    assert apart_m(place(0, 0), place(0, 1)) == pytest.approx(111_319.49, abs=0.01)
