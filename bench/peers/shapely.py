"""Shapely's STRtree finds the candidates on the map, at any time; NumPy refines them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time_ns

import numpy as np
import shapely  # type: ignore[import-untyped]

from bench.measure import Answer
from bench.movements import Floats, Movements
from bench.peers.approach import FROM, UNTIL, between_movements, near

BLOCK = 2000


class Peer:
    """The legs as lines in a tree of two dimensions; one query for all legs of the notice."""

    title = "Shapely STRtree + NumPy"
    version = f"{shapely.__version__}, GEOS {shapely.geos_version_string}"
    pairs_up_to = 200_000
    clock = staticmethod(thread_time_ns)

    def __init__(self, stored: Movements, asked: Movements, separation_m: float) -> None:
        self.stored, self.asked, self.separation_m = stored, asked, separation_m
        self.rows, self.asked_rows = stored.scheduled(), asked.scheduled()
        ends = np.stack([stored.start_m, stored.start_m + stored.run_m], axis=1)
        self.tree = shapely.STRtree(shapely.linestrings(ends))

    def near(self, notice: int) -> Answer:
        rows = self.asked_rows[self.asked.legs(notice)]
        mine, theirs = self.tree.query(_grown(rows, self.separation_m))
        kept = (self.rows[theirs, FROM] <= rows[mine, UNTIL]) & (self.rows[theirs, UNTIL] >= rows[mine, FROM])
        mine, theirs = mine[kept], theirs[kept]
        hit = near(rows[mine], self.rows[theirs], self.separation_m)
        return np.asarray(self.stored.movement[theirs[hit]])

    def pairs(self) -> Answer:
        return np.concatenate([self._pairs(begin) for begin in range(0, len(self.rows), BLOCK)])

    def _pairs(self, begin: int) -> Answer:
        """The pairs of one block of legs with those that come after."""
        a, b = self.tree.query(_grown(self.rows[begin : begin + BLOCK], self.separation_m))
        a = a + begin
        kept = (a < b) & (self.rows[a, FROM] <= self.rows[b, UNTIL]) & (self.rows[b, FROM] <= self.rows[a, UNTIL])
        a, b = a[kept], b[kept]
        hit = near(self.rows[a], self.rows[b], self.separation_m)
        return between_movements(self.stored.movement, a[hit], b[hit])


def _grown(rows: Floats, by_m: float) -> Answer:
    """The boxes about these legs, grown to every side."""
    ends = rows[:, :2], rows[:, :2] + rows[:, 2:4]
    low, high = np.minimum(*ends) - by_m, np.maximum(*ends) + by_m
    boxes: Answer = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    return boxes


@contextmanager
def opened(stored: Movements, asked: Movements, separation_m: float) -> Iterator[Peer]:
    """The peer, holding these movements."""
    yield Peer(stored, asked, separation_m)
