"""On the real tracks without slack, does MEOS find the same pairs, and measure the same? It answers only that easier question.

Every two tracks of different parties that are under way at one instant are a pair: straight and even from fix to fix, how near
do they come? Ours are the rows of `bench/tracks.py` and the kernel; theirs is MEOS's nearest approach of two moving points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from bench.tracks import Legs, Tracks, legs
from herald.geometry.ellipsoid import CHORD_M, Floats, plane_error_m
from herald.geometry.place import Place
from herald.units import SECOND
from tests.check import meos
from tests.geometry.motions import Motion, truth_m
from tests.real import fleet

pytestmark = pytest.mark.meos

SEPARATION_M = 1000.0
NEAR_M = 20_000.0
"""Further off MEOS's own measure is no judge: it seeks the nearest instant on a sphere (0.7 m off at 74 km)."""
MEOS_M = 0.2
"""It also runs from fix to fix on a sphere: up to 0.18 m off on legs of 20 km, and as their square."""
MEOS_LEG_M = 20_000.0
ROUNDING_M = 0.001
SLACK_S = 300


def theirs_m(of: Tracks, pairs: list[tuple[int, int]]) -> Floats:
    """What does MEOS say? inf where it finds no shared instant."""
    some = sorted({track for pair in pairs for track in pair})
    paths = dict(zip(some, map(meos.movement, fleet.filed(of, some)), strict=True))
    said = (meos.nearest_m(paths[a], paths[b]) for a, b in pairs)
    return np.array([np.inf if nearest is None else nearest for nearest in said])


def differing(rows: Legs, ours: fleet.Nearest, theirs: Floats) -> list[int]:
    """Which pairs, near by either account, do the two measure further apart than both may be wrong?"""
    near = np.flatnonzero(np.minimum(ours.metres, theirs) <= NEAR_M)
    leg_m = fleet.leg_m(rows)[ours.rows[near]].max(axis=1)
    theirs_off = MEOS_M * np.maximum(1.0, (leg_m / MEOS_LEG_M) ** 2)
    metres: Floats = ours.metres[near]
    ours_off = plane_error_m(np.full_like(metres, CHORD_M), metres)
    found: list[int] = near[np.abs(metres - theirs[near]) > theirs_off + ours_off].tolist()
    return found


def held_equal(of: Tracks, pairs: list[tuple[int, int]], name: str, judged: Callable[[str, int], None]) -> None:
    """Both find the same pairs within the separation, and measure the same wherever either says that they are near."""
    rows = legs(of)
    ours, theirs = fleet.nearest(rows, pairs), theirs_m(of, pairs)
    assert np.isfinite(ours.metres).all()
    assert np.isfinite(theirs).all()
    assert [pairs[k] for k in differing(rows, ours, theirs)] == []
    split = (ours.metres <= SEPARATION_M) != (theirs <= SEPARATION_M)
    assert (np.abs(ours.metres[split] - SEPARATION_M) <= MEOS_M).all()
    judged(f"MEOS, {name}: pairs under way at once", len(pairs))
    judged(f"MEOS, {name}: of these measured, within 20 km", int((theirs <= NEAR_M).sum()))
    judged(f"MEOS, {name}: of these within 1 km", int((theirs <= SEPARATION_M).sum()))


@pytest.mark.harbour
def test_meos_measures_the_same_of_the_ships_in_the_harbour(seed: int, judged: Callable[[str, int], None]) -> None:
    week = fleet.harbour()
    pairs = fleet.sample(legs(week), 80, seed)
    held_equal(week, pairs, "ships of a week, a sample", judged)


@pytest.mark.harbour
@pytest.mark.deep
def test_meos_measures_the_same_of_all_ships_in_the_harbour(judged: Callable[[str, int], None]) -> None:
    week = fleet.harbour()
    held_equal(week, fleet.concurrent(legs(week)), "ships of a week, all", judged)


@pytest.mark.harbour
def test_with_slack_ships_could_come_as_near_as_meos_finds_them_with_any_delay(
    seed: int, judged: Callable[[str, int], None]
) -> None:
    """Each ship up to five minutes earlier or later than it was: one of the motions that its windows allow."""
    week, rng = fleet.harbour(), np.random.default_rng(seed)
    pairs = fleet.sample(legs(week), 40, seed)
    delay_s = rng.integers(-SLACK_S, SLACK_S, len(week.party), endpoint=True)
    theirs = theirs_m(replace(week, unix_us=week.unix_us + delay_s[week.track] * SECOND), pairs)
    ours = fleet.nearest(legs(week, SLACK_S), pairs).metres
    measured = theirs <= NEAR_M
    assert (ours <= theirs + MEOS_M)[measured].all()
    assert (ours < theirs - MEOS_M)[measured].mean() > 0.5
    judged("MEOS, ships delayed within their slack", int(measured.sum()))
    judged("MEOS, ships delayed within their slack: of these within 1 km", int((theirs <= SEPARATION_M).sum()))


@pytest.mark.wildfire
def test_meos_measures_the_same_of_all_aircraft_over_the_fires(judged: Callable[[str, int], None]) -> None:
    week = fleet.wildfire()
    held_equal(week, fleet.concurrent(legs(week)), "aircraft of a week, all", judged)


@pytest.mark.wildfire
def test_geographiclib_measures_the_same_of_the_aircraft_on_legs_too_long_for_meos(
    judged: Callable[[str, int], None],
) -> None:
    """Of the two legs on which each pair comes nearest, the distance by golden section and geodesics."""
    week = fleet.wildfire()
    rows = legs(week)
    nearest = fleet.nearest(rows, fleet.concurrent(rows))
    near = nearest.rows[nearest.metres <= NEAR_M]
    off = []
    for (a, b), metres in zip(near.tolist(), nearest.metres[nearest.metres <= NEAR_M].tolist(), strict=True):
        truth = truth_m(_motion(week, rows, a), _motion(week, rows, b))
        off.append(abs(metres - truth) - float(plane_error_m(CHORD_M, metres)) - ROUNDING_M)
    assert max(off) <= 0
    judged("geographiclib, aircraft at their nearest", len(near))


def _motion(of: Tracks, rows: Legs, row: int) -> Motion:
    """The whole leg that a row is cut from."""
    fix = int(np.searchsorted(of.track, rows.track[row])) + int(rows.number[row])
    first, last = (
        Place(round(float(of.lon_deg[at]) * 1e9), round(float(of.lat_deg[at]) * 1e9)) for at in (fix, fix + 1)
    )
    window = float(of.unix_us[fix]), float(of.unix_us[fix + 1])
    return Motion(first, last, window, window)


@pytest.mark.wildfire
def test_meos_would_notice_aircraft_that_are_a_second_late() -> None:
    """The judge itself is held to account: with every other track a second late, most pairs near one another differ."""
    week = fleet.wildfire()
    late = replace(week, unix_us=week.unix_us + week.track % 2 * SECOND)
    rows = legs(week)
    pairs = [(a, b) for a, b in fleet.concurrent(rows) if (a + b) % 2]
    ours = fleet.nearest(rows, pairs)
    assert len(differing(rows, ours, theirs_m(late, pairs))) > 0.5 * (ours.metres <= NEAR_M).sum()
    assert differing(rows, ours, theirs_m(week, pairs)) == []
