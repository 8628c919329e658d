"""Which pairs of rows need to be asked at all? Boxes in space and time, and every pair whose boxes overlap.

Complete by construction: a box holds all its row can reach, rounding outward, and every overlapping pair is listed. The plainest
structure that does it: rows sorted by where their boxes begin along one axis, time or one of space, whichever leaves the fewest
pairs to look at. Source: design/sweep.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from herald.check import meet
from herald.check.legs import Flags, Index, Legs
from herald.geometry.ellipsoid import LEAST_RADIUS_M, Floats, plane_error_m

BLOCK = 1 << 20
"""How many pairs are looked at together."""
_ROUNDING_M = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """From `low` to `high` (4, n): along the three axes of ECEF in metres, then in us from the epoch."""

    low: Floats
    high: Floats

    def overlap(self, a: Index, b: Index, axes: Iterable[int] = range(4)) -> Flags:
        """Which of these pairs of boxes overlap, along these axes? Touching is overlapping."""
        overlap: Flags = np.logical_and.reduce(
            [(self.low[axis, a] <= self.high[axis, b]) & (self.low[axis, b] <= self.high[axis, a]) for axis in axes]
        )
        return overlap


def boxes(legs: Legs, separation_m: float, slack_us: float = 0.0) -> Boxes:
    """What could each row reach? Grown so that two rows that meet within the separation have overlapping boxes.

    Each takes its own reach, half of the separation, and half of what the distance in space may exceed the one on the ground
    (the sag of a chord and the tilt of the surface, s^2/8R + s d/2R) and of the error bound, of the largest in the world.
    `slack_us` widens the times to both sides, half of it each.
    """
    ends = legs.possible[:, :3].T, (legs.possible[:, :3] + legs.possible[:, 3:6]).T
    chord = float(legs.chord_m.max(initial=0.0))
    own = legs.reach_m + legs.aside_m + legs.sag_m + separation_m / 2
    distance = 2 * float(own.max(initial=0.0))
    more = chord**2 / (8 * LEAST_RADIUS_M) + chord * distance / (2 * LEAST_RADIUS_M) + _ROUNDING_M
    grow = own + 0.5 * (more + plane_error_m(chord, distance))
    half = slack_us / 2 + meet.HALF_INSTANT_US
    return Boxes(
        low=np.vstack([np.minimum(*ends) - grow, legs.possible[:, meet.E0] - half]),
        high=np.vstack([np.maximum(*ends) + grow, legs.possible[:, meet.L0] + legs.possible[:, meet.DL] + half]),
    )


def overlapping(of: Boxes, party: Index, notice: Index) -> Iterator[tuple[Index, Index, float]]:
    """All pairs of rows of different parties whose boxes overlap, each once, in blocks (a, b, share) with a < b.

    `party` and `notice` (n,) are numbers for each row's party and notice. Touching boxes overlap. `share` is how much of the
    search is done, to 1.
    """
    run = least_run(of, np.arange(len(party)))
    if len(np.unique(notice)) * len(party) < run.pairs:
        run = least_run(of, _near_another(of, party, notice))
    looked_at = 0
    for a, b in _expand(run):
        looked_at += len(a)
        kept = np.flatnonzero(party[a] != party[b])
        for axis in run.other_axes:
            kept = kept[of.overlap(a[kept], b[kept], (axis,))]
        yield np.minimum(a[kept], b[kept]), np.maximum(a[kept], b[kept]), looked_at / max(run.pairs, 1)


def _near_another(of: Boxes, party: Index, notice: Index) -> Index:
    """Which rows overlap the box about some notice of another party? Looks at every row once for each notice."""
    owners, first = np.unique(notice, return_index=True)
    near = np.zeros(len(party), np.bool_)
    for owner, party_of in zip(owners.tolist(), party[first].tolist(), strict=True):
        mine = notice == owner
        low, high = of.low[:, mine].min(axis=1), of.high[:, mine].max(axis=1)
        overlap = (of.low <= high[:, None]).all(axis=0) & (of.high >= low[:, None]).all(axis=0)
        near |= overlap & (party != party_of)
    return np.flatnonzero(near)


def between(of: Boxes, mine: Index, others: Index) -> tuple[Index, Index]:
    """All overlapping pairs of one of `mine` with one of `others`, by comparing each with each: for a few of `mine`."""
    pairs = [others[of.overlap(np.full(len(others), row), others)] for row in mine]
    own = np.repeat(mine, [len(found) for found in pairs])
    return own, np.concatenate([np.zeros(0, np.intp), *pairs])


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Rows in order of where they begin along one axis; each overlaps, along it, those after it up to its `stop` (n,)."""

    axis: int
    rows: Index
    stop: Index

    @property
    def counts(self) -> Index:
        """With how many of those after it does each row overlap along the axis?"""
        after: Index = self.stop - np.arange(1, len(self.rows) + 1)
        return after

    @property
    def pairs(self) -> int:
        """How many pairs are to be looked at?"""
        return int(self.counts.sum())

    @property
    def other_axes(self) -> tuple[int, ...]:
        """Along which axes is still to be asked?"""
        return tuple(axis for axis in range(4) if axis != self.axis)


def least_run(of: Boxes, rows: Index) -> Run:
    """These rows along the axis that leaves the fewest pairs to look at."""
    return min((run_along(of, rows, axis) for axis in range(4)), key=lambda run: run.pairs)


def run_along(of: Boxes, rows: Index, axis: int) -> Run:
    """These rows along one axis: of two that overlap, one begins within the other."""
    ordered = rows[np.argsort(of.low[axis, rows], kind="stable")]
    low, high = of.low[axis, ordered], of.high[axis, ordered]
    return Run(axis, ordered, np.maximum(np.searchsorted(low, high, side="right"), np.arange(1, len(rows) + 1)))


def _expand(run: Run) -> Iterator[tuple[Index, Index]]:
    """The pairs of a run in blocks; a row with more than a block is a block of its own."""
    counts = run.counts
    upto = np.cumsum(counts)
    at = 0
    while at < len(counts):
        before = int(upto[at - 1]) if at else 0
        stop = max(at + 1, int(np.searchsorted(upto, before + BLOCK, side="right")))
        some = counts[at:stop]
        asking = np.repeat(np.arange(at, stop), some)
        within = np.arange(len(asking)) - np.repeat(np.cumsum(some) - some, some)
        yield run.rows[asking], run.rows[asking + 1 + within]
        at = stop
