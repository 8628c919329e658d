"""How near do two points on schedule come, on a flat map? In NumPy, for engines that find candidates only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bench.measure import Answer
from bench.movements import Floats

X, Y, DX, DY, FROM, UNTIL = range(6)


def near(a: Floats, b: Floats, separation_m: float) -> NDArray[np.bool_]:
    """Which of these pairs of rows come within the separation at an instant they share?"""
    return squared_m2(a, b) <= separation_m**2


def squared_m2(a: Floats, b: Floats) -> Floats:
    """How near do these pairs of rows (n, 6) of `Movements.scheduled` come, squared, at an instant they share? inf if none.

    Relative motion is straight while both are under way: the nearest is its foot, or the first or last shared instant.
    """
    first, last = np.maximum(a[:, FROM], b[:, FROM]), np.minimum(a[:, UNTIL], b[:, UNTIL])
    pace_a, pace_b = 1 / (a[:, UNTIL] - a[:, FROM]), 1 / (b[:, UNTIL] - b[:, FROM])
    u, v = (first - a[:, FROM]) * pace_a, (first - b[:, FROM]) * pace_b
    east = a[:, X] + u * a[:, DX] - b[:, X] - v * b[:, DX]
    north = a[:, Y] + u * a[:, DY] - b[:, Y] - v * b[:, DY]
    east_s, north_s = a[:, DX] * pace_a - b[:, DX] * pace_b, a[:, DY] * pace_a - b[:, DY] * pace_b
    speed2 = np.maximum(east_s * east_s + north_s * north_s, 1e-30)
    foot = np.clip(-(east * east_s + north * north_s) / speed2, 0, np.maximum(last - first, 0))
    apart = (east + foot * east_s) ** 2 + (north + foot * north_s) ** 2
    return np.where(first <= last, apart, np.inf)


def between_movements(movement: Answer, a: Answer, b: Answer) -> Answer:
    """The pairs of movements (p, 2) that these pairs of legs belong to, less those of a movement with itself."""
    pairs = np.column_stack([movement[a], movement[b]])
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]])
