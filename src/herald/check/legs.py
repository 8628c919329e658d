"""What may be where, when? Every notice as rows for the kernel: pieces of legs with their windows, heights and reach.

Two readings of each row. The *possible* one is the widest: an end of a window that nobody stated is unbounded. The *certain* one
holds whatever the missing ends turn out to be. Where nothing is missing they are the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import accumulate
from math import inf, nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herald.check import meet
from herald.geometry.ellipsoid import Floats, astray_m, between, ecef
from herald.geometry.lines import LONLAT_SAG_M, Chords, chords, degrees, ring_chords
from herald.geometry.place import Path
from herald.notice.model import Area, Band, Kind, Notice, Reference, Route, Spot, Windows
from herald.notice.timing import Stop, stops, within_speed
from herald.units import SECOND, Instant

Index = NDArray[np.intp]
Flags = NDArray[np.bool_]

REFERENCES = tuple(Reference)
EVERYWHERE_M = 2.1e7
"""Further than any two places on Earth are apart: the reach of a party of which nothing bounds the speed."""
MEASURED_M = 1e6
"""Two parties may each stray so far and still be compared in a plane: its error is derived for 2,000 km."""
SPEED_TOLERANCE = 1e-9
"""A track at exactly its greatest speed must not be called impossible for a rounding: 1 part in 1e9, and 1 mm."""


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Pieces of the legs of many notices, n rows.

    `possible` and `certain` (n, 14) have the columns of :mod:`herald.check.meet`, instants in us from `epoch`; `told` (n,) is
    False where no window is certain. `notice` and `leg` (n,) say whose, both counted from 0 (a site's leg is 0, an area's its
    edge); `start` and `end` (n,) are fractions of the leg; `lonlat` (n, 4) the ends in degrees. `reach_m` (n,) is buffer,
    uncertainty and road; `aside_m` (n,) how far aside a gap between two fixes lets the party go; `chord_m` (n,) the length of the
    chord it is cut from, whose sag it keeps,
    `sag_m` (n,) what a line straight in lon/lat adds to the error. `reference` (n,) counts in `REFERENCES`; `zones` (n, z)
    says in which of the agreement's zones the piece lies, `astray` (n, z) into which of them the party could stray or out of
    which, so that it is not known whether it was there.
    """

    epoch: int
    possible: Floats
    certain: Floats
    told: Flags
    notice: Index
    leg: Index
    start: Floats
    end: Floats
    lonlat: Floats
    reach_m: Floats
    aside_m: Floats
    chord_m: Floats
    sag_m: Floats
    reference: Index
    zones: Flags
    astray: Flags

    def __len__(self) -> int:
        """How many rows?"""
        return len(self.leg)

    def take(self, rows: Index) -> Legs:
        """These rows alone."""
        return Legs(self.epoch, *(column[rows] for column in self.columns()))

    def shifted(self, rows: Flags, delay_us: int) -> Legs:
        """The same with these rows later by a delay (earlier if negative)."""
        later = np.where(rows, float(delay_us), 0.0)[:, None]
        possible, certain = self.possible.copy(), self.certain.copy()
        for column in (possible, certain):
            column[:, [meet.E0, meet.L0]] += later
        return replace(self, possible=possible, certain=certain)

    def cut(self, rows: Index, start: Floats, end: Floats) -> Legs:
        """The parts from `start` to `end`, fractions of each of these rows; a row may be named more than once."""
        part = self.take(rows)
        run = part.end - part.start
        return replace(
            part,
            possible=_cut_columns(part.possible, start, end),
            certain=_cut_columns(part.certain, start, end),
            start=part.start + start * run,
            end=part.start + end * run,
            lonlat=_cut_lonlat(part.lonlat, start, end),
        )

    def place(self, row: int, u: float) -> tuple[float, float]:
        """Where is the fraction u of this row, in degrees?"""
        lon, lat = _between(self.lonlat[row : row + 1], np.array([u]))[0].tolist()
        return lon, lat

    def columns(self) -> tuple[NDArray[Any], ...]:
        """Everything that has a row a piece, in the order of the fields."""
        return tuple(getattr(self, field.name) for field in fields(self)[1:])


