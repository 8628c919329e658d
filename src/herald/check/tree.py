"""Which rows could be near others, at a time? Boxes in space and time, packed along a curve that keeps neighbours together.

Complete by construction: the box of every node holds all that its rows can reach, rounded outward, and every overlapping
pair is followed. Rows lie in leaves of sixteen, column by column, so that a whole leaf is asked at once; sixteen leaves
make a node, sixteen nodes the next. Source: design/search.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from herald.check import meet
from herald.check.legs import Flags
from herald.check.rows import LINE, Numbers, Rows
from herald.geometry.ellipsoid import Floats

Narrow = NDArray[np.float32]
Positions = NDArray[np.intp]

FAN = 16
"""Rows in a leaf, leaves in a node, nodes in the next."""
TOGETHER = 1024
"""How many leaves are filled together."""
OUTWARD = 1.2e-7
"""A number and this part of it more is at least itself when rounded to 32 bits, whose rounding is at most 6e-8."""
_BITS = 15
_SAMPLE = 4096
_ASKED = np.array([2e3, 2e3, 2e3, 6e7])
"""By how much who asks is usually larger: a kilometre to either side, and a minute."""
_FAR = 1e18
_NOBODY = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """From `low` to `high` (4, n): along the three axes of ECEF in metres, then in us from the epoch."""

    low: Floats
    high: Floats

    def narrow(self) -> tuple[Narrow, Narrow]:
        """In 32 bits, rounded outward."""
        more = [np.where(np.isfinite(side), np.abs(side) * OUTWARD, 0.0) for side in (self.low, self.high)]
        return (self.low - more[0]).astype(np.float32), (self.high + more[1]).astype(np.float32)


def boxes(rows: Rows) -> Boxes:
    """What could each row reach, and half the resolution of an instant to either side?"""
    line, grown = rows.line.T, rows.grown_m()
    low, high = np.empty((2, 4, len(rows)))
    for axis in range(3):
        end = line[axis] + line[axis + 3]
        low[axis], high[axis] = np.minimum(line[axis], end) - grown, np.maximum(line[axis], end) + grown
    low[3] = line[meet.E0] - meet.HALF_INSTANT_US
    high[3] = line[meet.L0] + line[meet.DL] + meet.HALF_INSTANT_US
    return Boxes(low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Rows in leaves, leaves in nodes.

    `block` (leaves, 10, 16) are the rows' lines, a lane each; `notice`, `number`, `manner` (leaves, 16) as in :class:`Rows`. An
    empty lane is at no instant. `grown` (leaves,) is the most that a row of the leaf is grown by, in metres.
    `nodes` (m, 8, 16) are the boxes of what lies below, four lows, four highs: the level above the leaves first; `only` (m, 16)
    is the notice that all of it is of, or -1 for several. `starts` (levels + 1,) says where each level begins.
    """

    block: Floats
    notice: Numbers
    number: Numbers
    manner: Numbers
    grown: Floats
    nodes: Narrow
    only: Numbers
    starts: NDArray[np.int64]

    @property
    def owner(self) -> Numbers:
        """Whose are all the rows of each leaf? A notice, or -1 for several; as many as there is room for in the nodes."""
        return self.only[: self.starts[1]].ravel()

    @property
    def nbytes(self) -> int:
        """How many bytes does it hold?"""
        return sum(getattr(self, name).nbytes for name in self.__slots__)

    def rows(self, manners: Floats) -> Rows:
        """All rows, in the order in which they lie; empty lanes are left out."""
        line = self.block.transpose(0, 2, 1).reshape(-1, LINE)
        there = line[:, meet.E0] < np.inf
        notice, number, manner = (getattr(self, name).ravel()[there] for name in ("notice", "number", "manner"))
        return Rows(line[there], notice, number, manner, manners)

    def at(self, position: Positions) -> Floats:
        """The lines (k, 10) of the rows at these positions: sixteen times the leaf, and the lane."""
        leaf, lane = np.divmod(position, FAN)
        return self.block[leaf, :, lane]

    def boxes_of(self, leaf: Positions) -> Boxes:
        """The boxes of these leaves, rounded outward."""
        node, child = np.divmod(leaf, FAN)
        both = self.nodes[node, :, child]
        return Boxes(both[:, :4].T.astype(np.float64), both[:, 4:].T.astype(np.float64))

    def reached(
        self, low: Narrow, high: Narrow, owner: Numbers, from_leaf: Positions | None = None
    ) -> tuple[Positions, Positions]:
        """Which leaves does each of these boxes (4, n) overlap? As pairs (box, leaf), down the tree level by level.

        Leaves that are all of the box's own notice, `owner` (n,), are left out; -1: none. `from_leaf` (n,): none before this one.
        """
        levels = len(self.starts) - 1
        top = np.arange(self.starts[levels] - self.starts[levels - 1])
        box, node = (each.ravel() for each in np.meshgrid(np.arange(low.shape[1]), top, indexing="ij"))
        asked = np.concatenate([high, low]).T
        for level in reversed(range(levels)):
            found_box, found_node = [np.zeros(0, np.intp)], [np.zeros(0, np.intp)]
            for some in _in_parts(len(node)):
                at, of = self.starts[level] + node[some], asked[box[some], :, None]
                inside = np.logical_and.reduce(self.nodes[at, :4] <= of[:, :4], axis=1)
                inside &= np.logical_and.reduce(self.nodes[at, 4:] >= of[:, 4:], axis=1)
                inside &= (self.only[at] < 0) | (self.only[at] != owner[box[some], None])
                which, child = np.nonzero(inside)
                found_box.append(box[some][which])
                found_node.append(node[some][which] * FAN + child)
            box, node = np.concatenate(found_box), np.concatenate(found_node)
            if from_leaf is not None:
                kept = (node + 1) * FAN**level > from_leaf[box]
                box, node = box[kept], node[kept]
        return box, node


