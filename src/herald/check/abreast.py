"""Could two legs meet? The closed form of :mod:`herald.check.meet`, for many pairs abreast, in NumPy.

The same functions by the same names, each on arrays whose last axis counts pairs, and every operation on floats the same in the
same order: the answers are those of the readable form, bit for bit. Tests hold them equal. Where that form branches, this one
computes both ways and keeps the one that the branch would have taken: what comes of a division by zero is never kept.

A *row* is here a column: (14, n) by the columns of :mod:`herald.check.meet`. Half-planes a u + b v + c >= 0 are (3, p, n): a, b, c
of p of them. A metric is (6, n): the plane vectors (ax, ay, bx, by, rx, ry) in metres.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from numpy.typing import NDArray

from herald.check.meet import (
    DE,
    DHIGH,
    DL,
    DLOW,
    DX,
    DY,
    DZ,
    E0,
    HALF_INSTANT_US,
    HALF_MM_M,
    HIGH0,
    L0,
    LOW0,
    NORMAL_STRETCH,
    PARALLEL,
    WELL_CONDITIONED,
    X,
    Y,
    Z,
)
from herald.geometry.ellipsoid import Floats

Flags = NDArray[np.bool_]
Line = tuple[Floats, Floats, Floats, Floats]
Own = tuple[NDArray[np.intp], NDArray[np.intp]]

BLOCK = 1024
"""How many pairs are held at once: what is computed of them then stays in the processor's own memory."""
_UNDISTURBED = np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore")
"""What the readable form would not compute may divide by zero here; it is not kept."""
SQUARE = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 1.0, -1.0], [0.0, 1.0, 0.0, 1.0]])[:, :, None]
"""The four half-planes of the unit square, as (3, 4, 1)."""


def metric(a: Floats, b: Floats) -> Floats:
    """How do the legs of each pair lie to each other on flat ground?"""
    nx = a[X] + b[X] + 0.5 * (a[DX] + b[DX])
    ny = a[Y] + b[Y] + 0.5 * (a[DY] + b[DY])
    nz = (a[Z] + b[Z] + 0.5 * (a[DZ] + b[DZ])) * NORMAL_STRETCH
    size = np.sqrt(nx * nx + ny * ny + nz * nz)
    opposite = np.flatnonzero(size < 1.0)
    if len(opposite):
        nx[opposite], ny[opposite], nz[opposite], size[opposite] = _between_opposites(a[X, opposite], a[Y, opposite])
    nx, ny, nz = nx / size, ny / size, nz / size
    sign = np.where(nz >= 0.0, 1.0, -1.0)
    f = -1.0 / (sign + nz)
    g = nx * ny * f
    px, py, pz = 1.0 + sign * nx * nx * f, sign * g, -sign * nx
    qx, qy, qz = g, sign + ny * ny * f, -ny
    rx, ry, rz = a[X] - b[X], a[Y] - b[Y], a[Z] - b[Z]
    return np.stack(
        (
            a[DX] * px + a[DY] * py + a[DZ] * pz,
            a[DX] * qx + a[DY] * qy + a[DZ] * qz,
            b[DX] * px + b[DY] * py + b[DZ] * pz,
            b[DX] * qx + b[DY] * qy + b[DZ] * qz,
            rx * px + ry * py + rz * pz,
            rx * qx + ry * qy + rz * qz,
        )
    )