def join(parts: Sequence[Legs]) -> Legs:
    """All the rows of all the parts, in order; at least one part, of one epoch."""
    columns = zip(*(part.columns() for part in parts), strict=True)
    return Legs(parts[0].epoch, *(np.concatenate(column) for column in columns))


def _between(lonlat: Floats, fraction: Floats) -> Floats:
    return np.column_stack(between(lonlat[:, 0], lonlat[:, 1], lonlat[:, 2], lonlat[:, 3], fraction))


def _cut_columns(rows: Floats, start: Floats, end: Floats) -> Floats:
    """Each row from one fraction to another: the firsts move along, the slopes shrink."""
    cut = rows.copy()
    width = end - start
    for first, slope in _LINEAR:
        cut[:, first] += start * rows[:, slope]
        cut[:, slope] *= width
    return cut


_LINEAR = (
    (meet.X, meet.DX),
    (meet.Y, meet.DY),
    (meet.Z, meet.DZ),
    (meet.E0, meet.DE),
    (meet.L0, meet.DL),
    (meet.LOW0, meet.DLOW),
    (meet.HIGH0, meet.DHIGH),
)


def _cut_lonlat(lonlat: Floats, start: Floats, end: Floats) -> Floats:
    """The ends of the parts; an end that stays keeps its very degrees."""
    first, last = _between(lonlat, start), _between(lonlat, end)
    first[start == 0.0] = lonlat[start == 0.0, :2]
    last[end == 1.0] = lonlat[end == 1.0, 2:]
    return np.hstack([first, last])


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """The pieces of one notice on the ground, n rows, and between which two stops each is passed.

    `stop` (n,) is the first of the two; `begin` and `finish` (n,) are fractions of the time from the one to the other.
    `leg_m` (legs,) is the length of each leg.
    """

    lonlat: Floats
    leg: Index
    start: Floats
    end: Floats
    stop: Index
    begin: Floats
    finish: Floats
    leg_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Timed:
    """Both readings of the ends at k stops, in us from the epoch; nothing certain is earliest inf, latest -inf."""

    earliest: Floats
    latest: Floats
    sure_earliest: Floats
    sure_latest: Floats


def legs_of(notices: Sequence[Notice], epoch: int, zones: int, road_factor: float = 1.0) -> Legs:
    """All rows of these notices, in their order; those without a shape (cancels) have none.

    `epoch` is any instant near the data: instants stay exact integers within 285 years of it. `zones` is how many zones the
    agreement names; no row lies in one yet.
    """
    parts = [_rows(number, notice, epoch, zones, road_factor) for number, notice in enumerate(notices)]
    return join([_nothing(epoch, zones), *(part for part in parts if part is not None)])


def _nothing(epoch: int, zones: int) -> Legs:
    none, number, flags = np.zeros(0), np.zeros(0, np.intp), np.zeros(0, np.bool_)
    rows, ends, within = np.zeros((0, meet.COLUMNS)), np.zeros((0, 4)), np.zeros((0, zones), np.bool_)
    return Legs(
        epoch, rows, rows, flags, number, number, none, none, ends, none, none, none, none, number, within, within
    )


def _rows(number: int, notice: Notice, epoch: int, zones: int, road_factor: float) -> Legs | None:
    """One notice's rows; a gap between two fixes of a track is widened afterwards."""
    match notice.shape:
        case None:
            return None
        case Route() as route:
            # How a track ran between its fixes nobody knows: the geodesic is what the greatest speed is measured by.
            path = Path.GEODESIC if is_track(notice) else route.path
            line = chords(route.places, path)
            timed = stops(route, line.leg_m.tolist(), road_factor)
            drawn = _along(line, timed)
            if is_track(notice) and (speed := notice.max_speed_um_s) is not None:
                timed = within_speed(timed, line.leg_m.tolist(), speed)
            elif is_track(notice):
                drawn = _with_fixes(drawn, len(timed))
            bands, straight = [route.bands[stop.vertex] for stop in timed], path is Path.LONLAT
        case Spot(place, window, band):
            timed, bands, straight = (Stop(0, window.earliest, window.latest),) * 2, [band] * 2, False
            drawn = _still(degrees([place, place]).reshape(1, 4))
        case Area(polygon, window, band):
            timed, bands, straight = (Stop(0, window.earliest, window.latest),) * 2, [band] * 2, True
            drawn = _edges([ring_chords(ring, polygon.path) for ring in polygon.rings])
    legs = _assemble(number, notice, drawn, _reading(timed, epoch), bands, epoch, zones)
    legs = replace(legs, sag_m=np.full(len(legs), LONLAT_SAG_M if straight else 0.0))
    if runs_on_roads(notice):
        aside = 0.5 * sqrt(road_factor**2 - 1.0) * drawn.leg_m
        legs = replace(legs, reach_m=legs.reach_m + aside[legs.leg])
    if is_track(notice):
        fixes = legs.take(np.flatnonzero(drawn.begin == drawn.finish))
        legs = join([gaps(legs.take(np.flatnonzero(drawn.begin < drawn.finish)), notice, drawn.leg_m), fixes])
    return legs


