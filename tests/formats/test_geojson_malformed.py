from __future__ import annotations

from dataclasses import dataclass

import pytest

from herald import jsontext
from herald.formats import filed
from herald.formats.geojson import shape as geojson_shape
from herald.geometry import geojson as positions
from tests.formats.filed import (
    CANCEL,
    COLUMN,
    DAY,
    FILE,
    FLIGHT,
    GONE,
    HOLE,
    LATER,
    SITE,
    SQUARE,
    ZONE,
    Change,
    changed,
    collection,
    column,
    file,
    good,
    places,
    wrong,
)

PROPERTIES = "properties"
COORDINATES = ("geometry", "coordinates")


@dataclass(frozen=True)
class Planted:
    """One fault in an otherwise good file, and where it must be reported."""

    what: str
    changes: Change
    feature: int | None
    field: str
    others: tuple[tuple[int | None, str], ...] = ()


def in_properties(what: str, at: int, name: str, value: object, inside: str = "", **also: object) -> Planted:
    others = {(at, PROPERTIES, other): stated for other, stated in also.items()}
    return Planted(what, {(at, PROPERTIES, name): value, **others}, at, f"properties.{name}{inside}")


def halts(what: str, inside: str, *stated: object) -> Planted:
    return in_properties(what, FLIGHT, "halts", list(stated), inside)


def halt(**members: object) -> dict[str, object]:
    return {"vertex": 1, "min_s": 1, "max_s": 2, **members}


def in_coordinates(what: str, at: int, path: tuple[int, ...], value: object, field: str) -> Planted:
    return Planted(what, {(at, *COORDINATES, *path): value}, at, f"geometry.coordinates{field}")


LATE, EARLY, NOON = "2026-03-10T20:00:00Z", "2026-03-10T08:00:00Z", "2026-03-10T12:00:00Z"
MERCATOR = {"type": "name", "properties": {"name": "EPSG:3857"}}

COLLECTION = [
    Planted("a collection of another type", {("type",): "Features"}, None, "type"),
    Planted("a collection without a type", {("type",): GONE}, None, "type"),
    Planted("no features", {("features",): []}, None, "features"),
    Planted("features that are no list", {("features",): {}}, None, "features"),
    Planted("no member features", {("features",): GONE}, None, "features"),
    Planted("a crs that is not WGS 84", {("crs",): MERCATOR}, None, "crs"),
    Planted("a crs of nothing", {("crs",): None}, None, "crs"),
    Planted("a crs behind a link", {("crs",): {"type": "link", "properties": {"href": "x"}}}, None, "crs"),
    Planted("a crs of a feature", {(SITE, "crs"): MERCATOR}, SITE, "crs"),
    Planted("a crs of a geometry", {(SITE, "geometry", "crs"): MERCATOR}, SITE, "geometry.crs"),
    Planted("a feature of another type", {(SITE, "type"): "feature"}, SITE, "type"),
    Planted("a feature that is no object", {(LATER,): 7}, LATER, "feature"),
    Planted("a feature without properties", {(CANCEL, PROPERTIES): GONE}, CANCEL, "properties"),
    Planted("properties that are null", {(CANCEL, PROPERTIES): None}, CANCEL, "properties"),
    Planted("a buffer beside the properties", {(SITE, "buffer_m"): 100}, SITE, "buffer_m"),
]

