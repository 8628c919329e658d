"""Could two legs meet? The closed form, in one readable source that runs as it stands and compiled by Numba.

A leg is P(u) = P0 + u D, u in [0, 1], and may be passed at u at any instant in [e(u), l(u)], both linear in u. Two legs
share an instant at (u, v) **iff** e_A(u) <= l_B(v) and e_B(v) <= l_A(u): time drops out. Two more half-planes hold the
heights within the vertical limit. What is left is a convex set in two variables, a square cut by four half-planes:
at most eight edges. Every question below is answered by the best of a few points on those edges, and one inside.
All half-planes are closed. No iteration, no time step. Source: design/meet.md.

Written for both interpreters: plain numbers and tuples, no objects. A *row* is anything indexable by the columns below:
a tuple here, a row of an array under Numba.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt

Row = Sequence[float]
Plane = tuple[float, float, float]
Planes = tuple[Plane, ...]
Metric = tuple[float, float, float, float, float, float]

# The columns of a row. Place and displacement in ECEF metres at ellipsoid height 0; instants in us from the world's epoch;
# heights in metres of the row's own reference. An instant that is not bounded is -inf or inf with a slope of 0.
X, Y, Z, DX, DY, DZ = 0, 1, 2, 3, 4, 5
E0, DE, L0, DL = 6, 7, 8, 9
LOW0, DLOW, HIGH0, DHIGH = 10, 11, 12, 13
COLUMNS = 14

HALF_INSTANT_US = 0.5
"""Half the resolution of an instant. With no slack the set of shared instants is a line, and exact clipping would lose it to
rounding; two instants that are 1 us apart still stay apart."""
HALF_MM_M = 0.0005
"""Half the resolution of a height, for the same reason."""
WELL_CONDITIONED = 1e-10
"""An interior point is trusted alone only where sin^2 of the angle between the legs exceeds this; else it is one candidate more."""
PARALLEL = 1e-24
"""Legs whose angle has a sin^2 up to this are parallel: see :func:`cross_product`."""
NORMAL_STRETCH = 1.0067394967422765
"""a^2/b^2 of WGS 84: (x, y, z a^2/b^2) points along the ellipsoid's normal. A literal, for Numba; held equal by a test."""


def metric(a: Row, b: Row) -> Metric:
    """How do the two legs lie to each other on flat ground?

    The pair's own tangent plane, whose normal is the ellipsoid's at the mean of the four chord ends; returns the plane vectors
    (ax, ay, bx, by, rx, ry) in metres: the places at u and v are r + uA - vB apart.
    Error: :func:`herald.geometry.ellipsoid.plane_error_m`.
    """
    nx = a[X] + b[X] + 0.5 * (a[DX] + b[DX])
    ny = a[Y] + b[Y] + 0.5 * (a[DY] + b[DY])
    nz = (a[Z] + b[Z] + 0.5 * (a[DZ] + b[DZ])) * NORMAL_STRETCH
    size = sqrt(nx * nx + ny * ny + nz * nz)
    if size < 1.0:
        # Exactly opposite each other on the Earth: no plane lies between them, so one that the difference lies in.
        nx, ny, nz = (-a[Y], a[X], 0.0) if a[X] != 0.0 or a[Y] != 0.0 else (1.0, 0.0, 0.0)
        size = sqrt(nx * nx + ny * ny + nz * nz)
    nx, ny, nz = nx / size, ny / size, nz / size
    # Two unit vectors square to the normal and to each other, without a special direction that could vanish.
    sign = 1.0 if nz >= 0.0 else -1.0
    f = -1.0 / (sign + nz)
    g = nx * ny * f
    px, py, pz = 1.0 + sign * nx * nx * f, sign * g, -sign * nx
    qx, qy, qz = g, sign + ny * ny * f, -ny
    rx, ry, rz = a[X] - b[X], a[Y] - b[Y], a[Z] - b[Z]
    return (
        a[DX] * px + a[DY] * py + a[DZ] * pz,
        a[DX] * qx + a[DY] * qy + a[DZ] * qz,
        b[DX] * px + b[DY] * py + b[DZ] * pz,
        b[DX] * qx + b[DY] * qy + b[DZ] * qz,
        rx * px + ry * py + rz * pz,
        rx * qx + ry * qy + rz * qz,
    )