def is_track(notice: Notice) -> bool:
    """Is this an observed track, known at its fixes alone?"""
    return notice.observed and isinstance(notice.shape, Route) and isinstance(notice.shape.schedule, Windows)


def runs_on_roads(notice: Notice) -> bool:
    """Is this a drawn line that stands for a road? Every route but a flight's or an observed track's."""
    return isinstance(notice.shape, Route) and notice.kind is not Kind.FLIGHT and not notice.observed


def _along(line: Chords, timed: Sequence[Stop]) -> _Drawn:
    """A route's chords, each between the stops at its leg's ends; a halt is a piece of no length between its two stops."""
    leaves = {stop.vertex: number for number, stop in enumerate(timed)}
    halts = [number for number in range(len(timed) - 1) if timed[number].vertex == timed[number + 1].vertex]
    ends = np.vstack([line.lonlat[line.start == 0.0, :2], line.lonlat[-1:, 2:]])
    vertex = np.array([timed[number].vertex for number in halts], dtype=np.intp)
    leg = np.minimum(vertex, len(line.leg_m) - 1)
    fraction = (vertex > leg).astype(np.float64)
    first = np.array([leaves[leg] for leg in range(len(line.leg_m))], dtype=np.intp)
    return _Drawn(
        np.vstack([line.lonlat, ends[vertex][:, [0, 1, 0, 1]]]),
        np.concatenate([line.leg, leg]),
        np.concatenate([line.start, fraction]),
        np.concatenate([line.end, fraction]),
        np.concatenate([first[line.leg], np.array(halts, dtype=np.intp)]),
        np.concatenate([line.start, np.zeros(len(halts))]),
        np.concatenate([line.end, np.ones(len(halts))]),
        line.leg_m,
    )


def _with_fixes(drawn: _Drawn, stops: int) -> _Drawn:
    """A track and its fixes as pieces of their own: all that is known of it where its greatest speed is not."""
    stop = np.minimum(np.arange(stops), stops - 2)
    last = (np.arange(stops) > stop).astype(np.float64)
    ends = np.vstack([drawn.lonlat[drawn.start == 0.0, :2], drawn.lonlat[-1:, 2:]])
    return replace(
        drawn,
        lonlat=np.vstack([drawn.lonlat, ends[:, [0, 1, 0, 1]]]),
        leg=np.concatenate([drawn.leg, stop]),
        start=np.concatenate([drawn.start, last]),
        end=np.concatenate([drawn.end, last]),
        stop=np.concatenate([drawn.stop, stop]),
        begin=np.concatenate([drawn.begin, last]),
        finish=np.concatenate([drawn.finish, last]),
    )


def _still(lonlat: Floats) -> _Drawn:
    none, zero, one = np.zeros(1, np.intp), np.zeros(1), np.ones(1)
    return _Drawn(lonlat, none, zero, one, none, zero, one, zero)


def _edges(rings: Sequence[Chords]) -> _Drawn:
    """An area's boundary: the edges of all its rings counted through, every piece there during the one window."""
    before = list(accumulate((len(ring.leg_m) for ring in rings), initial=0))
    leg = np.concatenate([ring.leg + first for ring, first in zip(rings, before, strict=False)])
    start, end = (np.concatenate([getattr(ring, name) for ring in rings]) for name in ("start", "end"))
    lonlat, leg_m = np.vstack([ring.lonlat for ring in rings]), np.concatenate([ring.leg_m for ring in rings])
    return _Drawn(lonlat, leg, start, end, np.zeros(len(leg), np.intp), np.zeros(len(leg)), np.ones(len(leg)), leg_m)