@dataclass(frozen=True, slots=True, eq=False)
class Lanes:
    """The boxes of the rows of k leaves, a lane each: `low`, `high` (k, 4, 16). An empty lane's box holds nothing."""

    low: Floats
    high: Floats

    def widened(self, metres: float, us: float) -> Lanes:
        """The same, larger on all sides."""
        more = np.array([metres, metres, metres, us])[:, None]
        return Lanes(self.low - more, self.high + more)

    def around(self) -> Boxes:
        """The box about each leaf's rows."""
        return Boxes(self.low.min(axis=2).T, self.high.max(axis=2).T)

    def of(self, leaf: Positions, lane: Positions) -> Boxes:
        """The boxes of these rows alone."""
        return Boxes(self.low[leaf, :, lane].T, self.high[leaf, :, lane].T)

    def overlap(self, leaf: Positions, box: Boxes) -> Flags:
        """Which lanes of these leaves (n,) does each box (4, n) overlap? (n, 16). Touching is overlapping."""
        apart = np.zeros((len(leaf), FAN), np.bool_)
        for axis in (3, 0, 1, 2):
            apart |= self.low[leaf, axis] > box.high[axis, :, None]
            apart |= self.high[leaf, axis] < box.low[axis, :, None]
        return ~apart


def lanes(tree: Tree, leaf: Positions) -> Lanes:
    """The boxes of the rows of these leaves, each grown by the most that any row of its leaf is; in time by nothing."""
    block, grown = tree.block[leaf], tree.grown[leaf, None, None]
    end = block[:, :3] + block[:, 3:6]
    last = block[:, meet.L0, None] + block[:, meet.DL, None]
    low = np.concatenate([np.minimum(block[:, :3], end) - grown, block[:, meet.E0, None]], axis=1)
    high = np.concatenate([np.maximum(block[:, :3], end) + grown, last], axis=1)
    empty = (block[:, meet.E0] == np.inf)[:, None]
    return Lanes(np.where(empty, np.inf, low), np.where(empty, -np.inf, high))


def _in_parts(n: int, part: int = 1 << 13) -> list[slice]:
    return [slice(first, first + part) for first in range(0, n, part)]


def packed(rows: Rows) -> Tree:
    """The tree of these rows, neighbours together."""
    return laid(rows if len(rows) <= FAN else rows.take(order(rows)))


