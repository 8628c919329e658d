"""DuckDB finds the candidates in SQL: a scan for one notice, a join over cells and hours for all pairs; NumPy refines the scan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time_ns

import duckdb
import numpy as np

from bench.measure import Answer
from bench.movements import Floats, Movements
from bench.peers.approach import near

SCAN = """
    SELECT mine.leg AS mine, leg.leg AS theirs FROM leg JOIN mine
    ON leg.since <= mine.until AND leg.until >= mine.since AND leg.west <= mine.east + $d AND leg.east >= mine.west - $d
    AND leg.south <= mine.north + $d AND leg.north >= mine.south - $d
"""
# Each leg is listed in every cell of 20 km and hour that its box, grown by half of the separation, touches. A pair counts in
# the first cell and hour that both touch, so it is found once; the closest approach is that of bench.peers.approach.
JOIN = """
    WITH grown AS (
      SELECT *, west - $d / 2 AS w, east + $d / 2 AS e, south - $d / 2 AS s, north + $d / 2 AS n FROM leg),
    cell AS (
      SELECT grown.*, cx, cy, hour FROM grown,
        unnest(range(floor(w / 20000)::BIGINT, floor(e / 20000)::BIGINT + 1)) x(cx),
        unnest(range(floor(s / 20000)::BIGINT, floor(n / 20000)::BIGINT + 1)) y(cy),
        unnest(range(floor(since / 3600)::BIGINT, floor(until / 3600)::BIGINT + 1)) h(hour)),
    pair AS (
      SELECT a.movement AS mine, b.movement AS theirs,
        a.dx / (a.until - a.since) - b.dx / (b.until - b.since) AS vx,
        a.dy / (a.until - a.since) - b.dy / (b.until - b.since) AS vy,
        greatest(a.since, b.since) AS first, least(a.until, b.until) - greatest(a.since, b.since) AS lasts,
        a.x + a.dx * (first - a.since) / (a.until - a.since) - b.x - b.dx * (first - b.since) / (b.until - b.since) AS px,
        a.y + a.dy * (first - a.since) / (a.until - a.since) - b.y - b.dy * (first - b.since) / (b.until - b.since) AS py,
        greatest(0, least(lasts, -(px * vx + py * vy) / greatest(vx * vx + vy * vy, 1e-30))) AS foot
      FROM cell a JOIN cell b ON a.cx = b.cx AND a.cy = b.cy AND a.hour = b.hour
      WHERE a.leg < b.leg AND a.movement <> b.movement
        AND a.w <= b.e AND b.w <= a.e AND a.s <= b.n AND b.s <= a.n AND a.since <= b.until AND b.since <= a.until
        AND a.cx = floor(greatest(a.w, b.w) / 20000) AND a.cy = floor(greatest(a.s, b.s) / 20000)
        AND a.hour = floor(greatest(a.since, b.since) / 3600))
    SELECT mine, theirs FROM pair WHERE (px + vx * foot) ** 2 + (py + vy * foot) ** 2 <= $d * $d
"""


class Peer:
    """The legs in a table in order of time, so that a scan passes over what is of other days; one thread."""

    title = "DuckDB + NumPy"
    version = duckdb.__version__
    pairs_up_to = 2_000_000
    clock = staticmethod(thread_time_ns)

    def __init__(
        self, base: duckdb.DuckDBPyConnection, stored: Movements, asked: Movements, separation_m: float
    ) -> None:
        self.base, self.stored, self.asked, self.separation_m = base, stored, asked, separation_m
        self.rows, self.asked_rows = stored.scheduled(), asked.scheduled()
        self.boxes = _boxes(asked)
        columns = dict(zip(("x", "y", "dx", "dy"), self.rows[:, :4].T.copy(), strict=True))
        legs = {"leg": np.arange(len(stored)), "movement": stored.movement, **columns, **_boxes(stored)}
        order = np.argsort(self.rows[:, 4], kind="stable")
        base.execute("SET threads = 1")
        base.execute("SET enable_progress_bar = false")
        base.register("drawn", {name: column[order] for name, column in legs.items()})
        base.execute("CREATE TABLE leg AS SELECT * FROM drawn")
        base.unregister("drawn")

    def near(self, notice: int) -> Answer:
        legs = self.asked.legs(notice)
        self.base.register(
            "mine",
            {"leg": np.arange(legs.start, legs.stop), **{name: column[legs] for name, column in self.boxes.items()}},
        )
        found = self.base.execute(SCAN, {"d": self.separation_m}).fetchnumpy()
        mine, theirs = np.asarray(found["mine"]), np.asarray(found["theirs"])
        hit = near(self.asked_rows[mine], self.rows[theirs], self.separation_m)
        return np.asarray(self.stored.movement[theirs[hit]])

    def pairs(self) -> Answer:
        found = self.base.execute(JOIN, {"d": self.separation_m}).fetchnumpy()
        return np.column_stack([found["mine"], found["theirs"]])


def _boxes(of: Movements) -> dict[str, Floats]:
    low, high = of.boxes()
    edges = zip(("west", "south", "since", "east", "north", "until"), np.hstack([low, high]).T, strict=True)
    return {name: edge.copy() for name, edge in edges}


@contextmanager
def opened(stored: Movements, asked: Movements, separation_m: float) -> Iterator[Peer]:
    """The peer, holding these movements."""
    with duckdb.connect() as base:
        yield Peer(base, stored, asked, separation_m)
