"""Could two legs meet? The exact answer, the slow way: nothing is eliminated, nothing is rounded.

Time stays a third variable. All that two legs allow is a polytope of points (u, v, t): where A is, where B is, at which one
instant. Its corners are found by trying every three of its faces, in integers; the places A - B at those corners span all the
differences there are, because the difference is linear in (u, v); and the nearest approach is how far the origin lies from
their hull. Every number is a rational, every comparison exact. It shares no formula with the kernel: no half-plane of the
elimination, no edge, no quadratic, no square root.

A float is a rational too, so the oracle takes the very numbers the kernel takes, and what they are compared on is one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import isfinite, lcm

Number = Fraction | float
Face = tuple[int, int, int, int]
"""a u + b v + c t + d >= 0, in integers: scaled by the denominators, which moves nothing."""
Point = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two legs and how they lie to each other.

    `a`, `b` are rows with the kernel's fourteen columns (the first six are not read), `flat` the plane vectors (ax, ay, bx, by,
    rx, ry) in metres, `up_m` and `down_m` how far A's low edge may lie above B's high edge and the reverse. inf: unbounded.
    """

    a: tuple[Number, ...]
    b: tuple[Number, ...]
    flat: tuple[Number, ...]
    up_m: Number
    down_m: Number


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question about the pair? Without arguments the one that was filed, word for word.

    `slack_us` widens every window at both its ends, `slack_m` the vertical limit; `since` and `until` keep only meetings at
    those instants; `later_us` shifts B; `anytime` forgets the windows.
    """

    slack_us: Fraction = Fraction(0)
    slack_m: Fraction = Fraction(0)
    since: Fraction | None = None
    until: Fraction | None = None
    later_us: Fraction = Fraction(0)
    anytime: bool = False


AS_FILED = Asked()


def nearest_m2(pair: Pair, asked: Asked = AS_FILED) -> Fraction | None:
    """How near can they come, squared, in square metres? None where they share no instant at heights within the limit."""
    corners = list(_corners(list(_faces(pair, asked))))
    if not corners:
        return None
    ax, ay, bx, by, rx, ry = (Fraction(number) for number in pair.flat)
    return _from_origin_m2(_hull({(rx + u * ax - v * bx, ry + u * ay - v * by) for u, v, _ in corners}))


def meets(pair: Pair, distance_m: Fraction, asked: Asked = AS_FILED) -> bool:
    """Could they be within the distance? Closed: exactly the distance meets. No distance is negative."""
    nearest = nearest_m2(pair, asked)
    return nearest is not None and distance_m >= 0 and nearest <= distance_m * distance_m


def _ends(row: Sequence[Number], first: int, slope: int) -> tuple[Fraction, ...]:
    """A bounded line's values at the leg's two ends; nothing where it is unbounded."""
    if not isfinite(row[first]):
        return ()
    start = Fraction(row[first])
    return start, start + Fraction(row[slope])


def _finite_instants(pair: Pair) -> list[Fraction]:
    return [instant for row in (pair.a, pair.b) for column in (6, 8) for instant in _ends(row, column, column + 1)]


def _faces(pair: Pair, asked: Asked) -> Iterator[Face]:
    """Everything that holds of a possible (u, v, t), one half-space at a time."""
    yield from ((1, 0, 0, 0), (-1, 0, 0, 1), (0, 1, 0, 0), (0, -1, 0, 1))
    for row, which, later in ((pair.a, 0, Fraction(0)), (pair.b, 1, asked.later_us)):
        if not asked.anytime:
            yield from _window(row, which, later, asked.slack_us)
    yield from _heights(pair.a, pair.b, 0, pair.up_m, asked.slack_m)
    yield from _heights(pair.b, pair.a, 1, pair.down_m, asked.slack_m)
    # Every stated instant lies between these two, so they cut nothing off but what runs on for ever.
    far = 1 + abs(asked.later_us) + asked.slack_us + sum(map(abs, _finite_instants(pair)), Fraction(0))
    yield _face(Fraction(0), Fraction(0), Fraction(1), far if asked.since is None else -asked.since)
    yield _face(Fraction(0), Fraction(0), Fraction(-1), far if asked.until is None else asked.until)


def _window(row: Sequence[Number], which: int, later: Fraction, slack: Fraction) -> Iterator[Face]:
    """earliest(w) - slack <= t <= latest(w) + slack, w being u for A and v for B."""
    for column, sign in ((6, 1), (8, -1)):
        if isfinite(row[column]):
            slope = -sign * Fraction(row[column + 1])
            yield _face(*_of(which, slope), Fraction(sign), slack - sign * (Fraction(row[column]) + later))


def _heights(
    upper: Sequence[Number], lower: Sequence[Number], which: int, limit: Number, slack: Fraction
) -> Iterator[Face]:
    """The one's low edge lies no more than the limit above the other's high edge."""
    if isfinite(limit) and isfinite(upper[10]) and isfinite(lower[12]):
        u, v = Fraction(upper[11]), Fraction(lower[13])
        room = Fraction(limit) + slack + Fraction(lower[12]) - Fraction(upper[10])
        yield _face(-u, v, Fraction(0), room) if which == 0 else _face(v, -u, Fraction(0), room)


def _of(which: int, slope: Fraction) -> tuple[Fraction, Fraction]:
    return (slope, Fraction(0)) if which == 0 else (Fraction(0), slope)


def _face(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> Face:
    scale = lcm(a.denominator, b.denominator, c.denominator, d.denominator)
    u, v, t, one = (number.numerator * (scale // number.denominator) for number in (a, b, c, d))
    return u, v, t, one


def _corners(faces: Sequence[Face]) -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    """Every corner of a bounded polytope is where three of its faces meet, on the inner side of all others."""
    for p, q, r in combinations(faces, 3):
        x, y, z, w = _crossing(p, q, r)
        if w != 0 and all(a * x + b * y + c * z + d * w >= 0 for a, b, c, d in faces):
            yield Fraction(x, w), Fraction(y, w), Fraction(z, w)


def _crossing(p: Face, q: Face, r: Face) -> Face:
    """Where do three faces meet? Cramer's rule: (x, y, z, w) with w >= 0; w = 0 where they meet in no single point."""
    # The 2 x 2 minors of the first two faces, once.
    ab, ac, ad = p[0] * q[1] - p[1] * q[0], p[0] * q[2] - p[2] * q[0], p[0] * q[3] - p[3] * q[0]
    bc, bd, cd = p[1] * q[2] - p[2] * q[1], p[1] * q[3] - p[3] * q[1], p[2] * q[3] - p[3] * q[2]
    w = r[0] * bc - r[1] * ac + r[2] * ab
    x = -(r[1] * cd - r[2] * bd + r[3] * bc)
    y = r[0] * cd - r[2] * ad + r[3] * ac
    z = -(r[0] * bd - r[1] * ad + r[3] * ab)
    return (x, y, z, w) if w >= 0 else (-x, -y, -z, -w)