def squared_m2(m: Metric, u: float, v: float) -> float:
    """How far apart, squared, are the places at u and v? From the vectors, so that crossing legs come out at 0."""
    ax, ay, bx, by, rx, ry = m
    x, y = rx + u * ax - v * bx, ry + u * ay - v * by
    return x * x + y * y


def along(m: Metric, u0: float, v0: float, du: float, dv: float) -> tuple[float, float, float]:
    """How does the squared distance run along a line of the (u, v) plane? q s^2 + 2 p s + r, as (q, p, r)."""
    ax, ay, bx, by, rx, ry = m
    x, y = rx + u0 * ax - v0 * bx, ry + u0 * ay - v0 * by
    dx, dy = du * ax - dv * bx, du * ay - dv * by
    return dx * dx + dy * dy, x * dx + y * dy, x * x + y * y


def cross_product(m: Metric) -> float:
    """A x B in square metres; 0.0 where the legs run parallel, or one has no length.

    Below a sine of 1e-12 the product is rounding: taken as parallel, at most 1e-12 of a leg's length is lost.
    """
    ax, ay, bx, by, _, _ = m
    cross = ax * by - ay * bx
    return cross if cross * cross > PARALLEL * (ax * ax + ay * ay) * (bx * bx + by * by) else 0.0


def point_apart(m: Metric, cross: float, wx: float, wy: float) -> tuple[float, float]:
    """At which (u, v) are the places just (wx, wy) apart? `cross` is A x B and not 0; (0, 0) is where the lines cross.

    Refined once by its own residue: at small angles u and v carry errors that only together come to nothing.
    """
    ax, ay, bx, by, rx, ry = m
    x, y = rx - wx, ry - wy
    u, v = -(x * by - y * bx) / cross, -(x * ay - y * ax) / cross
    x, y = x + u * ax - v * bx, y + u * ay - v * by
    return u - (x * by - y * bx) / cross, v - (x * ay - y * ax) / cross


def time_and_height(a: Row, b: Row, up_m: float, down_m: float) -> Planes:
    """Which (u, v) can be occupied at one instant, at heights within the limit? As eight half-planes a u + b v + c >= 0.

    The first four bound the unit square. `up_m` is how far A's low edge may lie above B's high edge, `down_m` how far B's low
    edge above A's high edge (the vertical limit, less or plus what lies between the two references; inf where it cannot matter).
    """
    return (
        (1.0, 0.0, 0.0),
        (-1.0, 0.0, 1.0),
        (0.0, 1.0, 0.0),
        (0.0, -1.0, 1.0),
        (-a[DE], b[DL], b[L0] - a[E0] + HALF_INSTANT_US),
        (a[DL], -b[DE], a[L0] - b[E0] + HALF_INSTANT_US),
        (-a[DLOW], b[DHIGH], b[HIGH0] - a[LOW0] + up_m + HALF_MM_M),
        (a[DHIGH], -b[DLOW], a[HIGH0] - b[LOW0] + down_m + HALF_MM_M),
    )


def place_and_height(a: Row, b: Row, up_m: float, down_m: float) -> Planes:
    """Which (u, v) are at heights within the limit, whatever the instants? As :func:`time_and_height`, without time."""
    planes = time_and_height(a, b, up_m, down_m)
    return (planes[0], planes[1], planes[2], planes[3], planes[6], planes[7])


