"""Every reader of the house as one question of bytes, with small real documents to begin from and the words of its format."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import openpyxl

from herald import canonical, clocktext
from herald.agreement import toml
from herald.formats import notices, sealed, tracks, written
from herald.formats.geojson.names import EVERY
from herald.formats.tables.column_names import LANGUAGES
from herald.geometry import coordinates
from herald.notice.fields import fields
from herald.notice.past import manner
from tests.formats.filed import collection, file, good
from tests.formats.tables import MOVEMENT
from tests.fuzz.records import record_readers
from tests.house.committed import ROOT
from tests.notice.content import content

Read = Callable[[bytes], object]
"""Reads these bytes, or raises Malformed; of what a person types, ValueError."""

GIVEN: Mapping[str, object] = {"party": "Aster", "kind": "flight", "windows": [["2026-03-10T08:00:00Z", None]]}
"""What would be given of files that do not say it."""
GPX_TRACK = b"""<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>a</name><trkseg>
<trkpt lat="-31.5" lon="-20.25"><ele>3.5</ele><time>2026-03-10T08:00:00Z</time></trkpt>
<trkpt lat="-31.4" lon="-20.20"><ele>4</ele><time>2026-03-10T08:10:00.5Z</time></trkpt></trkseg></trk></gpx>"""
KML_TRACK = b"""<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>
<Placemark><name>a</name><gx:Track><altitudeMode>absolute</altitudeMode><when>2026-03-10T08:00:00Z</when>
<when>2026-03-10T08:10:00Z</when><gx:coord>-20.25 -31.5 3</gx:coord><gx:coord>-20.2 -31.4 4</gx:coord></gx:Track></Placemark>
<NetworkLink><Link><href>http://example.invalid/</href></Link></NetworkLink></Document></kml>"""
FIXES = (
    b"id,time,lon,lat,alt\na,2026-03-10T08:00:00Z,-20.25,-31.5,3\na,2026-03-10T08:10:00Z,-20.2,-31.4,\n",
    b"MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName\n367000140,2020-12-02T12:00:00,40.64409,-74.07157,10.0,-60.6,246.0,N\n",
    b"id;time;lon;lat\na;10 Mar 2026 08:00 UTC;-20,25;-31,5\n",
)
TYPED = (
    "-31.5, -20.25",
    "31°30'00\"S 20°15'00\"W",
    "31 30.000 S 020 15.000 W",
    "26J PQ 12345 67890",
    "26 J 612345 6512345",
    "N 36 12.345 E 037 08.901",
    "37SDA1234567890",
    "\u0663\u0666\u066b\u0662 \u0634\u0645\u0627\u0644",
)
CLOCKS = (
    "2026-03-01T09:30:00Z",
    "251000ZAUG20",
    "25 August 2020, 10:00 +03:00",
    "1 mars 2026 09:30 UTC",
    "25.08.20 10:00",
    "2026-03-01 09:30 Asia/Damascus",
    "01/02/2026 10:00Z",
)
SHEET = b"""<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>
<mergeCells count="1"><mergeCell ref="A4:B4"/></mergeCells></worksheet>"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: how it is asked, what it begins from, the words of its format, and how many inputs the long run gives it."""

    name: str
    read: Read
    seeds: tuple[bytes, ...]
    words: tuple[str, ...]
    deep: int
    typed: bool = False


def _notices(name: str) -> Read:
    """The notices of a file of this name, every other input with what would be given. What is read can be sealed."""

    def read(data: bytes) -> None:
        for one in notices.read([(name, data)], GIVEN if len(data) % 2 else None):
            content(one)

    return read


def _tracks(name: str) -> Read:
    """The tracks of a file of this name, and the notices they make."""

    def read(data: bytes) -> None:
        tracks.notices(tracks.read([(name, data)]), manner(60))

    return read


def _within(read: Read, around: bytes, member: str) -> Read:
    """The same reader, of an archive in which this member holds the bytes: it would take for ever to guess a checksum."""
    with zipfile.ZipFile(io.BytesIO(around)) as archive:
        others = {name: archive.read(name) for name in archive.namelist() if name != member}
    return lambda data: read(packed({**others, member: data}))


