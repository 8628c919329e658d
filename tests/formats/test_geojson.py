from __future__ import annotations

import json
from dataclasses import replace

import pytest

from herald.formats.geojson.text import render
from herald.formats.notices import read
from herald.geometry.place import Path, Place, Polygon
from herald.notice.model import (
    Action,
    Area,
    Band,
    Departure,
    Halt,
    Kind,
    Notice,
    Origin,
    Reference,
    Route,
    Spot,
    Window,
    Windows,
)
from herald.units import SECOND, parse_instant
from tests.formats.filed import DAY, FILE, SQUARE, collection, column, feature, file, flight, good, notice, wrong

MORNING, EVENING = map(parse_instant, DAY)


def line(*positions: list[object], **properties: object) -> dict[str, object]:
    stated = {"id": "n", "party": "Aster", "kind": "flight", "windows": [DAY] * len(positions)}
    return feature({"type": "LineString", "coordinates": list(positions)}, **{**stated, **properties})


def point(position: object, **properties: object) -> dict[str, object]:
    stated = {"id": "n", "party": "Aster", "kind": "deployment", "windows": [DAY]}
    return feature({"type": "Point", "coordinates": position}, **{**stated, **properties})


def area(*rings: object, **properties: object) -> dict[str, object]:
    stated = {"id": "n", "party": "Aster", "kind": "exercise", "windows": [DAY]}
    return feature({"type": "Polygon", "coordinates": list(rings)}, **{**stated, **properties})


def test_a_movement_is_read_into_canonical_integers() -> None:
    assert notice(column()) == Notice(
        id="column",
        party="Aster",
        kind=Kind.GROUND_MOVEMENT,
        shape=Route(
            places=(
                Place(-20 * 10**9, -31 * 10**9),
                Place(-19_500_000_000, -31 * 10**9),
                Place(-19_500_000_000, -30_500_000_000),
            ),
            path=Path.GEODESIC,
            schedule=Windows(
                (
                    Window(MORNING, EVENING),
                    Window(MORNING, EVENING),
                    Window(parse_instant("2026-03-10T09:00:00Z"), None),
                )
            ),
            bands=(Band(0, 0),) * 3,
        ),
        action=Action.NEW,
        replaces=None,
        reference=Reference.AGL,
        buffer_mm=50_000,
        place_uncertainty_mm=0,
        submitted_at=None,
        observed=False,
        max_speed_um_s=None,
        kept={"title": "A column"},
        origin=Origin(FILE, 0),
    )


def test_notices_come_in_the_order_of_files_and_features() -> None:
    other = ("birch.geojson", collection(column(id="b", party="Birch"), column(id="a", party="Birch"))[1])
    found = read([file(good()), other])
    assert [one.id for one in found] == ["column", "flight", "site", "zone", "later", "cancel", "b", "a"]
    assert [one.origin for one in found][-1] == Origin("birch.geojson", 1)


def test_no_files_hold_no_notices() -> None:
    assert read([]) == ()


def test_a_departure_is_rounded_outward() -> None:
    halts = [{"vertex": 2, "min_s": 0.0000019, "max_s": 0.0000011}, {"vertex": 0, "min_s": 0.0000015, "max_s": 7}]
    assert wrong(collection(flight(halts=halts)))
    halts[0]["max_s"] = 0.0000021
    shape = notice(flight(speed_kmh=[10, 10], halts=halts)).shape
    assert isinstance(shape, Route)
    # 10 km/h are 2,777,777.7 um/s
    assert shape.schedule == Departure(
        Window(MORNING, EVENING), 2_777_777, 2_777_778, (Halt(0, 1, 7 * SECOND), Halt(2, 1, 3))
    )


@pytest.mark.parametrize("um_s", [1, 2, 3, 7, 278, 2_777_777])
def test_however_slow_a_departure_is_it_is_read_again_as_it_was_written(um_s: int) -> None:
    one = notice(flight(speed_kmh=[10, 10], halts=[]))
    assert isinstance(one.shape, Route)
    assert isinstance(one.shape.schedule, Departure)
    slow = replace(one.shape.schedule, slowest_um_s=um_s, fastest_um_s=um_s)
    written = replace(one, shape=replace(one.shape, schedule=slow))
    (again,) = read([(FILE, render([written]))])
    assert again.shape == written.shape


@pytest.mark.parametrize("um_s", [1, 2, 3, 7, 278, 2_777_777])
def test_however_small_a_greatest_speed_is_it_is_read_again_as_it_was_written(um_s: int) -> None:
    written = replace(notice(column(observed=True, max_speed_kmh=40)), max_speed_um_s=um_s)
    (again,) = read([(FILE, render([written]))])
    assert again.max_speed_um_s == um_s


def test_the_ends_of_a_window_may_be_unknown() -> None:
    shape = notice(point([0, 0], windows=[[None, None]])).shape
    assert isinstance(shape, Spot)
    assert shape.window == Window(None, None)


