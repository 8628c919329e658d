"""Placemarks and tracks of KML and KMZ files as people and programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal

import pytest

from herald.formats.filed import Stated
from herald.formats.notices import read
from herald.formats.xml import kml, kml_text
from herald.malformed import Malformed
from herald.notice.model import ON_THE_GROUND, Area, Band, Notice, Reference, Route, Spot, Window, Windows
from herald.units import parse_instant
from tests.formats.filed import file, good
from tests.formats.test_markup import nothing_outside_is_opened

FILE = "aster.kml"
GIVEN: Stated = {"party": "Aster", "kind": "ground-movement"}
FLIGHT: Stated = {"party": "Aster", "kind": "flight"}
POST: Stated = {"party": "Aster", "kind": "post", "windows": [["2026-03-10T08:00:00Z", None]]}
STATED = {"id": "a", "party": "Aster", "kind": "ground-movement"}
EIGHT, NINE = "2026-03-10T08:00:00Z", "2026-03-10T09:00:00Z"
SPAN = f"<TimeSpan><begin>{EIGHT}</begin><end>{NINE}</end></TimeSpan>"
LINE = "<LineString><coordinates>-20,-31 -19.5,-31</coordinates></LineString>"
POINT = "<Point><coordinates>-20,-31</coordinates></Point>"
OUTER = "<outerBoundaryIs><LinearRing><coordinates>0,0 9,0 9,9 0,0</coordinates></LinearRing></outerBoundaryIs>"
HOLE = "<innerBoundaryIs><LinearRing><coordinates>5,1 8,1 8,4 5,1</coordinates></LinearRing></innerBoundaryIs>"
SPACE = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'


def document(inside: str, attributes: str = SPACE) -> bytes:
    return f"<kml {attributes}><Document>\n{inside}\n</Document></kml>".encode()


def placemark(*inside: str) -> str:
    return "\n".join(["<Placemark>", *inside, "</Placemark>"])


def stating(**stated: str) -> str:
    each = "".join(f'<Data name="{name}"><value>{text}</value></Data>' for name, text in stated.items())
    return f"<ExtendedData>{each}</ExtendedData>"


def line(coordinates: str) -> str:
    return f"<LineString><coordinates>{coordinates}</coordinates></LineString>"


def high(mode: str, heights: tuple[str, str] = ("300", "400.5"), inside: str = "") -> str:
    first, last = heights
    shown = f"<altitudeMode>{mode}</altitudeMode>" if mode else ""
    return f"<LineString>{inside}{shown}<coordinates>-20,-31,{first} -19.5,-31,{last}</coordinates></LineString>"


def packed(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def each(inside: str, given: Stated | None = GIVEN) -> tuple[Notice, ...]:
    return read([(FILE, document(inside))], given)


def one(inside: str, given: Stated | None = GIVEN) -> Notice:
    (found,) = each(inside, given)
    return found


def wrong(data: bytes, given: Stated | None = GIVEN) -> list[tuple[int | None, str, str]]:
    with pytest.raises(Malformed) as malformed, nothing_outside_is_opened():
        read([(FILE, data)], given)
    assert all(str(problem).isprintable() for problem in malformed.value.problems)
    return [(problem.feature, problem.field, problem.seen) for problem in malformed.value.problems]


def test_the_time_span_of_a_line_is_the_window_of_each_of_its_vertices() -> None:
    shape = one(placemark(SPAN, LINE)).shape
    assert isinstance(shape, Route)
    assert shape.schedule == Windows((Window(parse_instant(EIGHT), parse_instant(NINE)),) * 2)


@pytest.mark.parametrize(
    ("time", "earliest", "latest"),
    [
        (SPAN, EIGHT, NINE),
        (f"<TimeSpan><begin>{EIGHT}</begin></TimeSpan>", EIGHT, None),
        (f"<TimeSpan><end>{NINE}</end></TimeSpan>", None, NINE),
        (f"<TimeStamp><when>{NINE}</when></TimeStamp>", NINE, NINE),
        (f"<TimeSpan><begin>\n{EIGHT}\n</begin><end> </end></TimeSpan>", EIGHT, None),
    ],
)
def test_the_time_of_a_point_is_its_window(time: str, earliest: str | None, latest: str | None) -> None:
    shape = one(placemark(time, POINT), {"party": "Aster", "kind": "post"}).shape
    ends = [None if end is None else parse_instant(end) for end in (earliest, latest)]
    assert isinstance(shape, Spot) and [shape.window.earliest, shape.window.latest] == ends


def test_a_polygon_has_its_holes() -> None:
    shape = one(placemark(SPAN, f"<Polygon>{HOLE}{OUTER}</Polygon>"), {"party": "Aster", "kind": "exercise"}).shape
    assert isinstance(shape, Area)
    assert [ring[0].lon_e9 for ring in shape.polygon.rings] == [0, 5 * 10**9]


def test_each_geometry_of_a_placemark_is_a_notice() -> None:
    inner = f"<MultiGeometry>{POINT}</MultiGeometry>"
    found = each(placemark("<name>Depot</name>", SPAN, f"<MultiGeometry>{POINT}{inner}</MultiGeometry>"), POST)
    assert [(notice.id, notice.kept["title"]) for notice in found] == [("aster-1", "Depot"), ("aster-2", "Depot")]


def test_the_folders_and_words_of_a_placemark_are_kept() -> None:
    well = placemark("<name>A</name><description>b</description>", POINT)
    inside = f"<name>North</name><Folder><name>Wells</name>{well}</Folder>"
    assert dict(one(inside, POST).kept) == {"title": "A", "description": "b", "folder": "North / Wells"}


def test_what_is_wrong_after_a_geometry_that_is_refused_is_told_of_the_right_notice() -> None:
    inside = placemark(f"<MultiGeometry><Model/>{POINT}<Point><coordinates>1,91</coordinates></Point></MultiGeometry>")
    told = wrong(document(inside), POST)
    assert [(feature, seen) for feature, _, seen in told] == [(0, "a model of a thing"), (1, "[1, 91]")]


def test_no_more_geometries_are_read_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kml, "MOST_NOTICES", 2)
    assert wrong(document(placemark(POINT) * 3), POST) == [(None, "document", "more geometries")]


def test_no_more_positions_are_read_than_a_file_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kml, "MOST_POSITIONS", 5)
    each(placemark(SPAN, line("1,2 " * 5)))
    assert wrong(document(placemark(SPAN, line("1,2 " * 6)))) == [(None, "document", "more positions")]


def test_much_data_for_many_geometries_is_refused_before_it_is_read_for_each() -> None:
    inside = placemark(stating(remarks="x" * 100_000), f"<MultiGeometry>{POINT * 1000}</MultiGeometry>")
    seen = "1000 geometries, each with 100007 characters of data"
    assert wrong(document(inside), POST) == [(0, "line 2, Placemark", seen)]


def test_a_foreign_placemark_lacks_who_and_what_and_each_is_told_with_its_line() -> None:
    assert wrong(document(placemark(SPAN, LINE)), None) == [
        (0, "line 4, Placemark, id", "nothing"),
        (0, "line 4, Placemark, party", "nothing"),
        (0, "line 4, Placemark, kind", "nothing"),
    ]


@pytest.mark.parametrize(
    ("mode", "reference", "bands"),
    [
        ("relativeToGround", Reference.AGL, (Band(300_000, 300_000), Band(400_500, 400_500))),
        ("absolute", Reference.AMSL, (Band(300_000, 300_000), Band(400_500, 400_500))),
        ("clampToGround", Reference.AMSL, (Band(300_000, 300_000), Band(400_500, 400_500))),
        ("", Reference.AMSL, (Band(300_000, 300_000), Band(400_500, 400_500))),
    ],
)
def test_the_mode_says_what_the_heights_of_a_flight_are_over(
    mode: str, reference: Reference, bands: tuple[Band, ...]
) -> None:
    found = one(placemark(SPAN, high(mode)), FLIGHT)
    assert isinstance(found.shape, Route)
    assert (found.reference, found.shape.bands) == (reference, bands)


@pytest.mark.parametrize("mode", ["clampToGround", ""])
def test_what_lies_on_the_ground_has_no_heights(mode: str) -> None:
    for found in (one(placemark(SPAN, high(mode))), one(placemark(SPAN, high(mode, ("0", "0.0"))), FLIGHT)):
        assert isinstance(found.shape, Route) and set(found.shape.bands) == {ON_THE_GROUND}


def test_a_schema_of_a_gis_says_the_members_too() -> None:
    each_of_them = "".join(
        f'<SimpleData name="{name}">{text}</SimpleData>' for name, text in {**STATED, "buffer_m": "50"}.items()
    )
    found = one(placemark(SPAN, f"<ExtendedData><SchemaData>{each_of_them}</SchemaData></ExtendedData>", LINE), None)
    assert (found.id, found.party, found.buffer_mm) == ("a", "Aster", 50_000)


TIMED = stating(**STATED, windows=f'[["{EIGHT}", "{EIGHT}"], ["{NINE}", "{NINE}"]]')


@pytest.mark.parametrize(
    ("inside", "field", "seen"),
    [
        (
            placemark(SPAN, line("-20,-31\n181,-31")),
            "line 5, coordinates",
            "[181, -31]",
        ),
        (
            placemark(SPAN, line("-20, -31 -19,-31")),
            "line 4, coordinates",
            '[-20, ""]',
        ),
        (placemark(SPAN, "<LineString/>"), "line 4, Placemark, geometry.coordinates", "a list of 0"),
        (placemark(SPAN, "<Point><coordinates>1,2 3,4</coordinates></Point>"), "line 4, Point", "2 positions"),
        (placemark(SPAN, f"<Polygon>{HOLE}</Polygon><Model/>"), "line 4, Model", "a model of a thing"),
        (placemark(SPAN, "<LineSting/>"), "line 4, LineSting", 'the element "LineSting"'),
        (placemark("<TimeSpan/>", LINE), "line 3, TimeSpan", "no time"),
        (placemark(SPAN, SPAN, LINE), "line 3, TimeSpan", "TimeSpan 2 times"),
        (
            placemark(SPAN, f"<TimeStamp><when>{NINE}</when></TimeStamp>", LINE),
            "line 3, TimeSpan",
            "a TimeSpan and a TimeStamp",
        ),
        (
            placemark(f"<TimeStamp><when>{NINE}</when></TimeStamp>", LINE),
            "line 3, TimeStamp",
            "one instant for a whole line",
        ),
        (placemark("<TimeStamp><when>2026-03</when></TimeStamp>", POINT), "line 3, TimeStamp, [0][0]", '"2026-03"'),
        (placemark(SPAN, high("clampToSeaFloor")), "line 4, LineString", 'the altitudeMode "clampToSeaFloor"'),
        (placemark(SPAN, "<gx:Track/>"), "line 4, Track", "a track of the past"),
        (placemark("<name>a note</name>"), "line 2, Placemark, geometry", "null"),
        (f"{SPAN}<Folder>{placemark(LINE)}</Folder>", "line 2, Placemark", "the time of its folder"),
        (f"{stating(party='Aster')}{placemark(LINE)}", "line 2", '"party" of a Document'),
        ("<GroundOverlay/>", "line 2, GroundOverlay", "a picture of an area"),
        ("<NetworkLinkControl/>", "line 2, NetworkLinkControl", "changes to another file"),
        ("", "document", "no Placemark"),
        (placemark(TIMED, f"<TimeSpan><begin>{NINE}</begin></TimeSpan>", LINE), "line 4, TimeSpan", f'begin "{NINE}"'),
        (placemark(TIMED, f"<TimeSpan><end>{EIGHT}</end></TimeSpan>", LINE), "line 4, TimeSpan", f'end "{EIGHT}"'),
        (placemark(stating(**STATED, altitude_ref="AGL"), SPAN, high("absolute")), "line 5, altitudeMode", '"AMSL"'),
        (placemark(stating(**STATED, title="A"), "<name>B</name>", SPAN, LINE), "line 4, name", '"B"'),
        (placemark(stating(**STATED, description="A"), "<description>B</description>", SPAN, LINE), "line 4", '"B"'),
        (placemark(stating(id="a")[:-15] + stating(id="b")[14:], SPAN, LINE), "line 3", 'the member "id" again'),
        (placemark(stating(bufer_m="50"), SPAN, LINE), "line 3, bufer_m", '"bufer_m"'),
    ],
)
def test_what_is_not_understood_and_could_matter_is_told_where_it_stands(inside: str, field: str, seen: str) -> None:
    assert (field, seen) in [(where, what) for _, where, what in wrong(document(inside))]


def test_an_area_drawn_down_to_the_ground_is_no_thin_layer() -> None:
    thin = (
        f"<Polygon><extrude>1</extrude><altitudeMode>absolute</altitudeMode>{OUTER.replace(',0 ', ',0,500 ')}</Polygon>"
    )
    told = wrong(document(placemark(SPAN, thin)), {"party": "Aster", "kind": "exercise"})
    assert "an area drawn down to the ground (extrude)" in [seen for _, _, seen in told]


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://192.0.2.1/a.kml", "//192.0.2.1/a", "other.kml", "../a.kml", ""]
)
def test_a_link_is_told_and_never_followed(address: str) -> None:
    link = f"<NetworkLink><Link><href>{address}</href></Link></NetworkLink>"
    told = [(None, "line 2, NetworkLink", "what lies in another file or place")]
    assert wrong(document(link)) == told
    assert wrong(packed({"doc.kml": document(link)})) == told


def test_styles_and_pictures_are_not_fetched() -> None:
    style = "<Style><IconStyle><Icon><href>http://192.0.2.1/a.png</href></Icon></IconStyle></Style><styleUrl>http://192.0.2.1/#a</styleUrl>"
    each(placemark(style, POINT), POST)
    with nothing_outside_is_opened():
        assert len(each(placemark(style, POINT), POST)) == 1


def test_a_kmz_is_read_whatever_its_document_is_called() -> None:
    plain = document(placemark(SPAN, LINE))
    for name in ("doc.kml", "files/route.KML"):
        (found,) = read([("a.kmz", packed({"files/a.png": b"\x89PNG", name: plain}))], GIVEN)
        assert found.shape == one(placemark(SPAN, LINE)).shape


def test_a_link_within_a_kmz_names_a_document_that_is_read_anyway() -> None:
    link = "<NetworkLink><Link><href>layers/a.kml</href></Link></NetworkLink>"
    layer = document(placemark(SPAN, LINE))
    found = read([("a.kmz", packed({"doc.kml": document(link), "layers/a.kml": layer, "layers/b.kml": layer}))], GIVEN)
    assert [notice.id for notice in found] == ["a-1", "a-2"]
    told = wrong(packed({"doc.kml": document(link), "layers/a.kml": document(placemark(SPAN, "<LineString/>"))}))
    assert [field for _, field, _ in told] == ['"layers/a.kml", line 4, Placemark, geometry.coordinates']


def test_a_kmz_without_a_kml_is_a_zip_archive() -> None:
    assert wrong(packed({"doc.xml": document("")})) == [
        (None, "document", "a zip archive with neither KML nor a workbook in it")
    ]


@pytest.mark.parametrize(
    "version", ["http://earth.google.com/kml/2.0", "http://earth.google.com/kml/2.2", "http://www.opengis.net/kml/2.3"]
)
def test_kml_of_every_version_is_the_same(version: str) -> None:
    (found,) = read([(FILE, document(placemark(SPAN, LINE), f'xmlns="{version}"'))], GIVEN)
    assert found.shape == one(placemark(SPAN, LINE)).shape


def test_kml_of_another_namespace_is_refused() -> None:
    assert wrong(document(placemark(LINE), 'xmlns="urn:other"')) == [
        (None, "line 1", 'the element "kml" of "urn:other"')
    ]


def test_a_line_that_was_moved_no_longer_has_the_windows_of_the_old_one() -> None:
    data = kml_text.render(read([file(good())]))[0].replace(b"-19.500000000,-30.5", b"-19.500000000,-30.6")
    counting = ("windows", "halts", "windows")
    told = wrong(data, None)
    assert [seen for _, _, seen in told] == [f"another line than the one {one} were written for" for one in counting]


def gx(*pairs: tuple[str, str], extra: str = "") -> str:
    whens = "".join(f"<when>{when}</when>" for when, _ in pairs)
    return f"<gx:Track>{whens}{extra}{''.join(f'<gx:coord>{coord}</gx:coord>' for _, coord in pairs)}</gx:Track>"


def test_a_track_of_the_past_has_its_fixes_as_they_were_told() -> None:
    inside = placemark("<name>lorry</name>", gx((NINE, "-20 -31 12.5"), (EIGHT, "-19 -31")))
    several = placemark(f"<gx:MultiTrack>{gx((EIGHT, '1 2 3'))}{gx((NINE, '4 5 6'))}</gx:MultiTrack>")
    (first, second), problems = kml.tracks(FILE, document(f"{placemark(POINT)}{inside}{several}"))
    assert problems == ()
    assert (first.name, second.name, len(second.fixes)) == ("lorry", "aster-2", 2)
    assert [fix.height_m for fix in first.fixes] == [Decimal("12.5"), None]
    assert [fix.instant for fix in first.fixes] == [parse_instant(NINE), parse_instant(EIGHT)]


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        (placemark(gx((EIGHT, "181 0 0"))), ["[181, 0, 0]"]),
        (placemark(gx(("noon", ""))), ["[]", '"noon"']),
        (placemark(gx((EIGHT, "1 2 3"), extra=f"<when>{NINE}</when>")), ["2 times and 1 places"]),
        (placemark(LINE), ["no track (gx:Track)"]),
        ("<NetworkLink/>", ["what lies in another file or place"]),
    ],
)
def test_what_is_wrong_with_a_track_is_told(inside: str, seen: list[str]) -> None:
    assert [problem.seen for problem in kml.tracks(FILE, document(inside))[1]] == seen
