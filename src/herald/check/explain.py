"""How can a stranger recheck one pair? By a certificate: a bound for every two pieces that cannot meet.

The bound is checked in exact rational arithmetic from the certificate's own numbers. For two pieces let h_k(u, v) >= 0 be
their eight half-planes and g(u, v) the component along `direction` of the way from one place to the other. Multipliers
l_k >= 0 with g(u, v) = bound + sum l_k h_k(u, v) prove g >= bound wherever both pieces may be passed at one instant; where
g is 0 and the bound positive they prove that there is no such (u, v). Rounding leaves a remainder linear in u and v, which
the sides of the square take up: no certificate is refused for a rounding, it only proves so much less.
Source: design/certificates.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import hypot, inf, isfinite

import numpy as np

from herald.agreement.model import Agreement
from herald.check import meet
from herald.check.alibi import exhibited
from herald.check.answer import Limits, Verdict
from herald.check.asking import ask, bounds, governed
from herald.check.legs import Index
from herald.check.world import World, world
from herald.geometry.ellipsoid import plane_m
from herald.notice.lifecycle import standing
from herald.notice.model import Notice
from herald.units import ClauseId, NoticeId

Vector = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of a notice: from one fraction of a leg to another (leg -1: along a line inside an area).

    `inside` is a part of a leg inside the other's area, or the area along it: asked against each other alone.

    `places` are its ends in degrees; `earliest`, `latest` (us from the epoch; None: unbounded), `low_m` and `high_m` are
    those at its two ends.
    """

    leg: int
    inside: bool
    fractions: tuple[float, float]
    places: tuple[float, float, float, float]
    earliest: tuple[float, float] | None
    latest: tuple[float, float] | None
    low_m: tuple[float, float]
    high_m: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bound:
    """Why two pieces cannot meet under one rule.

    `plane` holds the plane vectors A, B and r in metres: the places are r + uA - vB apart. `direction` is a unit vector of that
    plane, or (0, 0) where the pieces share no instant and height at all. `planes` are the half-planes a u + b v + c >= 0 and
    `multipliers` theirs; `bound_m` is what they prove, `limit_m` what the rule asks, in the plane.
    """

    a: int
    b: int
    clause: ClauseId | None
    plane: tuple[float, ...]
    direction: Vector
    planes: tuple[tuple[float, float, float], ...]
    multipliers: tuple[float, ...]
    bound_m: float
    limit_m: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a stranger needs to recheck the answer for one pair of notices; pieces are numbered as listed."""

    a: NoticeId
    b: NoticeId
    verdict: Verdict
    epoch: int
    pieces_a: tuple[Piece, ...]
    pieces_b: tuple[Piece, ...]
    bounds: tuple[Bound, ...]


def explain(
    a: NoticeId, b: NoticeId, notices: Sequence[Notice], agreement: Agreement | None, limits: Limits
) -> Certificate:
    """Why can these two meet, or why not, or why can it not be told?

    For a pair that cannot meet every pair of pieces has its bound; for the others the bounds are of those pairs of pieces that
    cannot. Raises KeyError if either id is not among the notices checked, ValueError if both are of one party.
    """
    known = {notice.id: notice for notice in standing(notices).checked}
    one, two = sorted((known[a], known[b]), key=lambda notice: notice.id)
    if one.party == two.party:
        raise ValueError(f"{one.id} and {two.id} are of one party")
    of = world((one, two), agreement, limits)
    rows = [np.flatnonzero(of.rows_of(number)) for number in (0, 1)]
    pairs = _pairs(of)
    return Certificate(
        a=one.id,
        b=two.id,
        verdict=_verdict(of, *pairs),
        epoch=of.legs.epoch,
        pieces_a=tuple(_piece(of, int(row)) for row in rows[0]),
        pieces_b=tuple(_piece(of, int(row)) for row in rows[1]),
        bounds=tuple(_bounds(of, *pairs, *({int(row): k for k, row in enumerate(side)} for side in rows))),
    )


def _pairs(of: World) -> tuple[Index, Index]:
    """Every outline of the one with every outline of the other, and the parts inside areas with the areas along them."""
    owner = of.legs.notice[: of.outlines]
    first, second = np.flatnonzero(owner == 0), np.flatnonzero(owner == 1)
    swap = of.legs.notice[of.parts] == 1
    return (
        np.concatenate([np.repeat(first, len(second)), np.where(swap, of.laid, of.parts)]),
        np.concatenate([np.tile(second, len(first)), np.where(swap, of.parts, of.laid)]),
    )


def _verdict(of: World, a: Index, b: Index) -> Verdict:
    hits = ask(of, a, b)
    if len(hits) == 0:
        return Verdict.CANNOT_MEET
    return Verdict.COULD_MEET if bool(hits.certain.any()) or exhibited(of, hits) is not None else Verdict.CANNOT_TELL


def _piece(of: World, row: int) -> Piece:
    columns = of.legs.possible[row].tolist()
    lon0, lat0, lon1, lat1 = of.legs.lonlat[row].tolist()
    return Piece(
        leg=int(of.legs.leg[row]),
        inside=row >= of.outlines,
        fractions=(float(of.legs.start[row]), float(of.legs.end[row])),
        places=(lon0, lat0, lon1, lat1),
        earliest=_ends(columns, meet.E0, meet.DE),
        latest=_ends(columns, meet.L0, meet.DL),
        low_m=(columns[meet.LOW0], columns[meet.LOW0] + columns[meet.DLOW]),
        high_m=(columns[meet.HIGH0], columns[meet.HIGH0] + columns[meet.DHIGH]),
    )


def _ends(columns: Sequence[float], first: int, slope: int) -> Vector | None:
    return (columns[first], columns[first] + columns[slope]) if isfinite(columns[first]) else None


def _bounds(of: World, a: Index, b: Index, of_a: dict[int, int], of_b: dict[int, int]) -> Iterator[Bound]:
    """The bound of every pair of rows under every rule that could govern it, where there is one."""
    for number, governs in governed(of, a, b):
        here = governs.could
        margin, reach, error = bounds(of, number, a[here], b[here])
        aside = of.legs.aside_m[a[here]] + of.legs.aside_m[b[here]]
        limits = plane_m(of.rules[number].separation_m + reach + aside + error)
        for k, (i, j) in enumerate(zip(a[here].tolist(), b[here].tolist(), strict=True)):
            rows = tuple(of.legs.possible[i].tolist()), tuple(of.legs.possible[j].tolist())
            planes = meet.time_and_height(*rows, float(margin.up_m[k]), float(margin.down_m[k]))
            found = bound(planes, meet.metric(*rows), float(limits[k]))
            if found is not None:
                direction, multipliers, metres = found
                clause, plane = of.rules[number].clause, meet.metric(*rows)
                yield Bound(of_a[i], of_b[j], clause, plane, direction, planes, multipliers, metres, float(limits[k]))


def bound(planes: meet.Planes, m: meet.Metric, limit_m: float) -> tuple[Vector, tuple[float, ...], float] | None:
    """Which direction and multipliers prove that the places stay further apart than the limit? None where they do not.

    With the metres they prove: `inf` where the pieces share no instant and height at all, then for the direction (0, 0).
    """
    d2, u, v = meet.closest(planes, m)
    if d2 == inf:
        multipliers = _none_feasible(planes)
        return None if multipliers is None else ((0.0, 0.0), multipliers, inf)
    if d2 <= limit_m * limit_m:
        return None
    ax, ay, bx, by, rx, ry = m
    x, y = rx + u * ax - v * bx, ry + u * ay - v * by
    size = hypot(x, y)
    direction = x / size, y / size
    multipliers = _supporting(planes, direction[0] * ax + direction[1] * ay, -(direction[0] * bx + direction[1] * by))
    proved = float(proved_m(planes, m, direction, multipliers))
    return (direction, multipliers, proved) if proved > limit_m else None


def proved_m(planes: meet.Planes, m: meet.Metric, direction: Vector, multipliers: Sequence[float]) -> Fraction:
    """What do these multipliers prove, in exact rationals? A lower bound of the component along the direction.

    The remainder of the form after the multipliers are taken off is linear; over the square it is least at a corner.
    """
    ax, ay, bx, by, rx, ry = (Fraction(number) for number in m)
    wx, wy = (Fraction(number) for number in direction)
    rest_u, rest_v, rest = wx * ax + wy * ay, -(wx * bx + wy * by), wx * rx + wy * ry
    for (a, b, c), multiplier in zip(planes, multipliers, strict=True):
        if multiplier:
            rest_u, rest_v = rest_u - Fraction(multiplier) * Fraction(a), rest_v - Fraction(multiplier) * Fraction(b)
            rest -= Fraction(multiplier) * Fraction(c)
    return rest + min(rest_u, Fraction(0)) + min(rest_v, Fraction(0))


def _supporting(planes: meet.Planes, gu: float, gv: float) -> tuple[float, ...]:
    """Multipliers of at most two half-planes whose sum has this slope: of all such pairs, that which proves the most."""
    best, chosen = inf, {}
    for i, j in combinations(range(len(planes)), 2):
        (ai, bi, ci), (aj, bj, cj) = planes[i], planes[j]
        det = ai * bj - aj * bi
        if det == 0.0 or inf in (ci, cj):
            continue
        li, lj = (gu * bj - aj * gv) / det, (ai * gv - gu * bi) / det
        cost = li * ci + lj * cj
        if li >= 0.0 and lj >= 0.0 and cost < best:
            best, chosen = cost, {i: li, j: lj}
    return tuple(chosen.get(k, 0.0) for k in range(len(planes)))


def _none_feasible(planes: meet.Planes) -> tuple[float, ...] | None:
    """Multipliers of at most three half-planes whose sum is negative everywhere: so no point lies in all of them."""
    for k, (a, b, c) in enumerate(planes):
        if a == 0.0 and b == 0.0 and c < 0.0:
            return tuple(1.0 if k == j else 0.0 for j in range(len(planes)))
    best, chosen = 0.0, None
    for k, (a, b, c) in enumerate(planes):
        scale = max(abs(a), abs(b))
        if scale == 0.0 or c == inf:
            continue
        others = tuple(plane if j != k else (0.0, 0.0, inf) for j, plane in enumerate(planes))
        multipliers = list(_supporting(others, -a / scale, -b / scale))
        multipliers[k] = 1.0 / scale
        total = sum(m * plane[2] for m, plane in zip(multipliers, planes, strict=True) if m)
        if any(multipliers[:k] + multipliers[k + 1 :]) and total < best:
            best, chosen = total, tuple(multipliers)
    return chosen