def test_the_same_instant_is_read_from_every_offset() -> None:
    shape = notice(point([0, 0], windows=[["2026-03-10T10:00:00+02:00", "2026-03-10T14:30:00-05:30"]])).shape
    assert isinstance(shape, Spot)
    assert shape.window == Window(MORNING, EVENING)


def test_a_lasting_presence_ends_with_the_calendar() -> None:
    assert wrong(collection(point([0, 0], windows=[[DAY[0], "9999-12-31T23:59:59Z"]]))) == ()


def test_a_window_may_be_an_instant_and_windows_may_stand_still() -> None:
    assert wrong(collection(line([0, 0], [0, 0], windows=[[DAY[0], DAY[0]]] * 2))) == ()


def test_ends_in_between_may_be_unknown() -> None:
    windows = [[DAY[0], DAY[1]], [None, DAY[1]], [DAY[0], None], [None, None], [DAY[0], DAY[1]]]
    assert wrong(collection(line(*[[at, 0] for at in range(5)], windows=windows))) == ()


@pytest.mark.parametrize(
    ("written", "lon_e9"),
    [
        ("1", 10**9),
        ("1.0000000004", 1_000_000_000),
        ("1.0000000006", 1_000_000_001),
        ("1.0000000005", 1_000_000_000),
        ("1.0000000015", 1_000_000_002),
        ("-1.0000000005", -1_000_000_000),
        ("0.1234567890123456789012345678901234567890e1", 1_234_567_890),
        ("-0.0", 0),
        ("1e-500", 0),
        ("180", 180 * 10**9),
        ("-180.0", -180 * 10**9),
        ("179.99999999999", 180 * 10**9),
    ],
)
def test_a_coordinate_is_rounded_to_the_nearest_and_a_tie_to_the_even(written: str, lon_e9: int) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": [point([0, 0])]}).replace("[0, 0]", f"[{written}, 0]")
    (found,) = read([(FILE, text.encode())])
    assert isinstance(found.shape, Spot)
    assert found.shape.place == Place(lon_e9, 0)


def test_buffers_and_uncertainties_are_rounded_up() -> None:
    found = notice(column(buffer_m=0.0001, place_uncertainty_m=12.3450001))
    assert (found.buffer_mm, found.place_uncertainty_mm) == (1, 12_346)


def test_a_greatest_speed_is_rounded_up() -> None:
    assert notice(column(observed=True, max_speed_kmh=10)).max_speed_um_s == 2_777_778


def test_a_band_is_rounded_outward() -> None:
    shape = notice(point([0, 0], altitude_m=[-0.0001, 10.0001], altitude_ref="FL")).shape
    assert isinstance(shape, Spot)
    assert shape.band == Band(-1, 10_001)


def test_one_band_holds_at_every_vertex() -> None:
    found = notice(line([0, 0], [1, 0], altitude_m=[10, 20], altitude_ref="AGL"))
    assert isinstance(found.shape, Route)
    assert (found.reference, found.shape.bands) == (Reference.AGL, (Band(10_000, 20_000),) * 2)


def test_third_coordinates_are_the_middle_of_bands_over_the_ellipsoid() -> None:
    found = notice(line([0, 0, 100], [1, 0, 200.5], altitude_half_m=50))
    assert isinstance(found.shape, Route)
    assert found.reference is Reference.WGS84
    assert found.shape.bands == (Band(50_000, 150_000), Band(150_500, 250_500))


def test_bands_about_third_coordinates_are_all_as_high_as_the_highest() -> None:
    found = notice(line([0, 0, 1], [1, 0, 2.0005], altitude_half_m=1))
    assert isinstance(found.shape, Route)
    assert found.shape.bands == (Band(0, 2_001), Band(1_000, 3_001))


def test_a_third_coordinate_follows_the_reference_stated() -> None:
    assert notice(line([0, 0, 1], [1, 0, 2], altitude_ref="AMSL")).reference is Reference.AMSL


@pytest.mark.parametrize("kind", ["ground-movement", "static-site", "patrol", "post"])
def test_a_kind_on_the_ground_ignores_third_coordinates_even_some_of_them(kind: str) -> None:
    found = notice(line([0, 0, 1], [1, 0], kind=kind))
    assert isinstance(found.shape, Route)
    assert (found.reference, set(found.shape.bands)) == (Reference.AGL, {Band(0, 0)})


def test_a_kind_on_the_ground_takes_third_coordinates_over_a_stated_reference() -> None:
    found = notice(point([0, 0, 1], kind="post", altitude_ref="AMSL", altitude_half_m=1))
    assert isinstance(found.shape, Spot)
    assert (found.reference, found.shape.band) == (Reference.AMSL, Band(0, 2_000))


def test_an_area_has_one_band_that_holds_all_its_third_coordinates() -> None:
    ring = [[lon, lat, 100 + at] for at, (lon, lat) in enumerate(SQUARE)]
    found = notice(area(ring, altitude_half_m=10))
    assert isinstance(found.shape, Area)
    assert found.shape.band == Band(90_000, 114_000)


