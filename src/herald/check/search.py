"""Which rows of one tree could be near which of another, and what is to be said of them? In NumPy, or as Numba compiles it.

Both forms work on the same arrays: here in NumPy, a step at a time for many pairs; in :mod:`herald.check.walk` a pair at a time.
Tests hold them equal. A pair is two positions: sixteen times the leaf, and the lane.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from herald.check import compiled, meet
from herald.check.compiled import Pairs
from herald.check.heights import Levels, margins
from herald.check.rows import (
    ASIDE,
    CHORD,
    REACH,
    REFERENCE,
    SAG,
    STATED_HIGH,
    STATED_LOW,
    UNSTATED_HIGH,
    UNSTATED_LOW,
    Numbers,
    grown_m,
)
from herald.check.tree import FAN, Lanes, Positions, Tree, lanes
from herald.geometry.ellipsoid import FARTHEST_M, Floats, plane_error_m, plane_m

ROOM = 1 << 15
"""How many pairs are handed on together."""
FEW = 1 << 12
"""How many are made room for where one notice is asked at once."""
TOGETHER = 64
"""How many leaves are asked together in NumPy."""
WORTH_COMPILING = 20_000
"""From how many rows on is the compiled search worth loading, which takes about a second?"""


@dataclass(frozen=True, slots=True, eq=False)
class Filed:
    """Rows in a tree, the manners they count in, and a party for each notice: negative for one that is withdrawn."""

    tree: Tree
    manners: Floats
    party: Numbers

    def owner(self, position: Positions) -> Numbers:
        """Which notice is each of these rows of?"""
        return self.tree.notice.ravel()[position]

    def number(self, position: Positions) -> Numbers:
        """Which of its notice's rows, or of its caller's, is each of these?"""
        return self.tree.number.ravel()[position]

    def rows(self, position: Positions) -> tuple[Floats, Floats]:
        """These rows as the kernel takes them (n, 14), and their manners (n, 13)."""
        manner = self.manners[self.tree.manner.ravel()[position]]
        return np.hstack([self.tree.at(position), manner[:, :4]]), manner


@dataclass(frozen=True, slots=True)
class Within:
    """What counts as near: separation and vertical limit in metres; `us` widens the times, either way; `fast`: compiled."""

    separation_m: float
    vertical_m: float
    us: float = 0.0
    fast: bool = False


def worth_compiling(rows: int) -> bool:
    """Is the compiled search sooner done among so many rows, and can it be had?"""
    return rows >= WORTH_COMPILING and compiled.installed()


def candidates(a: Filed, b: Filed, within: Within, leaves: range | None = None) -> Iterator[Pairs]:
    """All pairs of rows of different parties whose boxes overlap, (n, 2) at a time; within one tree each pair once.

    `leaves`: of these leaves of `a` alone. Complete: the boxes are grown by all that either row could reach, by the separation and
    the error of every measure (:func:`herald.check.rows.grown_m`).
    """
    leaves = range(len(a.tree.block)) if leaves is None else leaves
    return _candidates_compiled(a, b, within, leaves) if within.fast else _candidates(a, b, within, leaves)


def _candidates_compiled(a: Filed, b: Filed, within: Within, leaves: range) -> Iterator[Pairs]:
    walk = compiled.kernels()["candidates"]
    done = np.array([0, leaves.start])
    room = ROOM
    while done[1] < leaves.stop:
        found, first = np.empty((room, 2), np.int64), int(done[1])
        walk(
            a.tree.block, a.tree.notice, a.tree.grown, a.party, a.tree.owner, np.array([first, leaves.stop]),
            b.tree.block, b.tree.notice, b.tree.grown, b.party, b.tree.nodes, b.tree.only, b.tree.starts,
            a.party is b.party, a.tree is b.tree, grown_m(within.separation_m), within.us, found, done,
        )  # fmt: skip
        yield found[: done[0]]
        room = room if done[1] > first else 2 * room


def _candidates(a: Filed, b: Filed, within: Within, leaves: range) -> Iterator[Pairs]:
    metres, us = grown_m(within.separation_m), within.us + 2 * meet.HALF_INSTANT_US
    for first in range(leaves.start, leaves.stop, TOGETHER):
        some = np.arange(first, min(first + TOGETHER, leaves.stop))
        rows = lanes(a.tree, some).widened(metres, us)
        about = rows.around()
        owner = a.tree.owner[some] if a.party is b.party else np.full(len(some), -1, np.int32)
        of, leaf = b.tree.reached(*about.narrow(), owner, some if a.tree is b.tree else None)
        for part in range(0, len(of), ROOM // FAN):
            yield _overlapping(a, b, some, rows, of[part : part + ROOM // FAN], leaf[part : part + ROOM // FAN])


def _overlapping(a: Filed, b: Filed, some: Positions, rows: Lanes, of: Positions, leaf: Positions) -> Pairs:
    """Which rows of these leaves of `a` (their numbers in `some`, counted by `of`) overlap which of these leaves of `b`?"""
    pair, lane = np.nonzero(rows.overlap(of, b.tree.boxes_of(leaf)))
    each, which = np.unique(leaf, return_inverse=True)
    others = lanes(b.tree, each)
    row, place = np.nonzero(others.overlap(which[pair], rows.of(of[pair], lane)))
    mine = some[of[pair[row]]] * FAN + lane[row]
    other = leaf[pair[row]] * FAN + place
    if a.tree is b.tree:
        once = other > mine
        mine, other = mine[once], other[once]
    party, other_party = a.party[a.owner(mine)], b.party[b.owner(other)]
    asked = (party >= 0) & (other_party >= 0) & (party != other_party)
    return np.column_stack([mine[asked], other[asked]])


def approaches(a: Filed, b: Filed, found: Pairs, within: Within) -> Floats:
    """How near could these pairs come? (n, 4): metres in the plane, u, v, and by how much that is beyond the limit.

    A pair that shares no instant and height, or stays beyond its limit, has inf in the first and last. On the widest reading.
    """
    near = np.empty((len(found), 4))
    if within.fast:
        compiled.kernels()["approaches"](
            a.tree.block, a.tree.manner, a.manners, b.tree.block, b.tree.manner, b.manners,
            found, within.separation_m, within.vertical_m, near,
        )  # fmt: skip
        return near
    (rows, manner), (others, other_manner) = a.rows(found[:, 0]), b.rows(found[:, 1])
    up, down = _margins(manner, other_manner, within.vertical_m)
    near[:, :3] = compiled.closest(rows, others, up, down)
    limit = plane_m(_limit_m(rows, manner, others, other_manner, within.separation_m))
    meeting = (near[:, 0] < np.inf) & (near[:, 0] <= limit)
    near[meeting, 3] = near[meeting, 0] - limit[meeting]
    near[~meeting, ::3] = np.inf
    return near


def delays(a: Filed, b: Filed, found: Pairs, within: Within) -> Floats:
    """Which delays of the first of each pair let it meet the second? (n, 2) in us; (inf, -inf) where none does."""
    each = np.empty((len(found), 2))
    if within.fast:
        compiled.kernels()["delays"](
            a.tree.block, a.tree.manner, a.manners, b.tree.block, b.tree.manner, b.manners,
            found, within.separation_m, within.vertical_m, each,
        )  # fmt: skip
        return each
    (rows, manner), (others, other_manner) = a.rows(found[:, 0]), b.rows(found[:, 1])
    up, down = _margins(other_manner, manner, within.vertical_m)
    limit = plane_m(_limit_m(others, other_manner, rows, manner, within.separation_m))
    return compiled.forbidden(others, rows, up, down, limit)


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Pairs of rows that come within the limits, n of them.

    `notices` and `numbers` (n,) hold the first row's in the upper half, the second's in the lower; `near` (n, 4) as of
    :func:`approaches`; `pairs` (n,) how many pairs of rows each stands for.
    """

    notices: Pairs
    numbers: Pairs
    near: Floats
    pairs: Pairs

    def __len__(self) -> int:
        """How many?"""
        return len(self.notices)


