"""Do the lines of ship tracks become notices, each fix where and when it was reported?"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from herald.formats import notices
from herald.notice.model import Route, Spot, Windows
from herald.units import parse_instant
from tests.house import committed
from tools.ais import day_of_notices

DAY = date(2020, 12, 2)
FIRST = ("7", "2020-12-02 00:00:10", "-74.5", "40.25")
SECOND = ("7", "2020-12-02 23:59:59", "-74.25", "40.5")
DAY_BEFORE = ("7", "2020-12-01 23:59:59", "-74.75", "40.0")


def line(*fixes: tuple[str, str, str, str], said: int | None = None) -> str:
    """A trajectory as the package writes it."""
    count = len(fixes) if said is None else said
    fields = ("*T*", "an-id", "terrestrial", str(count), "0", "*P*", "terrestrial", "2", "1", "1", "0")
    return ",".join((*fields, *(field for fix in fixes for field in fix)))


def test_a_trajectory_becomes_an_observed_notice_that_the_house_reads() -> None:
    text = json.dumps(day_of_notices(line(FIRST, SECOND), DAY, 60.0)).encode()
    (notice,) = notices.read([("tracks.geojson", text)])
    assert (notice.id, notice.party, notice.observed) == ("track-000", "ship-7", True)
    assert notice.max_speed_um_s == 16_666_667
    assert isinstance(notice.shape, Route)
    assert isinstance(notice.shape.schedule, Windows)
    assert [(place.lon_e9, place.lat_e9) for place in notice.shape.places] == [
        (-74_500_000_000, 40_250_000_000),
        (-74_250_000_000, 40_500_000_000),
    ]
    at = [parse_instant("2020-12-02T00:00:10Z"), parse_instant("2020-12-02T23:59:59Z")]
    assert [(window.earliest, window.latest) for window in notice.shape.schedule.each] == [(x, x) for x in at]


def test_only_the_fixes_of_the_day_are_taken_and_they_are_put_in_order() -> None:
    features = day_of_notices("\n".join([line(DAY_BEFORE), line(SECOND, DAY_BEFORE, FIRST)]), DAY, 60.0)["features"]
    (feature,) = features
    assert feature["properties"]["id"] == "track-001"
    assert feature["geometry"]["coordinates"] == [[-74.5, 40.25], [-74.25, 40.5]]


def test_a_single_fix_becomes_a_place_at_its_instant() -> None:
    text = json.dumps(day_of_notices(line(DAY_BEFORE, FIRST), DAY, 60.0)).encode()
    (notice,) = notices.read([("tracks.geojson", text)])
    assert isinstance(notice.shape, Spot)
    assert notice.shape.window.earliest == notice.shape.window.latest == parse_instant("2020-12-02T00:00:10Z")


@pytest.mark.parametrize("wrong", ["", "ship,1,2", line(FIRST, SECOND, said=3), line(FIRST) + ",7", line()])
def test_a_line_that_is_no_trajectory_is_named(wrong: str) -> None:
    with pytest.raises(ValueError, match="line 2 is no trajectory"):
        day_of_notices(f"{line(FIRST)}\n{wrong}\n{line(SECOND)}", DAY, 60.0)


def test_a_day_without_a_fix_is_said_and_no_file_is_written(tmp_path: Path) -> None:
    tracks = tmp_path / "tracks.traj"
    tracks.write_text(line(DAY_BEFORE), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "tools/ais.py", str(tracks), "--day", "2020-12-02", "--max-speed-kmh", "60"],
        cwd=committed.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "no fix on 2020-12-02" in done.stderr