def holds(planes: Planes, u: float, v: float) -> bool:
    """Does the point lie in the set?"""
    for a, b, c in planes:
        if not a * u + b * v + c >= 0.0:  # so that a point that is no number lies nowhere
            return False
    return True


def edge(planes: Planes, k: int) -> tuple[float, float, float, float, float, float]:
    """Which part of the k-th bounding line belongs to the set?

    Returns (u0, v0, du, dv, lo, hi): the points (u0 + s du, v0 + s dv) for s in [lo, hi]; lo > hi where there is none, which
    is also the answer for a half-plane without a line (it does not depend on u and v, or is unbounded).
    """
    a, b, c = planes[k]
    n2 = a * a + b * b
    if n2 == 0.0 or c == inf:
        return 0.0, 0.0, 0.0, 0.0, 1.0, 0.0
    u0, v0 = -c * a / n2, -c * b / n2
    norm = sqrt(n2)
    du, dv = b / norm, -a / norm
    lo, hi = -inf, inf
    for j in range(len(planes)):
        if j == k:
            continue
        aj, bj, cj = planes[j]
        slope = aj * du + bj * dv
        value = aj * u0 + bj * v0 + cj
        if slope > 0.0:
            lo = max(lo, -value / slope)
        elif slope < 0.0:
            hi = min(hi, -value / slope)
        elif value < 0.0:
            return u0, v0, du, dv, 1.0, 0.0
    return u0, v0, du, dv, lo, hi


def closest(planes: Planes, m: Metric) -> tuple[float, float, float]:
    """How near can they come, and where? (squared metres, u, v); (inf, 0, 0) where they share no instant and height.

    Where the lines cross within the set, there. Else the best point of the edges: at it some half-plane pushes back, and at the
    crossing, where the distance is less, that half-plane does not hold. So only the edges of those that do not are asked; where
    the crossing is not trusted, all of them.
    """
    ax, ay, bx, by, _, _ = m
    best, best_u, best_v = inf, 0.0, 0.0
    cross = cross_product(m)
    cu, cv = point_apart(m, cross, 0.0, 0.0) if cross != 0.0 else (-1.0, -1.0)
    trusted = cross * cross > WELL_CONDITIONED * (ax * ax + ay * ay) * (bx * bx + by * by)
    if holds(planes, cu, cv):
        best, best_u, best_v = squared_m2(m, cu, cv), cu, cv
        if trusted:
            return best, best_u, best_v
    for k in range(len(planes)):
        ak, bk, ck = planes[k]
        if trusted and ak * cu + bk * cv + ck >= 0.0:
            continue
        u0, v0, du, dv, lo, hi = edge(planes, k)
        if lo > hi:
            continue
        q, p, _ = along(m, u0, v0, du, dv)
        s = min(max(-p / q, lo), hi) if q > 0.0 else lo
        u, v = min(max(u0 + s * du, 0.0), 1.0), min(max(v0 + s * dv, 0.0), 1.0)
        d2 = squared_m2(m, u, v)
        if d2 < best:
            best, best_u, best_v = d2, u, v
    return best, best_u, best_v


def least(planes: Planes, m: Metric, d2: float, gu: float, gv: float) -> float:
    """What is the least of the linear form gu u + gv v among the points within sqrt(d2) metres? inf where there are none.

    The set is the half-planes cut by the ellipse of points within the distance. The least point is an end of an edge clipped by
    the ellipse, or the ellipse's own support point; where the legs are parallel the ellipse is a strip and the edges suffice.
    """
    best = inf
    cross = cross_product(m)
    if cross != 0.0:
        ax, ay, bx, by, _, _ = m
        # Places w apart lie at u = w x B / cross and v = w x A / cross off the crossing: the form is w x h / cross.
        hx, hy = gu * bx + gv * ax, gu * by + gv * ay
        size = sqrt(hx * hx + hy * hy)
        if size > 0.0:
            k = -sqrt(d2) / size if cross > 0.0 else sqrt(d2) / size
            u, v = point_apart(m, cross, k * hy, -k * hx)
            if holds(planes, u, v):
                best = gu * u + gv * v
    for k in range(len(planes)):
        u0, v0, du, dv, lo, hi = edge(planes, k)
        if lo > hi:
            continue
        q, p, r = along(m, u0, v0, du, dv)
        if q > 0.0:
            disc = p * p - q * (r - d2)
            if disc < 0.0:
                continue
            root = sqrt(disc)
            lo, hi = max(lo, (-p - root) / q), min(hi, (-p + root) / q)
        elif r > d2:
            continue
        if lo > hi:
            continue
        s = lo if gu * du + gv * dv > 0.0 else hi
        u, v = min(max(u0 + s * du, 0.0), 1.0), min(max(v0 + s * dv, 0.0), 1.0)
        best = min(best, gu * u + gv * v)
    return best


