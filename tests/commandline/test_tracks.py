"""Does `herald tracks` write what the check reads, and say what is odd?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from herald.formats import notices
from herald.notice.model import Band, Notice, Reference, Route, Spot, Windows
from herald.units import parse_instant
from tests.commandline.calls import filed as written
from tests.commandline.calls import herald, post

HEADER = "id,time,lon,lat"
SAIL = (
    "sail,2026-03-01T10:00:00Z,-20.00000,0",
    "sail,2026-03-01T10:30:00Z,-19.90000,0",
    "sail,2026-03-01T11:00:00Z,-19.80000,0",
)
ADSB = (
    "timestamp,icao24,altitude,groundspeed,latitude,longitude",
    "1772359200,4b1815,1000,100,0,-20",
    "1772359260,4b1815,1200,100,0.01,-20",
)
GPX = b"""<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><name>walk</name><trkseg>
<trkpt lat="0" lon="-20"><ele>12</ele><time>1901-12-13T20:45:52Z</time></trkpt>
<trkpt lat="0.001" lon="-20"><ele>13</ele><time>1901-12-13T20:46:52Z</time></trkpt></trkseg></trk></gpx>"""


def table(folder: Path, *lines: str, name: str = "fixes.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def made(*arguments: str | Path) -> tuple[tuple[Notice, ...], str]:
    """The notices that the house itself reads in what was written, and the words beside them."""
    ended = herald("tracks", *arguments)
    assert ended.exit_code == 0, ended.stderr
    return notices.read([("out.geojson", ended.stdout.encode())]), ended.stderr


def test_a_track_becomes_an_observed_notice_known_at_its_fixes(tmp_path: Path) -> None:
    ((notice,), said) = made(table(tmp_path, HEADER, *SAIL), "--max-speed-kmh", "60")
    assert (notice.id, notice.party, notice.kind.value, notice.observed) == ("sail", "sail", "ground-movement", True)
    assert notice.max_speed_um_s == 16_666_667
    assert isinstance(notice.shape, Route) and isinstance(notice.shape.schedule, Windows)
    at = [parse_instant(f"2026-03-01T{time}:00Z") for time in ("10:00", "10:30", "11:00")]
    assert [(window.earliest, window.latest) for window in notice.shape.schedule.each] == [(x, x) for x in at]
    assert notice.place_uncertainty_mm == 0
    assert notice.kept == {}
    assert said == "herald: 1 track of 1 party, 3 fixes, 011000Z to 011100Z MAR 2026\n"


def test_the_check_answers_of_the_past(tmp_path: Path) -> None:
    """The post is 553 m north of the second fix; another place is out of reach at 60 km/h."""
    out = tmp_path / "past.geojson"
    out.write_text(herald("tracks", table(tmp_path, HEADER, *SAIL), "--max-speed-kmh", "60").stdout, encoding="utf-8")
    far = post("far")
    far["geometry"]["coordinates"] = [-19.9, 1]
    ended = herald("check", "--json", out, written(tmp_path, "posts.geojson", post(), far))
    answer = json.loads(ended.stdout)
    assert [(one["a"], one["b"], one["verdict"]) for one in answer["encounters"]] == [("post", "sail", "could-meet")]


def test_what_is_odd_is_said_and_travels_with_the_notice(tmp_path: Path) -> None:
    late = "sail,2026-03-01T10:15:00Z,-19.95000,0"
    ((notice,), said) = made(table(tmp_path, HEADER, *SAIL, SAIL[0], late), "--max-speed-kmh", "20")
    assert notice.kept["track_findings"] == [
        {"code": "fix-out-of-order", "count": 1, "first": "2026-03-01T10:00:00.000000Z"},
        {"code": "fix-twice", "count": 1, "first": "2026-03-01T10:00:00.000000Z"},
        {"code": "fixes-too-fast", "count": 3, "first": "2026-03-01T10:00:00.000000Z"},
    ]
    assert "track sail: fixes-too-fast, 3 times, first 2026-03-01T10:00:00Z at 00.00000° N 020.00000° W" in said
    assert "fix-twice, 1 time, first" in said


def test_of_many_findings_forty_are_said_and_the_rest_counted_by_code(tmp_path: Path) -> None:
    rows = [f"t{track},2026-03-01T10:0{minute}:00Z,{-20 + minute},0.0001" for track in range(45) for minute in range(3)]
    _, said = made(table(tmp_path, HEADER, *rows), "--max-speed-kmh", "60")
    lines = said.splitlines()
    assert len(lines) == 1 + 40 + 2
    assert lines[-2:] == ["herald: and 5 findings more; in all:", "herald:   fixes-too-fast: 90 in 45 tracks"]


def test_aircraft_fly_at_pressure_altitudes_within_what_an_altimeter_may_be_off(tmp_path: Path) -> None:
    ((notice,), _) = made(table(tmp_path, *ADSB), "--max-speed-kmh", "700")
    assert (notice.party, notice.kind.value, notice.reference) == ("4b1815", "flight", Reference.FL)
    assert isinstance(notice.shape, Route)
    assert notice.shape.bands == (Band(262_800, 346_800), Band(323_760, 407_760))
    ((stated,), _) = made(
        table(tmp_path, *ADSB), "--max-speed-kmh", "700", "--altitude-half-m", "0", "--altitude-ref", "AMSL"
    )
    assert isinstance(stated.shape, Route)
    assert (stated.reference, stated.shape.bands[0]) == (Reference.AMSL, Band(304_800, 304_800))


def test_a_height_that_is_missing_is_between_its_neighbours_and_a_flight_of_no_height_anywhere(tmp_path: Path) -> None:
    rows = ("1772359200,4b1815,1000,,0,-20", "1772359230,4b1815,,,0.005,-20", "1772359260,4b1815,1200,,0.01,-20")
    ((notice,), said) = made(table(tmp_path, ADSB[0], *rows), "--max-speed-kmh", "700")
    assert isinstance(notice.shape, Route)
    assert notice.shape.bands[1] == Band(293_280, 377_280)
    assert "height-missing, 1 time" in said
    ((unknown,), _) = made(table(tmp_path, HEADER, *SAIL), "--max-speed-kmh", "700", "--kind", "flight")
    assert isinstance(unknown.shape, Route)
    assert (unknown.reference, set(unknown.shape.bands)) == (Reference.AGL, {Band(0, 30_000_000)})


def test_a_clock_of_the_year_1901_is_found_and_heights_of_walkers_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    path.write_bytes(GPX)
    ((notice,), said) = made(path, "--max-speed-kmh", "15")
    assert notice.reference is Reference.AGL
    assert "track walk: clock-implausible, 2 times, first 1901-12-13T20:45:52Z" in said


def test_one_name_in_two_files_makes_two_notices_of_one_party(tmp_path: Path) -> None:
    one, two = (table(tmp_path, HEADER, *SAIL, name=name) for name in ("a.csv", "b.csv"))
    found, _ = made(one, two, "--max-speed-kmh", "60")
    assert [(notice.id, notice.party) for notice in found] == [("sail", "sail"), ("sail (2)", "sail")]
    named, _ = made(one, two, "--max-speed-kmh", "60", "--party", "aster")
    assert {notice.party for notice in named} == {"aster"}


def test_a_long_silence_parts_a_track_only_where_somebody_asks_for_it(tmp_path: Path) -> None:
    path = table(tmp_path, HEADER, *SAIL, "sail,2026-03-02T11:00:00Z,-19.8,0")
    assert len(made(path, "--max-speed-kmh", "60")[0]) == 1
    parted, _ = made(path, "--max-speed-kmh", "60", "--max-gap", "6h")
    assert [notice.id for notice in parted] == ["sail", "sail, part 2"]
    assert isinstance(parted[1].shape, Spot)


def test_more_fixes_than_a_notice_holds_are_more_notices_that_share_a_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("herald.notice.past.MOST_VERTICES", 3)
    rows = [f"t,2026-03-01T10:0{minute}:00Z,-20.00{minute},0" for minute in range(7)]
    found, _ = made(table(tmp_path, HEADER, *rows), "--max-speed-kmh", "60")
    places = [notice.shape.places for notice in found if isinstance(notice.shape, Route)]
    assert [len(each) for each in places] == [3, 3, 3]
    assert [one[-1] for one in places[:-1]] == [one[0] for one in places[1:]]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7])
def test_every_leg_stands_in_one_of_the_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("herald.notice.past.MOST_VERTICES", 3)
    rows = [f"t,2026-03-01T10:0{minute}:00Z,-20.00{minute},0" for minute in range(count)]
    found, _ = made(table(tmp_path, HEADER, *rows), "--max-speed-kmh", "60")
    assert sum(len(notice.shape.places) - 1 for notice in found if isinstance(notice.shape, Route)) == count - 1
    assert len(found) == max(1, count // 2)


def ended_with(code: int, *arguments: str | Path) -> Any:
    ended = herald("tracks", *arguments)
    assert ended.exit_code == code
    return ended


def test_malformed_files_are_told_together_and_nothing_is_written(tmp_path: Path) -> None:
    one, two = table(tmp_path, HEADER, "a,then,-20,0", name="a.csv"), table(tmp_path, '{"a": 1}', name="b.csv")
    ended = ended_with(3, one, two, "--max-speed-kmh", "60")
    assert (ended.stdout, len(ended.stderr.splitlines())) == ("", 2)
    problems = json.loads(ended_with(3, one, two, "--max-speed-kmh", "60", "--json").stdout)["problems"]
    assert [problem["field"] for problem in problems] == ["line 2, column time", "document"]


def test_places_on_opposite_ends_of_the_earth_have_no_line_between_them(tmp_path: Path) -> None:
    rows = ("a,2026-03-01T10:00:00Z,-20,10", "a,2026-03-01T11:00:00Z,160,-10")
    assert "opposite end of the Earth" in ended_with(3, table(tmp_path, HEADER, *rows), "--max-speed-kmh", "60").stderr


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--max-speed-kmh", "0"],
        ["--max-speed-kmh", "nan"],
        ["--max-speed-kmh", "60", "--max-gap", "soon"],
        ["--max-speed-kmh", "60", "--kind", "yacht"],
        ["--max-speed-kmh", "60", "--place-uncertainty-m", "-1"],
        ["--max-speed-kmh", "60", "--altitude-half-m", "inf"],
        ["--max-speed-kmh", "60", "--party", " "],
    ],
)
def test_a_call_that_makes_no_sense_is_a_mistake(tmp_path: Path, options: list[str]) -> None:
    ended_with(2, table(tmp_path, HEADER, *SAIL), *options)


def test_a_column_for_the_party_is_of_tables_alone(tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    path.write_bytes(GPX)
    assert "a column says whose" in ended_with(3, path, "--max-speed-kmh", "15", "--party-from", "owner").stderr


def test_a_table_whose_rows_know_no_place_makes_no_notice_and_says_so(tmp_path: Path) -> None:
    path = table(tmp_path, "timestamp,icao24,latitude,longitude", "1772359200,4b1815,,")
    assert "no fix" in ended_with(3, path, "--max-speed-kmh", "700").stderr