def packed(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def _workbook() -> bytes:
    """One sheet with the columns of a table."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in MOVEMENT.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(out)
    return out.getvalue()


def _sheet() -> bytes:
    """The same sheet as it stands in a workbook, every text in its cell."""
    rows = [
        f'<row r="{row}">'
        + "".join(
            f'<c r="{chr(65 + column)}{row}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""
            for column, text in enumerate(line.split(","))
        )
        + "</row>"
        for row, line in enumerate(MOVEMENT.splitlines(), 1)
    ]
    return SHEET % "".join(rows).encode()


def _canonical(data: bytes) -> None:
    """A value of canonical JSON: what is read is what would be written."""
    if canonical.write(canonical.read("fuzz.entry", data)) != data:
        raise AssertionError(data)


def _sealed(data: bytes) -> None:
    """The notice of an entry's party, action and fields; what is read states these very fields."""
    said = canonical.read("fuzz.entry", _in_order(data))
    match said:
        case {"action": str(action), "fields": dict(given), "party": str(party)}:
            found = sealed.read("fuzz.entry", party, action, given)
            if canonical.write(fields(found)) != canonical.write(given):
                raise AssertionError(given)


def _in_order(data: bytes) -> bytes:
    """The same JSON as whoever signs would write it: it would take for ever to guess the order of the names."""
    try:
        return canonical.write(json.loads(data))
    except (ValueError, RecursionError):
        return data


def _agreement(data: bytes) -> None:
    """The agreement of a file, its zones in a file that holds whatever the agreement holds."""
    toml.read("agreement.toml", data, lambda _: data)


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader of the house."""
    features = good()["features"]
    filed = notices.read([file(good())])
    gpx, kml, csv = (written.written(filed, form)[0] for form in ("gpx", "kml", "csv"))
    markup = ("<![CDATA[", "]]>", "<!DOCTYPE", "&#0;", "&amp;", "xmlns=", "/>", "</")
    gpx_words = (
        *markup,
        "<rte>",
        "<rtept",
        "<wpt",
        "<trk>",
        "<trkpt",
        "<ele>",
        "<time>",
        "lat=",
        "lon=",
        "<extensions>",
    )
    kml_words = (
        *(
            *markup,
            "<Placemark>",
            "<LineString>",
            "<Point>",
            "<Polygon>",
            "<MultiGeometry>",
            "<coordinates>",
            "<TimeSpan>",
        ),
        *("<TimeStamp>", "<when>", "<begin>", "<end>", "<gx:Track>", "<gx:coord>", "<NetworkLink>", "<ExtendedData>"),
    )
    columns = (
        *MOVEMENT.splitlines()[0].split(","),
        *LANGUAGES,
        "weekdays",
        "until",
        "copy",
        ";",
        "\t",
        '"',
        "0,5",
        "UTC",
    )
    json_words = (
        *sorted(EVERY),
        "1e999",
        "NaN",
        "null",
        "\\ud800",
        "Polygon",
        "LineString",
        "Point",
        "Feature",
        "180",
        "-90",
    )
    places = ("°", "'", '"', "N", "S", "E", "W", "MGRS", "UTM", "WGS84", "SK-42", "ED50", "Z", "J", "26J", "PQ")
    times = ("Z", "J", "UTC", "+03:00", "Asia/Damascus", "AUG", "août", "серпня", "24:00", "T", "2020")
    canonical_words = (
        '{"',
        '":',
        '",',
        "\\ud83d",
        "\\ude00",
        "\\u007f",
        "9223372036854775807",
        "-0",
        "1.0",
        "1e2",
        "[" * 33,
        "]" * 33,
    )
    sealed_words = (
        *(
            f'"{name}":'
            for name in ("place_e9", "rings_e9", "windows_us", "window_us", "depart_us", "halts_us", "speed_um_s")
        ),
        *(
            '"replace"',
            '"cancel"',
            '"FL"',
            '"lonlat"',
            '"flight"',
            '"bufer_m":0,',
            '"route":null',
            '"times":null',
            "[[0,0]]",
        ),
        *(
            "253402300799999999",
            "-62135596800000000",
            "180000000000",
            "-90000000000",
            "1000000000000",
            "277777777777778",
        ),
    )
    rules = (
        "[[clause]]",
        "[[zone]]",
        "[[party]]",
        "regime",
        "separation_m",
        "lead_time_h",
        "nan",
        "inf",
        "1979-05-27",
        "file",
    )
    entries = tuple(
        canonical.write({"action": one.action.value, "fields": fields(one), "party": one.party}) for one in filed
    )
    day = ROOT / "scenarios" / "lapwing-cross"
    return (
        Reader(
            "GeoJSON",
            _notices("fuzz.geojson"),
            (collection(*features[:3])[1], collection(*features[2:])[1]),
            json_words,
            40_000,
        ),
        Reader("GPX", _notices("fuzz.gpx"), (gpx, GPX_TRACK), gpx_words, 50_000),
        Reader("KML", _notices("fuzz.kml"), (kml, KML_TRACK), kml_words, 40_000),
        Reader("KMZ", _notices("fuzz.kmz"), (packed({"doc.kml": kml}),), ("PK", "doc.kml"), 60_000),
        Reader(
            "KML in a KMZ",
            _within(_notices("fuzz.kmz"), packed({"doc.kml": kml}), "doc.kml"),
            (kml,),
            kml_words,
            10_000,
        ),
        Reader("CSV", _notices("fuzz.csv"), (csv, MOVEMENT.encode()), columns, 20_000),
        Reader("XLSX", _notices("fuzz.xlsx"), (_workbook(),), ("PK", "xl/workbook.xml"), 6_000),
        Reader(
            "sheet in an XLSX",
            _within(_notices("fuzz.xlsx"), _workbook(), "xl/worksheets/sheet1.xml"),
            (_sheet(),),
            (*markup, "<c ", 't="e"', 't="b"', 't="d"', "<f>", "<v>", "<mergeCell ", "<row ", "<is>", *columns),
            6_000,
        ),
        Reader("tracks as GPX", _tracks("fuzz.gpx"), (GPX_TRACK,), gpx_words, 60_000),
        Reader("tracks as KML", _tracks("fuzz.kml"), (KML_TRACK,), kml_words, 100_000),
        Reader(
            "tracks as CSV", _tracks("fuzz.csv"), FIXES, ("id", "time", "lon", "lat", "alt", "MMSI", "icao24"), 40_000
        ),
        Reader("agreement", _agreement, (_short((day / "agreement.toml").read_bytes()),), rules, 20_000),
        Reader(
            "canonical JSON",
            _canonical,
            (entries[0], rb'["\\u00e9\\ud83d\\ude00\\"",-1,null]'),
            canonical_words,
            200_000,
        ),
        Reader("sealed fields", _sealed, entries, sealed_words, 60_000),
        *(Reader(*each) for each in record_readers()),
        Reader("place", _text(coordinates.read), _encoded(TYPED), places, 200_000, typed=True),
        Reader("time", _text(clocktext.read), _encoded(CLOCKS), times, 400_000, typed=True),
    )


def _text(read: Callable[[str], object]) -> Read:
    return lambda data: read(data.decode("utf-8", "replace"))


def _encoded(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def _short(text: bytes) -> bytes:
    """Without comments and blank lines."""
    return b"\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(b"#"))