GEOMETRY = [
    Planted("no geometry", {(SITE, "geometry"): GONE}, SITE, "geometry"),
    Planted("a geometry of null without a cancel", {(SITE, "geometry"): None}, SITE, "geometry"),
    Planted("no geometry, not even null, on a cancel", {(CANCEL, "geometry"): GONE}, CANCEL, "geometry"),
    Planted("a geometry that is no object", {(SITE, "geometry"): [1, 2]}, SITE, "geometry"),
    Planted("a geometry of another type", {(SITE, "geometry", "type"): "MultiPoint"}, SITE, "geometry.type"),
    Planted("no coordinates", {(SITE, *COORDINATES): GONE}, SITE, "geometry.coordinates"),
    Planted("coordinates of null", {(SITE, *COORDINATES): None}, SITE, "geometry.coordinates"),
    Planted("a point of no numbers", {(SITE, *COORDINATES): []}, SITE, "geometry.coordinates"),
    Planted("a point of one number", {(SITE, *COORDINATES): [1]}, SITE, "geometry.coordinates"),
    Planted("a point of four numbers", {(SITE, *COORDINATES): [1, 2, 3, 4]}, SITE, "geometry.coordinates"),
    Planted(
        "an empty line", {(COLUMN, *COORDINATES): []}, COLUMN, "geometry.coordinates", ((COLUMN, "properties.windows"),)
    ),
    Planted(
        "a line of one position",
        {(COLUMN, *COORDINATES): [[1, 2]], (COLUMN, PROPERTIES, "windows"): [DAY]},
        COLUMN,
        "geometry.coordinates",
    ),
    Planted("an empty polygon", {(ZONE, *COORDINATES): []}, ZONE, "geometry.coordinates"),
    in_coordinates("a latitude over 90", COLUMN, (1, 1), 90.0000001, "[1]"),
    in_coordinates("a latitude under -90", COLUMN, (1, 1), -91, "[1]"),
    in_coordinates("a longitude over 180", COLUMN, (1, 0), 180.5, "[1]"),
    in_coordinates("a longitude under -180", COLUMN, (1, 0), -181, "[1]"),
    in_coordinates("a truth value for a longitude", COLUMN, (1, 0), True, "[1]"),
    in_coordinates("a text for a latitude", COLUMN, (1, 1), "31", "[1]"),
    in_coordinates("a height of null", FLIGHT, (1, 2), None, "[1]"),
    in_coordinates("a height beyond the Moon", FLIGHT, (1, 2), 1e10, "[1]"),
    in_coordinates("a ring that is not closed", ZONE, (0, 4), [-20.0, -30.95], "[0]"),
    in_coordinates("a ring of three positions", ZONE, (0,), [*SQUARE[:2], SQUARE[0]], "[0]"),
    in_coordinates("a ring that crosses itself", ZONE, (0,), [SQUARE[at] for at in (0, 2, 1, 3, 0)], "[0]"),
    in_coordinates("a ring of one place", ZONE, (0,), [SQUARE[0]] * 4, "[0]"),
    in_coordinates("a ring of no area", ZONE, (0,), [SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[0]], "[0]"),
    in_coordinates("a hole that is not closed", ZONE, (1,), HOLE[:4], "[1]"),
    in_coordinates("a ring that is no list", ZONE, (1,), "hole", "[1]"),
    in_coordinates("a hole elsewhere", ZONE, (1,), [[lon + 20, lat] for lon, lat in HOLE], "[1]"),
    in_coordinates(
        "a hole larger than its ring",
        ZONE,
        (1,),
        [[9 * (lon + 19.95) - 19.95, 9 * (lat + 30.95) - 30.95] for lon, lat in HOLE],
        "[1]",
    ),
    Planted(
        "a lonlat leg over 180 degrees",
        {(COLUMN, *COORDINATES, 0): [160.5, -31.0], (COLUMN, PROPERTIES, "path"): "lonlat"},
        COLUMN,
        "geometry.coordinates[0]",
    ),
    Planted(
        "a lonlat route poleward of 89 degrees",
        {(COLUMN, *COORDINATES, 2): [-19.5, -89.5], (COLUMN, PROPERTIES, "path"): "lonlat"},
        COLUMN,
        "geometry.coordinates[1]",
    ),
    Planted(
        "a geodesic leg between antipodes",
        {(COLUMN, *COORDINATES, 0): [160.5, 31.0]},
        COLUMN,
        "geometry.coordinates[0]",
    ),
]