def window(a: Row, b: Row, planes: Planes, m: Metric, d2: float, u: float, v: float) -> tuple[float, float]:
    """During which instants could they be within the distance? One closed interval, in us from the epoch.

    (u, v) is any point of the set within the distance. The first instant is the least of max(e_A, e_B) over the set: the least of
    e_A where e_A >= e_B, or of e_B where e_B >= e_A, each a linear form over the set with one half-plane more; likewise the last.
    """
    first, last = max(a[E0] + u * a[DE], b[E0] + v * b[DE]), min(a[L0] + u * a[DL], b[L0] + v * b[DL])
    if a[E0] > -inf:
        after = (a[DE], -b[DE], a[E0] - b[E0])
        first = min(first, a[E0] + least(planes + (after,), m, d2, a[DE], 0.0))
    if b[E0] > -inf:
        after = (-a[DE], b[DE], b[E0] - a[E0])
        first = min(first, b[E0] + least(planes + (after,), m, d2, 0.0, b[DE]))
    if a[L0] < inf:
        before = (-a[DL], b[DL], b[L0] - a[L0])
        last = max(last, a[L0] - least(planes + (before,), m, d2, -a[DL], 0.0))
    if b[L0] < inf:
        before = (a[DL], -b[DL], a[L0] - b[L0])
        last = max(last, b[L0] - least(planes + (before,), m, d2, 0.0, -b[DL]))
    return first, last


def forbidden(a: Row, b: Row, planes: Planes, m: Metric, d2: float) -> tuple[float, float]:
    """Which shifts of B let them meet? One closed interval of delays in us; (inf, -inf) where none does.

    `planes` are those of :func:`place_and_height`. A shift by delta lets the legs meet iff E_A(u) - L_B(v) <= delta <=
    L_A(u) - E_B(v) for some (u, v) within the distance; those form a convex set and both bounds are linear, so the shifts are
    one interval. Windows without bound give -inf or inf. Source: design/retime.md.
    """
    nearest, u, v = closest(planes, m)
    if nearest == inf or nearest > d2:
        return inf, -inf
    # The nearest point counts even where rounding of a grazing ellipse leaves no other.
    lo = min(u * a[DE] - v * b[DL], least(planes, m, d2, a[DE], -b[DL]))
    hi = min(v * b[DE] - u * a[DL], least(planes, m, d2, -a[DL], b[DE]))
    return a[E0] - b[L0] + lo - HALF_INSTANT_US, a[L0] - b[E0] - hi + HALF_INSTANT_US


Table = Sequence[Row]
Out = Sequence[list[float]]


def closest_each(a: Table, b: Table, up_m: Row, down_m: Row, out: Out) -> None:
    """:func:`closest` for each pair of rows, into (squared metres, u, v)."""
    for k in range(len(a)):
        planes = time_and_height(a[k], b[k], up_m[k], down_m[k])
        out[k][0], out[k][1], out[k][2] = closest(planes, metric(a[k], b[k]))


