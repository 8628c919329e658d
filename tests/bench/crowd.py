"""Movements that have something to agree on, though they are few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.movements import Movements, drawn

LEGS = 2000


def crowded(legs: int, seed: int) -> Movements:
    """The movements of a week on a map of 15 km and within half a day."""
    of = drawn(legs, seed)
    leaves = of.nominal_s[of.first[:-1], 0]
    earlier = np.floor(leaves / 43_200)[of.movement, None] * 43_200
    return replace(
        of,
        start_m=of.start_m / 20,
        run_m=of.run_m / 20,
        nominal_s=of.nominal_s - earlier,
        earliest_s=of.earliest_s - earlier,
        latest_s=of.latest_s - earlier,
    )
