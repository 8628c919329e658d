"""Which pairs of rows need to be asked at all? Boxes in space and time, and every pair whose boxes overlap.

Complete by construction: a box holds all its row can reach, rounding outward, and every overlapping pair is listed. The plainest
structure that does it: rows sorted by their first instant, in classes of equal order of duration, so that a presence of a week
does not make the search for a column of an hour long. Source: design/sweep.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from herald.check import meet
from herald.check.legs import Flags, Index, Legs
from herald.geometry.ellipsoid import LEAST_RADIUS_M, Floats, plane_error_m

BLOCK = 1 << 20
"""How many pairs are looked at together."""
HULL_PAIRS = 50_000_000
"""Up to how many pairs of a notice and a row is it worth to leave out first the rows that no other party comes near?"""
_ROUNDING_M = 0.001


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """`low` and `high` (n, 3) in ECEF metres, `first` and `last` (n,) in us from the epoch."""

    low: Floats
    high: Floats
    first: Floats
    last: Floats


def boxes(legs: Legs, separation_m: float, slack_us: float = 0.0) -> Boxes:
    """What could each row reach? Grown so that two rows that meet within the separation have overlapping boxes.

    Each takes its own reach, half of the separation, and half of what the distance in space may exceed the one on the ground
    (the sag of a chord and the tilt of the surface, s^2/8R + s d/2R) and of the error bound, of the largest in the world.
    `slack_us` widens the times to both sides, half of it each.
    """
    ends = legs.possible[:, :3], legs.possible[:, :3] + legs.possible[:, 3:6]
    chord = float(legs.chord_m.max(initial=0.0))
    own = legs.reach_m + legs.aside_m + legs.sag_m + separation_m / 2
    distance = 2 * float(own.max(initial=0.0))
    more = chord**2 / (8 * LEAST_RADIUS_M) + chord * distance / (2 * LEAST_RADIUS_M) + _ROUNDING_M
    grow = (own + 0.5 * (more + plane_error_m(chord, distance)))[:, None]
    half = slack_us / 2 + meet.HALF_INSTANT_US
    return Boxes(
        low=np.minimum(*ends) - grow,
        high=np.maximum(*ends) + grow,
        first=legs.possible[:, meet.E0] - half,
        last=legs.possible[:, meet.L0] + legs.possible[:, meet.DL] + half,
    )


def overlapping(of: Boxes, party: Index, notice: Index) -> Iterator[tuple[Index, Index, float]]:
    """All pairs of rows of different parties whose boxes overlap, each once, in blocks (a, b, share) with a < b.

    `party` and `notice` (n,) are numbers for each row's party and notice. Touching boxes overlap. `share` is how much of the
    search is done, to 1.
    """
    runs = _runs(of, _near_another(of, party, notice))
    total = max(1, sum(run.pairs for run in runs))
    looked_at = 0
    for run in runs:
        for asking, held, count in _expand(run):
            looked_at += count
            apart = party[asking] != party[held]
            a, b = asking[apart], held[apart]
            keep = _overlap(of, a, b)
            yield np.minimum(a[keep], b[keep]), np.maximum(a[keep], b[keep]), looked_at / total


def _near_another(of: Boxes, party: Index, notice: Index) -> Index:
    """Which rows overlap the box about some notice of another party? All rows, where that would itself take long."""
    rows = np.arange(len(party))
    owners, first = np.unique(notice, return_index=True)
    if len(owners) * len(rows) > HULL_PAIRS:
        return rows
    near = np.zeros(len(rows), np.bool_)
    for owner, party_of in zip(owners.tolist(), party[first].tolist(), strict=True):
        mine = notice == owner
        overlap = (of.first <= of.last[mine].max()) & (of.last >= of.first[mine].min())
        overlap &= (of.low <= of.high[mine].max(axis=0)).all(axis=1) & (of.high >= of.low[mine].min(axis=0)).all(axis=1)
        near |= overlap & (party != party_of)
    return rows[near]


def _overlap(of: Boxes, a: Index, b: Index) -> Flags:
    """Which of these pairs of boxes overlap, in time and in space?"""
    in_time = (of.first[a] <= of.last[b]) & (of.first[b] <= of.last[a])
    overlap: Flags = in_time & (of.low[a] <= of.high[b]).all(axis=1) & (of.low[b] <= of.high[a]).all(axis=1)
    return overlap


def between(of: Boxes, mine: Index, others: Index) -> tuple[Index, Index]:
    """All overlapping pairs of one of `mine` with one of `others`, by comparing each with each: for a few of `mine`."""
    pairs = [others[_overlap(of, np.full(len(others), row), others)] for row in mine]
    own = np.repeat(mine, [len(found) for found in pairs])
    return own, np.concatenate([np.zeros(0, np.intp), *pairs])


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Each of the rows `asking` (k,) against a run of the rows `held`: those from `begin` to `end` (k,), in order of time."""

    asking: Index
    held: Index
    begin: Index
    end: Index

    @property
    def pairs(self) -> int:
        return int((self.end - self.begin).sum())


def _runs(of: Boxes, rows: Index) -> list[_Run]:
    """Runs that hold every pair of these rows whose times overlap, each once.

    Each row asks the rows of every class of at least its own duration; in its own class only those that come after it.
    """
    order = rows[np.argsort(of.first[rows], kind="stable")]
    place = np.zeros(len(of.first), np.intp)
    place[order] = np.arange(len(order))
    duration = _order_of_duration((of.last - of.first)[order])
    return [_run(of, place, order[duration == longer], order[duration < longer]) for longer in np.unique(duration)]


def _run(of: Boxes, place: Index, held: Index, shorter: Index) -> _Run:
    """The rows of one class held against those of every shorter one, and against each other."""
    # The longest of the class, and a little more for the rounding of instants thousands of years away.
    longest = float(np.max((of.last - of.first)[held])) * (1 + 1e-15) + 1.0
    first = of.first[held]
    after = np.searchsorted(place[held], place[held], side="right")
    reaching = np.searchsorted(first, of.first[shorter] - longest)
    asking = np.concatenate([held, shorter])
    begin = np.concatenate([after, reaching])
    return _Run(asking, held, begin, np.maximum(np.searchsorted(first, of.last[asking], side="right"), begin))


def _order_of_duration(duration: Floats) -> Index:
    """Durations within a factor of four share a class; without end is a class of its own."""
    bounded = np.where(np.isfinite(duration), np.maximum(duration, 1.0), 2.0**62)
    return (np.log2(bounded) / 2).astype(np.intp)


def _expand(run: _Run) -> Iterator[tuple[Index, Index, int]]:
    """The pairs of a run in blocks, and how many each block has; a row with a longer run is a block of its own."""
    counts = run.end - run.begin
    upto = np.cumsum(counts)
    at = 0
    while at < len(counts):
        before = int(upto[at - 1]) if at else 0
        stop = max(at + 1, int(np.searchsorted(upto, before + BLOCK, side="right")))
        some = counts[at:stop]
        a = np.repeat(run.asking[at:stop], some)
        within = np.arange(len(a)) - np.repeat(np.cumsum(some) - some, some)
        yield a, run.held[np.repeat(run.begin[at:stop], some) + within], len(a)
        at = stop
