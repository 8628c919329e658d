"""Which pairs of rows are near, and what is to be said of them? The search of :mod:`herald.check.forest` as Numba compiles it.

The same questions as in the forest's NumPy, on the same arrays, without a temporary array for every step; a test holds the
answers equal. Nothing here is run as it stands: it would be slow, not wrong.
"""

from __future__ import annotations

from math import inf, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from herald.check.meet import (
    DL,
    DX,
    DY,
    DZ,
    E0,
    HALF_INSTANT_US,
    L0,
    Metric,
    closest,
    forbidden,
    metric,
    place_and_height,
    time_and_height,
)
from herald.check.rows import (
    ASIDE,
    BOTTOM,
    BOTTOM_RISE,
    CHORD,
    REACH,
    REFERENCE,
    SAG,
    STATED_HIGH,
    STATED_LOW,
    TOP,
    TOP_RISE,
    UNSTATED_HIGH,
    UNSTATED_LOW,
)
from herald.geometry.ellipsoid import Floats

Numbers = NDArray[np.int32]
Whole = NDArray[np.int64]
Narrow = NDArray[np.float32]
Flags = NDArray[np.bool_]
Boxed = Floats | Narrow
Row = tuple[float, ...]

FAN = 16
OUTWARD = 1.2e-7
STACK = 4096
PLANE = 1.02 / 6335439.3**2
TWO_RADII_M = 2 * 6371008.8
FARTHEST_M = 2e6
QUARTER_TURN = 0.7853981633974483
"""These stand in :mod:`herald.check.tree` and :mod:`herald.geometry.ellipsoid` too: literals for Numba, held equal by a test."""


def ends(block: Floats, grown_m: float, us: float, low: Floats, high: Floats) -> None:
    """From where to where, and when, could each row of a leaf (10, 16) be? Into `low`, `high` (4, 16); an empty lane: nowhere."""
    for lane in range(FAN):
        low[3, lane], high[3, lane] = block[E0, lane] - us, block[L0, lane] + block[DL, lane] + us
        for axis in range(3):
            start = block[axis, lane]
            end = start + block[axis + 3, lane]
            low[axis, lane] = min(start, end) - grown_m
            high[axis, lane] = max(start, end) + grown_m
        if block[E0, lane] == inf:
            low[:, lane], high[:, lane] = inf, -inf


def around(low: Floats, high: Floats, box: Narrow) -> None:
    """The box about all lanes of a leaf, in 32 bits, rounded outward: four lows, four highs."""
    for axis in range(4):
        least, most = inf, -inf
        for lane in range(FAN):
            least, most = min(least, low[axis, lane]), max(most, high[axis, lane])
        box[axis], box[axis + 4] = least - abs(least) * OUTWARD, most + abs(most) * OUTWARD


def touching(low: Boxed, high: Boxed, least: Boxed, most: Boxed, inside: Flags) -> bool:
    """Which of sixteen boxes (4, 16) does one from `least` to `most` (4,) overlap, if any? Touching is overlapping."""
    x0, y0, z0, t0 = least[0], least[1], least[2], least[3]
    x1, y1, z1, t1 = most[0], most[1], most[2], most[3]
    some = False
    for lane in range(FAN):
        inside[lane] = (
            (low[3, lane] <= t1) & (high[3, lane] >= t0)
            & (low[0, lane] <= x1) & (high[0, lane] >= x0)
            & (low[1, lane] <= y1) & (high[1, lane] >= y0)
            & (low[2, lane] <= z1) & (high[2, lane] >= z0)
        )  # fmt: skip
        some |= inside[lane]
    return some


def others(
    lanes: Flags,
    after: int,
    party: int,
    b_party: Numbers,
    notice: Numbers,
    row: int,
    first: int,
    found: Whole,
    count: int,
) -> int:
    """Enter the pairs of one row with these lanes of a leaf, of other parties, after a lane; returns how many there are now."""
    for lane in range(after + 1, FAN):
        if lanes[lane]:
            other = b_party[notice[lane]]
            if party >= 0 and other >= 0 and other != party:
                found[count, 0], found[count, 1] = row, first + lane
                count += 1
    return count


