"""Real tracks in the forest: does it find every meeting that asking every two rows finds, and none besides?

The brute force asks every two rows of different parties that could share an instant, near or far: no boxes, no tree.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bench.tracks import Legs, legs
from herald.check import meet
from herald.check.forest import Forest, Meetings, asking
from herald.check.rows import on_the_ground
from herald.geometry.ellipsoid import plane_error_m, plane_m
from tests.real import fleet

COMPILED = pytest.mark.compiled
FAST = pytest.mark.parametrize("fast", [pytest.param(True, marks=COMPILED), False], ids=["compiled", "NumPy"])
SEPARATION_M = 1000.0
VERTICAL_M = 300.0
SAME_M = 1e-6

Met = dict[tuple[int, int], tuple[int, float]]
"""Of each pair of tracks that meets: by how many pairs of rows, and the most that one is within its limit, in metres."""


def brute_force(of: Legs, separation_m: float) -> Met:
    """Every two rows that could share an instant, each within its own error bound of the separation."""
    pairs = fleet.concurrent(of)
    a, b, pair = fleet.sharing(of, pairs)
    chord_m = np.sqrt((of.line[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1))
    error_m = plane_error_m(np.maximum(chord_m[a], chord_m[b]), np.full(len(a), separation_m))
    beyond_m = fleet.apart_m(of, a, b) - plane_m(separation_m + error_m)
    meeting = np.flatnonzero(beyond_m <= 0)
    count, least = np.bincount(pair[meeting], minlength=len(pairs)), np.full(len(pairs), np.inf)
    np.minimum.at(least, pair[meeting], beyond_m[meeting])
    return {pairs[k]: (int(count[k]), float(least[k])) for k in np.flatnonzero(count).tolist()}


def only(of: Legs, some: set[int]) -> Legs:
    """The legs of these tracks, which keep their numbers."""
    rows = np.isin(of.track, sorted(some))
    height_m = None if of.height_m is None else of.height_m[rows]
    return replace(of, line=of.line[rows], track=of.track[rows], number=of.number[rows], height_m=height_m)


def forest(of: Legs, fast: bool) -> Forest:
    return Forest(on_the_ground(of.line, of.track), of.party.astype(np.int32), fast)


def one_by_one(of: Legs, kept: Forest, separation_m: float) -> Met:
    """Every track asked against all, from both sides: the answers from either must be the same."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for track in np.unique(of.track).tolist():
        line = of.line[of.track == track]
        asked = asking(on_the_ground(line, np.zeros(len(line), np.int32)), int(of.party[track]))
        for (_, other), met in _met(kept.near(asked, kept.within(separation_m, VERTICAL_M))).items():
            found.setdefault((min(track, other), max(track, other)), []).append(met)
    assert {len(sides) for sides in found.values()} <= {2}
    assert all(x[0] == y[0] and abs(x[1] - y[1]) <= SAME_M for x, y in found.values())
    return {pair: sides[0] for pair, sides in found.items()}


def _met(found: Meetings) -> Met:
    pairs = zip(found.a.tolist(), found.b.tolist(), strict=True)
    return dict(zip(pairs, zip(found.pairs.tolist(), found.beyond_m.tolist(), strict=True), strict=True))


def same(found: Met, expected: Met) -> bool:
    """The same pairs, by as many rows, as far within their limits."""
    return found.keys() == expected.keys() and all(
        found[pair][0] == rows and abs(found[pair][1] - metres) <= SAME_M for pair, (rows, metres) in expected.items()
    )


@pytest.mark.harbour
@FAST
@pytest.mark.parametrize(("separation_m", "slack_s"), [(1000.0, 0.0), (100.0, 300.0)])
def test_ships_in_the_harbour_meet_in_the_forest_as_by_brute_force(
    fast: bool, separation_m: float, slack_s: float, seed: int
) -> None:
    week = legs(fleet.harbour(), slack_s)
    some = only(week, {track for pair in fleet.sample(week, 40, seed) for track in pair})
    expected = brute_force(some, separation_m)
    kept = forest(some, fast)
    assert len(expected) > 10
    assert same(_met(kept.pairs(kept.within(separation_m, VERTICAL_M))), expected)
    assert same(one_by_one(some, kept, separation_m), expected)


@pytest.mark.wildfire
@FAST
@pytest.mark.parametrize(("separation_m", "slack_s"), [(1000.0, 0.0), (5556.0, 60.0), (100_000.0, 0.0)])
def test_aircraft_over_the_fires_meet_in_the_forest_as_by_brute_force(
    fast: bool, separation_m: float, slack_s: float
) -> None:
    """With legs of 160 km, cut, beside legs of a hundred metres; three nautical miles, and a minute of slack."""
    week = legs(fleet.wildfire(), slack_s)
    expected = brute_force(week, separation_m)
    kept = forest(week, fast)
    assert len(expected) > 50
    assert same(_met(kept.pairs(kept.within(separation_m, VERTICAL_M))), expected)
    assert same(one_by_one(week, kept, separation_m), expected)


@pytest.mark.wildfire
@COMPILED
def test_aircraft_that_come_and_go_leave_the_answers_of_those_that_stay() -> None:
    """Every flight added to an empty forest one by one, every third withdrawn again."""
    week = legs(fleet.wildfire())
    kept = Forest(on_the_ground(week.line[:0], week.track[:0]), week.party[:0].astype(np.int32), fast=True)
    numbers = {}
    for track in np.unique(week.track).tolist():
        line = week.line[week.track == track]
        numbers[kept.add(on_the_ground(line, np.zeros(len(line), np.int32)), int(week.party[track]))] = track
    for number in list(numbers)[::3]:
        kept.withdraw(number)
        del numbers[number]
    found = _met(kept.pairs(kept.within(SEPARATION_M, VERTICAL_M)))
    assert same(
        {(numbers[a], numbers[b]): met for (a, b), met in found.items()},
        brute_force(only(week, set(numbers.values())), SEPARATION_M),
    )


@pytest.mark.deep
@pytest.mark.harbour
@COMPILED
@pytest.mark.parametrize(("slack_s", "meet_of_tracks", "meet_of_rows"), [(0.0, 4828, 229_946), (120.0, 5206, 928_706)])
def test_a_whole_week_in_the_harbour_meets_in_the_forest_as_by_brute_force(
    slack_s: float, meet_of_tracks: int, meet_of_rows: int
) -> None:
    week = legs(fleet.harbour(), slack_s)
    kept = forest(week, fast=True)
    expected = brute_force(week, SEPARATION_M)
    assert (len(expected), sum(rows for rows, _ in expected.values())) == (meet_of_tracks, meet_of_rows)
    assert same(_met(kept.pairs(kept.within(SEPARATION_M, VERTICAL_M))), expected)
    assert same(one_by_one(week, kept, SEPARATION_M), expected)
