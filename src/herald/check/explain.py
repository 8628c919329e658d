"""How can a stranger recheck one pair? By a certificate: for every two pieces that cannot meet, what proves it.

A piece runs between two points of the filed line, and with it run, evenly, its place in space, its window and its heights. A
*proof* is a direction w in space and four weights l_k >= 0, of one run of pieces against another. For places P and Q of theirs

    w . (P - Q) - sum l_k h_k

is no more than w . (P - Q) wherever both may be there at once: h_k >= 0 say that neither is after the other and neither above.
It falls into what belongs to P and what belongs to Q, both linear along a piece; so it is least at ends of pieces, and whoever adds
up sees how far apart the two stay. Where it is positive and w is 0, they share no instant and height at all.

Pieces far apart are proved in runs, by what their boxes show; the others two by two, by multipliers of the closed form's optimum.
Everything but points, w and l_k follows from what was filed: so none of it is written down. Source: design/certificates.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import inf, isfinite, sqrt

import numpy as np

from herald.agreement.model import Agreement
from herald.check import meet
from herald.check.alibi import exhibited
from herald.check.answer import Limits, Verdict
from herald.check.asking import Hits, bounds, governed
from herald.check.heights import margins
from herald.check.legs import Index
from herald.check.pairs import asked
from herald.check.world import World, world
from herald.geometry.ellipsoid import FARTHEST_M, LEAST_RADIUS_M, Floats, ecef, plane_error_m, plane_m
from herald.notice.lifecycle import standing
from herald.notice.model import Departure, Notice, Route
from herald.units import ClauseId, NoticeId

Vector = tuple[float, float]
Space = tuple[float, float, float]
Range = tuple[int, int]
"""The first and the last of some consecutive pieces, both included."""
Point = tuple[float, float, float]
Weights = tuple[float, float, float, float]
Multipliers = tuple[float, ...]
"""One for each of the kernel's eight half-planes."""
SQUARE = 4
"""So many half-planes bound the pieces themselves; the rest have weights."""

SAG_RESERVE = 1.01
"""A line bends no more than a circle of the least radius: its sag over a chord is s^2 / 8R, and a part s^2 / R^2 of it more."""
BOX_RESERVE_M, BOX_RESERVE_US = 0.01, 1.0
"""Boxes are called apart only where they are by so much more than they must, whoever does the sums."""


