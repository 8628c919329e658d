"""Which two edges of a closed chain touch? Exact in integers, without asking every pair.

Edges are held in a tree of boxes over their order along the chain: neighbours in order are neighbours in place, so for
an ordinary outline of n edges about n pairs of boxes overlap. Memory stays bounded whatever the outline; one made so
that every box overlaps every other (100,000 long slanting teeth) costs time, never memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_BLOCK = 1 << 18
"""How many pairs are looked at together: some tens of megabytes."""
_AT_ONCE = 32
"""So few boxes are compared each with each, without going down the tree to them."""
_NOWHERE = 1 << 62
"""Bounds of an empty box: no shift by a turn brings it near anything, and none overflows."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A closed line in a plane that repeats every `period` in x.

    `x` and `y` hold n + 1 places of n edges, edge i from place i to place i + 1; no edge has length zero. The last
    place is the first one, whole periods away. Differences of x within an edge are less than a period.
    """

    x: Ints
    y: Ints
    period: int


def first_touch(chain: Chain) -> tuple[int, int] | None:
    """Which two edges cross or touch each other, other than where one begins as the other ends? None if no two do.

    Two neighbours that fold back upon each other touch. The chain is compared with itself turned by whole periods too,
    so that a spiral round a pole is found to cross itself. Exact: no rounding decides. The same chain always gives the
    same pair, though not the lowest.
    """
    levels = _levels(chain)
    for turn in range(int(chain.x.max() - chain.x.min()) // chain.period + 1):
        shift = turn * chain.period
        for a, b in _candidates(levels, shift):
            touch = _touch(chain, a, b, shift)
            if touch.any():
                at = int(touch.argmax())
                return int(a[at]), int(b[at])
    return None


def _levels(chain: Chain) -> list[Ints]:
    """The boxes of the edges, of every two, of every four ...: root first, each level (x lo, y lo, x hi, y hi)."""
    n = len(chain.x) - 1
    leaves = np.empty((4, 1 << (n - 1).bit_length()), np.int64)
    leaves[:2], leaves[2:] = _NOWHERE, -_NOWHERE
    for row, values in enumerate((chain.x, chain.y)):
        leaves[row, :n] = np.minimum(values[:-1], values[1:])
        leaves[row + 2, :n] = np.maximum(values[:-1], values[1:])
    levels = [leaves]
    while (wide := levels[-1]).shape[1] > 1:
        lows = np.minimum(wide[:2, ::2], wide[:2, 1::2])
        levels.append(np.concatenate([lows, np.maximum(wide[2:, ::2], wide[2:, 1::2])]))
    return levels[::-1]


def _candidates(levels: list[Ints], shift: int) -> Iterator[tuple[Ints, Ints]]:
    """Which pairs of edges have boxes that touch, the second one moved by `shift` in x? Blocks of pairs.

    Without a shift each pair comes once, the lower edge first, and no edge with itself.
    """
    depth = sum(level.shape[1] <= _AT_ONCE for level in levels) - 1
    boxes = levels[depth].shape[1]
    waiting = [(depth, *np.divmod(np.arange(boxes * boxes), boxes))]
    while waiting:
        depth, a, b = waiting.pop()
        near = _boxes_touch(levels[depth], a, b, shift)
        if shift == 0:
            near &= a < b if depth + 1 == len(levels) else a <= b
        a, b = a[near], b[near]
        if depth + 1 == len(levels):
            yield a, b
            continue
        parts = [slice(start, start + _BLOCK) for start in range(0, len(a), _BLOCK)]
        waiting.extend((depth + 1, *_children(a[part], b[part])) for part in parts)


def _children(a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The four pairs of halves of every pair of boxes."""
    first = (2 * a[:, None] + np.array([0, 0, 1, 1])).ravel()
    second = (2 * b[:, None] + np.array([0, 1, 0, 1])).ravel()
    return first, second


def _boxes_touch(level: Ints, a: Ints, b: Ints, shift: int) -> Flags:
    """Do these boxes touch or overlap, the second ones moved by `shift` in x?"""
    ax, ay, ax2, ay2 = level[:, a]
    bx, by, bx2, by2 = level[:, b]
    flags: Flags = (ax <= bx2 + shift) & (bx + shift <= ax2) & (ay <= by2) & (by <= ay2)
    return flags


def _touch(chain: Chain, a: Ints, b: Ints, shift: int) -> Flags:
    """Do these edges, whose boxes touch, touch themselves (neighbours: fold back upon each other)?"""
    x, y, n = chain.x, chain.y, len(chain.x) - 1
    bx, bx2 = x[b] + shift, x[b + 1] + shift
    follows = ((b - a) % n == 1) & (bx == x[a + 1])
    precedes = ((a - b) % n == 1) & (bx2 == x[a])
    touch = _closed_edges_meet((x[a], y[a], x[a + 1], y[a + 1]), (bx, y[b], bx2, y[b + 1]))
    beside = follows | precedes
    before, after = np.where(follows, a, b)[beside], np.where(follows, b, a)[beside]
    touch[beside] = _folds_back(chain, before, after)
    return touch


def _closed_edges_meet(a: tuple[Ints, Ints, Ints, Ints], b: tuple[Ints, Ints, Ints, Ints]) -> Flags:
    """Do closed segments whose boxes touch meet? Each must have the other's ends on both sides, or on its line.

    Segments on one line meet exactly if their boxes do. Source: de Berg et al., Computational Geometry, section 2.1.
    """
    ax, ay, ax2, ay2 = a
    bx, by, bx2, by2 = b
    meet: Flags = side(ax, ay, ax2, ay2, bx, by) * side(ax, ay, ax2, ay2, bx2, by2) <= 0
    doubt = np.flatnonzero(meet)
    ax, ay, ax2, ay2, bx, by, bx2, by2 = (values[doubt] for values in (*a, *b))
    meet[doubt] = side(bx, by, bx2, by2, ax, ay) * side(bx, by, bx2, by2, ax2, ay2) <= 0
    return meet


def _folds_back(chain: Chain, before: Ints, after: Ints) -> Flags:
    """Does the edge `after`, which begins where `before` ends, run back along it?"""
    ux, uy = chain.x[before + 1] - chain.x[before], chain.y[before + 1] - chain.y[before]
    vx, vy = chain.x[after + 1] - chain.x[after], chain.y[after + 1] - chain.y[after]
    nought = np.zeros_like(ux)
    # On one line neither product can cancel the other, so their signs survive floats.
    back = ux * vx.astype(np.float64) + uy * vy.astype(np.float64) < 0
    flags: Flags = back & (side(nought, nought, ux, uy, vx, vy) == 0)
    return flags


def side(ax: Ints, ay: Ints, bx: Ints, by: Ints, cx: Ints, cy: Ints) -> NDArray[np.int8]:
    """On which side of the line from a to b does c lie: 1 left, -1 right, 0 on it?

    Exact: rounding never turns the order of two products round, so that unequal floats tell the sign; where they are
    equal and too large to be exact, Python's integers decide. Arrays broadcast; differences must be below 2^53.
    """
    ux, uy, vx, vy = bx - ax, by - ay, cx - ax, cy - ay
    left, right = ux.astype(np.float64) * vy, uy.astype(np.float64) * vx
    sides: NDArray[np.int8] = np.sign(left - right).astype(np.int8)
    doubt = (left == right) & (np.abs(left) >= 2.0**53)
    if doubt.any():
        exact = [part[doubt].astype(object) for part in np.broadcast_arrays(ux, vy, uy, vx)]
        sides[doubt] = np.sign(exact[0] * exact[1] - exact[2] * exact[3]).astype(np.int8)
    return sides
