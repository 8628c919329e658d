"""How exact is a distance? The same questions as test_accuracy.py, asked for longer and further out."""

from __future__ import annotations

import numpy as np
import pytest

from design.experiments.plane_error import Search
from tests.geometry.motions import REGIONS
from tests.geometry.test_accuracy import Judged, check_passing, check_uncertain, search_for_the_worst

pytestmark = pytest.mark.deep

DISTANCES_M = (1e-3, 1.0, 30.0, 300.0, 1e3, 3e3, 10e3, 30e3, 75e3, 200e3, 500e3, 1000e3, 2000e3)


@pytest.mark.parametrize("cut", [False, True], ids=["whole chords", "cut chords"])
@pytest.mark.parametrize("chord_m", [100.0, 1e3, 5e3, 10e3, 25e3, 50e3])
def test_no_placement_exceeds_the_bound_to_2000_km(chord_m: float, cut: bool, seed: int, judged: Judged) -> None:
    search_for_the_worst(Search(300, 600, cut), np.random.default_rng(seed), chord_m, DISTANCES_M)
    judged("geographiclib", len(DISTANCES_M))


@pytest.mark.parametrize("region", REGIONS)
def test_a_thousand_passings_in_each_region_are_as_near_as_the_geodesics_say(
    region: str, seed: int, judged: Judged
) -> None:
    check_passing(np.random.default_rng([seed, list(REGIONS).index(region)]), region, 1000)
    judged("geographiclib", 1000)


def test_nothing_feasible_is_nearer_than_the_nearest_of_three_hundred_schedules(seed: int, judged: Judged) -> None:
    judged("geographiclib", check_uncertain(np.random.default_rng(seed), 300))
