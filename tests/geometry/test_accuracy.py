"""How exact is a distance? What the kernel says of places is held against geographiclib, within the stated bound."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from math import sqrt

import numpy as np
import pytest

from design.experiments.plane_error import CUTS, KNOBS, Search, measured_m, pairs
from herald.check import meet
from herald.geometry.ellipsoid import CHORD_M, NORMAL_STRETCH, arc_m, ecef, plane_error_m
from herald.geometry.lines import LONLAT_SAG_M, chords
from herald.geometry.place import Path
from herald.units import SECOND
from tests.geometry.motions import (
    REGIONS,
    LatLon,
    Motion,
    canonical,
    could_share,
    distance_m,
    golden_section,
    moved,
    nearest,
    passing,
    truth_m,
)

Judged = Callable[[str, int], None]
Rng = np.random.Generator

DISTANCES_M = (1.0, 100.0, 1e3, 10e3, 75e3, 500e3)


def test_the_kernel_and_the_ellipsoid_know_the_same_normal() -> None:
    assert meet.NORMAL_STRETCH == NORMAL_STRETCH


# --- two moving parties, from the filed places to the answer ---


@pytest.mark.parametrize("region", REGIONS)
def test_parties_that_pass_each_other_are_as_near_as_the_geodesics_say(region: str, seed: int, judged: Judged) -> None:
    check_passing(np.random.default_rng([seed, list(REGIONS).index(region)]), region, 50)
    judged("geographiclib", 50)


def check_passing(rng: Rng, region: str, cases: int) -> None:
    """The bound, and what the half microsecond by which windows are relaxed lets them move; and the figure promised."""
    errors, bounds, truths = [], [], []
    for _ in range(cases):
        a, b, speed = passing(rng, region)
        truth, (found, _, _) = truth_m(a, b), nearest(a, b)
        bounds.append(plane_error_m(CHORD_M, truth) + speed * meet.HALF_INSTANT_US / SECOND)
        errors.append(abs(found - truth))
        truths.append(truth)
    at = int(np.argmax(np.array(errors) / bounds))
    print(f"{region}: {cases} passings at {min(truths):.1f} m to {max(truths) / 1e3:.1f} km; worst error", end=" ")
    print(f"{max(errors):.4f} m; nearest to its bound: {errors[at]:.5f} of {bounds[at]:.5f} m at {truths[at]:.0f} m")
    assert min(truths) < 100
    assert max(truths) > 10e3
    assert all(error <= bound for error, bound in zip(errors, bounds, strict=True))
    assert all(error <= max(0.5, 0.0005 * truth) for error, truth in zip(errors, truths, strict=True))


# --- the worst that can be found ---


@pytest.mark.parametrize("cut", [False, True], ids=["whole chords", "chords cut at a zone's edge"])
@pytest.mark.parametrize("chord_m", [10e3, 25e3])
def test_no_placement_of_two_chords_exceeds_the_bound(chord_m: float, cut: bool, seed: int, judged: Judged) -> None:
    worst = search_for_the_worst(Search(40, 150, cut), np.random.default_rng(seed), chord_m, DISTANCES_M)
    judged("geographiclib", len(DISTANCES_M))
    # Were the worst far below the bound, the search would be blind or the bound idle.
    assert min(worst) > 0.3


def search_for_the_worst(search: Search, rng: Rng, chord_m: float, distances_m: tuple[float, ...]) -> list[float]:
    """The worst error at each distance, as a part of the bound: found by PROJ, judged by geographiclib."""
    ratios = []
    for distance in distances_m:
        found, knobs = search.worst(rng, chord_m, distance)
        error = abs(kernel_m(knobs, chord_m, distance) - distance)
        assert abs(error - found) < 1e-6
        ratios.append(error / plane_error_m(chord_m, distance))
        print(f"chords of {chord_m / 1e3:g} km, {distance:9.0f} m apart: worst {error:.5f} m,", end=" ")
        print(f"{ratios[-1]:.2f} of the bound")
    assert max(ratios) <= 1.0
    return ratios


def kernel_m(knobs: np.ndarray, chord_m: float, distance: float) -> float:
    """How far apart does the kernel say the two places of this placement are? Every end placed by geographiclib."""
    lat, turn_a, u, length_a, way, turn_b, v, length_b, *cuts = knobs.tolist()
    here = (180 * lat - 90, 0.0)
    there = moved(here, 360 * way, distance)
    row_a, u = cut_row(here, 360 * turn_a, u, length_a * chord_m, cuts[:2])
    row_b, v = cut_row(there, 360 * turn_b, v, length_b * chord_m, cuts[2:])
    return float(arc_m(sqrt(meet.squared_m2(meet.metric(row_a, row_b), u, v))))


def cut_row(place: LatLon, bearing: float, at: float, length_m: float, cuts: list[float]) -> tuple[list[float], float]:
    first = space(moved(place, bearing + 180, at * length_m))
    run = space(moved(place, bearing, (1 - at) * length_m)) - first
    begin, end = at * cuts[0], 1 - (1 - at) * cuts[1]
    row = [*(first + begin * run), *((end - begin) * run)]
    return row, (at - begin) / max(end - begin, 1e-12)


def space(place: LatLon) -> np.ndarray:
    return ecef(np.array(place[1]), np.array(place[0]))


def test_the_search_measures_as_the_kernel_does(seed: int, judged: Judged) -> None:
    knobs = np.random.default_rng(seed).random((100, KNOBS))
    knobs[::2, CUTS] = 0.0
    seen = measured_m(pairs(knobs, 10e3, 5e3))
    assert [kernel_m(one, 10e3, 5e3) for one in knobs] == pytest.approx(seen.tolist(), abs=1e-6)
    judged("geographiclib", len(knobs))


# --- schedules that leave room ---


def test_the_nearest_of_an_uncertain_schedule_is_attained_and_nothing_feasible_is_nearer(
    seed: int, judged: Judged
) -> None:
    judged("geographiclib", check_uncertain(np.random.default_rng(seed), 12))


def check_uncertain(rng: Rng, cases: int) -> int:
    """How many cases were judged? Each party leaves up to 10 min late and takes up to 10 % longer than it must."""
    attained, nearer = [], []
    while len(nearer) < cases:
        a, b, speed = passing(rng, str(rng.choice(list(REGIONS))))
        a, b = (with_slack(motion, rng.uniform(0, 600), rng.uniform(1, 1.1)) for motion in (a, b))
        found, u, v = nearest(a, b)
        bound = plane_error_m(CHORD_M, found)
        assert could_share(a, b, u, v, give_us=1.0)
        attained.append(abs(distance_m(a.at(u), b.at(v)) - found) / bound)
        if found > 1.0:  # nothing is nearer than two routes that cross within their windows
            nearer.append((found - nearest_on_a_grid(a, b)) / (bound + speed * meet.HALF_INSTANT_US / SECOND))
    print(f"{len(attained)} uncertain schedules: off at their own places by {max(attained):.2f} of the bound;", end=" ")
    print(f"of {cases} that never cross a feasible point is nearer by {max(nearer):.2f} of the bound at most")
    assert max(attained) <= 1.0
    assert max(nearer) <= 1.0
    # The grid is not blind: it mostly comes within a hundred bounds of the least, 0.2 m at 1 km.
    assert np.median(nearer) > -100
    return len(attained)


def with_slack(motion: Motion, late_s: float, longer: float) -> Motion:
    begin, end = motion.earliest
    latest = (begin + late_s * SECOND, begin + late_s * SECOND + (end - begin) * longer)
    return Motion(motion.first, motion.last, motion.earliest, latest)


def nearest_on_a_grid(a: Motion, b: Motion, side: int = 13, levels: int = 14) -> float:
    """How near do the feasible points of a grid come, which closes in on its best?"""
    best, u0, u1, v0, v1 = np.inf, 0.0, 1.0, 0.0, 1.0
    for _ in range(levels):
        us, vs = np.linspace(u0, u1, side).tolist(), np.linspace(v0, v1, side).tolist()
        at_a, at_b = {u: a.at(u) for u in us}, {v: b.at(v) for v in vs}
        feasible = [(distance_m(at_a[u], at_b[v]), u, v) for u, v in product(us, vs) if could_share(a, b, u, v)]
        if not feasible:
            break
        near, u, v = min(feasible)
        best = min(best, near)
        half_u, half_v = (u1 - u0) / 6, (v1 - v0) / 6
        u0, u1, v0, v1 = max(0.0, u - half_u), min(1.0, u + half_u), max(0.0, v - half_v), min(1.0, v + half_v)
    return float(best)


# --- a line straight in longitude and latitude ---


@pytest.mark.parametrize("lat", [-75.0, -33.0, 5.0, 60.0])
def test_a_site_beside_a_line_straight_in_lon_lat_is_as_far_as_the_line_drawn(lat: float, judged: Judged) -> None:
    site, first, last = (lat + 0.06, 179.93), (lat, 179.6), (lat + 0.1, -179.7)
    line = chords((canonical(first), canonical(last)), Path.LONLAT)
    rows = np.column_stack([line.origin(), line.vector(), np.zeros((len(line.leg), 8))]).tolist()
    here = [*space(site).tolist(), *np.zeros(11).tolist()]
    found = min(meet.closest(meet.time_and_height(row, here, 0, 0), meet.metric(row, here))[0] for row in rows)

    def drawn(t: float) -> float:
        return distance_m((lat + 0.1 * t, 179.6 + 0.7 * t), site)

    truth = drawn(golden_section(drawn, 0, 1, narrow=1e-7))
    judged("geographiclib", 1)
    print(f"site beside a line at {lat}: {sqrt(found):.3f} m by the chords, {truth:.3f} m by the line")
    assert abs(float(arc_m(sqrt(found))) - truth) <= plane_error_m(CHORD_M, truth) + LONLAT_SAG_M
