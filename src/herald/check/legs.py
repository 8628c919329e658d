"""What may be where, when? Every notice as rows for the kernel: pieces of legs with their windows, heights and reach.

Two readings of each row. The *possible* one is the widest: an end of a window that nobody stated is unbounded. The *certain* one
holds whatever the missing ends turn out to be. Where nothing is missing they are the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from herald.check import meet
from herald.check.drawn import Drawn, Stops, drawn, is_track, path_of, runs_on_roads
from herald.geometry.ellipsoid import Floats, astray_m, between, ecef
from herald.geometry.lines import LONLAT_SAG_M
from herald.geometry.place import Path
from herald.notice.model import Area, Notice, Reference
from herald.units import SECOND

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
    cut = lonlat.copy()
    for columns, fraction, stays in ((slice(0, 2), start, 0.0), (slice(2, 4), end, 1.0)):
        moved = np.flatnonzero(fraction != stays)
        cut[moved, columns] = _between(lonlat[moved], fraction[moved])
    return cut


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
    pieces, timed = drawn(notices, epoch, road_factor)
    return _with_gaps(_assemble(notices, pieces, timed, epoch, zones, road_factor), notices, pieces)


def _reading(of: Stops) -> _Timed:
    """Both readings of the stops' ends."""
    earliest, latest = of.earliest, of.latest
    possible = np.where(np.isnan(earliest), -inf, earliest), np.where(np.isnan(latest), inf, latest)
    sure = earliest.copy(), latest.copy()
    missing = np.flatnonzero(np.isnan(earliest) | np.isnan(latest))
    for number in np.unique(np.searchsorted(of.first, missing, side="right") - 1).tolist():
        here = slice(of.first[number], of.first[number + 1])
        sure[0][here], sure[1][here] = _at_any_rate(earliest[here], latest[here])
    return _Timed(*possible, *sure)


def _at_any_rate(earliest: Floats, latest: Floats) -> tuple[Floats, Floats]:
    """The ends of one notice's stops, whatever those turn out to be that nobody stated.

    Neither end decreases along a route and no window runs backwards. So a missing earliest is at any rate no later than every
    stated instant at or after its stop, and a missing latest no earlier than every stated instant at or before it.
    """
    after = np.fmin(earliest, latest)[::-1]
    before = np.fmax(earliest, latest)
    return (
        np.where(np.isnan(earliest), np.fmin.accumulate(np.where(np.isnan(after), inf, after))[::-1], earliest),
        np.where(np.isnan(latest), np.fmax.accumulate(np.where(np.isnan(before), -inf, before)), latest),
    )


def _assemble(notices: Sequence[Notice], pieces: Drawn, of: Stops, epoch: int, zones: int, road_factor: float) -> Legs:
    """The rows of these pieces; a gap between two fixes of a track is widened afterwards."""
    n, timed = len(pieces.leg), _reading(of)
    origin = ecef(pieces.lonlat[:, 0], pieces.lonlat[:, 1])
    vector = ecef(pieces.lonlat[:, 2], pieces.lonlat[:, 3]) - origin
    heights = [_linear(of.low_m, pieces), _linear(of.high_m, pieces)]
    possible, certain = (
        np.hstack([origin, vector, _linear(earliest, pieces), _linear(latest, pieces), *heights])
        for earliest, latest in ((timed.earliest, timed.latest), (timed.sure_earliest, timed.sure_latest))
    )
    apart = timed.sure_earliest > timed.sure_latest
    return Legs(
        epoch=epoch,
        possible=possible,
        certain=certain,
        told=~(apart[pieces.stop] | apart[pieces.stop + 1]),
        notice=pieces.notice,
        leg=pieces.leg,
        start=pieces.start,
        end=pieces.end,
        lonlat=pieces.lonlat,
        reach_m=_reach_m(notices, pieces, road_factor),
        aside_m=np.zeros(n),
        chord_m=np.sqrt((vector**2).sum(axis=1)),
        sag_m=_of_each([LONLAT_SAG_M if _is_straight(notice) else 0.0 for notice in notices])[pieces.notice],
        reference=np.array([REFERENCES.index(notice.reference) for notice in notices], np.intp)[pieces.notice],
        zones=np.zeros((n, zones), np.bool_),
        astray=np.zeros((n, zones), np.bool_),
    )


def _reach_m(notices: Sequence[Notice], pieces: Drawn, road_factor: float) -> Floats:
    """Buffer, uncertainty, and how far aside of its line a road can lead."""
    own = _of_each([(notice.buffer_mm + notice.place_uncertainty_mm) / 1000 for notice in notices])
    aside = _of_each([0.5 * sqrt(road_factor**2 - 1.0) if runs_on_roads(notice) else 0.0 for notice in notices])
    return own[pieces.notice] + aside[pieces.notice] * pieces.whole_m


def _is_straight(notice: Notice) -> bool:
    """Is it drawn straight in longitude and latitude? An area is taken so, whichever way it is drawn."""
    return isinstance(notice.shape, Area) or path_of(notice) is Path.LONLAT


def _of_each(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def _linear(at_stop: Floats, pieces: Drawn) -> Floats:
    """The value at each piece's start and its slope over the piece, (n, 2); unbounded with slope 0 if at either stop."""
    first, last = at_stop[pieces.stop], at_stop[pieces.stop + 1]
    bounded = np.isfinite(first) & np.isfinite(last)
    rise = np.where(bounded, last, 0.0) - np.where(bounded, first, 0.0)
    unbounded = np.where(np.isfinite(first), last, first)
    value = np.where(bounded, np.where(bounded, first, 0.0) + pieces.begin * rise, unbounded)
    return np.column_stack([value, (pieces.finish - pieces.begin) * rise])


def _with_gaps(legs: Legs, notices: Sequence[Notice], pieces: Drawn) -> Legs:
    """The same rows, those of tracks between two fixes widened by what the greatest speed allows."""
    tracks = [number for number, notice in enumerate(notices) if is_track(notice)]
    if not tracks:
        return legs
    first, last = (np.searchsorted(legs.notice, tracks, side=side).tolist() for side in ("left", "right"))
    between_fixes = pieces.begin < pieces.finish
    columns = {name: getattr(legs, name).copy() for name in ("possible", "certain", "told", "aside_m")}
    for number, start, end in zip(tracks, first, last, strict=True):
        rows = start + np.flatnonzero(between_fixes[start:end])
        widened = gaps(legs.take(rows), notices[number], pieces.whole_m[rows])
        for name, column in columns.items():
            column[rows] = getattr(widened, name)
    return replace(legs, **columns)


def gaps(legs: Legs, notice: Notice, metres: Floats) -> Legs:
    """An observed track between its fixes: what the greatest speed allows. `metres` (n,) is the length of each row's leg.

    From the fix at t0 to the one at t1, D apart, with T = t1 - t0: the party passes the fraction u of the line at any instant in
    [t0 + uD/v, t1 - (1-u)D/v], and strays aside by at most 1/2 sqrt((vT)^2 - D^2), a little more where the Earth is round;
    together these contain every place and instant it can reach. A track whose greatest speed is not stated leaves nothing certain,
    nor do fixes too far apart for v: one of them is wrong, and the party was anywhere in reach of the fixes around them.
    Fixes whose instant is a window count from its earliest to its latest end, as far as the speed lets the others be kept.
    Source: design/gaps.md.
    """
    leaves = legs.possible[:, meet.E0] - _share(legs, meet.DE)
    arrives = legs.possible[:, meet.L0] - _share(legs, meet.DL) + _whole(legs, meet.DL)
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
