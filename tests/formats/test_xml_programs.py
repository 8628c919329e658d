"""Programs that no one here wrote read what Herald writes, and Herald reads what they write: gpsbabel, GDAL and gpxpy."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import gpxpy
import pytest

from herald.formats.notices import read
from herald.formats.xml import gpx_text, kml_text
from herald.formats.xml.gpx import drafts
from herald.formats.xml.gpx import tracks as gpx_tracks
from herald.formats.xml.kml import tracks as kml_tracks
from herald.geometry.place import Place
from herald.notice.model import Area, Notice, Route, Spot, Window
from herald.units import SECOND
from tests.formats.filed import DAY, file, good
from tests.notice.content import content

Judged = Callable[[str, int], None]

TIMED = {
    "type": "Feature",
    "geometry": {
        "type": "LineString",
        "coordinates": [[12.3456789, -45.1234567], [12.4, -45.2], [12.5, -45.123456789]],
    },
    "properties": {
        "id": "timed <&> one",
        "party": "\u0410\u0441\u0442\u0440\u0430",
        "kind": "ground-movement",
        "title": "\u0625\u0644\u0649 \u0627\u0644\u0628\u0626\u0631",
        "windows": [[f"2026-03-10T{hour:02}:00:00Z"] * 2 for hour in (8, 9, 10)],
    },
}
RING = [[170.0, 10.0], [171.0, 10.0], [171.0, 11.0], [170.0, 10.0]]
AREA = {
    "type": "Feature",
    "geometry": {"type": "Polygon", "coordinates": [RING]},
    "properties": {
        "id": "area",
        "party": "Birch",
        "kind": "exercise",
        "altitude_m": [0, 90],
        "altitude_ref": "AGL",
        "windows": [DAY],
    },
}
COLLECTION = good()
COLLECTION["features"] += [TIMED, AREA]
NOTICES = read([file(COLLECTION)])
LINES = [one for one in NOTICES if isinstance(one.shape, Route)]
SHOWN = [one for one in NOTICES if one.shape is not None]


def run(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def canonical(found: tuple[Notice, ...]) -> dict[str, bytes]:
    return {one.id: content(one) for one in found}


def places(notice: Notice) -> list[list[Place]]:
    """The places of a notice, those of each ring by themselves; rings are closed."""
    match notice.shape:
        case Route(places=each):
            return [list(each)]
        case Spot(place=place):
            return [[place]]
        case Area(polygon=polygon):
            return [[*ring, ring[0]] for ring in polygon.rings]
    return []


def e9(coordinates: list[list[float]]) -> list[tuple[int, int]]:
    return [(round(one[0] * 10**9), round(one[1] * 10**9)) for one in coordinates]


def drawn(feature: Mapping[str, object]) -> bool:
    """Has it a place? A cancel has none."""
    geometry = feature["geometry"]
    return isinstance(geometry, dict) and bool(geometry["coordinates"])


def as_gpx(folder: Path) -> Path:
    path = folder / "notices.gpx"
    path.write_bytes(gpx_text.render(NOTICES)[0])
    return path


def as_kml(folder: Path) -> Path:
    path = folder / "notices.kml"
    path.write_bytes(kml_text.render(NOTICES)[0])
    return path


def features(path: Path, *layers: str) -> list[dict[str, object]]:
    """What GDAL reads from a file, as it writes it in GeoJSON."""
    command = ("ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=12", "/vsistdout/", path, *layers)
    found: list[dict[str, object]] = json.loads(run(*command))["features"]
    return found


@pytest.mark.gis
def test_gdal_reads_the_places_and_members_of_a_kml_that_herald_wrote(tmp_path: Path, judged: Judged) -> None:
    found = {one["properties"]["id"]: one for one in features(as_kml(tmp_path))}  # type: ignore[index]
    for notice in SHOWN:
        geometry, properties = found[notice.id]["geometry"], found[notice.id]["properties"]
        assert isinstance(geometry, dict) and isinstance(properties, dict)
        rings = {"Point": lambda one: [[one]], "LineString": lambda one: [one]}.get(geometry["type"], list)
        read_places = [e9(ring) for ring in rings(geometry["coordinates"])]
        assert read_places == [[(one.lon_e9, one.lat_e9) for one in ring] for ring in places(notice)]
        assert (properties["party"], properties["kind"]) == (notice.party, notice.kind.value)
    judged("GDAL: notices read from KML", len(SHOWN))


@pytest.mark.gis
def test_gdal_reads_the_times_of_a_kml_that_herald_wrote(tmp_path: Path, judged: Judged) -> None:
    found = {one["properties"]["id"]: one["properties"] for one in features(as_kml(tmp_path))}  # type: ignore[index]
    windowed = [one for one in SHOWN if isinstance(one.shape, Spot | Area)]
    for notice in windowed:
        assert isinstance(notice.shape, Spot | Area)
        read_window = Window(*(instant(found[notice.id][end]) for end in ("begin", "end")))  # type: ignore[arg-type]
        assert read_window == notice.shape.window
    judged("GDAL: times read from KML", len(windowed))


def instant(text: str) -> int:
    """Microseconds of a time as GDAL writes it: 2026/03/10 08:00:00+00, or RFC 3339."""
    return round(datetime.fromisoformat(text.replace("/", "-")).timestamp()) * SECOND


@pytest.mark.gis
def test_gdal_reads_the_routes_and_waypoints_of_a_gpx_that_herald_wrote(tmp_path: Path, judged: Judged) -> None:
    path = as_gpx(tmp_path)
    routes = [one for one in features(path, "routes") if drawn(one)]
    read_routes = [e9(one["geometry"]["coordinates"]) for one in routes]  # type: ignore[index]
    assert read_routes == [[(one.lon_e9, one.lat_e9) for one in ring] for notice in LINES for ring in places(notice)]
    spots = [one for one in NOTICES if isinstance(one.shape, Spot)]
    read_spots = [e9([one["geometry"]["coordinates"]]) for one in features(path, "waypoints")]  # type: ignore[index]
    assert read_spots == [[(one.lon_e9, one.lat_e9) for one in ring] for notice in spots for ring in places(notice)]
    judged("GDAL: routes and waypoints read from GPX", len(LINES) + len(spots))


@pytest.mark.gis
@pytest.mark.parametrize("suffix", ["kml", "kmz"])
def test_a_kml_that_gdal_read_and_wrote_again_holds_the_same_notices(
    tmp_path: Path, judged: Judged, suffix: str
) -> None:
    path = tmp_path / f"again.{suffix}"
    run("ogr2ogr", "-f", "LIBKML", path, as_kml(tmp_path))
    assert canonical(read([(path.name, path.read_bytes())])) == canonical(NOTICES)
    judged(f"GDAL: notices through {suffix.upper()}", len(NOTICES))


@pytest.mark.gis
def test_a_gpx_that_gdal_wrote_is_read_as_the_foreign_one_it_is(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "again.gpx"
    run("ogr2ogr", "-f", "GPX", path, as_gpx(tmp_path), "routes")
    found = drafts("again.gpx", path.read_bytes())
    assert found.problems == ()
    geometries = [one.feature["geometry"] for one in found.drafts if drawn(one.feature)]
    read_routes = [e9(geometry["coordinates"]) for geometry in geometries]  # type: ignore[index]
    assert read_routes == [[(one.lon_e9, one.lat_e9) for one in ring] for notice in LINES for ring in places(notice)]
    judged("GDAL: routes of a GPX of its own", len(geometries))


@pytest.mark.gis
def test_a_gpx_that_gpsbabel_read_and_wrote_again_holds_the_same_notices(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "again.gpx"
    run("gpsbabel", "-i", "gpx", "-f", as_gpx(tmp_path), "-o", "gpx,gpxver=1.1", "-F", path)
    held = [one for one in NOTICES if not isinstance(one.shape, Area)]
    assert canonical(read([("again.gpx", path.read_bytes())])) == canonical(tuple(held))
    judged("gpsbabel: notices through GPX", len(held))


def longitudes_and_latitudes(table: str) -> list[tuple[int, int]]:
    """The places of a table that gpsbabel wrote, in units of 1e-9 degree."""
    rows = list(csv.DictReader(table.splitlines()))
    return [(int(Decimal(row["Longitude"]) * 10**9), int(Decimal(row["Latitude"]) * 10**9)) for row in rows]


@pytest.mark.gis
def test_gpsbabel_reads_the_places_and_times_of_a_gpx_that_herald_wrote(tmp_path: Path, judged: Judged) -> None:
    told = run("gpsbabel", "-r", "-i", "gpx", "-f", as_gpx(tmp_path), "-o", "unicsv,utc=0,prec=9", "-F", "-")
    vertices = [place for notice in LINES for ring in places(notice) for place in ring]
    assert longitudes_and_latitudes(told) == [(one.lon_e9, one.lat_e9) for one in vertices]
    rows = list(csv.DictReader(told.splitlines()))
    timed = [row["Time"] for row in rows[-3:]]
    assert timed == ["08:00:00", "09:00:00", "10:00:00"]
    judged("gpsbabel: points of routes read from GPX", len(vertices) + len(timed))


@pytest.mark.gis
def test_gpsbabel_reads_the_places_of_a_kml_that_herald_wrote(tmp_path: Path, judged: Judged) -> None:
    path = tmp_path / "lines.kml"
    path.write_bytes(kml_text.render(LINES)[0])
    told = run("gpsbabel", "-t", "-i", "kml", "-f", path, "-o", "unicsv,utc=0,prec=9", "-F", "-")
    vertices = [place for notice in LINES for ring in places(notice) for place in ring]
    assert longitudes_and_latitudes(told) == [(one.lon_e9, one.lat_e9) for one in vertices]
    judged("gpsbabel: points of lines read from KML", len(vertices))


@pytest.mark.gis
def test_the_kml_that_gpsbabel_writes_of_a_track_is_read(tmp_path: Path, judged: Judged) -> None:
    source, path = tmp_path / "track.gpx", tmp_path / "track.kml"
    point = '<trkpt lat="{0}.5" lon="-{0}.25"><ele>{0}00</ele><time>2026-03-10T0{0}:00:00Z</time></trkpt>'
    points = "".join(map(point.format, range(9)))
    gpx = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>lorry</name><trkseg>{points}</trkseg></trk></gpx>'
    source.write_text(gpx)
    run("gpsbabel", "-t", "-i", "gpx", "-f", source, "-o", "kml,track=1,points=0", "-F", path)
    (ours,), none = gpx_tracks("track.gpx", gpx.encode())
    (theirs,), problems = kml_tracks("track.kml", path.read_bytes())
    assert (none, problems) == ((), ())
    assert [(fix.instant, fix.place) for fix in theirs.fixes] == [(fix.instant, fix.place) for fix in ours.fixes]
    judged("gpsbabel: fixes of a gx:Track of its own", len(theirs.fixes))


@pytest.mark.gis
def test_the_kml_that_gdal_writes_of_an_unknown_table_is_read_with_what_is_given(
    tmp_path: Path, judged: Judged
) -> None:
    source, path = tmp_path / "sites.csv", tmp_path / "sites.kml"
    source.write_text('name,begin,X,Y\n"A, well",2026-03-10T08:00:00Z,-20.5,-31.25\nB,2026-03-10T09:00:00Z,-20,-31\n')
    options = ("X_POSSIBLE_NAMES=X", "Y_POSSIBLE_NAMES=Y", "AUTODETECT_TYPE=YES")
    run("ogr2ogr", "-f", "LIBKML", *(word for option in options for word in ("-oo", option)), path, source)
    found = read([("sites.kml", path.read_bytes())], {"party": "Aster", "kind": "static-site"})
    assert [(one.id, one.kept["title"]) for one in found] == [("sites-1", "A, well"), ("sites-2", "B")]
    assert isinstance(found[0].shape, Spot) and found[0].shape.place == Place(-20_500_000_000, -31_250_000_000)
    judged("GDAL: sites of a KML of its own", len(found))


def test_gpxpy_reads_the_places_heights_and_times_of_a_gpx_that_herald_wrote(judged: Judged) -> None:
    told = gpxpy.parse(gpx_text.render(NOTICES)[0].decode())
    routes = [route for route in told.routes if route.points]
    read_routes = [
        [(round(one.longitude * 1e9), round(one.latitude * 1e9)) for one in route.points] for route in routes
    ]
    assert read_routes == [[(one.lon_e9, one.lat_e9) for one in ring] for notice in LINES for ring in places(notice)]
    (timed,) = [route for route in routes if route.points[0].time]
    assert [one.time.isoformat() for one in timed.points] == [
        f"2026-03-10T{hour:02}:00:00+00:00" for hour in (8, 9, 10)
    ]
    (high,) = [route for route in routes if route.points[0].elevation is not None]
    assert [one.elevation for one in high.points] == [300, 400.5, 300]
    judged("gpxpy: points of routes", sum(len(route.points) for route in routes))