def _between_opposites(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """A normal, and its size, for legs exactly opposite each other on the Earth, the one at (x, y)."""
    on_axis = (x == 0.0) & (y == 0.0)
    nx, ny, nz = np.where(on_axis, 1.0, -y), np.where(on_axis, 0.0, x), np.zeros(len(x))
    return nx, ny, nz, np.sqrt(nx * nx + ny * ny + nz * nz)


def squared_m2(m: Floats, u: Floats, v: Floats) -> Floats:
    """How far apart, squared, are the places at u and v?"""
    ax, ay, bx, by, rx, ry = m
    x, y = rx + u * ax - v * bx, ry + u * ay - v * by
    squared: Floats = x * x + y * y
    return squared


def along(m: Floats, u0: Floats, v0: Floats, du: Floats, dv: Floats) -> tuple[Floats, Floats, Floats]:
    """How does the squared distance run along lines of the (u, v) plane? q s^2 + 2 p s + r, as (q, p, r)."""
    ax, ay, bx, by, rx, ry = m
    x, y = rx + u0 * ax - v0 * bx, ry + u0 * ay - v0 * by
    dx, dy = du * ax - dv * bx, du * ay - dv * by
    return dx * dx + dy * dy, x * dx + y * dy, x * x + y * y


def cross_product(m: Floats) -> Floats:
    """A x B in square metres; 0.0 where the legs run parallel, or one has no length."""
    ax, ay, bx, by, _, _ = m
    cross = ax * by - ay * bx
    return np.where(cross * cross > PARALLEL * (ax * ax + ay * ay) * (bx * bx + by * by), cross, 0.0)


def point_apart(m: Floats, cross: Floats, wx: Floats | float, wy: Floats | float) -> tuple[Floats, Floats]:
    """At which (u, v) are the places just (wx, wy) apart? Of no meaning where `cross` is 0."""
    ax, ay, bx, by, rx, ry = m
    x, y = rx - wx, ry - wy
    u, v = -(x * by - y * bx) / cross, -(x * ay - y * ax) / cross
    x, y = x + u * ax - v * bx, y + u * ay - v * by
    return u - (x * by - y * bx) / cross, v - (x * ay - y * ax) / cross


def time_and_height(a: Floats, b: Floats, up_m: Floats | float, down_m: Floats | float) -> Floats:
    """Which (u, v) can be occupied at one instant, at heights within the limit? Eight half-planes, the square's first."""
    planes = np.empty((3, 8, a.shape[1]))
    planes[:, :4] = SQUARE
    planes[:, 4] = -a[DE], b[DL], b[L0] - a[E0] + HALF_INSTANT_US
    planes[:, 5] = a[DL], -b[DE], a[L0] - b[E0] + HALF_INSTANT_US
    planes[:, 6] = -a[DLOW], b[DHIGH], b[HIGH0] - a[LOW0] + up_m + HALF_MM_M
    planes[:, 7] = a[DHIGH], -b[DLOW], a[HIGH0] - b[LOW0] + down_m + HALF_MM_M
    return planes


def place_and_height(a: Floats, b: Floats, up_m: Floats, down_m: Floats) -> Floats:
    """Which (u, v) are at heights within the limit, whatever the instants? Six half-planes."""
    return time_and_height(a, b, up_m, down_m)[:, [0, 1, 2, 3, 6, 7]]


def inside(planes: Floats, u: Floats, v: Floats) -> Flags:
    """Which half-planes hold at each pair's point? (p, n); a point that is no number lies in none."""
    a, b, c = planes
    held: Flags = a * u + b * v + c >= 0.0
    return held


def bounding(plane: Floats) -> tuple[Line, Flags]:
    """Where do the lines of half-planes (3, ...) run, (u0 + s du, v0 + s dv), and which have none?"""
    a, b, c = plane
    n2 = a * a + b * b
    norm = np.sqrt(n2)
    return (-c * a / n2, -c * b / n2, b / norm, -a / norm), (n2 == 0.0) | (c == inf)


def clipped(line: Line, planes: Floats, own: Own | None = None) -> tuple[Floats, Floats]:
    """For which s does each line lie in its set `planes` (3, p, ...)? From lo to hi; lo > hi where nowhere.

    `own` says where among those sets each line's own half-plane stands, by which it is not cut.
    """
    u0, v0, du, dv = line
    a, b, c = planes
    slope, value = a * du + b * dv, a * u0 + b * v0 + c
    if own is not None:
        slope[own] = value[own] = 0.0
    cut = -value / slope
    lo = np.where(slope > 0.0, cut, -inf).max(axis=0)
    hi = np.where(slope < 0.0, cut, inf).min(axis=0)
    beside = ((slope == 0.0) & (value < 0.0)).any(axis=0)
    return np.where(beside, inf, lo), np.where(beside, -inf, hi)


def edge(planes: Floats, plane: Floats, own: Own | None = None) -> tuple[Line, Floats, Floats]:
    """Which part of the line of each half-plane `plane` (3, ...) belongs to its set? The line, lo, hi; lo > hi where none does."""
    line, none = bounding(plane)
    lo, hi = clipped(line, planes, own)
    return line, np.where(none, inf, lo), np.where(none, -inf, hi)


def on_square(line: Line, s: Floats) -> tuple[Floats, Floats]:
    """Which (u, v) lies at s on each line? Held within the square."""
    u0, v0, du, dv = line
    return np.minimum(np.maximum(u0 + s * du, 0.0), 1.0), np.minimum(np.maximum(v0 + s * dv, 0.0), 1.0)


def closest(planes: Floats, m: Floats) -> Floats:
    """How near can they come, and where? (squared metres, u, v) of each pair; (inf, 0, 0) where they share nothing.

    Only the edges that must be asked are computed: those of half-planes that do not hold where the lines cross.
    """
    ax, ay, bx, by, _, _ = m
    cross = cross_product(m)
    cu, cv = np.where(cross != 0.0, point_apart(m, cross, 0.0, 0.0), -1.0)
    trusted = cross * cross > WELL_CONDITIONED * (ax * ax + ay * ay) * (bx * bx + by * by)
    held = inside(planes, cu, cv)
    crossing = np.flatnonzero(held.all(axis=0))
    best = np.zeros((3, len(cross)))
    best[0] = inf
    best[:, crossing] = squared_m2(m[:, crossing], cu[crossing], cv[crossing]), cu[crossing], cv[crossing]
    k, pair = np.nonzero(~(trusted & held))
    asked = _on_edges(planes.take(pair, axis=2), k, m.take(pair, axis=1))
    each = np.full((planes.shape[1], len(cross)), inf)
    each[k, pair] = asked[0]
    least = each.min(axis=0)
    # Of equals the first stands: edges are in order, and what is written last stays.
    nearer = np.flatnonzero((asked[0] == least[pair]) & (asked[0] < best[0, pair]))[::-1]
    best[:, pair[nearer]] = asked[:, nearer]
    return best


def _on_edges(planes: Floats, k: NDArray[np.intp], m: Floats) -> Floats:
    """The nearest point of the k-th edge of each set, as (3, n): squared metres, u, v; (inf, 0, 0) where there is no edge."""
    each = np.arange(len(k))
    line, lo, hi = edge(planes, planes[:, k, each], (k, each))
    q, p, _ = along(m, *line)
    u, v = on_square(line, np.where(q > 0.0, np.minimum(np.maximum(-p / q, lo), hi), lo))
    return np.where(lo > hi, [[inf], [0.0], [0.0]], [squared_m2(m, u, v), u, v])


def least(planes: Floats, m: Floats, d2: Floats, gu: Floats, gv: Floats, more: Floats | None = None) -> Floats:
    """What is the least of each of f linear forms gu u + gv v among the points within sqrt(d2) metres? inf where there are none.

    `gu`, `gv` and the answer are (f, n). `more` (3, f, n) is one half-plane more for each form. The edges of the planes that all
    forms share are computed once; which bound cuts an edge first makes no difference to what is left of it.
    """
    best = _support(planes, m, d2, gu, gv, more)
    every = np.arange(planes.shape[1])
    line, lo, hi = near(*edge(planes[:, :, None], planes, (every, every)), m, d2)
    if more is not None:
        best = np.minimum(best, lesser_end(*near(*edge(planes[:, :, None], more), m, d2), gu, gv))
        more_lo, more_hi = clipped(line, more[:, None, :, None])
        # fmax and fmin, lest what is no number, on a line that is none, undo that it was found to be none.
        lo, hi = np.fmax(lo, more_lo), np.fmin(hi, more_hi)
    lesser: Floats = lesser_end(line, lo, hi, gu[:, None], gv[:, None]).min(axis=1)
    return np.minimum(best, lesser)


def near(line: Line, lo: Floats, hi: Floats, m: Floats, d2: Floats) -> tuple[Line, Floats, Floats]:
    """Which part of each edge is within sqrt(d2) metres?"""
    q, p, r = along(m, *line)
    disc = p * p - q * (r - d2)
    root = np.sqrt(disc)
    curved = q > 0.0
    # fmax and fmin are Python's max and min: a bound that is no number, because its square is too large for one, binds nothing.
    lo = np.where(curved, np.fmax(lo, (-p - root) / q), lo)
    hi = np.where(curved, np.fmin(hi, (-p + root) / q), hi)
    beyond = np.where(curved, disc < 0.0, r > d2)
    return line, np.where(beyond, inf, lo), np.where(beyond, -inf, hi)


def lesser_end(line: Line, lo: Floats, hi: Floats, gu: Floats, gv: Floats) -> Floats:
    """The form at that end of each edge at which it is less; inf where there is no edge."""
    _, _, du, dv = line
    u, v = on_square(line, np.where(gu * du + gv * dv > 0.0, lo, hi))
    return np.where(lo > hi, inf, gu * u + gv * v)


def _support(planes: Floats, m: Floats, d2: Floats, gu: Floats, gv: Floats, more: Floats | None) -> Floats:
    """Each form at the ellipse's own support point, where that lies in the set; else inf."""
    cross = cross_product(m)
    ax, ay, bx, by, _, _ = m
    hx, hy = gu * bx + gv * ax, gu * by + gv * ay
    size = np.sqrt(hx * hx + hy * hy)
    k = np.where(cross > 0.0, -np.sqrt(d2) / size, np.sqrt(d2) / size)
    u, v = point_apart(m, cross, k * hy, -k * hx)
    there = (cross != 0.0) & (size > 0.0) & inside(planes[:, :, None], u, v).all(axis=0)
    if more is not None:
        there &= inside(more, u, v)
    return np.where(there, gu * u + gv * v, inf)


def window(a: Floats, b: Floats, planes: Floats, m: Floats, d2: Floats, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """During which instants could they be within the distance? The first and the last, in us from the epoch."""
    none = np.zeros(len(d2))
    more = np.array(
        (
            (a[DE], -a[DE], -a[DL], a[DL]),
            (-b[DE], b[DE], b[DL], -b[DL]),
            (a[E0] - b[E0], b[E0] - a[E0], b[L0] - a[L0], a[L0] - b[L0]),
        )
    )
    gu, gv = np.array((a[DE], none, -a[DL], none)), np.array((none, b[DE], none, -b[DL]))
    first_a, first_b, last_a, last_b = least(planes, m, d2, gu, gv, more)
    first = np.maximum(a[E0] + u * a[DE], b[E0] + v * b[DE])
    first = np.where(a[E0] > -inf, np.fmin(first, a[E0] + first_a), first)
    first = np.where(b[E0] > -inf, np.fmin(first, b[E0] + first_b), first)
    last = np.minimum(a[L0] + u * a[DL], b[L0] + v * b[DL])
    last = np.where(a[L0] < inf, np.fmax(last, a[L0] - last_a), last)
    last = np.where(b[L0] < inf, np.fmax(last, b[L0] - last_b), last)
    return first, last


def forbidden(a: Floats, b: Floats, planes: Floats, m: Floats, d2: Floats) -> Floats:
    """Which shifts of B let them meet? (2, n) the least and the greatest delay in us; (inf, -inf) where none does."""
    met, a, b, lo, hi = _opposed(a, b, planes, m, d2, (DE, DL))
    return _where(met, (inf, -inf), a[E0] - b[L0] + lo - HALF_INSTANT_US, a[L0] - b[E0] - hi + HALF_INSTANT_US)


def cuts(a: Floats, b: Floats, planes: Floats, m: Floats, d2: Floats) -> Floats:
    """How much earlier may B's latest instants be, and how much later its earliest? (2, n) us; -inf where they do not meet."""
    met, a, b, late, early = _opposed(a, b, planes, m, d2, (DE, DL))
    return _where(met, (-inf, -inf), b[L0] - a[E0] - late + HALF_INSTANT_US, a[L0] - b[E0] - early + HALF_INSTANT_US)


def steps(a: Floats, b: Floats, m: Floats, d2: Floats, up_m: Floats, down_m: Floats) -> Floats:
    """By how many metres must B's heights be raised for the two to meet? (2, n); (inf, -inf) where no step does it."""
    met, a, b, lo, hi = _opposed(a, b, time_and_height(a, b, inf, inf), m, d2, (DLOW, DHIGH))
    lowest, highest = a[LOW0] - b[HIGH0] + lo - up_m[met] - HALF_MM_M, a[HIGH0] - b[LOW0] - hi + down_m[met] + HALF_MM_M
    return _where(met, (inf, -inf), lowest, highest)


def _opposed(
    a: Floats, b: Floats, planes: Floats, m: Floats, d2: Floats, slopes: tuple[int, int]
) -> tuple[Flags, Floats, Floats, Floats, Floats]:
    """Which pairs come within the distance; and of those alone the rows, and two least values over all (u, v) at which they do.

    `slopes` are the columns by which a lower and an upper bound rise along a row; the two are the least of A's lower less B's
    upper, and of B's lower less A's upper. The nearest point counts even where rounding leaves no other.
    """
    nearest, u, v = closest(planes, m)
    met = (nearest != inf) & (nearest <= d2)
    which = np.flatnonzero(met)
    a, b, planes, m, d2, u, v = (array.take(which, axis=-1) for array in (a, b, planes, m, d2, u, v))
    low, high = slopes
    lo, hi = least(planes, m, d2, np.array((a[low], -a[high])), np.array((-b[high], b[low])))
    return met, a, b, np.minimum(u * a[low] - v * b[high], lo), np.minimum(v * b[low] - u * a[high], hi)


def _where(met: Flags, otherwise: tuple[float, float], first: Floats, second: Floats) -> Floats:
    """The two values of each pair that is met, in order; the others as they are otherwise. (2, n)."""
    both = np.tile(np.array(otherwise)[:, None], len(met))
    both[:, met] = first, second
    return both


@_UNDISTURBED
def closest_each(a: Floats, b: Floats, up_m: Floats, down_m: Floats, out: Floats) -> None:
    """:func:`closest` for each pair of rows, into (squared metres, u, v)."""
    for into, one, two, up, down in _blocks(out, a, b, up_m, down_m):
        into[:] = closest(time_and_height(one, two, up, down), metric(one, two))


@_UNDISTURBED
def window_each(a: Floats, b: Floats, up_m: Floats, down_m: Floats, d2: Floats, at: Floats, out: Floats) -> None:
    """:func:`window` for each pair of rows that come within sqrt(d2) at the (u, v) of `at`, into (first, last)."""
    for into, one, two, up, down, within, (u, v) in _blocks(out, a, b, up_m, down_m, d2, at):
        into[:] = window(one, two, time_and_height(one, two, up, down), metric(one, two), within, u, v)


@_UNDISTURBED
def forbidden_each(a: Floats, b: Floats, up_m: Floats, down_m: Floats, d2: Floats, out: Floats) -> None:
    """:func:`forbidden` for each pair of rows, into (least, greatest) delay of b."""
    for into, one, two, up, down, within in _blocks(out, a, b, up_m, down_m, d2):
        into[:] = forbidden(one, two, place_and_height(one, two, up, down), metric(one, two), within)


@_UNDISTURBED
def cuts_each(a: Floats, b: Floats, up_m: Floats, down_m: Floats, d2: Floats, out: Floats) -> None:
    """:func:`cuts` for each pair of rows, into (latest, earliest)."""
    for into, one, two, up, down, within in _blocks(out, a, b, up_m, down_m, d2):
        into[:] = cuts(one, two, time_and_height(one, two, up, down), metric(one, two), within)


@_UNDISTURBED
def steps_each(a: Floats, b: Floats, up_m: Floats, down_m: Floats, d2: Floats, out: Floats) -> None:
    """:func:`steps` for each pair of rows, into (least, greatest) raise of b."""
    for into, one, two, up, down, within in _blocks(out, a, b, up_m, down_m, d2):
        into[:] = steps(one, two, metric(one, two), within, up, down)


def _blocks(out: Floats, *tables: Floats) -> Iterator[tuple[Floats, ...]]:
    """A block of pairs at a time: where their answers go, then their part of each table, with pairs along the last axis."""
    for start in range(0, len(out), BLOCK):
        some = slice(start, start + BLOCK)
        yield out[some].T, *(np.ascontiguousarray(table[some].T) for table in tables)
