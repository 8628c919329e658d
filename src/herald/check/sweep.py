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
from herald.check.legs import Index, Legs
from herald.geometry.ellipsoid import LEAST_RADIUS_M, Floats, plane_error_m

BLOCK = 1 << 20
"""How many pairs are looked at together."""
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


def overlapping(of: Boxes, party: Index) -> Iterator[tuple[Index, Index]]:
    """All pairs of rows of different parties whose boxes overlap, each once, in blocks (a, b) with a < b.

    `party` (n,) is a number for each row's party. Touching boxes overlap.
    """
    for a, b in _overlapping_in_time(of):
        keep = (party[a] != party[b]) & (of.low[a] <= of.high[b]).all(axis=1) & (of.low[b] <= of.high[a]).all(axis=1)
        yield np.minimum(a[keep], b[keep]), np.maximum(a[keep], b[keep])


def between(of: Boxes, mine: Index, others: Index) -> tuple[Index, Index]:
    """All overlapping pairs of one of `mine` with one of `others`, by comparing each with each: for a few of `mine`."""
    pairs = [
        others[
            (of.low[row] <= of.high[others]).all(axis=1)
            & (of.low[others] <= of.high[row]).all(axis=1)
            & (of.first[row] <= of.last[others])
            & (of.first[others] <= of.last[row])
        ]
        for row in mine
    ]
    own = np.repeat(mine, [len(found) for found in pairs])
    return own, np.concatenate([np.zeros(0, np.intp), *pairs])


def _overlapping_in_time(of: Boxes) -> Iterator[tuple[Index, Index]]:
    """Every pair of rows whose times overlap, each once, in blocks.

    Each row asks the rows of every class of at least its own duration; in its own class only those that come after it.
    """
    order = np.argsort(of.first, kind="stable").astype(np.intp)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    duration = _order_of_duration((of.last - of.first)[order])
    for longer in np.unique(duration):
        held, asking = order[duration == longer], order[duration <= longer]
        # The longest of the class, and a little more for the rounding of instants thousands of years away.
        longest = float(np.max((of.last - of.first)[held])) * (1 + 1e-15) + 1.0
        first = of.first[held]
        after = np.searchsorted(place[held], place[asking], side="right")
        reaching = np.searchsorted(first, of.first[asking] - longest)
        begin = np.where(duration[duration <= longer] == longer, after, reaching)
        yield from _expand(asking, held, begin, np.searchsorted(first, of.last[asking], side="right"), of)


def _order_of_duration(duration: Floats) -> Index:
    """Durations within a factor of four share a class; without end is a class of its own."""
    bounded = np.where(np.isfinite(duration), np.maximum(duration, 1.0), 2.0**62)
    return (np.log2(bounded) / 2).astype(np.intp)


def _expand(asking: Index, held: Index, begin: Index, end: Index, of: Boxes) -> Iterator[tuple[Index, Index]]:
    """Each asking row with each held row of its run, where their times do overlap."""
    counts = np.maximum(end - begin, 0)
    stop, total = np.cumsum(counts), 0
    at = 0
    while at < len(asking):
        upto = max(at + 1, int(np.searchsorted(stop, total + BLOCK, side="right")))
        some = counts[at:upto]
        a = np.repeat(asking[at:upto], some)
        within = np.arange(len(a)) - np.repeat(np.cumsum(some) - some, some)
        b = held[np.repeat(begin[at:upto], some) + within]
        keep = (of.first[a] <= of.last[b]) & (of.first[b] <= of.last[a])
        yield a[keep], b[keep]
        total, at = int(stop[upto - 1]), upto
