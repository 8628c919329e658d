"""Are the real tracks in arrays what their files say, and their legs the rows that the check itself has of them?"""

from __future__ import annotations

import gzip
import json
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from bench import tracks
from bench.tracks import Tracks, legs
from herald.check import meet
from herald.check.legs import legs_of
from herald.geometry.ellipsoid import CHORD_M, Floats, between, geodesic_m
from tests.house import committed
from tests.real import fleet

FIX = re.compile(r"(\d{9}),(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(-?\d+\.?\d*),(-?\d+\.?\d*)")
REPORT = re.compile(
    r'{"timestamp":(\d+)000,"altitude":(-?[\d.]+),[^}]*"icao24":"(\w+)","latitude":([\d.]+),"longitude":(-[\d.]+),'
    r'[^}]*"flight_id":"(\w+)"}'
)
NANODEGREE = 1e-9
FEET_500_M = 152.4
FASTEST_APPROACH_M_S = 400.0
"""Of two aircraft towards each other, but for one wrong fix."""
PAGE = (committed.ROOT / "docs" / "tracks.md").read_text(encoding="utf-8")
KMH = 1 / 3.6


def drawn(*fixes: tuple[int, float, float, float]) -> Tracks:
    """Tracks of one party each, from fixes (track, seconds, longitude, latitude)."""
    track, seconds, lon, lat = zip(*fixes, strict=True)
    number = np.array(track)
    return Tracks(
        number, np.unique(number), np.array(seconds) * 1_000_000, np.array(lon, float), np.array(lat, float), None
    )


