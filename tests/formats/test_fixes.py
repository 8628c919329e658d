"""Which tracks does a table of fixes hold? Each layout by its own units and clock; every bad row is told with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from herald.formats.tables import fixes
from herald.geometry.place import Place
from herald.malformed import Problem
from herald.notice.track import Source, Track
from herald.units import parse_instant

AIS = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName"
POSITIONS = "id,time,lon,lat,alt"
NOON = parse_instant("2020-12-02T12:00:00Z")


def read(*lines: str, party_from: str | None = None) -> tuple[Track, ...]:
    found, problems = fixes.tracks("t.csv", "\n".join(lines).encode(), party_from)
    assert problems == ()
    return found


def wrong(*lines: str, party_from: str | None = None) -> list[tuple[str, str]]:
    """Where, and what was seen; then nothing is taken."""
    found, problems = fixes.tracks("t.csv", "\n".join(lines).encode(), party_from)
    assert found == ()
    assert all(isinstance(problem, Problem) and problem.expected for problem in problems)
    return [(problem.field, problem.seen) for problem in problems]


def test_plain_positions_are_tracks_by_id_in_the_order_in_which_they_begin() -> None:
    b, a = read(
        POSITIONS,
        "b,2020-12-02T12:00:00Z,-74.5,40.25,",
        "a,2020-12-02T13:00:00+01:00,-74,40,12.5",
        "b,2020-12-02T12:01:00Z,-74.51,40.25,3",
    )
    assert (b.name, a.name, a.party, a.source) == ("b", "a", None, Source.POSITIONS)
    assert [(one.instant, one.height_m) for one in (*b.fixes, *a.fixes)] == [
        (NOON, None),
        (NOON + 60_000_000, Decimal(3)),
        (NOON, Decimal("12.5")),
    ]
    assert b.fixes[0].place == Place(-74_500_000_000, 40_250_000_000)
    assert (b.digits, a.digits) == (2, 0)


def test_ais_is_in_utc_by_its_own_definition_and_its_speed_in_knots() -> None:
    (ship,) = read(
        AIS,
        "367000140,2020-12-02T12:00:00,40.64409,-74.07157,10.0,-60.6,246.0,NEWHOUSE",
        "367000140,2020-12-02 12:00:30,40.6,-74.1,102.3,,,",
    )
    assert (ship.name, ship.party, ship.source, ship.digits) == ("367000140", "367000140", Source.AIS, 5)
    assert [(one.instant - NOON, one.speed_mm_s, one.height_m) for one in ship.fixes] == [
        (0, 5144, None),
        (30_000_000, None, None),
    ]


def test_columns_are_known_without_regard_to_case_spaces_and_underscores() -> None:
    (ship,) = read("mmsi,base_date_time,longitude,latitude,sog", "1,2020-12-02T12:00:00Z,-74.1,40.6,0")
    assert ship.fixes[0].instant == NOON
    (also,) = read("# MMSI;Base Date Time;LON;LAT", "1;2020-12-02T12:00:00;-74.1;40.6")
    assert also.fixes[0].place == ship.fixes[0].place


def test_a_ship_that_knows_no_place_says_so_with_91_and_181_and_is_counted() -> None:
    (ship,) = read(
        AIS,
        "1,2020-12-02T12:00:00,91,181,0,,,",
        "1,2020-12-02T12:01:00,40.6,-74.1,0,,,",
        "1,2020-12-02T12:02:00,91.0,181.0,,,,",
    )
    assert (len(ship.fixes), ship.unplaced) == (1, 2)
    assert wrong(AIS, "1,2020-12-02T12:00:00,91,-74,0,,,") == [("line 2, column LAT", '"91"')]


def test_adsb_heights_are_feet_or_metres_by_their_column_and_tracks_are_flights_where_they_are_named() -> None:
    header = "timestamp,icao24,callsign,altitude,geoaltitude,groundspeed,latitude,longitude,flight_id"
    one, two = read(
        header,
        "1606910400000,a3c6bd,N342WN,1050.0,1000.0,100.0,47.01,-122.44,N342WN_014",
        "1606910401,a3c6bd,N342WN,,,,47.01,-122.44,N342WN_015",
    )
    assert [(each.name, each.party) for each in (one, two)] == [("N342WN_014", "a3c6bd"), ("N342WN_015", "a3c6bd")]
    assert (one.fixes[0].height_m, one.fixes[0].speed_mm_s) == (Decimal("320.04"), 51444)
    assert [each.fixes[0].instant - NOON for each in (one, two)] == [0, 1_000_000]
    (state,) = read("time,icao24,lat,lon,velocity,baroaltitude", "1606910400,4b1815,46.9,-1.4,250.5,11000.25")
    assert (state.fixes[0].height_m, state.fixes[0].speed_mm_s, state.name) == (Decimal("11000.25"), 250500, "4b1815")
    (text,) = read("timestamp,icao24,latitude,longitude", "2020-12-02 12:00:00+00:00,4b1815,46.9,-1.4")
    assert text.fixes[0].instant == NOON


def test_an_aircraft_that_reports_no_place_is_counted() -> None:
    (aircraft,) = read("timestamp,icao24,latitude,longitude", "1606910400,4b1815,,", "1606910401,4b1815,46.9,-1.4")
    assert (len(aircraft.fixes), aircraft.unplaced) == (1, 1)


def test_a_column_can_say_whose_a_track_is() -> None:
    lines = ["id,time,lon,lat,owner", "a,2020-12-02T12:00:00Z,-74,40,aster", "b,2020-12-02T12:00:00Z,-74,40,birch"]
    assert [track.party for track in read(*lines, party_from="owner")] == ["aster", "birch"]
    assert wrong(*lines)[0][0] == "line 1"
    assert wrong(*lines, party_from="ship")[0][0] == "line 1"
    twice = [*lines, "a,2020-12-02T12:01:00Z,-74,40,birch"]
    assert wrong(*twice, party_from="owner") == [("line 4, column owner", '"birch"')]


def test_a_byte_order_mark_and_blank_lines_are_no_fault() -> None:
    (track,) = read("\ufeffid,time,lon,lat", "", "a,2020-12-02T12:00:00Z,-74,40", "", "")
    assert len(track.fixes) == 1


@pytest.mark.parametrize(
    "header",
    [
        "",
        "a,b,c",
        "id,time,lon",
        "id,time,lon,lat,altitude_ft",
        "# Timestamp,MMSI,Latitude,Longitude",
        "id,id,time,lon,lat",
    ],
)
def test_a_layout_nobody_knows_is_told_with_those_that_are(header: str) -> None:
    found, problems = fixes.tracks("t.csv", f"{header}\n1,2,3,4\n".encode())
    assert found == ()
    assert [problem.field for problem in problems] == ["line 1"]
    assert "MMSI" in problems[0].expected or "one column" in problems[0].expected


def test_everything_wrong_with_a_row_is_told_at_once_by_line_and_column() -> None:
    assert wrong(POSITIONS, "a,2020-12-02T12:00:00Z,-74,40,", "a,2020-12-02T12:00:00,-190,forty,high") == [
        ("line 3, column time", '"2020-12-02T12:00:00"'),
        ("line 3, column lon", '"-190"'),
        ("line 3, column lat", '"forty"'),
        ("line 3, column alt", '"high"'),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("a,2020-12-02T12:00:00Z,-74", None),
        ("a,2020-12-02T12:00:00Z,-74,40,1,2", None),
        (" ,2020-12-02T12:00:00Z,-74,40,1", "id"),
        ("a\x1b,2020-12-02T12:00:00Z,-74,40,1", "id"),
        ("a,1606910400,-74,40,1", "time"),
        ("a,02.12.2020 12:00,-74,40,1", "time"),
        ("a,2020-12-02T12:00:00Z,,40,1", "lon"),
        ("a,2020-12-02T12:00:00Z,nan,40,1", "lon"),
        ("a,2020-12-02T12:00:00Z,-7_4,40,1", "lon"),
        ("a,2020-12-02T12:00:00Z,-74,\u0664\u0660,1", "lat"),
        ("a,2020-12-02T12:00:00Z,-74,90.0000000001,1", "lat"),
        ("a,2020-12-02T12:00:00Z,-74,40,1e99", "alt"),
    ],
)
def test_a_row_that_cannot_be_read_is_told(row: str, column: str | None) -> None:
    ((field, _),) = wrong(POSITIONS, "ok,2020-12-02T12:00:00Z,-74,40,1", row)
    assert field == ("line 3" if column is None else f"line 3, column {column}")


def test_of_many_bad_rows_fifty_are_told_and_the_rest_counted() -> None:
    problems = wrong(POSITIONS, *(["a,then,-74,40,"] * 80))
    assert len(problems) == fixes.MOST_TOLD + 1
    assert problems[-1] == ("document", "30 more cells or rows like these")


@pytest.mark.parametrize(
    "data",
    [
        b'id,time,lon,lat\n"a',
        b"id,time,lon,lat\n\xff",
        b"id,time,lon,lat\n" + b"a" * 200_000,
        b"id,time,lon,lat\n",
        b"",
        b"\x00",
    ],
)
def test_what_is_no_table_is_one_problem(data: bytes) -> None:
    found, problems = fixes.tracks("t.csv", data)
    assert (found, len(problems)) == ((), 1)


def test_no_more_fixes_are_read_than_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixes, "MOST_FIXES", 2)
    row = "a,2020-12-02T12:00:00Z,-74,40,"
    assert len(read(POSITIONS, row, row)[0].fixes) == 2
    assert wrong(POSITIONS, row, row, row) == [("line 4", "more rows")]


@given(
    st.binary(max_size=300)
    | st.text("id,time lonlat\n\"0123-:TZ.;\t'#", max_size=200).map(lambda rest: f"id,time,lon,lat\n{rest}".encode())
)
def test_whatever_the_bytes_are_there_are_tracks_or_problems(data: bytes) -> None:
    found, problems = fixes.tracks("t.csv", data)
    assert bool(found) != bool(problems)