def _turn(o: Point, p: Point, q: Point) -> Fraction:
    return (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])


def _hull(points: set[Point]) -> list[Point]:
    """The corners of the hull, anticlockwise; a segment or a single point where there is no more (monotone chain)."""
    ordered = sorted(points)
    if len(ordered) == 1:
        return ordered

    def chain(sequence: Sequence[Point]) -> list[Point]:
        side: list[Point] = []
        for point in sequence:
            while len(side) > 1 and _turn(side[-2], side[-1], point) <= 0:
                side.pop()
            side.append(point)
        return side[:-1]

    return chain(ordered) + chain(ordered[::-1])


def _from_origin_m2(hull: Sequence[Point]) -> Fraction:
    """How far is the origin from the hull, squared? 0 within it."""
    origin = (Fraction(0), Fraction(0))
    sides = list(pairwise([*hull, hull[0]]))
    if len(hull) > 2 and all(_turn(p, q, origin) >= 0 for p, q in sides):
        return Fraction(0)
    return min(_from_side_m2(p, q) for p, q in sides)


def _from_side_m2(p: Point, q: Point) -> Fraction:
    dx, dy = q[0] - p[0], q[1] - p[1]
    length2 = dx * dx + dy * dy
    along = Fraction(0) if length2 == 0 else min(max(-(p[0] * dx + p[1] * dy) / length2, Fraction(0)), Fraction(1))
    x, y = p[0] + along * dx, p[1] + along * dy
    return x * x + y * y
