"""Is nothing passed over in a tree that must not be? Whose a node is, and what lies under a long chord."""

from __future__ import annotations

import numpy as np
import pytest

from herald.check import meet
from herald.check.rows import LINE, Rows, on_the_ground
from herald.check.search import Filed, Within, met
from herald.check.tree import FAN, Tree, fill, laid, packed
from herald.geometry.ellipsoid import CHORD_M, GEOD, ecef
from tests.check.kinds import HOUR_US
from tests.check.tables import REGIONS


def post_and_chord(lon: float, lat: float, towards_deg: float) -> Rows:
    """A post on the ground, and a movement along the longest chord there is, whose middle passes underneath it."""
    ends = [GEOD.fwd(lon, lat, azimuth, CHORD_M / 2)[:2] for azimuth in (towards_deg, towards_deg + 180.0)]
    places = ecef(*(np.array(each) for each in zip((lon, lat), *ends, strict=True)))
    line = np.zeros((2, LINE))
    line[:, :3] = places[:2]
    line[1, meet.DX : meet.DZ + 1] = places[2] - places[1]
    line[:, meet.L0] = float(HOUR_US)
    return on_the_ground(line, np.arange(2, dtype=np.int32))


@pytest.mark.parametrize("fast", [False, pytest.param(True, marks=pytest.mark.compiled)], ids=["NumPy", "compiled"])
@pytest.mark.parametrize("towards_deg", [0.0, 37.0, 90.0])
@pytest.mark.parametrize("region", REGIONS)
def test_a_post_on_a_road_is_met_where_the_roads_chord_runs_deep_below_it(
    region: str, towards_deg: float, fast: bool
) -> None:
    """Two metres down in the middle of ten kilometres: in space the two are apart, on the ground they are not."""
    rows = post_and_chord(*REGIONS[region], towards_deg)
    between = rows.line[0, :3] - (rows.line[1, :3] + 0.5 * rows.line[1, 3:6])
    assert 1.9 < np.linalg.norm(between) < 2.0
    whole = Filed(packed(rows), rows.manners, np.arange(2, dtype=np.int32))
    found = [hits for hits in met(whole, whole, Within(0.0, 300.0, fast=fast)) if len(hits)]
    assert [len(hits) for hits in found] == [1]


def movements(seed: int, count: int) -> Rows:
    """So many rows of movements side by side: some so long that whole nodes are theirs, some of a row or two."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 2, 40, 700], count)
    notice = np.repeat(np.arange(count, dtype=np.int32), sizes)
    line = np.zeros((len(notice), LINE))
    line[:, :3] = ecef(*np.array(REGIONS["mid-latitude"])) + np.cumsum(rng.normal(0, 50.0, (len(notice), 3)), axis=0)
    line[:, meet.E0] = np.arange(len(notice)) * 6e7
    line[:, meet.L0] = line[:, meet.E0] + HOUR_US
    return on_the_ground(line, notice)


def assert_owned(of: Tree) -> None:
    """At every level a node says whose all of its rows are; and -1 where they are of several."""
    there = of.block[:, meet.E0].ravel() < np.inf
    leaf, owner = np.flatnonzero(there) // FAN, of.notice.ravel()[there]
    kinds = set()
    for level in range(len(of.starts) - 1):
        below = leaf // FAN**level
        for child in np.unique(below).tolist():
            owners = set(owner[below == child].tolist())
            node, lane = divmod(child, FAN)
            said = int(of.only[of.starts[level] + node, lane])
            assert said == (owners.pop() if len(owners) == 1 else -1), (level, child)
            kinds.add((level, said < 0))
    assert {(1, False), (1, True)} <= kinds


def test_a_node_is_one_notices_own_only_if_all_that_lies_below_it_is(seed: int) -> None:
    """What is wholly one's own is passed over when one's own rows are asked."""
    rows = movements(seed, 60)
    assert_owned(laid(rows))
    assert_owned(packed(rows))


def test_a_node_that_grows_is_one_notices_own_only_as_long_as_all_below_it_is(seed: int) -> None:
    rows = movements(seed, 60)
    growing, leaf = laid(rows.take(slice(0)), len(rows)), 0
    for notice in range(60):
        leaf = fill(growing, leaf, rows.take(np.flatnonzero(rows.notice == notice)))
    assert_owned(growing)