def unix_us(day: str, time: str) -> int:
    return int(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.harbour
def test_the_week_in_the_harbour_is_what_the_text_says_fix_by_fix() -> None:
    text = tracks.installed(*tracks.HARBOUR).read_text(encoding="utf-8")
    said = FIX.findall(text)
    week = fleet.harbour()
    assert (len(week), len(week.party), len(set(week.party.tolist()))) == (172_679, 513, 140)
    assert (len(said), text.count("*T*"), len({ship for ship, *_ in said})) == (172_679, 513, 140)
    assert week.unix_us.tolist() == [unix_us(day, time) for _, day, time, _, _ in said]
    assert week.lon_deg.tolist() == [float(lon) for *_, lon, _ in said]
    assert week.lat_deg.tolist() == [float(lat) for *_, lat in said]
    assert len(set(zip(week.party[week.track].tolist(), (ship for ship, *_ in said), strict=True))) == 140
    assert week.alt_m is None
    assert "| 172,679 | 513, of 140 ships | 172,166 |" in PAGE


@pytest.mark.harbour
def test_the_first_fix_in_the_harbour_is_where_and_when_its_line_says() -> None:
    """`367073680,2020-12-01 11:31:39,-74.03917,40.71079` is how the text begins, after eleven fields of its head."""
    week = fleet.harbour()
    at = datetime.fromtimestamp(int(week.unix_us[0]) / 1e6, tz=UTC)
    assert (at.isoformat(), week.lon_deg[0], week.lat_deg[0]) == ("2020-12-01T11:31:39+00:00", -74.03917, 40.71079)


@pytest.mark.wildfire
def test_the_aircraft_over_the_fires_are_what_the_text_says_fix_by_fix() -> None:
    """The text is not in order of flights; each flight's fixes are."""
    said = REPORT.findall(gzip.decompress(tracks.installed(*tracks.WILDFIRE).read_bytes()).decode())
    week = fleet.wildfire()
    assert (len(week), len(week.party), len(set(week.party.tolist()))) == (9_955, 186, 45)
    assert (len(said), len({report[5] for report in said}), len({report[2] for report in said})) == (9_955, 186, 45)
    number = {flight: k for k, flight in enumerate(dict.fromkeys(report[5] for report in said))}
    ordered = sorted(said, key=lambda report: number[report[5]])
    assert "| 9,955 | 186, of 45 aircraft | 9,769 |" in PAGE
    assert week.track.tolist() == [number[report[5]] for report in ordered]
    assert week.unix_us.tolist() == [int(report[0]) * 1_000_000 for report in ordered]
    assert np.abs(week.lon_deg - [float(report[4]) for report in ordered]).max() < NANODEGREE
    assert np.abs(week.lat_deg - [float(report[3]) for report in ordered]).max() < NANODEGREE
    assert week.alt_m is not None
    assert week.alt_m.tolist() == [float(report[1]) * 0.3048 for report in ordered]
    assert len(set(zip(week.party[week.track].tolist(), (report[2] for report in ordered), strict=True))) == 45


@pytest.mark.harbour
@pytest.mark.wildfire
def test_the_tracks_are_read_without_importing_their_packages() -> None:
    tracks.harbour(), tracks.wildfire()
    assert [name for name in sys.modules if name.split(".")[0] in ("tracktable_data", "tracktable", "traffic")] == []


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no_such_package is not installed"):
        tracks.installed("no_such_package", "week.traj")


@pytest.mark.harbour
def test_the_legs_in_the_harbour_are_the_rows_of_the_check() -> None:
    _same_rows(fleet.harbour(), range(0, 513, 8))


@pytest.mark.wildfire
def test_the_legs_over_the_fires_are_the_rows_of_the_check() -> None:
    """Of these, one leg in eight is longer than a chord."""
    _same_rows(fleet.wildfire(), range(186))


def _same_rows(of: Tracks, some: range) -> None:
    ours = legs(of)
    theirs = legs_of(fleet.filed(of, some), ours.epoch_us, zones=0)
    mine = np.isin(ours.track, list(some))
    assert len(theirs) == mine.sum() > 10_000
    assert (theirs.possible[:, : meet.DL + 1] == ours.line[mine]).all()
    assert (np.array(some)[theirs.notice] == ours.track[mine]).all()
    assert (theirs.leg == ours.number[mine]).all()


@pytest.mark.harbour
def test_every_fix_in_the_harbour_but_the_first_of_a_track_ends_a_leg() -> None:
    week = fleet.harbour()
    rows = legs(week)
    assert (rows.odd, len(rows)) == (tracks.Odd(late=0, twice=0, elsewhere=0, jumps=0), 172_679 - 513 + 2)
    assert len(set(zip(rows.track.tolist(), rows.number.tolist(), strict=True))) == 172_679 - 513


@pytest.mark.harbour
def test_on_the_coast_two_ships_under_one_number_are_seen_as_jumps_and_repeated_instants() -> None:
    """1,185 numbers on one day: 23 fixes at an instant their track had already, up to 20 km from the first, and 541 jumps."""
    day = tracks.coast()
    rows = legs(day, fastest_kmh=100.0)
    assert (len(day), len(day.party), len(set(day.party.tolist()))) == (235_967, 1_395, 1_185)
    assert "| 235,967 | 1,395, of 1,185 numbers | 234,549 |" in PAGE
    assert "coast 541 in 84 tracks" in PAGE
    assert rows.odd == tracks.Odd(late=0, twice=23, elsewhere=23, jumps=541)
    assert (rows.line[:, meet.DE] > 0).all()


@pytest.mark.wildfire
def test_no_leg_that_is_kept_is_faster_than_the_greatest_speed() -> None:
    rows = legs(fleet.wildfire(), fastest_kmh=700.0)
    kmh = np.sqrt((rows.line[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1)) / (rows.line[:, meet.DE] / 1e6) / KMH
    assert rows.odd.jumps == 5
    assert 500.0 < kmh.max() <= 700.0


@pytest.mark.wildfire
def test_long_legs_are_cut_into_chords_that_join_without_a_gap() -> None:
    week = fleet.wildfire()
    rows = legs(week)
    assert rows.height_m is not None
    assert week.alt_m is not None
    assert np.sqrt((rows.line[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1)).max() <= CHORD_M
    assert fleet.leg_m(rows).max() > 16 * CHORD_M
    on = np.flatnonzero(np.diff(rows.track) == 0)
    for value, rise in ((rows.line[:, :3], rows.line[:, 3:6]), (rows.height_m[:, 0], rows.height_m[:, 1])):
        assert np.abs(value[on] + rise[on] - value[on + 1]).max() < 1e-6
    assert np.abs(rows.line[on, meet.E0] + rows.line[on, meet.DE] - rows.line[on + 1, meet.E0]).max() < 1e-3
    opening = np.diff(rows.track.astype(np.int64) << 32 | rows.number, prepend=-1) > 0
    leaving = np.flatnonzero(np.diff(week.track) == 0)
    assert (rows.height_m[opening, 0] == week.alt_m[leaving]).all()


@pytest.mark.wildfire
def test_slack_widens_every_window_to_both_sides_and_nothing_else() -> None:
    week = fleet.wildfire()
    exact, wide = legs(week).line, legs(week, slack_s=90.0).line
    assert (exact[:, [meet.E0, meet.DE]] == exact[:, [meet.L0, meet.DL]]).all()
    assert (wide[:, meet.E0] == exact[:, meet.E0] - 90e6).all()
    assert (wide[:, meet.L0] == exact[:, meet.L0] + 90e6).all()
    rest = [column for column in range(10) if column not in (meet.E0, meet.L0)]
    assert (wide[:, rest] == exact[:, rest]).all()


def test_a_fix_that_came_late_is_put_in_its_place() -> None:
    late = drawn((0, 0, 5.0, 60.0), (0, 20, 5.2, 60.0), (0, 10, 5.1, 60.0), (1, 5, 6.0, 60.0), (1, 6, 6.0, 60.0))
    in_order = drawn((0, 0, 5.0, 60.0), (0, 10, 5.1, 60.0), (0, 20, 5.2, 60.0), (1, 5, 6.0, 60.0), (1, 6, 6.0, 60.0))
    assert legs(late).odd == tracks.Odd(late=1, twice=0, elsewhere=0, jumps=0)
    assert (legs(late).line == legs(in_order).line).all()
    assert legs(late).number.tolist() == [0, 1, 0]


def test_of_two_fixes_at_one_instant_the_first_is_kept() -> None:
    same, other = (0, 10, 5.001, 60.0), (0, 10, 5.5, 60.0)
    twice = drawn((0, 0, 5.0, 60.0), same, same, other, (0, 20, 5.002, 60.0))
    once = drawn((0, 0, 5.0, 60.0), same, (0, 20, 5.002, 60.0))
    assert legs(twice).odd == tracks.Odd(late=0, twice=2, elsewhere=1, jumps=0)
    assert (legs(twice).line == legs(once).line).all()


def test_a_jump_is_left_out_and_the_legs_keep_their_numbers() -> None:
    rows = legs(drawn((0, 0, 5.0, 60.0), (0, 10, 5.001, 60.0), (0, 20, 7.0, 60.0), (0, 30, 7.001, 60.0)), 0.0, 100.0)
    assert rows.odd.jumps == 1
    assert rows.number.tolist() == [0, 2]


def test_a_ship_that_stays_has_a_leg_without_length() -> None:
    (row,) = legs(drawn((0, 0, 5.0, 60.0), (0, 600, 5.0, 60.0))).line.tolist()
    assert row[meet.DX : meet.DZ + 1] == [0.0, 0.0, 0.0]
    assert row[meet.DE] == row[meet.DL] == 600e6


def test_a_leg_over_the_antimeridian_takes_the_short_way() -> None:
    rows = legs(drawn((0, 0, 179.9, -30.0), (0, 3600, -179.9, -30.0)))
    assert len(rows) == 2
    length = np.sqrt((rows.line[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1)).sum()
    (geodesic,) = geodesic_m(*(np.array([degrees]) for degrees in (179.9, -30.0, -179.9, -30.0)))
    assert abs(length - geodesic) < 0.01


def test_tracks_of_one_fix_and_no_tracks_at_all_have_no_legs() -> None:
    one = drawn((0, 0, 5.0, 60.0), (1, 0, 6.0, 60.0))
    none = replace(
        one, **{name: getattr(one, name)[:0] for name in ("track", "party", "unix_us", "lon_deg", "lat_deg")}
    )
    assert (len(legs(one)), len(legs(none))) == (0, 0)


@pytest.mark.wildfire
def test_heights_are_pressure_altitude_and_what_the_receiver_says_of_the_ellipsoid_is_not_taken() -> None:
    """The file has a second height, by satellite: missing in 24 reports, and 36.6 km in one where the altimeter shows 4.0."""
    reports = json.loads(gzip.decompress(tracks.installed(*tracks.WILDFIRE).read_bytes()))
    by_satellite = [report["geoaltitude"] for report in reports]
    assert by_satellite.count(None) == 24
    assert max(feet for feet in by_satellite if feet is not None) * 0.3048 > 36_000
    week = fleet.wildfire()
    assert week.alt_m is not None
    assert (round(week.alt_m.min(), 2), round(week.alt_m.max(), 2)) == (-30.48, 4541.52)


@pytest.mark.wildfire
def test_aircraft_turned_about_the_axis_onto_the_antimeridian_come_as_near_as_before() -> None:
    """No real track at hand crosses it: so California is turned onto it, 63 degrees further west."""
    week = fleet.wildfire()
    turned = replace(week, lon_deg=(week.lon_deg - 63.0 + 180.0) % 360.0 - 180.0)
    over = (np.abs(np.diff(turned.lon_deg)) > 180.0) & (np.diff(turned.track) == 0)
    assert over.sum() > 500
    here, there = legs(week), legs(turned)
    pairs = fleet.concurrent(here)
    assert len(there) == len(here)
    assert fleet.concurrent(there) == pairs
    before, after = fleet.nearest(here, pairs).metres, fleet.nearest(there, pairs).metres
    near = before < 100_000.0
    assert near.sum() > 100
    assert np.abs(before - after)[near].max() < 1e-4


@pytest.mark.wildfire
def test_aircraft_come_as_near_at_the_same_level_as_any_second_shows_them() -> None:
    """Every second that two are in the air: where both are by even flight from fix to fix, and no more than 500 feet apart."""
    week = fleet.wildfire()
    rows = legs(week)
    pairs = fleet.concurrent(rows)
    level = fleet.nearest(rows, pairs, FEET_500_M).metres
    whenever = fleet.nearest(rows, pairs).metres
    sampled = np.array([_every_second_m(week, *pair) for pair in pairs])
    near = sampled < 50_000.0
    assert near.sum() > 50
    assert (level[near] <= sampled[near] + 0.01).all()
    assert (level[near] >= sampled[near] - FASTEST_APPROACH_M_S / 2 - 0.01).all()
    assert (whenever <= level).all()
    assert (whenever[near] < level[near] - 100.0).sum() > 5
    assert (sampled[level == np.inf] == np.inf).all()


def _every_second_m(of: Tracks, a: int, b: int) -> float:
    """How near do the two come, looked at each second in which they are at the same level?"""
    fixes = [slice(*np.searchsorted(of.track, (track, track + 1))) for track in (a, b)]
    first, last = (pick(of.unix_us[each][end] for each in fixes) for pick, end in ((max, 0), (min, -1)))
    second = np.arange(first, last + 1, 1_000_000)
    assert of.alt_m is not None
    height = [np.interp(second, of.unix_us[each], of.alt_m[each]) for each in fixes]
    at = second[np.abs(height[0] - height[1]) <= FEET_500_M]
    if not len(at):
        return np.inf
    return float(geodesic_m(*_place(of, fixes[0], at), *_place(of, fixes[1], at)).min())


def _place(of: Tracks, fixes: slice, at: tracks.Numbers) -> tuple[Floats, Floats]:
    """Where on the geodesic from fix to fix is a track at these instants?"""
    us, lon, lat = of.unix_us[fixes], of.lon_deg[fixes], of.lat_deg[fixes]
    leg = np.clip(np.searchsorted(us, at, side="right") - 1, 0, len(us) - 2)
    fraction = (at - us[leg]) / (us[leg + 1] - us[leg])
    return between(lon[leg], lat[leg], lon[leg + 1], lat[leg + 1], fraction)
