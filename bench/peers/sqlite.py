"""SQLite's R*Tree in memory finds the candidates, NumPy refines them. Both are there wherever Herald is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from time import thread_time_ns

import numpy as np

from bench.measure import Answer
from bench.movements import Floats, Movements
from bench.peers.approach import between_movements, near

PER_UNIT = np.array([10.0, 10.0, 1000.0])
"""The tree of whole numbers, in decimetres and milliseconds: twice as fast as the one of 32-bit floats, and finer in time."""
ONE = "SELECT id FROM leg WHERE west <= ? AND east >= ? AND south <= ? AND north >= ? AND since <= ? AND until >= ?"
EACH = """
    SELECT a.id, b.id FROM leg a JOIN leg b
    ON b.west <= a.east + :d AND b.east >= a.west - :d AND b.south <= a.north + :d AND b.north >= a.south - :d
    AND b.since <= a.until AND b.until >= a.since WHERE a.id < b.id
"""


class Peer:
    """The legs' boxes in a tree; one query for each leg of the notice, one refinement for all its candidates."""

    title = "SQLite R*Tree + NumPy"
    version = sqlite3.sqlite_version
    pairs_up_to = 2_000_000
    clock = staticmethod(thread_time_ns)

    def __init__(self, base: sqlite3.Connection, stored: Movements, asked: Movements, separation_m: float) -> None:
        self.base, self.stored, self.asked, self.separation_m = base, stored, asked, separation_m
        self.rows, self.asked_rows = stored.scheduled(), asked.scheduled()
        grow = np.array([separation_m, separation_m, 0.0])
        low, high = asked.boxes()
        self.boxes = [tuple(box) for box in _columns(low - grow, high + grow)[:, [1, 0, 3, 2, 5, 4]].tolist()]
        base.execute("CREATE VIRTUAL TABLE leg USING rtree_i32(id, west, east, south, north, since, until)")
        boxes = _columns(*stored.boxes()).tolist()
        base.executemany("INSERT INTO leg VALUES (?, ?, ?, ?, ?, ?, ?)", ((leg, *box) for leg, box in enumerate(boxes)))

    def near(self, notice: int) -> Answer:
        mine, theirs = [], []
        legs = self.asked.legs(notice)
        for leg in range(legs.start, legs.stop):
            found = [row[0] for row in self.base.execute(ONE, self.boxes[leg])]
            mine += [leg] * len(found)
            theirs += found
        if not theirs:
            return np.zeros(0, np.int32)
        hit = near(self.asked_rows[mine], self.rows[theirs], self.separation_m)
        return np.asarray(self.stored.movement[np.array(theirs)[hit]])

    def pairs(self) -> Answer:
        found = self.base.execute(EACH, {"d": int(self.separation_m * PER_UNIT[0])}).fetchall()
        a, b = np.array(found, dtype=np.intp).reshape(-1, 2).T
        hit = near(self.rows[a], self.rows[b], self.separation_m)
        return between_movements(self.stored.movement, a[hit], b[hit])


def _columns(low: Floats, high: Floats) -> Answer:
    """The boxes in whole units, rounded outward: west, east, south, north, since, until."""
    lower, upper = np.floor(low * PER_UNIT).astype(np.int64), np.ceil(high * PER_UNIT).astype(np.int64)
    return np.stack([lower, upper], axis=2).reshape(-1, 6)


@contextmanager
def opened(stored: Movements, asked: Movements, separation_m: float) -> Iterator[Peer]:
    """The peer, holding these movements."""
    with closing(sqlite3.connect(":memory:")) as base:
        yield Peer(base, stored, asked, separation_m)
