"""Does a notice lie where the names it states are?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from herald import api, files
from herald.check import pairs
from herald.check.answer import Finding, Limits
from herald.check.findings import states_names
from herald.commandline.check import answered
from herald.files import gazetteer
from herald.formats import notices as filed
from herald.geometry.place import Place
from herald.geometry.slips import Slip, meanings

WINDOW = ["2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"]
LonLat = list[float]
IDLIB, ALEPPO, AYN_ISSA, DAYRICK = [36.633, 35.93], [37.161, 36.201], [38.862, 36.386], [42.14, 37.177]


def told(geometry: Mapping[str, object], windows: int = 1, **members: object) -> list[Finding]:
    """What is held against one notice of this shape?"""
    properties = {"id": "n", "party": "Aster", "kind": "evacuation", "windows": [WINDOW] * windows, **members}
    collection = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": geometry, "properties": properties}],
    }
    notices = filed.read([("n.geojson", json.dumps(collection).encode())])
    names = gazetteer() if states_names(notices) else None
    found = pairs.check(notices, None, Limits(), gazetteer=names).findings
    return [each for each in found if each.code == "place-name-mismatch"]


def site(place: LonLat, name: object, **members: object) -> list[Finding]:
    return told({"type": "Point", "coordinates": place}, place_name=name, **members)


def route(*places: LonLat, **members: object) -> list[Finding]:
    return told({"type": "LineString", "coordinates": list(places)}, len(places), **members)


def swapped(place: LonLat) -> LonLat:
    return place[::-1]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Idlib", IDLIB),
        ("إدلب", IDLIB),
        ("Aleppo", ALEPPO),
        ("Халеб", ALEPPO),
        ("Ain Aissa", AYN_ISSA),
        ("Ayn Issa", AYN_ISSA),
        ("Dayrik", DAYRICK),
        ("Dayrick", DAYRICK),
        ("Gaza", [34.466, 31.502]),
        ("Donetsk", [37.803, 48.023]),
        ("Донецьк", [37.803, 48.023]),
        ("Kunduz", [68.868, 36.729]),
    ],
)
def test_exchanged_coordinates_are_caught_by_the_name(name: str, place: LonLat) -> None:
    assert site(place, name) == []
    (finding,) = site(swapped(place), name)
    assert "Exchanging longitude and latitude would bring it to " in finding.message
    assert "check which is which" in finding.message and "the same country and division" in finding.message


def test_seconds_typed_as_decimals_are_caught_although_it_is_not_far() -> None:
    (finding,) = site([68.5205, 36.4343], "Kunduz")
    assert "lies 44.5 km from the nearest place known by that name (Kunduz, AF)" in finding.message
    assert "degrees, minutes and seconds typed as decimal degrees" in finding.message


def test_exchanged_grid_digits_are_caught_although_it_is_not_far() -> None:
    kunduz = Place(68_857_000_000, 36_728_000_000)
    there = next(each.place for each in meanings(kunduz) if each.slip is Slip.GRID_SWAPPED)
    (finding,) = site([there.lon_e9 / 1e9, there.lat_e9 / 1e9], "Kunduz")
    assert "easting and northing of the grid reference exchanged" in finding.message


def test_a_town_that_lies_elsewhere_is_told_without_any_slip() -> None:
    (finding,) = site([40.0, 36.5], "Aleppo")
    assert finding.message == (
        "It calls its place Aleppo, and lies 257.0 km from the nearest place known by that name (Aleppo, SY). "
        "Check the name and the coordinates; it may be another place of that name."
    )


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ([36.9, 36.0], "Idlib"),  # its outskirts
        ([39.8, 48.35], "Donetsk"),  # the one in Russia
        ([-25.0, -32.0], "Lapwing Cross"),
        ([40.0, 36.5], "the bakery at the crossroads"),
        ([40.0, 36.5], ""),
        ([40.0, 36.5], "  '`  "),
        ([40.0, 36.5], 7),
        ([40.0, 36.5], None),
        ([40.0, 36.5], ["Aleppo"]),
    ],
)
def test_what_is_near_or_unknown_or_no_name_is_not_told(place: LonLat, name: object) -> None:
    assert site(place, name) == []


def test_an_exercise_is_not_asked_for_real_names() -> None:
    assert site([40.0, 36.5], "Aleppo", exercise=True) == []
    assert len(site([40.0, 36.5], "Aleppo", exercise=False)) == 1


def test_the_reach_of_the_notice_is_added() -> None:
    assert len(site([37.8, 36.2], "Aleppo", buffer_m=5_000)) == 1
    assert site([37.8, 36.2], "Aleppo", buffer_m=5_000, place_uncertainty_m=5_000) == []


def test_each_end_of_a_route_is_held_to_its_own_name() -> None:
    assert route(IDLIB, ALEPPO, origin_name="Idlib", destination_name="Aleppo", place_name="Aleppo") == []
    (both,) = route(ALEPPO, AYN_ISSA, origin_name="Idlib", destination_name="Aleppo")
    assert "It calls its origin Idlib, and lies 56." in both.message
    assert "It calls its destination Aleppo, and lies 154." in both.message
    (all_of_it,) = route(swapped(IDLIB), swapped(ALEPPO), origin_name="Idlib", destination_name="Aleppo")
    assert all_of_it.message.count("Exchanging longitude and latitude") == 2


def test_names_of_the_vertices_are_each_held_to_their_own() -> None:
    assert route(IDLIB, ALEPPO, place_name=["Idlib", "Aleppo"]) == []
    assert route(IDLIB, ALEPPO, place_name=["Idlib", None]) == []
    assert route(IDLIB, ALEPPO, place_name=["Idlib"]) == []
    (finding,) = route(IDLIB, AYN_ISSA, place_name=["Idlib", "Aleppo"])
    assert "It calls vertex 1 (counted from 0) Aleppo" in finding.message


def test_an_area_may_lie_round_its_name() -> None:
    wide = [[35.9, 35.2], [38.4, 35.2], [38.4, 37.2], [35.9, 37.2], [35.9, 35.2]]
    far = [[39.9, 36.2], [40.4, 36.2], [40.4, 36.7], [39.9, 36.7], [39.9, 36.2]]
    assert told({"type": "Polygon", "coordinates": [wide]}, place_name="Aleppo") == []
    assert len(told({"type": "Polygon", "coordinates": [far]}, place_name="Aleppo")) == 1


def test_the_answer_is_the_same_whoever_files() -> None:
    assert site([40.0, 36.5], "Aleppo", party="Birch") == site([40.0, 36.5], "Aleppo", party="Aster")


def test_the_gazetteer_is_read_only_where_a_name_is_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread() -> None:
        raise AssertionError("the gazetteer was read")

    day = api.read_notices("scenarios/lapwing-cross/aster.geojson", "scenarios/lapwing-cross/mistakes.geojson")
    assert not states_names(day)
    named = replace(day[0], kept={"place_name": "Aleppo"})
    assert states_names([named])
    plain = api.check(day[:2])
    monkeypatch.setattr(files, "gazetteer", unread)
    assert api.check(day[:2]) == plain == answered(day[:2], None, Limits())
    for ask in (lambda: api.check([named]), lambda: answered([named], None, Limits())):
        with pytest.raises(AssertionError, match="was read"):
            ask()


def test_the_library_and_the_command_line_tell_of_it() -> None:
    day = api.read_notices("scenarios/lapwing-cross/aster.geojson")
    named = replace(day[0], kept={"origin_name": "Aleppo"})
    for answer in (api.check([named]), answered([named], None, Limits())):
        assert "place-name-mismatch" in {each.code for each in answer.findings}