def together(parts: list[Hits]) -> Hits:
    """All of them, in order."""
    if len(parts) == 1:
        return parts[0]
    nothing = np.zeros(0, np.int64)
    parts = [Hits(nothing, nothing, np.zeros((0, 4)), nothing), *parts]
    return Hits(*(np.concatenate([getattr(part, name) for part in parts]) for name in Hits.__slots__))


def hits(a: Filed, b: Filed, found: Pairs, near: Floats, within: Within) -> Hits:
    """Which of these pairs come within the limits? Within one forest the smaller number of a notice comes first."""
    if within.fast:
        notices, numbers = np.empty((2, len(found)), np.int64)
        kept = np.empty((len(found), 4))
        count = compiled.counting("hits")(
            found, near, a.tree.notice, a.tree.number, b.tree.notice, b.tree.number,
            a.party is b.party, notices, numbers, kept,
        )  # fmt: skip
        return Hits(notices[:count], numbers[:count], kept[:count], np.ones(count, np.int64))
    met = np.flatnonzero(near[:, 3] < np.inf)
    (i, j), near = found[met].T, near[met]
    one, two = a.owner(i).astype(np.int64), b.owner(j).astype(np.int64)
    first, second = a.number(i).astype(np.int64), b.number(j).astype(np.int64)
    swap = (one > two) & (a.party is b.party)
    near[swap] = near[swap][:, [0, 2, 1, 3]]
    return Hits(
        np.where(swap, two << 32 | one, one << 32 | two),
        np.where(swap, second << 32 | first, first << 32 | second),
        near,
        np.ones(len(met), np.int64),
    )