@dataclass(frozen=True, slots=True)
class RuleLimits:
    """The limits that some pieces are held against; `clause` None is the flags.

    `up_m` is how far the low edge of a's band may lie above the high edge of b's, `down_m` the reverse: the vertical limit, and
    what lies between two references of height. None: it cannot matter.
    """

    clause: ClauseId | None
    separation_m: float
    vertical_m: float
    up_m: float | None
    down_m: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Why no piece of one run can meet any of another, under one rule or, where `rule` is None, under all.

    `direction` is in space, 0 where they share no instant or height at all; `weights` are those of: a not after b, b not after a
    (m per us), a not above b, b not above a (m per m). `spare_m` is by how much more than its limit two
    pieces are proved apart; inf for runs, and where no instant and height is shared.
    """

    a: Range
    b: Range
    rule: int | None
    direction: Space
    weights: Weights
    spare_m: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a stranger needs to recheck the answer for one pair of notices; pieces and rules are numbered from 0, as listed.

    A point is how far along the notice it lies (the number of its stretch, a way or a wait from one stop to the next or an area's
    edge, and which part of that), then longitude and latitude. A piece runs from each point to the next; where a point is as far
    along as the one before, a new ring begins, and no piece lies between.
    """

    a: NoticeId
    b: NoticeId
    verdict: Verdict
    rules: tuple[RuleLimits, ...]
    points_a: tuple[Point, ...]
    points_b: tuple[Point, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The pieces of one notice: their rows in the world, the same laid anew between their places on the ground, their boxes.

    `along` (n, 2) is how far along the notice each begins and ends, in stretches.
    `low` and `high` (n, 5) are instants (us), heights (m), X, Y, Z (m) between which each runs; `chord_m`, `reach_m` (n,).
    """

    rows: Index
    along: Floats
    laid: Floats
    low: Floats
    high: Floats
    chord_m: Floats
    reach_m: Floats


def explain(
    a: NoticeId, b: NoticeId, notices: Sequence[Notice], agreement: Agreement | None, limits: Limits
) -> Certificate:
    """Why can these two meet, or why not, or why can it not be told?

    For a pair that cannot meet every two pieces are in some proof; for the others the proofs are of those pieces that
    cannot. Raises KeyError if either id is not among the notices checked, ValueError if both are of one party.
    """
    known = {notice.id: notice for notice in standing(notices).checked}
    one, two = sorted((known[a], known[b]), key=lambda notice: notice.id)
    if one.party == two.party:
        raise ValueError(f"{one.id} and {two.id} are of one party")
    of = world((one, two), agreement, limits)
    sides = _side(of, 0, one), _side(of, 1, two)
    rules = _rules(of, *sides)
    runs, near = _apart(*sides, tuple(rules.values()))
    twos = _bounds(of, *sides, near, {key: number for number, key in enumerate(rules)})
    return Certificate(
        a=one.id,
        b=two.id,
        verdict=_verdict(of, asked(of, None)),
        rules=tuple(rules.values()),
        points_a=tuple(_points(of, sides[0])),
        points_b=tuple(_points(of, sides[1])),
        proofs=(*runs, *twos),
    )


def _verdict(of: World, hits: Hits) -> Verdict:
    if len(hits) == 0:
        return Verdict.CANNOT_MEET
    return Verdict.COULD_MEET if bool(hits.certain.any()) or exhibited(of, hits) is not None else Verdict.CANNOT_TELL


def _side(of: World, number: int, notice: Notice) -> _Side:
    """One notice's own pieces, in the order they are passed; for an area its edges, without those of zones within it.

    Pieces cut at a zone end on a chord, below the ground: here every end is on it.
    """
    rows = np.flatnonzero((of.legs.notice[: of.outlines] == number) & (of.legs.leg[: of.outlines] >= 0))
    far = np.array([_along(of, row, _halts(notice)) for row in rows.tolist()], np.float64).reshape(-1, 2)
    order = np.lexsort((far[:, 1], far[:, 0]))
    rows, far = rows[order], far[order]
    lonlat = of.legs.lonlat[rows]
    starts, ends = ecef(lonlat[:, 0], lonlat[:, 1]), ecef(lonlat[:, 2], lonlat[:, 3])
    laid = of.legs.possible[rows].copy()
    laid[:, :3], laid[:, 3:6] = starts, ends - starts
    chord_m = np.sqrt((laid[:, 3:6] ** 2).sum(axis=1))
    aside = (SAG_RESERVE * chord_m**2 / (8 * LEAST_RADIUS_M) + of.legs.sag_m[rows])[:, None]
    last = laid[:, [meet.L0, meet.LOW0, meet.HIGH0]] + laid[:, [meet.DL, meet.DLOW, meet.DHIGH]]
    return _Side(
        rows=rows,
        along=far,
        laid=laid,
        low=np.column_stack(
            [laid[:, meet.E0], np.minimum(laid[:, meet.LOW0], last[:, 1]), np.fmin(starts, ends) - aside]
        ),
        high=np.column_stack([last[:, 0], np.maximum(laid[:, meet.HIGH0], last[:, 2]), np.fmax(starts, ends) + aside]),
        chord_m=chord_m,
        reach_m=of.legs.reach_m[rows] + of.legs.aside_m[rows],
    )


def _rules(of: World, a: _Side, b: _Side) -> dict[tuple[int, float, float], RuleLimits]:
    """All limits that pieces of the two could be held against, by rule and margins of height; the flags are always one."""
    first, second = (_different_levels(of, side.rows) for side in (a, b))
    pairs = np.repeat(first, len(second)), np.tile(second, len(first))
    spans = of.span[0], of.span[1]
    found = {}
    for number, rule in enumerate(of.rules):
        if not (rule.concerns(*of.notices) and rule.in_force(*spans)):
            continue
        margin = margins(of.levels, *pairs, rule.vertical_m)
        for up, down in zip(margin.up_m.tolist(), margin.down_m.tolist(), strict=True):
            edges = (edge if isfinite(edge) else None for edge in (up, down))
            found[number, up, down] = RuleLimits(rule.clause, rule.separation_m, rule.vertical_m, *edges)
    return found


def _different_levels(of: World, rows: Index) -> Index:
    """One row of each kind of height there is among these: what its heights are over, and what raises them to the sea."""
    levels = np.column_stack([of.levels.reference[rows], of.levels.stated[rows], of.levels.unstated[rows]])
    return rows[np.unique(levels, axis=0, return_index=True)[1]]


def _points(of: World, side: _Side) -> Iterator[Point]:
    """The start of every piece, and its end where the next one does not begin there: the two may differ by a rounding."""
    places = of.legs.lonlat[side.rows]
    starts = np.column_stack([side.along[:, 0], places[:, :2]]).tolist()
    ends = np.column_stack([side.along[:, 1], places[:, 2:]]).tolist()
    for start, end, after in zip(starts, ends, [*starts[1:], None], strict=True):
        yield tuple(start)
        if after is None or end[1:] != after[1:]:
            yield tuple(end)


def _halts(notice: Notice) -> list[int]:
    """At which vertices does it halt, ascending?"""
    match notice.shape:
        case Route(schedule=Departure(halts=halts)):
            return sorted(halt.vertex for halt in halts)
        case _:
            return []


def _along(of: World, row: int, halts: Sequence[int]) -> Vector:
    """How far along its notice does a row begin and end, in stretches? A halt is a stretch of its own, at its vertex."""
    leg, start, end = int(of.legs.leg[row]), float(of.legs.start[row]), float(of.legs.end[row])
    vertex = leg + round(start)
    if start == end and vertex in halts:
        number = vertex + bisect_left(halts, vertex)
        return float(number), float(number + 1)
    number = leg + bisect_right(halts, leg)
    return number + start, number + end


def _apart(a: _Side, b: _Side, rules: Sequence[RuleLimits]) -> tuple[list[Proof], list[tuple[int, int]]]:
    """Which runs of pieces are apart by their boxes, and which two pieces must be looked at by themselves?

    The longer run is halved until its box is apart or it is one piece.
    """
    up, down = (
        max(inf if m is None else m for m in margin)
        for margin in zip(*((t.up_m, t.down_m) for t in rules), strict=True)
    )
    within_m = max(rule.separation_m for rule in rules) + float(a.reach_m.max() + b.reach_m.max())
    proofs, near, left = [], [], [((0, len(a.rows) - 1), (0, len(b.rows) - 1))]
    while left:
        one, two = left.pop()
        held = _boxes_apart(_box(a, one), _box(b, two), (up, down), within_m)
        if held is not None:
            proofs.append(Proof(one, two, None, *held, inf))
        elif one[1] - one[0] >= max(two[1] - two[0], 1):
            left += [(half, two) for half in _halves(one)]
        elif two[1] > two[0]:
            left += [(one, half) for half in _halves(two)]
        else:
            near.append((one[0], two[0]))
    return proofs, sorted(near)


def _halves(whole: Range) -> tuple[Range, Range]:
    """Two halves, the later one first: the earlier is then looked at first."""
    middle = (whole[0] + whole[1]) // 2
    return (middle + 1, whole[1]), (whole[0], middle)


def _box(side: _Side, pieces: Range) -> tuple[Floats, Floats]:
    part = slice(pieces[0], pieces[1] + 1)
    return side.low[part].min(axis=0), side.high[part].max(axis=0)


def _boxes_apart(
    a: tuple[Floats, Floats], b: tuple[Floats, Floats], margin: Vector, within_m: float
) -> tuple[Space, Weights] | None:
    """Which direction and weights hold the boxes apart: by instants, heights or the way through the Earth? None: none does."""
    after, before = a[0] - b[1], b[0] - a[1]
    still = (0.0, 0.0, 0.0)
    for weight, reason in enumerate(
        (
            after[0] >= BOX_RESERVE_US,
            before[0] >= BOX_RESERVE_US,
            after[1] > margin[0] + BOX_RESERVE_M,
            before[1] > margin[1] + BOX_RESERVE_M,
        )
    ):
        if reason:
            return still, _weights({weight: 1.0})
    way = np.maximum(after[2:], 0.0) - np.maximum(before[2:], 0.0)
    size = float(np.sqrt((way**2).sum()))
    if size <= within_m + BOX_RESERVE_M:
        return None
    x, y, z = (way / size).tolist()
    return (x, y, z), _weights({})


def _weights(chosen: dict[int, float]) -> Weights:
    a, b, c, d = (chosen.get(number, 0.0) for number in range(4))
    return a, b, c, d


def _bounds(
    of: World, a: _Side, b: _Side, near: Sequence[tuple[int, int]], rules: dict[tuple[int, float, float], int]
) -> Iterator[Proof]:
    """The proof of each of these pairs of pieces under every rule that could govern it, where there is one."""
    if not near:
        return
    of_a, of_b = np.array(near, np.intp).reshape(-1, 2).T
    for number, governs in governed(of, a.rows[of_a], b.rows[of_b]):
        here = np.flatnonzero(governs.could)
        i, j = of_a[here], of_b[here]
        margin, _, _ = bounds(of, number, a.rows[i], b.rows[j])
        limits = _limits_m(of, a, b, i, j, of.rules[number].separation_m)
        edges = zip(margin.up_m.tolist(), margin.down_m.tolist(), limits.tolist(), strict=True)
        for k, (up, down, limit) in enumerate(edges):
            rows = tuple(a.laid[i[k]].tolist()), tuple(b.laid[j[k]].tolist())
            found = bound(*rows, up, down, limit)
            if found is not None:
                one, two = int(i[k]), int(j[k])
                direction, multipliers, proved = found
                weights = _weights(dict(enumerate(multipliers[SQUARE:])))
                yield Proof((one, one), (two, two), rules[number, up, down], direction, weights, proved - limit)


def _limits_m(of: World, a: _Side, b: _Side, i: Index, j: Index, separation_m: float) -> Floats:
    """How near, in the plane of each pair of pieces, is a meeting at the most? The error is that of the pieces' own chords."""
    within = separation_m + a.reach_m[i] + b.reach_m[j]
    error = plane_error_m(np.maximum(a.chord_m[i], b.chord_m[j]), np.minimum(within, FARTHEST_M))
    return plane_m(within + error + of.legs.sag_m[a.rows[i]] + of.legs.sag_m[b.rows[j]])


def bound(
    a: meet.Row, b: meet.Row, up_m: float, down_m: float, limit_m: float
) -> tuple[Space, Multipliers, float] | None:
    """Which direction and multipliers prove that two rows stay further apart than the limit? None where they do not.

    With the metres they prove: `inf` where the rows share no instant and height at all, then for the direction 0.
    """
    planes, m = meet.time_and_height(a, b, up_m, down_m), meet.metric(a, b)
    d2, u, v = meet.closest(planes, m)
    if d2 == inf:
        empty = _none_feasible(planes)
        return None if empty is None else ((0.0, 0.0, 0.0), empty, inf)
    if d2 <= limit_m * limit_m:
        return None
    direction = _direction(a, b, u, v)
    _, gu, gv, _ = component(a, b, direction)
    multipliers = _supporting(planes, float(gu), float(gv))
    proved = proved_m(a, b, planes, direction, multipliers)
    return (direction, multipliers, proved) if proved > limit_m else None


def _direction(a: meet.Row, b: meet.Row, u: float, v: float) -> Space:
    """The way from the place at v of b to that at u of a, in the plane of the two, as a unit vector."""
    normal = _normal(a, b)
    way = [a[k] + u * a[k + 3] - b[k] - v * b[k + 3] for k in range(3)]
    share = sum(n * w for n, w in zip(normal, way, strict=True)) / sum(n * n for n in normal)
    x, y, z = (w - share * n for n, w in zip(normal, way, strict=True))
    size = sqrt(x * x + y * y + z * z)
    return x / size, y / size, z / size


def _normal(a: meet.Row, b: meet.Row) -> Space:
    """Along the ellipsoid's normal over the mean of the four ends, of any length."""
    x, y, z = (2 * a[k] + a[k + 3] + 2 * b[k] + b[k + 3] for k in range(3))
    return x, y, z * meet.NORMAL_STRETCH


def component(a: meet.Row, b: meet.Row, direction: Space) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """How does the component along the direction's part in the plane run? g + gu u + gv v, and that part squared, exactly."""
    normal, given = [Fraction(n) for n in _normal(a, b)], [Fraction(w) for w in direction]
    share = _dot(normal, given) / _dot(normal, normal)
    flat = [w - share * n for n, w in zip(normal, given, strict=True)]
    gu, gv = (_dot(flat, [Fraction(metres) for metres in row[3:6]]) for row in (a, b))
    apart = [Fraction(a[k]) - Fraction(b[k]) for k in range(3)]
    return _dot(flat, apart), gu, -gv, _dot(flat, flat)


def _dot(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((x * y for x, y in zip(one, other, strict=True)), Fraction(0))


def proved_m(a: meet.Row, b: meet.Row, planes: meet.Planes, direction: Space, multipliers: Multipliers) -> float:
    """What do these multipliers prove? A lower bound of the distance in the plane, in metres, exact but for one last root.

    The remainder of the form after the multipliers are taken off is linear; over the square it is least at a corner. Without a
    direction what is positive proves that no point lies in all half-planes: then inf, else -inf.
    """
    rest, rest_u, rest_v, size2 = component(a, b, direction)
    for multiplier, plane in zip(multipliers, planes, strict=True):
        if not multiplier:
            continue
        of_u, of_v, constant = (Fraction(multiplier) * Fraction(number) for number in plane)
        rest, rest_u, rest_v = rest - constant, rest_u - of_u, rest_v - of_v
    least = rest + min(rest_u, Fraction(0)) + min(rest_v, Fraction(0))
    if size2 == 0:
        return inf if least > 0 else -inf
    return float(least) / sqrt(float(size2))


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