def candidates(
    a_block: Floats, a_notice: Numbers, a_grown: Floats, a_party: Numbers, owner: Numbers, a_leaves: Whole,
    b_block: Floats, b_notice: Numbers, b_grown: Floats, b_party: Numbers, nodes: Narrow, only: Numbers, starts: Whole,
    of_one_forest: bool, within_itself: bool, metres: float, us: float, found: Whole, done: Whole,
) -> None:  # fmt: skip
    """Which rows of one tree could be near which of another? Into `found` (n, 2), positions in either.

    From the leaf `a_leaves[0]` up to `a_leaves[1]`; `done` (2,) gets how many were found, and the leaf before which it stopped
    because `found` was full. `of_one_forest`: the numbers of notices are the same in both, so that what is all of one notice need
    not be held against itself. `within_itself`: both trees are the same, and each pair is found once.
    """
    a_low, a_high = np.empty((4, FAN)), np.empty((4, FAN))
    b_low, b_high = np.empty((4, FAN)), np.empty((4, FAN))
    stack, asked = np.empty((STACK, 2), np.int64), np.empty(8, np.float32)
    inside, rows, lanes = np.empty(FAN, np.bool_), np.empty(FAN, np.bool_), np.empty(FAN, np.bool_)
    top = len(starts) - 2
    count = 0
    for leaf in range(a_leaves[0], a_leaves[1]):
        done[0], done[1] = count, leaf
        first = leaf if within_itself else 0
        mine = owner[leaf] if of_one_forest else np.int32(-1)
        ends(a_block[leaf], a_grown[leaf] + metres, us + 2 * HALF_INSTANT_US, a_low, a_high)
        around(a_low, a_high, asked)
        depth = starts[top + 1] - starts[top]
        for node in range(depth):
            stack[node, 0], stack[node, 1] = top, node
        while depth > 0:
            depth -= 1
            level, node = stack[depth, 0], stack[depth, 1]
            at = starts[level] + node
            box = nodes[at]
            if not touching(box[:4], box[4:], asked[:4], asked[4:], inside):
                continue
            for lane in range(FAN):
                child = node * FAN + lane
                if not inside[lane] or (child + 1) * FAN**level <= first or (mine >= 0 and only[at, lane] == mine):
                    continue
                if level > 0:
                    stack[depth, 0], stack[depth, 1] = level - 1, child
                    depth += 1
                elif touching(a_low, a_high, box[:4, lane], box[4:, lane], rows):
                    if count + FAN * FAN > len(found):
                        return
                    ends(b_block[child], b_grown[child], 0.0, b_low, b_high)
                    for i in range(FAN):
                        if rows[i] and touching(b_low, b_high, a_low[:, i], a_high[:, i], lanes):
                            after = i if within_itself and child == leaf else -1
                            party = a_party[a_notice[leaf, i]]
                            count = others(
                                lanes, after, party, b_party, b_notice[child], leaf * FAN + i, child * FAN, found, count
                            )
    done[0], done[1] = count, a_leaves[1]


def row(block: Floats, manner: Floats, lane: int) -> Row:
    """One row of a leaf as the kernel takes it."""
    return (
        block[0, lane], block[1, lane], block[2, lane], block[3, lane], block[4, lane], block[5, lane],
        block[6, lane], block[7, lane], block[8, lane], block[9, lane],
        manner[BOTTOM], manner[BOTTOM_RISE], manner[TOP], manner[TOP_RISE],
    )  # fmt: skip


def up_and_down(a: Floats, b: Floats, vertical_m: float) -> tuple[float, float]:
    """How far may A's low edge lie above B's high edge, and B's above A's? :func:`herald.check.heights.margins`, widest reading."""
    low, high = 0.0, 0.0
    same = a[REFERENCE] == b[REFERENCE]
    relief = a[REFERENCE] == 0.0 and a[UNSTATED_LOW] > -inf and b[UNSTATED_LOW] > -inf
    if not same or relief:
        low, high = a[STATED_LOW] - b[STATED_HIGH], a[STATED_HIGH] - b[STATED_LOW]
    if same:
        return vertical_m - low, vertical_m + high
    return vertical_m - low - (a[UNSTATED_LOW] - b[UNSTATED_HIGH]), vertical_m + high + (
        a[UNSTATED_HIGH] - b[UNSTATED_LOW]
    )


def chord_m(a: Row, manner: Floats) -> float:
    """How long is the chord that a row is cut from?"""
    if manner[CHORD] > 0.0:
        return float(manner[CHORD])
    return sqrt(a[DX] * a[DX] + a[DY] * a[DY] + a[DZ] * a[DZ])