IDENTITY = [
    in_properties("no id", SITE, "id", GONE),
    in_properties("an id that is a number", LATER, "id", 7),
    in_properties("an empty id", LATER, "id", ""),
    in_properties("a blank id", LATER, "id", " \u00a0"),
    in_properties("a control character in an id", LATER, "id", "a\x07b"),
    in_properties("a line separator in an id", LATER, "id", "a\u2028b"),
    in_properties("an id that is taken", FLIGHT, "id", "column"),
    in_properties("no party", FLIGHT, "party", GONE),
    in_properties("an empty party", FLIGHT, "party", ""),
    in_properties("a party of null", FLIGHT, "party", None),
    in_properties("no kind", COLUMN, "kind", GONE),
    in_properties("a kind nobody knows", COLUMN, "kind", "parade"),
    in_properties("a kind in a list, of a notice with heights", FLIGHT, "kind", ["flight"]),
    in_properties("a kind in capitals", COLUMN, "kind", "Patrol"),
    in_properties("an action nobody knows", COLUMN, "action", "amend"),
    in_properties("a replacement of nothing", LATER, "replaces", GONE),
    in_properties("a cancel of nothing", CANCEL, "replaces", GONE),
    in_properties("a predecessor of null", LATER, "replaces", None),
    in_properties("a new notice with a predecessor", FLIGHT, "replaces", "column"),
    in_properties("another party's notice replaced", LATER, "replaces", "column", party="Birch"),
    in_properties("two successors of one notice", CANCEL, "replaces", "column"),
    in_properties("a notice that replaces itself", LATER, "replaces", "later"),
    Planted(
        "a cycle of two",
        {(LATER, PROPERTIES, "replaces"): "cancel", (CANCEL, PROPERTIES, "replaces"): "later"},
        LATER,
        "properties.replaces",
    ),
    in_properties("a path nobody knows", COLUMN, "path", "road"),
    in_properties("a path nobody knows, of a point", SITE, "path", "road"),
    in_properties("a path nobody knows, of an area", ZONE, "path", None),
]

