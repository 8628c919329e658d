"""What could each notice reach, in a few boxes? What a store keeps on disk to know whom a notice could be near.

The boxes hold all that a notice's widest reading could reach, whatever agreement is in force, so that they stay true when an
agreement changes. Two notices that could be within some separation of each other have boxes that overlap once one side's are
grown by it (:func:`grown`): no pair that :func:`herald.check.pairs.check` lists is missed, and what else they find the check
itself sorts out. Source: design/search.md, section 1.

An index that keeps them in 32 bits, as SQLite's R*Tree does, rounds the low sides down and the high sides up: its boxes are
larger than these, by up to a metre and nine minutes in this century, and never smaller. Wider boxes may find more, and never
less. Source: The SQLite R*Tree Module, section 3.4, "Roundoff Error".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from herald.agreement.model import Agreement
from herald.check.answer import Limits
from herald.check.governing import rules
from herald.check.heights import levels
from herald.check.legs import Index, Legs, legs_of
from herald.check.rows import grown_m, rows_of
from herald.check.traffic import covering
from herald.check.tree import boxes
from herald.check.world import epoch_of
from herald.geometry.ellipsoid import Floats
from herald.notice.model import Notice
from herald.units import SECOND

UNBOUNDED_S = 1e12
"""An end of time that nobody stated, 20,000 years beyond the calendar: an R*Tree is not asked for infinity."""
_OUTWARD_S = 1e-3
"""The check counts in 64 bits from a day of its own. With notices of thousands of years together, what it takes for one instant
may be 0.1 ms apart; so may be what is counted here."""


class Box(NamedTuple):
    """From where to where along the three axes of ECEF, in metres, and from when to when, in seconds since 1970-01-01T00:00:00Z."""

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float
    t0: float
    t1: float


def reach(notices: Sequence[Notice], most: int = 8, road_factor: float = 1.0) -> tuple[tuple[Box, ...], ...]:
    """Where and when could each of these notices be, in at most so many boxes each?

    Of a route each box holds a few pieces that follow one another; an area is the disc about it; an end of time that nobody
    stated is `UNBOUNDED_S`. A notice without a shape has none. `road_factor` is that of the limits the check is asked with, or
    more. Raises ValueError where not even one box is allowed.
    """
    if most < 1:
        raise ValueError(f"at least one box a notice; saw {most}")
    epoch = epoch_of(notices)
    legs = legs_of([covering(notice) for notice in notices], epoch, 0, road_factor)
    legs = legs.take(np.lexsort((legs.start, legs.leg, legs.notice)))
    low, high = _sides(legs, epoch)
    first = _groups(legs.notice, low, high, most)
    sides = np.empty((len(first), 8))
    if len(first):
        sides[:, 0::2], sides[:, 1::2] = np.minimum.reduceat(low, first), np.maximum.reduceat(high, first)
    each = [Box(*box) for box in sides.tolist()]
    ends = np.searchsorted(legs.notice[first], np.arange(len(notices) + 1)).tolist()
    return tuple(tuple(each[start:end]) for start, end in pairwise(ends))


def grown(boxes: Iterable[Box], separation_m: float) -> tuple[Box, ...]:
    """The same boxes, as large as who asks for all within this separation must make its own; the others' stay as they are."""
    more = grown_m(separation_m)
    return tuple(
        Box(x0 - more, x1 + more, y0 - more, y1 + more, z0 - more, z1 + more, t0, t1)
        for x0, x1, y0, y1, z0, z1, t0, t1 in boxes
    )


def widest_m(agreement: Agreement | None, limits: Limits) -> float:
    """What is the largest separation that any rule asks for, in metres? That by which :func:`grown` must grow to miss none."""
    return max(rule.separation_m for rule in rules(agreement, limits, 0))


def _sides(legs: Legs, epoch: int) -> tuple[Floats, Floats]:
    """The low and the high sides (n, 4) of the box of each row, in metres and seconds since 1970."""
    of = boxes(rows_of(legs, levels(legs, None)))
    low, high = of.low.T.copy(), of.high.T.copy()
    for side, outward in ((low, -_OUTWARD_S), (high, _OUTWARD_S)):
        side[:, 3] = np.clip(epoch / SECOND + side[:, 3] / SECOND + outward, -UNBOUNDED_S, UNBOUNDED_S)
    return low, high


def _groups(notice: Index, low: Floats, high: Floats, most: int) -> Index:
    """Rows of one notice that follow one another go into one box: which rows begin a new one?

    Where a notice has more rows than it may have boxes, each of its boxes gets an equal share of the way from row to row: of
    the metres, of the seconds and of the rows, a third each. So a long halt, or a long leg among short ones, stands by itself.
    """
    n = len(notice)
    opening = np.diff(notice, prepend=-1) > 0
    first = np.flatnonzero(opening)
    counts = np.diff(first, append=n)
    middle = (low + high) / 2
    step = np.abs(np.diff(middle, axis=0, prepend=middle[:1]))
    ways = np.column_stack([step[:, :3].sum(axis=1), step[:, 3], np.ones(n)])
    ways[opening] = 0.0
    at = np.cumsum(_shares(ways, first, counts), axis=0)
    at -= np.repeat(at[first], counts)
    share = np.minimum((at * most).astype(np.intp), most - 1)
    number = np.where(np.repeat(counts <= most, counts), np.arange(n), share)
    return np.flatnonzero(opening | (np.diff(number, prepend=0) != 0))


def _shares(ways: Floats, first: Index, counts: Index) -> Floats:
    """Each row's share of its notice's whole way, (n,): that of all of a notice's together is 1, or less."""
    if len(first) == 0:
        return np.zeros(0)
    whole = np.repeat(np.add.reduceat(ways, first), counts, axis=0)
    shares = np.divide(ways, whole, out=np.zeros_like(ways), where=whole > 0)
    return np.asarray(shares.mean(axis=1))
