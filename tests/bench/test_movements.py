"""Are the movements of the benchmark the same each time, and what they are said to be?"""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from bench import lines
from bench.movements import HORIZON_S, REGION_M, Movements, Plane, drawn, over_one_bridge, with_halts
from herald.geometry.ellipsoid import CHORD_M, geodesic_m

KINDS = [drawn, over_one_bridge, with_halts]


def same_movement(of: Movements) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Is each leg but the first of the movement of the one before?"""
    return of.movement[1:] == of.movement[:-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_always_draws_the_same_movements(kind: object) -> None:
    assert callable(kind)
    first, again, other = kind(2000, 5), kind(2000, 5), kind(2000, 6)
    assert all((getattr(first, field.name) == getattr(again, field.name)).all() for field in fields(first))
    assert len(first) != len(other) or (first.start_m != other.start_m).any()


def test_the_movements_are_those_that_the_figures_were_measured_on() -> None:
    of = drawn(100_000, 5)
    assert (len(of), of.count) == (102_160, 4545)
    assert of.start_m[0].tolist() == pytest.approx([28038.8728389, 207238.9665793], abs=1e-6)
    assert float(of.nominal_s.sum()) == pytest.approx(63171219528.137, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_each_leg_begins_where_and_when_the_one_before_ends(kind: object) -> None:
    assert callable(kind)
    of = kind(2000, 5)
    following = same_movement(of)
    assert np.abs((of.start_m + of.run_m)[:-1] - of.start_m[1:])[following].max() < 1e-6
    for instants in (of.nominal_s, of.earliest_s, of.latest_s):
        assert np.abs(instants[:-1, 1] - instants[1:, 0])[following].max() < 2e-6


@pytest.mark.parametrize("kind", KINDS)
def test_the_schedule_lies_within_the_windows_and_instants_are_whole_microseconds(kind: object) -> None:
    assert callable(kind)
    of = kind(2000, 5)
    assert (of.earliest_s <= of.nominal_s).all()
    assert (of.nominal_s <= of.latest_s).all()
    assert np.abs(of.latest_s * 1e6 - np.round(of.latest_s * 1e6)).max() < 1e-3


def test_drawn_routes_stay_on_the_map() -> None:
    of = drawn(5000, 5)
    for place_m in (of.start_m, of.start_m + of.run_m):
        assert (place_m >= -1e-6).all()
        assert (place_m <= REGION_M + 1e-6).all()


def test_every_route_of_the_hub_crosses_the_bridge() -> None:
    of = over_one_bridge(2000, 5)
    middle = of.start_m + of.run_m / 2
    on_bridge = (np.abs(middle - REGION_M / 2).max(axis=1) < 1e-6) & (np.abs(np.hypot(*of.run_m.T) - 500) < 1e-6)
    assert set(of.movement[on_bridge].tolist()) == set(range(of.count))


def test_a_share_of_the_movements_halts_for_the_whole_week() -> None:
    of = with_halts(20_000, 5)
    halting = (of.run_m == 0).all(axis=1)
    assert 0.07 < halting.sum() / of.count < 0.13
    assert (np.diff(of.first)[of.movement[halting]] == 1).all()
    assert (of.nominal_s[halting] == [0.0, HORIZON_S]).all()
    assert set(of.movement.tolist()) == set(range(of.count))


def test_a_kilometre_on_the_map_is_one_on_the_ellipsoid_within_half_a_metre() -> None:
    place_m = np.random.default_rng(0).uniform(0, REGION_M, (2000, 2))
    turn = np.random.default_rng(1).uniform(0, 2 * np.pi, 2000)
    beside_m = place_m + 1000 * np.column_stack([np.cos(turn), np.sin(turn)])
    plane = Plane()
    apart_m = geodesic_m(*plane.lonlat(place_m).T, *plane.lonlat(beside_m).T)
    assert np.abs(apart_m - 1000).max() < 0.5
    assert np.abs(plane.metres(plane.lonlat(place_m)) - place_m).max() < 1e-6


def test_chords_follow_each_other_and_are_short_enough() -> None:
    of = drawn(2000, 5)
    cut = lines.of_movements(of)
    assert len(cut.line) > cut.legs == len(of)
    assert np.sqrt((cut.line[:, 3:6] ** 2).sum(axis=1)).max() <= CHORD_M
    following = cut.notice[1:] == cut.notice[:-1]
    assert np.abs((cut.line[:-1, :3] + cut.line[:-1, 3:6] - cut.line[1:, :3])[following]).max() < 1e-6
    for first, run in ((6, 7), (8, 9)):
        assert np.abs((cut.line[:-1, first] + cut.line[:-1, run] - cut.line[1:, first])[following]).max() < 2.0
    assert sum(len(cut.of(notice)) for notice in range(cut.count)) == len(cut.line)
