"""`herald notice`: from one format into another, and back, through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from herald.api import read_notices
from herald.commandline import progress
from herald.formats import notices
from tests.commandline.calls import ELEVEN, TEN, collection, column, filed, herald, notice, post
from tests.house.committed import ROOT
from tests.notice.content import content

DAY = ROOT / "scenarios" / "lapwing-cross"
LINE = ("LineString", [[-20, 0], [-19.8, 0]])
ROUTE = b"""<?xml version="1.0"?><gpx version="1.1" creator="a pocket receiver" xmlns="http://www.topografix.com/GPX/1/1">
<rte><name>North road</name><rtept lat="0" lon="-20"/><rtept lat="0" lon="-19.8"/></rte></gpx>"""


def converted(source: Path, *arguments: str | Path) -> str:
    ended = herald("notice", "convert", source, *arguments)
    assert (ended.exit_code, ended.stderr) == (0, "")
    return ended.stdout


def acts(path: Path) -> list[bytes]:
    """The notices of a file, as they are sealed."""
    return [content(one) for one in read_notices(path)]


@pytest.mark.parametrize("form", ["geojson", "kml", "csv"])
@pytest.mark.parametrize("party", ["aster", "birch", "relief"])
def test_what_is_written_in_another_format_and_read_again_is_the_same(form: str, party: str, tmp_path: Path) -> None:
    source, there = DAY / f"{party}.geojson", tmp_path / f"there.{form}"
    there.write_text(converted(source, "--to", form), encoding="utf-8", newline="")
    back = tmp_path / "back.geojson"
    converted(there, "--to", "geojson", "--output", back)
    assert acts(there) == acts(source)
    assert acts(back) == acts(source)


def test_what_a_format_cannot_hold_is_said_and_the_rest_is_the_same(tmp_path: Path) -> None:
    source, there = DAY / "aster.geojson", tmp_path / "there.gpx"
    ended = herald("notice", "convert", source, "--to", "gpx", "--output", there)
    assert (ended.exit_code, ended.stdout) == (0, "")
    assert ended.stderr == 'herald: GPX holds no areas: notice "aster-range" is left out\n'
    held = [content(one) for one in read_notices(source) if one.id != "aster-range"]
    assert acts(there) == held
    assert len(held) > 2


def test_every_format_that_is_written_is_read_by_its_own_reader(tmp_path: Path) -> None:
    source = filed(tmp_path, "source.geojson", column())
    for form, name in (("geojson", "GeoJSON"), ("gpx", "GPX"), ("kml", "KML"), ("csv", "CSV")):
        data = converted(source, "--to", form).encode()
        assert notices.format_of(f"there.{form}", data).name == name


def test_a_route_of_a_receiver_becomes_a_notice_with_what_is_given(tmp_path: Path) -> None:
    route = tmp_path / "north.gpx"
    route.write_bytes(ROUTE)
    given = (
        "--party",
        "aster",
        "--kind",
        "patrol",
        "--depart",
        f"{TEN}/..",
        "--speed-kmh",
        "18-64.8",
        "--set",
        "buffer_m=50",
    )
    document = json.loads(converted(route, "--to", "geojson", *given, "--set", "purpose=relief"))
    (feature,) = document["features"]
    stated = feature["properties"]
    assert stated.pop("id")
    assert {name: stated[name] for name in ("party", "kind", "buffer_m", "speed_kmh", "purpose")} == {
        "party": "aster",
        "kind": "patrol",
        "buffer_m": 50,
        "speed_kmh": [18, 64.8],
        "purpose": "relief",
    }
    assert stated["depart"][1] is None


def test_without_what_it_does_not_state_a_route_is_refused_and_all_of_it_told(tmp_path: Path) -> None:
    route = tmp_path / "north.gpx"
    route.write_bytes(ROUTE)
    ended = herald("notice", "convert", route, "--to", "geojson")
    assert (ended.exit_code, ended.stdout) == (3, "")
    assert all(word in ended.stderr for word in ("party", "kind", "windows"))
    assert "Traceback" not in ended.stderr


def test_what_a_notice_states_stands_over_what_is_given(tmp_path: Path) -> None:
    source = filed(tmp_path, "source.geojson", column(), post())
    plain = converted(source, "--to", "geojson")
    assert (
        converted(source, "--to", "geojson", "--party", "other", "--kind", "flight", "--window", f"{TEN}/{ELEVEN}")
        == plain
    )


def test_a_place_without_a_window_is_given_one(tmp_path: Path) -> None:
    spot: dict[str, Any] = notice("spot", "aster", ("Point", [-20, 0]), None)
    del spot["properties"]["windows"]
    source = filed(tmp_path, "source.geojson", spot)
    document = json.loads(converted(source, "--to", "geojson", "--window", f"{TEN}/{ELEVEN}"))
    (window,) = document["features"][0]["properties"]["windows"]
    assert [end[:19] for end in window] == [TEN[:19], ELEVEN[:19]]


def test_problems_are_told_as_json_where_asked() -> None:
    bad = column()
    bad["properties"]["buffer_m"] = -1
    ended = herald("notice", "convert", "-", "--to", "kml", "--json", stdin=collection(bad))
    assert ended.exit_code == 3
    assert [one["field"] for one in json.loads(ended.stdout)["problems"]] == ["properties.buffer_m"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--depart", f"{TEN}/{ELEVEN}"],
        ["--speed-kmh", "20-60"],
        ["--depart", TEN, "--speed-kmh", "20-60"],
        ["--depart", f"{TEN}/{ELEVEN}", "--speed-kmh", "20"],
        ["--depart", f"{TEN}/{ELEVEN}", "--speed-kmh", "20-60", "--window", f"{TEN}/{ELEVEN}"],
        ["--set", "buffer_m"],
        ["--set", "=5"],
        ["--kind", "picnic"],
        ["--to", "shp"],
        ["--output", "/nowhere/at/all.kml"],
    ],
)
def test_a_call_that_cannot_be_meant_ends_with_2_and_a_line(arguments: list[str], tmp_path: Path) -> None:
    source = filed(tmp_path, "source.geojson", column())
    ended = herald("notice", "convert", source, "--to", "kml", *arguments)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("herald: ")


def test_a_file_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    source = filed(tmp_path, "source.geojson", column())
    before = source.read_bytes()
    ended = herald("notice", "convert", source, "--to", "kml", "--output", tmp_path / "." / "source.geojson")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "one of the files to be read" in ended.stderr
    assert source.read_bytes() == before


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru", "uk"])
def test_the_form_is_written_and_is_a_spreadsheet_that_can_be_read(language: str, tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    ended = herald("notice", "template", form, "--language", language)
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")
    assert notices.format_of("form.xlsx", form.read_bytes()).name == "XLSX"
    assert load_workbook(form).sheetnames


def test_a_form_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    form = tmp_path / "form.xlsx"
    form.write_bytes(b"filled in")
    assert herald("notice", "template", form).exit_code == 2
    assert form.read_bytes() == b"filled in"


def test_reading_that_takes_long_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", -1.0)
    source = filed(tmp_path, "source.geojson", column())
    ended = herald("notice", "convert", source, "--to", "geojson")
    assert ended.exit_code == 0
    assert ended.stderr.splitlines()[0] == "herald: reading, 0 of 0 MB (0 %)"