SCHEDULE = [
    in_properties("no windows and no departure", COLUMN, "windows", GONE),
    in_properties("no windows of a point", SITE, "windows", GONE),
    in_properties("windows of null", COLUMN, "windows", None),
    in_properties("windows that are no list", COLUMN, "windows", {}),
    in_properties("too few windows", COLUMN, "windows", [DAY, DAY]),
    in_properties("too many windows", COLUMN, "windows", [DAY] * 4),
    in_properties("two windows of a point", SITE, "windows", [DAY, DAY]),
    in_properties("no window of an area", ZONE, "windows", []),
    in_properties("a window of one end", COLUMN, "windows", [DAY, DAY, [EARLY]], "[2]"),
    in_properties("a window of three ends", COLUMN, "windows", [DAY, DAY, [EARLY, NOON, LATE]], "[2]"),
    in_properties("a window backwards", COLUMN, "windows", [DAY, [LATE, EARLY], DAY], "[1]"),
    in_properties(
        "an earliest that decreases", COLUMN, "windows", [[NOON, LATE], [None, None], [EARLY, LATE]], "[2][0]"
    ),
    in_properties(
        "a latest that decreases", COLUMN, "windows", [[EARLY, LATE], [EARLY, None], [EARLY, NOON]], "[2][1]"
    ),
    in_properties(
        "a latest before an earliest further up",
        COLUMN,
        "windows",
        [[NOON, None], [None, EARLY], [None, LATE]],
        "[1][1]",
    ),
    in_properties("an instant without offset", SITE, "windows", [["2026-03-10T08:00:00", LATE]], "[0][0]"),
    in_properties("an instant of an unknown offset", SITE, "windows", [["2026-03-10T08:00:00-00:00", LATE]], "[0][0]"),
    in_properties("an instant with a small t", SITE, "windows", [["2026-03-10t08:00:00Z", LATE]], "[0][0]"),
    in_properties("a leap second", SITE, "windows", [[EARLY, "2026-03-10T23:59:60Z"]], "[0][1]"),
    in_properties("an hour 24", SITE, "windows", [[EARLY, "2026-03-10T24:00:00Z"]], "[0][1]"),
    in_properties("seven decimals", SITE, "windows", [[EARLY, "2026-03-10T20:00:00.1234567Z"]], "[0][1]"),
    in_properties("a 30 February", SITE, "windows", [["2026-02-30T08:00:00Z", LATE]], "[0][0]"),
    in_properties("an instant past the calendar", SITE, "windows", [[EARLY, "9999-12-31T23:59:59-01:00"]], "[0][1]"),
    in_properties("an instant as a number", SITE, "windows", [[1772000000, LATE]], "[0][0]"),
    in_properties("an instant that is false", SITE, "windows", [[EARLY, False]], "[0][1]"),
    in_properties("windows and a departure", COLUMN, "depart", DAY),
    in_properties("windows and a speed", COLUMN, "speed_kmh", [10, 20]),
    in_properties("windows and halts", COLUMN, "halts", []),
    in_properties("a departure of a point", SITE, "depart", DAY),
    in_properties("a speed of an area", ZONE, "speed_kmh", [10, 20]),
    in_properties("a departure without speed", FLIGHT, "speed_kmh", GONE),
    Planted("a speed without departure", {(FLIGHT, PROPERTIES, "depart"): GONE}, FLIGHT, "properties.windows"),
    in_properties("a departure backwards", FLIGHT, "depart", DAY[::-1]),
    in_properties("a departure that is no pair", FLIGHT, "depart", EARLY),
    in_properties("a departure of null", FLIGHT, "depart", None),
    in_properties("speeds of one number", FLIGHT, "speed_kmh", [200]),
    in_properties("a speed that is no pair", FLIGHT, "speed_kmh", 200),
    in_properties("the faster speed first", FLIGHT, "speed_kmh", [220, 180]),
    in_properties("a least speed of 0", FLIGHT, "speed_kmh", [0, 180], "[0]"),
    in_properties("a speed below 0", FLIGHT, "speed_kmh", [-1, 180], "[0]"),
    in_properties("a speed slower than can be told", FLIGHT, "speed_kmh", [1e-7, 180], "[0]"),
    in_properties("a speed past that of light", FLIGHT, "speed_kmh", [180, 1e10], "[1]"),
    in_properties("a speed of null", FLIGHT, "speed_kmh", [180, None], "[1]"),
    in_properties("halts that are no list", FLIGHT, "halts", {}),
    halts("a halt that is no object", "[0]", 1),
    halts("a halt without a vertex", "[0].vertex", {"min_s": 1, "max_s": 2}),
    halts("a halt without a least", "[0].min_s", {"vertex": 1, "max_s": 2}),
    halts("a halt without a most", "[0].max_s", {"vertex": 1, "min_s": 1}),
    halts("a halt that says more", "[0].why", halt(why="")),
    halts("a halt past the last vertex", "[0].vertex", halt(vertex=3)),
    halts("a halt before the first vertex", "[0].vertex", halt(vertex=-1)),
    halts("a halt between vertices", "[0].vertex", halt(vertex=0.5)),
    halts("a halt at true", "[0].vertex", halt(vertex=True)),
    halts("a halt below nothing", "[0].min_s", halt(min_s=-1)),
    halts("a halt that shrinks", "[0].max_s", halt(min_s=3)),
    halts("two halts at a vertex", "[1].vertex", halt(), halt()),
]

HEIGHTS = [
    in_properties("heights without a reference", ZONE, "altitude_ref", GONE),
    in_properties("a reference nobody knows", ZONE, "altitude_ref", "MSL"),
    in_properties("a reference of null", ZONE, "altitude_ref", None),
    in_properties("a height that is no pair", ZONE, "altitude_m", 500),
    in_properties("the higher height first", ZONE, "altitude_m", [500, 0]),
    in_properties("a height of null", ZONE, "altitude_m", [None, 500], "[0]"),
    in_properties("a height that is true", ZONE, "altitude_m", [True, 500], "[0]"),
    in_properties("a reference of no height", COLUMN, "altitude_ref", "AMSL"),
    in_properties("a half height of no height", COLUMN, "altitude_half_m", 5),
    in_properties("a half height where the third coordinate is not meant", SITE, "altitude_half_m", 5),
    in_properties("a half height below 0", FLIGHT, "altitude_half_m", -1),
    in_properties("both forms of height", FLIGHT, "altitude_m", [0, 100], altitude_ref="AMSL"),
    in_properties("both forms of height on the ground", SITE, "altitude_m", [0, 9], altitude_ref="AGL"),
    in_coordinates("a height at some vertices alone", FLIGHT, (1,), [-19.5, -31.0], ""),
]