def window_each(a: Table, b: Table, up_m: Row, down_m: Row, d2: Row, at: Table, out: Out) -> None:
    """:func:`window` for each pair of rows that come within sqrt(d2) at the (u, v) of `at`, into (first, last)."""
    for k in range(len(a)):
        planes = time_and_height(a[k], b[k], up_m[k], down_m[k])
        out[k][0], out[k][1] = window(a[k], b[k], planes, metric(a[k], b[k]), d2[k], at[k][0], at[k][1])


def forbidden_each(a: Table, b: Table, up_m: Row, down_m: Row, d2: Row, out: Out) -> None:
    """:func:`forbidden` for each pair of rows, into (least, greatest) delay of b."""
    for k in range(len(a)):
        planes = place_and_height(a[k], b[k], up_m[k], down_m[k])
        out[k][0], out[k][1] = forbidden(a[k], b[k], planes, metric(a[k], b[k]), d2[k])


def cuts(a: Row, b: Row, planes: Planes, m: Metric, d2: float) -> tuple[float, float]:
    """How much earlier may B's latest instants be, and how much later its earliest, until the two no longer meet? In us.

    The greatest cut (of the latest, of the earliest) with which they still meet; (-inf, -inf) where they do not meet as filed.
    `planes` are those of :func:`time_and_height`. With its latest instants x earlier B meets A iff x <= L_B(v) - E_A(u) for some
    (u, v) of the set, a linear form; windows without bound give inf. Source: design/retime.md, section 4.
    """
    nearest, u, v = closest(planes, m)
    if nearest == inf or nearest > d2:
        return -inf, -inf
    late = min(u * a[DE] - v * b[DL], least(planes, m, d2, a[DE], -b[DL]))
    early = min(v * b[DE] - u * a[DL], least(planes, m, d2, -a[DL], b[DE]))
    return b[L0] - a[E0] - late + HALF_INSTANT_US, a[L0] - b[E0] - early + HALF_INSTANT_US


def steps(a: Row, b: Row, m: Metric, d2: float, up_m: float, down_m: float) -> tuple[float, float]:
    """By how many metres must B's heights be raised for the two to meet? One closed interval; (inf, -inf) where no step does it.

    Raised by s they meet iff LOW_A(u) - HIGH_B(v) - up <= s <= HIGH_A(u) - LOW_B(v) + down for some (u, v) that can be occupied at
    one instant within the distance; those form a convex set and both bounds are linear. Heights that cannot be compared (`up_m`
    or `down_m` inf) have no end. Source: design/retime.md, section 6.
    """
    planes = time_and_height(a, b, inf, inf)
    nearest, u, v = closest(planes, m)
    if nearest == inf or nearest > d2:
        return inf, -inf
    lo = min(u * a[DLOW] - v * b[DHIGH], least(planes, m, d2, a[DLOW], -b[DHIGH]))
    hi = min(v * b[DLOW] - u * a[DHIGH], least(planes, m, d2, -a[DHIGH], b[DLOW]))
    return a[LOW0] - b[HIGH0] + lo - up_m - HALF_MM_M, a[HIGH0] - b[LOW0] - hi + down_m + HALF_MM_M


def cuts_each(a: Table, b: Table, up_m: Row, down_m: Row, d2: Row, out: Out) -> None:
    """:func:`cuts` for each pair of rows, into (latest, earliest)."""
    for k in range(len(a)):
        planes = time_and_height(a[k], b[k], up_m[k], down_m[k])
        out[k][0], out[k][1] = cuts(a[k], b[k], planes, metric(a[k], b[k]), d2[k])


def steps_each(a: Table, b: Table, up_m: Row, down_m: Row, d2: Row, out: Out) -> None:
    """:func:`steps` for each pair of rows, into (least, greatest) raise of b."""
    for k in range(len(a)):
        out[k][0], out[k][1] = steps(a[k], b[k], metric(a[k], b[k]), d2[k], up_m[k], down_m[k])
