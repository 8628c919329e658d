"""Do two engines find the same meetings? Where they do not, are the two within a metre of the limit, on the flat map?

The map of the peers and the ellipsoid differ by less than half a metre in a kilometre (:class:`bench.movements.Plane`), so
a pair may fall on either side of the limit by no fault of an engine; any other difference is one.
"""

from __future__ import annotations

import numpy as np

from bench.account import Agreement
from bench.measure import Answer
from bench.movements import Movements
from bench.peers.approach import squared_m2

MARGIN_M = 1.0


def agreement(
    names: tuple[str, str],
    question: tuple[str, str],
    found: tuple[Answer, Answer],
    of: tuple[Movements, Movements],
    separation_m: float,
) -> Agreement:
    """What do two engines both find, and what only the one?

    `question` says what was asked, of which movements; `found` are pairs of a movement of the one set and of the other.
    """
    first, second = (set(map(tuple, pairs.tolist())) for pairs in found)
    differ = sorted(first ^ second)
    unexplained = sum(not _at_the_limit(of, pair, separation_m) for pair in differ)
    return Agreement(
        *names, *question, len(of[1]), len(first & second), len(first - second), len(second - first), unexplained
    )


def _at_the_limit(of: tuple[Movements, Movements], pair: tuple[int, ...], separation_m: float) -> bool:
    """Is the nearest approach of the two movements on schedule within a metre of the separation?"""
    rows = [movements.scheduled()[movements.legs(number)] for movements, number in zip(of, pair, strict=True)]
    a, b = (each.ravel() for each in np.meshgrid(*(np.arange(len(side)) for side in rows), indexing="ij"))
    nearest_m = float(np.sqrt(squared_m2(rows[0][a], rows[1][b]).min()))
    return abs(nearest_m - separation_m) < MARGIN_M