def laid(rows: Rows, leaves: int | None = None) -> Tree:
    """The tree of these rows as they come; `leaves` makes room for so many."""
    leaves = -(-len(rows) // FAN) if leaves is None else leaves
    block = np.zeros((leaves, LINE, FAN))
    block[:, meet.E0], block[:, meet.L0] = np.inf, -np.inf
    notice, number, manner = np.zeros((3, leaves, FAN), np.int32)
    sizes = [-(-leaves // FAN)]
    while sizes[-1] > FAN:
        sizes.append(-(-sizes[-1] // FAN))
    nodes, only = np.full((sum(sizes), 8, FAN), np.inf, np.float32), np.full((sum(sizes), FAN), -1, np.int32)
    nodes[:, 4:] = -np.inf
    tree = Tree(block, notice, number, manner, np.zeros(leaves), nodes, only, np.cumsum([0, *sizes]))
    fill(tree, 0, rows)
    return tree


def fill(tree: Tree, leaf: int, rows: Rows) -> int:
    """Put these rows into the tree's empty leaves from this one on; returns the next empty leaf."""
    for part in _in_parts(len(rows), TOGETHER * FAN):
        leaf = _fill(tree, leaf, rows.take(part))
    return leaf


def _fill(tree: Tree, leaf: int, rows: Rows) -> int:
    filled = -(-len(rows) // FAN)
    here, whole = slice(leaf, leaf + filled), filled * FAN
    lines, low, high = (
        np.zeros((whole, LINE)),
        np.full((4, whole), np.inf, np.float32),
        np.full((4, whole), -np.inf, np.float32),
    )
    lines[:, meet.E0], lines[:, meet.L0] = np.inf, -np.inf
    lines[: len(rows)] = rows.line
    low[:, : len(rows)], high[:, : len(rows)] = boxes(rows).narrow()
    tree.block[here] = lines.reshape(filled, FAN, LINE).transpose(0, 2, 1)
    for name in ("notice", "number", "manner"):
        getattr(tree, name)[here].reshape(-1)[: len(rows)] = getattr(rows, name)
    grown = np.zeros(whole)
    grown[: len(rows)] = rows.grown_m()
    tree.grown[here] = grown.reshape(filled, FAN).max(axis=1)
    first, last = np.full(whole, _NOBODY, np.int32), np.full(whole, -1, np.int32)
    first[: len(rows)] = last[: len(rows)] = rows.notice
    least, most = first.reshape(filled, FAN).min(axis=1), last.reshape(filled, FAN).max(axis=1)
    _enter(tree, leaf, low, high, np.where(least == most, least, -1))
    return leaf + filled


def _enter(tree: Tree, first: int, low: Narrow, high: Narrow, only: Numbers) -> None:
    """Enter the boxes (4, n) of the rows of whole leaves from this leaf on, and whose each leaf is, into all levels."""
    for level in range(len(tree.starts) - 1):
        low, high = low.reshape(4, -1, FAN).min(axis=2), high.reshape(4, -1, FAN).max(axis=2)
        child = first + np.arange(low.shape[1])
        node = tree.starts[level] + child // FAN
        tree.nodes[node, :4, child % FAN] = low.T
        tree.nodes[node, 4:, child % FAN] = high.T
        tree.only[node, child % FAN] = only
        first = first // FAN
        here = slice(tree.starts[level] + first, node[-1] + 1)
        low, high = tree.nodes[here].transpose(1, 0, 2).reshape(2, 4, -1)
        there = tree.nodes[here, 0] < np.inf
        least = np.where(there, tree.only[here], _NOBODY).min(axis=1)
        most = np.where(there, tree.only[here], -1).max(axis=1)
        only = np.where(least == most, least, -1)


def order(rows: Rows) -> Positions:
    """In which order do the rows lie so that neighbours stand together? Along a Hilbert curve, small boxes before large.

    A presence of a week among movements of an hour would stretch every node it lies in: rows are parted by size first.
    """
    first, width, size = _scale(boxes(rows.take(slice(None, None, max(len(rows) // _SAMPLE, 1)))))
    keys = []
    for part in _in_parts(len(rows), 1 << 14):
        centre, extent = _spans(boxes(rows.take(part)))
        cell = np.clip((centre - first) / width, 0.0, 1.0) * ((1 << _BITS) - 1)
        magnitude = np.clip(np.log2((extent / width).max(axis=0) / size) / 3, 0.0, 7.0).astype(np.uint64)
        keys.append(hilbert(cell.astype(np.uint32)) | magnitude << np.uint64(4 * _BITS))
    return np.argsort(np.concatenate(keys), kind="stable")


def _spans(of: Boxes) -> tuple[Floats, Floats]:
    """Where is the middle of each box (4, n), and how far does it reach? What is unbounded is far away."""
    low, high = np.maximum(of.low, -_FAR), np.minimum(of.high, _FAR)
    return (low + high) / 2, high - low


def _scale(sample: Boxes) -> tuple[Floats, Floats, float]:
    """Where do most boxes begin (4, 1), over what widths (4, 1) are they laid out, and what part of these is one like most?

    One step along the curve is to be as much of a usual box, and of who asks for it, in space as in time: what a question then
    touches beyond its answer is least.
    """
    centre, extent = _spans(sample)
    first, last = np.quantile(centre, [0.01, 0.99], axis=1)
    usual = np.median(extent, axis=1) + _ASKED
    usual[:3] = usual[:3].max()
    width = usual * max(((last - first) / usual).max(), 1.0)
    return first[:, None], width[:, None], float(np.median((extent / width[:, None]).max(axis=0)))


def hilbert(cells: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """How far along the Hilbert curve does each cell lie? (4, n) whole numbers of 15 bits -> (n,).

    Source: J. Skilling, Programming the Hilbert curve, AIP Conference Proceedings 707 (2004).
    """
    x = cells.copy()
    for bit in reversed(range(1, _BITS)):
        below = np.uint32((1 << bit) - 1)
        for axis in x:
            turned = -(axis >> np.uint32(bit) & np.uint32(1))
            swapped = (x[0] ^ axis) & below & ~turned
            x[0] ^= swapped | below & turned
            np.bitwise_xor(axis, swapped, out=axis)
    for axis in range(1, len(x)):
        x[axis] ^= x[axis - 1]
    turn = np.zeros_like(x[0])
    for bit in range(1, _BITS):
        turn ^= -(x[-1] >> np.uint32(bit) & np.uint32(1)) & np.uint32((1 << bit) - 1)
    key = np.zeros(x.shape[1], np.uint64)
    for place, axis in enumerate(x[::-1]):
        key |= _spread((axis ^ turn).astype(np.uint64)) << np.uint64(place)
    return key


def _spread(axis: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Sixteen bits, three empty ones after each."""
    for shift, kept in (
        (24, 0x000000FF000000FF),
        (12, 0x000F000F000F000F),
        (6, 0x0303030303030303),
        (3, 0x1111111111111111),
    ):
        axis = (axis | axis << np.uint64(shift)) & np.uint64(kept)
    return axis
