"""Routes, waypoints and tracks of GPX files as people and programs write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from herald.formats.filed import Draft, Stated
from herald.formats.notices import read
from herald.formats.xml import gpx, gpx_text
from herald.malformed import Malformed
from herald.notice.model import Notice, Reference, Route, Spot, Window, Windows
from herald.units import parse_instant
from tests.formats.filed import file, good

FILE = "aster.gpx"
GIVEN: Stated = {"party": "Aster", "kind": "ground-movement"}
FLIGHT: Stated = {"party": "Aster", "kind": "flight"}
EIGHT, NINE = "2026-03-10T08:00:00Z", "2026-03-10T09:00:00Z"
SPACE = 'xmlns="http://www.topografix.com/GPX/1/1" xmlns:herald="urn:openherald:notice:1"'


def document(inside: str, attributes: str = f'version="1.1" {SPACE}') -> bytes:
    return f"<gpx {attributes}>\n{inside}\n</gpx>".encode()


def point(lon: object, lat: object, time: str | None = None, height: object = None, name: str = "rtept") -> str:
    ele = "" if height is None else f"<ele>{height}</ele>"
    at = "" if time is None else f"<time>{time}</time>"
    return f'<{name} lat="{lat}" lon="{lon}">{ele}{at}</{name}>'


def route(*points: str, inside: str = "") -> str:
    return "\n".join(["<rte>", inside, *points, "</rte>"])


def members(**stated: str) -> str:
    each = "".join(f'<herald:member name="{name}">{text}</herald:member>' for name, text in stated.items())
    return f"<extensions>{each}</extensions>"


TWICE = f"<rtept lat='1' lon='2'><time>{EIGHT}</time><time>{NINE}</time></rtept>"
TIMED = route(point(-20, -31, EIGHT), point(-19.5, -31, NINE))
STATED = {"id": "a", "party": "Aster", "kind": "ground-movement"}
WINDOWS = f'[["{EIGHT}", "{NINE}"], ["{EIGHT}", "{NINE}"]]'


def one(inside: str, given: Stated | None = GIVEN) -> Notice:
    (found,) = read([(FILE, document(inside))], given)
    return found


def wrong(data: bytes, given: Stated | None = GIVEN) -> list[tuple[int | None, str, str]]:
    with pytest.raises(Malformed) as malformed:
        read([(FILE, data)], given)
    return [(problem.feature, problem.field, problem.seen) for problem in malformed.value.problems]


def draft(inside: str) -> Draft:
    (found,) = gpx.drafts(FILE, document(inside)).drafts
    return found


def test_the_times_of_a_route_are_its_windows() -> None:
    shape = one(TIMED).shape
    eight, nine = parse_instant(EIGHT), parse_instant(NINE)
    assert isinstance(shape, Route)
    assert [(place.lon_e9, place.lat_e9) for place in shape.places] == [
        (-20 * 10**9, -31 * 10**9),
        (-195 * 10**8, -31 * 10**9),
    ]
    assert shape.schedule == Windows((Window(eight, eight), Window(nine, nine)))


def test_a_point_of_a_route_without_a_time_has_a_window_nobody_stated() -> None:
    shape = one(route(point(-20, -31, EIGHT), point(-19.5, -31), point(-19, -31, NINE))).shape
    assert isinstance(shape, Route) and isinstance(shape.schedule, Windows)
    assert shape.schedule.each[1] == Window(None, None)


def test_a_waypoint_is_a_presence_at_its_time() -> None:
    found = one(point(-20, -31, EIGHT, name="wpt"), {"party": "Aster", "kind": "post"})
    assert isinstance(found.shape, Spot) and found.shape.window == Window(parse_instant(EIGHT), parse_instant(EIGHT))


def test_no_digit_of_a_coordinate_is_lost() -> None:
    shape = one(route(point("-20.123456789", "+31.000000001", EIGHT), point("-19.5", "-.5e1", NINE))).shape
    assert isinstance(shape, Route)
    assert (shape.places[0].lon_e9, shape.places[0].lat_e9, shape.places[1].lat_e9) == (
        -20123456789,
        31000000001,
        -5 * 10**9,
    )


def test_a_foreign_route_lacks_who_and_what_and_each_is_told_with_its_line() -> None:
    assert wrong(document(TIMED), None) == [
        (0, "line 2, rte, id", "nothing"),
        (0, "line 2, rte, party", "nothing"),
        (0, "line 2, rte, kind", "nothing"),
    ]


def test_the_name_is_the_title_and_the_words_are_kept() -> None:
    inside = "<name>To  the well</name><cmt>slowly</cmt><desc>by the river</desc>"
    kept = {"title": "To the well", "description": "by the river", "comment": "slowly"}
    assert dict(one(route(point(-20, -31, EIGHT), point(-19, -31, NINE), inside=inside)).kept) == kept


def test_heights_are_over_the_sea_for_a_flight_and_ignored_on_the_ground() -> None:
    inside = route(point(-20, -31, EIGHT, 300), point(-19.5, -31, NINE, "400.5"))
    assert one(inside, FLIGHT).reference is Reference.AMSL
    on_the_ground = one(inside)
    assert on_the_ground.reference is Reference.AGL
    assert isinstance(on_the_ground.shape, Route) and {
        (band.low_mm, band.high_mm) for band in on_the_ground.shape.bands
    } == {(0, 0)}


def test_a_height_at_some_points_only_is_a_problem_for_a_flight() -> None:
    data = document(route(point(-20, -31, EIGHT, 300), point(-19.5, -31, NINE)))
    assert wrong(data, FLIGHT) == [
        (0, "line 2, rte, geometry.coordinates", "1 of 2 positions without a third coordinate")
    ]


def test_the_road_between_two_points_is_part_of_the_route() -> None:
    road = '<gpxx:rpt xmlns:gpxx="http://www.garmin.com/xmlschemas/GpxExtensions/v3" lat="-31.1" lon="-19.8"/>'
    first = f'<rtept lat="-31" lon="-20"><extensions><x>{road}</x></extensions></rtept>'
    geometry = draft(route(first, point(-19.5, -31))).feature["geometry"]
    assert geometry == {
        "type": "LineString",
        "coordinates": [[-20, -31], [Decimal("-19.8"), Decimal("-31.1")], [Decimal("-19.5"), -31]],
    }


@pytest.mark.parametrize(
    ("inside", "field", "seen"),
    [
        (route(point(-20, -31, EIGHT), point(181, -31, NINE)), "line 5, rtept", "[181, -31]"),
        (route(point(-20, -31, EIGHT), point("20 E", -31, NINE)), "line 5, rtept", '["20 E", -31]'),
        (route(point(-20, -31, EIGHT), point("", -31, NINE)), "line 5, rtept", '["", -31]'),
        (route(point(-20, -31, EIGHT), f'<rtept lat="1"><time>{NINE}</time></rtept>'), "line 5, rtept", "[null, 1]"),
        (route(point(-20, -31, EIGHT), point(-19, -31, "10 March 2026")), "line 5, time, [0]", '"10 March 2026"'),
        (route(point(-20, -31, EIGHT), point(-19, -31, NINE[:-1])), "line 5, time, [0]", '"2026-03-10T09:00:00"'),
        (route(point(-20, -31, NINE), point(-19, -31, EIGHT)), "line 5, time, [0]", "an instant that runs backwards"),
        (route(point(-20, -31, EIGHT, "high"), point(-19, -31, NINE)), "line 4, rtept", '[-20, -31, "high"]'),
        (route(point(-20, -31, EIGHT)), "line 2, rte, geometry.coordinates", "a list of 1"),
        (route(point(-20, -31, EIGHT), point(-19, -31, NINE), inside="<nam>a</nam>"), "line 3", 'the element "nam"'),
        (route(TWICE, point(3, 1, NINE)), "line 4", "time 2 times"),
        ("<route/>", "line 2", 'the element "route"'),
        ("<trk><name>a</name></trk>", "line 2, trk", "a track of the past"),
        ("", "document", "no route and no waypoint"),
    ],
)
def test_what_is_not_understood_and_could_matter_is_told_where_it_stands(inside: str, field: str, seen: str) -> None:
    assert (field, seen) in [(where, what) for _, where, what in wrong(document(inside))]


@pytest.mark.parametrize(
    ("stated", "seen"),
    [
        ({"windows": f'[["{NINE}", "{NINE}"], ["{NINE}", "{NINE}"]]'}, '"2026-03-10T08:00:00Z"'),
        ({"depart": f'["{EIGHT}", "{NINE}"]', "speed_kmh": "[30, 40]"}, "times of points, and depart"),
        ({"windows": WINDOWS, "herald_drawn": "0" * 32}, "another line than the one windows were written for"),
        ({"windows": f'[["{EIGHT}", "{NINE}"]]'}, "1 window"),
        ({"windows": "soon"}, '"soon"'),
    ],
)
def test_what_is_shown_counts_and_a_contradiction_is_told(stated: dict[str, str], seen: str) -> None:
    inside = route(point(-20, -31, EIGHT), point(-19.5, -31, NINE), inside=members(**STATED, **stated))
    assert seen in [what for _, _, what in wrong(document(inside), None)]


def test_times_within_the_windows_that_are_stated_contradict_nothing() -> None:
    inside = route(point(-20, -31, EIGHT), point(-19.5, -31, NINE), inside=members(**STATED, windows=WINDOWS))
    shape = one(inside, None).shape
    assert isinstance(shape, Route) and shape.schedule == Windows(
        (Window(parse_instant(EIGHT), parse_instant(NINE)),) * 2
    )


def test_a_line_that_was_moved_no_longer_has_the_windows_of_the_old_one() -> None:
    data = gpx_text.render(read([file(good())]))[0].replace(b'lon="-19.500000000"', b'lon="-19.400000000"')
    counting = ("windows", "halts", "windows")
    told = wrong(data, None)
    assert [seen for _, _, seen in told] == [f"another line than the one {one} were written for" for one in counting]


def test_a_name_that_contradicts_the_title_is_told() -> None:
    inside = route(inside=f"<name>To the hill</name>{members(**STATED, title='To the well')}")
    assert (0, "line 3, name", '"To the hill"') in wrong(document(inside), None)


def test_a_member_that_is_stated_twice_or_where_it_is_not_read_is_told() -> None:
    twice = route(inside=f"<extensions>{members(id='a')[12:-13]}{members(id='b')[12:-13]}</extensions>")
    assert (0, "line 3", 'the member "id" again') in wrong(document(twice), None)
    assert (None, "line 2", 'the element "member" of Herald') in wrong(document(members(id="a") + TIMED))
    assert (None, "line 3", 'the element "buffer" of Herald') in wrong(
        document(route(inside="<herald:buffer>50</herald:buffer>"))
    )


@pytest.mark.parametrize(
    ("attributes", "seen"),
    [
        ('version="1.2"', 'GPX "1.2"'),
        ('version="1.1" xmlns="urn:other"', 'the element "gpx" of "urn:other"'),
    ],
)
def test_gpx_of_another_kind_is_refused(attributes: str, seen: str) -> None:
    assert wrong(document(TIMED, attributes)) == [(None, "line 1", seen)]


@pytest.mark.parametrize("attributes", ['version="1.0" xmlns="http://www.topografix.com/GPX/1/0"', 'version="1.1"', ""])
def test_gpx_of_every_kind_that_is_read_is_the_same(attributes: str) -> None:
    (found,) = read([(FILE, document(TIMED, attributes))], GIVEN)
    assert found.shape == one(TIMED).shape


def track(*points: str, name: str = "<name>lorry</name>") -> str:
    return f"<trk>{name}<trkseg>{''.join(points)}</trkseg></trk>"


def fix(lon: object, time: str | None = EIGHT, height: object = None) -> str:
    return point(lon, -31, time, height, "trkpt")


def test_a_track_of_the_past_has_the_fixes_of_all_its_segments_as_they_were_told() -> None:
    inside = track(fix(-20, NINE, "12.5"), fix(-19), "</trkseg><trkseg>", fix(-18)) + track(fix(-17), name="")
    (first, second), problems = gpx.tracks(FILE, document(f"{point(1, 2, name='wpt')}{inside}"))
    assert problems == ()
    assert (first.name, second.name) == ("lorry", "aster-2")
    assert [one.place.lon_e9 // 10**9 for one in first.fixes] == [-20, -19, -18]
    assert first.fixes[0].height_m == Decimal("12.5")
    assert first.fixes[0].instant == parse_instant(NINE)


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        (track(fix(181)), ["[181, -31]"]),
        (track(fix(-20), fix(-20, None)), ["no time"]),
        (track(fix(-20, None), fix(-20, None)), ["no times"]),
        (track(fix(181, "noon")), ["[181, -31]", '"noon"']),
        (track("<point/>"), ['the element "point"']),
        (TIMED, ["no track (trk)"]),
    ],
)
def test_what_is_wrong_with_a_track_is_told(inside: str, seen: list[str]) -> None:
    assert [problem.seen for problem in gpx.tracks(FILE, document(inside))[1]] == seen
