"""Could a track have strayed so far between its fixes? *Could meet* is claimed only where a pair of motions is exhibited.

Between two fixes a party of bounded speed can be, at the instant t, where two discs overlap: what it can have reached since the
first fix, and from where it can still reach the second (a slice of a space-time prism). Both parties' slices are convex, and so is
their distance over t; the nearest pair of places is found in a plane about the two, and then held against the ellipsoid itself:
the places are within the speed's reach of the fixes along geodesics, and within the limit of each other.
Source: Kuijpers, Grimson, Othman, "An analytic solution to the alibi query" (2011), for the planar question; design/gaps.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, hypot, radians, sin, sqrt

import numpy as np

from herald.check import meet
from herald.check.asking import Hits
from herald.check.world import World
from herald.geometry.ellipsoid import GEOD
from herald.units import SECOND

Point = tuple[float, float]
Pull = Callable[[Point], Point]
"""The nearest place of a convex set to a given one."""

_STEPS, _PULLS = 48, 40
_SETTLED_M = 1e-4
_SHY = 1 - 1e-9
"""Places are looked for a little inside the discs, so that rounding cannot put them outside."""
_GOLDEN = (sqrt(5) - 1) / 2


def exhibited(of: World, hits: Hits) -> int | None:
    """Which of these hits can be shown to be a meeting, by a pair of motions? The first found; None where none is.

    Only hits that rest on nothing but a track's straying are tried, nearest first. Heights must be within the limit all along the
    gap: a motion aside has no height of its own.
    """
    for number in np.argsort(hits.margin_m, kind="stable").tolist():
        if hits.straying[number] and _level(of, hits, number) and _shown(of, hits, number):
            return int(number)
    return None


def _level(of: World, hits: Hits, number: int) -> bool:
    """Are the heights within the limit wherever along the two rows, and all along a gap that either is a part of?"""
    up, down = float(hits.up_m[number]) + meet.HALF_MM_M, float(hits.down_m[number]) + meet.HALF_MM_M
    bands_a, bands_b = (_bands(of, int(rows[number])) for rows in (hits.a, hits.b))
    return all(a[0] - b[1] <= up and b[0] - a[1] <= down for a in bands_a for b in bands_b)


def _bands(of: World, row: int) -> list[tuple[float, float]]:
    """The heights at both ends of a row, or of the whole gap it is a part of; between them they are linear."""
    opens, closes = _ends_of_gap(of, row) if of.legs.aside_m[row] > 0 else (row, row)
    first, last = of.legs.certain[opens].tolist(), of.legs.certain[closes].tolist()
    return [
        (first[meet.LOW0], first[meet.HIGH0]),
        (last[meet.LOW0] + last[meet.DLOW], last[meet.HIGH0] + last[meet.DHIGH]),
    ]


def _shown(of: World, hits: Hits, number: int) -> bool:
    a, b = int(hits.a[number]), int(hits.b[number])
    within = float(hits.separation_m[number] + hits.reach_m[number])
    centre = of.legs.place(a, float(hits.u[number]))
    one, two = _slices(of, a, centre), _slices(of, b, centre)
    first, last = max(one.first, two.first), min(one.last, two.last)
    if first > last:
        return False
    instant = _near_instant(one, two, first, last, within * _SHY)
    place_a, place_b = _nearest_places(one.at(instant), two.at(instant))
    return (
        one.reaches(place_a, instant, centre)
        and two.reaches(place_b, instant, centre)
        and _geodesic_m(_unprojected(place_a, centre), _unprojected(place_b, centre)) <= within
    )


@dataclass(frozen=True, slots=True)
class Slices:
    """Where one row's party can be, instant by instant (seconds from the epoch), in a plane about a centre in metres.

    A track between two fixes: discs about `start` and `end` at `speed` metres a second. Any other row: the part of the segment
    from `start` to `end` whose instants allow it (`row`, when `speed` is None).
    """

    start: Point
    end: Point
    first: float
    last: float
    speed: float | None
    row: tuple[float, ...]

    def at(self, instant: float) -> Pull:
        """The set of places at this instant, as the way to its nearest place."""
        if self.speed is None:
            low, high = self._part(instant)
            return lambda place: _onto_segment(place, self._along(low), self._along(high))
        since, until = self.speed * (instant - self.first) * _SHY, self.speed * (self.last - instant) * _SHY
        return lambda place: _onto_lens(place, self.start, since, self.end, until)

    def _part(self, instant: float) -> tuple[float, float]:
        """Between which fractions can a row be passed at this instant? e(u) <= t <= l(u)."""
        us = instant * SECOND
        early, late = us - self.row[meet.E0], us - self.row[meet.L0]
        high = min(1.0, early / self.row[meet.DE]) if self.row[meet.DE] > 0 else 1.0
        low = max(0.0, late / self.row[meet.DL]) if self.row[meet.DL] > 0 else 0.0
        return min(low, high), high

    def _along(self, u: float) -> Point:
        return self.start[0] + u * (self.end[0] - self.start[0]), self.start[1] + u * (self.end[1] - self.start[1])

    def reaches(self, place: Point, instant: float, centre: Point) -> bool:
        """On the ellipsoid itself: is the place within reach of both fixes? For a row that does not stray, always."""
        if self.speed is None:
            return True
        there = _unprojected(place, centre)
        since, until = self.speed * (instant - self.first), self.speed * (self.last - instant)
        return (
            _geodesic_m(_unprojected(self.start, centre), there) <= since + 1e-6
            and _geodesic_m(there, _unprojected(self.end, centre)) <= until + 1e-6
        )


def _slices(of: World, row: int, centre: Point) -> Slices:
    legs = of.legs
    columns = tuple(legs.certain[row].tolist())
    ends = legs.lonlat[row].tolist()
    first, last = columns[meet.E0] / SECOND, (columns[meet.L0] + columns[meet.DL]) / SECOND
    speed_um_s = of.notices[int(legs.notice[row])].max_speed_um_s
    if legs.aside_m[row] == 0 or speed_um_s is None:
        start, end = _projected((ends[0], ends[1]), centre), _projected((ends[2], ends[3]), centre)
        return Slices(start, end, first, last, None, columns)
    before, after, first, last = _fixes(of, row)
    return Slices(_projected(before, centre), _projected(after, centre), first, last, speed_um_s / 1e6, columns)


def _fixes(of: World, row: int) -> tuple[Point, Point, float, float]:
    """The whole gap a row is part of: the place of the fix before it and of the one after it, and their instants.

    Read back from the rows that begin and end the leg: each passes its fix at the fix's own instant.
    """
    legs = of.legs
    opens, closes = _ends_of_gap(of, row)
    before, after = legs.lonlat[opens, :2].tolist(), legs.lonlat[closes, 2:].tolist()
    leaves = float(legs.certain[opens, meet.E0]) / SECOND
    arrives = float(legs.certain[closes, meet.L0] + legs.certain[closes, meet.DL]) / SECOND
    return (before[0], before[1]), (after[0], after[1]), leaves, arrives


def _ends_of_gap(of: World, row: int) -> tuple[int, int]:
    """The rows that begin and end the leg a row is part of."""
    legs = of.legs
    same = np.flatnonzero((legs.notice == legs.notice[row]) & (legs.leg == legs.leg[row]))
    return int(same[np.argmin(legs.start[same])]), int(same[np.argmax(legs.end[same])])


def _near_instant(one: Slices, two: Slices, first: float, last: float, within_m: float) -> float:
    """When are the two near enough, or else nearest? Golden section on a convex function, ended where it suffices."""

    def apart(instant: float) -> float:
        a, b = _nearest_places(one.at(instant), two.at(instant))
        return hypot(a[0] - b[0], a[1] - b[1])

    early, late = last - _GOLDEN * (last - first), first + _GOLDEN * (last - first)
    before, after = apart(early), apart(late)
    for _ in range(_STEPS):
        if min(before, after) <= within_m:
            return early if before <= after else late
        if before <= after:
            last, late, after = late, early, before
            early = last - _GOLDEN * (last - first)
            before = apart(early)
        else:
            first, early, before = early, late, after
            late = first + _GOLDEN * (last - first)
            after = apart(late)
    return (first + last) / 2


def _nearest_places(one: Pull, two: Pull) -> tuple[Point, Point]:
    """Which places of two convex sets are nearest? By pulling to and fro until a pull moves nothing."""
    b = two((0.0, 0.0))
    a = one(b)
    for _ in range(_PULLS):
        before, b = b, two(a)
        a = one(b)
        if hypot(b[0] - before[0], b[1] - before[1]) < _SETTLED_M:
            break
    return a, b


def _onto_segment(place: Point, start: Point, end: Point) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length2 = dx * dx + dy * dy
    at = (
        0.0 if length2 == 0 else min(1.0, max(0.0, ((place[0] - start[0]) * dx + (place[1] - start[1]) * dy) / length2))
    )
    return start[0] + at * dx, start[1] + at * dy


def _onto_disc(place: Point, centre: Point, radius: float) -> Point:
    dx, dy = place[0] - centre[0], place[1] - centre[1]
    away = hypot(dx, dy)
    if away <= radius:
        return place
    return centre[0] + dx * radius / away, centre[1] + dy * radius / away


def _onto_lens(place: Point, one: Point, r1: float, two: Point, r2: float) -> Point:
    """The nearest place in two overlapping discs: that of one disc if it lies in the other, else a corner.

    Discs that only touch, or miss each other by rounding, have one place: on the line between their centres.
    """
    for centre, radius, other, bound in ((one, r1, two, r2), (two, r2, one, r1)):
        there = _onto_disc(place, centre, radius)
        if hypot(there[0] - other[0], there[1] - other[1]) <= bound:
            return there
    dx, dy = two[0] - one[0], two[1] - one[1]
    d = hypot(dx, dy)
    if d == 0:
        return _onto_disc(place, one, min(r1, r2))
    along = min(max((d * d + r1 * r1 - r2 * r2) / (2 * d), -r1), r1)
    aside = sqrt(max(0.0, r1 * r1 - along * along))
    corners = [
        (one[0] + (along * dx - side * dy) / d, one[1] + (along * dy + side * dx) / d) for side in (aside, -aside)
    ]
    return min(corners, key=lambda corner: hypot(corner[0] - place[0], corner[1] - place[1]))


def _projected(place: Point, centre: Point) -> Point:
    """Azimuthal equidistant about the centre: true in distance and direction from it."""
    azimuth, _, length = GEOD.inv(centre[0], centre[1], place[0], place[1])
    return length * sin(radians(azimuth)), length * cos(radians(azimuth))


def _unprojected(place: Point, centre: Point) -> Point:
    azimuth = float(np.degrees(np.arctan2(place[0], place[1])))
    lon, lat, _ = GEOD.fwd(centre[0], centre[1], azimuth, hypot(*place))
    return float(lon), float(lat)


def _geodesic_m(a: Point, b: Point) -> float:
    return float(GEOD.inv(a[0], a[1], b[0], b[1])[2])