MANNER = [
    in_properties("a buffer below 0", COLUMN, "buffer_m", -1),
    in_properties("a buffer in words", COLUMN, "buffer_m", "50"),
    in_properties("a buffer that is true", COLUMN, "buffer_m", True),
    in_properties("a buffer of null", COLUMN, "buffer_m", None),
    in_properties("a buffer beyond the Moon", COLUMN, "buffer_m", 1e10),
    in_properties("an uncertainty below 0", COLUMN, "place_uncertainty_m", -0.001),
    in_properties("a filing time without offset", COLUMN, "submitted_at", "2026-03-09T08:00:00"),
    in_properties("a filing time of null", COLUMN, "submitted_at", None),
    in_properties("an observed that is 1", COLUMN, "observed", 1),
    in_properties("an observed in words", COLUMN, "observed", "true"),
    in_properties("an observed of null", COLUMN, "observed", None),
    in_properties("a greatest speed of 0", COLUMN, "max_speed_kmh", 0),
    in_properties("a greatest speed that is a pair", COLUMN, "max_speed_kmh", [1, 2]),
    in_properties("a slip in a name", COLUMN, "bufer_m", 5),
    in_properties("a name in capitals", COLUMN, "Buffer_M", 5),
    in_properties("a name without its line", COLUMN, "bufferm", 5),
    in_properties("a name of four letters, one off", COLUMN, "kin", "patrol"),
    in_properties("a name two off", COLUMN, "windwos", [DAY]),
    in_properties("a kept name one off", COLUMN, "contact", "none"),
    in_properties("a cancel with a bad buffer", CANCEL, "buffer_m", -1),
    in_properties("a cancel with a bad window", CANCEL, "windows", [[LATE, EARLY]], "[0]"),
    Planted(
        "a cancel with a height of no reference",
        {(CANCEL, PROPERTIES, "altitude_m"): [0, 1]},
        CANCEL,
        "properties.altitude_ref",
    ),
    in_properties("a cancel with a bad reference", CANCEL, "altitude_ref", "up"),
    Planted(
        "a cancel with a bad geometry",
        {(CANCEL, "geometry"): {"type": "Point", "coordinates": [0]}},
        CANCEL,
        "geometry.coordinates",
    ),
]

PLANTED = [*COLLECTION, *GEOMETRY, *IDENTITY, *SCHEDULE, *HEIGHTS, *MANNER]


def test_the_good_file_is_good() -> None:
    assert wrong(file(good())) == ()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.what)
def test_one_fault_is_told_where_it_is(planted: Planted) -> None:
    problems = wrong(file(changed(good(), planted.changes)))
    assert {(one.feature, one.field) for one in problems} == {(planted.feature, planted.field), *planted.others}
    assert all(one.file == FILE and one.seen and one.expected for one in problems)


def test_ten_faults_in_three_files_are_all_told_at_once_in_order() -> None:
    first = changed(
        good(),
        {
            ("crs",): MERCATOR,
            (COLUMN, PROPERTIES, "bufer_m"): 5,
            (COLUMN, PROPERTIES, "buffer_m"): True,
            (FLIGHT, PROPERTIES, "kind"): "parade",
            (FLIGHT, PROPERTIES, "speed_kmh"): [220, 180],
            (FLIGHT, *COORDINATES, 0, 1): 91,
            (SITE, PROPERTIES, "windows"): [[EARLY, LATE], [EARLY, LATE]],
            (ZONE, *COORDINATES, 0, 4): [0, 0],
        },
    )
    twice = changed(column(), {("properties", "kind"): 5})
    assert places(file(first), ("second.geojson", b"[" * 40), ("third.geojson", collection(twice)[1])) == [
        (None, "crs"),
        (COLUMN, "properties.bufer_m"),
        (COLUMN, "properties.buffer_m"),
        (FLIGHT, "properties.kind"),
        (FLIGHT, "geometry.coordinates[0]"),
        (FLIGHT, "properties.speed_kmh"),
        (SITE, "properties.windows"),
        (ZONE, "geometry.coordinates[0]"),
        (None, "line 1, column 33"),
        (0, "properties.kind"),
        (0, "properties.id"),
    ]