def best_of_each(of: Hits, within: Within) -> Hits:
    """Of each pair of notices the hit nearest to its limit; of equals, that of the first row of a, then of b."""
    if len(of) == 0:
        return of
    if within.fast:
        order = np.argsort(of.notices)
        best, pairs = np.empty((2, len(of)), np.int64)
        count = compiled.counting("best_of_each")(order, of.notices, of.numbers, of.near, of.pairs, best, pairs)
        best, pairs = best[:count], pairs[:count]
    else:
        order = np.lexsort((of.numbers, of.near[:, 3], of.notices))
        first = np.flatnonzero(np.diff(of.notices[order], prepend=-1))
        best, pairs = order[first], np.add.reduceat(of.pairs[order], first)
    return Hits(of.notices[best], of.numbers[best], of.near[best], pairs)


def met(a: Filed, b: Filed, within: Within, leaves: range | None = None) -> Iterator[Hits]:
    """The pairs of two trees' rows that come within the limits, in parts."""
    for found in candidates(a, b, within, leaves):
        yield hits(a, b, found, approaches(a, b, found, within), within)


def met_at_once(a: Filed, b: Filed, within: Within) -> Hits:
    """Of one notice's pairs with each notice of another forest the hit nearest to its limit: quickly, where there are few."""
    if within.fast:
        leaves, notices, numbers, near, pairs = compiled.meetings(
            a.tree.block, a.tree.notice, a.tree.number, a.tree.manner, a.tree.grown, a.manners, a.party, a.tree.owner,
            b.tree.block, b.tree.notice, b.tree.number, b.tree.manner, b.tree.grown, b.manners, b.party,
            b.tree.nodes, b.tree.only, b.tree.starts, within.separation_m, within.vertical_m,
            grown_m(within.separation_m), within.us, FEW,
        )  # fmt: skip
        if leaves == len(a.tree.block):
            return Hits(notices, numbers, near, pairs)
    return best_of_each(together(list(met(a, b, within))), within)


def _margins(a: Floats, b: Floats, vertical_m: float) -> tuple[Floats, Floats]:
    n = np.arange(len(a))
    both = np.vstack([a, b])
    levels = Levels(
        both[:, REFERENCE].astype(np.intp),
        both[:, [STATED_LOW, STATED_HIGH]],
        both[:, [UNSTATED_LOW, UNSTATED_HIGH]],
    )
    found = margins(levels, n, n + len(a), vertical_m)
    return found.up_m, found.down_m


def _limit_m(a: Floats, a_manner: Floats, b: Floats, b_manner: Floats, separation_m: float) -> Floats:
    """How far apart on the ground do two rows still meet, reach and error and straying included?"""
    reach = a_manner[:, REACH] + b_manner[:, REACH]
    aside = a_manner[:, ASIDE] + b_manner[:, ASIDE]
    chord = np.maximum(_chord_m(a, a_manner), _chord_m(b, b_manner))
    error = plane_error_m(chord, np.minimum(separation_m + reach + aside, FARTHEST_M))
    limit: Floats = separation_m + reach + aside + (error + a_manner[:, SAG] + b_manner[:, SAG])
    return limit


def _chord_m(rows: Floats, manner: Floats) -> Floats:
    own = np.sqrt((rows[:, meet.DX : meet.DZ + 1] ** 2).sum(axis=1))
    return np.where(manner[:, CHORD] > 0, manner[:, CHORD], own)
