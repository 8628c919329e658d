"""Without slack, does MEOS measure the same? It answers only that easier question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product
from random import Random

import pytest

from herald.check.answer import Limits
from herald.check.asking import ask, candidates, together
from herald.check.world import world
from herald.geometry.ellipsoid import plane_error_m
from herald.geometry.place import Path
from herald.notice.model import ON_THE_GROUND, Notice, Route, Window, Windows
from tests.check import meos
from tests.check.worlds import REGIONS, at, near, notice
from tests.geometry.motions import Motion, truth_m

MEOS_M = 0.2
"""MEOS interpolates on a sphere: up to 0.18 m off on legs of 20 km (measured against geodesics)."""
ROUNDING_M = 0.001
"""Half an instant at a hundred metres a second, and places of 1e-9 degree."""
FAR = Limits(separation_m=100_000.0)


def movement(rng: Random, number: int, party: str, region: str) -> Notice:
    """A few legs at given instants, to the second."""
    count = rng.randint(2, 5)
    hours = sorted(rng.sample(range(3600 * 2), count))
    windows = tuple(Window(at(second / 3600), at(second / 3600)) for second in hours)
    places = tuple(near(rng, region, 10_000.0) for _ in range(count))
    return notice(number, party, Route(places, Path.GEODESIC, Windows(windows), (ON_THE_GROUND,) * count))


def disagreements(pairs: int, rng: Random, judged: Callable[[str, int], None]) -> list[object]:
    """Pairs for which the two engines differ by more than both may be wrong.

    Where they differ by more than MEOS usually does, geographiclib is the referee: then only ours must be right.
    """
    found: list[object] = []
    refereed = 0
    for _ in range(pairs):
        region = rng.choice([name for name in REGIONS if name != "pole"])
        a, b = movement(rng, 1, "aster", region), movement(rng, 2, "birch", region)
        theirs = meos.nearest_m(meos.movement(a), meos.movement(b))
        of = world([a, b], None, FAR)
        hits = together([ask(of, one, two) for one, two, _ in candidates(of)])
        ours = float(hits.closest_m.min()) if len(hits) else None
        if ours is None or theirs is None:
            found += [(a, b, ours, theirs)] * ((ours is None) != (theirs is None))
            continue
        bound = plane_error_m(10_000.0, ours)
        if abs(ours - theirs) > MEOS_M + bound:
            refereed += 1
            found += [(a, b, ours, theirs)] * (abs(ours - referee_m(a, b)) > bound + ROUNDING_M)
    judged("MEOS, movements without slack", pairs)
    assert refereed <= pairs // 100, "an engine that needs a referee so often is no judge"
    return found


def referee_m(a: Notice, b: Notice) -> float:
    """How near do two movements come, by geographiclib and golden section, leg by leg?"""
    return min(
        truth_m(one, two)
        for one, two in product(_motions(a), _motions(b))
        if max(one.earliest[0], two.earliest[0]) < min(one.earliest[1], two.earliest[1])
    )


def _motions(of: Notice) -> list[Motion]:
    assert isinstance(of.shape, Route)
    assert isinstance(of.shape.schedule, Windows)
    stops = zip(of.shape.places, (window.earliest for window in of.shape.schedule.each), strict=True)
    legs = pairwise((place, float(instant or 0)) for place, instant in stops)
    return [Motion(one, two, (first, last), (first, last)) for (one, first), (two, last) in legs]


@pytest.mark.meos
def test_meos_measures_the_same_without_slack(seed: int, judged: Callable[[str, int], None]) -> None:
    assert not disagreements(200, Random(seed), judged)


@pytest.mark.meos
@pytest.mark.deep
def test_meos_measures_the_same_without_slack_ten_thousand_times(seed: int, judged: Callable[[str, int], None]) -> None:
    assert not disagreements(10_000, Random(seed), judged)


@pytest.mark.meos
def test_meos_would_notice_a_leg_moved_by_a_metre(seed: int) -> None:
    """The judge itself is held to account: a place a metre off is a disagreement."""
    rng = Random(seed)
    caught = 0
    for _ in range(20):
        a, b = movement(rng, 1, "aster", "mid"), movement(rng, 2, "birch", "mid")
        assert isinstance(a.shape, Route)
        moved = tuple(replace(place, lat_e9=place.lat_e9 + 9 * 10**3) for place in a.shape.places)
        shifted = replace(a, shape=replace(a.shape, places=moved))
        one, two = (meos.nearest_m(meos.movement(x), meos.movement(b)) for x in (a, shifted))
        caught += one is not None and two is not None and abs(one - two) > MEOS_M
    assert caught > 5