def limit_m(a: Row, b: Row, a_manner: Floats, b_manner: Floats, separation_m: float) -> float:
    """How far apart on the ground do two rows still meet, reach and error and straying included?"""
    reach = a_manner[REACH] + b_manner[REACH]
    aside = a_manner[ASIDE] + b_manner[ASIDE]
    s, d = max(chord_m(a, a_manner), chord_m(b, b_manner)), min(separation_m + reach + aside, FARTHEST_M)
    error = PLANE * (s * s * d / 4 + s**3 / 15 + d**3 / 2000) + 1e-5 + a_manner[SAG] + b_manner[SAG]
    return float(separation_m + reach + aside + error)


def aside_of(m: Metric, limit_m: float) -> bool:
    """Does one leg lie wholly on one side of the other's line, beyond the limit, whatever the instants? Then they never meet.

    Sound, not complete: a micrometre and a millionth of the limit are left for rounding, far more than it takes; what is not
    told here :func:`closest` tells. Five of six pairs that stay beyond their limit are seen here.
    """
    ax, ay, bx, by, rx, ry = m
    cross, least = ax * by - ay * bx, limit_m * (1 + 1e-6) + 1e-6
    start = ax * ry - ay * rx
    end = start - cross
    if start * end > 0.0 and min(abs(start), abs(end)) > least * sqrt(ax * ax + ay * ay):
        return True
    start = bx * ry - by * rx
    end = start - cross
    return start * end > 0.0 and min(abs(start), abs(end)) > least * sqrt(bx * bx + by * by)


def in_plane_m(arc_m: float) -> float:
    """:func:`herald.geometry.ellipsoid.plane_m`."""
    half = arc_m / TWO_RADII_M
    return TWO_RADII_M * sin(half) if half < QUARTER_TURN else inf


def approaches(
    a_block: Floats, a_manner: Numbers, a_manners: Floats, b_block: Floats, b_manner: Numbers, b_manners: Floats,
    found: Whole, separation_m: float, vertical_m: float, near: Floats,
) -> None:  # fmt: skip
    """How near could these pairs come? Into `near` (n, 4): metres in the plane, u, v, and by how much that is beyond the limit.

    A pair that shares no instant and height, or stays beyond its limit, has inf, and any u and v.
    """
    for k in range(len(found)):
        leaf, lane = found[k, 0] // FAN, found[k, 0] % FAN
        other, place = found[k, 1] // FAN, found[k, 1] % FAN
        ma, mb = a_manners[a_manner[leaf, lane]], b_manners[b_manner[other, place]]
        a, b = row(a_block[leaf], ma, lane), row(b_block[other], mb, place)
        m, limit = metric(a, b), limit_m(a, b, ma, mb, separation_m)
        near[k, 0], near[k, 1], near[k, 2], near[k, 3] = inf, 0.0, 0.0, inf
        if limit <= FARTHEST_M and aside_of(m, limit):
            continue
        up, down = up_and_down(ma, mb, vertical_m)
        d2, u, v = closest(time_and_height(a, b, up, down), m)
        near[k, 1], near[k, 2] = u, v
        if d2 <= limit * limit or (limit > FARTHEST_M and d2 < inf):
            within, metres = in_plane_m(limit), sqrt(d2)
            if metres <= within:
                near[k, 0], near[k, 3] = metres, metres - within


def delays(
    a_block: Floats, a_manner: Numbers, a_manners: Floats, b_block: Floats, b_manner: Numbers, b_manners: Floats,
    found: Whole, separation_m: float, vertical_m: float, each: Floats,
) -> None:  # fmt: skip
    """Which delays of the first of each pair let it meet the second? Into `each` (n, 2) in us; (inf, -inf) where none does."""
    for k in range(len(found)):
        leaf, lane = found[k, 0] // FAN, found[k, 0] % FAN
        other, place = found[k, 1] // FAN, found[k, 1] % FAN
        ma, mb = a_manners[a_manner[leaf, lane]], b_manners[b_manner[other, place]]
        a, b = row(a_block[leaf], ma, lane), row(b_block[other], mb, place)
        m, limit = metric(b, a), limit_m(b, a, mb, ma, separation_m)
        each[k, 0], each[k, 1] = inf, -inf
        if limit <= FARTHEST_M and aside_of(m, limit):
            continue
        up, down = up_and_down(mb, ma, vertical_m)
        within = in_plane_m(limit)
        each[k, 0], each[k, 1] = forbidden(b, a, place_and_height(b, a, up, down), m, within * within)