def _reading(timed: Sequence[Stop], epoch: int) -> _Timed:
    """Both readings of the stops' ends.

    Neither end decreases along a route and no window runs backwards. So a missing earliest is at any rate no later than every
    stated instant at or after its stop, and a missing latest no earlier than every stated instant at or before it.
    """
    earliest = _ends([stop.earliest for stop in timed], epoch)
    latest = _ends([stop.latest for stop in timed], epoch)
    after = np.fmin(earliest, latest)[::-1]
    before = np.fmax(earliest, latest)
    return _Timed(
        np.where(np.isnan(earliest), -inf, earliest),
        np.where(np.isnan(latest), inf, latest),
        np.where(np.isnan(earliest), np.fmin.accumulate(np.where(np.isnan(after), inf, after))[::-1], earliest),
        np.where(np.isnan(latest), np.fmax.accumulate(np.where(np.isnan(before), -inf, before)), latest),
    )


def _ends(instants: Sequence[Instant | None], epoch: int) -> Floats:
    """In us from the epoch; NaN where not stated, and only inside :func:`_reading`."""
    return np.array([nan if instant is None else float(instant - epoch) for instant in instants])


def _assemble(
    number: int, notice: Notice, drawn: _Drawn, timed: _Timed, bands: Sequence[Band], epoch: int, zones: int
) -> Legs:
    n = len(drawn.leg)
    origin = ecef(drawn.lonlat[:, 0], drawn.lonlat[:, 1])
    vector = ecef(drawn.lonlat[:, 2], drawn.lonlat[:, 3]) - origin
    heights = [
        _linear(np.array([getattr(band, edge) / 1000 for band in bands]), drawn) for edge in ("low_mm", "high_mm")
    ]
    possible, certain = (
        np.hstack([origin, vector, _linear(earliest, drawn), _linear(latest, drawn), *heights])
        for earliest, latest in ((timed.earliest, timed.latest), (timed.sure_earliest, timed.sure_latest))
    )
    apart = np.flatnonzero(timed.sure_earliest > timed.sure_latest)
    return Legs(
        epoch=epoch,
        possible=possible,
        certain=certain,
        told=~(np.isin(drawn.stop, apart) | np.isin(drawn.stop + 1, apart)),
        notice=np.full(n, number, np.intp),
        leg=drawn.leg,
        start=drawn.start,
        end=drawn.end,
        lonlat=drawn.lonlat,
        reach_m=np.full(n, (notice.buffer_mm + notice.place_uncertainty_mm) / 1000),
        aside_m=np.zeros(n),
        chord_m=np.sqrt((vector**2).sum(axis=1)),
        sag_m=np.zeros(n),
        reference=np.full(n, REFERENCES.index(notice.reference), np.intp),
        zones=np.zeros((n, zones), np.bool_),
        astray=np.zeros((n, zones), np.bool_),
    )


def _linear(at_stop: Floats, drawn: _Drawn) -> Floats:
    """The value at each piece's start and its slope over the piece, (n, 2); unbounded with slope 0 if at either stop."""
    first, last = at_stop[drawn.stop], at_stop[drawn.stop + 1]
    bounded = np.isfinite(first) & np.isfinite(last)
    rise = np.where(bounded, last, 0.0) - np.where(bounded, first, 0.0)
    unbounded = np.where(np.isfinite(first), last, first)
    value = np.where(bounded, np.where(bounded, first, 0.0) + drawn.begin * rise, unbounded)
    return np.column_stack([value, (drawn.finish - drawn.begin) * rise])