def test_an_area_is_read_without_the_repetition_of_its_first_place() -> None:
    found = notice(area(SQUARE))
    assert isinstance(found.shape, Area)
    corners = tuple(Place(round(lon * 10**9), round(lat * 10**9)) for lon, lat in SQUARE[:4])
    assert found.shape == Area(Polygon((corners,), Path.LONLAT), Window(MORNING, EVENING), Band(0, 0))


def test_the_direction_of_rings_is_ignored() -> None:
    assert wrong(collection(area(SQUARE), area(SQUARE[::-1], id="m"))) == ()


def test_edges_of_an_area_are_geodesic_if_it_says_so() -> None:
    found = notice(area(SQUARE, path="geodesic"))
    assert isinstance(found.shape, Area)
    assert found.shape.polygon.path is Path.GEODESIC


def test_a_ring_round_the_earth_encloses_a_pole() -> None:
    assert wrong(collection(area([[lon, -70] for lon in (-180, -90, 0, 90, 180)]))) != ()  # 180 is not -180: not closed
    assert wrong(collection(area([[lon, -70] for lon in (-180, -90, 0, 90, -180)]))) == ()


@pytest.mark.parametrize("lat", [89, -89])
def test_lonlat_reaches_to_89_degrees(lat: int) -> None:
    assert wrong(collection(line([0, lat], [170, lat], path="lonlat"))) == ()


def test_lonlat_takes_the_shorter_way_across_the_antimeridian() -> None:
    assert wrong(collection(line([179, 0], [-179, 0], path="lonlat"))) == ()


def test_a_geodesic_route_may_pass_a_pole() -> None:
    assert wrong(collection(line([0, 80], [0, 90], [170, 80]))) == ()


def test_a_halt_may_be_a_repeated_vertex() -> None:
    assert wrong(collection(line([0, 0], [0, 0], [1, 0]))) == ()


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "EPSG:4326",
        "OGC:CRS84",
        "CRS84",
        "urn:ogc:def:crs:OGC::CRS84h",
    ],
)
def test_a_crs_that_is_wgs_84_is_accepted(name: str) -> None:
    document = {**good(), "crs": {"type": "name", "properties": {"name": name}}}
    assert wrong(file(document)) == ()


@pytest.mark.parametrize(
    "name", ["EPSG:432", "EPSG:43260", "EPSG:3857", "urn:ogc:def:crs:OGC:1.3:CRS83", "WGS 84 / UTM", ""]
)
def test_a_crs_that_is_not_is_refused(name: str) -> None:
    assert wrong(file({**good(), "crs": {"type": "name", "properties": {"name": name}}}))


def test_a_cancel_needs_no_more_than_whom_and_what() -> None:
    cancel = feature(None, id="c", party="Aster", kind="patrol", action="cancel", replaces="column")
    found = notice(cancel)
    assert (found.shape, found.action, found.replaces) == (None, Action.CANCEL, "column")


def test_a_cancel_may_repeat_what_it_cancels_and_still_moves_nothing() -> None:
    assert notice(column(id="c", action="cancel", replaces="column")).shape is None


def test_foreign_members_outside_of_the_properties_are_ignored() -> None:
    document = good()
    document["name"] = document["bbox"] = document["features"][0]["bbox"] = document["features"][0]["id"] = "x"
    assert wrong(file(document)) == ()


def test_ids_of_any_script_are_read_as_they_are() -> None:
    assert notice(column(id="قافلة", party="Береза 𐍈")).party == "Береза 𐍈"


def test_what_is_kept_keeps_its_numbers_exactly() -> None:
    kept = notice(column(title=None, remarks={"a": [1.50, 2.0, -0.0, 1e3, True, "x"]}, weight=0.1)).kept
    assert kept == {"title": None, "remarks": {"a": ["1.5", 2, 0, 1000, True, "x"]}, "weight": "0.1"}


COMMON = """
name description note notes comment comments color colour stroke fill stroke-width marker-color source region state
country status type date time timestamp begin end start speed ele cmt desc sym url link class category group label
unit number count size weight length distance area zone route road mode role rank office officer driver phone email
owner operator organisation file filter filename version created modified author uuid osm_id lat lon latitude longitude
callsign registration plates crew convoy leader mission function beds staff code name_ar tags metadata departure arrival
stops legs waypoints origin destination
"""


@pytest.mark.parametrize("name", COMMON.split())
def test_a_common_name_is_no_slip(name: str) -> None:
    assert notice(column(**{name: "x"})).kept[name] == "x"


@pytest.mark.parametrize("name", ["title", "agreement", "priority", "contacts", "vehicles", "recipients", "exercise"])
def test_a_known_member_is_kept_whatever_it_holds(name: str) -> None:
    assert notice(column(**{name: {"any": [None]}})).kept[name] == {"any": [None]}


def test_a_speed_is_written_as_short_as_it_can_be_and_read_as_the_same() -> None:
    written = render([notice(column(observed=True, max_speed_kmh=40)), notice(flight(speed_kmh=[180, 220.5]))])
    assert b'"max_speed_kmh": 40,' in written and b'"speed_kmh": [180, 220.5]' in written