def hits(
    found: Whole, near: Floats, a_notice: Numbers, a_number: Numbers, b_notice: Numbers, b_number: Numbers,
    sorting: bool, notices: Whole, numbers: Whole, kept: Floats,
) -> int:  # fmt: skip
    """Which of these pairs come within the limits? Their notices, the numbers of their rows, and what is near; how many.

    `notices`, `numbers` (n,) hold the first in the upper half, the second in the lower. `sorting`: the smaller notice first.
    """
    count = 0
    for k in range(len(found)):
        if near[k, 3] == inf:
            continue
        leaf, lane = found[k, 0] // FAN, found[k, 0] % FAN
        other, place = found[k, 1] // FAN, found[k, 1] % FAN
        a, b = np.int64(a_notice[leaf, lane]), np.int64(b_notice[other, place])
        i, j = np.int64(a_number[leaf, lane]), np.int64(b_number[other, place])
        kept[count, 0], kept[count, 1], kept[count, 2], kept[count, 3] = near[k, 0], near[k, 1], near[k, 2], near[k, 3]
        if sorting and a > b:
            a, b, i, j = b, a, j, i
            kept[count, 1], kept[count, 2] = near[k, 2], near[k, 1]
        notices[count], numbers[count] = a << 32 | b, i << 32 | j
        count += 1
    return count


def best_of_each(
    order: Whole, notices: Whole, numbers: Whole, near: Floats, stands_for: Whole, best: Whole, pairs: Whole
) -> int:
    """Of each pair of notices, which hit is nearest to its limit, and how many rows' pairs are hit? Returns how many there are.

    `order` sorts the notices. `stands_for` says how many pairs of rows each hit is, `pairs` gets each group's sum.
    """
    count, last, total = -1, np.int64(-1), np.int64(0)
    for k in order:
        if notices[k] != last:
            if count >= 0:
                pairs[count] = total
            count, last, total = count + 1, notices[k], np.int64(0)
            best[count] = k
        elif near[k, 3] < near[best[count], 3] or (
            near[k, 3] == near[best[count], 3] and numbers[k] < numbers[best[count]]
        ):
            best[count] = k
        total += stands_for[k]
    if count >= 0:
        pairs[count] = total
    return count + 1


def meetings(
    a_block: Floats, a_notice: Numbers, a_number: Numbers, a_manner: Numbers, a_grown: Floats, a_manners: Floats, a_party: Numbers,
    owner: Numbers, b_block: Floats, b_notice: Numbers, b_number: Numbers, b_manner: Numbers, b_grown: Floats, b_manners: Floats,
    b_party: Numbers, nodes: Narrow, only: Numbers, starts: Whole, separation_m: float, vertical_m: float, metres: float,
    us: float, room: int,
) -> tuple[int, Whole, Whole, Floats, Whole]:  # fmt: skip
    """All of the above for one notice against a tree, at once; the first number is how many leaves of the notice were asked.

    Where these are not all, `room` was not enough for its candidates and the rest is not what was asked for.
    """
    found, done = np.empty((room, 2), np.int64), np.zeros(2, np.int64)
    leaves = np.array([0, len(a_block)])
    candidates(
        a_block, a_notice, a_grown, a_party, owner, leaves, b_block, b_notice, b_grown, b_party, nodes, only, starts,
        False, False, metres, us, found, done,
    )  # fmt: skip
    found = found[: done[0]]
    near = np.empty((len(found), 4))
    approaches(a_block, a_manner, a_manners, b_block, b_manner, b_manners, found, separation_m, vertical_m, near)
    notices, numbers, kept = np.empty(len(found), np.int64), np.empty(len(found), np.int64), np.empty((len(found), 4))
    count = hits(found, near, a_notice, a_number, b_notice, b_number, False, notices, numbers, kept)
    order, ones = np.argsort(notices[:count]), np.ones(count, np.int64)
    best, pairs = np.empty(count, np.int64), np.empty(count, np.int64)
    best = best[: best_of_each(order, notices, numbers, kept, ones, best, pairs)]
    return done[1], notices[best], numbers[best], kept[best], pairs[: len(best)]