def test_an_id_taken_in_another_file_is_told_where_it_comes_again() -> None:
    again = ("birch.geojson", collection(column(party="Birch"))[1])
    (problem,) = wrong(file(good()), again)
    assert (problem.file, problem.feature, problem.field) == ("birch.geojson", 0, "properties.id")
    assert problem.seen == '"column", as in aster.geojson, feature 0'


def test_a_notice_may_succeed_one_of_another_file() -> None:
    later = ("more.geojson", collection(column(id="latest", action="replace", replaces="later"))[1])
    assert wrong(file(good()), later) == ()
    assert wrong(later) == ()


@pytest.mark.parametrize(
    ("text", "feature", "field"),
    [
        (b"", None, "line 1, column 1"),
        (b"\xef\xbb\xbf{}", None, "line 1, column 1"),
        (b'{"type": "F\xff"}', None, "line 1, column 12"),
        (b'{"type": NaN}', None, "type"),
        (b"[]", None, "document"),
        (b"null", None, "document"),
        (b'{"features": [], "features": []}', None, "features"),
        (b'{"features": [{"properties": {"id": "a", "id": "b"}}]}', 0, "properties.id"),
        (b'{"features": [{}, {"geometry": {"coordinates": [1e999, 0]}}]}', 1, "geometry.coordinates[0]"),
        (b'{"features": [Infinity]}', 0, "feature"),
    ],
)
def test_text_that_is_no_json_is_told_by_its_place(text: bytes, feature: int | None, field: str) -> None:
    assert places((FILE, text)) == [(feature, field)]


def test_a_file_of_more_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("herald.geometry.geojson.LARGEST_BYTES", 100)
    assert places((FILE, b" " * 101)) == [(None, "document")]
    assert places((FILE, b" " * 100)) == [(None, "line 1, column 101")]


def test_more_features_than_the_limit_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("herald.formats.geojson.features.MOST_NOTICES", 6)
    assert places(file(good())) == []
    assert places(file(changed(good(), {("features",): [7] * 7}))) == [(None, "features")]


@pytest.mark.parametrize(("at", "vertices"), [(COLUMN, 3), (ZONE, 8)])
def test_more_vertices_than_the_limit_are_not_read(at: int, vertices: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one = good()["features"][at]
    monkeypatch.setattr("herald.formats.geojson.shape.MOST_VERTICES", vertices)
    assert places(collection(one)) == []
    monkeypatch.setattr("herald.formats.geojson.shape.MOST_VERTICES", vertices - 1)
    assert places(collection(one)) == [(0, "geometry.coordinates")]


def test_the_limits_are_those_of_the_contract() -> None:
    limits = (filed.MOST_NOTICES, geojson_shape.MOST_VERTICES, positions.LARGEST_BYTES, jsontext.DEEPEST)
    assert limits == (100_000, 100_000, 256 * 2**20, 32)


def test_a_hostile_name_is_shown_escaped_and_cut() -> None:
    slip, taken = wrong(collection(column(**{"buffer_m\x1b": 1}, id="x" * 200 + "\x1b")))
    assert slip.field == 'properties["buffer_m\\x1b"]'
    assert slip.expected == "buffer_m, or a name less like it"
    assert taken.field == "properties.id"
    assert taken.seen == f'"{"x" * 60}..." (201 characters)'


def test_every_problem_names_its_file_and_is_one_line() -> None:
    problems = [one for planted in PLANTED for one in wrong(file(changed(good(), planted.changes)))]
    assert all(str(problem).startswith(f"{FILE}") and str(problem).isprintable() for problem in problems)