def gaps(legs: Legs, notice: Notice, leg_m: Floats) -> Legs:
    """An observed track between its fixes: what the greatest speed allows.

    From the fix at t0 to the one at t1, D apart, with T = t1 - t0: the party passes the fraction u of the line at any instant in
    [t0 + uD/v, t1 - (1-u)D/v], and strays aside by at most 1/2 sqrt((vT)^2 - D^2), a little more where the Earth is round;
    together these contain every place and instant it can reach. A track whose greatest speed is not stated leaves nothing certain,
    nor do fixes too far apart for v: one of them is wrong, and the party was anywhere in reach of the fixes around them.
    Fixes whose instant is a window count from its earliest to its latest end, as far as the speed lets the others be kept.
    Source: design/gaps.md.
    """
    leaves = legs.possible[:, meet.E0] - _share(legs, meet.DE)
    arrives = legs.possible[:, meet.L0] - _share(legs, meet.DL) + _whole(legs, meet.DL)
    metres = leg_m[legs.leg]
    room = _room_m(notice.max_speed_um_s, (arrives - leaves) / SECOND)
    bounded = np.isfinite(room)
    crossable = metres <= room * (1 + SPEED_TOLERANCE) + 0.001
    within = np.maximum(np.where(bounded, room, metres), metres)
    share = np.divide(metres, within, out=np.zeros_like(metres), where=within > 0)
    crossing = np.where(bounded & crossable, share * np.where(bounded, arrives - leaves, 0.0), 0.0)
    astray = astray_m(metres, within)
    possible = legs.possible.copy()
    possible[:, meet.E0] = leaves + legs.start * crossing
    possible[:, meet.L0] = arrives - (1 - legs.start) * crossing
    possible[:, meet.DE] = possible[:, meet.DL] = (legs.end - legs.start) * crossing
    wrong = bounded & ~crossable
    if wrong.any():
        first, last, seconds = _around(legs.leg, wrong, leaves, arrives)
        possible[wrong, meet.E0], possible[wrong, meet.L0] = first, last
        astray[wrong] = seconds * (notice.max_speed_um_s or 0) / 1e6
    return replace(
        legs,
        possible=possible,
        certain=possible.copy(),
        told=legs.told & bounded & crossable,
        aside_m=np.where(bounded & (astray <= MEASURED_M), astray, EVERYWHERE_M),
    )


def _around(leg: Index, wrong: Flags, leaves: Floats, arrives: Floats) -> tuple[Floats, Floats, Floats]:
    """Of each row of a leg between fixes that contradict each other: from which instant to which, and how many seconds' way off?

    The fixes from p to q, each too far from the next, may all be wrong; that before them, o, and that after them, r, are not
    contradicted. From o to r the party is within v (t - to) of o and v (tr - t) of r, hence within v (tr - to) + v (tp - to) of p,
    and likewise of q. Where the track begins or ends with p or q, the other side alone bounds it.
    Source: design/gaps.md, section 4.
    """
    count = int(leg.max()) + 1
    leave, arrive, fast = np.zeros(count), np.zeros(count), np.zeros(count, np.bool_)
    leave[leg], arrive[leg], fast[leg] = leaves, arrives, wrong
    doubtful = np.append(fast, False) | np.insert(fast, 0, False)
    fix = np.arange(count + 1)
    before = np.maximum.accumulate(np.where(doubtful, -1, fix))[leg[wrong]]
    after = np.minimum.accumulate(np.where(doubtful, count + 1, fix)[::-1])[::-1][leg[wrong]]
    opens, closes = np.maximum(before, 0), np.minimum(after, count) - 1
    first, last = leave[opens], arrive[closes]
    aside = np.maximum(arrive[opens] - first, last - leave[closes])
    return first, last, (last - first + aside) / SECOND


def _room_m(speed_um_s: int | None, seconds: Floats) -> Floats:
    """How far can the party go in this time? inf where nobody stated the greatest speed, or an end of the time."""
    if speed_um_s is None:
        return np.where(seconds > 0, inf, 0.0)
    return seconds * (speed_um_s / 1e6)


def _share(legs: Legs, slope: int) -> Floats:
    """How much of the leg's rise lies before each piece?"""
    return legs.start * _whole(legs, slope)


def _whole(legs: Legs, slope: int) -> Floats:
    """The rise over the whole leg, from the rise over each piece; a piece of no length rises as the leg does."""
    width = legs.end - legs.start
    rise: Floats = legs.possible[:, slope] / np.where(width > 0, width, 1.0)
    return rise
